"""Event nuggets as in TAC-KBP: how much of each gold trigger is found, with its type, its realis, or both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts, Label
from benchmark.measures.overlap import Overlap, Stretch, overlapping, stretch
from benchmark.measures.pairing import Place
from benchmark.measures.places import exact
from benchmark.schema import Event

NOT_ANNOTATED = ("", "NOT_ANNOTATED")
"""What a gold realis is where nobody has said; the second is how TAC-KBP's files write it."""

Item = tuple[Place, str, str]
"""Where a trigger is, its event's type and realis."""


@dataclass(frozen=True)
class Nugget(Measure):
    """Nugget, Nugget+type, Nugget+realis and Nugget+type+realis: triggers matched by the code points they share.

    A pair of triggers weighs its Dice, twice the shared code points over those of both (of the parts only, where a
    trigger is discontinuous). Pairs are taken greedily, the greatest Dice first and each trigger once; type and realis
    must agree where the name says so, and each of the four measures has its own alignment. Precision is the Dice of
    the taken pairs over the predicted triggers, recall that over the gold ones. A gold realis that is empty (or
    NOT_ANNOTATED) agrees with any; an empty predicted one agrees with no other.
    Rows are labelled (type,), (type,), (realis,) and (type, realis).

    Source: Mitamura, Liu and Hovy (2015); scorer of the TAC-KBP event tracks (EvmEval 1.8). There equal Dice is taken
    in the order of the files, and a document without gold is skipped with all its false alarms (`--like evmeval`);
    here annotated realis goes first and then the position in the text, and every document counts.

    >>> from benchmark.schema import Annotation, Span
    >>> events = (Event(type="Meeting", trigger=Span(0, end)) for end in (2, 1))
    >>> gold, found = (Annotation(document="d", events=(event,)) for event in events)
    >>> row = Nugget(with_type=True).counts(Comparison(gold, found))["Meeting",]
    >>> [round(count, 4) for count in row]
    [0.6667, 1, 0.6667, 1]
    """

    with_type: bool = False
    with_realis: bool = False

    @property
    def base(self) -> str:
        return "Nugget" + "+type" * self.with_type + "+realis" * self.with_realis

    @property
    def by_type(self) -> bool:
        return self.with_type or not self.with_realis

    @property
    def title(self) -> str:
        rest = " and ".join(["type"] * self.with_type + ["realis"] * self.with_realis)
        return f"trigger weighted by Dice{', with ' + rest if rest else ''}"

    @property
    def source(self) -> str:
        return "Mitamura et al. (2015), TAC-KBP"

    def counts(self, document: Comparison) -> Counts:
        table = document.once(_tables)[self.with_type, self.with_realis]
        return {label: tuple(row) for label, row in table.items()}


_SETTINGS = ((False, False), (True, False), (False, True), (True, True))

Table = dict[Label, list[float]]
"""Counts that are still being added up."""


def _tables(document: Comparison) -> dict[tuple[bool, bool], Table]:
    """(with type, with realis) -> the rows of that measure; most of the work is the same for all four."""
    gold, predicted = document.gold.events, document.predicted.events
    ours, theirs = _items(gold), _items(predicted)
    # Equal items have Dice 1 and agree in everything, and to pair them first costs no other pair its Dice of 1.
    lost, extra = _unequal(ours, theirs), _unequal(theirs, ours)
    table: Table = {}
    for column, items in (3, ours), (1, theirs):
        for _, kind, realis in items:
            row = table.get((kind, realis))
            if row is None:
                row = table[kind, realis] = [0, 0, 0, 0]
            row[column] += 1
    for row in table.values():
        row[0] = row[2] = row[3]
    for number in lost:
        row = table[ours[number][1:]]
        row[0] -= 1
        row[2] -= 1
    by_type, by_realis = _grouped(table, 0), _grouped(table, 1)
    if lost and extra:
        by_type_too = {label: row.copy() for label, row in by_type.items()}
        tables = dict(zip(_SETTINGS, (by_type, by_type_too, by_realis, table), strict=True))
        sides = [gold[number] for number in lost], [predicted[number] for number in extra]
        _add_pairs(tables, *sides, document.gold.document)
        return tables
    return dict(zip(_SETTINGS, (by_type, by_type, by_realis, table), strict=True))


def _items(events: Sequence[Event]) -> list[Item]:
    return [(exact(event.trigger), event.type, event.realis) for event in events]


def _unequal(items: list[Item], others: list[Item]) -> list[int]:
    """The numbers of the items that are left over when equal ones are paired one-to-one."""
    known = set(others)
    if len(known) == len(others) and len(set(items)) == len(items):
        return [number for number, item in enumerate(items) if item not in known]
    free = Counter(others)
    left = []
    for number, item in enumerate(items):
        if free[item]:
            free[item] -= 1
        else:
            left.append(number)
    return left


def _grouped(table: Table, part: int) -> Table:
    """The rows added up by one part of their labels."""
    grouped: Table = {}
    for label, (a, b, c, d) in table.items():
        row = grouped.get(name := label[part : part + 1])
        if row is None:
            grouped[name] = [a, b, c, d]
        else:
            row[0] += a
            row[1] += b
            row[2] += c
            row[3] += d
    return grouped


def _add_pairs(
    tables: dict[tuple[bool, bool], Table], gold: list[Event], predicted: list[Event], document: str
) -> None:
    """Add the Dice of the pairs among the events that have no equal, in an order that no file decides."""
    # Annotated gold goes first: the rest agrees with any realis, and would take what the others alone can match.
    ours: list[tuple[bool, Stretch, Label]] = sorted(
        (e.realis in NOT_ANNOTATED, stretch(e.trigger), (e.type, e.realis)) for e in gold
    )
    theirs: list[tuple[Stretch, Label]] = sorted((stretch(e.trigger), (e.type, e.realis)) for e in predicted)
    pairs = overlapping([item[1] for item in ours], [item[0] for item in theirs], document)
    pairs.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    for (with_type, with_realis), table in tables.items():
        agreeing = (
            pair
            for pair in pairs
            for (kind, realis), (found, said) in [(ours[pair[0]][2], theirs[pair[1]][1])]
            if not (with_type and kind != found) and not (with_realis and realis not in (*NOT_ANNOTATED, said))
        )
        part = slice(with_realis and not with_type, 1 + with_realis)
        for one, other, value in greedy(agreeing):
            table[theirs[other][1][part]][0] += value
            table[ours[one][2][part]][2] += value


def greedy(pairs: Iterable[Overlap]) -> Iterator[Overlap]:
    """Of pairs in order, those whose two spans are still free."""
    gold: set[int] = set()
    predicted: set[int] = set()
    for one, other, value in pairs:
        if one not in gold and other not in predicted:
            gold.add(one)
            predicted.add(other)
            yield one, other, value
