"""Matching items one-to-one, or as sets, and counting by label.

An item is a tuple that holds where a thing is and then its label: a trigger is (start, end | type), an argument
(start, end, type | role). It is *classified* by an equal item and *identified* by one that is equal up to its last
part: TC, AC and AC+ count the first, TI, AI and AI+ the second.

One-to-one is the default: an item found twice is right once and spurious once, and two equal gold items must be found
twice. Sets forget duplicates on both sides, as TextEE and DEGREE do (`docs/metrics.md`, "Duplicates").
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal, NamedTuple

Counting = Literal["one-to-one", "sets"]

Label = tuple[str, ...]
"""What a count is about: (type,) for triggers, (type, role) for arguments, (type, realis) for nuggets."""

Item = tuple[Any, ...]

Counts = dict[Label, tuple[int, int, int, int]]
"""For each label: matched predicted, predicted, matched gold and gold items.

Matched items are counted apart on the two sides, since identification may join items of two labels.
"""


class Kind(NamedTuple):
    """How to read an item: the label is `item[label]`, and identification compares `item[:where]`."""

    where: int
    label: slice


class Matched(NamedTuple):
    """Counts of the items that have an equal (classified), and of those that have one equal in place (identified)."""

    classified: Counts
    identified: Counts


def match(gold: list[Item], predicted: list[Item], kind: Kind, counting: Counting) -> Matched:
    """Match the items of one document.

    Identification matches equal items first, then the rest in the order of their labels: the total does not depend on
    that, and the counts by label are as good as the total allows.
    """
    ours, theirs = set(gold), set(predicted)
    if counting == "sets":
        return Matched(
            _match_distinct(ours, theirs, kind).classified,
            _match_distinct(_one_each(ours, kind), _one_each(theirs, kind), kind).identified,
        )
    if len(ours) < len(gold) or len(theirs) < len(predicted):
        ours, theirs = _numbered(gold), _numbered(predicted)
    return _match_distinct(ours, theirs, kind)


def _numbered(items: list[Item]) -> set[Item]:
    """Equal items made distinct by a number at their end: a second copy equals only another second copy."""
    seen: Counter[Item] = Counter()
    numbered = set()
    for item in items:
        numbered.add((*item, seen[item]))
        seen[item] += 1
    return numbered


def _one_each(items: set[Item], kind: Kind) -> set[Item]:
    """One item for each place: the first by label, so that the choice depends on no order."""
    return set({item[: kind.where]: item for item in sorted(items, reverse=True)}.values())


def _match_distinct(gold: set[Item], predicted: set[Item], kind: Kind) -> Matched:
    label = kind.label
    counts: dict[Label, list[int]] = {}
    missing: list[Item] = []
    for item in gold:
        row = counts.get(name := item[label])
        if row is None:
            row = counts[name] = [0, 0, 0, 0]
        row[3] += 1
        if item in predicted:
            row[0] += 1
        else:
            missing.append(item)
    for item in predicted:
        row = counts.get(name := item[label])
        if row is None:
            row = counts[name] = [0, 0, 0, 0]
        row[1] += 1
    classified = {name: (row[0], row[1], row[0], row[3]) for name, row in counts.items()}
    pairs = _in_place(missing, predicted - gold, kind) if missing else ()
    if not pairs:
        return Matched(classified, classified)
    for row in counts.values():
        row[2] = row[0]
    for lost, extra in pairs:
        counts[lost[label]][2] += 1
        counts[extra[label]][0] += 1
    return Matched(classified, {name: (row[0], row[1], row[2], row[3]) for name, row in counts.items()})


def _in_place(missing: list[Item], spurious: set[Item], kind: Kind) -> list[tuple[Item, Item]]:
    """Pairs of a missing and a spurious item that are equal in place, each item in one pair at most."""
    where = kind.where
    places = {item[:where] for item in missing}
    common = {place for item in spurious if (place := item[:where]) in places}
    pairs: list[tuple[Item, Item]] = []
    for place in common:
        lost = sorted(item for item in missing if item[:where] == place)
        extra = sorted(item for item in spurious if item[:where] == place)
        pairs += zip(lost, extra, strict=False)
    return pairs
