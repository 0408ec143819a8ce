"""When are two spans the same? Each way of matching turns spans into places that are then compared for equality.

exact       the same code points
head        the same head word: the one the data gives, else the one that `heads.head_span` finds
overlap=x   Dice of the two stretches at least x, paired one-to-one; `overlap` alone is 0.5
text        the same normalised string, wherever it stands
type        anywhere: types and roles alone are compared
chain       arguments only: any mention of the right gold entity; triggers stay exact
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.assignment import best_edges
from benchmark.measures.comparison import Comparison
from benchmark.measures.conflicts import without_repairs
from benchmark.measures.heads import head_span
from benchmark.measures.mentions import entities_at, told_apart
from benchmark.measures.overlap import Item, item_pairs, overlapping, stretch
from benchmark.measures.pairing import Filler, Place, PlacedEvent
from benchmark.measures.strings import normalised
from benchmark.schema import NOWHERE, Argument, Event, Span

TRIGGER_MATCHES = ("exact", "head", "overlap", "overlap=", "text")
FILLER_MATCHES = (*TRIGGER_MATCHES, "type", "chain")
TRIGGER_MODES = ("strict-triggers", "default-triggers", "loose-triggers", "gold-triggers")

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
    attached: bool
    """These two matter to `overlap` alone: whether only spans of one type and role can be paired, and whether fillers
    can only be paired inside a pair of events."""


@cache
def how(match: str, triggers: str, counting: str, by_label: bool, attached: bool) -> How:
    """The one `How` of these settings; those that only `overlap` heeds are the same for all others."""
    if not match.startswith("overlap") and (attached or not by_label):
        return how(match, triggers, counting, by_label=True, attached=False)
    return How(match, triggers, counting, by_label, attached)


EXACT = how("exact", "strict-triggers", "one-to-one", by_label=True, attached=False)
CHAIN = how("chain", "strict-triggers", "one-to-one", by_label=True, attached=False)


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
        return _overlapping(document, how)
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
    wanted: list[Place]
    found: list[Place]
    entities, ambiguous = entities_at(document.gold)
    entity = entities.get
    # Gold that names no entity at a span of several means the first by name.
    entities.update((here, min(names)) for here, names in ambiguous.items())
    wanted = [a.entity or entity(a.start << 32 | a.end, a.start << 32 | a.end) for e in gold for a in e.arguments]
    found = [entity(here := a.start << 32 | a.end, here) for e in predicted for a in e.arguments]
    if ambiguous:
        found = told_apart(gold, predicted, wanted, found, ambiguous, document.gold.document)
    return wanted, found


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


def _overlapping(document: Comparison, how: How) -> tuple[list[PlacedEvent], list[PlacedEvent]]:
    """Both sides' events where triggers and fillers that overlap enough are paired, and each pair is one place.

    Fillers are paired within their events' types and, by label, their roles. When arguments are attached to triggers
    (`how.attached`), events are paired first, so that the most fillers can be paired inside their pairs.
    """
    gold, predicted = with_triggers(document, how)
    threshold, name = float(how.match.partition("=")[2] or 0.5), document.gold.document
    if how.attached:
        return _overlapping_in_pairs(gold, predicted, threshold, name, by_label=how.by_label)

    def triggers(events: Sequence[Event]) -> list[Item]:
        return [Item(event.type if how.by_label else "", event.type, event.trigger) for event in events]

    def fillers(events: Sequence[Event]) -> list[Item]:
        return [Item((e.type, a.role if how.by_label else ""), a.role, a) for e in events for a in e.arguments]

    trigger_places = item_pairs(triggers(gold), triggers(predicted), threshold, name)
    filler_places = item_pairs(fillers(gold), fillers(predicted), threshold, name)
    ours, theirs = zip(trigger_places, filler_places, strict=True)
    return _at(gold, *ours), _at(predicted, *theirs)


def _overlapping_in_pairs(
    gold: Sequence[Event], predicted: Sequence[Event], threshold: float, name: str, *, by_label: bool
) -> tuple[list[PlacedEvent], list[PlacedEvent]]:
    def items(event: Event) -> list[Item]:
        return [Item(a.role if by_label else "", a.role, a) for a in event.arguments]

    ours, theirs = _in_order(gold), _in_order(predicted)
    near = [
        (ours[one], theirs[other], value)
        for one, other, value in overlapping(
            [stretch(gold[row].trigger) for row in ours],
            [stretch(predicted[column].trigger) for column in theirs],
            name,
        )
        if value >= threshold and gold[ours[one]].type == predicted[theirs[other]].type
    ]
    inside = {
        (row, column): item_pairs(items(gold[row]), items(predicted[column]), threshold, name)
        for row, column, _ in near
    }
    rank = [{number: place for place, number in enumerate(side)} for side in (ours, theirs)]
    less = 1 / (1 + len(near) + sum(len(event.arguments) for event in gold))
    chosen = best_edges(
        [
            (
                rank[0][row],
                rank[1][column],
                _worth(gold[row], predicted[column], *inside[row, column], value, less),
            )
            for row, column, value in near
        ],
        name,
    )
    trigger_places = [-1 - number for number in range(len(gold))], list(range(len(predicted)))
    filler_places: tuple[list[list[int]], list[list[int]]] = (
        [[-1 - number for number in range(len(event.arguments))] for event in gold],
        [list(range(1 << 32, (1 << 32) + len(event.arguments))) for event in predicted],
    )
    for one, other, _ in chosen:
        row, column = ours[one], theirs[other]
        trigger_places[0][row] = trigger_places[1][column]
        filler_places[0][row], filler_places[1][column] = inside[row, column]
    fillers = [[place for of_event in side for place in of_event] for side in filler_places]
    return _at(gold, trigger_places[0], fillers[0]), _at(predicted, trigger_places[1], fillers[1])


def _in_order(events: Sequence[Event]) -> list[int]:
    """The positions of events in an order of their content, which no file decides."""

    def content(number: int) -> tuple[object, ...]:
        event = events[number]
        return stretch(event.trigger), event.type, sorted((a.start, a.end, a.role) for a in event.arguments)

    return sorted(range(len(events)), key=content)


def _worth(one: Event, other: Event, ours: list[int], theirs: list[int], dice: float, less: float) -> float:
    """Paired fillers, then those with one role, then the triggers' Dice: all of a later thing weighs less than one."""
    role = dict(zip(ours, (a.role for a in one.arguments), strict=True))
    found = [(a.role, role[place]) for place, a in zip(theirs, other.arguments, strict=True) if place in role]
    return len(found) + less * sum(mine == yours for mine, yours in found) + less * less * dice


def _at(events: Sequence[Event], triggers: Sequence[int], fillers: Sequence[int]) -> list[PlacedEvent]:
    left = iter(fillers)
    return [
        (trigger, event.type, tuple((next(left), a.role) for a in event.arguments))
        for event, trigger in zip(events, triggers, strict=True)
    ]
