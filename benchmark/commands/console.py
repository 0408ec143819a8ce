"""What every command shares: where data and progress go, which baselines there are, what to type next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.baseline import Baseline, find_baseline
from benchmark.corpus import data_root

if TYPE_CHECKING:
    from rich.console import Console

    from benchmark.report.sheet import Sheet


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    latex = "latex"


SplitOption = Annotated[str, typer.Option("--split", help="train, dev or test.")]


def workspace() -> Path:
    """Where baselines are made and predictions written: the clone when standing in it, else the current folder."""
    here, root = Path.cwd().resolve(), data_root()
    return root if (root / "pyproject.toml").is_file() and (here == root or root in here.parents) else here


def baseline(name: str) -> Baseline:
    """The baseline of that name in the workspace, or else among those that come with Dateline."""
    return find_baseline(name, [workspace() / "baselines", data_root() / "baselines"])


def data() -> Console:
    """The console for results: stdout, plain and wide when it is not a terminal."""
    from rich.console import Console

    return Console(soft_wrap=True) if sys.stdout.isatty() else Console(width=120, soft_wrap=True)


def progress() -> Console:
    """The console for everything that is not a result: stderr."""
    from rich.console import Console

    return Console(stderr=True)


def say(message: str) -> None:
    """A line to stderr, without what could drive a terminal."""
    typer.echo(printable(message), err=True)


def printable(message: str) -> str:
    """A message on one line, its control and direction characters escaped.

    >>> printable("a\\x1b[2J")
    'a\\\\u001b[2J'
    """
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in message)


def shown(path: Path) -> str:
    """A path as the user would type it."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def emit(sheets: Sequence[Sheet], output: Format) -> None:
    """Tables to stdout, in a format; in JSON each is a list of records by column name."""
    import json

    from benchmark.report import sheet as forms

    if output is Format.table:
        for number, sheet in enumerate(sheets):
            if number:
                data().print()
            console = data()
            console.print(forms.to_rich(sheet, console.width))
    elif output is Format.csv:
        typer.echo(forms.to_csv(sheets), nl=False)
    elif output is Format.json:
        typer.echo(json.dumps({sheet.title: forms.to_records(sheet) for sheet in sheets}, ensure_ascii=False, indent=2))
    else:
        typer.echo(forms.to_markdown(sheets) if output is Format.markdown else forms.to_latex(sheets))
