"""`dateline contrast`: the contrast pairs of the corpus, and help in making one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console, options
from benchmark.exceptions import DatelineError, InputError, quoted

if TYPE_CHECKING:
    from benchmark.contrast import Alignment
    from benchmark.corpus import Corpus, Facts
    from benchmark.negatives import Negative
    from benchmark.report.sheet import Sheet


def contrast(
    original: Annotated[str | None, typer.Argument(metavar="[DOC]", help="The text that is edited.")] = None,
    edited: Annotated[Path | None, typer.Argument(metavar="[NEW.txt]", help="The edit, named by its id.")] = None,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Print the edit's worksheet, with what gold it keeps.")
    ] = False,
    output: options.FormatOption = console.Format.table,
    root: Annotated[Path | None, typer.Option("--data", help="Folder with corpus/ and annotations/.")] = None,
) -> None:
    """List the contrast pairs, or the edits that make NEW.txt of a text, or start the worksheet of the edit."""
    from benchmark.contrast import align
    from benchmark.corpus import Corpus
    from benchmark.files import check_name, read_text

    corpus = Corpus(root)
    if original is None:
        if sheet:
            raise DatelineError(
                "say which text is edited, and where the edit is: dateline contrast DOC NEW.txt --sheet"
            )
        found = _pairs(corpus)
        console.emit([found], output)
        console.say(f"{len(found.rows)} pairs; dateline validity says how many a system reads rightly")
        return
    if edited is None:
        raise DatelineError("say where the edited text is: dateline contrast DOC NEW.txt")
    facts = corpus.find(original)
    name = check_name(edited.stem, "document")
    text = read_text(edited, corpus_text=True)
    if sheet:
        typer.echo(_worksheet(corpus, facts, name, edited, text), nl=False)
        console.say("next: finish the sheet (docs/worksheets.md), add the text to the manifest, dateline lint")
        return
    alignment = align(corpus.document(facts).text, text)
    console.emit([_edits(alignment, corpus.document(facts).text, text)], output)
    console.say(f"{alignment.words} words differ; next: add --sheet > {name}.sheet")


def _pairs(corpus: Corpus) -> Sheet:
    from benchmark.contrast import changed, pairs
    from benchmark.report.sheet import Column, Sheet

    rows = []
    for pair in pairs(corpus):
        differing = changed(pair)
        counts = differing.original.total(), differing.partner.total()
        facts = pair.original.facts
        rows.append((pair.partner.facts.id, facts.id, facts.split, pair.alignment.words, *counts))
    columns = (
        Column("partner"),
        Column("edits"),
        Column("of"),
        Column("words", "number"),
        Column("items only there", "number"),
        Column("items only here", "number"),
    )
    return Sheet("Contrast pairs", columns, tuple(rows))


def _edits(alignment: Alignment, old: str, new: str) -> Sheet:
    from benchmark.report.sheet import Column, Sheet

    columns = Column("at", "number"), Column("old"), Column("new"), Column("words", "number")
    rows = tuple((edit.old[0], old[slice(*edit.old)], new[slice(*edit.new)], edit.words) for edit in alignment.edits)
    return Sheet("Edits", columns, rows)


def _worksheet(corpus: Corpus, facts: Facts, name: str, path: Path, text: str) -> str:
    """The gold and the negatives of a text, carried over an edit of it; what the edit touched is listed in comments."""
    from benchmark.contrast import shift
    from benchmark.paragraphs import numbered
    from benchmark.report.reading import one_line, safe
    from benchmark.worksheet import write

    old = corpus.document(facts).text
    kept, dropped = shift(corpus.annotation(facts, old), old, text, document=name)
    negatives, lost = _negatives(corpus, facts, old, text)
    gone = [f"{quoted(one.text)}: {one.what}" for one in dropped] + [f"{quoted(words)}: negative" for words in lost]
    head = [f"{name}, an edit of {facts.id}, published {facts.date}", *(f"edited away: {what}" for what in gone)]
    try:
        sheet = write(kept, text, negatives)
    except ValueError as error:
        raise InputError(str(error), path=path) from None
    return "".join(f"# {one_line(line)}\n" for line in head) + safe(f"{numbered(text)}\n{sheet}")


def _negatives(corpus: Corpus, facts: Facts, old: str, new: str) -> tuple[list[Negative], list[str]]:
    """The negatives of a text at their places in an edit, and the words of those that were edited."""
    from benchmark.contrast import align
    from benchmark.negatives import Negative, read_negatives

    alignment = align(old, new)
    kept, lost = [], []
    for _, row in read_negatives(corpus):
        if row.document == facts.id:
            place = alignment.carried(row.start, row.end)
            if place is None:
                lost.append(row.words)
            else:
                kept.append(Negative(facts.id, *place, new[slice(*place)], row.rule, row.reason))
    return kept, lost
