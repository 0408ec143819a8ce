"""CoNLL-2012 coreference columns, as the reference scorer reads them (Pradhan et al., 2014).

    #begin document (nw/a/0001); part 000
    nw/a/0001  0  0  Ana      (1)|(2
    nw/a/0001  0  1  Horvat   2)
    nw/a/0001  0  2  left     -
    #end document

Columns stand between white space, and the last one says which mentions begin and end at a token: "(1" begins one of
cluster 1, "1)" ends the one of cluster 1 that began last, "(1)" is one of a single token, and "-" says none. A part is
a document of its own, named "nw/a/0001; part 000". A mention becomes an event of type "Mention" whose trigger it is
and whose chain is its cluster, so that measures of triggers and of coreference apply. Offsets count the part's tokens.
"""

from __future__ import annotations

import re
from pathlib import Path

from benchmark.exceptions import quoted
from benchmark.formats import Reading
from benchmark.formats._lines import Notes, Place, read_text_lines
from benchmark.schema import Annotation, Event, Span

TITLE = "CoNLL-2012 coreference columns, a token a line"

TYPE = "Mention"
"""The type of every event: the format has mentions and clusters only."""

_BEGIN = re.compile(r"#\s*begin document\s*(.*)")
_END = re.compile(r"#\s*end document")
_NAME = re.compile(r"\((.*)\)\s*+;?\s*+(?:part\s+(\S+))?")
_CELL = re.compile(r"(?:(?:\(\d++\)?|\d++\))\|?)++", re.ASCII)
_MARK = re.compile(r"(\()?(\d+)(\))?", re.ASCII)
_NONE = frozenset("-_*")
_LONGEST = 200
_WORD_COLUMN = 3


def read(path: Path) -> Reading:
    """The parts of a file, with their words where there are at least five columns.

    Refused, with line and reason: a line outside a part, a part without name or end, one that comes twice, a last
    column of another form, an end without beginning, and a beginning without end.
    """
    notes = Notes()
    made: dict[str, Annotation] = {}
    words: dict[str, tuple[str, ...]] = {}
    part: _Part | None = None
    for place, line in read_text_lines(path):
        if begin := _BEGIN.match(line):
            if part is not None:
                raise part.place.fault(f"document {quoted(part.name)} has no #end document; add it")
            part = _Part(_name(begin.group(1), place), place, notes)
            if part.name in made:
                raise place.fault(f"document {quoted(part.name)} stands in the file already; keep one")
        elif part is None:
            if not line.startswith("#"):
                raise place.fault('stands outside a document; begin one with "#begin document (name); part 000"')
        elif _END.match(line):
            made[part.name] = part.annotation()
            if len(part.words) == part.length > 0:
                words[part.name] = tuple(part.words)
            part = None
        else:
            part.add(line.split(), place)
    if part is not None:
        raise part.place.fault(f"document {quoted(part.name)} has no #end document; add it")
    return Reading(tuple(made.values()), notes=notes.lines(), tokens=words)


def _name(written: str, place: Place) -> str:
    """A part's name: "(a); part 000" is "a; part 000"."""
    found = _NAME.fullmatch(written)
    name, number = found.groups() if found else (written, None)
    name = f"{name}; part {number}" if number else name
    if not 0 < len(name) <= _LONGEST:
        raise place.fault(f'the document has no name of 1 to {_LONGEST} characters; write "#begin document (name)"')
    return name


class _Part:
    """A part as it is read."""

    def __init__(self, name: str, place: Place, notes: Notes) -> None:
        self.name, self.place, self.notes = name, place, notes
        self.length = 0
        self.words: list[str] = []
        self._mentions: list[tuple[int, int, str]] = []
        self._open: dict[str, list[tuple[int, Place]]] = {}

    def add(self, columns: list[str], place: Place) -> None:
        """A token: first come its mentions of one token, then beginnings, then ends, as in the reference scorer."""
        cell = columns[-1]
        if len(columns) > _WORD_COLUMN + 1:
            self.words.append(columns[_WORD_COLUMN])
        if cell in _NONE:
            pass
        elif _CELL.fullmatch(cell):
            marks = _MARK.findall(cell)
            for begins, cluster, ends in sorted(marks, key=lambda mark: (not mark[0], not mark[2])):
                self._mark(bool(begins), cluster, bool(ends), place)
        elif len(columns) == 1:
            self.notes["lines of one column, read as tokens without mention"] += 1
        else:
            raise place.fault(f'the last column is {quoted(cell)}; it should be "-" or such as "(1", "1)", "(1)|(2"')
        self.length += 1

    def _mark(self, begins: bool, cluster: str, ends: bool, place: Place) -> None:
        if len(cluster) > _LONGEST:
            raise place.fault(f"cluster {quoted(cluster)} has over {_LONGEST} digits")
        if begins and ends:
            self._mentions.append((self.length, self.length + 1, cluster))
        elif begins:
            self._open.setdefault(cluster, []).append((self.length, place))
        elif started := self._open.get(cluster):
            self._mentions.append((started.pop()[0], self.length + 1, cluster))
        else:
            raise place.fault(f"ends a mention of cluster {cluster} that did not begin; it needs a ({cluster} before")

    def annotation(self) -> Annotation:
        """The part, once all of it is read: mentions in the order of the text."""
        for cluster, started in self._open.items():
            if started:
                problem = f"begins a mention of cluster {cluster} that has no end before #end document; add {cluster})"
                raise started[-1][1].fault(problem)
        mentions = sorted(set(self._mentions))
        if repeated := len(self._mentions) - len(mentions):
            self.notes["mentions that repeat one of their cluster, left out"] += repeated
        if shared := len(mentions) - len({(start, end) for start, end, _ in mentions}):
            self.notes["mentions on the span of another cluster's mention, kept"] += shared
        events = tuple(Event(type=TYPE, trigger=Span(s, e), chain=cluster) for s, e, cluster in mentions)
        return Annotation(document=self.name, events=events)
