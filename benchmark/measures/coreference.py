"""Coreference: do the same mentions stand together in gold and in predicted chains?

Gold chains are the key K, predicted ones the response S. All seven measures are made of the sizes of clusters and of
one table, |k & s| for each two clusters that overlap, and their rows are sums over clusters: documents add up. A
mention that only one side has ("twinless") stays where it is and in the denominators, as in version 8.01 of the CoNLL
reference scorer (Pradhan et al., 2014): nothing is added to either side and nothing taken away.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import fsum, lcm
from typing import Any, ClassVar, NamedTuple

import numpy as np

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.base import Measure, Sums, Tally, precision_recall_f1
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.schema import Annotation, Argument

MAX_TWINS = 250_000
"""How many (gold, predicted) pairs of unequal mentions at one place are compared before a document is refused."""

MAX_PAIRS = 400_000_000
"""How many pairs of clusters CEAF assigns at once before a document is refused; 20,000 by 20,000 take a second."""

Row = tuple[float, ...]
Clusters = list[list[int]]
Cell = tuple[int, int, int]
"""The numbers of a gold and of a predicted cluster, and how many mentions they share."""
Weight = tuple[int, int, int, int]
"""The same, with the similarity of the two as a numerator and a denominator."""


_Mention = tuple[tuple[Any, ...], tuple[Argument, ...], str]
"""Where a mention is (an event's type belongs to that), and what tells it from others there: arguments and realis."""


def _event_chains(annotation: Annotation) -> list[list[_Mention]]:
    chains: dict[Hashable, list[_Mention]] = {}
    for number, event in enumerate(annotation.events):
        trigger = event.trigger
        place = trigger.start, trigger.end, trigger.parts, event.type
        chains.setdefault(event.chain or number, []).append((place, event.arguments, event.realis))
    return list(chains.values())


def _entities(annotation: Annotation) -> list[list[_Mention]]:
    spans = ({(mention.start, mention.end): None for mention in entity} for entity in annotation.entities.values())
    return [[(span, (), "") for span in entity] for entity in spans if entity]


CLUSTERS_OF: Mapping[str, Callable[[Annotation], list[list[_Mention]]]] = {
    "events": _event_chains,
    "entities": _entities,
}
"""Whose coreference is scored, and how its clusters are read."""


def chains(document: Comparison, of: str) -> tuple[Clusters, Clusters]:
    """Gold and predicted clusters of mentions: a mention has one number on both sides, and one cluster on each.

    An event is mentioned by its trigger span and type, an entity by a span. An event without a chain is a chain of its
    own. A span that one entity names twice is one mention.

    Two events of one type on one trigger, and one span in two entities, are two mentions ("twins"). Twins are paired
    across the sides: those first that are equal in everything, down to what their clusters hold; then, again and again,
    the two that share most arguments, and among those the two that agree on realis, and among those the two whose
    clusters share most mentions that have no twins; then in the order of their content. A file's order plays no part.
    """
    ours, theirs = CLUSTERS_OF[of](document.gold), CLUSTERS_OF[of](document.predicted)
    numbers: dict[tuple[Any, ...], int] = {}
    gold = [[numbers.setdefault(place, len(numbers)) for place, _, _ in cluster] for cluster in ours]
    of_gold = len(numbers)
    predicted = [[numbers.setdefault(place, len(numbers)) for place, _, _ in cluster] for cluster in theirs]
    of_predicted = len({number for cluster in predicted for number in cluster})
    if of_gold < sum(map(len, gold)) or of_predicted < sum(map(len, predicted)):
        return _tell_apart(document, ours, theirs)
    return gold, predicted


class _Twin(NamedTuple):
    """A mention as it is paired: sorted by what it is, then by its cluster."""

    content: tuple[Any, ...]
    rank: int
    """Of its cluster among those of its side, by what they hold; clusters that hold the same are interchangeable."""
    holding: int
    """A number for what its cluster holds, the same on both sides."""
    cluster: int
    within: int
    """Its place in the cluster."""


def _tell_apart(
    document: Comparison, ours: list[list[_Mention]], theirs: list[list[_Mention]]
) -> tuple[Clusters, Clusters]:
    """Both sides' clusters where several mentions may be at one place."""
    holdings: dict[tuple[Any, ...], int] = {}
    gold_at, predicted_at = _by_place(ours, holdings), _by_place(theirs, holdings)
    in_common: Counter[tuple[int, int]] = Counter()
    for place in gold_at.keys() & predicted_at.keys():
        if len(gold_at[place]) == len(predicted_at[place]) == 1:
            in_common[gold_at[place][0].cluster, predicted_at[place][0].cluster] += 1
    gold, predicted = ([[-1] * len(cluster) for cluster in side] for side in (ours, theirs))
    number = 0
    for place in gold_at.keys() | predicted_at.keys():
        mine, yours = gold_at.get(place, []), predicted_at.get(place, [])
        partner = {other: one for one, other in _pair_twins(document, mine, yours, in_common)}
        for one, twin in enumerate(mine):
            gold[twin.cluster][twin.within] = number + one
        for other, twin in enumerate(yours):
            predicted[twin.cluster][twin.within] = number + partner.get(other, len(mine) + other)
        number += len(mine) + len(yours)
    return gold, predicted


def _by_place(
    clusters: list[list[_Mention]], holdings: dict[tuple[Any, ...], int]
) -> dict[tuple[Any, ...], list[_Twin]]:
    contents = [
        [
            (place, tuple(sorted((a.start, a.end, a.role) for a in arguments)), realis)
            for place, arguments, realis in each
        ]
        for each in clusters
    ]
    held = [tuple(sorted(cluster)) for cluster in contents]
    found: dict[tuple[Any, ...], list[_Twin]] = {}
    for rank, cluster in enumerate(sorted(range(len(clusters)), key=held.__getitem__)):
        holding = holdings.setdefault(held[cluster], len(holdings))
        for within, content in enumerate(contents[cluster]):
            found.setdefault(content[0], []).append(_Twin(content, rank, holding, cluster, within))
    for twins in found.values():
        twins.sort()
    return found


def _pair_twins(
    document: Comparison, gold: list[_Twin], predicted: list[_Twin], in_common: Counter[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """(gold number, predicted number) of each pair of the mentions at one place."""
    if len(gold) == len(predicted) == 1:
        yield 0, 0
        return
    equals: dict[tuple[Any, int], list[int]] = {}
    for other in reversed(range(len(predicted))):
        equals.setdefault((predicted[other].content, predicted[other].holding), []).append(other)
    left = []
    for one, twin in enumerate(gold):
        if equal := equals.get((twin.content, twin.holding)):
            yield one, equal.pop()
        else:
            left.append(one)
    right = sorted(other for equal in equals.values() for other in equal)
    if len(left) * len(right) > MAX_TWINS:
        start, end, *_ = gold[0].content[0]
        raise DatelineError(
            f"document {quoted(document.gold.document)}: {len(left)} gold and {len(right)} predicted mentions stand at "
            f"{start}-{end}, and no more than {MAX_TWINS:,} pairs are compared; leave repeated mentions out"
        )
    ours, theirs = ([set(twin.content[1]) for twin in side] for side in (gold, predicted))
    nearest = sorted(
        (
            -len(ours[one] & theirs[other]),
            gold[one].content[2] != predicted[other].content[2],
            -in_common[gold[one].cluster, predicted[other].cluster],
            one,
            other,
        )
        for one in left
        for other in right
    )
    free, open_to = set(left), set(right)
    for *_, one, other in nearest:
        if one in free and other in open_to:
            free.remove(one)
            open_to.remove(other)
            yield one, other


@dataclass(frozen=True)
class Table:
    """The sizes of both sides' clusters, and the cells in which clusters overlap."""

    gold: list[int]
    predicted: list[int]
    cells: list[Cell]
    document: str = ""

    @cached_property
    def phi3(self) -> int:
        """The sum of |k & s| over the one-to-one assignment of clusters that makes it greatest."""
        return int(self._assigned(lambda gold, predicted, shared: (gold, predicted, shared, 1)))

    @cached_property
    def phi4(self) -> float:
        """The sum of 2 |k & s| / (|k| + |s|) over the one-to-one assignment of clusters that makes it greatest."""
        return self._assigned(
            lambda gold, predicted, shared: (gold, predicted, 2 * shared, self.gold[gold] + self.predicted[predicted])
        )

    def _assigned(self, weigh: Callable[[int, int, int], Weight]) -> float:
        return fsum(_assign([weigh(*cell) for cell in cells], self.document) for cells in self._components)

    @cached_property
    def _components(self) -> list[list[Cell]]:
        """The cells in groups that have no cluster in common: what is best for each is best for all."""
        of_gold: dict[int, list[Cell]] = {}
        of_predicted: dict[int, list[int]] = {}
        for cell in self.cells:
            of_gold.setdefault(cell[0], []).append(cell)
            of_predicted.setdefault(cell[1], []).append(cell[0])
        found = []
        while of_gold:
            waiting = of_gold.popitem()[1]
            component = []
            while waiting:
                cell = waiting.pop()
                component.append(cell)
                for gold in of_predicted.pop(cell[1], ()):
                    waiting += of_gold.pop(gold, ())
            found.append(component)
        return found


def tabulate(gold: Sequence[Sequence[Hashable]], predicted: Sequence[Sequence[Hashable]], document: str = "") -> Table:
    """The table of two clusterings. Anything hashable may be a mention, so letters do.

    >>> tabulate(["a", "bc", "def"], ["a", "de"]).cells
    [(0, 0, 1), (2, 1, 2)]
    """
    cluster_of = {mention: number for number, cluster in enumerate(predicted) for mention in cluster}
    cells: list[Cell] = []
    for number, cluster in enumerate(gold):
        common: dict[int, int] = {}
        for mention in cluster:
            other = cluster_of.get(mention)
            if other is not None:
                common[other] = common.get(other, 0) + 1
        for other, shared in common.items():
            cells.append((number, other, shared))
    return Table(list(map(len, gold)), list(map(len, predicted)), cells, document)


def _table(document: Comparison, of: str, singletons: str) -> Table:
    gold, predicted = document.once(chains, of)
    if singletons == "no-singletons":
        gold, predicted = ([cluster for cluster in side if len(cluster) > 1] for side in (gold, predicted))
    return tabulate(gold, predicted, document.gold.document)


def _assign(component: list[Weight], document: str) -> float:
    """The greatest sum of similarities that a one-to-one assignment of the component's clusters has.

    It is exact up to one rounding, so that it depends on no order.
    """
    if len(component) == 1:
        return component[0][2] / component[0][3]
    gold, predicted = {weight[0] for weight in component}, {weight[1] for weight in component}
    if len(gold) == 1 or len(predicted) == 1:
        return max(above / below for _, _, above, below in component)
    if len(gold) > len(predicted):
        component = [(other, one, above, below) for one, other, above, below in component]
        gold, predicted = predicted, gold
    if len(gold) <= 4 and len(predicted) <= 8:
        return _try_all(component)
    if len(gold) * len(predicted) > MAX_PAIRS:
        raise DatelineError(
            f"document {quoted(document)}: {len(gold)} by {len(predicted)} clusters overlap one another, and no more "
            f"than {MAX_PAIRS:,} pairs are assigned; leave out CEAFm, CEAFe and CoNLL, or split the document"
        )
    return _solve(component, len(gold), len(predicted))


def _try_all(component: list[Weight]) -> float:
    """For a handful of clusters, which spares the second that loading scipy takes: best sum by clusters taken."""
    scale = lcm(*(below for _, _, _, below in component))
    bit = {one: 1 << number for number, one in enumerate({weight[0] for weight in component})}
    of_other: dict[int, list[tuple[int, int]]] = {}
    for one, other, above, below in component:
        of_other.setdefault(other, []).append((bit[one], above * (scale // below)))
    best = {0: 0}
    for choices in of_other.values():
        for taken, total in list(best.items()):
            for one, worth in choices:
                if not taken & one:
                    best[taken | one] = max(best.get(taken | one, 0), total + worth)
    return max(best.values()) / scale


def _solve(component: list[Weight], rows: int, columns: int) -> float:
    # Imported here because scipy takes a second to load and few documents get this far.
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row_of: dict[int, int] = {}
    column_of: dict[int, int] = {}
    worth = {}
    for one, other, above, below in component:
        worth[row_of.setdefault(one, len(row_of)), column_of.setdefault(other, len(column_of))] = above, below
    places = np.array(list(worth))
    values = np.array([above / below for above, below in worth.values()])
    if rows * columns <= 10_000:
        full = np.zeros((rows, columns))
        full[places[:, 0], places[:, 1]] = values
        chosen = zip(*linear_sum_assignment(full, maximize=True), strict=True)
    else:
        # Clusters overlap few others, so the table is sparse. Each row also gets a column of its own that is worth
        # nothing: every row is then matched, and 1 more for every place shifts all assignments alike.
        own = np.arange(rows)
        sparse = csr_array(
            (
                np.concatenate((values + 1, np.ones(rows))),
                (np.concatenate((places[:, 0], own)), np.concatenate((places[:, 1], columns + own))),
            )
        )
        chosen = zip(*min_weight_full_bipartite_matching(sparse, maximize=True), strict=True)
    sums: Counter[int] = Counter()
    for row, column in chosen:
        above, below = worth.get((int(row), int(column)), (0, 1))
        sums[below] += above
    return float(sum(Fraction(above, below) for below, above in sums.items()))


@dataclass(frozen=True)
class Coreference(Measure):
    """A measure of clusters: of event chains, or of entities (`of`), with singletons or without.

    By default clusters of one mention count, as in the CoNLL reference scorer; `no-singletons` drops them from both
    sides before anything is counted, as CorefUD's scorer does unless it is told otherwise. A mention that is dropped on
    one side alone becomes twinless on the other.
    """

    of: str = "events"
    singletons: str = "singletons"

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "of": tuple(CLUSTERS_OF),
        "singletons": ("singletons", "no-singletons"),
    }

    def counts(self, document: Comparison) -> Counts:
        table = document.once(_table, self.of, self.singletons)
        return {(): self.row(table)} if table.gold or table.predicted else {}

    @abstractmethod
    def row(self, table: Table) -> Row:
        """The sums of one document, in the order of `columns`."""


@dataclass(frozen=True)
class MUC(Coreference):
    """Links that are kept: R = sum over k of (|k| - parts of k) / sum over k of (|k| - 1), P by swapping sides.

    The parts of k are the pieces into which the other side's clusters cut it; a mention that the other side does not
    have is a piece of its own. Singletons have no links and never count, so where all are singletons it is 0 / 0, which
    is 0 here as in the reference scorer, even when all of them are right.

    >>> MUC().row(tabulate(["a", "bc", "def"], ["a", "de"]))
    (1, 1, 1, 3)
    """

    base: ClassVar[str] = "MUC"
    title: ClassVar[str] = "coreference links kept"
    source: ClassVar[str] = "Vilain et al. (1995)"

    def row(self, table: Table) -> Row:
        kept = sum(shared - 1 for _, _, shared in table.cells)
        gold, predicted = (sum(sizes) - len(sizes) for sizes in (table.gold, table.predicted))
        return kept, predicted, kept, gold


@dataclass(frozen=True)
class B3(Coreference):
    """B-cubed: R = sum over k and s of |k & s|^2 / |k|, over all gold mentions; P by swapping sides.

    A gold mention counts for the share of its chain that stands with it, and for nothing when it is not found.

    >>> B3().row(tabulate(["a", "bc", "def"], ["a", "de"]))
    (3.0, 3, 2.333..., 6)
    """

    base: ClassVar[str] = "B3"
    title: ClassVar[str] = "share of each mention's chain found with it"
    source: ClassVar[str] = "Bagga and Baldwin (1998)"

    def row(self, table: Table) -> Row:
        right = fsum(shared * shared / table.predicted[other] for _, other, shared in table.cells)
        found = fsum(shared * shared / table.gold[number] for number, _, shared in table.cells)
        return right, sum(table.predicted), found, sum(table.gold)


@dataclass(frozen=True)
class CEAFm(Coreference):
    """Mention-based CEAF: shared mentions of clusters assigned one-to-one, over all mentions of each side.

    The assignment makes the sum of |k & s| greatest. coval's `ceafm` divides by clusters instead and can reach 2.

    >>> CEAFm().row(tabulate(["a", "bc", "def"], ["a", "de"]))
    (3, 3, 3, 6)
    """

    base: ClassVar[str] = "CEAFm"
    title: ClassVar[str] = "mentions shared, chains assigned one-to-one"
    source: ClassVar[str] = "Luo (2005), phi3"

    def row(self, table: Table) -> Row:
        return table.phi3, sum(table.predicted), table.phi3, sum(table.gold)


@dataclass(frozen=True)
class CEAFe(Coreference):
    """Entity-based CEAF: similarity of clusters assigned one-to-one, over the number of clusters of each side.

    The assignment makes the sum of 2 |k & s| / (|k| + |s|) greatest. Large and small clusters weigh the same.

    >>> CEAFe().row(tabulate(["a", "bc", "def"], ["a", "de"]))
    (1.8, 2, 1.8, 3)
    """

    base: ClassVar[str] = "CEAFe"
    title: ClassVar[str] = "similarity of chains assigned one-to-one"
    source: ClassVar[str] = "Luo (2005), phi4"

    def row(self, table: Table) -> Row:
        return table.phi4, len(table.predicted), table.phi4, len(table.gold)


@dataclass(frozen=True)
class LEA(Coreference):
    """Link-based and entity-aware: R = sum over k of |k| * (links of k that are found / links of k), over all mentions.

    n mentions have n (n - 1) / 2 links. A singleton has one link, to itself, found when its mention is a singleton on
    the other side too. P by swapping sides.

    >>> LEA().row(tabulate(["a", "bc", "def"], ["a", "de"]))
    (3.0, 3, 2.0, 6)
    """

    base: ClassVar[str] = "LEA"
    title: ClassVar[str] = "links found of each chain, weighed by size"
    source: ClassVar[str] = "Moosavi and Strube (2016)"

    def row(self, table: Table) -> Row:
        gold, predicted = [0] * len(table.gold), [0] * len(table.predicted)
        for number, other, shared in table.cells:
            links = 1 if table.gold[number] == table.predicted[other] == 1 else _links(shared)
            gold[number] += links
            predicted[other] += links
        right, found = (
            fsum(size * links / (_links(size) or 1) for size, links in zip(sizes, kept, strict=True) if links)
            for sizes, kept in ((table.predicted, predicted), (table.gold, gold))
        )
        return right, sum(table.predicted), found, sum(table.gold)


@dataclass(frozen=True)
class BLANC(Coreference):
    """The mean of two scores: of coreferent links, and of links between mentions of two clusters ("apart").

    Each side has the links between its own mentions; a link is right when the other side has it, of the same kind. P, R
    and F1 are means of those of the two kinds, so F1 is no harmonic mean. When gold has links of one kind alone, that
    kind is the score; when gold has no link at all, the score is 0, even for one mention that is found. Links are
    summed over documents before that.

    The special cases are those of the CoNLL reference scorer. The Universal Anaphora and CorefUD scorers average with 0
    where only the prediction has coreferent links; scorch gives 1 to any one chain where gold has a single mention.

    >>> BLANC().row(tabulate(["a", "bc", "def"], ["a", "de"]))
    (1, 1, 4, 2, 2, 11)
    """

    columns: ClassVar[tuple[str, ...]] = (
        "coreferent_in_both",
        "coreferent_predicted",
        "coreferent_gold",
        "apart_in_both",
        "apart_predicted",
        "apart_gold",
    )
    base: ClassVar[str] = "BLANC"
    title: ClassVar[str] = "links in chains and links between chains"
    source: ClassVar[str] = "Recasens and Hovy (2011); Luo et al. (2014)"

    def row(self, table: Table) -> Row:
        # Links between clusters are all links less those inside clusters, so none is ever listed.
        in_gold, in_predicted = [0] * len(table.gold), [0] * len(table.predicted)
        for number, other, shared in table.cells:
            in_gold[number] += shared
            in_predicted[other] += shared
        inside = sum(_links(shared) for _, _, shared in table.cells)
        apart = _links(sum(in_gold)) - sum(map(_links, in_gold)) - sum(map(_links, in_predicted)) + inside
        gold, predicted = (sum(map(_links, sizes)) for sizes in (table.gold, table.predicted))
        apart_gold, apart_predicted = _links(sum(table.gold)) - gold, _links(sum(table.predicted)) - predicted
        return inside, predicted, gold, apart, apart_predicted, apart_gold

    def values(self, sums: Sums) -> Sums:
        counted = sums[..., [2, 5]] > 0
        by_kind = precision_recall_f1(sums.reshape(*sums.shape[:-1], 2, 3)[..., [0, 1, 0, 2]])
        kinds = np.maximum(counted.sum(axis=-1), 1)
        scores: Sums = (by_kind * counted[..., None]).sum(axis=-2) / kinds[..., None]
        return scores


@dataclass(frozen=True)
class CoNLL(Coreference):
    """The CoNLL-2012 score: the mean F1 of MUC, B3 and CEAFe; its P and R are the means of theirs.

    EvmEval calls the mean of MUC, B3, CEAFe and BLANC "CoNLL".
    """

    parts: ClassVar[tuple[Coreference, ...]] = (MUC(), B3(), CEAFe())
    columns: ClassVar[tuple[str, ...]] = tuple(
        f"{part}_{column}" for part in ("MUC", "B3", "CEAFe") for column in Tally._fields
    )
    base: ClassVar[str] = "CoNLL"
    title: ClassVar[str] = "mean of MUC, B3 and CEAFe"
    source: ClassVar[str] = "Pradhan et al. (2012)"

    def row(self, table: Table) -> Row:
        return tuple(number for part in self.parts for number in part.row(table))

    def values(self, sums: Sums) -> Sums:
        parts = sums.reshape(*sums.shape[:-1], len(self.parts), len(Tally._fields))
        scores: Sums = precision_recall_f1(parts).mean(axis=-2)
        return scores


def _links(mentions: int) -> int:
    return mentions * (mentions - 1) // 2
