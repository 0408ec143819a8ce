"""Scores of several systems, held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmark.exceptions import DatelineError, quoted
from benchmark.scoring import Scores
from benchmark.statistics import Standings, compare


def compare_scores(systems: Mapping[str, Sequence[Scores]], measure: str) -> tuple[Standings, str]:
    """Rank systems by a measure's headline and test every pair; several scores of one system are its runs.

    Returns the standings and the signature that all scores have in common. Raises `DatelineError` when signatures or
    documents differ, or the measure was not scored.
    """
    every = [(name, scores) for name, runs in systems.items() for scores in runs]
    first, reference = every[0]
    for name, scores in every:
        if scores.signature != reference.signature:
            raise DatelineError(
                f"{quoted(first)} and {quoted(name)} cannot be compared, their signatures differ: "
                f"{reference.signature} and {scores.signature}; score both on the same data and alike"
            )
        if set(scores.documents) != set(reference.documents):
            raise DatelineError(
                f"{quoted(first)} and {quoted(name)} were not scored on the same documents; score again"
            )
    chosen = reference.table(measure).measure
    rows = {name: np.stack([_rows(scores, reference, measure) for scores in runs]) for name, runs in systems.items()}
    standings = compare(rows, chosen.values, reference.resampling, lower_is_better=chosen.lower_is_better)
    return standings, reference.signature


def _rows(scores: Scores, reference: Scores, measure: str) -> np.ndarray:
    rows = scores.table(measure).by_document()
    place = {name: number for number, name in enumerate(scores.documents)}
    return rows[[place[name] for name in reference.documents]]
