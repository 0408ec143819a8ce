"""When are two spans the same? Each way of matching turns spans into places that are then compared for equality.

exact       the same code points
head        the same head word: the one the data gives, else the one that `heads.head_span` finds
overlap=x   Dice of the two stretches at least x, each span standing for one other at most; `overlap` alone is 0.5
text        the same normalised string, wherever it stands
type        anywhere: types and roles alone are compared
chain       arguments only: any mention of the right gold entity; triggers stay exact
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.comparison import Comparison
from benchmark.measures.conflicts import without_repairs
from benchmark.measures.heads import head_span
from benchmark.measures.overlap import stand_ins
from benchmark.measures.strings import normalised
from benchmark.schema import NOWHERE, Annotation, Argument, Event, Span

TRIGGER_MATCHES = ("exact", "head", "overlap", "overlap=", "text")
FILLER_MATCHES = (*TRIGGER_MATCHES, "type", "chain")
TRIGGER_MODES = ("strict-triggers", "default-triggers", "loose-triggers", "gold-triggers")

Place = Hashable
Filler = tuple[Place, str]
"""Where an argument is, and its role."""

PlacedEvent = tuple[Place, str, tuple[Filler, ...]]
"""Where a trigger is, the event's type, and its fillers."""

Sides = tuple[Sequence[Event], Sequence[Event]]


def exact(span: Span | Argument) -> Place:
    """The place of a span when the same code points are wanted: one number, or a tuple for a discontinuous one."""
    parts = getattr(span, "parts", ())
    return (span.start, span.end, parts) if parts else span.start << 32 | span.end


def exact_triggers(events: Iterable[Event]) -> list[Place]:
    """The exact place of each event's trigger; written out, since every score begins with it."""
    return [exact(t) if (t := e.trigger).parts else t.start << 32 | t.end for e in events]


@dataclass(frozen=True, eq=False)
class How:
    """How the events of a document are compared. Made by `how`, so equal ones are one object and quick to look up."""

    match: str
    triggers: str
    counting: str
    by_label: bool
    """Matters to `overlap` alone: whether a span can only stand for one of its type and role, or for any."""


@cache
def how(match: str, triggers: str, counting: str, by_label: bool) -> How:
    """The one `How` of these settings."""
    return How(match, triggers, counting, by_label)


EXACT = how("exact", "strict-triggers", "one-to-one", True)
CHAIN = how("chain", "strict-triggers", "one-to-one", True)


def with_triggers(document: Comparison, how: How) -> Sides:
    """The gold and predicted events that an argument measure looks at.

    One-to-one counting leaves out don't-care fillers; sets, which imitate other scorers, do not. The mode says what
    wrong triggers do to arguments, in the words of OmniEvent (Peng et al., 2023):

    strict-triggers   arguments of missed gold triggers are missing, those of false triggers spurious
    default-triggers  missed gold triggers are left out, false ones kept
    loose-triggers    missed and false triggers are both left out
    gold-triggers     the system was given the gold triggers: other ones are refused
    """
    gold, predicted = document.gold.events, document.predicted.events
    if how.counting == "one-to-one" and document.gold.conflicts:
        predicted = document.once(without_repairs).events
    if how.triggers == "strict-triggers":
        return gold, predicted
    if how.triggers == "gold-triggers":
        _check_given(document, gold, predicted)
        return gold, predicted
    given = {exact(event.trigger) for event in predicted}
    kept = [event for event in gold if exact(event.trigger) in given]
    if how.triggers == "default-triggers":
        return kept, predicted
    wanted = {exact(event.trigger) for event in gold}
    return kept, [event for event in predicted if exact(event.trigger) in wanted]


def _check_given(document: Comparison, gold: Sequence[Event], predicted: Sequence[Event]) -> None:
    for side, other, what in ((gold, predicted, "gold"), (predicted, gold, "predicted")):
        known = {(exact(event.trigger), event.type) for event in other}
        for event in side:
            if (exact(event.trigger), event.type) not in known:
                raise DatelineError(
                    f"document {quoted(document.gold.document)}: the {what} event {quoted(event.type)} at "
                    f"{event.trigger.start}-{event.trigger.end} is on one side only, but gold-triggers says that the "
                    "system was given the gold triggers; leave gold-triggers out, or predict arguments for all of them"
                )


def placed(document: Comparison, how: How) -> tuple[list[PlacedEvent], list[PlacedEvent]]:
    """Both sides' events, with places for spans."""
    gold, predicted = with_triggers(document, how)
    if how.match == "chain":
        ours, theirs = document.once(chained, how)
        return _with_fillers(gold, ours), _with_fillers(predicted, theirs)
    if how.match.startswith("overlap"):
        threshold = float(how.match.partition("=")[2] or 0.5)
        return _overlapping(gold, predicted, threshold, document.gold.document, by_label=how.by_label)
    place = _place_function(document, how.match)
    return _placed(gold, place), _placed(predicted, place)


def _placed(events: Iterable[Event], place: Callable[[Span | Argument], Place]) -> list[PlacedEvent]:
    return [(place(e.trigger), e.type, tuple((place(a), a.role) for a in e.arguments)) for e in events]


def _with_fillers(events: Sequence[Event], fillers: list[dict[Filler, Argument]]) -> list[PlacedEvent]:
    places = exact_triggers(events)
    return [(place, e.type, tuple(found)) for place, e, found in zip(places, events, fillers, strict=True)]


