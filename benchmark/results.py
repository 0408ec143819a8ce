"""Scores of several systems, held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures import Label
from benchmark.scoring import Scores
from benchmark.statistics import Interval, Standing, Standings, compare


def compare_scores(systems: Mapping[str, Sequence[Scores]], measure: str) -> tuple[Standings, str]:
    """Rank systems by a measure's headline and test every pair; several scores of one system are its runs.

    Returns the standings and the signature that all scores have in common. Raises `DatelineError` when signatures or
    documents differ, or the measure was not scored.
    """
    every = [(name, scores) for name, runs in systems.items() for scores in runs]
    first, reference = every[0]
    for name, scores in every:
        if not scores.resamples:
            raise DatelineError(f"{quoted(name)} was scored without resamples, which a comparison needs; score again")
        if scores.comparable != reference.comparable or (
            scores.table(measure).measure != reference.table(measure).measure
        ):
            raise DatelineError(
                f"{quoted(first)} and {quoted(name)} cannot be compared, their signatures differ: "
                f"{reference.signature} and {scores.signature}; score both on the same data and alike"
            )
        if set(scores.documents) != set(reference.documents):
            raise DatelineError(
                f"{quoted(first)} and {quoted(name)} were not scored on the same documents; score again"
            )
    chosen = reference.table(measure)
    # Systems may have different labels; where the total is no sum over them, all must have the same ones.
    labels = sorted({label for _, scores in every for label in scores.table(measure).labels})
    _, values = chosen.part(labels=labels)
    rows = {
        name: np.stack([_rows(scores, reference, measure, labels) for scores in runs]) for name, runs in systems.items()
    }
    lower = chosen.measure.lower_is_better
    standings = compare(rows, values, reference.resampling, lower_is_better=lower)
    if chosen.measure.is_share:
        standings = replace(standings, systems=tuple(map(_as_share, standings.systems)))
    return standings, reference.signature


def _as_share(system: Standing) -> Standing:
    """The interval of pooled runs, which widens the runs' spread, kept to what a share can be."""
    score = system.headline
    if score.runs == 1 or score.interval is None:
        return system
    low, high = max(0.0, score.interval.low), min(max(1.0, score.value), score.interval.high)
    return replace(system, headline=score._replace(interval=Interval(low, high)))


def _rows(scores: Scores, reference: Scores, measure: str, labels: Sequence[Label]) -> NDArray[np.float64]:
    """(documents, columns) in the reference's order of documents."""
    rows, _ = scores.table(measure).part(labels=labels)
    place = {name: number for number, name in enumerate(scores.documents)}
    return rows[[place[name] for name in reference.documents]]
