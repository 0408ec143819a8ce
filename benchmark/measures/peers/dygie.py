"""DyGIE++'s scorer (Wadden et al., 2019; `dygie/training/event_metrics.py`): one label a trigger, any-match arguments.

A trigger there is one token. Its converter of ACE leaves out events with a longer trigger; here every trigger is
scored, by its whole span, and offsets are code points. Where two events stand on one trigger, the later one in the
file gives the type of both, as in DyGIE++'s dictionaries. Those would also keep only the last of two roles of one span
in an event, and one of two equal arguments; here the list of arguments is kept whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.pairing import Place
from benchmark.measures.peers.oneie import any_match
from benchmark.measures.places import exact
from benchmark.measures.preset import Preset
from benchmark.schema import Event


@dataclass(frozen=True)
class Triggers(Measure):
    """Distinct trigger spans, each with the type of the last event on it."""

    classify: bool

    source: ClassVar[str] = "Wadden et al. (2019), DyGIE++"

    @property
    def base(self) -> str:
        return "dygie:TC" if self.classify else "dygie:TI"

    @property
    def title(self) -> str:
        return "trigger span and its last type" if self.classify else "distinct trigger span"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = _types(document.gold.events), _types(document.predicted.events)
        right = [
            kind for place, kind in predicted.items() if place in gold and (not self.classify or gold[place] == kind)
        ]
        return any_match(*([(kind,) for kind in kinds] for kinds in (gold.values(), predicted.values(), right)))


@dataclass(frozen=True)
class Arguments(Measure):
    """A list of (span, event type, role): a prediction is right when any gold argument is equal to it.

    Arguments that two events of one type share count twice on each side, and may all be matched by one of the other.
    """

    classify: bool

    source: ClassVar[str] = "Wadden et al. (2019), DyGIE++"

    @property
    def base(self) -> str:
        return "dygie:AC" if self.classify else "dygie:AI"

    @property
    def title(self) -> str:
        return "any gold argument is equal" if self.classify else "any gold argument has span and event type"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = _arguments(document.gold.events), _arguments(document.predicted.events)
        end = 3 if self.classify else 2
        known = {item[:end] for item in gold}
        right = [item for item in predicted if item[:end] in known]
        return any_match(*([item[1:] for item in items] for items in (gold, predicted, right)))


def _types(events: Sequence[Event]) -> dict[Place, str]:
    """The type of each trigger span: that of the last event there."""
    return {exact(event.trigger): event.type for event in events}


def _arguments(events: Sequence[Event]) -> list[tuple[Place, str, str]]:
    types = _types(events)
    return [(exact(a), types[exact(event.trigger)], a.role) for event in events for a in event.arguments]


PRESET = Preset(
    "dygie",
    "DyGIE++ (Wadden et al., 2019)",
    {
        "TI": Triggers(classify=False),
        "TC": Triggers(classify=True),
        "AI": Arguments(classify=False),
        "AC": Arguments(classify=True),
    },
    "A trigger span has one type, that of its last event; arguments are a list in which one gold argument may match "
    "any number of predictions, so those that events of one type share count more than once on both sides.",
    "Its own code keeps arguments in a dictionary of trigger and span, so that a second role or an equal event "
    "replaces the first; here the list is kept that its any-match counting is known for.",
)
