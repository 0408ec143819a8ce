"""The CoNLL reference scorer, version 8.01 (`scorer.pl`; Pradhan et al., 2014): repeated mentions as it treats them.

Where no mention is repeated it prints what Dateline's own measures give, singletons and twinless mentions included. It
cuts percentages off after two decimals; here they are whole. It refuses a run whose responses repeat more than ten
mentions; here such a run is scored.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, product
from math import fsum
from typing import ClassVar, NamedTuple

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.comparison import Comparison
from benchmark.measures.coreference import (
    B3,
    BLANC,
    CLUSTERS_OF,
    MUC,
    CEAFe,
    CEAFm,
    CoNLL,
    Coreference,
    Row,
    Table,
    tabulate,
)
from benchmark.measures.matching import Counts
from benchmark.measures.preset import Preset
from benchmark.schema import Annotation

MAX_MENTIONS = 2_000
"""The most mentions of a side whose links BLANC lists one by one, as it must where a mention is repeated."""

Mention = tuple[int, int]
Clusters = list[list[Mention]]


class _Document(NamedTuple):
    """A document as the scorer has it after reading.

    A mention is a span: CoNLL columns hold no event types, so two events on one trigger are one mention, repeated, and
    a trigger of the wrong type is found. Clusters come in the order of their first mentions. Of a mention that the key
    has, the response keeps the first; all other repeats stay, on either side.
    """

    name: str
    key: Clusters
    response: Clusters
    has_repeats: bool

    def table(self) -> Table:
        return tabulate(self.key, self.response, self.name)


def _read(document: Comparison, of: str, singletons: str) -> _Document:
    key = _clusters(document.gold, of, singletons)
    in_key = {mention for cluster in key for mention in cluster}
    found: set[Mention] = set()
    response: Clusters = []
    for cluster in _clusters(document.predicted, of, singletons):
        kept = []
        for mention in cluster:
            if mention not in found:
                kept.append(mention)
            if mention in in_key:
                found.add(mention)
        if kept:
            response.append(kept)
    return _Document(document.gold.document, key, response, _have_repeats(key) or _have_repeats(response))


def _clusters(annotation: Annotation, of: str, singletons: str) -> Clusters:
    if of == "entities":
        clusters = [[(mention.start, mention.end) for mention in entity] for entity in annotation.entities.values()]
    else:
        clusters = [[(place[0], place[1]) for place, _, _ in chain] for chain in CLUSTERS_OF[of](annotation)]
    fewest = 1 if singletons == "singletons" else 2
    return sorted((cluster for cluster in clusters if len(cluster) >= fewest), key=min)


def _have_repeats(clusters: Clusters) -> bool:
    return len({mention for cluster in clusters for mention in cluster}) < sum(map(len, clusters))


@dataclass(frozen=True)
class _Printed(Coreference):
    """A measure as the scorer prints it: itself, or `repeated` for a document with repeated mentions.

    A repeated mention counts in the size of each cluster that has it, once for each time.
    """

    def counts(self, document: Comparison) -> Counts:
        found = document.once(_read, self.of, self.singletons)
        if not (found.key or found.response):
            return {}
        return {(): self.repeated(found) if found.has_repeats else self.row(found.table())}

    def repeated(self, found: _Document) -> Row:
        return self.row(found.table())


@dataclass(frozen=True)
class Mentions(_Printed):
    """Identification of mentions: the distinct spans of both sides, whatever their clusters."""

    base: ClassVar[str] = "conll:mentions"
    title: ClassVar[str] = "identification of mentions"
    source: ClassVar[str] = "CoNLL reference scorer 8.01"

    def row(self, table: Table) -> Row:
        found = sum(shared for _, _, shared in table.cells)
        return found, sum(table.predicted), found, sum(table.gold)

    def repeated(self, found: _Document) -> Row:
        key, response = ({mention for cluster in side for mention in cluster} for side in (found.key, found.response))
        return len(key & response), len(response), len(key & response), len(key)


@dataclass(frozen=True)
class PrintedMUC(_Printed, MUC):
    """MUC: a mention that the key repeats has its links in the last of its clusters."""

    base: ClassVar[str] = "conll:muc"

    def repeated(self, found: _Document) -> Row:
        last = {mention: number for number, cluster in enumerate(found.key) for mention in cluster}
        shared = Counter(
            (last[mention], other)
            for other, cluster in enumerate(found.response)
            for mention in cluster
            if mention in last
        )
        cells = [(number, other, mentions) for (number, other), mentions in shared.items()]
        return self.row(Table(list(map(len, found.key)), list(map(len, found.response)), cells))


@dataclass(frozen=True)
class PrintedB3(_Printed, B3):
    """B3: a mention that the key repeats is compared by the last of its clusters, with all that stands there."""

    base: ClassVar[str] = "conll:bcub"

    def repeated(self, found: _Document) -> Row:
        in_key: dict[Mention, list[int]] = {}
        for number, cluster in enumerate(found.key):
            for mention in dict.fromkeys(cluster):
                in_key.setdefault(mention, []).append(number)
        right, recalled = [], []
        for cluster in found.response:
            there = Counter(number for mention in cluster for number in in_key.get(mention, ()))
            for number, mentions in Counter(in_key[mention][-1] for mention in cluster if mention in in_key).items():
                right.append(mentions * there[number] / len(cluster))
                recalled.append(mentions * there[number] / len(found.key[number]))
        return fsum(right), sum(map(len, found.response)), fsum(recalled), sum(map(len, found.key))


@dataclass(frozen=True)
class PrintedCEAFm(_Printed, CEAFm):
    """CEAFm: two clusters share a mention once for each time that the key's cluster has it."""

    base: ClassVar[str] = "conll:ceafm"


