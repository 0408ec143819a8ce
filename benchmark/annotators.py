"""Two annotators of the same documents: where their annotations come from, and which of their events are one.

They are called A and B throughout, and neither is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from benchmark import standoff
from benchmark.corpus import CONTRAST, SPLITS, Corpus, Facts
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import read_lines
from benchmark.jsonl import check_spans, encode_annotation, read_predictions
from benchmark.measures import Comparison
from benchmark.measures.pairing import PlacedEvent, pair_places
from benchmark.measures.places import exact
from benchmark.measures.realis import Pair, event_pairs
from benchmark.ontology import Ontology
from benchmark.schema import Annotation, Event
from benchmark.statistics import seed_of


@dataclass(frozen=True)
class Side:
    """One of the two annotations: what it is called, and what reads each of its documents."""

    name: str
    read: Mapping[str, Callable[[], Annotation]]


@dataclass(frozen=True)
class Selection:
    """The documents that are compared, sorted by id, and those left out because A or B lacks them."""

    documents: tuple[str, ...]
    not_in_a: tuple[str, ...]
    not_in_b: tuple[str, ...]


def passes_in(corpus: Corpus) -> Path:
    """Where a corpus keeps the passes, a folder each."""
    return corpus.root / "annotations" / "passes"


def pass_path(corpus: Corpus, name: str, facts: Facts) -> Path | None:
    """Where a pass has a document, in the folder of its split or without one; None where it has not."""
    folder = passes_in(corpus) / name
    paths = (folder / facts.split / f"{facts.id}.ann", folder / f"{facts.id}.ann")
    return next((path for path in paths if path.is_file()), None)


def read_side(name: str, corpus: Corpus) -> Side:
    """An annotation of the corpus by its name: `gold`, a pass, a folder of .ann files or a JSONL file.

    Raises `DatelineError` with the nearest name when it is none of these, `InputError` for a faulty file.
    """
    passes = sorted(path.name for path in passes_in(corpus).glob("*") if path.is_dir())
    if name == "gold":
        return Side(name, _folder(corpus.root / "annotations" / "gold", corpus))
    if name in passes:
        return Side(name, _folder(passes_in(corpus) / name, corpus))
    path = Path(name)
    if path.is_dir():
        return Side(name, _folder(path, corpus))
    if path.exists() or path.suffix:
        texts = {facts.id: corpus.document(facts).text for facts in corpus.facts.values()}
        found = (placed.annotation for placed in read_predictions(path, ontology=corpus.ontology, texts=texts))
        return Side(name, {annotation.document: partial(_same, annotation) for annotation in found})
    hint = did_you_mean(name, ["gold", *passes])
    raise DatelineError(f"{quoted(name)} is no pass, folder or file of annotations; {hint}")


def _same(annotation: Annotation) -> Annotation:
    return annotation


def _folder(folder: Path, corpus: Corpus) -> dict[str, Callable[[], Annotation]]:
    """What reads each .ann file of a folder, or of its folders by split."""
    found: dict[str, Path] = {}
    for path in sorted([*folder.glob("*.ann"), *folder.glob("*/*.ann")]):
        if path.stem not in corpus.facts:
            hint = did_you_mean(path.stem, corpus.facts)
            raise InputError(f"is of no document in the manifest; {hint}", path=path)
        split = corpus.facts[path.stem].split
        if path.parent not in (folder, folder / split):
            raise InputError(f"is of a document of {split}; move it to {split}/", path=path)
        if path.stem in found:
            raise InputError(f"is of the same document as {found[path.stem]}; keep one", path=path)
        found[path.stem] = path
    if not found:
        raise InputError("has no .ann files, nor have train/, dev/ and test/ in it; check the path", path=folder)
    return {name: partial(read_annotation, path, corpus.facts[name], corpus) for name, path in found.items()}


def read_annotation(path: Path, facts: Facts, corpus: Corpus) -> Annotation:
    """The annotation of a document in a file; raises `InputError` where it does not fit text or ontology."""
    annotation = standoff.read(path, facts.id)
    check_spans(annotation, corpus.document(facts).text, path)
    if (fault := corpus.ontology.fault(annotation)) is not None:
        raise InputError(fault[1], path=path, field=fault[0])
    return annotation


def read_names(path: Path, corpus: Corpus) -> list[str]:
    """The document ids in a file, one a line; raises `InputError` for one that the corpus does not have."""
    names = []
    for number, line in read_lines(path):
        try:
            names.append(corpus.find(line.decode("utf-8", "replace").strip()).id)
        except DatelineError as error:
            raise InputError(str(error), path=path, line=number) from None
    return names


def select(a: Side, b: Side, corpus: Corpus, split: str | None = None, names: Iterable[str] | None = None) -> Selection:
    """The documents that both have, of a split or of a list where one is given.

    Raises `DatelineError` when there are none.
    """
    if split is not None and split not in (*SPLITS, CONTRAST):
        raise DatelineError(f"no split {quoted(split)}; {did_you_mean(split, (*SPLITS, CONTRAST))}")
    wanted = {*a.read, *b.read} if names is None else set(names)
    wanted = {name for name in wanted if split is None or corpus.facts[name].split == split}
    both = wanted & a.read.keys() & b.read.keys()
    if not both:
        where = f" of {split}" if split else ""
        raise DatelineError(
            f"{quoted(a.name)} and {quoted(b.name)} have no document{where} in common; "
            f"of those asked for the first has {len(wanted & a.read.keys())}, the second {len(wanted & b.read.keys())}"
        )
    return Selection(*(tuple(sorted(some)) for some in (both, wanted - a.read.keys(), wanted - b.read.keys())))


@dataclass(frozen=True)
class Material:
    """Two annotations of the same documents, in one order, with what is known of those."""

    a: Sequence[Annotation]
    b: Sequence[Annotation]
    texts: Mapping[str, str]
    ontology: Ontology
    facts: Mapping[str, Facts]
    phenomena: Mapping[int, str]
    """Names by number; needed for slices alone."""
    names: tuple[str, str] = ("A", "B")

    def comparisons(self) -> list[Comparison]:
        return [Comparison(one, other, self.texts[one.document]) for one, other in zip(self.a, self.b, strict=True)]

    @property
    def data(self) -> str:
        """What is compared, by name and by a hash over what it says."""
        sides = [f"{quoted(n)[1:-1]}@{_digest(s)}" for n, s in zip(self.names, (self.a, self.b), strict=True)]
        return f"agreement:{'+'.join(sides)}|documents:{len(self.a)}"

    @property
    def seed(self) -> int:
        """From what is compared, in whichever order: the resamples are those of all figures, and of B with A."""
        return seed_of("+".join(sorted((_digest(self.a), _digest(self.b)))))


def read(a: Side, b: Side, selection: Selection, corpus: Corpus) -> Material:
    """The documents of a selection with both annotations."""
    names = selection.documents
    return Material(
        a=[a.read[name]() for name in names],
        b=[b.read[name]() for name in names],
        texts={name: corpus.document(corpus.facts[name]).text for name in names},
        ontology=corpus.ontology,
        facts=corpus.facts,
        phenomena=corpus.phenomena,
        names=(a.name, b.name),
    )


def _digest(annotations: Iterable[Annotation]) -> str:
    digest = sha256()
    for annotation in annotations:
        digest.update(encode_annotation(annotation) + b"\n")
    return digest.hexdigest()[:6]


# Their events and mentions


def trigger_pairs(document: Comparison) -> list[Pair]:
    """Every event of A and of B once, with its partner on the same trigger span, whatever its type, or with None.

    Events of equal type are partners first, as TC and TC+realis count them (several on one span as in `event_pairs`);
    of those left on one span, the partners are chosen that share the most fillers.
    """
    pairs = event_pairs(document)
    ours = [one for one, other in pairs if one is not None and other is None]
    theirs = [other for one, other in pairs if one is None and other is not None]
    untyped = list(map(_untyped, ours)), list(map(_untyped, theirs))
    chosen = pair_places(*untyped, document.gold.document, classify=True)
    return [pair for pair in pairs if None not in pair] + of_places(chosen, ours, theirs)


def _untyped(event: Event) -> PlacedEvent:
    # All fillers have one role: roles belong to types, which do not count here.
    return exact(event.trigger), "", tuple((exact(argument), "") for argument in event.arguments)


def of_places(
    chosen: Iterable[tuple[int | None, int | None]], ours: Sequence[Event], theirs: Sequence[Event]
) -> list[Pair]:
    """The pairs of A's events and B's that stand at these places."""
    return [(None if one is None else ours[one], None if two is None else theirs[two]) for one, two in chosen]


def events_of_both(pairs: Iterable[Pair]) -> Iterator[tuple[Event, Event]]:
    """The pairs with an event on either side."""
    return ((one, other) for one, other in pairs if one is not None and other is not None)


def entity_spans(annotation: Annotation) -> dict[tuple[int, int], str]:
    """The entity at each span; the first by name where a span is a mention of several."""
    places = [((m.start, m.end), name) for name in sorted(annotation.entities) for m in annotation.entities[name]]
    return dict(reversed(places))


def background(event: Event) -> str:
    """What an annotator says of an event's background flag."""
    return "yes" if event.background else "no"
