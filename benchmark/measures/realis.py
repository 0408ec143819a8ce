"""Realis: of the events that are found, how many are said to have happened, or not, as gold says?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.pairing import pair_places
from benchmark.measures.places import EXACT, exact, placed
from benchmark.schema import Event

Pair = tuple[Event | None, Event | None]


def event_pairs(document: Comparison) -> list[Pair]:
    """Every gold and predicted event once, with its partner of equal trigger and type or with None.

    Where several events share trigger and type, arguments decide who is whose partner, and then realis.
    """
    gold, predicted = document.gold.events, document.predicted.events
    ours, theirs = ([(exact(e.trigger), e.type) for e in side] for side in (gold, predicted))
    found = dict(zip(theirs, predicted, strict=True))
    if len(found) == len(theirs) and len(set(ours)) == len(ours):
        pairs: list[Pair] = [(event, found.pop(item, None)) for item, event in zip(ours, gold, strict=True)]
        return pairs + [(None, event) for event in found.values()]
    details = [f"{event.realis}" for event in gold], [f"{event.realis}" for event in predicted]
    sides = document.once(placed, EXACT)
    chosen = pair_places(*sides, document.gold.document, classify=True, details=details)
    return [
        (gold[one] if one is not None else None, predicted[other] if other is not None else None)
        for one, other in chosen
    ]


@dataclass(frozen=True)
class Realis(Measure):
    """The share of matched events whose realis is right.

    An event is matched when trigger span and type are right (TC). A realis that a system does not give is wrong, unless
    gold has none either. Rows are labelled (gold value, predicted value), so they are the confusion matrix too:
    `Actual` is the accuracy on events that are Actual, `Actual.Planned` counts those that were called Planned.

    Source: realis accuracy on mapped mentions, as in TAC-KBP event nuggets (Mitamura, Liu and Hovy, 2015), whose own
    score is an F1: see Nugget+realis and TC+realis.
    """

    base: ClassVar[str] = "Realis"
    title: ClassVar[str] = "accuracy of realis on matched events"
    source: ClassVar[str] = "Mitamura et al. (2015), matched events"
    columns: ClassVar[tuple[str, ...]] = ("right", "matched")
    values_are: ClassVar[tuple[str, ...]] = ("accuracy",)

    def counts(self, document: Comparison) -> Counts:
        counts: dict[tuple[str, ...], tuple[float, ...]] = {}
        for event, found in document.once(event_pairs):
            if event is not None and found is not None:
                label = event.realis, found.realis
                right, matched = counts.get(label, (0, 0))
                counts[label] = right + (event.realis == found.realis), matched + 1
        return counts

    def values(self, sums: Sums) -> Sums:
        return ratio(sums[..., :1], sums[..., 1:])
