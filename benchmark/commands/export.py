"""`dateline export`: the corpus for others, as a dataset repository, brat folder, JSON lines or metadata."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console
from benchmark.exceptions import DatelineError

if TYPE_CHECKING:
    from benchmark.corpus import Corpus, Facts


class Form(StrEnum):
    """What the corpus can be written as."""

    hf = "hf"
    brat = "brat"
    jsonl = "jsonl"
    croissant = "croissant"


NEXT = {
    Form.hf: 'datasets.load_dataset("{target}")',
    Form.brat: "docs/export.md says how brat opens {target}, and how a pass comes back",
    Form.jsonl: "dateline score PREDICTIONS.jsonl --gold {target}/test.jsonl --texts {target}/test",
    Form.croissant: "mlcroissant validate --jsonld {target}",
}


def export(
    target: Annotated[Path, typer.Argument(metavar="DIR | FILE", help="A folder; for croissant a file.")],
    form: Annotated[Form, typer.Option("--to", help="What to write.")],
    splits: Annotated[
        list[str] | None, typer.Option("--split", help="brat: only this split; may be repeated.", metavar="SPLIT")
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--documents", help="brat: only the documents in this file, an id a line.")
    ] = None,
    size: Annotated[
        int | None, typer.Option("--sample", min=1, help="brat: of these so many, each register in proportion.")
    ] = None,
    blank: Annotated[bool, typer.Option("--blank", help="brat: without annotation, for a pass of your own.")] = False,
    root: Annotated[Path | None, typer.Option("--data", help="Folder with corpus/ and annotations/.")] = None,
) -> None:
    """Write the corpus for the Hugging Face Hub, for brat, as JSON lines, or as Croissant metadata."""
    from benchmark.corpus import Corpus
    from benchmark.export import folder
    from benchmark.files import write_whole

    if form is not Form.brat and (splits or names or size or blank):
        raise DatelineError("--split, --documents, --sample and --blank go with --to brat; leave them out")
    corpus = Corpus(root)
    if form is Form.croissant:
        from benchmark.export import croissant

        write_whole(target, [croissant.to_json(corpus)])
        console.say(f"wrote {console.shown(target)}")
    else:
        made = _files(corpus, form, splits, names, size, blank)
        folder.write(target, made)
        console.say(f"wrote {len(made)} files below {console.shown(target)}")
    console.say(f"next: {NEXT[form].format(target=console.shown(target))}")


def _files(
    corpus: Corpus, form: Form, splits: list[str] | None, names: Path | None, size: int | None, blank: bool
) -> dict[str, bytes]:
    if form is Form.jsonl:
        from benchmark.export import jsonl

        return jsonl.files(corpus)
    if form is Form.hf:
        from datasets import disable_progress_bars

        from benchmark.export import huggingface

        disable_progress_bars()
        return huggingface.files(corpus)
    from benchmark.export import brat

    documents = _chosen(corpus, splits, names)
    return brat.files(corpus, documents if size is None else brat.sample(documents, size), blank=blank)


def _chosen(corpus: Corpus, splits: list[str] | None, names: Path | None) -> list[Facts]:
    """The documents of the splits and of the list, where these are given."""
    found = list(corpus.facts.values())
    if splits:
        found = [facts for split in dict.fromkeys(splits) for facts in corpus.of_split(split)]
    if names is not None:
        from benchmark.annotators import read_names

        wanted = set(read_names(names, corpus))
        found = [facts for facts in found if facts.id in wanted]
    if not found:
        raise DatelineError("no document is left; check --split and --documents")
    return found
