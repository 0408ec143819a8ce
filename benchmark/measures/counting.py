"""Matching items one-to-one, or as sets, and counting by label.

One-to-one is the default: an item found twice is right once and spurious once, and two equal gold items must be found
twice. Sets forget duplicates on both sides; that is how TextEE and DEGREE count (`docs/metrics.md`, "Duplicates").
"""

from __future__ import annotations

from collections import Counter

from benchmark.measures.base import Item, Label, Tallies, Tally

Rows = dict[Label, list[int]]
MATCHED_PREDICTED, PREDICTED, MATCHED_GOLD, GOLD = range(4)


def count(gold: Counter[Item], predicted: Counter[Item], label: slice, *, classify: bool) -> Tallies:
    """Match items one-to-one and count them by `label`, the slice of an item that is its label.

    With `classify` an item must be equal to match. Without, the last part of the label is ignored, but equal items are
    matched first, so that the counts by label are as good as the total allows; the total does not depend on that.
    """
    rows: Rows = {}
    for item, number in gold.items():
        row = rows.get(item[label])  # type: ignore[call-overload]  # the label part of an item is strings
        if row is None:
            row = rows[item[label]] = [0, 0, 0, 0]  # type: ignore[index]
        row[GOLD] += number
        found = predicted.get(item)
        if found:
            matched = number if number < found else found
            row[MATCHED_PREDICTED] += matched
            row[MATCHED_GOLD] += matched
    for item, number in predicted.items():
        row = rows.get(item[label])  # type: ignore[call-overload]
        if row is None:
            row = rows[item[label]] = [0, 0, 0, 0]  # type: ignore[index]
        row[PREDICTED] += number
    if not classify:
        _match_rest(gold, predicted, label, rows)
    return {name: Tally(*row) for name, row in rows.items()}


def _match_rest(gold: Counter[Item], predicted: Counter[Item], label: slice, rows: Rows) -> None:
    """Match what has no equal on the other side by all but its last part, in the order of the labels."""
    missing = _rest(gold, predicted)
    if not missing:
        return
    spurious = _rest(predicted, gold)
    for where, items in missing.items():
        for lost, extra in zip(items, spurious.get(where, ()), strict=False):
            rows[lost[label]][MATCHED_GOLD] += 1  # type: ignore[index]
            rows[extra[label]][MATCHED_PREDICTED] += 1  # type: ignore[index]


def _rest(one: Counter[Item], other: Counter[Item]) -> dict[Item, list[Item]]:
    rest: dict[Item, list[Item]] = {}
    for item, number in one.items():
        over = number - other.get(item, 0)
        if over > 0:
            rest.setdefault(item[:-1], []).extend([item] * over)
    for items in rest.values():
        items.sort(key=lambda item: item[-1])
    return rest


def as_set(items: Counter[Item], *, classify: bool) -> Counter[Item]:
    """Each thing once. Without `classify`, items that differ only in their last part are one thing, too."""
    if classify:
        return Counter(dict.fromkeys(items, 1))
    first: dict[Item, Item] = {}
    for item in items:
        known = first.get(item[:-1])
        if known is None or item[-1] < known[-1]:  # type: ignore[operator]  # both are strings
            first[item[:-1]] = item
    return Counter(dict.fromkeys(first.values(), 1))
