"""Averages other than micro: the same measure, its scores averaged over documents or over event types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.block import Block
from benchmark.measures.matching import Cells


@dataclass(frozen=True)
class ByDocument(Measure):
    """The unweighted mean over documents of each of a measure's scores ("macro over documents").

    A document where neither side has anything has no score and is left out of the mean. metametric reports this mean
    for its event suite; EvmEval's macro average takes F1 from the mean precision and recall instead.

    A document's row is its scores and a 1, so means are sums over rows like everything else.
    """

    inner: Measure

    columns: ClassVar[tuple[str, ...]] = ("precision", "recall", "f1", "documents")

    @property
    def base(self) -> str:
        return self.inner.base

    @property
    def name(self) -> str:
        return f"{self.inner.name}{',' if '@' in self.inner.name else '@'}by-document"

    @property
    def title(self) -> str:
        return f"{self.inner.title}; mean over documents"

    @property
    def source(self) -> str:
        return self.inner.source

    def cells(self, block: Block) -> Cells:
        found = self.inner.cells(block)
        sums = np.zeros((len(block.documents), max(1, len(found.labels)), found.rows.shape[1]))
        np.add.at(sums, (found.documents, found.numbers), found.rows)
        scored = np.flatnonzero(sums.any(axis=(1, 2)))
        rows = np.concatenate((self.inner.total(sums[scored]), np.ones((len(scored), 1))), axis=1)
        return Cells(((),), scored, np.zeros(len(scored), dtype=np.int64), rows)

    def values(self, sums: Sums) -> Sums:
        return ratio(sums[..., :3], sums[..., 3:])
