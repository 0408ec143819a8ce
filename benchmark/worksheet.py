"""Worksheets: annotation as plain text, written by people without brat and read back as an `Annotation`.

    document esper-tunis                 first line
    Person Esper                         an entity type and a name: the mentions below corefer
      a1 2 US Secretary of Defence Mark Esper       key, paragraph (line of the text), words
    Time                                 a type alone: each mention below is an entity by itself
      t1 2 Wednesday = 2020-09-30        a time with its TIMEX3 value
    Visit e1 Actual background           event type, key, realis, flag
      trigger 2 on a North Africa [tour] context with the [marked] part; or `tour #2`, the second one there
      Visitor a1                         role, keys of mentions
      part of e2
      same as e7                         coreference; chains are the transitive closure
      note T6: why this is so
    conflict a7 repaired by a1           a filler that the text itself contradicts
    note a7 a remark on a mention
    negative 4 signs of [fatigue] : G5 other sense

Blank lines, indentation and lines that begin with # mean nothing. Plain spaces, straight quotes and hyphens also find
the other kinds that a text may have; the span keeps the text's own characters. docs/worksheets.md is for annotators.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmark import lint, standoff
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import decode, read_bytes
from benchmark.negatives import Negative
from benchmark.ontology import Ontology
from benchmark.paragraphs import Paragraphs, Place
from benchmark.schema import Annotation, Argument, Conflict, Document, Event, Mention, Note, Span
from benchmark.standoff import UNTYPED

MAX_SHEET = 1 << 20
"""The largest sheet, in bytes."""

MAX_LINES = 10_000
"""The most lines, blank ones and comments left out, that a sheet may have."""

MAX_PROBLEMS = 200
"""After so many problems reading stops: what follows mostly follows from them."""

_KEY = re.compile(r"[^\W\d][\w.-]{0,39}")
_MENTION = re.compile(r"(\S+)\s+(\d{1,6})\s+(\S.*)")
_NEGATIVE = re.compile(r"(\d{1,6})\s+(\S.*?) : ([A-Z]\d{1,2}[a-z]?)(?![\w])\s*(.*)")
_KEYWORDS = ("document", "conflict", "note", "negative", "trigger", "part", "same")


class Key(NamedTuple):
    """What a sheet calls a mention, event or trigger, and on which line."""

    name: str
    line: int


@dataclass(frozen=True)
class Worksheet:
    """A sheet that has been read. `keys` gives the sheet's own key for each T and E id of its .ann form."""

    annotation: Annotation
    negatives: tuple[Negative, ...] = ()
    path: Path = Path("worksheet")
    keys: Mapping[str, Key] = field(default_factory=dict)


