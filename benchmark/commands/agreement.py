"""`dateline agreement`: how far two annotators agree, and where they do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from benchmark.commands import console, options
from benchmark.exceptions import DatelineError

if TYPE_CHECKING:
    from benchmark.adjudication import Settlement
    from benchmark.agreement import Agreement, Confusion
    from benchmark.annotators import Material, Selection
    from benchmark.corpus import Corpus
    from benchmark.disagreements import Disagreement
    from benchmark.report.sheet import Cell, Sheet
    from benchmark.statistics import Estimate


def agreement(
    a: Annotated[str, typer.Argument(metavar="A", help="gold, a pass, a folder of .ann files, or a JSONL file.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    split: Annotated[str | None, typer.Option("--split", help="Only documents of this split.")] = None,
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Only those in this file, an id a line.")
    ] = None,
    slices: Annotated[bool, typer.Option("--slices", help="Agreement by type and by phenomenon too.")] = False,
    disagreements: Annotated[
        Path | None,
        typer.Option("--disagreements", help="Write all disagreements here, to be adjudicated; -: print only them."),
    ] = None,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="Count how the differences of the passes a and b were settled.")
    ] = False,
    resamples: options.ResamplesOption = 1_000,
    output: options.FormatOption = console.Format.table,
) -> None:
    """Compare two annotations of the same documents: F1, kappa, alpha and chains, with intervals."""
    import json

    from benchmark import agreement as compared
    from benchmark.adjudication import PASSES
    from benchmark.annotators import read, read_names, read_side, select
    from benchmark.corpus import Corpus
    from benchmark.disagreements import disagreements as differences

    if decisions and disagreements is not None:
        raise DatelineError("--decisions and --disagreements ask for two lists; give one")
    if disagreements is not None and disagreements.exists():
        raise DatelineError(f"{disagreements} is there already and may hold decisions; name another file")
    if decisions and (a, b) != PASSES:
        raise DatelineError(f"decisions are about the passes {' and '.join(PASSES)}; name these two, in this order")
    corpus = Corpus()
    sides = read_side(a, corpus), read_side(b, corpus)
    names = None if documents is None else read_names(documents, corpus)
    selection = select(*sides, corpus, split, names)
    _tell(selection, a, b)
    if decisions:
        _print_decisions(corpus, selection, output)
        return
    material = read(*sides, selection, corpus)
    if disagreements == Path("-"):
        _print_disagreements(differences(material), material, output)
        return
    found = compared.agreement(material, resamples=resamples, sliced=slices)
    if output is console.Format.json:
        typer.echo(json.dumps(_record(found, selection), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        console.emit(_sheets(found, a, b), output)
    if any(math.isnan(figure.estimate.value) for figure in found.figures):
        console.say("undefined: nothing to compare, or (kappa, alpha) one label only")
    if found.documents < compared.FEW:
        console.say(f"under {compared.FEW} documents intervals are too narrow: see docs/statistics.md")
    if disagreements is None:
        console.say("next: --disagreements FILE for the list to adjudicate, --slices for types and phenomena")
    else:
        _write_disagreements(differences(material), disagreements)


def _tell(selection: Selection, a: str, b: str) -> None:
    """How many documents are compared, and which are not because a side lacks them."""
    console.say(f"{len(selection.documents)} documents in both")
    for name, lacking in ((a, selection.not_in_a), (b, selection.not_in_b)):
        if lacking:
            some = ", ".join(lacking[:5]) + (", ..." if len(lacking) > 5 else "")
            console.say(f"{len(lacking)} left out, not in {name}: {some}")


def _write_disagreements(found: Sequence[Disagreement], path: Path) -> None:
    from benchmark.disagreements import to_tsv
    from benchmark.files import write_whole

    write_whole(path, to_tsv(found))
    console.say(f"wrote {len(found)} disagreements to {console.shown(path)}")


def _print_disagreements(found: Sequence[Disagreement], material: Material, output: console.Format) -> None:
    from benchmark.report.sheet import Column, Sheet

    columns = (
        Column("document"),
        Column("kind"),
        Column("start", "number"),
        Column("end", "number"),
        Column("words", optional=True),
        Column("A"),
        Column("B"),
        Column("sentence", optional=True),
    )
    console.emit([Sheet("Disagreements", columns, tuple(found), f"dateline|{material.data}")], output)
    console.say(f"{len(found)} disagreements")


def _print_decisions(corpus: Corpus, selection: Selection, output: console.Format) -> None:
    from benchmark.adjudication import read_adjudication

    rows = [row for _, row in read_adjudication(corpus) if row.document in selection.documents]
    signature = f"dateline|corpus:{corpus.version}|documents:{len(selection.documents)}"
    console.emit([_decision_sheet(rows, signature)], output)
    console.say(f"{len(rows)} rows of annotations/adjudication.tsv")


def _decision_sheet(rows: Sequence[Settlement], signature: str) -> Sheet:
    """How often A was right, B or neither, by kind; errors that both passes share were won by neither."""
    from benchmark.adjudication import decided
    from benchmark.report.sheet import Column, Sheet

    cells: list[tuple[Cell, ...]] = []
    depths = []
    for name, shared in (("differences", False), ("shared errors", True)):
        counts = decided(row for row in rows if row.is_shared == shared)
        total = tuple(map(sum, zip(*counts.values(), strict=True))) or (0, 0, 0)
        for depth, kind, count in ((0, name, total), *((1, kind, count) for kind, count in counts.items())):
            cells.append((kind.removeprefix("shared: "), *((None,) * 3 if shared else count), sum(count)))
            depths.append(depth)
    columns = Column("kind"), *(Column(name, "number") for name in ("A", "B", "other", "all"))
    return Sheet("Decisions of the adjudicator", columns, tuple(cells), signature, tuple(depths))


def _shown(estimate: Estimate) -> tuple[Cell, Cell]:
    """A number with its interval."""
    return ("undefined", None) if math.isnan(estimate.value) else (estimate.value, estimate.interval)


def _sheets(found: Agreement, a: str, b: str) -> list[Sheet]:
    from benchmark.report.sheet import Column, Sheet

    rows: list[tuple[Cell, ...]] = []
    depths = []
    for number, figure in enumerate(found.figures):
        if not number or found.figures[number - 1].group != figure.group:
            rows.append((figure.group, *([None] * 7)))
            depths.append(0)
        counts = figure.a, figure.b, figure.both
        rows.append((figure.name, *_shown(figure.estimate), figure.aim, figure.verdict, *counts))
        depths.append(1)
    columns = (
        Column("agreement"),
        Column("value", "share"),
        Column("95 % interval", "share"),
        Column("aim", "share"),
        Column(""),
        Column("items of A", "number", optional=True),
        Column("of B", "number", optional=True),
        Column("decisions", "number", optional=True),
    )
    title = f"A: {a}, B: {b}; {found.documents} documents, everything in %"
    sheets = [Sheet(title, columns, tuple(rows), found.signature, tuple(depths))]
    sheets += [_confusion_sheet(confusion) for confusion in found.confusions]
    if found.slices:
        sheets.append(_slice_sheet(found))
    return sheets


def _confusion_sheet(confusion: Confusion) -> Sheet:
    from benchmark.report.sheet import Column, Sheet

    columns = Column(f"{confusion.of}: A"), *(Column(f"B: {label}", "number") for label in confusion.labels)
    rows: list[tuple[Cell, ...]] = []
    for label, counts in zip(confusion.labels, confusion.counts, strict=True):
        rows.append((label, *counts))
    return Sheet(f"What A and B said: {confusion.of} of events of both", columns, tuple(rows))


def _slice_sheet(found: Agreement) -> Sheet:
    from benchmark.report.sheet import Column, Sheet

    rows: list[tuple[Cell, ...]] = []
    depths = []
    for number, part in enumerate(found.slices):
        if not number or found.slices[number - 1].by != part.by:
            rows.append((part.by, *([None] * 9)))
            depths.append(0)
        scores = [cell for one in (part.trigger, part.argument, part.realis) for cell in _shown(one)]
        rows.append((part.value, part.documents, part.a, part.b, *scores))
        depths.append(1)
    columns = (
        Column("slice"),
        Column("documents", "number", optional=True),
        Column("events of A", "number", optional=True),
        Column("of B", "number", optional=True),
        Column("TC F1", "share"),
        Column("TC interval", "share", optional=True),
        Column("AC+@chain F1", "share"),
        Column("AC+@chain interval", "share", optional=True),
        Column("realis kappa", "share"),
        Column("kappa interval", "share", optional=True),
    )
    return Sheet("Slices, everything in %", columns, tuple(rows), found.signature, tuple(depths))


def _record(found: Agreement, selection: Selection) -> dict[str, Any]:
    """Everything for programs; what is undefined is null."""
    from dataclasses import asdict

    def scored(estimate: Estimate) -> dict[str, Any]:
        undefined = math.isnan(estimate.value)
        return {"value": None if undefined else estimate.value, "interval": None if undefined else estimate.interval}

    return {
        "signature": found.signature,
        "documents": {"compared": len(selection.documents), **asdict(selection)},
        "figures": [
            {
                "group": figure.group,
                "name": figure.name,
                **scored(figure.estimate),
                "aim": figure.aim,
                "verdict": figure.verdict or None,
                "items": {"A": figure.a, "B": figure.b, "both": figure.both},
            }
            for figure in found.figures
        ],
        "confusions": [asdict(confusion) for confusion in found.confusions],
        "slices": [
            {
                "by": part.by,
                "slice": part.value,
                "documents": part.documents,
                "events": {"A": part.a, "B": part.b},
                "TC": scored(part.trigger),
                "AC+@chain": scored(part.argument),
                "realis kappa": scored(part.realis),
            }
            for part in found.slices
        ],
    }
