"""Trigger measures: is the event found (TI), its type right (TC), and its realis too (TC+realis)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from benchmark.measures.base import Measure
from benchmark.measures.block import Block, events, paired, ranked
from benchmark.measures.matching import COUNTING, Cells, Items, Matched, joined, match
from benchmark.measures.places import EXACT, TRIGGER_MATCHES, How, how


@dataclass(frozen=True)
class Triggers(Measure):
    """TI and TC: predicted triggers matched with gold triggers.

    TI matches on the span, TC on span and type; counts are labelled with the event type. Two events on one span are two
    items, so a system that finds only one of them loses recall; TextEE pools sets and forgives that (`--like textee`),
    OneIE lets any gold trigger of the span match any number of predictions.

    Source: Ji and Grishman (2008); Li, Ji and Huang (2013). Sets as in TextEE's scorer (Huang et al., 2024).
    """

    classify: bool
    match: str = "exact"
    counting: str = "one-to-one"

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {"match": TRIGGER_MATCHES, "counting": COUNTING}

    @property
    def base(self) -> str:
        return "TC" if self.classify else "TI"

    @property
    def by_type(self) -> bool:
        return True

    @property
    def title(self) -> str:
        return "trigger span and event type" if self.classify else "trigger span"

    @property
    def source(self) -> str:
        return "Ji and Grishman (2008)"

    @cached_property
    def how(self) -> How:
        """How triggers are compared. Only overlapping spans stand for each other differently with and without types."""
        by_label = self.classify or not self.match.startswith("overlap")
        return how(self.match, "strict-triggers", self.counting, by_label=by_label, attached=False)

    def cells(self, block: Block) -> Cells:
        found = block.once(_triggers, self.how)
        return found.classified if self.classify else found.identified


@dataclass(frozen=True)
class Nuggets(Measure):
    """TC+realis: trigger span, type and realis all right; counts are labelled (type, realis).

    The realis nugget of the TAC-KBP event tracks with exact spans and Dateline's five realis values kept apart; the
    track's own Dice-weighted one is Nugget+type+realis. A missing realis matches only a missing one.

    Source: Mitamura, Liu and Hovy (2015), mention type and realis status together.
    """

    base: ClassVar[str] = "TC+realis"
    title: ClassVar[str] = "trigger span, event type and realis"
    source: ClassVar[str] = "Mitamura et al. (2015), exact spans"
    by_type: ClassVar[bool] = True

    def cells(self, block: Block) -> Cells:
        found = block.once(events, EXACT)
        sides = ([document.gold for document in block.documents], [document.predicted for document in block.documents])
        realis = ranked([event.realis for side in sides for annotation in side for event in annotation.events])
        numbers, labels = paired(found.kinds, found.names, *realis)
        places = joined(found.documents, found.places)
        return match(Items(found.of_gold, found.documents, places, numbers, labels), "one-to-one").classified


def _triggers(block: Block, how: How) -> Matched:
    """Place and type of each event."""
    found = block.once(events, how)
    labels = [(name,) for name in found.names]
    places = joined(found.documents, found.places)
    return match(Items(found.of_gold, found.documents, places, found.kinds, labels), how.counting)
