"""Scores as tables, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmark.measures import Label, Tally
from benchmark.report.sheet import Cell, Column, Sheet
from benchmark.scoring import MACRO, Scores, TallyTable, document_records, label_text, record

_COUNTED = ("precision", "recall", "f1")


def to_json(scores: Scores, *, per_document: bool = False, **more: Any) -> str:
    """Scores, averages over types and scores by label, with intervals, the signature and the coverage, as JSON.

    Every score stands with its `interval`, [low, high] of its headline; null where there is none. `per_document` adds
    "documents": {id: {measure: scores}}; `more` is added as it is.
    """
    found: dict[str, Any] = {"signature": scores.signature, "scores": {}, "macro": {}, "labels": {}}
    scores.estimate(
        [
            (name, label)
            for name, table in scores.tables.items()
            for label in ((), *([MACRO] if table.types else []), *table.prefixes())
        ]
        if scores.resamples
        else []
    )
    for name, table in scores.tables.items():
        found["scores"][name] = {**record(table), "interval": scores.interval(name)}
        if macro := table.macro():
            found["macro"][name] = {**macro, "interval": scores.interval(name, MACRO)}
        found["labels"][name] = {
            label_text(label): {**record(table, label), "interval": scores.interval(name, label)}
            for label in table.prefixes()
        }
    found["coverage"] = {"documents": len(scores.documents), "missing": list(scores.missing)}
    if per_document:
        found["documents"] = {document: {} for document in scores.documents}
        for name, table in scores.tables.items():
            for document, scored in zip(scores.documents, document_records(table), strict=True):
                found["documents"][document][name] = scored
    return json.dumps({**found, **more}, ensure_ascii=False, indent=2)


def to_sheets(scores: Scores, *, labels: bool = False) -> list[Sheet]:
    """A table of the measures that have precision and recall, and one of the others.

    One row a measure, or, with `labels`, one for each event type, role and realis under it too.
    """
    if scores.resamples:
        scores.estimate([(name, label) for name, _, label in _lines(scores.tables, labels=labels)])
    counted = {name: table for name, table in scores.tables.items() if table.measure.values_are == _COUNTED}
    others = {name: table for name, table in scores.tables.items() if name not in counted}
    sheets = []
    if counted:
        sheets.append(_counted(scores, counted, labels=labels))
    if others:
        sheets.append(_others(scores, others, labels=labels))
    return sheets


def _lines(tables: dict[str, TallyTable], *, labels: bool) -> Iterator[tuple[str, TallyTable, Label]]:
    for name, table in tables.items():
        for label in [(), *(table.prefixes() if labels else ())]:
            yield name, table, label


def _counted(scores: Scores, tables: dict[str, TallyTable], *, labels: bool) -> Sheet:
    interval = (Column("95 % interval", "share"),) if scores.resamples else ()
    columns = (
        Column("measure"),
        Column("P", "share"),
        Column("R", "share"),
        Column("F1", "share"),
        *interval,
        Column("macro F1", "share", optional=True),
        Column("matched", "number", optional=True),
        Column("predicted", "number", optional=True),
        Column("gold", "number", optional=True),
    )
    rows: list[tuple[Cell, ...]] = []
    depths = []
    for name, table, label in _lines(tables, labels=labels):
        sums = table.sums(label)
        counts: tuple[Cell, ...] = (None, None, None)
        if table.measure.columns == Tally._fields:
            counts = Tally(*sums.tolist())[2], float(sums[1]), float(sums[3])
        macro = None if label else table.macro().get("f1")
        span = (scores.interval(name, label),) if scores.resamples else ()
        rows.append((label[-1] or "unstated" if label else name, *table.values(label).values(), *span, macro, *counts))
        depths.append(len(label))
    return Sheet("Scores in %", columns, tuple(rows), scores.signature, tuple(depths) if labels else ())


def _others(scores: Scores, tables: dict[str, TallyTable], *, labels: bool) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    depths = []
    for name, table, label in _lines(tables, labels=labels):
        measure, sums = table.measure, table.sums(label)
        for place, (what, value) in enumerate(table.values(label).items()):
            shown = label_text(label[-1:]) if label else name
            span = scores.interval(name, label, what) if scores.resamples else None
            factor = 100 if measure.is_share else 1
            scaled = (factor * span.low, factor * span.high) if span else None
            counts = ", ".join(
                f"{count:g} {column.replace('_', ' ')}"
                for column, count in zip(measure.columns, sums.tolist(), strict=True)
                if column not in measure.values_are
            )
            score = f"{what.replace('_', ' ')}{', %' if measure.is_share else ''}"
            rows.append((shown, score, factor * value, scaled, counts if not place else ""))
            depths.append(len(label))
    columns = (
        Column("measure"),
        Column("score"),
        Column("value", "number"),
        Column("95 % interval", "number"),
        Column("counts", optional=True),
    )
    return Sheet("Other measures", columns, tuple(rows), scores.signature, tuple(depths) if labels else ())