class WorksheetError(DatelineError):
    """Everything that is wrong with a sheet; its message is the first problem and how many there are."""

    def __init__(self, problems: Iterable[InputError]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        more = f" (and {len(self.problems) - 1} more problems)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


@dataclass
class _MentionLine:
    line: int
    kind: str | None  # None: under a header with an unknown type, which is reported there
    cluster: object
    place: Place | None  # None: not found, which is reported where it is written
    value: str


@dataclass
class _EventBlock:
    line: int
    key: str
    type: str | None
    realis: str
    background: bool
    trigger: Place | None = None
    trigger_line: int = 0
    roles: list[tuple[int, str, list[str]]] = field(default_factory=list)
    wholes: list[tuple[int, str]] = field(default_factory=list)
    same: list[tuple[int, str]] = field(default_factory=list)


class _Reader:
    """Reads the lines of a sheet one by one, then looks up the keys they use."""

    def __init__(self, path: Path, document: Document, ontology: Ontology) -> None:
        self.path, self.document, self.ontology = path, document, ontology
        self.paragraphs = Paragraphs(document.text)
        self.problems: list[InputError] = []
        self.kinds = (*ontology.fillers, UNTYPED)
        roles = {role for kind in ontology.types.values() for role in kind.roles}
        self.reserved = {*_KEYWORDS, "background", *ontology.realis, *self.kinds, *ontology.types, *roles}
        self.mentions: dict[str, _MentionLine] = {}
        self.events: dict[str, _EventBlock] = {}
        self.conflicts: dict[str, tuple[int, list[str]]] = {}
        self.notes: list[tuple[int, str, str]] = []
        self.negatives: list[tuple[int, Negative]] = []
        self.named: dict[str, tuple[str | None, int]] = {}
        self.lines_of: dict[str, int] = {}
        self.entity: tuple[str | None, str] | None = None
        self.event: _EventBlock | None = None

    def problem(self, line: int, problem: str) -> None:
        self.problems.append(InputError(problem, path=self.path, line=line))
        if len(self.problems) >= MAX_PROBLEMS:
            problem = f"reading stops here, after {MAX_PROBLEMS} problems; mend those first"
            self.problems.append(InputError(problem, path=self.path, line=line))
            raise WorksheetError(self.problems)

    def read(self, content: str) -> Worksheet:
        rows = list(_rows(content))
        if not rows or rows[0][1].split()[0] != "document":
            self.problem(rows[0][0] if rows else 1, f"the first line is `document {self.document.id}`; add it")
        if len(rows) > MAX_LINES:
            raise WorksheetError([InputError(f"has more than {MAX_LINES} lines", path=self.path, line=MAX_LINES)])
        self.rows = rows
        self.known = self._keys_ahead()
        for at, (number, line) in enumerate(rows):
            try:
                self._line(at, number, line)
            except WorksheetError:
                raise
            except DatelineError as error:
                self.problem(number, str(error))
        return self._resolved()

    # Lines

    def _keys_ahead(self) -> set[str]:
        """The keys that the sheet defines anywhere: they tell a role from a header and a key from a remark's word."""
        keys = set()
        for at, (_, line) in enumerate(self.rows):
            words = line.split()
            if self._is_mention(at):
                keys.add(words[0])
            elif words[0] in self.ontology.types and len(words) > 1:
                keys.add(words[1])
        return keys

    def _is_mention(self, at: int) -> bool:
        if at >= len(self.rows):
            return False
        match = _MENTION.fullmatch(self.rows[at][1])
        return bool(match and match[1] not in self.reserved)

    def _line(self, at: int, number: int, line: str) -> None:
        word, *rest = line.split()
        keywords = {"conflict": self._conflict, "negative": self._negative}
        if word == "document":
            self._document(at, rest)
        elif self.event is not None and self._in_event(at, word, rest):
            self._event_line(self.event, at, number, line)
        elif word in self.kinds:
            self._entity(word, rest, number)
        elif word in self.ontology.types:
            self._event(word, rest, number)
        elif word in keywords:
            self.entity = self.event = None
            keywords[word](number, line[len(word) :].strip(), rest)
        elif word == "note":
            self._note(number, line)
        elif self._is_mention(at):
            self._mention(number, line)
        else:
            self._unknown(at, number, line)

    def _document(self, at: int, rest: list[str]) -> None:
        if at:
            raise DatelineError("`document` stands in the first line only; one document a sheet")
        if rest != [self.document.id]:
            raise DatelineError(f"the sheet is of {quoted(' '.join(rest))}, the text is {quoted(self.document.id)}")

    def _in_event(self, at: int, word: str, rest: list[str]) -> bool:
        """Whether a line below an event header belongs to it. `Time t1` does, unless a mention line follows."""
        assert self.event is not None
        if word in ("trigger", "part", "same"):
            return True
        if word in self.ontology.types or word in _KEYWORDS or self._is_mention(at):
            return False
        roles = self.ontology.types[self.event.type].roles if self.event.type else {}
        if word in self.kinds:
            fills = bool(rest) and (word in roles or any(key in self.known for key in rest))
            return fills and not self._is_mention(at + 1)
        return word in roles or not self._looks_like_header(at, word, rest)

    def _looks_like_header(self, at: int, word: str, rest: list[str]) -> bool:
        follows = self.rows[at + 1][1].split()[0] if at + 1 < len(self.rows) else ""
        if rest and rest[0] in self.known:
            return False
        return (len(rest) <= 1 and self._is_mention(at + 1)) or (bool(rest) and follows == "trigger")

    def _entity(self, kind: str | None, rest: list[str], number: int) -> None:
        self.event = None
        name = rest[0] if rest else ""
        self.entity = kind, name
        if len(rest) > 1:
            raise DatelineError(
                f"{kind} is followed by {len(rest)} words; an entity header is a type and at most a name of one word, "
                f"a mention line a key, a paragraph and words (a1 2 Mark Esper)"
            )
        known, line = self.named.setdefault(name, (kind, number)) if name else (kind, number)
        if kind is not None and known is not None and kind != known:
            raise DatelineError(f"entity {quoted(name)} is a {known} on line {line} and a {kind} here; rename one")

    def _new_key(self, key: str, number: int) -> None:
        if not _KEY.fullmatch(key) or key in self.reserved:
            raise DatelineError(f"{quoted(key)} cannot be a key; use a letter and digits, such as a1")
        if key in self.lines_of:
            raise DatelineError(f"key {quoted(key)} is used on line {self.lines_of[key]} already; give each its own")
        self.lines_of[key] = number

    def _mention(self, number: int, line: str) -> None:
        match = _MENTION.fullmatch(line)
        assert match is not None
        key, paragraph, words = match.groups()
        self._new_key(key, number)
        if self.entity is None:
            self.mentions[key] = _MentionLine(number, None, None, None, "")
            near = difflib.get_close_matches(key, ("trigger", "note", "negative"), n=1)
            hint = f"did you mean `{near[0]}`?" if near else "put a line such as `Person` above"
            raise DatelineError(f"mention {quoted(key)} stands under no entity type; {hint}")
        kind, name = self.entity
        found = self.mentions[key] = _MentionLine(number, kind, name or (number,), None, "")
        found.place, found.value = self.paragraphs.mention(int(paragraph), words)

    def _event(self, kind: str | None, rest: list[str], number: int) -> None:
        self.entity = None
        key = rest[0] if rest else ""
        labels = [word for word in rest[1:] if word != "background"]
        self.event = _EventBlock(number, key, kind, labels[0] if labels else "", "background" in rest[1:])
        if not key:
            raise DatelineError(f"an event header is type, key and realis: {kind or 'Meeting'} e1 Actual")
        self._new_key(key, number)
        self.events[key] = self.event
        for label in labels[:1]:
            if label not in self.ontology.realis:
                known = (*self.ontology.realis, "background")
                raise DatelineError(f"unknown realis {quoted(label)}; {did_you_mean(label, known)}")
        if len(labels) > 1:
            raise DatelineError(f"{quoted(labels[1])} is too much; an event header is type, key, realis, `background`")

    def _event_line(self, event: _EventBlock, at: int, number: int, line: str) -> None:
        word, *rest = line.split()
        if word == "trigger":
            if event.trigger_line:
                raise DatelineError(f"{event.key} has a trigger on line {event.trigger_line} already; keep one")
            event.trigger_line = number
            match = _MENTION.fullmatch(line)
            if match is None:
                raise DatelineError("a trigger line is `trigger`, paragraph, word: trigger 2 met")
            event.trigger = self.paragraphs.place(int(match[2]), match[3])
        elif word in ("part", "same"):
            second, keys = ("of", event.wholes) if word == "part" else ("as", event.same)
            if len(rest) < 2 or rest[0] != second:
                raise DatelineError(f"cannot read {quoted(line)}; the form is `{word} {second} e2`")
            keys += [(number, key) for key in rest[1:]]
        else:
            self._role(event, number, word, rest)

    def _role(self, event: _EventBlock, number: int, role: str, keys: list[str]) -> None:
        if event.type is not None and role not in self.ontology.types[event.type].roles:
            names = (*self.ontology.types[event.type].roles, "trigger", "part of", "same as", "note")
            raise DatelineError(f"{event.type} has no role {quoted(role)}; {did_you_mean(role, names)}")
        if not keys:
            raise DatelineError(f"{role} is filled by nothing; add keys of mentions, or leave the line out")
        event.roles.append((number, role, keys))

    def _conflict(self, number: int, _line: str, rest: list[str]) -> None:
        form = "the form is `conflict a7` or `conflict a7 repaired by a3`"
        if not rest or (len(rest) > 1 and (rest[1:3] != ["repaired", "by"] or len(rest) < 4)):
            raise DatelineError(f"cannot read the conflict; {form}")
        if rest[0] in self.conflicts:
            raise DatelineError(f"conflict on {rest[0]} stands on line {self.conflicts[rest[0]][0]} already; join them")
        self.conflicts[rest[0]] = number, rest[3:]

    def _note(self, number: int, line: str) -> None:
        remark = line[len("note") :].strip()
        word, _, rest = remark.partition(" ")
        if word in self.known:
            self.notes.append((number, word, rest.strip()))
        elif self.event is not None:
            self.notes.append((number, self.event.key, remark))
        else:
            raise DatelineError(
                f"note on unknown key {quoted(word)}; {_near(word, self.known)} (a remark on an event stands below it)"
            )

    def _negative(self, number: int, line: str, _rest: list[str]) -> None:
        match = _NEGATIVE.fullmatch(line)
        if match is None:
            raise DatelineError(
                "a negative is paragraph, words, ` : `, rule and reason: negative 4 [signs] of : G5 why"
            )
        start, end = self.paragraphs.place(int(match[1]), match[2])
        words, reason = self.document.text[start:end], " ".join(match[4].split())
        found = Negative(self.document.id, start, end, words, match[3], reason)
        self.negatives.append((number, found))

    def _unknown(self, at: int, number: int, line: str) -> None:
        word, *rest = line.split()
        if self._looks_like_header(at, word, rest):
            # What stands below is read as if the type were known, so that one slip is one problem.
            known: Iterable[str] = self.kinds[:-1]
            if self._is_mention(at + 1):
                self._entity(None, rest, number)
            else:
                known = self.ontology.types
                self._event(None, rest, number)
            raise DatelineError(f"unknown type {quoted(word)}; {_near(word, known)}")
        if self.entity is not None and _KEY.fullmatch(word) and rest and word not in self.reserved:
            if word not in self.lines_of:
                self._new_key(word, number)
                self.mentions[word] = _MentionLine(number, None, None, None, "")
                self.known.add(word)
            raise DatelineError(
                f"cannot read {quoted(line)}; a mention is key, paragraph and words: a1 2 Mark Esper "
                f"(or is it a type? {did_you_mean(word, (*self.kinds[:-1], *self.ontology.types))})"
            )
        starts = (*self.kinds[:-1], *self.ontology.types, *_KEYWORDS[:4])
        if word in ("trigger", "part", "same") or word in self.reserved:
            raise DatelineError(f"{quoted(word)} stands below no event; put a line such as `Meeting e1 Actual` above")
        raise DatelineError(f"cannot read {quoted(line)}; {did_you_mean(word, starts)}")

    # Keys

    def _resolved(self) -> Worksheet:
        self._check_spans()
        for event in self.events.values():
            if not event.trigger_line:
                self.problem(event.line, f"{event.key} has no trigger; add a line such as `trigger 2 met`")
            self._check_roles(event)
            for line, key in (*event.wholes, *event.same):
                self._look_up(line, key, self.events, "an event")
        for key, (line, repairs) in self.conflicts.items():
            for name in (key, *repairs):
                self._look_up(line, name, self.mentions, "a mention")
        for line, key, _ in self.notes:
            if key and key not in self.events:
                self._look_up(line, key, self.mentions, "a mention or event")
        event_on = {event.trigger: event.key for event in self.events.values()}
        for line, negative in self.negatives:
            if taken := event_on.get((negative.start, negative.end)):
                where = self.events[taken].trigger_line
                self.problem(line, f"{quoted(negative.words)} is the trigger of {taken} on line {where}")
        if self.problems:
            raise WorksheetError(self.problems)
        return self._worksheet()

    def _look_up(self, line: int, key: str, among: Mapping[str, object], what: str) -> bool:
        if key in among:
            return True
        if key in self.lines_of:
            other = "an event" if key in self.events else "a mention"
            self.problem(line, f"{quoted(key)} is {other} (line {self.lines_of[key]}), not {what}")
        else:
            self.problem(line, f"unknown key {quoted(key)}; {_near(key, among)}")
        return False

    def _check_spans(self) -> None:
        first_at: dict[Place, str] = {}
        for key, found in self.mentions.items():
            if found.place is None or found.kind is None:
                continue
            first = first_at.setdefault(found.place, key)
            other = self.mentions[first]
            if (other.kind, other.cluster) != (found.kind, found.cluster):
                what = f"a {other.kind}" if other.kind != found.kind else "another entity"
                self.problem(found.line, f"{key} marks the same words as {first} (line {other.line}), {what}; keep one")
            elif other.value != found.value:
                self.problem(
                    found.line, f"{key} marks the same words as {first} (line {other.line}) with another value"
                )

    def _check_roles(self, event: _EventBlock) -> None:
        seen: set[tuple[str, Place]] = set()
        for line, role, keys in event.roles:
            takes = self.ontology.types[event.type].roles[role] if event.type else ()
            for key in keys:
                if not self._look_up(line, key, self.mentions, "a mention"):
                    continue
                found = self.mentions[key]
                if event.type and found.kind and found.kind != UNTYPED and found.kind not in takes:
                    self.problem(line, f"{role} takes {', '.join(takes)}; {key} (line {found.line}) is a {found.kind}")
                if found.place is not None:
                    if (role, found.place) in seen:
                        self.problem(line, f"{key} fills {role} of {event.key} twice")
                    seen.add((role, found.place))

    def _worksheet(self) -> Worksheet:
        text = self.document.text
        entity_names: dict[object, str] = {}
        entities: dict[str, dict[Place, Mention]] = {}
        for found in self.mentions.values():
            start, end = place = _sure(found.place)
            name = entity_names.setdefault(found.cluster, f"X{len(entity_names) + 1}")
            kind = "" if found.kind in (None, UNTYPED) else str(found.kind)
            entities.setdefault(name, {})[place] = Mention(start, end, text[start:end], kind, found.value)

        def span(place: Place) -> Span:
            return Span(*place, text[slice(*place)])

        def argument(role: str, key: str) -> Argument:
            found = self.mentions[key]
            start, end = _sure(found.place)
            name = entity_names[found.cluster]
            return Argument(role=role, start=start, end=end, text=text[start:end], entity=name, value=found.value)

        chains = _chains({key: [other for _, other in event.same] for key, event in self.events.items()})
        events = tuple(
            Event(
                id=key,
                type=str(event.type),
                trigger=span(_sure(event.trigger)),
                arguments=tuple(argument(role, name) for _, role, names in event.roles for name in names),
                realis=event.realis,
                background=event.background,
                chain=chains[key],
            )
            for key, event in self.events.items()
        )
        places = {key: _sure(found.place) for key, found in self.mentions.items()}
        parts = dict.fromkeys((key, whole) for key, event in self.events.items() for _, whole in event.wholes)
        annotation = Annotation(
            document=self.document.id,
            events=events,
            entities={name: tuple(mentions.values()) for name, mentions in entities.items()},
            part_of=tuple(parts),
            conflicts=tuple(
                Conflict(*places[key], text[slice(*places[key])], tuple(span(places[name]) for name in repairs))
                for key, (_, repairs) in self.conflicts.items()
            ),
            notes=tuple(
                Note(text=remark, event=key) if key in self.events else Note(text=remark, span=span(places[key]))
                for _, key, remark in self.notes
            ),
        )
        canonical = standoff.canonical(annotation)
        try:
            written = standoff.write(canonical, text)
        except ValueError as error:
            raise WorksheetError([InputError(str(error), path=self.path, line=1)]) from None
        negatives = tuple(negative for _, negative in sorted(self.negatives, key=lambda pair: pair[1].start))
        return Worksheet(canonical, negatives, self.path, self._ids(events, canonical, written))

    def _ids(self, events: tuple[Event, ...], canonical: Annotation, written: str) -> dict[str, Key]:
        """What the sheet calls each T and E line of the .ann form."""
        blocks: dict[object, list[_EventBlock]] = {}
        for event in events:
            blocks.setdefault(_content(event), []).append(self.events[event.id])
        keys = {event.id: blocks[_content(event)].pop(0) for event in canonical.events}
        named = {name: Key(block.key, block.line) for name, block in keys.items()}
        mention_at = {found.place: Key(key, found.line) for key, found in reversed(self.mentions.items())}
        lines = standoff.parse(written, self.path)
        trigger_of = {line.trigger: keys[line.id] for line in reversed(lines.events)}
        for record in lines.textbounds:
            if block := trigger_of.get(record.id):
                named[record.id] = Key(f"trigger of {block.key}", block.trigger_line)
            else:
                named[record.id] = mention_at[record.start, record.end]
        return named


def _sure(place: Place | None) -> Place:
    assert place is not None  # a sheet with a place that was not found has problems, and those are raised first
    return place


def _near(word: str, known: Iterable[str]) -> str:
    """`did_you_mean`, bounded, and blind to case, by which short names such as GPE differ too much for it."""
    names = list(islice(known, 500))
    return did_you_mean(next((name for name in names if name.casefold() == word.casefold()), word), names)


def _content(event: Event) -> tuple[object, ...]:
    """What an event says, without its id and links."""
    fillers = tuple(sorted((a.role, a.start, a.end) for a in event.arguments))
    return event.trigger.start, event.trigger.end, event.type, fillers, event.realis, event.background


def _chains(links: Mapping[str, list[str]]) -> dict[str, str]:
    """Each event's chain, by the key of one of its members: the transitive closure of the links."""
    neighbours: dict[str, set[str]] = {key: set(others) for key, others in links.items()}
    for key, others in links.items():
        for other in others:
            neighbours[other].add(key)
    chain_of: dict[str, str] = {}
    for first in links:
        ahead = [first] if first not in chain_of else []
        while ahead:
            key = ahead.pop()
            if key not in chain_of:
                chain_of[key] = first
                ahead += neighbours[key]
    return chain_of


def _rows(content: str) -> Iterator[tuple[int, str]]:
    """The numbered lines that say something."""
    for number, line in enumerate(content.split("\n"), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield number, line


def content_of(path: Path) -> str:
    """The text of a sheet; raises `InputError` for a file that is missing, too large or not UTF-8."""
    return decode(read_bytes(path, MAX_SHEET), path)


def document_of(content: str, path: Path) -> str:
    """The document that a sheet names in its first line; raises `InputError` when it names none."""
    number, line = next(_rows(content), (1, ""))
    word, *rest = line.split() or [""]
    if word != "document" or len(rest) != 1:
        raise InputError("the first line is `document` and a document's id; add it", path=path, line=number)
    return rest[0]


def read(source: Path | str, document: Document, ontology: Ontology) -> Worksheet:
    """Read a sheet (a path, or its text) of a document; its annotation is in canonical order.

    Raises `WorksheetError` with every problem of the sheet: words that do not stand in their paragraph exactly once,
    unknown types, roles and keys, fillers of a wrong type, keys or fillers used twice, events without a trigger.
    """
    path = source if isinstance(source, Path) else Path(f"{document.id}.sheet")
    content = content_of(source) if isinstance(source, Path) else source
    if len(content) > MAX_SHEET:
        raise InputError(f"is larger than {MAX_SHEET >> 20} MiB; a sheet is of one document", path=path)
    return _Reader(path, document, ontology).read(content)


def findings(sheet: Worksheet, document: Document, ontology: Ontology) -> list[InputError]:
    """What lint finds in a sheet's annotation (rules L01-L13), by the sheet's own lines and keys."""
    content = standoff.write(sheet.annotation, document.text)
    lines = content.split("\n")

    def in_sheet(match: re.Match[str]) -> str:
        return sheet.keys[match[0]].name if match[0] in sheet.keys else match[0]

    found = []
    for finding in lint.check_annotation(content, sheet.path, document.text, document.date, ontology):
        name = re.search(r"\b[TE]\d+\b", lines[finding.line - 1])
        line = sheet.keys[name[0]].line if name else 1
        problem = re.sub(r'"(?:[^"\\]|\\.)*"|\b[TE]\d+\b', in_sheet, finding.problem)
        found.append(InputError(problem, path=sheet.path, line=line, field=finding.rule))
    return sorted(found, key=lambda error: error.line or 0)


def write(annotation: Annotation, text: str, negatives: Iterable[Negative] = ()) -> str:
    """The sheet of an annotation of `text`: reading it gives the canonical annotation again.

    Raises `ValueError` for what no sheet can hold: a span that cuts a word, an entity of two types, a note on a
    trigger.
    """
    annotation = standoff.canonical(annotation)
    standoff.write(annotation, text)  # refuses what no line of ours can hold either
    paragraphs = Paragraphs(text)
    blocks, key_at = _entity_blocks(annotation, paragraphs)
    known = {*key_at.values(), *(event.id.lower() for event in annotation.events)}
    blocks += [_event_block(event, annotation, paragraphs, key_at, known) for event in annotation.events]
    last = []
    for conflict in annotation.conflicts:
        repairs = " ".join(key_at[span.start, span.end] for span in conflict.repaired)
        last.append(f"conflict {key_at[conflict.start, conflict.end]}" + (f" repaired by {repairs}" if repairs else ""))
    for note in annotation.notes:
        if note.span is not None:
            key = key_at.get((note.span.start, note.span.end))
            if key is None:
                raise ValueError(f"note on {quoted(note.span.text)}, which is no mention: put it on the event")
            last.append(f"note {key} {note.text}")
    for negative in negatives:
        place = paragraphs.words(negative.start, negative.end)
        last.append(f"negative {place} : {negative.rule} {negative.reason}".rstrip())
    parts = [[f"document {annotation.document}"], *blocks, *([last] if last else [])]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _entity_blocks(annotation: Annotation, paragraphs: Paragraphs) -> tuple[list[list[str]], dict[Place, str]]:
    """The blocks of named entities, then of those with one mention by type; and the key of each span."""
    key_at: dict[Place, str] = {}
    count: dict[str, int] = {}

    def line(mention: Mention) -> str:
        letter = (mention.type or UNTYPED)[0].lower()
        letter = letter if letter.isascii() and letter.isalpha() and letter != "e" else "m"
        count[letter] = count.get(letter, 0) + 1
        key = key_at[mention.start, mention.end] = f"{letter}{count[letter]}"
        return f"  {key} {paragraphs.words(mention.start, mention.end, mention.value)}"

    blocks: list[list[str]] = []
    single: dict[str, list[str]] = {}
    names: set[str] = set()
    for mentions in annotation.entities.values():
        kinds = {mention.type or UNTYPED for mention in mentions}
        if len(kinds) > 1:
            raise ValueError(
                f"entity {quoted(mentions[0].text)} is a {' and a '.join(sorted(kinds))}; give it one type"
            )
        kind = kinds.pop()
        if len(mentions) == 1:
            single.setdefault(kind, []).append(line(mentions[0]))
            continue
        word = re.findall(r"\w+", paragraphs.text[mentions[0].start : mentions[0].end])[-1:] or ["entity"]
        name = next(name for name in _numbered(word[0]) if name not in names)
        names.add(name)
        blocks.append([f"{kind} {name}", *map(line, mentions)])
    return blocks + [[kind, *lines] for kind, lines in single.items()], key_at


def _numbered(word: str) -> Iterator[str]:
    yield word
    for number in range(2, MAX_LINES):
        yield f"{word}-{number}"


def _event_block(
    event: Event, annotation: Annotation, paragraphs: Paragraphs, key_at: Mapping[Place, str], known: set[str]
) -> list[str]:
    key = event.id.lower()
    head = [event.type, key, event.realis, "background" if event.background else ""]
    lines = [" ".join(filter(None, head)), f"  trigger {paragraphs.words(event.trigger.start, event.trigger.end)}"]
    roles: dict[str, list[str]] = {}
    for argument in event.arguments:
        roles.setdefault(argument.role, []).append(key_at[argument.start, argument.end])
    lines += [f"  {role} {' '.join(keys)}" for role, keys in roles.items()]
    lines += [f"  part of {whole.lower()}" for part, whole in annotation.part_of if part == event.id]
    first = next(other for other in annotation.events if other.chain == event.chain)
    if first.id != event.id:
        lines.append(f"  same as {first.id.lower()}")
    for note in annotation.notes:
        if note.event == event.id:
            # A remark that begins like a key would be read as one on that key; its own key in front prevents that.
            own = f"{key} " if note.text.split(" ")[0] in known or not note.text.strip() else ""
            lines.append(f"  note {own}{note.text}".rstrip())
    return lines
