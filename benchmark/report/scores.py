"""Scores as a table for the terminal, or as JSON for programs."""

from __future__ import annotations

import json
from typing import Any

from rich.table import Table

from benchmark.exceptions import quoted
from benchmark.measures import Label, Tally
from benchmark.scoring import Scores, label_text, record


def to_json(scores: Scores) -> str:
    """Scores, macro averages and per-label scores as JSON, with the signature and the coverage."""

    found: dict[str, Any] = {"signature": scores.signature, "scores": {}, "macro": {}, "labels": {}}
    for name, table in scores.tables.items():
        found["scores"][name] = record(table.tally())
        found["macro"][name] = dict(zip(("precision", "recall", "f1"), table.macro(), strict=True))
        found["labels"][name] = {label_text(label): record(table.tally(label)) for label in table.prefixes()}
    found["documents"] = {"gold": len(scores.documents), "missing": list(scores.missing)}
    return json.dumps(found, ensure_ascii=False, indent=2)


def to_table(scores: Scores, *, labels: bool = False) -> Table:
    """One row a measure, or, with `labels`, one for each event type, role and realis under it too."""
    table = Table(title="Scores in %", caption=scores.signature, title_justify="left", caption_justify="left")
    table.add_column("measure", no_wrap=True)
    for name in ("P", "R", "F1", "macro F1", "matched", "predicted", "gold"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, counts in scores.tables.items():
        macro = f"{100 * counts.macro()[2]:.1f}"
        table.add_row(name, *_cells(counts.tally(), macro), style="bold" if labels else "")
        for label in counts.prefixes() if labels else ():
            table.add_row(_indented(label), *_cells(counts.tally(label), ""))
    return table


def _indented(label: Label) -> str:
    from rich.markup import escape

    return "  " * len(label) + escape(quoted(label[-1])[1:-1] or "unstated")


def _cells(tally: Tally, macro: str) -> tuple[str, ...]:
    percent = (f"{100 * value:.1f}" for value in (tally.precision, tally.recall, tally.f1))
    return (*percent, macro, str(tally.matched_gold), str(tally.predicted), str(tally.gold))
