"""The corpus on disk: texts, what is known of each, and their gold.

corpus/manifest.jsonl                   one line a document
corpus/phenomena.tsv                    what makes texts hard: the names behind the manifest's numbers
corpus/<split>/<id>.txt                 the text
corpus/CANARY                           the line that keeps copies of the data out of training data
annotations/gold/<split>/<id>.ann       its gold
annotations/ontology.toml               the types and roles gold may use
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from benchmark import standoff
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import check_name, read_lines, read_text, write_whole
from benchmark.jsonl import check_spans
from benchmark.ontology import Ontology, read_ontology
from benchmark.schema import AnnotatedDocument, Annotation, Document

if TYPE_CHECKING:
    import datasets

SPLITS = ("train", "dev", "test")
CONTRAST = "contrast"
"""The set of minimally edited partners of texts in the splits. It stands beside them: no system is ranked on it."""


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the manifest says of a document.

    `cluster` names its story; `basis` is fictional or public facts; `contrast_of` is the document that a contrast
    partner edits. `status` says how far its gold has come: `single` (one pass), `reviewed` (and a review) or
    `adjudicated` (two passes, differences settled).
    """

    id: str
    split: str
    title: str
    date: str
    source: str
    register: str
    basis: str
    cluster: str
    phenomena: tuple[int, ...]
    writer: str
    sha256: str
    contrast_of: str = ""
    status: str = ""


def data_root() -> Path:
    """The folder that holds `corpus/`, `annotations/` and `baselines/`: the clone, or the copy inside the package."""
    package = Path(__file__).resolve().parent
    clone = package.parent
    return clone if (clone / "corpus" / "manifest.jsonl").is_file() else package / "_data"


class Corpus:
    """The documents of a data folder. Nothing is read before it is asked for."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or data_root()
        self.manifest_path = self.root / "corpus" / "manifest.jsonl"

    @cached_property
    def ontology(self) -> Ontology:
        """The types, roles and realis values that gold may use."""
        return read_ontology(self.root / "annotations" / "ontology.toml")

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """Every document's facts by id; raises `InputError` for a faulty manifest line."""
        found: dict[str, Facts] = {}
        for number, line in read_lines(self.manifest_path):
            try:
                facts = msgspec.json.decode(line, type=Facts)
                check_name(facts.id, "document")
                if facts.split not in (*SPLITS, CONTRAST):
                    raise DatelineError(
                        f"unknown split {quoted(facts.split)}; {did_you_mean(facts.split, (*SPLITS, CONTRAST))}"
                    )
                if facts.id in found:
                    raise DatelineError(f"document {quoted(facts.id)} stands twice; keep one line")
            except (msgspec.DecodeError, DatelineError, UnicodeDecodeError) as error:
                raise InputError(str(error), path=self.manifest_path, line=number) from None
            found[facts.id] = facts
        return found

    @cached_property
    def phenomena(self) -> dict[int, str]:
        """The names of the phenomena by the numbers that the manifest tags texts with."""
        path = self.root / "corpus" / "phenomena.tsv"
        rows = [line.decode().rstrip("\n").split("\t") for _, line in read_lines(path)]
        return {int(row[0]): row[1] for row in rows[1:]}

    @cached_property
    def canary(self) -> str:
        """The sentence that every copy of a record carries, or "" in a corpus without one."""
        path = self.root / "corpus" / "CANARY"
        if not path.is_file():
            return ""
        sentence = read_text(path).removesuffix("\n")
        if not sentence.strip() or not sentence.isprintable():
            raise InputError("is not one line of text; keep one sentence with the canary's GUID", path=path)
        return sentence

    @cached_property
    def version(self) -> str:
        """The corpus version with the first digits of a hash over the manifest and all gold: what scores depend on."""
        digest = hashlib.sha256(self.manifest_path.read_bytes())
        for facts in self.facts.values():
            path = self.gold_path(facts)
            digest.update(path.read_bytes() if path.is_file() else b"")
        number = read_text(self.root / "corpus" / "VERSION").strip()
        return f"{number}@{digest.hexdigest()[:6]}"

    def text_path(self, facts: Facts) -> Path:
        return self.root / "corpus" / facts.split / f"{facts.id}.txt"

    def gold_path(self, facts: Facts) -> Path:
        return self.root / "annotations" / "gold" / facts.split / f"{facts.id}.ann"

    def find(self, name: str) -> Facts:
        """The facts of the document `name`; raises `DatelineError` with the nearest name when there is none."""
        check_name(name, "document")
        if name not in self.facts:
            raise DatelineError(f"no document {quoted(name)}; {did_you_mean(name, self.facts)}")
        return self.facts[name]

    def of_split(self, split: str) -> list[Facts]:
        """The facts of a split's documents, sorted by id; raises `DatelineError` for an unknown split."""
        if split not in (*SPLITS, CONTRAST):
            raise DatelineError(f"no split {quoted(split)}; {did_you_mean(split, (*SPLITS, CONTRAST))}")
        return sorted((facts for facts in self.facts.values() if facts.split == split), key=lambda facts: facts.id)

    def document(self, facts: Facts) -> Document:
        """A document as systems see it. Raises `InputError` when its text is not the one in the manifest."""
        path = self.text_path(facts)
        text = read_text(path, corpus_text=True)
        if checksum(text) != facts.sha256:
            raise InputError(
                "differs from its sha256 in the manifest; restore it, or run `dateline corpus --seal` after an edit",
                path=path,
            )
        return Document(
            id=facts.id, text=text, date=facts.date, title=facts.title, source=facts.source, register=facts.register
        )

    def annotation(self, facts: Facts, text: str) -> Annotation:
        """A document's gold, checked against its text and the ontology."""
        path = self.gold_path(facts)
        annotation = standoff.read(path, facts.id)
        check_spans(annotation, text, path)
        if (fault := self.ontology.fault(annotation)) is not None:
            raise InputError(fault[1], path=path, field=fault[0])
        return annotation

    def documents(self, split: str) -> Iterator[Document]:
        """A split's documents, sorted by id."""
        return (self.document(facts) for facts in self.of_split(split))

    def annotated(self, split: str) -> Iterator[AnnotatedDocument]:
        """A split's documents with their gold, sorted by id."""
        for facts in self.of_split(split):
            document = self.document(facts)
            yield AnnotatedDocument(document, self.annotation(facts, document.text))

    def seal(self) -> int:
        """Write the checksums of the texts as they are now into the manifest; returns how many changed."""
        changed = 0
        rows = []
        order = (*SPLITS, CONTRAST)
        for facts in sorted(self.facts.values(), key=lambda facts: (order.index(facts.split), facts.id)):
            now = checksum(read_text(self.text_path(facts), corpus_text=True))
            changed += now != facts.sha256
            rows.append(msgspec.json.encode(msgspec.structs.replace(facts, sha256=now)) + b"\n")
        write_whole(self.manifest_path, rows)
        return changed


