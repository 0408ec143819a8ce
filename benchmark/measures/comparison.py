"""Two annotations of one document, side by side, with each kind of item matched once and shared by all measures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from benchmark.measures.matching import Counting, Item, Kind, Matched, match
from benchmark.measures.pairing import pair_events
from benchmark.schema import Annotation, Event

_TRIGGER = Kind(where=2, label=slice(2, 3))
_NUGGET = Kind(where=3, label=slice(2, 4))
_ARGUMENT = Kind(where=3, label=slice(2, 4))
_ATTACHED = Kind(where=5, label=slice(4, 6))


class Comparison:
    """One document's gold and predicted annotation. `counting` says what duplicates are worth."""

    def __init__(self, gold: Annotation, predicted: Annotation, counting: Counting = "one-to-one") -> None:
        self.gold, self.predicted, self.counting = gold, predicted, counting

    @cached_property
    def triggers(self) -> Matched:
        """(start, end | type) of each event."""
        gold, predicted = self._trigger_items
        return match(gold, predicted, _TRIGGER, self.counting)

    @cached_property
    def _trigger_items(self) -> tuple[list[Item], list[Item]]:
        return _triggers(self.gold), _triggers(self.predicted)

    @cached_property
    def nuggets(self) -> Matched:
        """(start, end, type | realis) of each event."""
        return match(_nuggets(self.gold), _nuggets(self.predicted), _NUGGET, self.counting)

    @cached_property
    def _attached_items(self) -> tuple[list[Item], list[Item]]:
        return _attached(self.gold), _attached(self.predicted)

    @cached_property
    def arguments(self) -> Matched:
        """(start, end, type | role) of each argument."""
        gold, predicted = self._attached_items
        return match([item[2:] for item in gold], [item[2:] for item in predicted], _ARGUMENT, self.counting)

    @cached_property
    def attached(self) -> Matched:
        """(trigger start, trigger end, start, end, type | role) of each argument.

        Under one-to-one counting, events that share a trigger and a type are paired first, once to classify and once to
        identify the most arguments, and an argument of an event can only match one of its pair.
        """
        if self.counting == "one-to-one" and any(len(set(side)) < len(side) for side in self._trigger_items):
            return Matched(
                classified=self._paired(classify=True).classified, identified=self._paired(classify=False).identified
            )
        gold, predicted = self._attached_items
        return match(gold, predicted, _ATTACHED, self.counting)

    def _paired(self, *, classify: bool) -> Matched:
        """Attached arguments whose trigger carries its event's pair, so that nothing matches across pairs."""
        gold: list[Item] = []
        predicted: list[Item] = []
        for pair, (event, found) in enumerate(pair_events(self.gold.events, self.predicted.events, classify=classify)):
            gold += _in_pair(event, pair)
            predicted += _in_pair(found, pair)
        return match(gold, predicted, _ATTACHED, self.counting)


def _triggers(annotation: Annotation) -> list[Item]:
    return [((t := e.trigger).start, t.end, e.type) for e in annotation.events]


def _nuggets(annotation: Annotation) -> list[Item]:
    return [((t := e.trigger).start, t.end, e.type, e.realis) for e in annotation.events]


def _attached(annotation: Annotation) -> list[Item]:
    return [
        ((t := e.trigger).start, t.end, a.start, a.end, e.type, a.role) for e in annotation.events for a in e.arguments
    ]


def _in_pair(event: Event | None, pair: int) -> Iterator[Item]:
    if event is not None:
        for a in event.arguments:
            yield pair, event.trigger.end, a.start, a.end, event.type, a.role
