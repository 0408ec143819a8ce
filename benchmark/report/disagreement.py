"""One file under every scorer: what each would print, and why the numbers differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmark.exceptions import DatelineError
from benchmark.measures import Text, presets
from benchmark.report.sheet import Cell, Column, Sheet
from benchmark.schema import Annotation
from benchmark.scoring import score

_OWN = (
    "Strict one-to-one: an item found twice is right once and spurious once, documents without gold count, nothing is "
    "dropped."
)


def disagreement_sheets(
    gold: Sequence[Annotation],
    predicted: Sequence[Annotation],
    texts: Mapping[str, Text],
    data: str,
    units: Mapping[str, str] | None = None,
) -> list[Sheet]:
    """All scores of all scorers, then a sentence on each. A scorer that cannot score the data says why instead."""
    rows: list[tuple[Cell, ...]] = []
    depths = []
    sentences: list[tuple[Cell, ...]] = []
    for name in ("dateline", *presets()):
        preset = presets().get(name)
        rows.append((preset.title if preset else "Dateline", *([None] * 3)))
        depths.append(0)
        try:
            scores = score(gold, predicted, like=name, data=data, texts=texts, units=units, resamples=0)
        except DatelineError as error:
            sentences.append((name, f"Not scored: {error}"))
            continue
        for label, table in scores.tables.items():
            values = table.values()
            if "f1" in values:
                rows.append((label, values["precision"], values["recall"], values["f1"]))
                depths.append(1)
        sentences.append((name, preset.difference if preset else _OWN))
    columns = (Column("measure, by scorer"), Column("P", "share"), Column("R", "share"), Column("F1", "share"))
    return [
        Sheet("The same file under every scorer, in %", columns, tuple(rows), f"dateline|{data}", tuple(depths)),
        Sheet("What each scorer does", (Column("scorer"), Column("difference")), tuple(sentences)),
    ]
