"""What commands score: gold with all that is known of its documents, and predictions in any format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark import formats
from benchmark.alignment import DEFAULT, Placement, Policy, parse_policy
from benchmark.commands import console
from benchmark.corpus import Corpus, Facts
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import read_text
from benchmark.ontology import Ontology, read_ontology
from benchmark.schema import Annotation

if TYPE_CHECKING:
    from benchmark.measures import Text

OWN = "dateline"


@dataclass(frozen=True)
class Gold:
    """Gold to score against. `data` names it in signatures, `where` in messages; `facts` are the manifest's.

    Documents have texts where offsets count code points, and tokens where they count those.
    """

    annotations: Sequence[Annotation]
    data: str
    where: str
    texts: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    ontology: Ontology | None = None
    facts: dict[str, Facts] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, Text]:
        """What measures that look at words are given."""
        return {**self.texts, **self.tokens}


@dataclass(frozen=True)
class Predictions:
    """What a system found. `strings` names the policy that placed strings without offsets, "" if there were none."""

    annotations: Sequence[Annotation]
    placement: Placement = field(default_factory=Placement)
    strings: str = ""


def gold_of(
    split: str | None,
    gold: Path | None,
    kind: str = OWN,
    ontology: str | None = None,
    tokens: Path | None = None,
    texts: Path | None = None,
) -> Gold:
    """The gold of a split of the corpus, or of a file in the format `kind`, with its texts where a folder has them."""
    if (split is None) == (gold is None):
        raise DatelineError("say what to score against: --split dev, or --gold FILE (one of them)")
    if gold is not None:
        found = _of_file(gold, kind, ontology, tokens)
        return found if texts is None else replace(found, texts=_texts(texts, found, gold))
    assert split is not None
    if ontology is not None or texts is not None:
        raise DatelineError("--ontology and --texts go with --gold; a split has its own")
    corpus = Corpus()
    documents = list(corpus.annotated(split))
    return Gold(
        annotations=[annotation for _, annotation in documents],
        data=f"corpus:{corpus.version}|split:{split}",
        where=f"split {split}",
        texts={document.id: document.text for document, _ in documents},
        ontology=corpus.ontology,
        facts={facts.id: facts for facts in corpus.of_split(split)},
    )


def _of_file(path: Path, kind: str, ontology: str | None, tokens: Path | None) -> Gold:
    if path.exists() and not path.is_file():
        raise InputError("is no regular file: gold is read twice, to sign its contents; save it first", path=path)
    reading = formats.read(kind, path, tokens=tokens)
    _tell(reading.notes, path)
    if not reading.annotations:
        raise InputError("has no documents to score against; check the file", path=path)
    rules = _ontology(reading.annotations, path, ontology) if kind == OWN or ontology else None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:6]
    return Gold(reading.annotations, f"gold:{digest}", str(path), reading.texts, reading.tokens, reading.units, rules)


def _texts(folder: Path, gold: Gold, path: Path) -> dict[str, str]:
    """The text of each gold document, which its spans must fit."""
    from benchmark.jsonl import check_spans

    if gold.tokens:
        raise DatelineError(f"--texts goes with offsets in code points, and {gold.where} counts tokens; leave it out")
    found = {}
    for number, annotation in enumerate(gold.annotations, 1):
        name = annotation.document
        if Path(name).name != name or name.startswith("."):
            raise InputError(f"document {quoted(name)} cannot name a file in --texts", path=path, line=number)
        found[name] = read_text(folder / f"{name}.txt")
        check_spans(annotation, found[name], path, number)
    return found


def predictions_of(
    path: Path,
    gold: Gold,
    kind: str = OWN,
    *,
    strings: str = "",
    count_outside: bool = False,
    tokens: Path | None = None,
) -> Predictions:
    """The predictions of a file, whose documents must all be gold's and its spans must fit the texts."""
    policy = parse_policy(strings) if strings else DEFAULT
    if kind == OWN:
        if gold.tokens:
            raise InputError(f"counts code points, and {gold.where} counts tokens; give both in one format", path=path)
        return _own(path, gold, policy, None if count_outside else gold.ontology)
    reading = formats.read(kind, path, tokens=tokens)
    _tell(reading.notes, path)
    _check_documents((annotation.document for annotation in reading.annotations), gold, path)
    _check_tokens(reading, gold, path)
    return Predictions(reading.annotations)


def _check_documents(names: Iterable[str], gold: Gold, path: Path) -> None:
    known = {annotation.document for annotation in gold.annotations}
    for name in names:
        if name not in known:
            raise InputError(f"document {quoted(name)} is not in {gold.where}; {did_you_mean(name, known)}", path=path)


def _check_tokens(reading: formats.Reading, gold: Gold, path: Path) -> None:
    """Refuse predictions that count the tokens of another text."""
    for annotation in reading.annotations:
        name = annotation.document
        wanted, found = gold.tokens.get(name), reading.tokens.get(name)
        if wanted is None:
            continue
        if found is not None and found != wanted:
            raise InputError(f"document {quoted(name)} has other tokens than in {gold.where}; is it of it?", path=path)
        ends = [event.trigger.end for event in annotation.events]
        ends += [argument.end for event in annotation.events for argument in event.arguments]
        if (last := max(ends, default=0)) > len(wanted):
            problem = f"document {quoted(name)} has a span that ends at token {last}, and the text has {len(wanted)}"
            raise InputError(f"{problem}; offsets count tokens from 0", path=path)


def _tell(notes: Iterable[str], path: Path) -> None:
    for note in notes:
        console.say(f"{console.shown(path)}: {note}")


def _ontology(gold: Sequence[Annotation], path: Path, choice: str | None) -> Ontology | None:
    """The ontology that both files must keep to; None for another corpus, whose labels nobody here knows.

    Dateline's own is used as soon as gold uses one of its types, so that a misspelt type is found.
    """
    if choice == "any":
        return None
    ours = read_ontology(Path(choice)) if choice else Corpus().ontology
    types = {event.type for annotation in gold for event in annotation.events}
    if choice is None and not types & ours.types.keys():
        if types:
            listed = ", ".join(quoted(name) for name in sorted(types)[:4])
            console.say(
                f"gold has types of another ontology ({listed}): labels are not checked; --ontology FILE checks them"
            )
        return None
    for number, annotation in enumerate(gold, 1):
        if (fault := ours.fault(annotation)) is not None:
            where = f"document {quoted(annotation.document)}: {fault[0]}"
            problem = f"{fault[1]} (--ontology any, if gold is of another corpus)"
            raise InputError(problem, path=path, line=number, field=where)
    return ours


def _own(path: Path, gold: Gold, policy: Policy, ontology: Ontology | None) -> Predictions:
    """Dateline's own format, where strings may have no offsets."""
    from benchmark.jsonl import read_predictions

    texts = gold.texts or None
    found = []
    placement = Placement()
    for annotation, counts in read_predictions(path, policy=policy, ontology=ontology, texts=texts):
        found.append(annotation)
        placement += counts
    if texts is None:
        _check_documents((annotation.document for annotation in found), gold, path)
    return Predictions(found, placement, policy.name if placement.strings else "")
