"""The .tbf files of the TAC-KBP event nugget tasks, which EvmEval scores (Liu, Mitamura and Hovy, 2015).

    #BeginOfDocument doc1
    system  doc1  E1  4,8;13,16  made way  Movement_Transport-Person  Actual  0.9
    @Coreference  R1  E1,E2
    #EndOfDocument

Columns stand between tabs: system, document, mention, span, text, type, realis and, if given, a confidence. A span is
`start,end` in characters, end exclusive, with further pieces behind ";". With a folder of token tables it is a list of
token ids instead: `<document>.tab` there has a line `id, token, start, end` a token, and offsets then count the table's
lines. `@Coreference` becomes a chain, `@Subevent` (the parent first) pairs of `part_of`; `@After` is not read. Types
and realis stay as they are written: EvmEval compares them without case and punctuation.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from benchmark.exceptions import did_you_mean, quoted
from benchmark.formats import Reading
from benchmark.formats._lines import Notes, Place, read_text_lines
from benchmark.schema import Annotation, Event, Span

TITLE = "TAC-KBP event nuggets (.tbf), by character or, with token tables, by token"

_BEGIN, _END = "#BeginOfDocument", "#EndOfDocument"
_COLUMNS = "system, document, mention, span, text, type and realis"
_RELATIONS = ("Coreference", "Subevent", "After")
_LONGEST = 200
_FARTHEST = 2**31 - 1

_Pieces = tuple[tuple[int, int], ...]


class _Mention(NamedTuple):
    pieces: _Pieces
    text: str
    type: str
    realis: str
    confidence: float | None
    line: int


def read(path: Path, tokens: Path | None = None) -> Reading:
    """The documents of a file, with or without mentions.

    Refused, with line and reason: a line outside a document, a document without name or end, one that comes twice, too
    few columns, a span or token that there is not, a mention's id twice, a relation of no known kind or with a mention
    that there is not, a mention in two clusters, and a cluster with one span twice.
    """
    notes = Notes()
    made: dict[str, Annotation] = {}
    tables: dict[str, tuple[str, ...]] = {}
    document: _Document | None = None
    for place, line in read_text_lines(path):
        if line.startswith(_BEGIN):
            if document is not None:
                raise document.place.fault(f"document {quoted(document.name)} has no {_END}; add it")
            document = _Document(line.removeprefix(_BEGIN).strip(), place, notes, tokens)
            if document.name in made:
                raise place.fault(f"document {quoted(document.name)} stands in the file already; keep one")
        elif line.startswith(_END):
            if document is None:
                raise place.fault(f"{_END} without {_BEGIN}; add it")
            made[document.name] = document.annotation()
            if document.table:
                tables[document.name] = tuple(document.table.values())
            document = None
        elif line.startswith("#"):
            continue
        elif document is None:
            raise place.fault(f'stands outside a document; begin one with "{_BEGIN} name"')
        elif line.startswith("@"):
            document.relate(line[1:].split("\t"), place)
        else:
            document.add(line.split("\t"), place)
    if document is not None:
        raise document.place.fault(f"document {quoted(document.name)} has no {_END}; add it")
    return Reading(tuple(made.values()), notes=notes.lines(), tokens=tables)


class _Document:
    """A document as it is read."""

    def __init__(self, name: str, place: Place, notes: Notes, tokens: Path | None) -> None:
        if not 0 < len(name) <= _LONGEST:
            raise place.fault(f'the document has no name of 1 to {_LONGEST} characters; write "{_BEGIN} name"')
        self.name, self.place, self.notes = name, place, notes
        self.table: dict[str, str] = {} if tokens is None else _read_table(tokens, name, place)
        self._indexes = {token: index for index, token in enumerate(self.table)}
        self._by_token = tokens is not None
        self._mentions: dict[str, _Mention] = {}
        self._relations: list[tuple[str, str, list[str], Place]] = []

    def add(self, columns: list[str], place: Place) -> None:
        """Keep a mention."""
        if len(columns) < 7:
            raise place.fault(f"has {len(columns)} columns between tabs, too few; give {_COLUMNS}")
        _, document, name, span, text, kind, realis, *rest = map(str.strip, columns)
        for what, value in (("mention id", name), ("type", kind), ("realis", realis)):
            if not 0 < len(value) <= _LONGEST:
                raise place.fault(f"the {what} has 1 to {_LONGEST} characters; found {quoted(value)}")
        if name in self._mentions:
            raise place.fault(
                f"mention {quoted(name)} stands on line {self._mentions[name].line} already; ids are unique"
            )
        if document != self.name:
            self.notes["mentions that name another document than the one they stand in, which is kept"] += 1
        pieces = self._token_pieces(span, place) if self._by_token else _character_pieces(span, place)
        confidence = self._confidence(rest[0]) if rest else None
        self._mentions[name] = _Mention(self._joined(pieces), text, kind, realis, confidence, place.line)

    def relate(self, columns: list[str], place: Place) -> None:
        """Keep a relation."""
        kind = columns[0].strip()
        if kind not in _RELATIONS:
            raise place.fault(f"unknown relation {quoted('@' + kind)}; {did_you_mean(kind, _RELATIONS)}")
        if len(columns) < 3:
            raise place.fault(f"has {len(columns)} columns between tabs, too few; give @{kind}, an id and mention ids")
        members = [member.strip() for member in columns[2].split(",")]
        self._relations.append((kind, columns[1].strip(), members, place))

    def annotation(self) -> Annotation:
        """The document, once all of it is read."""
        chains: dict[str, str] = {}
        parts: dict[tuple[str, str], None] = {}
        for number, (kind, name, members, place) in enumerate(self._relations, 1):
            for member in members:
                if member not in self._mentions:
                    raise place.fault(f"names mention {quoted(member)}, which is not in the document; add or drop it")
            if kind == "Coreference":
                self._add_chain(chains, f"{name[:100]}#{number}", members, place)
            elif kind == "Subevent":
                parts.update(((child, members[0]), None) for child in members[1:])
            else:
                self.notes["@After relations, not read"] += 1
        events = tuple(
            Event(
                id=name,
                type=mention.type,
                trigger=self._span(mention),
                realis=mention.realis,
                chain=chains.get(name, ""),
                confidence=mention.confidence,
            )
            for name, mention in self._mentions.items()
        )
        return Annotation(document=self.name, events=events, part_of=tuple(parts))

    def _add_chain(self, chains: dict[str, str], chain: str, members: list[str], place: Place) -> None:
        """Put mentions into a chain of their own; the number keeps two clusters of one id apart."""
        spans: dict[_Pieces, str] = {}
        for member in members:
            if member in chains:
                raise place.fault(f"mention {quoted(member)} is in a cluster already; a mention has one, so merge them")
            chains[member] = chain
            first = spans.setdefault(self._mentions[member].pieces, member)
            if first != member:
                problem = f"mentions {quoted(first)} and {quoted(member)} of this cluster have the same span; keep one"
                raise place.fault(problem)

    def _span(self, mention: _Mention) -> Span:
        """The trigger, with its text where the file's is as long as the offsets say."""
        pieces = mention.pieces
        start, end = pieces[0][0], pieces[-1][1]
        if len(pieces) > 1:
            return Span(start, end, parts=pieces) if self._by_token else Span(start, end, mention.text, parts=pieces)
        if self._by_token or not mention.text:
            return Span(start, end)
        if len(mention.text) != end - start:
            self.notes["texts of another length than their offsets, left out"] += 1
            return Span(start, end)
        return Span(start, end, mention.text)

    def _token_pieces(self, span: str, place: Place) -> _Pieces:
        indexes: list[int] = []
        for token in span.split(","):
            index = self._indexes.get(token.strip())
            if index is None:
                raise place.fault(
                    f"unknown token id {quoted(token)}; it is not in the token table of {quoted(self.name)}"
                )
            indexes.append(index)
        return tuple((index, index + 1) for index in indexes)

    def _joined(self, pieces: _Pieces) -> _Pieces:
        """Pieces in order, those that touch made one; those that overlap too, which is noted."""
        if len(pieces) == 1:
            return pieces
        joined: list[tuple[int, int]] = []
        for start, end in sorted(pieces):
            if joined and start <= joined[-1][1]:
                if start < joined[-1][1]:
                    self.notes["span pieces that overlap, made one"] += 1
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return tuple(joined)

    def _confidence(self, column: str) -> float | None:
        try:
            value = float(column)
        except ValueError:
            value = -1.0
        if 0 <= value <= 1:
            return value
        self.notes["confidences that are no number from 0 to 1, left out"] += 1
        return None


