"""Whether the corpus can be solved without reading: by lexicons, or on texts of which a part is kept back.

What is kept back, and the bounds of what may then be scored, is the table in `controls`; docs/validity.md has the
results.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmark.contrast import Pair, Reading, consistency, pairs
from benchmark.corpus import CONTRAST, SPLITS, Corpus
from benchmark.measures.base import precision_recall_f1
from benchmark.occurrences import Analysed, analyse
from benchmark.schema import Annotation, Document
from benchmark.scoring import RESAMPLES, Scores, score
from benchmark.statistics import Estimate, Resamples, estimates, seed_of
from benchmark.validity.controls import LEXICON, NAMED, Bound, controls, lower_case, names, of_names, run

CHAIN = "AC+@chain"
MEASURES = ("TC", "TC+realis", CHAIN)
SLICED = ("TC", CHAIN)
CONTROLLED = (*SLICED, NAMED)

TENTHS = 10

Extract = Callable[[Document], Annotation]
"""A system that is ready: fitted, if it learns."""


@dataclass(frozen=True)
class Judged:
    """A system's scores on a split or on a control of it, and the bounds of some.

    `kept` is the share that is left of the F1 on the texts as they are, where that is not 0.
    """

    split: str
    name: str
    scores: Scores
    bounds: Mapping[str, Bound]
    kept: Mapping[str, Estimate]

    def ok(self, measure: str) -> bool | None:
        """Whether a measure keeps its bound; None where it has none, or there is nothing to keep a share of."""
        bound = self.bounds.get(measure)
        if bound is None:
            return None
        if bound.of == "F1":
            return self.scores.tally(measure).f1 <= bound.high
        return self.kept[measure].value <= bound.high if measure in self.kept else None


class Part(NamedTuple):
    """A part of the documents and the F1 of each of `SLICED` there; None where neither side has anything."""

    by: str
    value: str
    documents: int
    f1: tuple[Estimate | None, ...]


class Consistency(NamedTuple):
    """How many pairs there are of originals in a split, and the share whose original, partner, or both are read right.

    The shares are None where there are no pairs.
    """

    split: str
    pairs: int
    original: Estimate | None
    partner: Estimate | None
    both: Estimate | None


@dataclass(frozen=True)
class Validity:
    """All results for the system `name`; `tenths` counts the triggers in each tenth of all texts, and of test's."""

    name: str
    floor: tuple[Judged, ...]
    controls: tuple[Judged, ...]
    tenths: Mapping[str, tuple[int, ...]]
    parts: tuple[Part, ...]
    parts_signature: str
    consistency: tuple[Consistency, ...]

    @property
    def short(self) -> list[str]:
        """What breaks its bound."""
        judged = (*self.floor, *self.controls)
        return [f"{one.name}: {measure}" for one in judged for measure in one.bounds if one.ok(measure) is False]


def validity(
    corpus: Corpus, name: str, systems: Mapping[str, Extract], lexicons: Sequence[str], resamples: int = RESAMPLES
) -> Validity:
    """Measure a corpus with the system `name`, one of `systems`; those that are `lexicons` have a bound on test."""
    bench = _Bench(corpus, resamples)
    train, dev, test = (bench.texts[split] for split in SPLITS)
    chosen = systems[name]
    floor = [
        Judged(split, system, bench.scores(split, bench.found(split, extract)), bounds, {})
        for split in ("dev", "test")
        for system, extract in systems.items()
        for bounds in [{"TC": LEXICON} if split == "test" and system in lexicons else {}]
    ]
    both = bench.scores("dev+test", bench.found("dev+test", chosen))
    return Validity(
        name,
        tuple(floor),
        tuple(bench.controls(chosen)),
        {"all": tenths([*train, *dev, *test]), "test": tenths(test)},
        tuple(_parts(both, dict(_groups(corpus, bench.texts["dev+test"])))),
        both.signature,
        tuple(bench.consistency(chosen)),
    )


