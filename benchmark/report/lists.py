"""What there is to choose from: measures, scorers and formats, as tables."""

from __future__ import annotations

from benchmark.formats import titles
from benchmark.measures import MEASURES, presets
from benchmark.report.sheet import Cell, Column, Sheet


def measure_sheet() -> Sheet:
    """Every measure with its settings and its source."""
    rows: list[tuple[Cell, ...]] = []
    for make in MEASURES.values():
        measure = make()
        words = "; ".join(" | ".join(choice) for choice in measure.choices.values())
        rows.append((measure.base, measure.title, words, measure.source))
    columns = (Column("measure"), Column("what is counted"), Column("settings, defaults first"), Column("source"))
    return Sheet("Measures", columns, tuple(rows))


def scorer_sheet() -> Sheet:
    """Every scorer that `--like` knows, with what it prints."""
    rows: list[tuple[Cell, ...]] = [
        (preset.name, preset.title, ", ".join(preset.measures)) for preset in presets().values()
    ]
    return Sheet("Scorers, for --like", (Column("scorer"), Column("of"), Column("prints")), tuple(rows))


def format_sheet() -> Sheet:
    """Every format that `--from` knows."""
    return Sheet("Formats, for --from", (Column("format"), Column("what it is")), tuple(titles().items()))
