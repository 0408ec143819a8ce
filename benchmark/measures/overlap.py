"""Spans that overlap: which predicted span stands for which gold span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

import numpy as np

from benchmark.exceptions import DatelineError
from benchmark.schema import Argument, Span

Stretch = tuple[tuple[int, int], ...]
"""The pieces of a span, one for most."""

MAX_CELLS = 4_000_000
"""The largest table of (gold, predicted) spans that overlap each other in one chain; a larger one is refused."""


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


def stand_ins(
    gold: Iterable[tuple[Hashable, Span | Argument]],
    predicted: Iterable[tuple[Hashable, Span | Argument]],
    threshold: float,
) -> dict[tuple[Hashable, Hashable], Hashable]:
    """(label, place of a predicted span) -> the place of the gold span of the same label that it stands for.

    Distinct spans are paired one-to-one: so that as many items as can be are matched (a span may hold several), and of
    those choices the one with the greatest Dice in all.
    """
    ours, theirs = _by_label(gold), _by_label(predicted)
    found: dict[tuple[Hashable, Hashable], Hashable] = {}
    for label, spans in theirs.items():
        for mine, yours in _pairs(ours.get(label, Counter()), spans, threshold):
            found[label, _place(yours)] = _place(mine)
    return found


def _place(pieces: Stretch) -> Hashable:
    start, end = pieces[0][0], pieces[-1][1]
    return start << 32 | end if len(pieces) == 1 else (start, end, pieces)


def _by_label(spans: Iterable[tuple[Hashable, Span | Argument]]) -> dict[Hashable, Counter[Stretch]]:
    groups: dict[Hashable, Counter[Stretch]] = {}
    for label, span in spans:
        groups.setdefault(label, Counter())[stretch(span)] += 1
    return groups


def _pairs(ours: Counter[Stretch], theirs: Counter[Stretch], threshold: float) -> Iterator[tuple[Stretch, Stretch]]:
    gold, predicted = sorted(ours), sorted(theirs)
    near = _near(gold, predicted, threshold)
    for rows, columns in _components(near):
        if len(rows) == len(columns) == 1:
            yield gold[rows[0]], predicted[columns[0]]
            continue
        if len(rows) * len(columns) > MAX_CELLS:
            raise DatelineError(
                f"{len(rows)} gold and {len(columns)} predicted spans overlap each other, and no more than {MAX_CELLS} "
                "pairs are compared; leave repeated spans out"
            )
        from scipy.optimize import linear_sum_assignment

        place = {column: number for number, column in enumerate(columns)}
        worth = np.zeros((len(rows), len(columns)))
        for number, row in enumerate(rows):
            for column, value in near[row].items():
                items = min(ours[gold[row]], theirs[predicted[column]])
                # More items first, then more Dice: all the Dice together weighs less than one item.
                worth[number, place[column]] = items + value / (1 + min(len(rows), len(columns)))
        for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
            if worth[row, column] > 0:
                yield gold[rows[row]], predicted[columns[column]]


def _near(gold: list[Stretch], predicted: list[Stretch], threshold: float) -> list[dict[int, float]]:
    """For each gold span, the predicted ones with enough Dice; both lists are sorted, so only neighbours are tried."""
    longest = max((pieces[-1][1] - pieces[0][0] for pieces in predicted), default=0)
    found: list[dict[int, float]] = []
    begin = 0
    for pieces in gold:
        start, end = pieces[0][0], pieces[-1][1]
        while begin < len(predicted) and predicted[begin][0][0] + longest <= start:
            begin += 1
        near: dict[int, float] = {}
        for number in range(begin, len(predicted)):
            if predicted[number][0][0] >= end:
                break
            if (value := dice(pieces, predicted[number])) >= threshold:
                near[number] = value
        found.append(near)
    return found


def _components(near: list[dict[int, float]]) -> Iterator[tuple[list[int], list[int]]]:
    """Groups of gold and predicted spans that are joined by nearness."""
    of_column: dict[int, list[int]] = {}
    for row, columns in enumerate(near):
        for column in columns:
            of_column.setdefault(column, []).append(row)
    seen: set[int] = set()
    for first, columns in enumerate(near):
        if first in seen or not columns:
            continue
        seen.add(first)
        rows, reached, waiting = [], set(), [first]
        while waiting:
            row = waiting.pop()
            rows.append(row)
            for column in near[row]:
                if column not in reached:
                    reached.add(column)
                    fresh = [other for other in of_column[column] if other not in seen]
                    seen.update(fresh)
                    waiting += fresh
        yield sorted(rows), sorted(reached)
