"""Trigger measures: is the event found (TI), its type right (TC), and its realis too (TC+realis)?"""

from __future__ import annotations

from dataclasses import dataclass

from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts


@dataclass(frozen=True)
class Triggers:
    """TI and TC: predicted trigger spans matched with gold trigger spans, exactly.

    TI matches on the span, TC on span and type; counts are labelled with the event type. Two events on one span are two
    items, so a system that finds only one of them loses recall; TextEE pools sets and forgives that (`--like textee`),
    OneIE lets any gold trigger of the span match any number of predictions.

    Source: Ji and Grishman (2008); Li, Ji and Huang (2013). Sets as in TextEE's scorer (Huang et al., 2024).
    """

    classify: bool

    @property
    def name(self) -> str:
        return "TC" if self.classify else "TI"

    @property
    def title(self) -> str:
        return "trigger span and event type" if self.classify else "trigger span"

    def counts(self, document: Comparison) -> Counts:
        return document.triggers.classified if self.classify else document.triggers.identified


@dataclass(frozen=True)
class Nuggets:
    """TC+realis: trigger span, type and realis all right; counts are labelled (type, realis).

    The realis nugget of the TAC-KBP event tracks, there with realis Actual, Generic and Other and Dice-weighted spans;
    here spans are exact and Dateline's five values are kept apart. A missing realis matches only a missing one.

    Source: Mitamura, Liu and Hovy (2015), mention type and realis status together.
    """

    @property
    def name(self) -> str:
        return "TC+realis"

    @property
    def title(self) -> str:
        return "trigger span, event type and realis"

    def counts(self, document: Comparison) -> Counts:
        return document.nuggets.classified
