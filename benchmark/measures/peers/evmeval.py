"""EvmEval 1.8 (Liu et al., 2015; the scorer of the TAC-KBP event tracks): Dice-weighted nuggets, and their coreference.

As our own Nugget measures, but of pairs with equal Dice the one that stands first in the predicted file, then in the
gold file, is taken; types and realis are compared in lower case and without anything but letters and digits; a gold
type or realis that is empty or NOT_ANNOTATED agrees with any; and a document without gold is skipped, with its false
alarms. Spans are compared by code points, as in EvmEval's `char` mode.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.comparison import Comparison
from benchmark.measures.coreference import B3, BLANC, MUC, CEAFe, CEAFm, Clusters, Coreference, tabulate
from benchmark.measures.matching import Counts, Label
from benchmark.measures.nuggets import greedy
from benchmark.measures.overlap import Overlap, overlapping, stretch
from benchmark.measures.preset import Preset
from benchmark.schema import Event

Attributes = tuple[str, str]
"""Type and realis, in the form in which they are compared."""

_COMBINATIONS: dict[str, slice] = {
    "span": slice(0),
    "type": slice(0, 1),
    "realis": slice(1, 2),
    "type+realis": slice(0, 2),
}
"""Which attributes have to agree."""


class _Mentions(NamedTuple):
    """Both sides' attributes in the order of the files, and the pairs that each combination of attributes takes."""

    gold: list[Attributes]
    predicted: list[Attributes]
    pairs: dict[str, list[Overlap]]


def _mentions(document: Comparison) -> _Mentions:
    gold, predicted = document.gold.events, document.predicted.events
    ours, theirs = _attributes(gold), _attributes(predicted)
    spans, others = ([stretch(event.trigger) for event in side] for side in (gold, predicted))
    near = overlapping(spans, others, document.gold.document)
    near.sort(key=lambda pair: (-pair[2], pair[1], pair[0]))
    pairs = {
        name: list(greedy(pair for pair in near if _agree(ours[pair[0]][which], theirs[pair[1]][which])))
        for name, which in _COMBINATIONS.items()
    }
    return _Mentions(ours, theirs, pairs)


def _attributes(events: Sequence[Event]) -> list[Attributes]:
    return [(_canonical(event.type), _canonical(event.realis)) for event in events]


def _canonical(value: str) -> str:
    """Lower case, letters and digits only.

    >>> _canonical("Movement_Transport-Person")
    'movementtransportperson'
    """
    return "".join(character.lower() for character in value if character.isalnum())


def _agree(gold: Iterable[str], predicted: Iterable[str]) -> bool:
    return all(one in ("", "notannotated", other) for one, other in zip(gold, predicted, strict=True))


def _rows(mentions: _Mentions, pairs: list[Overlap]) -> Counts:
    """Rows by type: Dice of the pairs and number of mentions, predicted and gold."""
    rows: dict[Label, list[float]] = {}
    for place, attributes in ((1, mentions.predicted), (3, mentions.gold)):
        for kind, _ in attributes:
            rows.setdefault((kind,), [0, 0, 0, 0])[place] += 1
    for one, other, value in pairs:
        rows[mentions.predicted[other][:1]][0] += value
        rows[mentions.gold[one][:1]][2] += value
    return {label: tuple(row) for label, row in rows.items()}


@dataclass(frozen=True)
class Micro(Measure):
    """The Dice of the pairs over the mentions of all documents that have gold, with rows by type."""

    attributes: str

    source: ClassVar[str] = "Liu, Mitamura and Hovy (2015), EvmEval"

    @property
    def base(self) -> str:
        return f"evmeval:{self.attributes}"

    @property
    def title(self) -> str:
        return f"nuggets by {self.attributes}, micro average"

    def counts(self, document: Comparison) -> Counts:
        mentions = document.once(_mentions)
        return _rows(mentions, mentions.pairs[self.attributes]) if mentions.gold else {}


