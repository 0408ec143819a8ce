"""Why points were lost: every missing and every spurious item has one cause, and the causes add up to the loss.

The items are those of TC+realis (a trigger with its type and realis) and of AC+@chain (an argument on the right event),
so the points lost are exactly the items that these measures leave unmatched, on either side. An item that is wrong in
one respect is missing in gold and spurious in the prediction: two points with the same cause.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from msgspec.structs import replace

from benchmark.alignment import is_nowhere
from benchmark.measures import Comparison, Tally
from benchmark.measures.conflicts import without_repairs
from benchmark.measures.overlap import overlapping, stretch
from benchmark.measures.pairing import Filler, pair_places
from benchmark.measures.places import CHAIN, chained, exact, placed
from benchmark.ontology import Ontology
from benchmark.schema import Annotation, Argument, Event, Span

CAUSES = {
    "wrong realis": "the event is there with its type, and its realis is another",
    "wrong type": "an event on the right trigger has another type",
    "boundary": "the right type or role on a span that overlaps the right one",
    "missed event": "nothing was found at a gold trigger",
    "spurious event": "an event where gold has none",
    "merged events": "gold has several events on one trigger, and fewer were found",
    "split event": "more events on one trigger than gold has there",
    "wrong role": "the right filler on the right event in another role",
    "wrong event": "the right filler in its role, on another event",
    "missing argument": "a filler of a found event was not found",
    "spurious argument": "a filler of a found event that gold does not have",
    "outside the ontology": "a type or role that gold cannot have",
    "unplaceable string": "a string that does not stand in the text",
}
"""What each cause means, in the order of tables. An argument of an unmatched event has its event's cause."""


@dataclass(frozen=True)
class Outcome:
    """One item, or a wrong pair of them: what gold has, what was predicted, and why points were lost ("" if none).

    For an argument, `gold_argument` and `argument` are set beside the events they belong to.
    """

    kind: Literal["event", "argument"]
    cause: str
    gold: Event | None = None
    predicted: Event | None = None
    gold_argument: Argument | None = None
    argument: Argument | None = None

    @property
    def sides(self) -> tuple[int, int]:
        """How many items it is of gold and of the prediction, 0 or 1 each: the points that a cause costs."""
        one, other = (self.gold, self.predicted) if self.kind == "event" else (self.gold_argument, self.argument)
        return int(one is not None), int(other is not None)


def outcomes(document: Comparison, ontology: Ontology | None = None) -> list[Outcome]:
    """Every event and every argument of both sides, right or with the one cause of its loss."""
    document = Comparison(_apart(document.gold), _apart(document.predicted), document.text)
    events = list(_events(document, ontology))
    return events + list(_arguments(document, events, ontology))


def _apart(annotation: Annotation) -> Annotation:
    """The same with an object of its own for each event: one that stands twice is two events."""
    if len(set(map(id, annotation.events))) == len(annotation.events):
        return annotation
    return replace(annotation, events=tuple(replace(event) for event in annotation.events))


def outcomes_of(
    gold: Iterable[Annotation], predicted: Iterable[Annotation], ontology: Ontology | None = None
) -> dict[str, list[Outcome]]:
    """The outcomes of each gold document by its name; a document without prediction is one where nothing was found."""
    found = {annotation.document: annotation for annotation in predicted}
    return {
        annotation.document: outcomes(
            Comparison(
                annotation, found.get(annotation.document) or Annotation(document=annotation.document, events=())
            ),
            ontology,
        )
        for annotation in gold
    }


def left_out(gold: Annotation, predicted: Annotation) -> list[tuple[Event, Argument]]:
    """The predicted arguments that are neither right nor wrong: they repair what the text contradicts."""
    kept = without_repairs(Comparison(gold, predicted)).events
    return [
        (event, argument)
        for event, judged in zip(predicted.events, kept, strict=True)
        for argument in event.arguments
        if argument not in judged.arguments
    ]


