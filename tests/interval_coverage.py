"""How often intervals hold the true score and tests err. Not a test: run `python tests/interval_coverage.py`.

Draws corpora from a world whose true scores are known, runs `benchmark.statistics` on each as on a real one, and
prints how often it was right. In that world a document has 8 events on average, but a quarter of them have none, and
the others vary more than chance would have it (negative binomial). Some documents are harder than others for everyone,
each system finds some of them harder than others do, and so does each run of a system. False alarms come in bursts,
also where there is nothing to find.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import product
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from benchmark.measures.base import precision_recall_f1
from benchmark.statistics import Interval, Resamples, Rows, compare

SIZES = (10, 40, 80, 240)
LEVELS = (0.3, 0.6, 0.9)
DIFFICULTY, TASTE = 0.8, 0.6
"""Standard deviations, in logits, of a document's difficulty for everyone and of that for one system."""


class Runs(NamedTuple):
    """How many runs a system has, and their standard deviations in logits: as a whole, and on each document."""

    number: int = 1
    spread: float = 0.0
    whim: float = 0.0


class Size(NamedTuple):
    corpora: int
    resamples: int


def documents(draw: np.random.Generator, number: int) -> tuple[Rows, Rows]:
    """Gold events and difficulty of so many documents."""
    events = draw.negative_binomial(1.5, 1.5 / (1.5 + 10), number) * (draw.random(number) > 0.2)
    return events.astype(np.float64), draw.normal(0, DIFFICULTY, number)


def chance(logit: Rows) -> Rows:
    return 1 / (1 + np.exp(-logit))


def false_alarms(gold: Rows, found: Rows) -> Rows:
    """How many to expect in a document with so many events, of which a system finds such a share."""
    return (0.8 * gold + 0.6) * (1 - found)


def system(draw: np.random.Generator, gold: Rows, hard: Rows, skill: float, runs: Runs) -> Rows:
    """(runs, documents, columns): what a system of this skill does."""
    taste = draw.normal(0, TASTE, len(gold))
    run = draw.normal(0, runs.spread, (runs.number, 1)) + draw.normal(0, runs.whim, (runs.number, len(gold)))
    found = chance(skill - hard - taste + run)
    matched = draw.binomial(np.broadcast_to(gold.astype(int), found.shape), found)
    predicted = matched + draw.poisson(false_alarms(gold, found) * draw.gamma(1.5, 1 / 1.5, found.shape))
    return np.stack(np.broadcast_arrays(matched, predicted, matched, gold), axis=-1).astype(np.float64)


@cache
def curve(whim: float) -> tuple[Rows, Rows]:
    """Skills, and the F1 of each: from the expected counts of 200,000 documents."""
    draw = np.random.default_rng(0)
    gold, hard = documents(draw, 200_000)
    off = hard + draw.normal(0, np.hypot(TASTE, whim), len(gold))
    skills, scores = np.linspace(-5, 7, 61), []
    for skill in skills:
        found = chance(skill - off)
        matched = (gold * found).mean()
        scores.append(2 * matched / (matched + false_alarms(gold, found).mean() + gold.mean()))
    return skills, np.array(scores)