@dataclass(frozen=True)
class Macro(Measure):
    """The mean precision and recall of the documents that have gold, and the F1 of those two means.

    A document's row is its precision, its recall and a 1.
    """

    attributes: str

    columns: ClassVar[tuple[str, ...]] = ("precision", "recall", "documents")
    source: ClassVar[str] = "Liu, Mitamura and Hovy (2015), EvmEval"

    @property
    def base(self) -> str:
        return f"evmeval:{self.attributes}-macro"

    @property
    def title(self) -> str:
        return f"nuggets by {self.attributes}, macro average over documents"

    def counts(self, document: Comparison) -> Counts:
        mentions = document.once(_mentions)
        if not mentions.gold:
            return {}
        right = sum(value for _, _, value in mentions.pairs[self.attributes])
        precision = right / len(mentions.predicted) if mentions.predicted else 0.0
        return {(): (precision, right / len(mentions.gold), 1)}

    def values(self, sums: Sums) -> Sums:
        precision, recall = np.moveaxis(ratio(sums[..., :2], sums[..., 2:]), -1, 0)
        return np.stack((precision, recall, ratio(2 * precision * recall, precision + recall)), axis=-1)


@dataclass(frozen=True)
class Types(Measure):
    """The table of types: its pairs agree in type and realis, whatever its heading says, and no document is skipped.

    EvmEval means to take the alignment by type, and takes the last one that begins with the type.
    """

    base: ClassVar[str] = "evmeval:mention-types"
    title: ClassVar[str] = "nuggets by type+realis, in documents with and without gold"
    source: ClassVar[str] = "Liu, Mitamura and Hovy (2015), EvmEval"

    def counts(self, document: Comparison) -> Counts:
        mentions = document.once(_mentions)
        return _rows(mentions, mentions.pairs["type+realis"])


_METRICS: dict[str, Coreference] = {"MUC": MUC(), "B3": B3(), "CEAFm": CEAFm(), "CEAFe": CEAFe(), "BLANC": BLANC()}
_AVERAGED = ("MUC", "B3", "CEAFe", "BLANC")


@dataclass(frozen=True)
class Chains(Measure):
    """Coreference of the mentions that the alignment by type pairs with a Dice of 1; all others are twinless.

    `CoNLL` is the mean of four scores, BLANC's among them, where others mean MUC, B3 and CEAFe. A mention without chain
    is a chain of its own, and no document is skipped.
    """

    metric: str

    columns: ClassVar[tuple[str, ...]] = tuple(
        f"{name}_{column}" for name, measure in _METRICS.items() for column in measure.columns
    )
    source: ClassVar[str] = "Liu, Mitamura and Hovy (2015), EvmEval, over the CoNLL reference scorer 8.01"

    @property
    def base(self) -> str:
        return f"evmeval:{self.metric}"

    @property
    def title(self) -> str:
        what = f"mean of {', '.join(_AVERAGED)}" if self.metric == "CoNLL" else self.metric
        return f"{what} on mentions aligned by type"

    def counts(self, document: Comparison) -> Counts:
        return document.once(_chain_rows)

    def values(self, sums: Sums) -> Sums:
        scores: dict[str, Sums] = {}
        begin = 0
        for name, measure in _METRICS.items():
            end = begin + len(measure.columns)
            scores[name] = measure.values(sums[..., begin:end])
            begin = end
        if self.metric == "CoNLL":
            mean: Sums = np.stack([scores[name] for name in _AVERAGED]).mean(axis=0)
            return mean
        return scores[self.metric]


def _chain_rows(document: Comparison) -> Counts:
    gold, predicted = document.gold.events, document.predicted.events
    if not gold and not predicted:
        return {}
    partner = {other: one for one, other, value in document.once(_mentions).pairs["type"] if value >= 1}
    table = tabulate(
        _clusters(gold, list(range(len(gold)))),
        _clusters(predicted, [partner.get(other, len(gold) + other) for other in range(len(predicted))]),
        document.gold.document,
    )
    return {(): tuple(number for measure in _METRICS.values() for number in measure.row(table))}


def _clusters(events: Sequence[Event], mentions: list[int]) -> Clusters:
    clusters: dict[Hashable, list[int]] = {}
    for mention, event in zip(mentions, events, strict=True):
        clusters.setdefault(event.chain or mention, []).append(mention)
    return list(clusters.values())


PRESET = Preset(
    "evmeval",
    "EvmEval 1.8 (Liu et al., 2015), TAC-KBP",
    {
        **{name: Micro(name) for name in _COMBINATIONS},
        **{f"{name}-macro": Macro(name) for name in _COMBINATIONS},
        "mention-types": Types(),
        **{metric: Chains(metric) for metric in (*_METRICS, "CoNLL")},
    },
    "Documents without gold are skipped with their false alarms, overlap earns its Dice, ties are broken by the order "
    "of the files, and its CoNLL average takes in BLANC.",
    "A gold realis that is empty, not only NOT_ANNOTATED, agrees with any; mention-types has a total; percentages "
    "of the CoNLL scorer are not cut before they are averaged.",
)
