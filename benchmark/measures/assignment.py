"""The assignment problem: pair rows with columns, each at most once, so that the pairs' scores add up to the most."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from operator import sub
from typing import NamedTuple

from benchmark.exceptions import DatelineError, quoted

MAX_CELLS = 4_000_000
"""The largest table of scores that is solved, in cells; a document that needs a larger one is refused."""

_SMALL = 4_096
"""Up to so many cells plain Python is quicker than loading scipy and handing it the table."""

_FEW = 20
"""Below so many edges it is quicker to solve them all at once than to look for parts."""

Edge = tuple[int, int, float]
"""A row, a column and their score, which is above 0. Pairs that are no edge score 0."""


class Solution(NamedTuple):
    """The best pairs (row, column), and what each row and each column is worth: the dual of the problem.

    The score of any pair is at most the sum of the worths of its row and its column; for the chosen pairs it is equal.
    """

    pairs: list[tuple[int, int]]
    rows: list[float]
    columns: list[float]


def check_cells(rows: int, columns: int, document: str) -> None:
    """Raises `DatelineError` when a table of that size is too large to be solved."""
    if rows * columns > MAX_CELLS:
        raise DatelineError(
            f"document {quoted(document)}: {rows} gold and {columns} predicted items compete for each other, and no "
            f"more than {MAX_CELLS:,} pairs are compared; leave repeated ones out"
        )


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The best pairs of a table of scores, by row.

    Of several equally good choices it is the one that scipy's `linear_sum_assignment` makes, so that scorers which use
    that function are matched to the last count.

    >>> assign([[3, 1], [3, 3]])
    [(0, 0), (1, 1)]
    """
    if not scores or len(scores) * len(scores[0]) <= _SMALL:
        return solve(scores).pairs
    # Imported here because scipy takes a second to load and few documents get this far.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(scores, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def best_edges(edges: Sequence[Edge], document: str) -> Sequence[Edge]:
    """Of a graph's edges, some that share no row and no column and whose scores add up to the most.

    Rows and columns that no edges join are solved apart, so only the parts that are tangled cost anything.

    >>> best_edges([(0, 0, 2), (0, 1, 3), (1, 1, 2), (7, 7, 1)], "a")
    [(0, 0, 2), (1, 1, 2), (7, 7, 1)]
    """
    if len({row for row, _, _ in edges}) == len(edges) == len({column for _, column, _ in edges}):
        return edges
    parts = [edges] if len(edges) < _FEW else _parts(edges)
    return [edge for part in parts for edge in _best_of(part, document)]


def _parts(edges: Sequence[Edge]) -> Sequence[Sequence[Edge]]:
    """The edges of each connected part of the graph, whose nodes are the rows and, as ~column, the columns."""
    above: dict[int, int] = {}

    def root(node: int) -> int:
        while (higher := above.setdefault(node, node)) != node:
            above[node] = node = above[higher]
        return node

    for row, column, _ in edges:
        above[root(row)] = root(~column)
    parts: dict[int, list[Edge]] = {}
    for edge in edges:
        parts.setdefault(root(edge[0]), []).append(edge)
    return list(parts.values())


def _best_of(edges: Sequence[Edge], document: str) -> list[Edge]:
    rows = sorted({row for row, _, _ in edges})
    columns = sorted({column for _, column, _ in edges})
    if len(rows) == 1 or len(columns) == 1:
        return [min(edges, key=lambda edge: (-edge[2], edge))]
    check_cells(len(rows), len(columns), document)
    row_at = {row: at for at, row in enumerate(rows)}
    column_at = {column: at for at, column in enumerate(columns)}
    table: list[list[float]] = [[0] * len(columns) for _ in rows]
    for row, column, score in edges:
        table[row_at[row]][column_at[column]] = score
    return [(rows[row], columns[column], table[row][column]) for row, column in assign(table) if table[row][column]]


def solve(scores: Sequence[Sequence[float]]) -> Solution:
    """`assign` with the dual, in plain Python: whole numbers of any size stay exact.

    scipy's own function computes in floats and gives no dual; GTT's map needs both (`mapping.py`), and tables of a few
    cells, which are nearly all, are solved here before scipy has been handed an array.

    Rows join one after the other, each along the shortest path of re-pairings that ends at a free column, and columns
    are looked through in scipy's order (Crouse, 2016), so that of equally short paths the same one is taken.
    """
    height, width = len(scores), len(scores[0]) if scores else 0
    if height > width:
        turned = solve(list(zip(*scores, strict=True)))
        return Solution(sorted((row, column) for column, row in turned.pairs), turned.columns, turned.rows)
    rows: list[float] = [0] * height
    columns: list[float] = [0] * width
    row_of, column_of = [-1] * width, [-1] * height
    for start in range(height):
        costs = list(map(sub, columns, scores[start]))
        nearest = min(costs)
        end = costs.index(nearest)
        if row_of[end] < 0:
            rows[start], row_of[end], column_of[start] = -nearest, start, end
            continue
        cost: list[float] = [inf] * width
        before = [-1] * width
        left = list(range(width - 1, -1, -1))
        passed: list[int] = []
        row = start
        length: float = 0
        while True:
            line, base = scores[row], length + rows[row]
            nearest, place = inf, -1
            for at, column in enumerate(left):
                this = base - line[column] + columns[column]
                if this < cost[column]:
                    cost[column], before[column] = this, row
                else:
                    this = cost[column]
                if this < nearest or (this == nearest and row_of[column] < 0):
                    nearest, place = this, at
            length, end = nearest, left[place]
            if row_of[end] < 0:
                break
            row = row_of[end]
            passed.append(end)
            left[place] = left[-1]
            left.pop()
        rows[start] -= length
        for column in passed:
            rows[row_of[column]] -= length - cost[column]
            columns[column] += length - cost[column]
        while end >= 0:
            row = row_of[end] = before[end]
            column_of[row], end = end, column_of[row]
    return Solution(list(enumerate(column_of)), rows, columns)
