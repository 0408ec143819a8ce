"""What a measure is: a document's gold and predicted annotation in, a row of sums for each label out.

A document is scored once. Everything after that (micro, macro, per type, per role, slices, intervals, paired tests, the
scores of a corpus in parts) is arithmetic on sums of rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.measures.block import Block
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Cells, Counts, Label

Sums = NDArray[np.float64]
"""Rows of sums: the last axis has one place for each of a measure's `columns`."""


class Tally(NamedTuple):
    """Counts of items. The sides are kept apart, since a match may join items of two labels (TI: two types).

    >>> Tally(2, 3, 2, 4).recall
    0.5
    """

    matched_predicted: float
    predicted: float
    matched_gold: float
    gold: float

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


def ratio(above: Sums, below: Sums) -> Sums:
    """Element by element above / below, and 0 where below is 0.

    >>> ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [0.5, 0.0]
    """
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below != 0)


def precision_recall_f1(sums: Sums) -> Sums:
    """(..., 4) sums in the order of `Tally` -> (..., 3) precision, recall and F1; 0 where a denominator is 0.

    >>> precision_recall_f1(np.array([2.0, 3.0, 2.0, 4.0])).round(3).tolist()
    [0.667, 0.5, 0.571]
    """
    precision = ratio(sums[..., 0], sums[..., 1])
    recall = ratio(sums[..., 2], sums[..., 3])
    f1 = ratio(2 * precision * recall, precision + recall)
    return np.stack((precision, recall, f1), axis=-1)


@dataclass(frozen=True)
class Measure(ABC):
    """A way to score one document, as a value: two measures with the same settings are equal and have the same name.

    A subclass is a frozen dataclass. Its settings are fields, each of them declared in `choices` with the words that
    may stand for it; the first word is the default and is left out of the name. A word that ends in "=" takes a number
    up to 1 behind it. So the name of any measure can be parsed back: `AC+`, `AC+@chain`, `TI@overlap=0.8`.
    """

    columns: ClassVar[tuple[str, ...]] = Tally._fields
    """What a row of sums holds."""
    values_are: ClassVar[tuple[str, ...]] = ("precision", "recall", "f1")
    """What `values` makes of it; the last one is the measure's headline, by which systems are compared."""
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Setting -> its words, the default first."""
    is_share: ClassVar[bool] = True
    """Whether the scores are shares, which people read in %."""
    lower_is_better: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for setting, words in self.choices.items():
            if not _stands_in(word := getattr(self, setting), words):
                raise DatelineError(f"{self.base} has no {setting} {quoted(word)}; {did_you_mean(str(word), words)}")

    @property
    @abstractmethod
    def base(self) -> str:
        """The name without settings."""

    @property
    @abstractmethod
    def title(self) -> str:
        """One line that says what is counted."""

    @property
    @abstractmethod
    def source(self) -> str:
        """The paper or scorer that defines it."""

    @property
    def by_type(self) -> bool:
        """Whether labels begin with the event type, so that there is an average over types."""
        return False

    @property
    def name(self) -> str:
        """What users type and tables print; `parse` makes the measure of it again."""
        words = [word for setting, choice in self.choices.items() if (word := getattr(self, setting)) != choice[0]]
        return f"{self.base}@{','.join(words)}" if words else self.base

    @classmethod
    def setting_of(cls, word: str) -> str | None:
        """The setting that a word stands for, or None."""
        return next((setting for setting, words in cls.choices.items() if _stands_in(word, words)), None)

    def cells(self, block: Block) -> Cells:
        """The rows of a block of documents; a measure says this or `counts`, whichever is natural."""
        labels: dict[Label, int] = {}
        found = [self.counts(document) for document in block.documents]
        numbers = [labels.setdefault(label, len(labels)) for counts in found for label in counts]
        rows = np.fromiter(chain.from_iterable(chain.from_iterable(c.values() for c in found)), np.float64)
        return Cells(
            labels=tuple(labels),
            documents=np.repeat(np.arange(len(found)), [len(counts) for counts in found]),
            numbers=np.array(numbers, dtype=np.int64),
            rows=rows.reshape(-1, len(self.columns)),
        )

    def counts(self, document: Comparison) -> Counts:
        """The document's row by label, each in the order of `columns`, for each label that either side has.

        Rows are added up over labels and documents, so a measure without labels gives one row under the label ().
        """
        cells = self.cells(Block([document]))
        return {
            cells.labels[number]: tuple(row)
            for number, row in zip(cells.numbers.tolist(), cells.rows.tolist(), strict=True)
        }

    def values(self, sums: Sums) -> Sums:
        """(..., columns) sums -> (..., values_are) scores."""
        return precision_recall_f1(sums)

    def total(self, sums: Sums) -> Sums:
        """(..., labels, columns) sums by label -> (..., values_are) scores of all: micro, if not said otherwise."""
        return self.values(sums.sum(axis=-2))


def _stands_in(word: object, words: tuple[str, ...]) -> bool:
    """Whether a word is one of the words, or one that ends in "=" with a number from above 0 to 1 behind it."""
    if word in words:
        return not str(word).endswith("=")
    head, equals, number = str(word).partition("=")
    if not equals or f"{head}=" not in words:
        return False
    try:
        return 0 < float(number) <= 1
    except ValueError:
        return False