def _events(document: Comparison, ontology: Ontology | None) -> Iterator[Outcome]:
    gold, found = list(document.gold.events), list(document.predicted.events)
    settled: set[Hashable] = set()

    def paired(cause: str, key: Callable[[Event], Hashable]) -> Iterator[Outcome]:
        for one, other in _take_equal(gold, found, key):
            settled.add(exact(one.trigger))
            outside = cause == "wrong type" and ontology is not None and other.type not in ontology.types
            yield Outcome("event", "outside the ontology" if outside else cause, one, other)

    yield from paired("", lambda event: (exact(event.trigger), event.type, event.realis))
    yield from paired("wrong realis", lambda event: (exact(event.trigger), event.type))
    yield from paired("wrong type", lambda event: exact(event.trigger))
    for one, other in _take_overlapping(gold, found, lambda event: event.type, lambda event: event.trigger):
        yield Outcome("event", "boundary", one, other)
    for event in gold:
        yield Outcome("event", "merged events" if exact(event.trigger) in settled else "missed event", gold=event)
    for event in found:
        yield Outcome("event", _spurious_event(event, settled, ontology), predicted=event)


def _spurious_event(event: Event, settled: Collection[Hashable], ontology: Ontology | None) -> str:
    if is_nowhere(event.trigger):
        return "unplaceable string"
    if ontology is not None and event.type not in ontology.types:
        return "outside the ontology"
    return "split event" if exact(event.trigger) in settled else "spurious event"


@dataclass(frozen=True)
class _Item:
    """A filler of an event, as AC+@chain counts it."""

    filler: Filler
    argument: Argument
    event: Event

    @property
    def role(self) -> str:
        return self.filler[1]


def _arguments(document: Comparison, events: Iterable[Outcome], ontology: Ontology | None) -> Iterator[Outcome]:
    cause_of: dict[int, str] = {}
    for outcome in events:
        for event in (outcome.gold, outcome.predicted):
            if event is not None:
                cause_of[id(event)] = outcome.cause
    ours, theirs = document.once(placed, CHAIN)
    gold_fillers, found_fillers = document.once(chained, CHAIN)
    missing: list[_Item] = []
    spurious: list[_Item] = []
    for number, other in pair_places(ours, theirs, document.gold.document, classify=True):
        gold = _items(document.gold.events[number], gold_fillers[number]) if number is not None else []
        found = _items(document.predicted.events[other], found_fillers[other]) if other is not None else []
        if number is None or other is None:
            for item in (*gold, *found):
                yield _of_lost_event(item, cause_of.get(id(item.event), ""), own=number is not None)
            continue
        for one, two in _take_equal(gold, found, lambda item: item.filler):
            yield _outcome("", one, two)
        for one, two in _take_equal(gold, found, lambda item: item.filler[0]):
            yield _outcome("wrong role", one, two)
        for one, two in _take_overlapping(gold, found, lambda item: item.role, lambda item: item.argument):
            yield _outcome("boundary", one, two)
        missing += gold
        spurious += found
    for one, two in _take_equal(missing, spurious, lambda item: (item.event.type, item.filler)):
        yield _outcome("wrong event", one, two)
    for item in missing:
        yield _outcome("missing argument", item, None)
    for item in spurious:
        yield _outcome(_spurious_argument(item, ontology), None, item)


def _items(event: Event, fillers: dict[Filler, Argument]) -> list[_Item]:
    return [_Item(filler, argument, event) for filler, argument in fillers.items()]


def _outcome(cause: str, gold: _Item | None, found: _Item | None) -> Outcome:
    return Outcome(
        "argument",
        cause,
        gold.event if gold else None,
        found.event if found else None,
        gold.argument if gold else None,
        found.argument if found else None,
    )


def _of_lost_event(item: _Item, cause: str, *, own: bool) -> Outcome:
    """An argument of an event that has no partner; `own` for gold's."""
    if cause in ("", "wrong realis"):
        # Its event has a partner by realis, but events that share the trigger have better ones by their arguments.
        cause = "merged events" if own else "split event"
    return _outcome(cause, item, None) if own else _outcome(cause, None, item)


