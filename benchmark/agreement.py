"""Two annotators compared: how far they agree, and every decision on which they do not.

Neither side is right. So every F1 is the mean of two: A as gold with B as the prediction, and the other way round. The
two differ only where gold's own chains or conflicts decide what counts (AC+@chain), and swapping A and B changes
nothing. Kappa and alpha look at decisions that both made: about the events on whose trigger span they agree, and about
every word of the text. A figure that nothing can be said of (no item on either side, one label only) is NaN.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmark import standoff
from benchmark.corpus import CONTRAST, SPLITS, Corpus, Facts
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import read_lines
from benchmark.jsonl import check_spans, encode_annotation, read_predictions
from benchmark.measures import Comparison, Label, Tally
from benchmark.measures.overlap import Item, item_pairs, stretch
from benchmark.measures.pairing import PlacedEvent, pair_places
from benchmark.measures.places import exact
from benchmark.measures.realis import Pair, event_pairs
from benchmark.ontology import Ontology
from benchmark.schema import Annotation, Argument, Event, Mention, Span
from benchmark.scoring import SCORER, Part, Scores, score
from benchmark.sentences import bounds, sentence_at, sentence_starts
from benchmark.statistics import Estimate, Resamples, Rows, Values, estimates, seed_of

GROUPS: Mapping[str, tuple[str, ...]] = {
    "triggers": ("TI", "TC", "TI@overlap", "TC@overlap", "TC+realis"),
    "arguments": ("AI", "AC", "AI+", "AC+", "AC+@overlap", "AC+@chain", "AC+@chain,loose-triggers"),
    "event chains": ("MUC", "B3", "CEAFe", "CoNLL", "LEA"),
    "entity chains": ("MUC@entities", "B3@entities", "CEAFe@entities", "CoNLL@entities", "LEA@entities"),
}
"""The measures that are asked for, by what they are about. Chains are compared on all mentions and on those of both."""

CHAINS = ("event chains", "entity chains")
LABELS = "events of both"
WORDS = "words"

AIMS: Mapping[tuple[str, str], float] = {
    ("triggers", "TC"): 0.85,
    (LABELS, "type: Cohen's kappa"): 0.90,
    (LABELS, "realis: Cohen's kappa"): 0.75,
    ("arguments", "AC+@chain"): 0.80,
    ("event chains", "B3"): 0.85,
    ("entity chains", "B3@entities"): 0.85,
}
"""What two passes ought to reach before anybody talks about them. Of several readings of an aim, the strictest."""

KINDS: Mapping[str, str] = {
    "missed by A": "B has an event where A has none",
    "missed by B": "A has an event where B has none",
    "span": "one event, its trigger marked on different words that overlap",
    "type": "one trigger, two types; their arguments go with the type and are not compared",
    "realis": "one event, two realis values",
    "background": "one event, a background event for one of the two",
    "role": "one filler of one event in two roles",
    "filler span": "one role of one event, filled by different words that overlap",
    "filler mention": "one role of one event, filled by two mentions of an entity (so say A's or B's chains)",
    "filler missing in A": "a filler that only B gives to an event of both",
    "filler missing in B": "a filler that only A gives to an event of both",
    "value": "a mention of both with two TIMEX3 values",
    "entity type": "a mention of both with two types",
    "text conflict": "a filler flagged as contradicted, or repaired, by one of the two",
    "event chain": "events of both that one of the two puts in one chain",
    "entity chain": "mentions of both that one of the two puts in one entity",
    "part-of": "events of both, one a part of the other for one of the two",
}
"""What a disagreement can be about, in the order of rows at one place."""

FEW = 40
"""Under so many documents intervals are too narrow (docs/statistics.md)."""

_TIME = "Time"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")

Decision = tuple[str, str]
"""What A and what B said of one thing."""
Decisions = Sequence[Sequence[Decision]]
"""Those of each document."""


# The two sides and their documents


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


def read_side(name: str, corpus: Corpus) -> Side:
    """An annotation of the corpus by its name: `gold`, a pass, a folder of .ann files or a JSONL file.

    Raises `DatelineError` with the nearest name when it is none of these, `InputError` for a faulty file.
    """
    root = corpus.root / "annotations"
    passes = sorted(path.name for path in (root / "passes").glob("*") if path.is_dir())
    if name == "gold":
        return Side(name, _folder(root / "gold", corpus))
    if name in passes:
        return Side(name, _folder(root / "passes" / name, corpus))
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
    return {name: partial(_read, path, corpus.facts[name], corpus) for name, path in found.items()}


def _read(path: Path, facts: Facts, corpus: Corpus) -> Annotation:
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


# Coefficients: functions of sums, so that resamples of documents have them too


def _over(above: Rows, below: Rows) -> Rows:
    """above / below with one more axis, NaN where below is 0."""
    found: Rows = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below != 0)[..., np.newaxis]
    return found


def _tables(sums: Rows) -> Rows:
    labels = math.isqrt(sums.shape[-1])
    return sums.reshape(*sums.shape[:-1], labels, labels)


def raw(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., 1): the share of decisions that are the same."""
    tables = _tables(sums)
    return _over(np.trace(tables, axis1=-2, axis2=-1), tables.sum(axis=(-2, -1)))