def checksum(text: str) -> str:
    """The sha256 of a text as it is stored."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def load(split: str, root: Path | None = None) -> datasets.Dataset:
    """A split with its gold as a `datasets.Dataset`, one row a document.

    Columns: `id`, `text`, `date`, `title`, `source`, `register`, and `events`, `entities`, `part_of`, `conflicts` as in
    `docs/schema.json`, with every field present. Raises `DatelineError` for an unknown split.
    """
    from datasets import Dataset, Features, List, Value

    span = {"start": Value("int32"), "end": Value("int32"), "text": Value("string")}
    features = Features(
        {
            **dict.fromkeys(("id", "text", "date", "title", "source", "register"), Value("string")),
            "events": List(
                {
                    **dict.fromkeys(("id", "type", "realis", "chain"), Value("string")),
                    "background": Value("bool"),
                    "trigger": span,
                    "arguments": List(
                        {"role": Value("string"), **span, "entity": Value("string"), "value": Value("string")}
                    ),
                }
            ),
            "entities": List(
                {"id": Value("string"), "mentions": List({**span, "type": Value("string"), "value": Value("string")})}
            ),
            "part_of": List(List(Value("string"))),
            "conflicts": List({**span, "repaired": List(span)}),
        }
    )
    rows = [_row(document, gold) for document, gold in Corpus(root).annotated(split)]
    return Dataset.from_list(rows, features=features)


def _row(document: Document, gold: Annotation) -> dict[str, object]:
    def fields(record: msgspec.Struct, *without: str) -> dict[str, object]:
        return {name: value for name, value in msgspec.structs.asdict(record).items() if name not in without}

    return {
        **fields(document),
        "events": [
            {
                **fields(event, "trigger", "arguments", "confidence"),
                "trigger": fields(event.trigger),
                "arguments": [fields(argument) for argument in event.arguments],
            }
            for event in gold.events
        ],
        "entities": [
            {"id": name, "mentions": [fields(mention) for mention in mentions]}
            for name, mentions in gold.entities.items()
        ],
        "part_of": [list(pair) for pair in gold.part_of],
        "conflicts": [
            {**fields(conflict, "repaired"), "repaired": [fields(span) for span in conflict.repaired]}
            for conflict in gold.conflicts
        ],
    }
