"""`dateline corpus`: what the corpus holds."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer

from benchmark.commands import console


def corpus(
    listed: Annotated[bool, typer.Option("--list", help="List the documents.")] = False,
    seal: Annotated[
        bool, typer.Option("--seal", help="Write the checksums of edited texts into the manifest.")
    ] = False,
    output: Annotated[console.Format, typer.Option("--format", help="How to print.")] = console.Format.table,
) -> None:
    """Count documents, words and events of each split, or list the documents."""
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
    console.say("next: dateline corpus --list, dateline show DOC")