def kappa(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., 1) Cohen's kappa: (p_o - p_e) / (1 - p_e).

    p_o is the share of equal decisions, p_e the share to be expected if A and B drew labels by chance, each as often as
    it uses them. Undefined without decisions, and when both use one and the same label throughout: scikit-learn gives
    NaN there too, other programs 1 or 0.

    Source: Cohen (1960).

    >>> kappa(np.array([20.0, 5.0, 10.0, 15.0])).round(3).tolist()
    [0.4]
    """
    tables = _tables(sums)
    total, same = tables.sum(axis=(-2, -1)), np.trace(tables, axis1=-2, axis2=-1)
    chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1)
    return _over(total * same - chance, total * total - chance)


def alpha(sums: Rows) -> Rows:
    """(..., k * k) confusions -> (..., 1) Krippendorff's alpha for nominal data, two coders and no missing value.

    1 - D_o / D_e over the coincidence matrix o, to which a decision (c, k) adds one at (c, k) and one at (k, c): with n
    values in all and n_c of them c, it is 1 - (n - 1) * (n - sum of o_cc) / (n * n - sum of n_c * n_c). Unlike kappa
    it expects both coders to draw from one pool of labels, and corrects for small n. Undefined when only one label was
    used.

    Source: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section B.

    >>> alpha(np.array([5.0, 1.0, 3.0, 1.0])).round(3).tolist()
    [0.095]
    """
    tables = _tables(sums)
    coincidences = tables + np.swapaxes(tables, -1, -2)
    of_label = coincidences.sum(axis=-1)
    total, same = of_label.sum(axis=-1), np.trace(coincidences, axis1=-2, axis2=-1)
    return 1 - _over((total - 1) * (total - same), total * total - (of_label * of_label).sum(axis=-1))


COEFFICIENTS: Mapping[str, Values] = {"raw": raw, "Cohen's kappa": kappa, "Krippendorff's alpha": alpha}

ASKED: Mapping[str, tuple[str, ...]] = {
    "type": ("raw", "Cohen's kappa"),
    "realis": ("raw", "Cohen's kappa", "Krippendorff's alpha"),
    "background": ("raw", "Cohen's kappa"),
    "time value": ("raw",),
}
"""What is said of each decision about the events of both. Values are too many to have a chance agreement."""


def _confusions(decisions: Decisions, labels: Sequence[str]) -> Rows:
    """(documents, k * k): how often A said the one label and B the other."""
    place = {label: number for number, label in enumerate(labels)}
    rows = np.zeros((len(decisions), len(labels) ** 2))
    for row, of_document in zip(rows, decisions, strict=True):
        for (one, other), times in Counter(of_document).items():
            row[place[one] * len(labels) + place[other]] = times
    return rows


def _labels(decisions: Decisions) -> list[str]:
    return sorted({label for some in decisions for pair in some for label in pair}) or [""]


# What is compared


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
    return [pair for pair in pairs if None not in pair] + _of_places(chosen, ours, theirs)


def _untyped(event: Event) -> PlacedEvent:
    # All fillers have one role: roles belong to types, which do not count here.
    return exact(event.trigger), "", tuple((exact(argument), "") for argument in event.arguments)


def _of_places(
    chosen: Iterable[tuple[int | None, int | None]], ours: Sequence[Event], theirs: Sequence[Event]
) -> list[Pair]:
    return [(None if one is None else ours[one], None if two is None else theirs[two]) for one, two in chosen]


def _both(pairs: Iterable[Pair]) -> Iterator[tuple[Event, Event]]:
    return ((one, other) for one, other in pairs if one is not None and other is not None)


def word_decisions(document: Comparison) -> list[Decision]:
    """For each word of the text, the type of event that A and B let it trigger, or none.

    A word is a run of letters and digits, with hyphens and apostrophes inside; it triggers an event whose trigger has a
    part of it. The types of a word that triggers several are joined with +; two events of one type are one decision.
    With nearly all words bare on both sides the raw share is always near 1, so only alpha is of use: it is a form of
    unitising agreement that gives no credit for the length of what both leave bare, and none for near misses.
    """
    text = document.text if isinstance(document.text, str) else ""
    words = [match.span() for match in _WORD.finditer(text)]
    ours, theirs = (_word_labels(side, words) for side in (document.gold, document.predicted))
    return list(zip(ours, theirs, strict=True))


def _word_labels(annotation: Annotation, words: Sequence[tuple[int, int]]) -> list[str]:
    ends = [end for _, end in words]
    types: dict[int, set[str]] = {}
    for event in annotation.events:
        for start, end in stretch(event.trigger):
            number = bisect_right(ends, start)
            while number < len(words) and words[number][0] < end:
                types.setdefault(number, set()).add(event.type)
                number += 1
    return ["+".join(sorted(types[number])) if number in types else "none" for number in range(len(words))]


def label_decisions(pairs: Sequence[Pair], ontology: Ontology) -> dict[str, list[Decision]]:
    """What was said of the events of both, by `ASKED`.

    A time value is asked of each span that both let fill a time role of one event, once a document.
    """
    both = list(_both(pairs))
    times: dict[tuple[int, int], Decision] = {}
    for one, other in both:
        ours, theirs = _times(one, ontology), _times(other, ontology)
        times.update({place: (ours[place], theirs[place]) for place in ours.keys() & theirs.keys()})
    return {
        "type": [(one.type, other.type) for one, other in both],
        "realis": [(one.realis or "unstated", other.realis or "unstated") for one, other in both],
        "background": [(_yes(one.background), _yes(other.background)) for one, other in both],
        "time value": [("same", "same" if one == other else "other") for one, other in times.values()],
    }


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _times(event: Event, ontology: Ontology) -> dict[tuple[int, int], str]:
    roles = ontology.types[event.type].roles if event.type in ontology.types else {}
    return {(a.start, a.end): a.value for a in event.arguments if _TIME in roles.get(a.role, ())}


def _mentions_of_both(document: Comparison) -> tuple[Annotation, Annotation]:
    """Both sides with nothing but the events whose trigger and type, and the entity mentions whose span, both have."""
    a, b = document.gold, document.predicted
    kept = {id(event) for pair in _both(event_pairs(document)) for event in pair}
    spans = _entity_spans(a).keys() & _entity_spans(b).keys()

    def only(annotation: Annotation) -> Annotation:
        entities = {
            name: tuple(mention for mention in mentions if (mention.start, mention.end) in spans)
            for name, mentions in annotation.entities.items()
        }
        events = tuple(event for event in annotation.events if id(event) in kept)
        return Annotation(document=annotation.document, events=events, entities=entities)

    return only(a), only(b)


def _entity_spans(annotation: Annotation) -> dict[tuple[int, int], str]:
    """The entity at each span; the first by name where a span is a mention of several."""
    places = [((m.start, m.end), name) for name in sorted(annotation.entities) for m in annotation.entities[name]]
    return dict(reversed(places))


# Figures


@dataclass(frozen=True)
class Figure:
    """One number of agreement. `a` and `b` count the items of each side, `both` the decisions that both made."""

    group: str
    name: str
    estimate: Estimate
    aim: float | None
    a: int | None = None
    b: int | None = None
    both: int | None = None

    @property
    def verdict(self) -> str:
        """Whether the aim is met: "" without one."""
        if self.aim is None:
            return ""
        return "undefined" if math.isnan(self.estimate.value) else "met" if self.estimate.value >= self.aim else "short"


@dataclass(frozen=True)
class Slice:
    """The same on a part of the data; `a` and `b` count events."""

    by: str
    value: str
    documents: int
    a: int
    b: int
    trigger: Estimate
    argument: Estimate
    realis: Estimate


@dataclass(frozen=True)
class Confusion:
    """How often A said one label (rows) and B another (columns)."""

    of: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Agreement:
    """All that `dateline agreement` prints but the disagreements themselves."""

    signature: str
    documents: int
    figures: tuple[Figure, ...]
    confusions: tuple[Confusion, ...]
    slices: tuple[Slice, ...]


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


class _Found(NamedTuple):
    """A figure before its interval is known."""

    part: Part
    a: int | None = None
    b: int | None = None
    both: int | None = None


class _BothWays:
    """The scores of B against A and of A against B."""

    def __init__(self, a: Sequence[Annotation], b: Sequence[Annotation], measures: Sequence[str]) -> None:
        self.ways: tuple[Scores, Scores] = (
            score(a, b, measures, resamples=0),
            score(b, a, measures, resamples=0),
        )

    def part(self, measure: str, label: Label = ()) -> Part:
        """The mean of both F1, undefined where neither side has an item."""
        there, back = (way.table(measure).part(label) for way in self.ways)

        def values(sums: Rows) -> Rows:
            first, second = np.split(sums, 2, axis=-1)
            mean = (there[1](first)[..., -1:] + back[1](second)[..., -1:]) / 2
            return np.where(sums.any(axis=-1, keepdims=True), mean, np.nan)

        return np.concatenate((there[0], back[0]), axis=1), values

    def figure(self, measure: str) -> _Found:
        """The same over everything, with the items of A and of B where the measure counts items."""
        tables = [way.table(measure) for way in self.ways]
        counted = tables[0].measure.columns == Tally._fields
        return _Found(self.part(measure), *(int(table.tally().gold) if counted else None for table in tables))


def agreement(material: Material, *, resamples: int = 1_000, sliced: bool = False) -> Agreement:
    """How far two annotations agree, with 95 % bootstrap intervals over documents (the same resamples for all rows)."""
    documents = material.comparisons()
    pairs = [trigger_pairs(document) for document in documents]
    both_ways = _BothWays(material.a, material.b, [name for names in GROUPS.values() for name in names])
    answers = [label_decisions(of_document, material.ontology) for of_document in pairs]
    decisions: dict[str, Decisions] = {what: [answer[what] for answer in answers] for what in ASKED}

    shared = [_mentions_of_both(document) for document in documents]
    of_chains = [name for group in CHAINS for name in GROUPS[group]]
    on_shared = _BothWays([one for one, _ in shared], [other for _, other in shared], of_chains)

    found: dict[tuple[str, str], _Found] = {}
    for group, names in GROUPS.items():
        found |= {(group, name): both_ways.figure(name) for name in names}
        if group in CHAINS:
            found |= {(f"{group}, mentions of both", name): on_shared.figure(name) for name in names}
        if group == "triggers":
            words = [word_decisions(document) for document in documents]
            found[WORDS, "trigger: Krippendorff's alpha"] = _coefficient(words, alpha)
            for what, asked in ASKED.items():
                found |= {(LABELS, f"{what}: {n}"): _coefficient(decisions[what], COEFFICIENTS[n]) for n in asked}

    cut = _slices(material, both_ways, pairs) if sliced else {}
    parts = [figure.part for figure in found.values()] + [part for some in cut.values() for part in some.parts]
    scored = iter(_estimates(parts, Resamples(len(documents), material.seed, resamples)))
    figures = tuple(
        Figure(group, name, next(scored), AIMS.get((group, name)), figure.a, figure.b, figure.both)
        for (group, name), figure in found.items()
    )
    slices = tuple(
        Slice(by, value, some.documents, some.a, some.b, next(scored), next(scored), next(scored))
        for (by, value), some in cut.items()
    )
    boot = f"|boot:{resamples}|seed:{material.seed:08x}" if resamples else ""
    return Agreement(
        signature=f"dateline|{material.data}|counting:one-to-one|F1:both ways{boot}|scorer:{SCORER}",
        documents=len(documents),
        figures=figures,
        confusions=tuple(_confusion(what, decisions[what]) for what in ("type", "realis", "background")),
        slices=slices,
    )


def _coefficient(decisions: Decisions, values: Values) -> _Found:
    rows = _confusions(decisions, _labels(decisions))
    return _Found((rows, values), both=sum(map(len, decisions)))


def _confusion(what: str, decisions: Decisions) -> Confusion:
    labels = _labels(decisions)
    table = _tables(_confusions(decisions, labels).sum(axis=0)).astype(int).tolist()
    return Confusion(what, tuple(labels), tuple(map(tuple, table)))


def _estimates(parts: Sequence[Part], resamples: Resamples) -> list[Estimate]:
    if resamples.count:
        return [estimate for (estimate,) in estimates(parts, resamples)]
    return [Estimate(float(values(rows.sum(axis=0))[0]), None, 1, None) for rows, values in parts]


class _Cut(NamedTuple):
    """A slice before its intervals are known; the parts are those of triggers, arguments and realis."""

    documents: int
    a: int
    b: int
    parts: tuple[Part, Part, Part]


def _slices(material: Material, both_ways: _BothWays, pairs: Sequence[Sequence[Pair]]) -> dict[tuple[str, str], _Cut]:
    """By type: the events of it, realis where both say so. By phenomenon: the documents that the manifest tags."""
    found: dict[tuple[str, str], _Cut] = {}
    measures = "TC", "AC+@chain"
    every = [list(_both(of_document)) for of_document in pairs]
    labels = _labels([[(one.realis, other.realis) for one, other in some] for some in every])

    def realis(kind: str | None) -> Rows:
        of_kind = [[p for p in some if kind is None or p[0].type == p[1].type == kind] for some in every]
        return _confusions([[(one.realis, other.realis) for one, other in some] for some in of_kind], labels)

    every_type = both_ways.ways[0].table("TC").types
    for label in every_type:
        trigger, argument = (both_ways.part(name, label) for name in measures)
        there = int(trigger[0].any(axis=1).sum())
        parts = trigger, argument, (realis(label[0]), kappa)
        found["type", label[0]] = _Cut(there, *_counts(material, label[0]), parts)
    for number in sorted({one for annotation in material.a for one in material.facts[annotation.document].phenomena}):
        tagged = np.array([number in material.facts[annotation.document].phenomena for annotation in material.a])
        whole = [*(both_ways.part(name) for name in measures), (realis(None), kappa)]
        trigger, argument, last = ((rows * tagged[:, np.newaxis], values) for rows, values in whole)
        name = f"{number} {material.phenomena.get(number, '')}".strip()
        kept = int(tagged.sum())
        found["phenomenon", name] = _Cut(kept, *_counts(material, None, tagged.tolist()), (trigger, argument, last))
    return found


def _counts(material: Material, kind: str | None, tagged: Sequence[bool] | None = None) -> tuple[int, int]:
    """The events of A and of B, of one type or in some documents."""
    a, b = (
        sum(
            kind in (None, event.type)
            for number, annotation in enumerate(side)
            if tagged is None or tagged[number]
            for event in annotation.events
        )
        for side in (material.a, material.b)
    )
    return a, b


# Disagreements


class Disagreement(NamedTuple):
    """One decision for the adjudicator: what A and B said, of which words, and the sentence with these in [[ ]].

    Words and values are on one line. What one side does not have is empty; a trigger or filler is given as
    "35-38 met".
    """

    document: str
    kind: str
    start: int
    end: int
    words: str
    a: str
    b: str
    sentence: str


COLUMNS = ("document", "kind", "start", "end", "words", "A", "B", "decision", "rule", "note", "adjudicator", "sentence")
"""The columns of the sheet that an adjudicator fills in."""


def to_tsv(found: Iterable[Disagreement]) -> Iterator[str]:
    """The lines of that sheet; what the adjudicator writes is left empty."""
    yield "\t".join(COLUMNS) + "\n"
    for row in found:
        *said, sentence = row
        yield "\t".join((*map(str, said), "", "", "", "", sentence)) + "\n"


def disagreements(material: Material) -> list[Disagreement]:
    """Every decision on which A and B differ, by document and place; a file's order plays no part."""
    return [row for document in material.comparisons() for row in sorted(_rows(document), key=_order)]