def _place_function(document: Comparison, match: str) -> Callable[[Span | Argument], Place]:
    """Where a span is, by a way of matching that looks at one span at a time. A string beyond the text stays there."""
    if match == "exact":
        return exact

    def head(span: Span | Argument) -> Place:
        if span.head is not None:
            return span.head
        string = words_at(document, span, match)
        start, end = head_span(string, 0, len(string))
        if isinstance(document.text, tuple):
            # Offsets count tokens: the head's is found by the spaces before it.
            return span.start + string.count(" ", 0, start)
        return span.start + start, span.start + end

    ways: dict[str, Callable[[Span | Argument], Place]] = {
        "head": head,
        "text": lambda span: normalised(words_at(document, span, match)),
        "type": lambda span: "",
    }
    way = ways[match]
    return lambda span: exact(span) if span.start >= NOWHERE else way(span)


def words_at(document: Comparison, span: Span | Argument, need: str) -> str:
    """What stands at a span; raises `DatelineError` when neither the annotation nor the document's text tells."""
    found = document.words(span)
    if found is None:
        raise DatelineError(
            f"document {quoted(document.gold.document)}: matching by {need} needs the text of spans, and "
            f"{span.start}-{span.end} has none; give every span its text"
        )
    return found


def chain_places(document: Comparison, how: How) -> tuple[list[Place], list[Place]]:
    """The places of both sides' arguments by `chain`, in their order.

    A filler's place is the gold entity that it mentions, or its span if it mentions none.
    """
    gold, predicted = with_triggers(document, how)
    entities, ambiguous = _entities(document.gold)
    if ambiguous:
        return _ambiguous_places(gold, predicted, entities, ambiguous)
    entity = entities.get
    return (
        [a.entity or entity(a.start << 32 | a.end, a.start << 32 | a.end) for e in gold for a in e.arguments],
        [entity(here := a.start << 32 | a.end, here) for e in predicted for a in e.arguments],
    )


def _ambiguous_places(
    gold: Sequence[Event], predicted: Sequence[Event], entities: dict[int, str], ambiguous: dict[int, set[str]]
) -> tuple[list[Place], list[Place]]:
    """Where a span mentions two entities ("the couple's" home), the one that gold wants in this role stands."""
    wanted = {(event.type, a.role, a.entity) for event in gold for a in event.arguments}

    def place(event: Event, argument: Argument) -> Place:
        here = argument.start << 32 | argument.end
        if here in ambiguous:
            return min(ambiguous[here], key=lambda name: ((event.type, argument.role, name) not in wanted, name))
        return entities.get(here, here)

    return (
        [a.entity or place(e, a) for e in gold for a in e.arguments],
        [place(e, a) for e in predicted for a in e.arguments],
    )


def chained(document: Comparison, how: How) -> tuple[list[dict[Filler, Argument]], list[dict[Filler, Argument]]]:
    """For each event of both sides, its fillers by `chain`, each with its first argument.

    Two mentions of one entity in one role of an event are one filler.
    """
    made: tuple[list[dict[Filler, Argument]], list[dict[Filler, Argument]]] = [], []
    for found, side, places in zip(made, with_triggers(document, how), document.once(chain_places, how), strict=True):
        left = iter(places)
        for event in side:
            fillers: dict[Filler, Argument] = {}
            for argument in event.arguments:
                fillers.setdefault((next(left), argument.role), argument)
            found.append(fillers)
    return made


def _entities(gold: Annotation) -> tuple[dict[int, str], dict[int, set[str]]]:
    """The entity mentioned at each exact place, and the places where several are."""
    mentions = [(m.start << 32 | m.end, name) for name, found in gold.entities.items() for m in found]
    mentions += [(a.start << 32 | a.end, a.entity) for event in gold.events for a in event.arguments if a.entity]
    entities = dict(mentions)
    ambiguous: dict[int, set[str]] = {}
    if len(entities) < len(mentions):
        for here, name in mentions:
            if entities[here] != name:
                ambiguous.setdefault(here, {entities[here]}).add(name)
    return entities, ambiguous


def _overlapping(
    gold: Sequence[Event], predicted: Sequence[Event], threshold: float, document: str, *, by_label: bool
) -> tuple[list[PlacedEvent], list[PlacedEvent]]:
    """Predicted spans take the place of the gold span that they stand for."""

    def trigger_label(event: Event) -> str:
        return event.type if by_label else ""

    def filler_label(event: Event, argument: Argument) -> tuple[str, str]:
        return event.type, argument.role if by_label else ""

    triggers = stand_ins(
        ((trigger_label(e), e.trigger) for e in gold),
        ((trigger_label(e), e.trigger) for e in predicted),
        threshold,
        document,
    )
    fillers = stand_ins(
        ((filler_label(e, a), a) for e in gold for a in e.arguments),
        ((filler_label(e, a), a) for e in predicted for a in e.arguments),
        threshold,
        document,
    )
    found = [
        (
            triggers.get((trigger_label(e), exact(e.trigger)), exact(e.trigger)),
            e.type,
            tuple((fillers.get((filler_label(e, a), exact(a)), exact(a)), a.role) for a in e.arguments),
        )
        for e in predicted
    ]
    return _placed(gold, exact), found
