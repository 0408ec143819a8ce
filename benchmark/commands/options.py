"""Options that several commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmark.commands.console import Format

SplitOption = Annotated[str | None, typer.Option("--split", help="Score against this split of the corpus.")]
GoldOption = Annotated[Path | None, typer.Option("--gold", help="Score against this file instead.")]
FromOption = Annotated[str, typer.Option("--from", help="Format of the files; --list-formats has all.")]
GoldFromOption = Annotated[str | None, typer.Option("--gold-from", help="Format of the gold file, if another one.")]
OntologyOption = Annotated[
    str | None, typer.Option("--ontology", help="Check labels by this file; `any` checks none. With --gold.")
]
TextsOption = Annotated[
    Path | None, typer.Option("--texts", help="Folder with a DOCUMENT.txt for each document of --gold.")
]
TokensOption = Annotated[Path | None, typer.Option("--tokens", help="Folder of the token tables that tbf may need.")]
StringsOption = Annotated[
    str, typer.Option("--strings", help="Placing of strings without offsets: first-unused, nearest-trigger or all.")
]
OutsideOption = Annotated[
    bool, typer.Option("--count-outside", help="Count predicted types and roles outside the ontology as wrong.")
]
ResamplesOption = Annotated[int, typer.Option("--resamples", min=0, max=1_000_000, help="For intervals; 0: none.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the results.")]