def _order(row: Disagreement) -> tuple[object, ...]:
    return row.start, row.end, list(KINDS).index(row.kind), row.a, row.b


Place = Span | Argument | Mention


@dataclass(frozen=True)
class _Page:
    """A text on which disagreements are pointed out."""

    document: str
    text: str
    starts: list[int]

    def at(self, place: Place) -> str:
        return f"{place.start}-{place.end} {self.words(place)}"

    def words(self, place: Place) -> str:
        return one_line(place.text or self.text[place.start : place.end])

    def row(self, kind: str, place: Place, a: str, b: str) -> Disagreement:
        here = place.start, place.end
        return Disagreement(self.document, kind, *here, self.words(place), one_line(a), one_line(b), self.marked(*here))

    def marked(self, start: int, end: int) -> str:
        """The sentence, or sentences, of a stretch of text with [[ ]] around it; "" for one that is nowhere."""
        if end > len(self.text):
            return ""
        begin, _ = bounds(self.starts, sentence_at(self.starts, start), self.text)
        _, stop = bounds(self.starts, sentence_at(self.starts, end - 1), self.text)
        return one_line(f"{self.text[begin:start]}[[{self.text[start:end]}]]{self.text[end:stop]}")

    def event(self, event: Event) -> str:
        """An event in one line: type, realis, flag and fillers."""
        fillers = sorted(event.arguments, key=lambda a: (a.role, a.start, a.end))
        said = [" ".join(filter(None, (event.type, event.realis, "background" if event.background else "")))]
        return "; ".join(said + [f"{argument.role} {self.at(argument)}" for argument in fillers])


