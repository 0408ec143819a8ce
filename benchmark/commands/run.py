"""`dateline run`: a system over a split, then its scores."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmark.commands import console, options


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A folder in baselines/.")],
    split: console.SplitOption = "dev",
    output: options.FormatOption = console.Format.table,
    labels: Annotated[bool, typer.Option("--labels", help="A row for each type, role and realis too.")] = False,
) -> None:
    """Run a system over a split, write its predictions and print its scores."""
    from rich.progress import Progress

    from benchmark.commands.inputs import gold_of, predictions_of
    from benchmark.commands.score import print_scores, scores_of
    from benchmark.corpus import Corpus
    from benchmark.running import Run

    corpus = Corpus()
    system = console.baseline(name)
    total = len(corpus.of_split(split))
    work = Run(system, corpus, split, console.workspace() / "baselines" / name / "predictions")
    resumed = len(work.finished())
    if resumed:
        console.say(f"going on after {resumed} of {total} documents")
    with Progress(console=console.progress(), transient=True) as progress:
        task = progress.add_task(f"{name} on {split}", total=total)
        for _ in work():
            progress.advance(task)
    console.say(f"wrote {console.shown(work.predictions_path)}")
    gold = gold_of(split, None)
    found = predictions_of(work.predictions_path, gold)
    print_scores(scores_of(gold, found, []), found, output, labels=labels)
    console.say(
        f"next: dateline explain {name} DOC, or "
        f"dateline score {console.shown(work.predictions_path)} --split {split} --errors"
    )
