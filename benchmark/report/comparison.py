"""Systems compared, as tables."""

from __future__ import annotations

import math

from benchmark.report.sheet import Cell, Column, Kind, Sheet
from benchmark.statistics import Standings


def standing_sheet(standings: Standings, measure: str, signature: str, *, is_share: bool = True) -> Sheet:
    """One row a system, best first: its score with interval, the ranks it shares, and a letter for each such group."""
    kind: Kind = "share" if is_share else "number"
    runs = any(system.headline.runs > 1 for system in standings.systems)
    more = (Column("runs", "number"), Column("sd of runs", kind)) if runs else ()
    rows: list[tuple[Cell, ...]] = []
    for system in standings.systems:
        score = system.headline
        spread = (score.runs, score.sd) if runs else ()
        rows.append((str(system.ranks), system.name, score.value, score.interval, *spread, system.letters))
    columns = (
        Column("rank"),
        Column("system"),
        Column(measure, kind),
        Column("95 % interval", kind),
        *more,
        Column("letters"),
    )
    return Sheet("Systems, best first: who shares a letter cannot be told apart", columns, tuple(rows), signature)


def contrast_sheet(standings: Standings, signature: str, *, is_share: bool = True) -> Sheet:
    """One row a pair of systems: the difference, how sure it is, and on how many documents which is better."""
    kind: Kind = "difference" if is_share else "number"
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
        Column("difference", kind),
        Column("95 % interval", kind),
        Column("p", "p"),
        Column("p, Holm", "p"),
        Column("p, bootstrap", "p", optional=True),
        Column("won / tied / lost", optional=True),
        Column("detectable", "share" if is_share else "number", optional=True),
        Column("told apart"),
    )
    return Sheet("Differences, in points" if is_share else "Differences", columns, tuple(rows), signature)
