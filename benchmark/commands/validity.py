"""`dateline validity`: can the corpus be solved without reading it?"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console, options

if TYPE_CHECKING:
    from benchmark.baseline import Extractor
    from benchmark.schema import Annotation, Document

LEXICON = "trigger_lexicon"


def validity(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The system that is run on masked texts.")] = LEXICON,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 when a bound is broken.")] = False,
    output: options.FormatOption = console.Format.table,
    root: Annotated[Path | None, typer.Option("--data", help="Folder with corpus/ and annotations/.")] = None,
) -> None:
    """Score lexicons; score a system on texts with a part kept back, on parts of the data, on contrast pairs."""
    from rich.progress import Progress, TextColumn

    from benchmark import running
    from benchmark.corpus import Corpus
    from benchmark.report.validity import to_page, to_sheets
    from benchmark.validity import validity as measure
    from benchmark.validity.majority import Majority

    corpus = Corpus(root)
    train, dev = (list(corpus.annotated(split)) for split in ("train", "dev"))
    systems: dict[str, Extractor] = {}
    for reading in (Majority("form"), Majority("lemma")):
        reading.fit(train, dev)
        systems[f"majority of each {reading.by}"] = reading
    lexicons = [*systems, LEXICON]
    for system in dict.fromkeys((LEXICON, name)):
        systems[system] = running.fitted(console.baseline(system), corpus)
    with Progress(TextColumn("{task.completed} texts read"), console=console.progress(), transient=True) as progress:
        task = progress.add_task(name, total=None)

        @cache
        def extract(system: str, document: Document) -> Annotation:
            progress.advance(task)
            return running.extract_one(systems[system], document, system)

        results = measure(corpus, name, {each: partial(extract, each) for each in systems}, lexicons)
    sheets = to_sheets(results)
    if output is console.Format.markdown:
        typer.echo(to_page(sheets))
    else:
        console.emit(sheets, output)
    for broken in results.short:
        console.say(f"short: {broken}")
    console.say("docs/validity.md says what each table shows; next: dateline score PREDICTIONS --split contrast")
    if check and results.short:
        raise typer.Exit(1)
