"""How sure a score is: intervals, paired tests between systems, shared ranks. `docs/statistics.md` explains each.

Documents are the units of sampling. A system is its rows, one row of sums for each document, and a score is `values`
of their total. So any function of totals (micro, one label, a macro over types) has an interval and can be tested.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from statistics import NormalDist, median
from string import ascii_lowercase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmark.exceptions import DatelineError, quoted

Rows = NDArray[np.float64]
"""(documents, columns), or (runs, documents, columns) for several runs of one system."""
Values = Callable[[Rows], Rows]
"""(..., columns) totals -> (..., k) scores, the last of which is the headline."""

_CELLS = 1 << 17
"""Resamples times documents drawn at once: few enough to stay in a core's cache."""
_TIE = 1e-9
"""By what share of itself an observed difference may miss a shuffled one that equals it but for rounding."""


class Interval(NamedTuple):
    low: float
    high: float


class Ranks(NamedTuple):
    """The ranks a system shares with those it cannot be told apart from.

    >>> str(Ranks(1, 3)), str(Ranks(4, 4))
    ('1-3', '4')
    """

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


class Estimate(NamedTuple):
    """One score: the mean over a system's runs."""

    value: float
    interval: Interval | None
    """None under two documents, and where more resamples than the interval leaves out have no score."""
    runs: int
    sd: float | None
    """Standard deviation over the runs; None for a single run."""


@dataclass(frozen=True)
class Standing:
    """A system among those compared."""

    name: str
    headline: Estimate
    ranks: Ranks
    letters: str
    """Two systems that share a letter could not be told apart; "" for all where that would take more than 26."""


@dataclass(frozen=True)
class Contrast:
    """Two systems, the one with the better score first."""

    first: str
    second: str
    difference: float
    """The first's score minus the second's."""
    interval: Interval | None
    p: float
    """Of paired approximate randomisation, for this pair alone."""
    p_holm: float
    """The same, corrected for all pairs that are compared."""
    p_bootstrap: float
    """Of the paired bootstrap, for this pair alone."""
    wins: int
    """Documents on which the first is better."""
    ties: int
    losses: int
    empty: int
    """Documents where neither has anything, so that nothing is compared."""
    detectable: float
    """The smallest true difference that a test at this level would find four times in five; NaN under two documents."""
    told_apart: bool
    """Whether the corrected p is at most the level of the test."""


