"""`dateline show`: a text of the corpus with its gold."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmark.commands import console


def show(
    name: Annotated[str, typer.Argument(metavar="DOC", help="A document's id, as `dateline corpus --list` gives it.")],
) -> None:
    """Show a text with its gold, in colour."""
    from benchmark.corpus import Corpus
    from benchmark.report.reading import safe, to_text

    corpus = Corpus()
    facts = corpus.find(name)
    document = corpus.document(facts)
    annotation = corpus.annotation(facts, document.text)
    out = console.data()
    out.print(
        safe(f"{facts.id}  {facts.split}  {facts.date}  {facts.source}  ({facts.register}, {facts.basis})"), style="dim"
    )
    out.print(to_text(document, annotation))
    for conflict in annotation.conflicts:
        repaired = ", ".join(f"“{safe(span.text)}”" for span in conflict.repaired) or "nothing in the text"
        out.print(f"text conflict: “{safe(conflict.text)}” as written; repaired by {repaired}", markup=False)
    for note in annotation.notes:
        out.print(
            f"note on {note.event or safe(note.span.text if note.span else '')}: {safe(note.text)}",
            markup=False,
            style="dim",
        )
    console.say("next: annotations/GUIDELINES.md says why; dateline lint checks it")
