"""What a document, an event, an argument and an annotation are.

One schema serves gold, predictions and annotators' passes. Records are frozen and checked when they are read or made.
Offsets are Unicode code points, half-open, into the text exactly as it is stored. The JSON form is the records
themselves, one annotation a line; `docs/schema.json` is made from this module by `python tests/gates.py --write`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct, field

NOWHERE = 2**30
"""Where the places of strings that do not stand in the text begin. No text is as long, so no file may point there."""

Offset = Annotated[int, Meta(ge=0, lt=NOWHERE, description="Unicode code points from the start of the text")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Identifier = Annotated[str, Meta(max_length=200)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Range = tuple[Offset, Offset]


def _check_span(start: int, end: int, text: str) -> None:
    if start >= end:
        raise ValueError(f"start {start} is not before end {end}; spans are half-open and never empty")
    if text and len(text) != end - start:
        raise ValueError(
            f"text has {len(text)} code points, but {start}-{end} spans {end - start}; offsets are Unicode code points"
        )


def _check_head(start: int, end: int, head: tuple[int, int]) -> None:
    if not start <= head[0] < head[1] <= end:
        raise ValueError(f"head {head[0]}-{head[1]} is not a stretch inside {start}-{end}")


def _check_parts(start: int, end: int, parts: tuple[tuple[int, int], ...]) -> None:
    ends = [offset for part in parts for offset in part]
    if (ends[0], ends[-1]) != (start, end) or any(a > b for a, b in pairwise(ends)):
        raise ValueError(f"parts must be in order, apart and reach from {start} to {end}")
    if any(first == last for first, last in parts):
        raise ValueError("a part is empty; leave it out")


class Span(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A stretch of text: `start` up to but not including `end`, and what stands there (may be left out).

    `head` is its head word, for corpora that mark heads. `parts` are the pieces of a discontinuous span, in order; they
    begin at `start` and end at `end`.
    Raises `ValueError` when start >= end, when `text` has another length than the offsets say, when the head is not
    inside the span, or when the parts overlap or do not fill the span's ends.
    """

    start: Offset
    end: Offset
    text: str = ""
    head: Range | None = None
    parts: tuple[Range, ...] = ()

    def __post_init__(self) -> None:
        if self.parts:
            _check_span(self.start, self.end, "")
            _check_parts(self.start, self.end, self.parts)
        else:
            _check_span(self.start, self.end, self.text)
        if self.head is not None:
            _check_head(self.start, self.end, self.head)


class Mention(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One mention of an entity: a span with the entity's type (Person, GPE...) and, for a time, its TIMEX3 value."""

    start: Offset
    end: Offset
    text: str = ""
    type: Identifier = ""
    value: Identifier = ""
    head: Range | None = None

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text)
        if self.head is not None:
            _check_head(self.start, self.end, self.head)


class Argument(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """A span that fills a role of an event. `entity` names its cluster, `value` is the TIMEX3 value of a time."""

    role: Name
    start: Offset
    end: Offset
    text: str = ""
    entity: Identifier = ""
    value: Identifier = ""
    head: Range | None = None

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text)
        if self.head is not None:
            _check_head(self.start, self.end, self.head)


class Event(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """An event mention. `chain` names its coreference chain; `background` marks what the article only looks back on.

    `realis` is empty when a system does not say whether the event happened: that matches no gold value.
    """

    id: Identifier = ""
    type: Name
    trigger: Span
    arguments: tuple[Argument, ...] = ()
    realis: Identifier = ""
    background: bool = False
    chain: Identifier = ""
    confidence: Probability | None = None


class Conflict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A filler the text itself contradicts: the span as written (gold keeps it) and the spans that would repair it.

    A repaired filler is don't-care: it is neither right nor wrong where the written one is gold.
    """

    start: Offset
    end: Offset
    text: str = ""
    repaired: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text)


class Note(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """An annotator's remark on an event (by id) or on a span; never scored."""

    text: str
    event: Identifier = ""
    span: Span | None = None


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """One event of a document as a filled form (a template): for each role its entities, each as its mentions' strings.

    Records have no trigger and no offsets: the form of MUC-4 and of systems that read a document as a whole.
    """

    type: Name
    roles: dict[Name, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


class Annotation(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """Everything said about one document, by gold, by a system or by an annotator.

    `entities` maps an entity's name to its mentions; `part_of` holds (part, whole) pairs of event ids. `records` are
    given by corpora and systems that have no triggers; without them record measures make one of each event chain.
    Raises `ValueError` when two events share an id, or `part_of` names an event that is not there.
    """

    document: Name
    events: tuple[Event, ...]
    entities: dict[str, tuple[Mention, ...]] = field(default_factory=dict)
    part_of: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Note, ...] = ()
    records: tuple[Record, ...] = ()

    def __post_init__(self) -> None:
        ids: set[str] = set()
        for event in self.events:
            if event.id and event.id in ids:
                raise ValueError(f"two events have the id {event.id!r}; ids are unique in a document")
            ids.add(event.id)
        ids.discard("")
        for pair in self.part_of:
            for name in pair:
                if name not in ids:
                    raise ValueError(f"part_of names event {name!r}, which is not among the events")


class Document(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text with what is known of it before anyone looks for events: all that a system ever sees."""

    id: Name
    text: str
    date: str = ""
    title: str = ""
    source: str = ""
    register: str = ""


class AnnotatedDocument(NamedTuple):
    """A document with its gold: what a system is fitted on."""

    document: Document
    gold: Annotation
