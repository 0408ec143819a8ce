"""What TextEE and OneIE have in common: windows of tokens, and arguments that name an entity mention."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from benchmark.exceptions import quoted
from benchmark.formats import Reading
from benchmark.formats._lines import Notes, Place
from benchmark.schema import Annotation, Argument, Event, Identifier, Mention, Name, Offset, Span

WindowId = Name | Annotated[int, Meta(ge=0, le=2**63 - 1)]


class EntityMention(Struct):
    """A stretch of tokens that arguments may name."""

    id: Identifier
    start: Offset
    end: Offset
    entity_type: Identifier = ""


class EventArgument(Struct):
    """A filler: the entity mention it names, or its own offsets."""

    role: Name | None
    entity_id: Identifier | None = None
    start: Offset | None = None
    end: Offset | None = None


class EventTrigger(Struct):
    """The tokens that express an event."""

    start: Offset
    end: Offset


class EventMention(Struct):
    """An event of a data file."""

    event_type: Name
    trigger: EventTrigger
    id: Identifier = ""
    arguments: tuple[EventArgument, ...] = ()


class Labelled(Struct, array_like=True):
    """`[start, end, label, ...]`: a trigger or an argument as the scorers compare them. What follows is not read."""

    start: Offset
    end: Offset
    label: Name | None


class Filler(NamedTuple):
    """An argument: a role, or None where a file lists spans that fill none, and where it stands."""

    role: str | None
    start: int
    end: int
    entity: str = ""


class Window:
    """One window: its events, and the entity mentions that their arguments may name."""

    def __init__(self, name: str, unit: str, tokens: tuple[str, ...], line: int, notes: Notes) -> None:
        self.name, self.unit, self.tokens, self.line, self.notes = name, unit, tokens, line, notes
        self._events: list[Event] = []
        self._ids: set[str] = set()
        self._entities: dict[str, Mention] = {}

    def annotation(self) -> Annotation:
        """The window as a document; every entity mention is an entity of its own, since no file says which are one."""
        entities: dict[str, tuple[Mention, ...]] = {name: (one,) for name, one in self._entities.items()}
        return Annotation(document=self.name, events=tuple(self._events), entities=entities)

    def add_entities(self, mentions: Iterable[EntityMention], place: Place) -> None:
        """Keep the entity mentions."""
        for number, mention in enumerate(mentions, 1):
            here = place.inside(f"entity_mentions {number}")
            self._check(mention.start, mention.end, here)
            if mention.id in self._entities:
                raise here.fault(f"there are two entity mentions {quoted(mention.id)}; ids are unique")
            self._entities[mention.id] = Mention(mention.start, mention.end, type=mention.entity_type)

    def add_mentions(self, mentions: Iterable[EventMention], place: Place) -> None:
        """Keep the events of a data file."""
        for number, mention in enumerate(mentions, 1):
            here = place.inside(f"event_mentions {number}")
            fillers = [self._filler(one, here.inside(f"arguments {n}")) for n, one in enumerate(mention.arguments, 1)]
            trigger = Labelled(mention.trigger.start, mention.trigger.end, mention.event_type)
            self.add_event(trigger, fillers, here, id=mention.id)

    def add_event(
        self, trigger: Labelled, fillers: Iterable[Filler], place: Place, *, id: str = "", score: float | None = None
    ) -> None:
        """Keep an event, its score as confidence; arguments without role are left out."""
        self._check(trigger.start, trigger.end, place.inside("trigger"))
        if trigger.label is None:
            raise place.fault("the event has no type; give it")
        if id in self._ids:
            raise place.fault(f"there are two events {quoted(id)}; ids are unique in a window")
        if id:
            self._ids.add(id)
        if score is not None and not 0 <= score <= 1:
            self.notes["scores outside 0 to 1, left out"] += 1
            score = None
        arguments: list[Argument] = []
        for number, (role, start, end, entity) in enumerate(fillers, 1):
            self._check(start, end, place.inside(f"arguments {number}"))
            if role is None:
                self.notes["arguments without role, left out"] += 1
            else:
                arguments.append(Argument(role=role, start=start, end=end, entity=entity))
        span = Span(trigger.start, trigger.end)
        self._events.append(
            Event(id=id, type=trigger.label, trigger=span, arguments=tuple(arguments), confidence=score)
        )

    def _filler(self, argument: EventArgument, place: Place) -> Filler:
        """Where an argument is: at the entity mention it names, as the scorers have it, or else at its own offsets."""
        name = argument.entity_id
        named = None if name is None else self._entities.get(name)
        if name is not None and named is not None:
            if argument.start is not None and (argument.start, argument.end) != (named.start, named.end):
                self.notes["arguments with other offsets than their entity mention, placed at the mention"] += 1
            return Filler(argument.role, named.start, named.end, name)
        if argument.start is not None and argument.end is not None:
            return Filler(argument.role, argument.start, argument.end)
        if name is None:
            raise place.fault("has neither entity_id nor start and end; give one")
        raise place.fault(f"names entity mention {quoted(name)}, which is not in the window; add it to entity_mentions")

    def _check(self, start: int, end: int, place: Place) -> None:
        if start >= end:
            raise place.fault(f"start {start} is not before end {end}; offsets count tokens, and ends are exclusive")
        if self.tokens and end > len(self.tokens):
            raise place.fault(f"ends at token {end}, but the window has {len(self.tokens)}")


class Windows:
    """The windows of a file, as they are read."""

    def __init__(self) -> None:
        self.notes = Notes()
        self._made: dict[str, Window] = {}

    def open(
        self, name: WindowId, unit: WindowId | None, tokens: tuple[str, ...], place: Place, *, again: bool = False
    ) -> Window:
        """A new window or, with `again`, the one of that name.

        Raises `InputError` when there is one already, or it was in another document.
        """
        name, unit = str(name), "" if unit is None else str(unit)
        known = self._made.get(name)
        if known is None:
            self._made[name] = Window(name, unit, tokens, place.line, self.notes)
        elif not again or known.unit != unit:
            where = f" in document {quoted(known.unit)}" if known.unit != unit else ""
            raise place.fault(f"window {quoted(name)} stands on line {known.line} already{where}; names are unique")
        return self._made[name]

    def reading(self) -> Reading:
        """All windows, in the order of the file."""
        windows = self._made.values()
        return Reading(
            annotations=tuple(window.annotation() for window in windows),
            units={window.name: window.unit for window in windows if window.unit},
            notes=self.notes.lines(),
            tokens={window.name: window.tokens for window in windows if window.tokens},
        )
