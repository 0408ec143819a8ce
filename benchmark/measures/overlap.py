"""Spans that overlap: by how much, and which predicted span stands for which gold span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from benchmark.exceptions import DatelineError
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
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    return 2 * shared / (sum(b - a for a, b in one) + sum(b - a for a, b in other))


def overlapping(gold: Sequence[Stretch], predicted: Sequence[Stretch]) -> list[Overlap]:
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
                f"more than {MAX_PAIRS} pairs of gold and predicted triggers of one document overlap each other; "
                "leave repeated events out"
            )
        for other_end, other_start, other in there:
            if len(pieces) == len(sides[1 - side][other]) == 1:
                value = 2 * (min(end, other_end) - start) / (end - start + other_end - other_start)
            else:
                value = dice(pieces, sides[1 - side][other])
            if value:
                found.append((other, number, value) if side else (number, other, value))
    return found


def stand_ins(
    gold: Iterable[tuple[Hashable, Span | Argument]],
    predicted: Iterable[tuple[Hashable, Span | Argument]],
    threshold: float,
    document: str,
) -> dict[tuple[Hashable, Hashable], Hashable]:
    """(label, place of a predicted span) -> the place of the gold span of the same label that it stands for.

    Distinct spans are paired one-to-one: so that as many items as can be are matched (a span may hold several), and of
    those choices the one with the greatest Dice in all.
    """
    ours, theirs = _by_label(gold), _by_label(predicted)
    found: dict[tuple[Hashable, Hashable], Hashable] = {}
    for label in ours.keys() & theirs.keys():
        mine, yours = sorted(ours[label]), sorted(theirs[label])
        # More items first, then more Dice: all the Dice together weighs less than one item.
        weight = 1 / (1 + min(len(mine), len(yours)))
        edges = [
            (one, other, min(ours[label][mine[one]], theirs[label][yours[other]]) + weight * value)
            for one, other, value in overlapping(mine, yours)
            if value >= threshold
        ]
        for one, other, _ in best_edges(edges, document):
            found[label, _place(yours[other])] = _place(mine[one])
    return found


def _place(pieces: Stretch) -> Hashable:
    start, end = pieces[0][0], pieces[-1][1]
    return start << 32 | end if len(pieces) == 1 else (start, end, pieces)


def _by_label(spans: Iterable[tuple[Hashable, Span | Argument]]) -> dict[Hashable, Counter[Stretch]]:
    groups: dict[Hashable, Counter[Stretch]] = {}
    for label, span in spans:
        groups.setdefault(label, Counter())[stretch(span)] += 1
    return groups