@dataclass(frozen=True)
class _Bench:
    """A corpus, and what scores on it are made with."""

    corpus: Corpus
    resamples: int

    @cached_property
    def texts(self) -> dict[str, list[Analysed]]:
        found = {split: [analyse(self.corpus, facts) for facts in self.corpus.of_split(split)] for split in SPLITS}
        return {**found, "dev+test": found["dev"] + found["test"]}

    @cached_property
    def names(self) -> dict[str, list[tuple[int, int]]]:
        """Where the names of each document of dev and test stand."""
        plain = lower_case(self.texts["train"])
        return {text.facts.id: names(text, plain) for text in self.texts["dev+test"]}

    def document(self, text: Analysed) -> Document:
        return self.corpus.document(text.facts)

    def found(self, split: str, extract: Extract) -> list[Annotation]:
        return [extract(self.document(text)) for text in self.texts[split]]

    def data(self, split: str) -> str:
        return f"corpus:{self.corpus.version}|split:{split}"

    def scores(self, split: str, found: Sequence[Annotation]) -> Scores:
        """The scores of what a system found in a split, that of `NAMED` among them."""
        gold = [text.gold for text in self.texts[split]]
        scores = score(gold, found, MEASURES, data=self.data(split), resamples=self.resamples)
        of_gold, of_found = ([of_names(one, self.names[one.document]) for one in side] for side in (gold, found))
        named = score(of_gold, of_found, [CHAIN]).table(CHAIN)
        return replace(scores, tables={**scores.tables, NAMED: named})

    def controls(self, extract: Extract) -> Iterator[Judged]:
        """The scores on the texts of test as they are, then on each control of them."""
        whole = self.scores("test", self.found("test", extract))
        yield Judged("test", "as they are", whole, {}, {})
        for control in controls(self.texts["train"]):
            found = [run(control, text, self.document(text), extract) for text in self.texts["test"]]
            scores = self.scores("test", found)
            kept = {name: _kept(scores, whole, name) for name in CONTROLLED if whole.tally(name).f1}
            yield Judged("test", control.name, scores, control.bounds, kept)

    def consistency(self, extract: Extract) -> Iterator[Consistency]:
        """The pairs whose original is in each split, then all."""

        def reading(pair: Pair) -> Reading:
            return consistency(pair, *(extract(self.document(text)) for text in (pair.original, pair.partner)))

        readings = [(pair.original.facts.split, reading(pair)) for pair in pairs(self.corpus)]
        for split in (*SPLITS, "all"):
            rows = np.array([[*one, one.both, 1.0] for of, one in readings if split in (of, "all")])
            if not len(rows):
                yield Consistency(split, 0, None, None, None)
                continue
            resampling = Resamples(len(rows), seed_of(self.data(CONTRAST)), self.resamples)
            ((original, partner, both),) = estimates([(rows, lambda sums: sums[..., :3] / sums[..., 3:])], resampling)
            yield Consistency(split, len(rows), original, partner, both)


def _kept(scores: Scores, whole: Scores, measure: str) -> Estimate:
    """The share that one F1 is of another on the same documents; resamples where the other is 0 have none."""
    (rows, values), (others, _) = (each.table(measure).part() for each in (scores, whole))
    width = rows.shape[1]

    def share(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        above, below = values(sums[..., :width])[..., -1:], values(sums[..., width:])[..., -1:]
        left: NDArray[np.float64] = np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
        return left

    ((estimate,),) = estimates([(np.concatenate((rows, others), axis=1), share)], scores.resampling)
    return estimate


def tenths(texts: Sequence[Analysed]) -> tuple[int, ...]:
    """How many event mentions have their trigger in each tenth of the text, by its characters."""
    found = Counter(TENTHS * event.trigger.start // len(text.text) for text in texts for event in text.gold.events)
    return tuple(found[number] for number in range(TENTHS))


def _groups(corpus: Corpus, texts: Sequence[Analysed]) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """The documents of each phenomenon, register and writer, by their numbers."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    phenomena: dict[int, list[int]] = {number: [] for number in sorted(corpus.phenomena)}
    for number, text in enumerate(texts):
        for phenomenon in set(text.facts.phenomena):
            phenomena[phenomenon].append(number)
        found["register", text.facts.register].append(number)
        found["writer", text.facts.writer].append(number)
    for phenomenon, numbers in phenomena.items():
        if numbers:
            yield ("phenomenon", f"{phenomenon} {corpus.phenomena[phenomenon]}"), numbers
    yield from sorted(found.items())


def _parts(scores: Scores, groups: Mapping[tuple[str, str], Sequence[int]]) -> Iterator[Part]:
    wanted = []
    for numbers in groups.values():
        for measure in SLICED:
            rows = scores.table(measure).by_document()
            chosen = np.zeros_like(rows)
            chosen[numbers] = rows[numbers]
            wanted.append((chosen, _f1_if_any))
    scored = iter(estimates(wanted, scores.resampling))
    for (by, value), numbers in groups.items():
        f1 = [next(scored)[0] for _ in SLICED]
        yield Part(by, value, len(numbers), tuple(None if isnan(one.value) else one for one in f1))


def _f1_if_any(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1, undefined in resamples that have nothing of the part: too many make no interval."""
    f1 = precision_recall_f1(sums)[..., -1:]
    f1[sums[..., 1] + sums[..., 3] == 0] = np.nan
    return f1
