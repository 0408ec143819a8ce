"""GTT's map from predicted to gold templates: the one with the best F1 of the document, found without trying all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.assignment import solve

MAX_MAPPED = 10_000
"""How many pairs of templates of one document are weighed against each other before it is refused."""

MAX_TRIED = 1_000_000
"""How many parts of maps are tried, where precision and recall pull different ways, before a document is refused."""

Usable = tuple[int, int]
"""The number of a predicted template and of a gold one whose types fit."""

Sides = tuple[int, int]
"""A count on the predicted and on the gold side, or what one more is worth there."""


class Templates(NamedTuple):
    """What GTT chooses a map for."""

    worth: Mapping[Usable, Sides]
    """How many items are right in a pair: at least one on each side, the type."""
    predicted: int
    gold: int
    """How many templates there are."""
    items: Sides
    """How many items there are, right or wrong."""
    document: str


def best_mapping(templates: Templates) -> list[Usable]:
    """The usable pairs of the map that GTT chooses.

    GTT gives each predicted template every gold template in turn and then none, the last template turning fastest, and
    keeps the first of the maps with the best F1. How many items there are is the same for all maps, so F1 rises with
    the two counts of right ones. They are sums over pairs, and F1 is concave in them: nowhere above its tangents. A
    tangent is a sum over pairs as well, so an assignment finds the map that is highest along it. If that is the map
    where it touches F1, none is better; this nearly always ends it. If not, the best counts lie between those of two
    maps, and all maps are searched that the line through both leaves possible.
    """
    worth = templates.worth
    if len({one for one, _ in worth}) == len(worth) == len({other for _, other in worth}):
        return list(worth)
    check_pairs(templates.predicted * templates.gold, templates.document)
    pairs, here = _highest(templates, _tangent(templates, (1, 1)))
    if here[0] == here[1]:
        return pairs
    pairs, there = _highest(templates, _tangent(templates, here))
    low, high = sorted((here, there))
    while here[0] * there[1] != here[1] * there[0]:
        line = low[1] - high[1], high[0] - low[0]
        _, here = _highest(templates, line)
        if _height(line, here) == _height(line, low):
            return _search(templates, line, max(low, high, key=lambda right: f1(right, templates.items)))
        pairs, there = _highest(templates, _tangent(templates, here))
        low, high = (here, min(high, there)) if here < there else (max(low, there), here)
    return pairs


def check_pairs(pairs: int, document: str) -> None:
    """Raises `DatelineError` when there are too many pairs of templates to be weighed."""
    if pairs > MAX_MAPPED:
        raise DatelineError(
            f"document {quoted(document)}: GTT weighs up to {MAX_MAPPED:,} pairs of records, and here are {pairs:,}; "
            "leave repeated records or GTT out"
        )


def f1(right: Sides, items: Sides) -> float:
    """F1 in GTT's own order of operations: its rounding decides between different counts of equal F1."""
    precision, recall = right[0] / items[0], right[1] / items[1]
    return 2 * precision * recall / (precision + recall) if right != (0, 0) else 0.0


def _tangent(templates: Templates, right: Sides) -> Sides:
    """What one more right item adds to F1 near these counts, up to a factor."""
    return templates.items[0] * right[1] ** 2, templates.items[1] * right[0] ** 2


def _height(line: Sides, right: Sides) -> int:
    return line[0] * right[0] + line[1] * right[1]


def _width(templates: Templates) -> int:
    """How many columns a table needs: one for each gold template and, where these are fewer, for each "none"."""
    return max(templates.predicted, templates.gold)


