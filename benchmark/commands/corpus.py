"""`dateline corpus`: what the corpus holds, and whether it is what it must be."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console

if TYPE_CHECKING:
    from benchmark.corpus import Corpus


def corpus(
    listed: Annotated[bool, typer.Option("--list", help="List the documents.")] = False,
    seal: Annotated[
        bool, typer.Option("--seal", help="Write the checksums of edited texts into the manifest.")
    ] = False,
    measured: Annotated[
        bool, typer.Option("--profile", help="Measure what is demanded of the corpus; exit 1 if a bound is broken.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="With --profile: list the texts, pairs or words behind the figures.")
    ] = False,
    output: Annotated[console.Format, typer.Option("--format", help="How to print.")] = console.Format.table,
) -> None:
    """Count documents, words and events of each split, list the documents, or measure the corpus."""
    from rich.table import Table

    from benchmark.corpus import SPLITS, Corpus

    data = Corpus()
    if seal:
        typer.echo(f"{data.seal()} checksums changed")
        return
    if listed:
        for facts in data.facts.values():
            typer.echo("\t".join((facts.id, facts.split, facts.date, facts.register, facts.title)))
        return
    if measured:
        _profile(data, output, verbose=verbose)
        return
    counts: dict[str, Counter[str]] = {}
    for split in SPLITS:
        count = counts[split] = Counter()
        for document, gold in data.annotated(split):
            count["documents"] += 1
            count["words"] += len(document.text.split())
            count["events"] += len(gold.events)
            count["arguments"] += sum(len(event.arguments) for event in gold.events)
            count["chains"] += len({event.chain for event in gold.events})
            count.update(event.type for event in gold.events)
            count.update(event.realis for event in gold.events)
            count["background"] += sum(event.background for event in gold.events)
            count["text conflicts"] += len(gold.conflicts)
    if output is console.Format.json:
        typer.echo(json.dumps({"version": data.version, "splits": counts}, indent=2))
        return
    table = Table(title=f"Dateline corpus {data.version}", title_justify="left")
    table.add_column("")
    for split in SPLITS:
        table.add_column(split, justify="right")
    table.add_column("all", justify="right")
    rows = ["documents", "words", "events", *data.ontology.types, *data.ontology.realis]
    for row in [*rows, "background", "chains", "arguments", "text conflicts"]:
        numbers = [counts[split][row] for split in SPLITS]
        table.add_row(row, *map(str, numbers), str(sum(numbers)))
    console.data().print(table)
    console.say("next: dateline corpus --profile, dateline corpus --list, dateline show DOC")


def _profile(data: Corpus, output: console.Format, *, verbose: bool) -> None:
    """The properties with figure and bound, and with `verbose` what is behind the figures."""
    from benchmark.profile import profile
    from benchmark.report.sheet import Column, Sheet

    rows = profile(data)
    verdict = {True: "ok", False: "short", None: ""}
    columns = (Column("property"), Column("figure", "number"), Column("bound"), Column("verdict"))
    cells = tuple((row.name, row.figure, row.bound, verdict[row.ok]) for row in rows)
    sheets = [Sheet(f"Profile of corpus {data.version}", columns, cells)]
    if verbose:
        behind = tuple((row.name, offender) for row in rows for offender in row.offenders)
        sheets.append(Sheet("Behind the figures", (Column("property"), Column("what")), behind))
    console.emit(sheets, output)
    short = [row.name for row in rows if row.ok is False]
    console.say(f"{len(rows)} properties, {len(short)} short of their bound; docs/profile.md defines them")
    if short:
        if not verbose:
            console.say("next: dateline corpus --profile --verbose")
        raise typer.Exit(1)