@dataclass(frozen=True)
class PrintedCEAFe(_Printed, CEAFe):
    """CEAFe: two clusters share a mention once for each time that the key's cluster has it, which can exceed 1."""

    base: ClassVar[str] = "conll:ceafe"


@dataclass(frozen=True)
class PrintedBLANC(_Printed, BLANC):
    """BLANC: links are sets, so a repeated one counts once; a mention repeated in a cluster is linked to itself."""

    base: ClassVar[str] = "conll:blanc"

    def repeated(self, found: _Document) -> Row:
        mentions = max(sum(map(len, side)) for side in (found.key, found.response))
        if mentions > MAX_MENTIONS:
            raise DatelineError(
                f"document {quoted(found.name)}: a mention is repeated among {mentions}, and {self.base} lists the "
                f"links of no more than {MAX_MENTIONS:,} then; leave repeated mentions out, or score BLANC"
            )
        coreferent, apart = _links(found.key)
        coreferent_found, apart_found = _links(found.response)
        return (
            len(coreferent & coreferent_found),
            len(coreferent_found),
            len(coreferent),
            len(apart & apart_found),
            len(apart_found),
            len(apart),
        )


@dataclass(frozen=True)
class PrintedCoNLL(_Printed, CoNLL):
    """The mean F1 of the scorer's muc, bcub and ceafe, which it leaves to its users."""

    base: ClassVar[str] = "conll:conll"
    parts: ClassVar[tuple[_Printed, ...]] = (PrintedMUC(), PrintedB3(), PrintedCEAFe())

    def repeated(self, found: _Document) -> Row:
        return tuple(number for part in self.parts for number in part.repeated(found))


def _links(clusters: Clusters) -> tuple[set[tuple[Mention, ...]], set[tuple[Mention, ...]]]:
    """Links inside clusters, and links between two."""
    inside = {tuple(sorted(pair)) for cluster in clusters for pair in combinations(cluster, 2)}
    between = {tuple(sorted(pair)) for one, other in combinations(clusters, 2) for pair in product(one, other)}
    return inside, between


PRESET = Preset(
    "conll",
    "CoNLL reference scorer 8.01 (Pradhan et al., 2014)",
    {
        "mentions": Mentions(),
        "muc": PrintedMUC(),
        "bcub": PrintedB3(),
        "ceafm": PrintedCEAFm(),
        "ceafe": PrintedCEAFe(),
        "blanc": PrintedBLANC(),
        "conll": PrintedCoNLL(),
    },
    "A mention is a span without its event type; of one that the response repeats the first counts alone, and one that "
    "the key repeats counts in each of its chains.",
    "Runs with more than 10 repeats are scored, not refused, and figures are not cut to two decimals.",
)
