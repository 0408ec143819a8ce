"""A corpus of a few texts in a folder, made from texts in which braces mark what gold has."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from benchmark import standoff
from benchmark.corpus import Corpus, Facts, data_root
from benchmark.schema import Annotation, Argument, Event, Mention, Span

MARKED = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
GUIDELINES = "**G1. A rule.** What it says.\n\n**G5. Another.** What that says.\n"

FACTS = Facts(
    id="text",
    split="train",
    title="",
    date="2021-03-02",
    source="",
    register="",
    basis="fictional",
    cluster="text",
    phenomena=(),
    writer="",
    sha256="",
)
"""The facts of a text that is in no corpus."""


def document(name: str, marked: str, split: str = "train", **facts: object) -> dict[str, object]:
    """A text where `{met|Meeting Actual c1}` is a trigger (type, realis, chain) and `{Oslo|GPE x1}` a mention.

    A trigger's roles follow its chain: `{met|Meeting Actual c1 Participant=x1 Place=x2}` is filled by the entities'
    mentions nearest to it. A time may have a value: `{Monday|Time t1 2021-03-01}`.
    """
    return {"id": name, "marked": marked, "split": split, "cluster": name, "date": "2021-03-02", **facts}


def read(marked: str) -> tuple[str, Annotation]:
    """The text without marks, and its annotation."""
    text, place, found = "", 0, []
    for match in MARKED.finditer(marked):
        text += marked[place : match.start()]
        found.append((len(text), match[1], match[2].split()))
        text += match[1]
        place = match.end()
    text += marked[place:]
    entities: dict[str, list[Mention]] = {}
    for start, words, (kind, name, *more) in found:
        if kind not in {"Meeting", "Signing", "Visit"}:
            mention = Mention(start, start + len(words), words, kind, "".join(more))
            entities.setdefault(name, []).append(mention)
    events = []
    for start, words, (kind, realis, *more) in found:
        if kind in {"Meeting", "Signing", "Visit"}:
            chain, *pairs = more
            arguments = [_argument(pair, start, entities) for pair in pairs]
            trigger = Span(start, start + len(words), words)
            events.append(Event(type=kind, trigger=trigger, realis=realis, chain=chain, arguments=tuple(arguments)))
    numbered = tuple(
        Event(type=e.type, trigger=e.trigger, realis=e.realis, chain=e.chain, arguments=e.arguments, id=f"E{number}")
        for number, e in enumerate(events, 1)
    )
    mentions = {name: tuple(found) for name, found in entities.items()}
    return text, Annotation(document="document", events=numbered, entities=mentions)


def _argument(pair: str, start: int, entities: dict[str, list[Mention]]) -> Argument:
    role, name = pair.split("=")
    nearest = min(entities[name], key=lambda mention: abs(mention.start - start))
    return Argument(
        role=role, start=nearest.start, end=nearest.end, text=nearest.text, entity=name, value=nearest.value
    )


def make(root: Path, documents: Iterable[dict[str, object]]) -> Corpus:
    """Write a corpus of these documents below `root`."""
    lines = []
    for facts in documents:
        text, annotation = read(str(facts["marked"]))
        split, name = str(facts["split"]), str(facts["id"])
        for folder, suffix, content in (
            ("corpus", "txt", text),
            ("annotations/gold", "ann", standoff.write(annotation, text)),
        ):
            path = root / folder / split / f"{name}.{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        record = {
            "title": "",
            "source": "",
            "register": "wire report",
            "basis": "fictional",
            "phenomena": [],
            "writer": "",
            "status": "",
        }
        record |= {key: value for key, value in facts.items() if key != "marked"}
        lines.append(json.dumps({**record, "sha256": hashlib.sha256(text.encode()).hexdigest()}) + "\n")
    (root / "corpus").mkdir(exist_ok=True)
    (root / "annotations").mkdir(exist_ok=True)
    (root / "corpus" / "manifest.jsonl").write_text("".join(lines))
    (root / "corpus" / "phenomena.tsv").write_text("number\tname\n1\tplanned\n2\tdenied\n")
    (root / "corpus" / "VERSION").write_text("0\n")
    (root / "annotations" / "GUIDELINES.md").write_text(GUIDELINES)
    shutil.copy(data_root() / "annotations" / "ontology.toml", root / "annotations")
    return Corpus(root)


def table(path: Path, header: str, *rows: str) -> None:
    """Write a table whose cells are separated by " | "."""
    path.write_text("".join("\t".join(row.split(" | ")) + "\n" for row in (header, *rows)), encoding="utf-8")
