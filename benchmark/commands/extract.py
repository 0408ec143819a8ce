"""`dateline extract`: what a system finds in any text."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from benchmark.commands import console


class ReadingFormat(StrEnum):
    """How a text with its events is printed."""

    text = "text"
    jsonl = "jsonl"


def extract(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A folder in baselines/.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text file, or - for standard input.")],
    date: Annotated[str, typer.Option("--date", help="Day of publication, YYYY-MM-DD, for systems that use it.")] = "",
    output: Annotated[
        ReadingFormat, typer.Option("--format", help="For reading, or for machines.")
    ] = ReadingFormat.text,
) -> None:
    """Show what a system finds in a text file."""
    from benchmark.corpus import Corpus
    from benchmark.files import MAX_TEXT, decode, read_text
    from benchmark.jsonl import encode_annotation
    from benchmark.report.reading import to_text
    from benchmark.running import extract_one, fitted
    from benchmark.schema import Document

    system = console.baseline(name)
    if file == "-":
        text, stem = decode(sys.stdin.buffer.read(MAX_TEXT), "standard input"), "stdin"
    else:
        text, stem = read_text(Path(file)), Path(file).stem
    document = Document(id=stem[:200] or "text", text=text, date=date)
    annotation = extract_one(fitted(system, Corpus()), document, name)
    if output is ReadingFormat.jsonl:
        typer.echo(encode_annotation(annotation).decode("utf-8"))
    else:
        console.data().print(to_text(document, annotation))
        console.say(f"next: dateline run {name} --split dev")
