"""A block of documents that are scored together, and their events and arguments as columns of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

import numpy as np

from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Column, Label, joined
from benchmark.measures.pairing import Place, PlacedEvent
from benchmark.measures.places import How, chain_places, exact_triggers, placed, with_triggers
from benchmark.schema import Event

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


def ranked(names: Sequence[str]) -> tuple[Column, list[str]]:
    """Names as their numbers in the sorted list of distinct names, and that list.

    >>> ranked(["b", "a", "b"])
    (array([1, 0, 1]), ['a', 'b'])
    """
    order = sorted(set(names))
    rank = {name: number for number, name in enumerate(order)}
    return np.fromiter(map(rank.__getitem__, names), np.int64, len(names)), order


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
    begins: tuple[Column, Column]


class Fillers(NamedTuple):
    """Their arguments: each has the number of the event that owns it, its place and its role."""

    of_gold: int
    owners: Column
    places: Column
    roles: Column
    names: list[str]


Sides = tuple[list[Sequence[Event]], list[Sequence[Event]]]


def _sides(block: Block, how: How) -> Sides:
    """The events of each document that are looked at, in gold and in the prediction."""
    pairs = [
        with_triggers(document, how)
        if how.triggers != "strict-triggers" or document.gold.conflicts
        else (document.gold.events, document.predicted.events)
        for document in block.documents
    ]
    return [gold for gold, _ in pairs], [predicted for _, predicted in pairs]


def _placed(block: Block, how: How) -> tuple[list[list[PlacedEvent]], list[list[PlacedEvent]]]:
    """The same, as places."""
    pairs = [document.once(placed, how) for document in block.documents]
    return [gold for gold, _ in pairs], [predicted for _, predicted in pairs]


def events(block: Block, how: How) -> Events:
    """The events of a block, compared that way."""
    # Written flat, without a record in between where triggers are exact: every score begins here.
    if how.match in ("exact", "chain"):
        gold, predicted = block.once(_sides, how)
        found = [event for of_document in (*gold, *predicted) for event in of_document]
        places = exact_triggers(found)
        kinds = [event.type for event in found]
        sizes = [*map(len, gold), *map(len, predicted)]
    else:
        ours, theirs = block.once(_placed, how)
        made = [event for of_document in (*ours, *theirs) for event in of_document]
        places = [event[0] for event in made]
        kinds = [event[1] for event in made]
        sizes = [*map(len, ours), *map(len, theirs)]
    count = len(block.documents)
    begins = np.cumsum([0, *sizes])[:-1]
    documents = np.repeat(np.tile(np.arange(count), 2), sizes)
    return Events(sum(sizes[:count]), documents, _numbers(places), *ranked(kinds), (begins[:count], begins[count:]))


def fillers(block: Block, how: How) -> Fillers:
    """The arguments of a block, compared that way."""
    places: list[Place]
    if how.match in ("exact", "chain"):
        gold, predicted = block.once(_sides, how)
        found = [event for of_document in (*gold, *predicted) for event in of_document]
        sizes = [len(event.arguments) for event in found]
        roles = [argument.role for event in found for argument in event.arguments]
        if how.match == "exact":
            places = [a.start << 32 | a.end for event in found for a in event.arguments]
        else:
            chains = [document.once(chain_places, how) for document in block.documents]
            places = [place for side in (0, 1) for of_document in chains for place in of_document[side]]
    else:
        ours, theirs = block.once(_placed, how)
        kept = [event[2] for of_document in (*ours, *theirs) for event in of_document]
        sizes = [len(of_event) for of_event in kept]
        places = [place for of_event in kept for place, _ in of_event]
        roles = [role for of_event in kept for _, role in of_event]
    owners = np.repeat(np.arange(len(sizes)), np.array(sizes, dtype=np.int64))
    of_gold = int(np.searchsorted(owners, block.once(events, how).of_gold))
    made = Fillers(of_gold, owners, _numbers(places), *ranked(roles))
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
    codes: dict[Place, int] = {}
    return np.fromiter((codes.setdefault(place, len(codes)) for place in places), np.int64, len(places))
