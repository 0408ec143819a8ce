"""Spans that overlap: by how much, and which predicted span stands for which gold span."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.assignment import best_edges
from benchmark.schema import Argument, Span

Stretch = tuple[tuple[int, int], ...]
"""The pieces of a span, one for most."""

Overlap = tuple[int, int, float]
"""The number of a gold span, that of a predicted span, and their Dice."""

MAX_PAIRS = 4_000_000
"""How many overlapping (gold, predicted) triggers of one document are compared before it is refused."""


def stretch(span: Span | Argument) -> Stretch:
    """The pieces of a span, in order."""
    return getattr(span, "parts", ()) or ((span.start, span.end),)


def dice(one: Stretch, other: Stretch) -> float:
    """Twice the shared code points over those of both.

    >>> round(dice(((0, 2),), ((0, 1),)), 4)
    0.6667
    """
    shared = mine = yours = 0
    while mine < len(one) and yours < len(other):
        (start, end), (begin, stop) = one[mine], other[yours]
        shared += max(0, min(end, stop) - max(start, begin))
        mine, yours = (mine + 1, yours) if end <= stop else (mine, yours + 1)
    return 2 * shared / (sum(b - a for a, b in one) + sum(b - a for a, b in other))


def overlapping(gold: Sequence[Stretch], predicted: Sequence[Stretch], document: str = "") -> list[Overlap]:
    """Every pair of a gold and a predicted span that share a code point.

    One sweep over the text compares each span only with those that have not ended where it begins.

    >>> overlapping([((0, 2),), ((5, 9),)], [((0, 2),), ((8, 9),)])
    [(0, 0, 1.0), (1, 1, 0.4)]
    """
    sides = gold, predicted
    running: list[list[tuple[int, int, int]]] = [[], []]
    found: list[Overlap] = []
    tried = 0
    for start, side, number in sorted(
        (pieces[0][0], side, number) for side, spans in enumerate(sides) for number, pieces in enumerate(spans)
    ):
        there = running[1 - side] = [other for other in running[1 - side] if other[0] > start]
        pieces = sides[side][number]
        end = pieces[-1][1]
        running[side].append((end, start, number))
        tried += len(there)
        if tried > MAX_PAIRS:
            raise DatelineError(
                f"document {quoted(document)}: more than {MAX_PAIRS:,} pairs of gold and predicted spans overlap each "
                "other; leave repeated ones out"
            )
        for other_end, other_start, other in there:
            if len(pieces) == len(sides[1 - side][other]) == 1:
                value = 2 * (min(end, other_end) - start) / (end - start + other_end - other_start)
            else:
                value = dice(pieces, sides[1 - side][other])
            if value:
                found.append((other, number, value) if side else (number, other, value))
    return found


class Item(NamedTuple):
    """A span to be paired: only with one of its `label`, rather with one that is `alike`."""

    label: Hashable
    alike: str
    span: Span | Argument


def item_pairs(
    gold: Sequence[Item], predicted: Sequence[Item], threshold: float, document: str
) -> tuple[list[int], list[int]]:
    """A place for each item: the same for the two of a pair, another one for each that has no partner.

    Items of one label are paired one-to-one whose spans have that much Dice: as many as can be, of those choices one
    with the most pairs that are alike, and of those the one with the greatest Dice in all.
    """
    ours, theirs = _by_label(gold), _by_label(predicted)
    places = list(range(len(gold))), [len(gold) + number for number in range(len(predicted))]
    for label in ours.keys() & theirs.keys():
        mine, yours = [gold[number] for number in ours[label]], [predicted[number] for number in theirs[label]]
        # All that is added for likeness weighs less than one pair, and all the Dice less than one likeness.
        less = 1 / (1 + min(len(mine), len(yours)))
        near = overlapping([stretch(item.span) for item in mine], [stretch(item.span) for item in yours], document)
        edges = [
            (one, other, 1 + less * (mine[one].alike == yours[other].alike) + less * less * value)
            for one, other, value in near
            if value >= threshold
        ]
        for one, other, _ in best_edges(edges, document):
            places[1][theirs[label][other]] = places[0][ours[label][one]]
    return places


def _by_label(items: Sequence[Item]) -> dict[Hashable, list[int]]:
    """The positions of each label's items, in an order that no file decides."""
    groups: dict[Hashable, list[int]] = {}
    for number, item in enumerate(items):
        groups.setdefault(item.label, []).append(number)
    for group in groups.values():
        group.sort(key=lambda number: (stretch(items[number].span), items[number].alike))
    return groups
