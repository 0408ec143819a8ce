"""Which gold entity a predicted filler mentions: what the match `chain` compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmark.measures.assignment import best_edges
from benchmark.measures.pairing import Filler, Place, PlacedEvent, pair_places
from benchmark.schema import Annotation, Argument, Event

Names = Mapping[int, set[str]]


def entities_at(gold: Annotation) -> tuple[dict[int, str], dict[int, set[str]]]:
    """The gold entity mentioned at each exact place, and the places where several are, with all of them."""
    mentions = [(m.start << 32 | m.end, name) for name, found in gold.entities.items() for m in found]
    mentions += [(a.start << 32 | a.end, a.entity) for event in gold.events for a in event.arguments if a.entity]
    entities = dict(mentions)
    ambiguous: dict[int, set[str]] = {}
    if len(entities) < len(mentions):
        for here, name in mentions:
            if entities[here] != name:
                ambiguous.setdefault(here, {entities[here]}).add(name)
    return entities, ambiguous


def told_apart(
    gold: Sequence[Event],
    predicted: Sequence[Event],
    wanted: Sequence[Place],
    found: Sequence[Place],
    ambiguous: Names,
    document: str,
) -> list[Place]:
    """The places of predicted fillers where a span may mention several entities ("the couple's" home).

    Such a span stands for the entity that makes most fillers of its event right, given the gold event that its event is
    paired with; without one, for an entity that gold has in its role, or has at all, and else for the first by name.
    """
    roles = {(event.type, a.role, place) for event, a, place in _each(gold, wanted)}
    names = set(wanted)

    def first(event: Event, argument: Argument, place: Place) -> Place:
        choices = ambiguous.get(argument.start << 32 | argument.end)
        if choices is None:
            return place
        return min(choices, key=lambda name: ((event.type, argument.role, name) not in roles, name not in names, name))

    guess = [first(event, a, place) for event, a, place in _each(predicted, found)]
    ours, theirs = _placed(gold, wanted), _placed(predicted, guess)
    begins = [0]
    for event in predicted:
        begins.append(begins[-1] + len(event.arguments))
    for number, other in pair_places(ours, theirs, document, classify=True):
        if number is not None and other is not None:
            start, end = begins[other : other + 2]
            for at, place in _in_pair(ours[number][2], predicted[other], found[start:end], ambiguous, document):
                guess[start + at] = place
    return guess


def _in_pair(
    fillers: Sequence[Filler], event: Event, found: Sequence[Place], ambiguous: Names, document: str
) -> list[tuple[int, Place]]:
    """The choice for each ambiguous filler of an event: the role counts more than the entity alone."""
    wanted = list(dict.fromkeys(fillers))
    choices: list[set[Place]] = [
        {*ambiguous.get(a.start << 32 | a.end, ())} or {place} for a, place in zip(event.arguments, found, strict=True)
    ]
    edges = [
        (row, column, 2.0 if role == argument.role else 1.0)
        for row, (place, role) in enumerate(wanted)
        for column, argument in enumerate(event.arguments)
        if place in choices[column]
    ]
    chosen = [(column, wanted[row][0]) for row, column, _ in best_edges(edges, document)]
    settled = dict(chosen)
    for column, argument in enumerate(event.arguments):
        if column not in settled and len(choices[column]) > 1:
            # A further mention of a filler that is there already is no other filler.
            again = [place for place, role in wanted if role == argument.role and place in choices[column]]
            chosen += [(column, place) for place in again[:1]]
    return [(column, place) for column, place in chosen if len(choices[column]) > 1]


def _each(events: Sequence[Event], places: Sequence[Place]) -> list[tuple[Event, Argument, Place]]:
    owned = [(event, argument) for event in events for argument in event.arguments]
    return [(*pair, place) for pair, place in zip(owned, places, strict=True)]


def _placed(events: Sequence[Event], places: Sequence[Place]) -> list[PlacedEvent]:
    left = iter(places)
    return [
        (
            (event.trigger.start, event.trigger.end, event.trigger.parts),
            event.type,
            tuple(dict.fromkeys((next(left), a.role) for a in event.arguments)),
        )
        for event in events
    ]
