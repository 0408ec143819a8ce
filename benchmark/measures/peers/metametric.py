"""metametric 0.2.1 (Chen et al., 2023; its `event_extraction_suite`): products of matchings, averaged over documents.

Events are matched one-to-one so that the similarities of the pairs add up to the most. An event pair is worth 1 under
the two trigger metrics when its triggers match; under the two argument metrics it is worth the number of arguments that
match one-to-one, and nothing when triggers differ in span or type. So "argument_identification" is AI+, not AI.

An empty set is equal to an empty set and worth 1: an event without arguments counts as one argument that any other such
event matches, and a document without events on either side scores 1 in everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.assignment import Edge, best_edges, check_cells
from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.places import exact
from benchmark.measures.preset import Preset
from benchmark.schema import Event


@dataclass(frozen=True)
class DocumentMean(Measure):
    """The mean over documents of precision, recall and F1; each document's row is its scores and a 1."""

    metric: str

    columns: ClassVar[tuple[str, ...]] = ("precision", "recall", "f1", "documents")
    source: ClassVar[str] = "Chen et al. (2023), metametric"

    @property
    def base(self) -> str:
        return f"metametric:{self.metric}"

    @property
    def title(self) -> str:
        return f"{self.metric.replace('_', ' ')}, mean over documents"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = document.gold.events, document.predicted.events
        if self.metric.startswith("trigger"):
            matched, found, wanted = _triggers(gold, predicted, classify=self.metric == "trigger_classification")
        else:
            classify = self.metric == "argument_classification"
            matched, found, wanted = _arguments(gold, predicted, document.gold.document, classify=classify)
        return {(): (matched / found, matched / wanted, 2 * matched / (found + wanted), 1)}

    def values(self, sums: Sums) -> Sums:
        return ratio(sums[..., :3], sums[..., 3:])


Item = tuple[Hashable, str]
Similarity = tuple[float, float, float]
"""Of predicted and gold, of predicted and itself, of gold and itself."""


def _triggers(gold: Sequence[Event], predicted: Sequence[Event], *, classify: bool) -> Similarity:
    ours, theirs = (
        Counter((exact(event.trigger), event.type if classify else "") for event in events)
        for events in (gold, predicted)
    )
    return _set_similarity(ours, theirs), len(predicted) or 1, len(gold) or 1


def _arguments(gold: Sequence[Event], predicted: Sequence[Event], name: str, *, classify: bool) -> Similarity:
    found_size, gold_size = (sum(len(e.arguments) or 1 for e in events) or 1 for events in (predicted, gold))
    if not gold and not predicted:
        return 1, 1, 1
    ours, theirs = (
        [Counter((exact(a), a.role if classify else "") for a in event.arguments) for event in events]
        for events in (gold, predicted)
    )
    rows, columns = (_by_trigger(events) for events in (gold, predicted))
    pairs: list[Edge] = []
    for trigger in rows.keys() & columns.keys():
        check_cells(len(rows[trigger]), len(columns[trigger]), name)
        pairs += [
            (number, other, common)
            for number in rows[trigger]
            for other in columns[trigger]
            if (common := _set_similarity(ours[number], theirs[other]))
        ]
    return sum(common for _, _, common in best_edges(pairs, name)), found_size, gold_size


def _by_trigger(events: Sequence[Event]) -> dict[Item, list[int]]:
    numbers: dict[Item, list[int]] = {}
    for number, event in enumerate(events):
        numbers.setdefault((exact(event.trigger), event.type), []).append(number)
    return numbers


def _set_similarity(ours: Counter[Item], theirs: Counter[Item]) -> int:
    return (ours & theirs).total() if ours or theirs else 1


PRESET = Preset(
    "metametric",
    "metametric 0.2.1 (Chen et al., 2023)",
    {
        metric: DocumentMean(metric)
        for metric in (
            "trigger_identification",
            "trigger_classification",
            "argument_identification",
            "argument_classification",
        )
    },
    "Scores are means over documents, where a document without events scores 1; arguments count only under a matched "
    "trigger of the right type, and an event without arguments counts as having one.",
)