def _character_pieces(span: str, place: Place) -> _Pieces:
    pieces: list[tuple[int, int]] = []
    for piece in span.split(";"):
        start, comma, end = piece.strip().partition(",")
        if not (comma and _is_offset(start) and _is_offset(end)):
            hint = '; token ids need their tables, a folder of "<document>.tab"' if piece[:1].isalpha() else ""
            raise place.fault(f'span {quoted(span)} is not "start,end" or several such between ";"{hint}')
        if int(start) >= int(end):
            raise place.fault(f"start {start} is not before end {end}; ends are exclusive")
        pieces.append((int(start), int(end)))
    return tuple(pieces)


def _is_offset(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) <= _FARTHEST


def _read_table(folder: Path, name: str, place: Place) -> dict[str, str]:
    """A document's tokens by their id, in the order of the table; a line of headings may stand first."""
    if Path(name).name != name or "\\" in name:
        raise place.fault(f"document {quoted(name)} has no token table: paths are not names")
    path = folder / f"{name}.tab"
    if not path.is_file():
        raise place.fault(f"there is no token table {quoted(path.name)} in {folder}; one a document, named after it")
    tokens: dict[str, str] = {}
    for number, (here, line) in enumerate(read_text_lines(path)):
        columns = line.split("\t")
        if len(columns) < 4:
            raise here.fault(f"has {len(columns)} columns between tabs, too few; give token id, token, start and end")
        if not (_is_offset(columns[2]) and _is_offset(columns[3])):
            if number == 0:
                continue
            raise here.fault(f"start {quoted(columns[2])} and end {quoted(columns[3])} are not both offsets")
        if columns[0] in tokens:
            raise here.fault(f"token id {quoted(columns[0])} stands in the table already; ids are unique")
        tokens[columns[0]] = columns[1]
    return tokens