def _spurious_argument(item: _Item, ontology: Ontology | None) -> str:
    if is_nowhere(item.argument):
        return "unplaceable string"
    kind = ontology.types.get(item.event.type) if ontology is not None else None
    return "outside the ontology" if kind is not None and item.role not in kind.roles else "spurious argument"


Thing = TypeVar("Thing")


def _take_equal(gold: list[Thing], found: list[Thing], key: Callable[[Thing], Hashable]) -> list[tuple[Thing, Thing]]:
    """Take pairs of equal key out of both lists, as many as there are."""
    waiting: dict[Hashable, list[Thing]] = {}
    for other in found:
        waiting.setdefault(key(other), []).append(other)
    pairs: list[tuple[Thing, Thing]] = []
    left: list[Thing] = []
    for one in gold:
        if others := waiting.get(key(one)):
            pairs.append((one, others.pop(0)))
        else:
            left.append(one)
    if pairs:
        taken = {id(other) for _, other in pairs}
        gold[:] = left
        found[:] = [other for other in found if id(other) not in taken]
    return pairs


def _take_overlapping(
    gold: list[Thing],
    found: list[Thing],
    label: Callable[[Thing], str],
    span: Callable[[Thing], Span | Argument],
) -> list[tuple[Thing, Thing]]:
    """Take pairs of one label whose spans overlap out of both lists, those of the greatest Dice first."""
    if not gold or not found:
        return []
    near = sorted(
        (-value, number, other)
        for number, other, value in overlapping(
            [stretch(span(one)) for one in gold], [stretch(span(one)) for one in found]
        )
        if label(gold[number]) == label(found[other])
    )
    ours, theirs = set(range(len(gold))), set(range(len(found)))
    pairs: list[tuple[Thing, Thing]] = []
    for _, number, other in near:
        if number in ours and other in theirs:
            ours.discard(number)
            theirs.discard(other)
            pairs.append((gold[number], found[other]))
    gold[:] = [gold[number] for number in sorted(ours)]
    found[:] = [found[number] for number in sorted(theirs)]
    return pairs


@dataclass(frozen=True)
class CauseOfLoss:
    """What a cause cost: gold items not found, predicted items not right, and F1 if it were mended.

    Mending makes the missing items found and the spurious ones right, or gone where nothing is missing for them.
    """

    kind: str
    cause: str
    missing: int
    spurious: int
    gain: float


def causes(found: Iterable[Outcome]) -> list[CauseOfLoss]:
    """The lost points of events and of arguments by cause, in the order of `CAUSES`, without causes that cost nothing.

    For events the missing and spurious items add up to those of TC+realis, for arguments to those of AC+@chain.
    """
    lost: dict[tuple[str, str], list[int]] = {}
    totals: dict[str, list[int]] = {"event": [0, 0, 0], "argument": [0, 0, 0]}
    for outcome in found:
        gold, predicted = outcome.sides
        matched, seen, wanted = totals[outcome.kind]
        totals[outcome.kind] = [matched + (not outcome.cause), seen + predicted, wanted + gold]
        if outcome.cause:
            counts = lost.setdefault((outcome.kind, outcome.cause), [0, 0])
            counts[0] += gold
            counts[1] += predicted
    return [
        CauseOfLoss(kind, cause, missing, spurious, _gain(total, missing, spurious))
        for kind, total in totals.items()
        for cause in CAUSES
        if (kind, cause) in lost
        for missing, spurious in [lost[kind, cause]]
    ]


def _gain(total: list[int], missing: int, spurious: int) -> float:
    matched, predicted, gold = total
    better = Tally(matched + missing, predicted - spurious + missing, matched + missing, gold)
    return better.f1 - Tally(matched, predicted, matched, gold).f1