def one_line(text: str) -> str:
    """A stranger's text in a cell: one space for each run of white space, nothing that could drive a terminal.

    >>> one_line("a\\tb\\n\\x1b[2Jc")
    'a b \ufffd[2Jc'
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def _rows(document: Comparison) -> Iterator[Disagreement]:
    text = document.text if isinstance(document.text, str) else ""
    page = _Page(document.gold.document, text, sentence_starts(text))
    pairs = _with_overlapping(document)
    both = sorted(_both(pairs), key=lambda pair: (stretch(pair[0].trigger), pair[0].type, stretch(pair[1].trigger)))
    one_of = _same_entity(document)
    for one, other in pairs:
        if one is None or other is None:
            event = one or other
            assert event is not None, "a pair has an event"
            said = page.event(event)
            yield page.row("missed by A" if one is None else "missed by B", event.trigger, *_sides(one, said))
            continue
        where = one.trigger
        if exact(where) != exact(other.trigger):
            yield page.row("span", where, page.at(where), page.at(other.trigger))
        if one.type != other.type:
            yield page.row("type", where, page.event(one), page.event(other))
        if one.realis != other.realis:
            yield page.row("realis", where, one.realis or "unstated", other.realis or "unstated")
        if one.background != other.background:
            yield page.row("background", where, _yes(one.background), _yes(other.background))
        if one.type == other.type:
            yield from _fillers(page, one, other, one_of)
    yield from _mentions(page, document)
    yield from _conflicts(page, document)
    same_type = [pair for pair in both if pair[0].type == pair[1].type]
    chains = [
        (one.trigger, one.chain or f"\n{number}", other.chain or f"\n{number}")
        for number, (one, other) in enumerate(same_type)
    ]
    yield from _chains(page, "event chain", chains)
    ours, theirs = _entity_spans(document.gold), _entity_spans(document.predicted)
    mentions = [(Span(*place), ours[place], theirs[place]) for place in sorted(ours.keys() & theirs.keys())]
    yield from _chains(page, "entity chain", mentions)
    yield from _parts(page, document, both)


def _sides(one: Event | Argument | None, said: str) -> tuple[str, str]:
    """What A's cell and B's say of something that only one of them has."""
    return ("", said) if one is None else (said, "")


def _with_overlapping(document: Comparison) -> list[Pair]:
    """`trigger_pairs`, where events left alone on spans that overlap are partners too, of equal type before others."""
    pairs = trigger_pairs(document)
    ours = [one for one, other in pairs if one is not None and other is None]
    theirs = [other for one, other in pairs if one is None and other is not None]
    gold, predicted = ([Item("", event.type, event.trigger) for event in side] for side in (ours, theirs))
    places, others = item_pairs(gold, predicted, 0, document.gold.document)
    partner = {place: number for number, place in enumerate(others)}
    chosen: list[tuple[int | None, int | None]] = [(one, partner.pop(at, None)) for one, at in enumerate(places)]
    chosen += [(None, other) for other in partner.values()]
    return [pair for pair in pairs if None not in pair] + _of_places(chosen, ours, theirs)


Same = Callable[[Argument, Argument], bool]


def _same_entity(document: Comparison) -> Same:
    """Whether A's or B's chains make two fillers mentions of one entity."""
    names: list[dict[tuple[int, int], str]] = []
    for side in (document.gold, document.predicted):
        fillers = {(a.start, a.end): a.entity for event in side.events for a in event.arguments if a.entity}
        names.append({**fillers, **_entity_spans(side)})

    def same(one: Argument, other: Argument) -> bool:
        ours, theirs = (one.start, one.end), (other.start, other.end)
        return any(found.get(ours, "") == found.get(theirs) for found in names)

    return same


def _fillers(page: _Page, one: Event, other: Event, one_of: Same) -> Iterator[Disagreement]:
    """What two annotations of one event say of its fillers: each filler is in one row at most."""
    ours, theirs = (sorted(event.arguments, key=lambda a: (a.start, a.end, a.role)) for event in (one, other))

    def said(argument: Argument, event: Event, *, filler: bool = False) -> str:
        which = f"{argument.role} of {page.at(event.trigger)}"
        return f"{which}: {page.at(argument)}" if filler else which

    def taken(same: Same) -> Iterator[tuple[Argument, Argument]]:
        for mine in list(ours):
            yours = next((argument for argument in theirs if same(mine, argument)), None)
            if yours is not None:
                ours.remove(mine)
                theirs.remove(yours)
                yield mine, yours

    for _ in taken(lambda x, y: (x.role, x.start, x.end) == (y.role, y.start, y.end)):
        pass
    for mine, yours in taken(lambda x, y: (x.start, x.end) == (y.start, y.end)):
        yield page.row("role", mine, said(mine, one), said(yours, other))
    alike: dict[str, Same] = {
        "filler span": lambda x, y: x.role == y.role and x.start < y.end and y.start < x.end,
        "filler mention": lambda x, y: x.role == y.role and one_of(x, y),
    }
    for kind, same in alike.items():
        for mine, yours in taken(same):
            yield page.row(kind, mine, said(mine, one, filler=True), said(yours, other, filler=True))
    for argument in ours:
        yield page.row("filler missing in B", argument, said(argument, one), "")
    for argument in theirs:
        yield page.row("filler missing in A", argument, "", said(argument, other))


def _mentions(page: _Page, document: Comparison) -> Iterator[Disagreement]:
    """Values and types of the mentions of both, each once a document."""
    ours, theirs = ({(m.start, m.end): m for m in _all_mentions(side)} for side in (document.gold, document.predicted))
    for place in ours.keys() & theirs.keys():
        one, other = ours[place], theirs[place]
        if one.value != other.value:
            yield page.row("value", one, one.value or "none", other.value or "none")
        if one.type and other.type and one.type != other.type:
            yield page.row("entity type", one, one.type, other.type)


def _all_mentions(annotation: Annotation) -> Iterator[Mention]:
    """Fillers, then mentions of entities, which say more."""
    for event in annotation.events:
        for argument in event.arguments:
            yield Mention(argument.start, argument.end, argument.text, "", argument.value)
    for mentions in annotation.entities.values():
        yield from mentions


def _conflicts(page: _Page, document: Comparison) -> Iterator[Disagreement]:
    def flagged(annotation: Annotation) -> dict[Span, str]:
        return {
            Span(conflict.start, conflict.end): "yes"
            + "".join(sorted(f"; repaired by {page.at(span)}" for span in conflict.repaired))
            for conflict in annotation.conflicts
        }

    ours, theirs = flagged(document.gold), flagged(document.predicted)
    for span in {**ours, **theirs}:
        one, other = ours.get(span, "no"), theirs.get(span, "no")
        if one != other:
            yield page.row("text conflict", span, one, other)


def _chains(page: _Page, kind: str, mentions: Sequence[tuple[Span, str, str]]) -> Iterator[Disagreement]:
    """Where two partitions of the same mentions differ; a mention comes with the names of its clusters, in text order.

    Mentions that stand together on both sides are one block. A block gets a row, at its first mention, when the
    cluster it belongs to begins at another mention in A than in B. Partitions that differ have at least one such block,
    and one wrong link makes one row however long the chains are.
    """
    first: tuple[dict[str, int], dict[str, int]] = {}, {}
    blocks: set[tuple[str, str]] = set()
    for number, (span, *clusters) in enumerate(mentions):
        heads = [begins.setdefault(cluster, number) for begins, cluster in zip(first, clusters, strict=True)]
        block = clusters[0], clusters[1]
        if block not in blocks and heads[0] != heads[1]:
            a, b = ("none before" if head == number else f"with {page.at(mentions[head][0])}" for head in heads)
            yield page.row(kind, span, a, b)
        blocks.add(block)


def _parts(page: _Page, document: Comparison, both: Sequence[tuple[Event, Event]]) -> Iterator[Disagreement]:
    """Which events are parts of which, for the events of both.

    A link joins happenings, not mentions: events that A or B chains are one happening here, so that the same link on
    another mention of it is no disagreement. Links of an event that one side lacks go with that event.
    """
    happening = _happenings(both)
    wholes: list[dict[int, set[int]]] = []
    for side, annotation in enumerate((document.gold, document.predicted)):
        numbers = {pair[side].id: happening[number] for number, pair in enumerate(both) if pair[side].id}
        links: dict[int, set[int]] = {}
        for inner, outer in annotation.part_of:
            if inner in numbers and outer in numbers:
                links.setdefault(numbers[inner], set()).add(numbers[outer])
        wholes.append(links)
    for part in wholes[0].keys() | wholes[1].keys():
        a, b = ("; ".join(f"part of {page.at(both[n][0].trigger)}" for n in sorted(w.get(part, ()))) for w in wholes)
        if a != b:
            yield page.row("part-of", both[part][0].trigger, a, b)


def _happenings(both: Sequence[tuple[Event, Event]]) -> list[int]:
    """For each pair the first of those that A's chains and B's, taken together, join with it."""
    first = list(range(len(both)))
    moved = True
    while moved:
        moved = False
        for side in (0, 1):
            begins: dict[str, int] = {}
            for number, pair in enumerate(both):
                if chain := pair[side].chain:
                    begins[chain] = min(first[number], begins.get(chain, first[number]))
            for number, pair in enumerate(both):
                least = begins.get(pair[side].chain, first[number])
                moved = moved or least < first[number]
                first[number] = least
    return first
