"""Where points were lost, and scores on parts of the data, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from benchmark.errors import CAUSES, CauseOfLoss
from benchmark.report.sheet import Cell, Column, Sheet
from benchmark.slices import Slice
from benchmark.statistics import Estimate

_MEASURE = {"event": "TC+realis", "argument": "AC+@chain"}


def cause_sheet(lost: Sequence[CauseOfLoss], signature: str) -> Sheet:
    """The causes of loss; for each measure, missing and spurious items add up to what it leaves unmatched."""
    rows: list[tuple[Cell, ...]] = []
    depths = []
    for kind, measure in _MEASURE.items():
        of_kind = [cause for cause in lost if cause.kind == kind]
        missing, spurious = sum(cause.missing for cause in of_kind), sum(cause.spurious for cause in of_kind)
        rows.append((measure, missing, spurious, None, f"all points lost by {measure}"))
        rows += [(cause.cause, cause.missing, cause.spurious, cause.gain, CAUSES[cause.cause]) for cause in of_kind]
        depths += [0, *([1] * len(of_kind))]
    columns = (
        Column("cause"),
        Column("missing", "number"),
        Column("spurious", "number"),
        Column("F1 gained if mended", "difference"),
        Column("what it means", optional=True),
    )
    return Sheet("Points lost", columns, tuple(rows), signature, tuple(depths))


def slice_sheet(slices: Sequence[Slice], signature: str) -> Sheet:
    """One row a slice, under the property that it is cut by."""
    columns = (
        Column("slice"),
        Column("documents", "number", optional=True),
        Column("events", "number"),
        Column("TC F1", "share"),
        Column("TC interval", "share", optional=True),
        Column("arguments", "number"),
        Column("AC+@chain F1", "share"),
        Column("AC+@chain interval", "share", optional=True),
    )
    rows: list[tuple[Cell, ...]] = []
    depths = []
    for number, part in enumerate(slices):
        if not number or slices[number - 1].by != part.by:
            rows.append((part.by, *([None] * 7)))
            depths.append(0)
        trigger, argument = _cells(part.trigger), _cells(part.argument)
        events, arguments = (part.events if part.trigger else None), (part.arguments if part.argument else None)
        rows.append((part.value, part.documents, events, *trigger, arguments, *argument))
        depths.append(1)
    return Sheet("Slices, scores in %", columns, tuple(rows), signature, tuple(depths))


def slice_record(part: Slice) -> dict[str, object]:
    """A slice for programs: scores by name, with the interval of F1."""

    def scores(of: tuple[Estimate, ...] | None) -> dict[str, object] | None:
        if of is None:
            return None
        named = zip(("precision", "recall", "f1"), (estimate.value for estimate in of), strict=True)
        return {**dict(named), "interval": of[-1].interval}

    return {**asdict(part), "trigger": scores(part.trigger), "argument": scores(part.argument)}


def _cells(scores: tuple[Estimate, ...] | None) -> tuple[Cell, Cell]:
    return (scores[-1].value, scores[-1].interval) if scores else (None, None)
