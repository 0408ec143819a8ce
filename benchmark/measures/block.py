"""A block of documents that are scored together, and their events and arguments as columns of numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

import numpy as np

from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Column, Label, joined
from benchmark.measures.places import How, Place, chain_places, exact_triggers, placed, with_triggers

Made = TypeVar("Made")
Settings = TypeVarTuple("Settings")


class Block:
    """Some documents. What several measures need of them together is made once and kept: `block.once(make, ...)`."""

    def __init__(self, documents: Sequence[Comparison]) -> None:
        self.documents = documents
        self._made: dict[object, Any] = {}

    def once(self, make: Callable[[Block, *Settings], Made], *settings: *Settings) -> Made:
        """`make(self, *settings)`, made at the first call and kept for the next one with equal settings."""
        key = (make, *settings)
        if key not in self._made:
            self._made[key] = make(self, *settings)
        found: Made = self._made[key]
        return found


class _Codes(dict[Any, int]):
    """Things numbered as they come."""

    def __missing__(self, thing: Hashable) -> int:
        self[thing] = number = len(self)
        return number


def ranked(names: Iterable[str]) -> tuple[Column, list[str]]:
    """Names as their numbers in the sorted list of distinct names, and that list.

    >>> ranked(["b", "a", "b"])
    (array([1, 0, 1]), ['a', 'b'])
    """
    codes = _Codes()
    found = np.fromiter(map(codes.__getitem__, names), np.int64)
    order = sorted(codes)
    rank = np.empty(len(order), dtype=np.int64)
    rank[[codes[name] for name in order]] = np.arange(len(order))
    return rank[found], order


def paired(one: Column, ones: Sequence[str], other: Column, others: Sequence[str]) -> tuple[Column, list[Label]]:
    """The labels that two columns of names make together, as numbers in their order, and those labels."""
    key = one * len(others) + other
    present = np.flatnonzero(np.bincount(key, minlength=1))
    rank = np.zeros(max(1, len(ones) * len(others)), dtype=np.int64)
    rank[present] = np.arange(len(present))
    numbers: Column = rank[key]
    return numbers, [(ones[number // len(others)], others[number % len(others)]) for number in present.tolist()]


class Events(NamedTuple):
    """The events of a block by one way of comparing them: first all of gold's, then the predicted ones.

    Each has the number of its document, its place and its type. Equal numbers are equal things; types are numbered in
    their order. `begins` says which is the first event of each document, in gold and in the prediction.
    """

    of_gold: int
    documents: Column
    places: Column
    kinds: Column
    names: list[str]
    begins: tuple[list[int], list[int]]


class Fillers(NamedTuple):
    """Their arguments: each has the number of the event that owns it, its place and its role."""

    of_gold: int
    owners: Column
    places: Column
    roles: Column
    names: list[str]


def events(block: Block, how: How) -> Events:
    """The events of a block, compared that way."""
    documents: list[int] = []
    triggers: list[tuple[Place, str]] = []
    begins: tuple[list[int], list[int]] = [], []
    of_gold = 0
    for side in (0, 1):
        of_gold = len(triggers)
        for number, document in enumerate(block.documents):
            begins[side].append(len(triggers))
            if how.match in ("exact", "chain"):
                triggers += exact_triggers(with_triggers(document, how)[side])
            else:
                triggers += [event[:2] for event in document.once(placed, how)[side]]
            documents += [number] * (len(triggers) - begins[side][-1])
    kinds, names = ranked([kind for _, kind in triggers])
    places = _numbers([place for place, _ in triggers])
    return Events(of_gold, np.array(documents, dtype=np.int64), places, kinds, names, begins)


def fillers(block: Block, how: How) -> Fillers:
    """The arguments of a block, compared that way."""
    sizes: list[int] = []
    places: list[Place] = []
    roles: list[str] = []
    of_gold = 0
    for side in (0, 1):
        of_gold = len(roles)
        for document in block.documents:
            if how.match in ("exact", "chain"):
                found = with_triggers(document, how)[side]
                sizes += [len(e.arguments) for e in found]
                roles += [a.role for e in found for a in e.arguments]
                if how.match == "exact":
                    places += [a.start << 32 | a.end for e in found for a in e.arguments]
                else:
                    places += document.once(chain_places, how)[side]
            else:
                kept = [event[2] for event in document.once(placed, how)[side]]
                sizes += [len(of_event) for of_event in kept]
                places += [place for of_event in kept for place, _ in of_event]
                roles += [role for of_event in kept for _, role in of_event]
    owners = np.repeat(np.arange(len(sizes)), np.array(sizes, dtype=np.int64))
    numbers, names = ranked(roles)
    made = Fillers(of_gold, owners, _numbers(places), numbers, names)
    return _once_each(made) if how.match == "chain" else made


def _once_each(found: Fillers) -> Fillers:
    """Without further mentions of one entity in one role of an event."""
    _, first = np.unique(joined(found.owners, found.places, found.roles), return_index=True)
    first.sort()
    of_gold = int(np.searchsorted(first, found.of_gold))
    return Fillers(of_gold, found.owners[first], found.places[first], found.roles[first], found.names)


def _numbers(places: list[Place]) -> Column:
    """Equal places as equal numbers, few enough to be joined with others."""
    if set(map(type, places)) <= {int}:
        return np.unique(np.array(places, dtype=np.int64), return_inverse=True)[1]
    return np.fromiter(map(_Codes().__getitem__, places), np.int64)
