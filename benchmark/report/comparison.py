"""Systems compared, as tables."""

from __future__ import annotations

import math

from benchmark.report.sheet import Cell, Column, Sheet
from benchmark.statistics import Standings


def standing_sheet(standings: Standings, measure: str, signature: str) -> Sheet:
    """One row a system, best first: its score with interval, the ranks it shares, and a letter for each such group."""
    runs = any(system.headline.runs > 1 for system in standings.systems)
    more = (Column("runs", "number"), Column("sd of runs", "share")) if runs else ()
    rows: list[tuple[Cell, ...]] = []
    for system in standings.systems:
        score = system.headline
        spread = (score.runs, score.sd) if runs else ()
        rows.append((str(system.ranks), system.name, score.value, score.interval, *spread, system.letters))
    columns = (
        Column("rank"),
        Column("system"),
        Column(measure, "share"),
        Column("95 % interval", "share"),
        *more,
        Column("letters"),
    )
    return Sheet("Systems, best first: who shares a letter cannot be told apart", columns, tuple(rows), signature)


def contrast_sheet(standings: Standings, signature: str) -> Sheet:
    """One row a pair of systems: the difference, how sure it is, and on how many documents which is better."""
    rows: list[tuple[Cell, ...]] = []
    for pair in standings.contrasts:
        rows.append(
            (
                f"{pair.first} - {pair.second}",
                pair.difference,
                pair.interval,
                pair.p,
                pair.p_holm,
                pair.p_bootstrap,
                f"{pair.wins} / {pair.ties} / {pair.losses}",
                None if math.isnan(pair.detectable) else pair.detectable,
                "yes" if pair.told_apart else "no",
            )
        )
    columns = (
        Column("pair"),
        Column("difference", "difference"),
        Column("95 % interval", "difference"),
        Column("p", "p"),
        Column("p, Holm", "p"),
        Column("p, bootstrap", "p"),
        Column("documents won / tied / lost"),
        Column("detectable", "share"),
        Column("told apart"),
    )
    return Sheet("Differences, in points", columns, tuple(rows), signature)
