"""A dataset repository as the Hugging Face Hub lays it out; `datasets.load_dataset(FOLDER)` reads it without a network.

    README.md                   the card: what the Hub reads at its top, and what people should know
    data/<split>.parquet        train, dev and test: the configuration `default`
    contrast/contrast.parquet   the contrast set, if there is one: a configuration of its own
    GUIDELINES.md               the rules that gold follows

Columns: those of `benchmark.load`, then what the manifest knows of a document, then its canary.

Source: the Hub's documentation, "Dataset Cards" and "Manual configuration".
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benchmark.corpus import CONTRAST, SPLITS, Corpus, load
from benchmark.export.about import About, citation, read_about, release
from benchmark.files import read_text

if TYPE_CHECKING:
    from datasets import Dataset

FACTS = ("basis", "cluster", "contrast_of", "status", "writer")
"""The manifest's facts beside those that every system sees, as columns of text; phenomena are a column of numbers."""


@dataclass(frozen=True)
class Part:
    """A split and where it lies."""

    split: str
    rows: Dataset

    @property
    def configuration(self) -> str:
        return CONTRAST if self.split == CONTRAST else "default"

    @property
    def path(self) -> str:
        return f"{CONTRAST if self.split == CONTRAST else 'data'}/{self.split}.parquet"

    @cached_property
    def parquet(self) -> bytes:
        content = io.BytesIO()
        self.rows.to_parquet(content)
        return content.getvalue()

    @property
    def counts(self) -> dict[str, int]:
        """What there is in it."""
        events = [event for events in self.rows["events"] for event in events]
        return {
            "documents": len(self.rows),
            "words": sum(len(text.split()) for text in self.rows["text"]),
            "events": len(events),
            "arguments": sum(len(event["arguments"]) for event in events),
        }


def files(corpus: Corpus) -> dict[str, bytes]:
    """The repository's files."""
    splits = (*SPLITS, CONTRAST) if corpus.of_split(CONTRAST) else SPLITS
    parts = [Part(split, rows(corpus, split)) for split in splits]
    return {
        "README.md": _card(corpus, parts).encode(),
        "GUIDELINES.md": read_text(corpus.root / "annotations" / "GUIDELINES.md").encode(),
        **{part.path: part.parquet for part in parts},
    }


def rows(corpus: Corpus, split: str) -> Dataset:
    """A split with all that is known of its documents."""
    from datasets import Dataset, Features, List, Value

    data = load(split, corpus.root)
    facts = [corpus.facts[name] for name in data["id"]]
    more: dict[str, list[Any]] = {name: [getattr(fact, name) for fact in facts] for name in FACTS}
    more["phenomena"] = [list(fact.phenomena) for fact in facts]
    more["canary"] = [corpus.canary for _ in facts]
    kinds = {**dict.fromkeys(more, Value("string")), "phenomena": List(Value("int32"))}
    return Dataset.from_dict({**data.to_dict(), **more}, features=Features({**data.features, **kinds}))


def _card(corpus: Corpus, parts: Sequence[Part]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("benchmark"), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    about = read_about(corpus)
    return templates.get_template("dataset_card.md.jinja").render(
        about=about,
        canary=corpus.canary,
        citation=citation(about, release(corpus)),
        contrast=CONTRAST,
        counts={part.split: part.counts for part in parts},
        data=corpus.version,
        head=_head(about, parts),
        types=corpus.ontology.types,
    )


def _head(about: About, parts: Sequence[Part]) -> str:
    """The YAML that the Hub reads: what the data is, where each split lies, and what its columns hold."""
    from datasets import DatasetInfo, SplitDict, SplitInfo
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    configurations: dict[str, list[Part]] = {}
    for part in parts:
        configurations.setdefault(part.configuration, []).append(part)
    head = DatasetCardData(
        pretty_name=about.name,
        language=[about.language],
        license=about.licence.lower(),
        annotations_creators=["machine-generated"],
        language_creators=["machine-generated"],
        source_datasets=["original"],
        size_categories=["n<1K"],
        task_categories=["token-classification"],
        tags=list(about.keywords),
        configs=[
            {"config_name": name, "data_files": [{"split": part.split, "path": part.path} for part in members]}
            for name, members in configurations.items()
        ],
    )
    infos = DatasetInfosDict()
    for name, members in configurations.items():
        splits = SplitDict()
        for part in members:
            splits.add(SplitInfo(part.split, num_bytes=part.rows.data.nbytes, num_examples=len(part.rows)))
        infos[name] = DatasetInfo(
            features=members[0].rows.features,
            splits=splits,
            download_size=sum(len(part.parquet) for part in members),
            dataset_size=sum(part.rows.data.nbytes for part in members),
        )
    infos.to_dataset_card_data(head)
    return str(head.to_yaml(line_break="\n"))
