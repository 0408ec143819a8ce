"""What a measure is: a document's gold and predicted annotation in, integer tallies out.

A document is scored once. Everything after that (micro, macro, per type, per role, intervals) is a sum over tallies.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts


class Tally(NamedTuple):
    """Counts of items. The sides are kept apart, since a match may join items of two labels (TI: two types).

    >>> Tally(2, 3, 2, 4).recall
    0.5
    """

    matched_predicted: int
    predicted: int
    matched_gold: int
    gold: int

    @property
    def precision(self) -> float:
        """Matched share of the predicted items; 0 when nothing is predicted."""
        return self.matched_predicted / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Matched share of the gold items; 0 when gold has none."""
        return self.matched_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Measure(Protocol):
    """A way to score one document. Its name is what users type and tables print."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str:
        """One line that says what is counted."""
        ...

    def counts(self, document: Comparison) -> Counts:
        """The document's counts by label, in the order of `Tally`'s fields, for each label that either side has."""
        ...
