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
    equal = gold & predicted
    wanted, guessed, right = _by_label(gold, kind), _by_label(predicted, kind), _by_label(equal, kind)
    classified = {name: (0, number, 0, 0) for name, number in guessed.items()}
    for name, number in wanted.items():
        hits = right.get(name, 0)
        classified[name] = hits, guessed.get(name, 0), hits, number
    if len(equal) == len(gold) or len(equal) == len(predicted):
        return Matched(classified, classified)
    pairs = _in_place(gold - equal, predicted - equal, kind)
    if not pairs:
        return Matched(classified, classified)
    identified = dict(classified)
    for lost, extra in pairs:
        matched_predicted, number_predicted, matched_gold, number_gold = identified[lost[kind.label]]
        identified[lost[kind.label]] = matched_predicted, number_predicted, matched_gold + 1, number_gold
        matched_predicted, number_predicted, matched_gold, number_gold = identified[extra[kind.label]]
        identified[extra[kind.label]] = matched_predicted + 1, number_predicted, matched_gold, number_gold
    return Matched(classified, identified)


def _by_label(items: set[Item], kind: Kind) -> dict[Label, int]:
    label = kind.label
    number: dict[Label, int] = {}
    for item in items:
        name = item[label]
        number[name] = number.get(name, 0) + 1
    return number


def _in_place(missing: set[Item], spurious: set[Item], kind: Kind) -> list[tuple[Item, Item]]:
    """Pairs of a missing and a spurious item that are equal in place, each item in one pair at most."""
    where = kind.where
    pairs: list[tuple[Item, Item]] = []
    for place in {item[:where] for item in missing} & {item[:where] for item in spurious}:
        lost = sorted(item for item in missing if item[:where] == place)
        extra = sorted(item for item in spurious if item[:where] == place)
        pairs += zip(lost, extra, strict=False)
    return pairs
