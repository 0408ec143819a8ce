"""`dateline explain`: one document, event by event: what was right, what was not, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmark.commands import console, options
from benchmark.exceptions import DatelineError, did_you_mean, quoted


def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A folder in baselines/, or a predictions file.")],
    document: Annotated[str, typer.Argument(metavar="DOC", help="A document's id.")],
    gold: options.GoldOption = None,
    kind: options.FromOption = "dateline",
    gold_kind: options.GoldFromOption = None,
    ontology: options.OntologyOption = None,
    tokens: options.TokensOption = None,
    texts: options.TextsOption = None,
    strings: options.StringsOption = "",
    count_outside: options.OutsideOption = False,
) -> None:
    """Walk through one document: each gold and predicted event, matched or not, and why."""
    from benchmark.commands.compare import predictions_path
    from benchmark.commands.inputs import gold_of, predictions_of
    from benchmark.corpus import Corpus
    from benchmark.errors import causes, left_out, outcomes_of
    from benchmark.report.losses import cause_sheet
    from benchmark.report.walk import to_text

    split = None if gold else Corpus().find(document).split
    wanted = gold_of(split, gold, gold_kind or kind, ontology, tokens, texts)
    path = predictions_path(name, split or "dev")
    found = predictions_of(path, wanted, kind, strings=strings, count_outside=count_outside, tokens=tokens)
    known = [annotation for annotation in wanted.annotations if annotation.document == document]
    if not known:
        names = [annotation.document for annotation in wanted.annotations]
        raise DatelineError(f"no document {quoted(document)} in {wanted.where}; {did_you_mean(document, names)}")
    given = [annotation for annotation in found.annotations if annotation.document == document]
    if not given:
        console.say(f"{console.shown(path)} has nothing on {document}: it counts as a document without events")
    outcomes = outcomes_of(known, given, wanted.ontology)[document]
    repairs = left_out(known[0], given[0]) if given else []
    out = console.data()
    out.print(to_text(outcomes, known[0], wanted.texts.get(document, ""), repairs))
    lost = causes(outcomes)
    if lost:
        out.print()
        console.emit([cause_sheet(lost, wanted.data)], console.Format.table)
    if gold is None:
        console.say(f"next: dateline show {document} for the text, annotations/GUIDELINES.md for the rules of gold")
