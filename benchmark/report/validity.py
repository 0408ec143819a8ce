"""The results of docs/validity.md as tables."""

from __future__ import annotations

from collections.abc import Sequence

from benchmark.report.sheet import Cell, Column, Sheet, to_markdown
from benchmark.statistics import Estimate
from benchmark.validity import CONTROLLED, MEASURES, SLICED, Judged, Part, Validity

VERDICT = {True: "ok", False: "short", None: ""}


def to_sheets(results: Validity) -> list[Sheet]:
    """One table a question: lexicons, controls, where triggers stand, parts of the data, contrast pairs."""
    return [
        *(_floor(results, split) for split in dict.fromkeys(one.split for one in results.floor)),
        _controls(results),
        _tenths(results),
        *(_parts(results, by) for by in dict.fromkeys(part.by for part in results.parts)),
        _consistency(results),
    ]


def to_page(sheets: Sequence[Sheet]) -> str:
    """The tables in Markdown, each under its title: the generated part of docs/validity.md."""
    return "\n\n".join(f"### {sheet.title}\n\n{to_markdown([sheet])}" for sheet in sheets)


def _floor(results: Validity, split: str) -> Sheet:
    judged = [one for one in results.floor if one.split == split]
    rows = tuple(
        (one.name, *(cell for measure in MEASURES for cell in _score(one, measure)), *_verdict(one, "TC"))
        for one in judged
    )
    columns = (Column("system"), *_columns(MEASURES), Column("bound of TC"), Column("verdict"))
    return Sheet(f"Lexicons on {split}: F1 in %", columns, rows, judged[0].scores.signature)


def _controls(results: Validity) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    depths = []
    for measure in CONTROLLED:
        rows.append((measure, *([None] * 6)))
        depths.append(0)
        for one in results.controls:
            rows.append((one.name, *_score(one, measure), *_shown(one.kept.get(measure)), *_verdict(one, measure)))
            depths.append(1)
    columns = (
        Column("texts of test"),
        Column("F1", "share"),
        Column("interval", "share", optional=True),
        Column("kept", "share"),
        Column("interval of kept", "share", optional=True),
        Column("bound"),
        Column("verdict"),
    )
    title = f"Controls: {results.name} on texts with a part kept back, in %"
    return Sheet(title, columns, tuple(rows), results.controls[0].scores.signature, tuple(depths))


def _score(one: Judged, measure: str) -> tuple[Cell, Cell]:
    return one.scores.tally(measure).f1, one.scores.interval(measure)


def _shown(estimate: Estimate | None) -> tuple[Cell, Cell]:
    return (estimate.value, estimate.interval) if estimate else (None, None)


def _verdict(one: Judged, measure: str) -> tuple[Cell, Cell]:
    bound = one.bounds.get(measure)
    return str(bound) if bound else None, VERDICT[one.ok(measure)]


def _columns(measures: Sequence[str]) -> list[Column]:
    return [
        column
        for measure in measures
        for column in (Column(measure, "share"), Column(f"{measure} interval", "share", optional=True))
    ]


def _tenths(results: Validity) -> Sheet:
    every, test = results.tenths["all"], results.tenths["test"]
    rows: list[tuple[Cell, ...]] = []
    for number, (of_all, of_test) in enumerate(zip(every, test, strict=True), 1):
        shares = of_all / max(1, sum(every)), of_test / max(1, sum(test))
        rows.append((f"{number}", of_all, shares[0], of_test, shares[1], "█" * round(100 * shares[0])))
    columns = (
        Column("tenth"),
        Column("mentions", "number"),
        Column("share", "share"),
        Column("in test", "number"),
        Column("share of test", "share"),
        Column("a block a percent"),
    )
    return Sheet("Where in the text triggers stand", columns, tuple(rows))


def _parts(results: Validity, by: str) -> Sheet:
    def row(part: Part) -> tuple[Cell, ...]:
        return part.value, part.documents, *(cell for one in part.f1 for cell in _shown(one))

    columns = (Column(by), Column("texts", "number"), *_columns(SLICED))
    rows = tuple(row(part) for part in results.parts if part.by == by)
    return Sheet(f"{results.name} by {by}: F1 in % on dev and test", columns, rows, results.parts_signature)


def _consistency(results: Validity) -> Sheet:
    columns = (
        Column("original in"),
        Column("pairs", "number"),
        Column("original right", "share"),
        Column("interval", "share", optional=True),
        Column("partner right", "share"),
        Column("interval", "share", optional=True),
        Column("both right", "share"),
        Column("interval", "share", optional=True),
    )
    rows = tuple(
        (one.split, one.pairs, *_shown(one.original), *_shown(one.partner), *_shown(one.both))
        for one in results.consistency
    )
    return Sheet(f"Contrast pairs: {results.name}, shares in %", columns, rows)
