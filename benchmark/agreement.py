"""Two annotators compared: how far they agree.

Neither side is right. So every F1 is the mean of two: A as gold with B as the prediction, and the other way round. The
two differ only where gold's own chains or conflicts decide what counts (AC+@chain), and swapping A and B changes
nothing. Kappa and alpha look at decisions that both made: about the events on whose trigger span they agree, and about
every word of the text. A figure that nothing can be said of (no item on either side, one label only) is NaN.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from benchmark.annotators import Material, background, entity_spans, events_of_both, trigger_pairs
from benchmark.coefficients import COEFFICIENTS, Decision, Decisions, alpha, confusions, kappa, labels_of, square
from benchmark.measures import Comparison, Label, Tally
from benchmark.measures.overlap import stretch
from benchmark.measures.realis import Pair, event_pairs
from benchmark.ontology import Ontology
from benchmark.schema import Annotation, Event
from benchmark.scoring import SCORER, Part, Scores, score
from benchmark.statistics import Estimate, Resamples, Rows, Values, estimates

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

ASKED: Mapping[str, tuple[str, ...]] = {
    "type": ("raw", "Cohen's kappa"),
    "realis": ("raw", "Cohen's kappa", "Krippendorff's alpha"),
    "background": ("raw", "Cohen's kappa"),
    "time value": ("raw",),
}
"""What is said of each decision about the events of both. Values are too many to have a chance agreement."""

FEW = 40
"""Under so many documents intervals are too narrow (docs/statistics.md)."""

_TIME = "Time"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


# What is compared


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
    both = list(events_of_both(pairs))
    times: dict[tuple[int, int], Decision] = {}
    for one, other in both:
        ours, theirs = _times(one, ontology), _times(other, ontology)
        times.update({place: (ours[place], theirs[place]) for place in ours.keys() & theirs.keys()})
    return {
        "type": [(one.type, other.type) for one, other in both],
        "realis": [(one.realis or "unstated", other.realis or "unstated") for one, other in both],
        "background": [(background(one), background(other)) for one, other in both],
        "time value": [("same", "same" if one == other else "other") for one, other in times.values()],
    }


def _times(event: Event, ontology: Ontology) -> dict[tuple[int, int], str]:
    roles = ontology.types[event.type].roles if event.type in ontology.types else {}
    return {(a.start, a.end): a.value for a in event.arguments if _TIME in roles.get(a.role, ())}


def _mentions_of_both(document: Comparison) -> tuple[Annotation, Annotation]:
    """Both sides with nothing but the events whose trigger and type, and the entity mentions whose span, both have."""
    a, b = document.gold, document.predicted
    kept = {id(event) for pair in events_of_both(event_pairs(document)) for event in pair}
    spans = entity_spans(a).keys() & entity_spans(b).keys()

    def only(annotation: Annotation) -> Annotation:
        entities = {
            name: tuple(mention for mention in mentions if (mention.start, mention.end) in spans)
            for name, mentions in annotation.entities.items()
        }
        events = tuple(event for event in annotation.events if id(event) in kept)
        return Annotation(document=annotation.document, events=events, entities=entities)

    return only(a), only(b)


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
    """The figures, with what the two said of each event and the slices where they are asked for."""

    signature: str
    documents: int
    figures: tuple[Figure, ...]
    confusions: tuple[Confusion, ...]
    slices: tuple[Slice, ...]


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
    rows = confusions(decisions, labels_of(decisions))
    return _Found((rows, values), both=sum(map(len, decisions)))


def _confusion(what: str, decisions: Decisions) -> Confusion:
    labels = labels_of(decisions)
    table = square(confusions(decisions, labels).sum(axis=0)).astype(int).tolist()
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
    every = [list(events_of_both(of_document)) for of_document in pairs]
    labels = labels_of([[(one.realis, other.realis) for one, other in some] for some in every])

    def realis(kind: str | None) -> Rows:
        of_kind = [[p for p in some if kind is None or p[0].type == p[1].type == kind] for some in every]
        return confusions([[(one.realis, other.realis) for one, other in some] for some in of_kind], labels)

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
