"""`dateline lint`: is the gold free of errors?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmark.commands import console


def lint(
    name: Annotated[str | None, typer.Argument(metavar="[DOC]", help="Only this document.")] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write files that are only out of order in canonical order.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
) -> None:
    """Check texts and gold by the rules L01 to L14; exit 1 when one is broken."""
    from benchmark.corpus import Corpus
    from benchmark.lint import RULES, check_corpus, check_document, fix_order

    if rules:
        for rule, meaning in RULES.items():
            typer.echo(f"{rule}  {meaning}")
        return
    corpus = Corpus()
    if fix:
        console.say(f"{fix_order(corpus)} files written in canonical order")
    found = check_document(corpus, corpus.find(name)) if name else list(check_corpus(corpus))
    for finding in found:
        typer.echo(str(finding._replace(path=Path(console.shown(finding.path)))))
    checked = 1 if name else len(corpus.facts)
    console.say(f"{checked} documents, {len(found)} errors")
    if found:
        raise typer.Exit(1)
