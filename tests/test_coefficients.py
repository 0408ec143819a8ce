"""Coefficients of agreement, on published and hand-worked numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from benchmark.coefficients import alpha, kappa, raw


def confusion(ours: Sequence[str], theirs: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    labels = sorted({*ours, *theirs})
    counts = [[sum(p == (a, b) for p in zip(ours, theirs, strict=True)) for b in labels] for a in labels]
    return np.array(counts, dtype=np.float64).ravel()


def test_alpha_is_that_of_krippendorffs_binary_example() -> None:
    assert alpha(confusion("0100000010", "1110010000")).round(3).tolist() == [0.095]


def test_alpha_is_that_of_krippendorffs_nominal_example() -> None:
    assert alpha(confusion("aabbdcccedda", "babbbccceddd")).round(3).tolist() == [0.692]


def test_kappa_worked_by_hand() -> None:
    # Half of the 50 are to be expected by chance (30 * 25 + 20 * 25 of 2500), 35 are equal: (.7 - .5) / (1 - .5).
    assert kappa(np.array([20.0, 5.0, 10.0, 15.0])).tolist() == pytest.approx([0.4])
    assert raw(np.array([20.0, 5.0, 10.0, 15.0])).tolist() == [0.7]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=40))
def test_kappa_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    ours, theirs = zip(*pairs, strict=True)
    (found,) = kappa(confusion(ours, theirs)).tolist()
    if len({*ours, *theirs}) == 1:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(ours, theirs))


def test_a_coefficient_is_undefined_without_decisions_or_with_one_label() -> None:
    for counts in ([0.0], [0.0] * 4, [7.0], [7.0, 0.0, 0.0, 0.0]):
        assert np.isnan(kappa(np.array(counts))).all() and np.isnan(alpha(np.array(counts))).all()
    assert raw(np.array([7.0])).tolist() == [1.0] and np.isnan(raw(np.array([0.0]))).all()


def test_coefficients_of_many_resamples_are_those_of_each() -> None:
    tables = np.array([[20.0, 5.0, 10.0, 15.0], [5.0, 1.0, 3.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    for coefficient in (raw, kappa, alpha):
        assert np.array_equal(coefficient(tables), np.stack([coefficient(t) for t in tables]), equal_nan=True)