@dataclass(frozen=True)
class Standings:
    """Systems compared by one measure, best first, and every pair of them in that order."""

    systems: tuple[Standing, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def not_told_apart(self) -> tuple[tuple[str, str], ...]:
        return tuple((pair.first, pair.second) for pair in self.contrasts if not pair.told_apart)

    @property
    def detectable(self) -> float:
        """The median over pairs of the smallest difference that this corpus can detect; NaN where there is none."""
        found = [pair.detectable for pair in self.contrasts if not math.isnan(pair.detectable)]
        return median(found) if found else math.nan


def seed_of(data: str) -> int:
    """The seed for a set of data, so that all systems scored on it share their resamples.

    >>> seed_of("corpus:0.1.0@1f3bfb|split:dev")
    2645029239
    """
    return int.from_bytes(sha256(data.encode()).digest()[:4], "big")


@dataclass(frozen=True)
class Resamples:
    """`count` bootstrap resamples and as many shuffles of so many documents, drawn afresh whenever they are wanted.

    They follow from the seed and the number of documents alone, whatever the systems, measures and columns, and the
    first 100 of 10,000 are the 100 of 100. Only raw bits are taken from numpy, since those alone stay the same from
    one version to the next.

    >>> Resamples(documents=3, seed=1, count=4).resampled(np.array([[1.0], [10.0], [100.0]])).ravel().tolist()
    [102.0, 12.0, 111.0, 102.0]
    """

    documents: int
    seed: int
    count: int = 10_000

    def multiplicities(self) -> Iterator[Rows]:
        """How often each document stands in each resample, a block of resamples at a time: (some, documents).

        A resample is as many documents as there are, drawn with replacement (Efron and Tibshirani 1993, ch. 6). A draw
        scales 32 random bits to the number of documents, so no document's chance is off by more than one part in
        2**32 / documents.
        """
        for bits in self._bits("resamples", words=(self.documents + 1) // 2):
            drawn = bits.view("<u4")[:, : self.documents].astype(np.uint64)
            drawn *= np.uint64(self.documents)
            drawn >>= np.uint64(32)
            drawn += np.uint64(self.documents) * np.arange(len(drawn), dtype=np.uint64)[:, np.newaxis]
            counts = np.bincount(drawn.ravel().view(np.int64), minlength=drawn.size)
            yield counts.reshape(drawn.shape).astype(np.float64)

    def swaps(self) -> Iterator[Rows]:
        """1 where a shuffle swaps two systems' rows of a document and 0 where not, with even chances, in blocks."""
        for bits in self._bits("shuffles", words=(self.documents + 63) // 64):
            yield np.unpackbits(bits.view(np.uint8), axis=1)[:, : self.documents].astype(np.float64)

    def resampled(self, rows: Rows) -> Rows:
        """(documents, columns) -> (count, columns): the total of each resample."""
        return _totals(self.multiplicities(), rows)

    def swapped(self, rows: Rows) -> Rows:
        """(documents, columns) -> (count, columns): the total of the documents that each shuffle swaps."""
        return _totals(self.swaps(), rows)

    def _bits(self, purpose: str, words: int) -> Iterator[NDArray[np.uint64]]:
        source = np.random.PCG64(seed_of(f"{self.seed}|{purpose}"))
        step = max(1, _CELLS // max(1, self.documents))
        for start in range(0, self.count, step):
            some = min(step, self.count - start)
            yield source.random_raw(some * words).astype("<u8", copy=False).reshape(some, words)


def _totals(blocks: Iterator[Rows], rows: Rows) -> Rows:
    dense = np.ascontiguousarray(rows, dtype=np.float64)
    return np.concatenate([block @ dense for block in blocks])


def estimates(
    parts: Sequence[tuple[Rows, Values]], resamples: Resamples, *, name: str = "", level: float = 0.95
) -> list[tuple[Estimate, ...]]:
    """Each score of each part, with its percentile interval; all parts share one pass over the resamples.

    A part is a measure: the rows of the system called `name` and what makes scores of their total.

    >>> rows = np.array([[1.0, 2.0], [2.0, 2.0], [0.0, 1.0]])
    >>> [(share,)] = estimates([(rows, lambda sums: sums[..., :1] / sums[..., 1:])], Resamples(documents=3, seed=1))
    >>> share.value, share.interval
    (0.6, Interval(low=0.0, high=1.0))
    """
    samples = _samples([(name, rows, values) for rows, values in parts], resamples) if parts else []
    return [tuple(sample.estimate(place, level) for place in range(len(sample.value))) for sample in samples]


def compare(
    systems: Mapping[str, Rows],
    values: Values,
    resamples: Resamples,
    *,
    lower_is_better: bool = False,
    level: float = 0.95,
) -> Standings:
    """Rank systems by one measure's headline and test every pair, on the same resamples and shuffles.

    `level` is that of the intervals, and 1 - `level` that of the tests. Systems may have any number of runs each. The
    order in which systems or runs are given changes nothing; systems of equal score stand by name, and those without
    one come last.
    """
    names = sorted(systems)
    if len(names) < 2:
        raise DatelineError("there is nothing to compare; give at least two systems")
    for name in names:
        if (found := systems[name].shape[-2]) != resamples.documents:
            raise DatelineError(
                f"{quoted(name)} has {found} documents where {resamples.documents} are compared; "
                "score all systems on the same documents"
            )
    samples = _samples([(name, systems[name], values) for name in names], resamples)
    swapped = resamples.swapped(np.concatenate([one.rows for one in samples], axis=1))
    moved = dict(zip(names, np.split(swapped, len(names), axis=1), strict=True))
    sign = -1 if lower_is_better else 1
    samples.sort(key=lambda one: (math.isnan(one.value[-1]), -sign * one.value[-1]))
    contrasts = [
        _contrast(first, second, moved[second.name] - moved[first.name], values, sign, level)
        for first, second in combinations(samples, 2)
    ]
    corrected = holm([contrast.p for contrast in contrasts])
    contrasts = [
        replace(contrast, p_holm=p, told_apart=p <= 1 - level) for contrast, p in zip(contrasts, corrected, strict=True)
    ]
    order = [one.name for one in samples]
    apart = [(contrast.first, contrast.second) for contrast in contrasts if contrast.told_apart]
    ranks, letters = shared_ranks(order, apart), shared_letters(order, apart)
    return Standings(
        tuple(Standing(one.name, one.estimate(-1, level), ranks[one.name], letters[one.name]) for one in samples),
        tuple(contrasts),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """p values corrected for their number, so that at most a share alpha of such families has a false finding.

    The smallest is multiplied by their number, the next by one less, and so on; none falls below a smaller one's, nor
    rises above 1. Source: Holm (1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected, floor = [0.0] * len(p_values), 0.0
    for passed, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        floor = max(floor, min(1.0, (len(p_values) - passed) * p_values[place]))
        corrected[place] = floor
    return corrected


def shared_ranks(order: Sequence[str], apart: Sequence[tuple[str, str]]) -> dict[str, Ranks]:
    """The ranks each system may have: 1 + the systems that beat it, to all of them less those that it beats.

    `apart` are the pairs that were told apart, the better first.

    >>> {name: str(ranks) for name, ranks in shared_ranks("abc", [("a", "c")]).items()}
    {'a': '1-2', 'b': '1-3', 'c': '2-3'}
    """
    beaten = [worse for _, worse in apart]
    beating = [better for better, _ in apart]
    return {name: Ranks(1 + beaten.count(name), len(order) - beating.count(name)) for name in order}


def shared_letters(order: Sequence[str], apart: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Letters such that two systems share one exactly when they were not told apart; none where 26 do not do.

    One group of all is split for every pair told apart, and groups within others are dropped. Source: Piepho (2004).

    >>> shared_letters("abc", [("a", "c")])
    {'a': 'a', 'b': 'ab', 'c': 'b'}
    """
    groups = {frozenset(order)}
    for pair in apart:
        split = {group - {name} for group in groups if group.issuperset(pair) for name in pair}
        groups = {group for group in groups if not group.issuperset(pair)} | split
        groups = {group for group in groups if not any(group < other for other in groups)}
        if len(groups) > len(ascii_lowercase):
            return dict.fromkeys(order, "")
    lettered = sorted(groups, key=lambda group: [name not in group for name in order])
    return {
        name: "".join(letter for letter, group in zip(ascii_lowercase, lettered, strict=False) if name in group)
        for name in order
    }


@dataclass(frozen=True)
class _Sample:
    """A system's scores, and what they are when documents and runs are sampled again."""

    name: str
    rows: Rows
    """(documents, columns): the mean over runs."""
    scores: Rows
    """(runs, k)."""
    drawn: Rows
    """(count, k): the mean over runs of each resample, with the noise of the runs."""
    noise: Rows
    """(count, k): what sampling the runs again adds to that mean; 0 for a single run."""

    @property
    def value(self) -> Rows:
        mean: Rows = self.scores.mean(axis=0)
        return mean

    def estimate(self, place: int, level: float) -> Estimate:
        runs = len(self.scores)
        return Estimate(
            value=float(self.value[place]),
            interval=_percentile(self.drawn[:, place], level) if len(self.rows) > 1 else None,
            runs=runs,
            sd=float(self.scores[:, place].std(ddof=1)) if runs > 1 else None,
        )


def _samples(parts: Sequence[tuple[str, Rows, Values]], resamples: Resamples) -> list[_Sample]:
    """The systems or measures of all parts, resampled in one pass over the documents."""
    stacks = [_in_order(rows[np.newaxis] if rows.ndim == 2 else rows) for _, rows, _ in parts]
    flat = [np.concatenate(list(stack), axis=1) for stack in stacks]
    totals = resamples.resampled(np.concatenate(flat, axis=1))
    samples, start = [], 0
    for (name, _, values), stack, columns in zip(parts, stacks, flat, strict=True):
        mine = totals[:, start : (start := start + columns.shape[1])]
        scores = values(stack.sum(axis=1))
        noise = _run_noise(scores, name, resamples)
        drawn = values(mine.reshape(len(mine), len(stack), -1)).mean(axis=1) + noise
        samples.append(_Sample(name, stack.mean(axis=0), scores, drawn, noise))
    return samples


def _in_order(runs: Rows) -> Rows:
    """The runs by their totals, so that the order they come in changes nothing."""
    order = np.lexsort(runs.sum(axis=1).T)
    return runs[order]


def _run_noise(scores: Rows, name: str, resamples: Resamples) -> Rows:
    """(runs, k) scores -> (count, k) deviations of the mean of as many runs drawn with replacement from these.

    Drawn runs vary less than new ones would, by (runs - 1) / runs in variance, which is put right here. Systems draw by
    their names, since their runs are not paired.
    """
    runs = len(scores)
    if runs == 1:
        return np.zeros((resamples.count, scores.shape[1]))
    again = Resamples(runs, seed_of(f"{resamples.seed}|runs of {name}"), resamples.count)
    return again.resampled(scores - scores.mean(axis=0)) / math.sqrt(runs * (runs - 1))


def _contrast(first: _Sample, second: _Sample, moved: Rows, values: Values, sign: int, level: float) -> Contrast:
    """Two systems; `moved` is what each shuffle brings the first (and takes from the second) in totals."""
    difference = float(first.value[-1] - second.value[-1])
    drawn = first.drawn[:, -1] - second.drawn[:, -1]
    totals = first.rows.sum(axis=0), second.rows.sum(axis=0)
    observed = float(values(totals[0])[-1] - values(totals[1])[-1])
    shuffled = values(totals[0] + moved)[:, -1] - values(totals[1] - moved)[:, -1]
    shuffled += first.noise[:, -1] - second.noise[:, -1]
    p = _share_as_far(observed, shuffled)
    better = sign * (values(first.rows)[:, -1] - values(second.rows)[:, -1])
    # A silent system is right where there is nothing to find, though its score there is 0 like that of a noisy one.
    silent = [~one.rows.any(axis=1) for one in (first, second)]
    better = np.where(better == 0, silent[0].astype(int) - silent[1].astype(int), better)
    empty = silent[0] & silent[1]
    several = len(first.rows) > 1
    return Contrast(
        first=first.name,
        second=second.name,
        difference=difference,
        interval=_percentile(drawn, level) if several else None,
        p=p,
        p_holm=p,
        p_bootstrap=_share_as_far(difference, drawn - difference) if several else 1.0,
        wins=int((better > 0).sum()),
        ties=int((~empty & ~(better > 0) & ~(better < 0)).sum()),
        losses=int((better < 0).sum()),
        empty=int(empty.sum()),
        detectable=_detectable(drawn, level) if several else math.nan,
        told_apart=False,
    )


def _percentile(drawn: Rows, level: float) -> Interval | None:
    """The middle share of what was drawn; None where more than the interval leaves out is undefined."""
    defined = drawn[~np.isnan(drawn)]
    if len(defined) < level * len(drawn):
        return None
    low, high = np.quantile(defined, ((1 - level) / 2, (1 + level) / 2)).tolist()
    return Interval(low, high)


def _share_as_far(observed: float, drawn: Rows) -> float:
    """(c + 1) / (n + 1) with c of n draws as far from 0 as observed, or undefined: a two-sided p (Noreen 1989)."""
    nearer = int((np.abs(drawn) < abs(observed) * (1 - _TIE)).sum())
    return (len(drawn) - nearer + 1) / (len(drawn) + 1)


def _detectable(drawn: Rows, level: float, power: float = 0.8) -> float:
    """(z of the level + z of the power) standard errors: the minimum detectable effect of Bloom (1995)."""
    normal = NormalDist()
    return (normal.inv_cdf((1 + level) / 2) + normal.inv_cdf(power)) * float(drawn.std())
