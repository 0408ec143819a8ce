"""Matching items one-to-one, or as sets, and counting by label: for a block of documents at once.

An item has a place and a label: the place of a trigger is its span and its label the type, the place of an argument is
its span with the event's type and its label (type, role). An item is *classified* by one of equal place and label, and
*identified* by one of equal place: TC, AC and AC+ count the first, TI, AI and AI+ the second.

One-to-one is the default: an item found twice is right once and spurious once, and two equal gold items must be found
twice. Sets forget duplicates on both sides, as TextEE and DEGREE do (`docs/metrics.md`, "Duplicates").

Places and labels are numbers here and items are columns, so that a block is matched by sorting, whatever is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

COUNTING = ("one-to-one", "sets")
"""What duplicates are worth."""

Label = tuple[str, ...]
"""What a count is about: (type,) for triggers, (type, role) for arguments, (type, realis) for nuggets."""

Counts = dict[Label, tuple[float, ...]]
"""A document's row for each label, in the order of a measure's columns."""

Column = NDArray[np.int64]


class Cells(NamedTuple):
    """The rows of a block: row i is of document `documents[i]` of the block and of the label `labels[numbers[i]]`."""

    labels: Sequence[Label]
    documents: Column
    numbers: Column
    rows: NDArray[np.float64]


class Items(NamedTuple):
    """The items of a block: first those of gold, then the predicted ones.

    Equal items stand in the same document, so `places` tell documents apart too. Labels are numbered in their order.
    """

    of_gold: int
    documents: Column
    places: Column
    numbers: Column
    labels: Sequence[Label]


class Matched(NamedTuple):
    """For each label matched predicted, predicted, matched gold and gold items, classified and identified.

    Matched items are counted apart on the two sides, since identification may join items of two labels.
    """

    classified: Cells
    identified: Cells


def joined(*columns: Column) -> Column:
    """One number for each combination of numbers of 0 or more.

    >>> joined(np.array([0, 0, 2]), np.array([5, 3, 5]))
    array([ 5,  3, 17])
    """
    key = columns[0]
    if not len(key):
        return key
    width = int(key.max()) + 1
    for column in columns[1:]:
        more = int(column.max()) + 1
        if width * more >= 1 << 62:
            # Too wide for a number of 64 bits: numbers are replaced by their ranks, of which there are few.
            key, column = (np.unique(side, return_inverse=True)[1] for side in (key, column))
            width, more = int(key.max()) + 1, int(column.max()) + 1
        key = key * more + column
        width *= more
    return key


def match(items: Items, counting: str) -> Matched:
    """Match the items of a block.

    Identification matches equal items first, then the rest in the order of their labels: the total does not depend on
    that, and the counts by label are as good as the total allows.
    """
    width = max(1, len(items.labels))
    places = items.places
    if len(places) and int(places.max()) >= (1 << 62) // width:
        places = np.unique(places, return_inverse=True)[1]
    keys, first, inverse = np.unique(places * width + items.numbers, return_index=True, return_inverse=True)
    gold, found = (np.bincount(side, minlength=len(keys)) for side in np.split(inverse, [items.of_gold]))
    places, numbers = np.divmod(keys, width)
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    place = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(keys)))
    cell = items.documents[first], numbers
    if counting == "sets":
        gold, found = np.minimum(gold, 1), np.minimum(found, 1)
    right = np.minimum(gold, found)
    classified = _cells(items, cell, right, found, right, gold)
    if not len(keys):
        return Matched(classified, classified)
    if counting == "sets":
        gold, found = _first_of_each(gold, begins, place), _first_of_each(found, begins, place)
        both = np.add.reduceat(gold, begins) * np.add.reduceat(found, begins)
        return Matched(classified, _cells(items, cell, found * both[place], found, gold * both[place], gold))
    missing, spurious = gold - right, found - right
    pairs = np.minimum(np.add.reduceat(missing, begins), np.add.reduceat(spurious, begins))
    if not pairs.any():
        return Matched(classified, classified)
    more_found, more_gold = (_in_order(side, pairs, begins, place) for side in (spurious, missing))
    return Matched(classified, _cells(items, cell, right + more_found, found, right + more_gold, gold))


def _first_of_each(counts: Column, begins: Column, place: Column) -> Column:
    """1 for the first class of each place that has an item, 0 for the others."""
    before = np.cumsum(counts) - counts
    first: Column = (before == before[begins][place]) & (counts > 0)
    return first.astype(np.int64)


def _in_order(counts: Column, wanted: Column, begins: Column, place: Column) -> Column:
    """How many of each class are taken when each place gives as many as are wanted, first classes first."""
    before = np.cumsum(counts) - counts
    before -= before[begins][place]
    taken: Column = np.clip(wanted[place] - before, 0, counts)
    return taken


def _cells(items: Items, cell: tuple[Column, Column], *columns: Column) -> Cells:
    """The classes' counts added up by document and label."""
    width = len(items.labels)
    keys, inverse = np.unique(cell[0] * width + cell[1], return_inverse=True)
    sums = [np.bincount(inverse, weights=column, minlength=len(keys)) for column in columns]
    rows = np.stack(sums, axis=1).astype(np.float64, copy=False)
    documents, numbers = np.divmod(keys, max(1, width))
    kept = rows[:, 1] + rows[:, 3] > 0
    return Cells(items.labels, documents[kept], numbers[kept], rows[kept])
