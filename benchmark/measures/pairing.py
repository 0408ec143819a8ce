"""Pairing gold and predicted events one-to-one, where several may share one trigger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.assignment import assign

Place = Hashable
Filler = tuple[Place, str]
"""Where an argument is, and its role."""

PlacedEvent = tuple[Place, str, tuple[Filler, ...]]
"""Where a trigger is, the event's type, and its fillers."""

MAX_PAIRS = 4_000_000
"""How many (gold event, predicted event) pairs of one trigger are compared before the document is refused."""


Details = tuple[Sequence[str], Sequence[str]]
"""Something more about each event of both sides, which decides between pairs that share as many arguments."""


def pair_places(
    gold: Sequence[PlacedEvent],
    predicted: Sequence[PlacedEvent],
    document: str,
    *,
    classify: bool,
    details: Details | None = None,
) -> Iterator[tuple[int | None, int | None]]:
    """The position of every event once: with that of its partner of equal trigger and type, or with None.

    Where several events share trigger and type, the pairs are chosen to match the most arguments in all: with
    `classify` an argument matches on filler and role, else on its filler. Among those choices the one is taken with the
    most equal `details`, and then by content, so that a file's order plays no part.
    Raises `DatelineError`, naming the `document`, for more than `MAX_PAIRS` pairs.
    """
    mine, yours = details or ([""] * len(gold), [""] * len(predicted))
    ours, theirs = _by_trigger(gold, mine), _by_trigger(predicted, yours)
    for key in dict.fromkeys((*ours, *theirs)):
        events, found = ours.get(key, []), theirs.get(key, [])
        if details:
            _check_pairs(len(events), len(found), document)
        equal = [[mine[number] == yours[other] for other in found] for number in events] if details else None
        sides = [gold[number] for number in events], [predicted[number] for number in found]
        chosen = _choose(*sides, document, classify, equal)
        partner = {events[row]: found[column] for row, column in chosen}
        taken = set(partner.values())
        for number in events:
            yield number, partner.get(number)
        for number in found:
            if number not in taken:
                yield None, number


def _check_pairs(gold: int, predicted: int, document: str) -> None:
    if gold * predicted > MAX_PAIRS:
        raise DatelineError(
            f"document {quoted(document)}: {gold} gold and {predicted} predicted events share one trigger, and no more "
            f"than {MAX_PAIRS:,} pairs are compared; leave repeated events out"
        )


def _by_trigger(events: Sequence[PlacedEvent], details: Sequence[str]) -> dict[tuple[Place, str], list[int]]:
    groups: dict[tuple[Place, str], list[int]] = {}
    for number, event in enumerate(events):
        groups.setdefault(event[:2], []).append(number)
    for group in groups.values():
        # By content, so that the choice between equally good pairs does not depend on the order of a file.
        if len(group) > 1:
            group.sort(key=lambda number: (sorted(map(repr, events[number][2])), details[number]))
    return groups


def _choose(
    gold: list[PlacedEvent],
    predicted: list[PlacedEvent],
    document: str,
    classify: bool,
    agree: list[list[bool]] | None,
) -> list[tuple[int, int]]:
    """(gold index, predicted index) of the chosen pairs."""
    if not gold or not predicted:
        return []
    if len(gold) == len(predicted) == 1:
        return [(0, 0)]
    ours, theirs = [Counter(event[2]) for event in gold], [Counter(event[2]) for event in predicted]
    # Where details count, equal arguments are not all there is to know of a pair.
    equal = [] if agree else _equal_contents(ours, theirs)
    rows = sorted(set(range(len(gold))) - {row for row, _ in equal})
    columns = sorted(set(range(len(predicted))) - {column for _, column in equal})
    if not rows or not columns:
        return equal
    _check_pairs(len(rows), sum(1 + theirs[column].total() // 4 for column in columns), document)
    # With this factor one filler more outweighs all the roles there are.
    factor = 0 if classify else 1 + sum(ours[row].total() for row in rows)
    common = [[_in_common(ours[row], theirs[column], factor) for column in columns] for row in rows]
    if agree:
        more = 1 + len(rows)
        common = [[more * common[row][column] + agree[row][column] for column in columns] for row in rows]
    if len(rows) == 1:
        return [*equal, (rows[0], columns[max(range(len(columns)), key=common[0].__getitem__)])]
    if len(columns) == 1:
        return [*equal, (rows[max(range(len(rows)), key=lambda number: common[number][0])], columns[0])]
    return [*equal, *((rows[row], columns[column]) for row, column in assign(common))]


def _equal_contents(ours: list[Counter[Filler]], theirs: list[Counter[Filler]]) -> list[tuple[int, int]]:
    """Pairs of events with the very same arguments: no other choice matches more of them."""
    waiting: dict[frozenset[tuple[Filler, int]], list[int]] = {}
    for column, fillers in enumerate(theirs):
        waiting.setdefault(frozenset(fillers.items()), []).append(column)
    pairs = []
    for row, fillers in enumerate(ours):
        if columns := waiting.get(frozenset(fillers.items())):
            pairs.append((row, columns.pop(0)))
    return pairs


def _in_common(ours: Counter[Filler], theirs: Counter[Filler], factor: int) -> int:
    """How many arguments two events share, and `factor` times how many when roles do not count."""
    with_role = (ours & theirs).total()
    if not factor:
        return with_role
    spans = Counter(place for place, _ in ours.elements()) & Counter(place for place, _ in theirs.elements())
    return spans.total() * factor + with_role
