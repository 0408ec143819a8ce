"""`dateline score`: predictions against gold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted

if TYPE_CHECKING:
    from benchmark.corpus import Corpus
    from benchmark.ontology import Ontology
    from benchmark.schema import Annotation
    from benchmark.scoring import Scores


def score(
    predictions: Annotated[Path, typer.Argument(metavar="PREDICTIONS.jsonl", help="One document a line.")],
    split: Annotated[str | None, typer.Option("--split", help="Score against this split of the corpus.")] = None,
    gold: Annotated[Path | None, typer.Option("--gold", help="Score against this file instead.")] = None,
    ontology: Annotated[
        str | None, typer.Option("--ontology", help="Check labels by this file; `any` checks none. With --gold.")
    ] = None,
    like: Annotated[str, typer.Option("--like", help="Count as this scorer does: dateline, textee.")] = "dateline",
    measures: Annotated[str, typer.Option("--measures", help="Only these, with commas: TC,AC+.")] = "",
    output: Annotated[
        console.TableFormat, typer.Option("--format", help="How to print the scores.")
    ] = console.TableFormat.table,
    labels: Annotated[bool, typer.Option("--labels", help="A row for each type, role and realis too.")] = False,
) -> None:
    """Score predictions against a split of the corpus or any gold file."""
    from benchmark.corpus import Corpus

    if (split is None) == (gold is None):
        raise DatelineError("say what to score against: --split dev, or --gold FILE (one of them)")
    names = [name.strip() for name in measures.split(",") if name.strip()]
    if split is not None:
        if ontology is not None:
            raise DatelineError("--ontology goes with --gold; a split has its own")
        result = score_split(Corpus(), split, predictions, names, like)
    else:
        assert gold is not None
        result = _score_file(gold, predictions, ontology, names, like)
    print_scores(result, output, labels=labels)
    if not labels and output is console.TableFormat.table:
        console.say("next: --labels for types and roles, --format json for programs")


def score_split(
    corpus: Corpus, split: str, predictions: Path, measures: Sequence[str], like: str = "dateline"
) -> Scores:
    """The scores of a predictions file on a split."""
    from benchmark.jsonl import read_annotations
    from benchmark.scoring import score as score_annotations

    documents = list(corpus.annotated(split))
    texts = {document.id: document.text for document, _ in documents}
    predicted = read_annotations(predictions, ontology=corpus.ontology, texts=texts)
    gold = [annotation for _, annotation in documents]
    return score_annotations(
        gold, predicted, measures or None, like=like, data=f"corpus:{corpus.version}|split:{split}"
    )


def _score_file(gold_path: Path, predictions: Path, ontology: str | None, measures: Sequence[str], like: str) -> Scores:
    from benchmark.jsonl import read_annotations
    from benchmark.scoring import score as score_annotations

    gold = list(read_annotations(gold_path))
    rules = _ontology(gold, gold_path, ontology)
    texts = {annotation.document for annotation in gold}
    predicted = []
    for annotation in read_annotations(predictions, ontology=rules):
        if annotation.document not in texts:
            hint = did_you_mean(annotation.document, texts)
            raise InputError(f"document {quoted(annotation.document)} is not in {gold_path}; {hint}", path=predictions)
        predicted.append(annotation)
    digest = hashlib.sha256(gold_path.read_bytes()).hexdigest()[:6]
    return score_annotations(gold, predicted, measures or None, like=like, data=f"gold:{digest}")


def _ontology(gold: Sequence[Annotation], path: Path, choice: str | None) -> Ontology | None:
    """The ontology that both files must keep to; None for another corpus, whose labels nobody here knows.

    Dateline's own is used as soon as gold uses one of its types, so that a misspelt type is found.
    """
    from benchmark.corpus import Corpus
    from benchmark.ontology import read_ontology

    if choice == "any":
        return None
    ours = read_ontology(Path(choice)) if choice else Corpus().ontology
    types = {event.type for annotation in gold for event in annotation.events}
    if choice is None and types and not types & ours.types.keys():
        listed = ", ".join(quoted(name) for name in sorted(types)[:4])
        console.say(
            f"gold has types of another ontology ({listed}): labels are not checked; --ontology FILE checks them"
        )
        return None
    for number, annotation in enumerate(gold, 1):
        if (fault := ours.fault(annotation)) is not None:
            field = f"document {quoted(annotation.document)}: {fault[0]}"
            problem = f"{fault[1]} (--ontology any, if gold is of another corpus)"
            raise InputError(problem, path=path, line=number, field=field)
    return ours


def print_scores(scores: Scores, output: console.TableFormat, *, labels: bool) -> None:
    """Scores to stdout, the coverage to stderr."""
    from benchmark.report.scores import to_json, to_table

    total, missing = len(scores.documents), len(scores.missing)
    note = f"; {missing} without predictions count as empty ({', '.join(scores.missing[:5])})" if missing else ""
    console.say(f"coverage: {total - missing} of {total} documents{note}")
    if output is console.TableFormat.json:
        typer.echo(to_json(scores))
    else:
        console.data().print(to_table(scores, labels=labels))
