"""`dateline worksheet`: annotation as plain text, to start from, to check and to turn into .ann files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console
from benchmark.exceptions import DatelineError, InputError

if TYPE_CHECKING:
    from benchmark.corpus import Corpus, Facts
    from benchmark.schema import Document
    from benchmark.worksheet import Worksheet


def worksheet(
    names: Annotated[list[str], typer.Argument(metavar="DOC | SHEET...", help="A document's id; with --check, files.")],
    gold: Annotated[bool, typer.Option("--gold", help="Print the document's gold as a sheet.")] = False,
    source: Annotated[Path | None, typer.Option("--from", help="Print this .ann file of the document instead.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Read sheets and print every problem.")] = False,
    to: Annotated[Path | None, typer.Option("--to", help="Check, then write DIR/<split>/<doc>.ann.")] = None,
    negatives: Annotated[Path | None, typer.Option("--negatives", help="Check, then write negatives (TSV).")] = None,
    root: Annotated[Path | None, typer.Option("--data", help="Folder with corpus/ and annotations/.")] = None,
) -> None:
    """Print the sheet of a text, or check sheets; exit 1 when one has a problem."""
    from benchmark.corpus import Corpus

    corpus = Corpus(root)
    if check or to or negatives:
        if gold or source:
            raise DatelineError("--gold and --from print a sheet; leave them out to check one")
        _check(corpus, [Path(name) for name in names], to, negatives)
        return
    if len(names) > 1 or Path(names[0]).is_file():
        raise DatelineError("one document's id prints its sheet; to read sheets add --check")
    if gold and source:
        raise DatelineError("--gold or --from, not both")
    _print(corpus, names[0], gold, source)


def _print(corpus: Corpus, name: str, gold: bool, source: Path | None) -> None:
    from benchmark import standoff
    from benchmark.jsonl import check_spans
    from benchmark.paragraphs import numbered
    from benchmark.report.reading import safe
    from benchmark.schema import Annotation
    from benchmark.worksheet import write

    facts = corpus.find(name)
    document = corpus.document(facts)
    annotation = Annotation(document=facts.id, events=())
    path = corpus.gold_path(facts) if gold else source
    if path is not None:
        annotation = standoff.read(path, facts.id)
        check_spans(annotation, document.text, path)
    try:
        sheet = write(annotation, document.text)
    except ValueError as error:
        raise InputError(str(error), path=path or Path(name)) from None
    typer.echo(safe(f"# {facts.id}, published {facts.date}\n{numbered(document.text)}\n{sheet}"), nl=False)
    console.say("next: fill it in as docs/worksheets.md says, then dateline worksheet FILE --check")


def _check(corpus: Corpus, paths: list[Path], to: Path | None, negatives: Path | None) -> None:
    from msgspec.structs import astuple

    from benchmark import standoff
    from benchmark.files import write_whole
    from benchmark.negatives import Negative

    sheets: dict[str, tuple[Worksheet, Document, Facts]] = {}
    problems = 0
    for path in paths:
        for problem in _read(corpus, path, sheets):
            problems += 1
            typer.echo(console.printable(str(problem)))
    console.say(f"{len(paths)} sheets, {problems} problems")
    if problems:
        raise typer.Exit(1)
    if to is not None:
        for name, (sheet, document, facts) in sheets.items():
            content = standoff.write(sheet.annotation, document.text, canary=corpus.canary)
            write_whole(to / facts.split / f"{name}.ann", [content])
        console.say(f"wrote {len(sheets)} .ann files below {console.shown(to)}")
    if negatives is not None:
        rows = [Negative.__struct_fields__]
        for sheet, _, _ in sheets.values():
            rows += [tuple(map(str, astuple(negative))) for negative in sheet.negatives]
        # Only tabs and line ends part the fields of a row, and no field has one: words lie in one line of the text.
        write_whole(negatives, ["\t".join(value.replace("\t", " ") for value in row) + "\n" for row in rows])
        console.say(f"wrote {len(rows) - 1} negatives to {console.shown(negatives)}")


def _read(corpus: Corpus, path: Path, sheets: dict[str, tuple[Worksheet, Document, Facts]]) -> list[InputError]:
    """Add a sheet to those that were read; returns its problems."""
    from benchmark.worksheet import WorksheetError, content_of, document_of, findings, read

    try:
        name = document_of(content_of(path), path)
        try:
            facts = corpus.find(name)
        except InputError:
            raise
        except DatelineError as error:
            raise InputError(str(error), path=path, line=1) from None
        if name in sheets:
            raise InputError(f"is a second sheet of {name}, after {sheets[name][0].path}", path=path, line=1)
        document = corpus.document(facts)
        sheet = read(path, document, corpus.ontology)
    except WorksheetError as error:
        return list(error.problems)
    except InputError as error:
        return [error]
    sheets[name] = sheet, document, facts
    return findings(sheet, document, corpus.ontology)
