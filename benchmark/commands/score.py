"""`dateline score`: predictions against gold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from benchmark.commands import console, options
from benchmark.exceptions import DatelineError

if TYPE_CHECKING:
    from benchmark.commands.inputs import Gold, Predictions
    from benchmark.report.sheet import Sheet
    from benchmark.scoring import Scores


def score(
    predictions: Annotated[
        Path | None, typer.Argument(metavar="PREDICTIONS", help="What a system found, one document a line.")
    ] = None,
    split: options.SplitOption = None,
    gold: options.GoldOption = None,
    kind: options.FromOption = "dateline",
    gold_kind: options.GoldFromOption = None,
    ontology: options.OntologyOption = None,
    tokens: options.TokensOption = None,
    texts: options.TextsOption = None,
    like: Annotated[str, typer.Option("--like", help="Count as this scorer does; --list has all.")] = "dateline",
    measures: Annotated[str, typer.Option("--measures", help="Only these, with commas: TC,AC+@chain,B3.")] = "",
    strings: options.StringsOption = "",
    count_outside: options.OutsideOption = False,
    resamples: options.ResamplesOption = 10_000,
    output: options.FormatOption = console.Format.table,
    labels: Annotated[bool, typer.Option("--labels", help="A row for each type, role and realis too.")] = False,
    per_document: Annotated[bool, typer.Option("--per-document", help="Scores of each document, in JSON.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Why points were lost, by cause.")] = False,
    slices: Annotated[bool, typer.Option("--slices", help="Scores by type, register, realis, length...")] = False,
    disagreement: Annotated[bool, typer.Option("--disagreement", help="The scores of every known scorer.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Keep the tallies here, for `dateline compare`.")] = None,
    list_measures: Annotated[bool, typer.Option("--list", help="List measures and scorers.")] = False,
    list_formats: Annotated[bool, typer.Option("--list-formats", help="List formats.")] = False,
) -> None:
    """Score predictions against a split of the corpus or any gold file."""
    if list_measures or list_formats:
        _print_lists(output, measures=list_measures, formats=list_formats)
        return
    if predictions is None:
        raise DatelineError("say what to score: dateline score PREDICTIONS --split dev")
    from benchmark.commands.inputs import gold_of, predictions_of
    from benchmark.measures import split_names

    if per_document and output is not console.Format.json:
        raise DatelineError("--per-document goes with --format json")
    if disagreement and (measures or like != "dateline" or save or errors or slices or per_document or labels):
        raise DatelineError("--disagreement shows all scores of all scorers; leave other choices of what to show out")
    wanted = gold_of(split, gold, gold_kind or kind, ontology, tokens, texts)
    found = predictions_of(predictions, wanted, kind, strings=strings, count_outside=count_outside, tokens=tokens)
    if disagreement:
        from benchmark.report.disagreement import disagreement_sheets

        every = disagreement_sheets(wanted.annotations, found.annotations, wanted.words, wanted.data, wanted.units)
        console.emit(every, output)
        return
    result = scores_of(wanted, found, split_names(measures), like, resamples)
    if save is not None:
        from benchmark.tallies import write_scores

        if save.resolve() in {path.resolve() for path in (predictions, gold) if path}:
            raise DatelineError(f"--save {save} would overwrite what is scored; name another file")
        write_scores(save, result)
        console.say(f"wrote {console.shown(save)}")
    more: dict[str, Any] = {}
    sheets: list[Sheet] = []
    if errors or slices:
        more, sheets = _why(wanted, found, result, errors=errors, slices=slices)
    print_scores(result, found, output, labels=labels, per_document=per_document, sheets=sheets, **more)
    if output is console.Format.table and not (labels or errors):
        console.say("next: --labels for types and roles, --errors for what went wrong, --format json for programs")


def scores_of(
    gold: Gold, found: Predictions, measures: list[str], like: str = "dateline", resamples: int = 10_000
) -> Scores:
    """The scores of predictions against gold."""
    from benchmark.scoring import score as score_annotations

    return score_annotations(
        gold.annotations,
        found.annotations,
        measures or None,
        like=like,
        data=gold.data,
        texts=gold.words,
        units=gold.units,
        strings=found.strings,
        resamples=resamples,
    )


def print_scores(
    scores: Scores,
    found: Predictions,
    output: console.Format,
    *,
    labels: bool,
    per_document: bool = False,
    sheets: list[Sheet] | None = None,
    **more: Any,
) -> None:
    """Scores to stdout; the coverage and what became of strings to stderr."""
    from dataclasses import asdict

    from benchmark.report.scores import to_json, to_sheets

    total, missing = scores.read, len(scores.missing)
    note = f"; {missing} without predictions count as empty ({', '.join(scores.missing[:5])})" if missing else ""
    console.say(f"coverage: {total - missing} of {total} documents{note}")
    if found.placement.strings:
        counts = found.placement
        console.say(
            f"strings without offsets ({found.strings}): {counts.placed} placed, {counts.repaired} repaired, "
            f"{counts.unplaceable} unplaceable, which count as wrong"
        )
    if (repeated := _repeated(found)) and output is console.Format.table:
        console.say(
            f"{repeated} predicted events stand twice (trigger, type, arguments): see docs/metrics.md, Duplicates"
        )
    if output is console.Format.json:
        placement = {"strings": {"policy": found.strings, **asdict(found.placement)}, "repeated_events": repeated}
        typer.echo(to_json(scores, per_document=per_document, **placement, **more))
    else:
        console.emit([*to_sheets(scores, labels=labels), *(sheets or [])], output)


def _repeated(found: Predictions) -> int:
    """How many predicted events repeat another one of their document exactly."""
    total = 0
    for annotation in found.annotations:
        keys = {(e.trigger, e.type, frozenset(e.arguments)) for e in annotation.events}
        total += len(annotation.events) - len(keys)
    return total


def _why(
    gold: Gold, found: Predictions, scores: Scores, *, errors: bool, slices: bool
) -> tuple[dict[str, Any], list[Sheet]]:
    """The causes of loss and the slices, as JSON and as tables."""
    from dataclasses import asdict

    from benchmark.corpus import Corpus
    from benchmark.errors import causes, outcomes_of
    from benchmark.report.losses import cause_sheet, slice_record, slice_sheet
    from benchmark.slices import Facts, trigger_frequency
    from benchmark.slices import slices as slices_of

    by_document = outcomes_of(gold.annotations, found.annotations, gold.ontology)
    more: dict[str, Any] = {}
    sheets = []
    if errors:
        lost = causes(outcome for outcomes in by_document.values() for outcome in outcomes)
        more["errors"] = [asdict(cause) for cause in lost]
        sheets.append(cause_sheet(lost, scores.signature))
    if slices:
        names = Corpus().phenomena if gold.facts else {}
        known = {
            name: Facts(
                gold.texts.get(name, ""), facts.register, tuple(f"{one} {names[one]}" for one in facts.phenomena)
            )
            for name, facts in gold.facts.items()
        }
        documents = [
            (known.get(name) or Facts(gold.texts.get(name, "")), outcomes) for name, outcomes in by_document.items()
        ]
        train = None
        if gold.facts:
            train = trigger_frequency(Corpus().annotated("train"))
        resamples = scores.resampling if scores.resamples and len(documents) == len(scores.documents) else None
        parts = slices_of(documents, resamples, train)
        more["slices"] = [slice_record(part) for part in parts]
        sheets.append(slice_sheet(parts, scores.signature))
    return more, sheets


def _print_lists(output: console.Format, *, measures: bool, formats: bool) -> None:
    from benchmark.report.lists import format_sheet, measure_sheet, scorer_sheet, setting_sheet

    sheets = [measure_sheet(), setting_sheet(), scorer_sheet()] if measures else []
    console.emit([*sheets, *([format_sheet()] if formats else [])], output)
