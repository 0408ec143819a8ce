"""What a document, an event, an argument and an annotation are.

One schema serves gold, predictions and annotators' passes. Records are frozen and checked when they are read or made.
Offsets are Unicode code points, half-open, into the text exactly as it is stored. The JSON form is the records
themselves, one annotation a line; `docs/schema.json` is made from this module by `python tests/gates.py --write`.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from msgspec import Meta, Struct, field

Offset = Annotated[int, Meta(ge=0, le=2**31 - 1, description="Unicode code points from the start of the text")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Identifier = Annotated[str, Meta(max_length=200)]
Probability = Annotated[float, Meta(ge=0, le=1)]


def _check_span(start: int, end: int, text: str) -> None:
    if start >= end:
        raise ValueError(f"start {start} is not before end {end}; spans are half-open and never empty")
    if text and len(text) != end - start:
        raise ValueError(
            f"text has {len(text)} code points, but {start}-{end} spans {end - start}; offsets are Unicode code points"
        )


class Span(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A stretch of text: `start` up to but not including `end`, and what stands there (may be left out).

    Raises `ValueError` when start >= end or when `text` has another length than the offsets say.
    """

    start: Offset
    end: Offset
    text: str = ""

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text)


class Mention(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One mention of an entity: a span with the entity's type (Person, GPE...) and, for a time, its TIMEX3 value."""

    start: Offset
    end: Offset
    text: str = ""
    type: Identifier = ""
    value: Identifier = ""

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text)


class Argument(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """A span that fills a role of an event. `entity` names its cluster, `value` is the TIMEX3 value of a time."""

    role: Name
    start: Offset
    end: Offset
    text: str = ""
    entity: Identifier = ""
    value: Identifier = ""

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text)


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


class Annotation(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """Everything said about one document, by gold, by a system or by an annotator.

    `entities` maps an entity's name to its mentions; `part_of` holds (part, whole) pairs of event ids.
    Raises `ValueError` when two events share an id, or `part_of` names an event that is not there.
    """

    document: Name
    events: tuple[Event, ...]
    entities: dict[str, tuple[Mention, ...]] = field(default_factory=dict)
    part_of: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        ids = [event.id for event in self.events if event.id]
        if len(ids) != len(set(ids)):
            repeated = next(name for name in ids if ids.count(name) > 1)
            raise ValueError(f"two events have the id {repeated!r}; ids are unique in a document")
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


def json_schema() -> str:
    """The JSON Schema of one line of a predictions or gold file."""
    import json

    import msgspec

    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dateline annotation of one document",
        **msgspec.json.schema(Annotation),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
