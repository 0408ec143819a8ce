"""Coefficients of agreement on decisions that two annotators both made.

They are functions of sums over documents, so that resamples of documents have them too. Undefined is NaN.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from benchmark.statistics import Rows, Values

Decision = tuple[str, str]
"""What A and what B said of one thing."""
Decisions = Sequence[Sequence[Decision]]
"""Those of each document."""


def confusions(decisions: Decisions, labels: Sequence[str]) -> Rows:
    """(documents, k * k): how often A said the one label and B the other."""
    place = {label: number for number, label in enumerate(labels)}
    rows = np.zeros((len(decisions), len(labels) ** 2))
    for row, of_document in zip(rows, decisions, strict=True):
        for (one, other), times in Counter(of_document).items():
            row[place[one] * len(labels) + place[other]] = times
    return rows


def labels_of(decisions: Decisions) -> list[str]:
    """The labels that A or B used, sorted; one that nobody used where there are no decisions."""
    return sorted({label for some in decisions for pair in some for label in pair}) or [""]


def _over(above: Rows, below: Rows) -> Rows:
    """above / below with one more axis, NaN where below is 0."""
    found: Rows = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below != 0)[..., np.newaxis]
    return found


def square(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., k, k): a row for each label of A."""
    labels = math.isqrt(sums.shape[-1])
    return sums.reshape(*sums.shape[:-1], labels, labels)


def raw(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., 1): the share of decisions that are the same."""
    tables = square(sums)
    return _over(np.trace(tables, axis1=-2, axis2=-1), tables.sum(axis=(-2, -1)))


def kappa(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., 1) Cohen's kappa: (p_o - p_e) / (1 - p_e).

    p_o is the share of equal decisions, p_e the share to be expected if A and B drew labels by chance, each as often as
    it uses them. Undefined without decisions, and when both use one and the same label throughout: scikit-learn gives
    NaN there too, other programs 1 or 0.

    Source: Cohen (1960).

    >>> kappa(np.array([20.0, 5.0, 10.0, 15.0])).round(3).tolist()
    [0.4]
    """
    tables = square(sums)
    total, same = tables.sum(axis=(-2, -1)), np.trace(tables, axis1=-2, axis2=-1)
    chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1)
    return _over(total * same - chance, total * total - chance)


def alpha(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., 1) Krippendorff's alpha for nominal data, two coders and no missing value.

    1 - D_o / D_e over the coincidence matrix o, to which a decision (c, k) adds one at (c, k) and one at (k, c): with n
    values in all and n_c of them c, it is 1 - (n - 1) * (n - sum of o_cc) / (n * n - sum of n_c * n_c). Unlike kappa
    it expects both coders to draw from one pool of labels, and corrects for small n. Undefined when only one label was
    used.

    Source: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section B.

    >>> alpha(np.array([5.0, 1.0, 3.0, 1.0])).round(3).tolist()
    [0.095]
    """
    tables = square(sums)
    coincidences = tables + np.swapaxes(tables, -1, -2)
    of_label = coincidences.sum(axis=-1)
    total, same = of_label.sum(axis=-1), np.trace(coincidences, axis1=-2, axis2=-1)
    return 1 - _over((total - 1) * (total - same), total * total - (of_label * of_label).sum(axis=-1))


COEFFICIENTS: Mapping[str, Values] = {"raw": raw, "Cohen's kappa": kappa, "Krippendorff's alpha": alpha}
