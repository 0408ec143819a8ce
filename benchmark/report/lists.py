"""What there is to choose from: measures, scorers and formats, as tables."""

from __future__ import annotations

from benchmark.formats import titles
from benchmark.measures import MEASURES, presets
from benchmark.report.sheet import Cell, Column, Sheet


def measure_sheet() -> Sheet:
    """Every measure, with what it counts and its source."""
    measures = [make() for make in MEASURES.values()]
    rows = tuple((measure.base, measure.title, measure.source) for measure in measures)
    return Sheet("Measures", (Column("measure"), Column("what is counted"), Column("source")), rows)


def setting_sheet() -> Sheet:
    """The words that may stand behind the @ of a measure's name, the default of each choice first."""
    takers: dict[tuple[str, ...], list[str]] = {}
    for make in MEASURES.values():
        measure = make()
        for words in measure.choices.values():
            takers.setdefault(words, []).append(measure.base)
    rows: list[tuple[Cell, ...]] = [
        (", ".join(names), " | ".join(f"{word}0.8" if word[-1:] == "=" else word for word in words))
        for words, names in takers.items()
    ]
    rows.append(("all with precision and recall", "by-document"))
    return Sheet("Settings, as in AC+@chain,loose-triggers", (Column("of"), Column("one of")), tuple(rows))


def scorer_sheet() -> Sheet:
    """Every scorer that `--like` knows, with what it prints."""
    rows: list[tuple[Cell, ...]] = [
        (preset.name, preset.title, ", ".join(preset.measures)) for preset in presets().values()
    ]
    return Sheet("Scorers, for --like", (Column("scorer"), Column("of"), Column("prints")), tuple(rows))


def format_sheet() -> Sheet:
    """Every format that `--from` knows."""
    return Sheet("Formats, for --from", (Column("format"), Column("what it is")), tuple(titles().items()))
