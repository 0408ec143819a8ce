"""Argument measures: is the filler found (AI, AI+), and is its role right (AC, AC+)?"""

from __future__ import annotations

from dataclasses import dataclass

from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts


@dataclass(frozen=True)
class Arguments:
    """AI and AC: argument spans matched with the type of their event, but not with its trigger.

    AI matches on span and event type, AC on span, event type and role; counts are labelled (type, role). Two events of
    one type share their credit: a filler on the wrong one of them is right here and wrong under AI+ and AC+.

    Source: Li, Ji and Huang (2013). TextEE pools sets; OneIE's AI counts roles in its denominators, ours does not.
    """

    classify: bool

    @property
    def name(self) -> str:
        return "AC" if self.classify else "AI"

    @property
    def title(self) -> str:
        return "argument span, event type and role" if self.classify else "argument span and event type"

    def counts(self, document: Comparison) -> Counts:
        return document.arguments.classified if self.classify else document.arguments.identified


@dataclass(frozen=True)
class AttachedArguments:
    """AI+ and AC+: as AI and AC, and the event's trigger span must be right too.

    An event pair has the same trigger span and type, one-to-one. Where several events share trigger and type, the pairs
    are chosen to match as many arguments as can be. Every argument of an unmatched event is missing or spurious.

    Source: "AI+" and "AC+" of TextEE (Huang et al., 2024), which pools sets and never pairs events; metametric's
    "argument_identification" is AI+, not AI.
    """

    classify: bool

    @property
    def name(self) -> str:
        return "AC+" if self.classify else "AI+"

    @property
    def title(self) -> str:
        return "as AC, with the trigger span" if self.classify else "as AI, with the trigger span"

    def counts(self, document: Comparison) -> Counts:
        return document.attached.classified if self.classify else document.attached.identified
