"""seqeval 1.2.2 (Nakayama, 2018): typed trigger spans as a tag sequence, scored by entity.

A code point is a tag's token. A sequence gives each token one tag, so of spans that overlap only one can be written:
spans are written from left to right, the longer first and then by type, and one that overlaps a written span is left
out. A discontinuous trigger is written from its start to its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.peers.oneie import any_match
from benchmark.measures.preset import Preset
from benchmark.schema import Event

Tagged = tuple[int, int, str]
"""Start, end and type of a span that a tag sequence holds."""


def written(events: Iterable[Event]) -> list[Tagged]:
    """The trigger spans that a tag sequence can hold, from left to right.

    >>> from benchmark.schema import Span
    >>> written(Event(type=kind, trigger=Span(*span)) for kind, span in [("Visit", (3, 5)), ("Meeting", (3, 8))])
    [(3, 8, 'Meeting')]
    """
    spans = [(event.trigger.start, event.trigger.end, event.type) for event in events]
    kept: list[Tagged] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        if not kept or kept[-1][1] <= span[0]:
            kept.append(span)
    return kept


@dataclass(frozen=True)
class Spans(Measure):
    """Spans and types that are equal, by type; `average` says how the types make one score.

    micro adds the types' counts up. macro is the plain mean of the types' scores, weighted the mean with gold's number
    of spans as weights, both over the types that either side has.
    """

    average: str

    source: ClassVar[str] = "Nakayama (2018), seqeval"

    @property
    def base(self) -> str:
        return f"seqeval:{self.average}"

    @property
    def title(self) -> str:
        return f"typed trigger spans as tags, {self.average} average over types"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = written(document.gold.events), written(document.predicted.events)
        known = set(gold)
        right = [span for span in predicted if span in known]
        return any_match(*([span[2:] for span in spans] for spans in (gold, predicted, right)))

    def total(self, sums: Sums) -> Sums:
        """(..., types, 4) sums by type -> the average's precision, recall and F1."""
        if self.average == "micro":
            return self.values(sums.sum(axis=-2))
        weights = sums[..., 3] if self.average == "weighted" else (sums[..., 1] + sums[..., 3] > 0)
        weights = weights[..., None].astype(float)
        return ratio((weights * self.values(sums)).sum(axis=-2), weights.sum(axis=-2))


PRESET = Preset(
    "seqeval",
    "seqeval 1.2.2 (Nakayama, 2018)",
    {average: Spans(average) for average in ("micro", "macro", "weighted")},
    "Only triggers are scored, as spans of a tag sequence: of events whose triggers overlap one is written and the "
    "others are left out on either side.",
)
