"""`dateline compare`: which systems can be told apart, and by how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console, options
from benchmark.exceptions import DatelineError, quoted

if TYPE_CHECKING:
    from benchmark.commands.inputs import Gold
    from benchmark.scoring import Scores


def compare(
    systems: Annotated[
        list[str],
        typer.Argument(
            metavar="SYSTEM...",
            help="Names in baselines/, prediction files, or tallies of --save; several runs of one: NAME=FILE,FILE.",
        ),
    ],
    split: options.SplitOption = None,
    gold: options.GoldOption = None,
    kind: options.FromOption = "dateline",
    gold_kind: options.GoldFromOption = None,
    ontology: options.OntologyOption = None,
    tokens: options.TokensOption = None,
    texts: options.TextsOption = None,
    measure: Annotated[
        str, typer.Option("--measure", help="What to compare by; AC+@chain, or the last that a scorer prints.")
    ] = "",
    like: Annotated[str, typer.Option("--like", help="Count as this scorer does.")] = "dateline",
    strings: options.StringsOption = "",
    count_outside: options.OutsideOption = False,
    resamples: options.ResamplesOption = 10_000,
    output: options.FormatOption = console.Format.table,
) -> None:
    """Compare systems on the same documents: intervals, paired tests, shared ranks."""
    import json
    import math
    from dataclasses import asdict

    from benchmark.commands.inputs import gold_of, predictions_of
    from benchmark.commands.score import scores_of
    from benchmark.report.comparison import contrast_sheet, standing_sheet
    from benchmark.results import compare_scores
    from benchmark.scoring import choose_measures

    if not resamples:
        raise DatelineError("a comparison needs resamples; leave --resamples 0 out")
    if not measure:
        measure = "AC+@chain" if like == "dateline" else list(choose_measures(None, like))[-1]
    runs = dict(_named(system) for system in systems)
    if len(runs) < len(systems):
        raise DatelineError("two systems have one name; give them names: first=a.jsonl second=b.jsonl")
    if len(runs) < 2:
        raise DatelineError("a comparison needs two systems or more")
    material: Gold | None = None
    found: dict[str, list[Scores]] = {}
    for name, files in runs.items():
        found[name] = []
        for file in files:
            saved = _saved(file)
            if saved is None:
                if material is None:
                    against = split or (None if gold else "dev")
                    material = gold_of(against, gold, gold_kind or kind, ontology, tokens, texts)
                path = predictions_path(file, split or "dev")
                given = predictions_of(
                    path, material, kind, strings=strings, count_outside=count_outside, tokens=tokens
                )
                saved = scores_of(material, given, [measure], like, resamples)
            if saved.missing:
                console.say(
                    f"{file}: {len(saved.missing)} of {saved.read} documents have no prediction and count as empty"
                )
            found[name].append(saved)
    standings, signature = compare_scores(found, measure)
    if output is console.Format.json:
        ranked = [{**asdict(system), "headline": system.headline._asdict()} for system in standings.systems]
        pairs = [
            {**asdict(pair), "detectable": None if math.isnan(pair.detectable) else pair.detectable}
            for pair in standings.contrasts
        ]
        found_out = {"signature": signature, "measure": measure, "systems": ranked, "contrasts": pairs}
        typer.echo(json.dumps(found_out, ensure_ascii=False, indent=2))
        return
    share = next(iter(found.values()))[0].table(measure).measure.is_share
    sheets = [
        standing_sheet(standings, measure, signature, is_share=share),
        contrast_sheet(standings, signature, is_share=share),
    ]
    console.emit(sheets, output)
    apart = standings.not_told_apart
    if apart:
        console.say("not told apart: " + "; ".join(f"{first} and {second}" for first, second in apart[:20]))
    console.say("next: dateline explain NAME DOC, or dateline score FILE --errors, to see where they differ")


def _named(system: str) -> tuple[str, list[str]]:
    """The name of a system and its runs: NAME=FILE,FILE, or one name or file that names itself."""
    name, equals, files = system.partition("=")
    if not equals or Path(system).is_file():
        return system, [system]
    runs = [file for file in files.split(",") if file]
    if not name or not runs:
        raise DatelineError(f"{quoted(system)} names no runs; write NAME=FILE,FILE")
    return name, runs


def _saved(file: str) -> Scores | None:
    """Tallies that were kept, when the file is one of them."""
    from benchmark.tallies import are_tallies, read_scores

    path = Path(file)
    return read_scores(path) if path.is_file() and are_tallies(path) else None


def predictions_path(name: str, split: str) -> Path:
    """A predictions file, or the predictions on a split of the baseline of that name."""
    path = Path(name)
    if path.is_file() or path.suffix or "/" in name:
        return path
    path = console.baseline(name).folder / "predictions" / f"{split}.jsonl"
    own = console.workspace() / "baselines" / name / "predictions" / f"{split}.jsonl"
    for place in (own, path):
        if place.is_file():
            return place
    raise DatelineError(f"{name} has no predictions on {split}; run `dateline run {name} --split {split}` first")
