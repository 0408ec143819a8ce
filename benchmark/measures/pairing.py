"""Pairing gold and predicted events one-to-one, where several may share one trigger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmark.exceptions import DatelineError
from benchmark.schema import Event

MAX_PAIRS = 4_000_000
"""How many (gold event, predicted event) pairs of one trigger are compared before the document is refused."""

Pair = tuple[Event | None, Event | None]


def pair_events(gold: Sequence[Event], predicted: Sequence[Event], *, classify: bool) -> Iterator[Pair]:
    """Every event once: with the partner of equal trigger span and type that it is matched with, or with None.

    Where several events share trigger and type, the pairs are chosen to match the most arguments in all: with
    `classify` an argument matches on span and role, else on its span.
    """
    ours, theirs = _by_trigger(gold), _by_trigger(predicted)
    for key in ours.keys() | theirs.keys():
        events, found = ours.get(key, []), theirs.get(key, [])
        partner = dict(_choose(events, found, classify=classify))
        taken = set(partner.values())
        for number, event in enumerate(events):
            yield event, found[partner[number]] if number in partner else None
        for number, event in enumerate(found):
            if number not in taken:
                yield None, event


def _by_trigger(events: Sequence[Event]) -> dict[tuple[int, int, str], list[Event]]:
    groups: dict[tuple[int, int, str], list[Event]] = {}
    for event in events:
        groups.setdefault((event.trigger.start, event.trigger.end, event.type), []).append(event)
    for group in groups.values():
        # By content, so that the choice between equally good pairs does not depend on the order of a file.
        group.sort(key=lambda event: sorted((a.start, a.end, a.role) for a in event.arguments))
    return groups


def _choose(gold: list[Event], predicted: list[Event], *, classify: bool) -> list[tuple[int, int]]:
    """(gold index, predicted index) of the chosen pairs."""
    if not gold or not predicted:
        return []
    if len(gold) == len(predicted) == 1:
        return [(0, 0)]
    if len(gold) * len(predicted) > MAX_PAIRS:
        raise DatelineError(
            f"{len(gold)} gold and {len(predicted)} predicted events share one trigger, and no more than {MAX_PAIRS} "
            "pairs are compared; leave repeated events out"
        )
    common = [[_in_common(event, found, classify=classify) for found in predicted] for event in gold]
    if len(gold) == 1:
        return [(0, max(range(len(predicted)), key=lambda number: common[0][number]))]
    if len(predicted) == 1:
        return [(max(range(len(gold)), key=lambda number: common[number][0]), 0)]
    # Imported here because scipy takes a second to load and few documents get this far.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(common, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _in_common(one: Event, other: Event, *, classify: bool) -> int:
    """How many arguments two events share; when roles do not count, they still decide between equal pairs."""
    with_role = (_fillers(one) & _fillers(other)).total()
    if classify:
        return with_role
    spans = (Counter(key[:2] for key in _fillers(one).elements())) & Counter(
        key[:2] for key in _fillers(other).elements()
    )
    return spans.total() * (len(one.arguments) + 1) + with_role


def _fillers(event: Event) -> Counter[tuple[int, int, str]]:
    return Counter((a.start, a.end, a.role) for a in event.arguments)
