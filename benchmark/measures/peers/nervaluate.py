"""nervaluate 1.2.1 (Batista and Upson): typed trigger spans, right, partly right, wrong, missing or spurious.

The spans are those of a tag sequence, as its loader of tag lists reads them (see `seqeval.written`), with a code point
as the token; so spans that only touch do not overlap. (Its loader of span dictionaries takes ends as inclusive, and
there they do when ends are exclusive.) Its tables by type come from a second run on each type alone, which this is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.peers.seqeval import Tagged, written
from benchmark.measures.preset import Preset

_OUTCOMES = ("correct", "incorrect", "partial", "missed", "spurious")


@dataclass(frozen=True)
class Scheme(Measure):
    """Each prediction, from left to right, takes a gold span that is still free.

    strict     one equal in span and type is correct
    exact      one equal in span is correct
    partial    one equal in span is correct, otherwise the first that overlaps is partial
    ent_type   the nearest of its type among those that overlap is correct

    In all but partial, a prediction that takes none so takes the first that overlaps, which is then incorrect, even if
    a later prediction is equal to that one. One that overlaps none is spurious; gold spans that stay free are missed.
    To overlap is to share at least 1 % of the gold span. A partial one is worth one half; precision divides by all
    but the missed, recall by all but the spurious.
    """

    scheme: str

    columns: ClassVar[tuple[str, ...]] = _OUTCOMES
    source: ClassVar[str] = "Batista and Upson (2018), nervaluate; SemEval-2013 task 9"

    @property
    def base(self) -> str:
        return f"nervaluate:{self.scheme}"

    @property
    def title(self) -> str:
        return f"trigger spans as tags, scheme {self.scheme}"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = written(document.gold.events), written(document.predicted.events)
        counts = dict.fromkeys(_OUTCOMES, 0)
        free = [True] * len(gold)
        begin = 0
        for span in predicted:
            while begin < len(gold) and gold[begin][1] <= span[0]:
                begin += 1
            near = [number for number in _overlapping(gold, span, begin) if free[number]]
            outcome, number = self._outcome(span, gold, near)
            counts[outcome] += 1
            if number is not None:
                free[number] = False
        counts["missed"] = sum(free)
        return {(): tuple(counts.values())} if gold or predicted else {}

    def _outcome(self, span: Tagged, gold: list[Tagged], near: list[int]) -> tuple[str, int | None]:
        """What becomes of a prediction, and the number of the gold span that it takes."""
        if not near:
            return "spurious", None
        if self.scheme == "ent_type":
            same = [number for number in near if gold[number][2] == span[2]]
            if same:
                return "correct", min(same, key=lambda n: abs(gold[n][0] - span[0]) + abs(gold[n][1] - span[1]))
            return "incorrect", near[0]
        end = 3 if self.scheme == "strict" else 2
        for number in near:
            if gold[number][:end] == span[:end]:
                return "correct", number
        return "partial" if self.scheme == "partial" else "incorrect", near[0]

    def values(self, sums: Sums) -> Sums:
        correct, incorrect, partial, missed, spurious = np.moveaxis(sums, -1, 0)
        right, common = correct + partial / 2, correct + incorrect + partial
        precision, recall = ratio(right, common + spurious), ratio(right, common + missed)
        return np.stack((precision, recall, ratio(2 * precision * recall, precision + recall)), axis=-1)


def _overlapping(gold: list[Tagged], span: Tagged, begin: int) -> Iterator[int]:
    """The numbers of the gold spans, from `begin` on, that share at least 1 % of themselves with a span."""
    for number in range(begin, len(gold)):
        start, end, _ = gold[number]
        if start >= span[1]:
            return
        if 100 * (min(end, span[1]) - max(start, span[0])) >= end - start:
            yield number


PRESET = Preset(
    "nervaluate",
    "nervaluate 1.2.1 (Batista and Upson)",
    {scheme: Scheme(scheme) for scheme in ("strict", "exact", "partial", "ent_type")},
    "Only triggers are scored, as spans of a tag sequence, and a prediction that merely overlaps a gold trigger uses "
    "it up (as incorrect, or half right under partial) before a later one that is equal to it.",
    "Its tables by type, which are a second run, are not given.",
)