def true_f1(skill: float, runs: Runs) -> float:
    """On unlimited documents, and on average over unlimited runs (Gauss-Hermite quadrature)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)
    return float(np.interp(skill + runs.spread * nodes, *curve(runs.whim)) @ weights / weights.sum())


def skill_for(f1: float, runs: Runs) -> float:
    skills = curve(runs.whim)[0]
    return float(np.interp(f1, [true_f1(skill, runs) for skill in skills], skills))


def sd_over_runs(f1: float, runs: Runs) -> float:
    """Of the F1 on unlimited documents, nearly."""
    skill = skill_for(f1, runs)
    low, high = (float(np.interp(skill + sign * runs.spread, *curve(runs.whim))) for sign in (-1, 1))
    return (high - low) / 2


def simulated(number: int, f1: float, runs: Runs, apart: float, pool: bool, size: Size) -> dict[str, float]:
    """How often each thing happened on corpora of so many documents and two systems whose true F1 is so far apart.

    Without `pool`, runs are averaged document by document, and the result treated as one run.
    """
    draw = np.random.default_rng([number, int(100 * f1), runs.number, int(100 * runs.spread)])
    skills = [skill_for(f1 + apart / 2, runs), skill_for(f1 - apart / 2, runs)]
    true = [true_f1(skill, runs) for skill in skills]
    happened: list[dict[str, float]] = []
    for corpus in range(size.corpora):
        gold, hard = documents(draw, number)
        sides = [system(draw, gold, hard, skill, runs) for skill in skills]
        rows = dict(zip("ab", sides if pool else [side.mean(axis=0) for side in sides], strict=True))
        found = compare(rows, precision_recall_f1, Resamples(number, corpus, size.resamples))
        (contrast,) = found.contrasts
        score = next(standing.headline.interval for standing in found.systems if standing.name == "a")
        assert score is not None
        difference = (true[0] - true[1]) * (1 if contrast.first == "a" else -1)
        happened.append(
            {
                "score": holds(score, true[0]),
                "above": score.low > true[0],
                "below": score.high < true[0],
                "half width": (score.high - score.low) / 2,
                "difference": holds(contrast.interval, difference),
                "shuffles": contrast.p <= 0.05,
                "bootstrap": contrast.p_bootstrap <= 0.05,
                "detectable": contrast.detectable,
            }
        )
    return {name: float(np.mean([one[name] for one in happened])) for name in happened[0]}


def holds(interval: Interval | None, value: float) -> bool:
    return interval is not None and interval.low <= value <= interval.high


def single(cell: tuple[int, float], size: Size) -> list[float]:
    """One run a system: a line of the first table, without what names it."""
    number, f1 = cell
    equal = simulated(number, f1, Runs(), 0, True, size)
    apart = simulated(number, f1, Runs(), equal["detectable"], True, size)
    names = ("score", "above", "below", "half width", "difference", "shuffles", "bootstrap", "detectable")
    return [*(equal[name] for name in names), apart["difference"], apart["shuffles"]]


def pooled(cell: tuple[int, Runs], size: Size) -> list[float]:
    """Several runs a system: a line of the second table, without what names it."""
    number, runs = cell
    both, neither = (simulated(number, 0.6, runs, 0, pool, size) for pool in (True, False))
    return [part[name] for part in (both, neither) for name in ("score", "difference", "shuffles", "bootstrap")]


def show(heads: Sequence[str], lines: Iterable[tuple[Sequence[object], list[float]]]) -> None:
    widths = [max(6, len(head)) for head in heads]
    print("  ".join(head.rjust(width) for head, width in zip(heads, widths, strict=True)))
    for names, shares in lines:
        cells = [*map(str, names), *(f"{100 * share:.1f}" for share in shares)]
        print("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)), flush=True)
    print()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpora", type=int, default=2000, help="corpora for each line (default: 2000)")
    options.add_argument("--resamples", type=int, default=1000, help="resamples and shuffles (default: 1000)")
    size = Size(**vars(options.parse_args()))
    begin = time.perf_counter()
    print(f"{size.corpora} corpora a line, {size.resamples} resamples and shuffles each; everything in per cent\n")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a worker has one core; more threads than cores would wait on each other
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as workers:
        singles = list(product(SIZES, LEVELS))
        heads = ["documents", "true F1", "score held", "above", "below", "half width", "difference held", "AR errs"]
        heads += ["bootstrap errs", "detectable", "held when apart", "AR finds it"]
        lines = workers.map(partial(single, size=size), singles)
        show(
            heads, (((number, f"{100 * f1:.0f}"), shares) for (number, f1), shares in zip(singles, lines, strict=True))
        )
        several = [
            (number, Runs(count, spread, 0.5))
            for number in (40, 240)
            for spread in (0.05, 0.15)
            for count in (3, 5, 10)
        ]
        heads = ["documents", "runs", "sd of runs", "score held", "difference held", "AR errs", "bootstrap errs"]
        heads += [f"{head}*" for head in heads[3:]]
        lines = workers.map(partial(pooled, size=size), several)
        show(
            heads,
            (
                ((number, runs.number, f"{100 * sd_over_runs(0.6, runs):.1f}"), shares)
                for (number, runs), shares in zip(several, lines, strict=True)
            ),
        )
    print(f"* the same with the runs averaged, as if they were one\n{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
