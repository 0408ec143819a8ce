"""Our coreference measures against scorch 0.2, on random clusterings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmark.measures.coreference import B3, BLANC, MUC, CEAFe, CEAFm, Coreference, tabulate

scorch = pytest.importorskip("scorch")
scores = pytest.importorskip("scorch.scores")

Clusters = list[set[int]]
Score = Callable[[Clusters, Clusters], tuple[float, float, float]]


def partitions() -> st.SearchStrategy[Clusters]:
    """Clusters of some of a dozen mentions, so that either side has mentions of its own.

    There is one at least: without any, scorch divides by zero or takes the last one of none.
    """
    places = st.lists(st.integers(0, 7), min_size=12, max_size=12)
    clustered = places.map(
        lambda found: [
            cluster for place in range(7) if (cluster := {n for n, where in enumerate(found) if where == place})
        ]
    )
    return clustered.filter(bool)


@pytest.mark.parametrize(
    ("measure", "score"),
    [
        (MUC(), scores.muc),
        (B3(), scores.b_cubed),
        (CEAFm(), scores.ceaf_m),
        (CEAFe(), scores.ceaf_e),
        (BLANC(), scores.blanc),
    ],
    ids=lambda value: value.name if isinstance(value, Coreference) else "",
)
@given(key=partitions(), response=partitions())
def test_scorch_gives_the_same(measure: Coreference, score: Score, key: Clusters, response: Clusters) -> None:
    # A key of one mention has no links. The reference scorer and we give BLANC 0 then; scorch gives 1 to any response
    # of a single chain, since neither side has links between chains.
    assume(measure != BLANC() or sum(map(len, key)) > 1)
    recall, precision, f1 = score(key, response)
    row = np.array(measure.row(tabulate([[*k] for k in key], [[*s] for s in response])), dtype=np.float64)
    assert measure.values(row) == pytest.approx([precision, recall, f1])