def _highest(templates: Templates, line: Sides) -> tuple[list[Usable], Sides]:
    """The usable pairs of the first map that is highest along a line, and how many items are right in them.

    The gold templates that a map names are the digits of a number. Its distance from the largest one, as a fraction of
    the smallest step along the line, makes the first of the highest maps the only highest one.
    """
    worth, gold = templates.worth, templates.gold
    digits = [max(gold - column, 0) for column in range(_width(templates))]
    places = [(gold + 1) ** power for power in reversed(range(templates.predicted))]
    step = places[0] * (gold + 1)
    table = [[place * digit for digit in digits] for place in places]
    for (row, column), right in worth.items():
        table[row][column] += _height(line, right) * step
    pairs = [pair for pair in solve(table).pairs if pair in worth]
    return pairs, (sum(worth[pair][0] for pair in pairs), sum(worth[pair][1] for pair in pairs))


def _search(templates: Templates, line: Sides, best: Sides) -> list[Usable]:
    """The usable pairs of the first best map, given the best counts known so far and a line that is low beyond them.

    Maps are tried in GTT's order, one template after the other. Left out are those that fall so far behind the highest
    map along the line that their F1 cannot be the best, and those that use the same gold templates with the same counts
    as earlier ones, since they go on alike. Where no counts below the line have a better F1, that is the end.
    """
    worth, items, width = templates.worth, templates.items, _width(templates)
    table = [
        [_height(line, worth.get((row, column), (0, 0))) for column in range(width)]
        for row in range(templates.predicted)
    ]
    _, rows, columns = solve(table)
    highest = int(sum(rows) + sum(columns))
    ceiling = _ceiling(line, highest, items)
    top, margin = f1(best, items), highest - _least(line, best, items)
    twins = _twins(templates)
    first: tuple[int, ...] = ()
    seen: set[tuple[int, Sides]] = set()
    waiting: list[tuple[int, Sides, float, tuple[int, ...]]] = [(0, (0, 0), 0, ())]
    tried = 0
    while waiting:
        used, right, behind, chosen = waiting.pop()
        tried += 1
        if tried > MAX_TRIED:
            raise DatelineError(
                f"document {quoted(templates.document)}: its {templates.predicted} predicted and {templates.gold} gold "
                "records are too alike for GTT to find the best pairs; leave repeated records or GTT out"
            )
        if behind > margin or (used, right) in seen:
            continue
        seen.add((used, right))
        row = len(chosen)
        if row == templates.predicted:
            reached = f1(right, items)
            if reached > top or (reached == top and not first):
                first, top, margin = chosen, reached, highest - _least(line, right, items)
                if top == ceiling:
                    break
            continue
        for column in reversed(range(width)):
            if not used >> column & 1 and (twins[column] < 0 or used >> twins[column] & 1):
                one, other = worth.get((row, column), (0, 0))
                lost = rows[row] + columns[column] - table[row][column]
                grown = right[0] + one, right[1] + other
                waiting.append((used | 1 << column, grown, behind + lost, (*chosen, column)))
    return [pair for pair in enumerate(first) if pair in worth]


def _ceiling(line: Sides, highest: int, items: Sides) -> float:
    """The best F1 that any counts have which are no higher along the line than that."""
    ones = range(1, min(items[0], highest // line[0]) + 1)
    return max(f1((one, min(items[1], (highest - line[0] * one) // line[1])), items) for one in ones)


def _least(line: Sides, best: Sides, items: Sides) -> int:
    """How high along the line any counts are at least whose F1 is at least that of the best counts."""
    both, each = best[0] * best[1], best[0] * items[1] + best[1] * items[0]
    ones = range(both * items[0] // each + 1, items[0] + 1)
    needed = ((one, -(-both * one * items[1] // (one * each - both * items[0]))) for one in ones)
    return min(_height(line, counts) for counts in needed if counts[1] <= items[1])


def _twins(templates: Templates) -> list[int]:
    """For each column the last one before it that is worth the same, or -1: of twins the first is used first."""
    seen: dict[tuple[Sides | None, ...], int] = {}
    twins = []
    for number in range(_width(templates)):
        column = tuple(templates.worth.get((row, number)) for row in range(templates.predicted))
        twins.append(seen.get(column, -1))
        seen[column] = number
    return twins
