"""Argument measures: is the filler found (AI, AI+), and is its role right (AC, AC+)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from benchmark.exceptions import DatelineError
from benchmark.measures.base import Measure
from benchmark.measures.block import Block, Events, events, fillers, paired
from benchmark.measures.matching import COUNTING, Cells, Column, Items, Matched, joined, match
from benchmark.measures.pairing import pair_places
from benchmark.measures.places import FILLER_MATCHES, TRIGGER_MODES, How, how, placed


@dataclass(frozen=True)
class Arguments(Measure):
    """AI and AC: arguments matched with the type of their event, but not with its trigger.

    AI matches on filler and event type, AC on filler, event type and role; counts are labelled (type, role). Two events
    of one type share their credit: a filler on the wrong one of them is right here and wrong under AI+ and AC+.

    Source: Li, Ji and Huang (2013). TextEE pools sets; OneIE's AI counts roles in its denominators, ours does not.
    """

    classify: bool
    match: str = "exact"
    triggers: str = "strict-triggers"
    counting: str = "one-to-one"

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "match": FILLER_MATCHES,
        "triggers": TRIGGER_MODES,
        "counting": COUNTING,
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.match == "chain" and self.counting == "sets":
            raise DatelineError(f"{self.base} has no chain with sets: chains are counted one-to-one; leave one out")

    @property
    def base(self) -> str:
        return "AC" if self.classify else "AI"

    @property
    def by_type(self) -> bool:
        return True

    @property
    def title(self) -> str:
        return "argument, event type and role" if self.classify else "argument and event type"

    @property
    def source(self) -> str:
        return "Li, Ji and Huang (2013)"

    @cached_property
    def how(self) -> How:
        """How arguments are compared. Only overlapping spans stand for others differently with and without roles."""
        by_label = self.classify or not self.match.startswith("overlap")
        attached = isinstance(self, AttachedArguments)
        return how(self.match, self.triggers, self.counting, by_label=by_label, attached=attached)

    def cells(self, block: Block) -> Cells:
        found = block.once(_arguments, self.how)
        return found.classified if self.classify else found.identified


@dataclass(frozen=True)
class AttachedArguments(Arguments):
    """AI+ and AC+: as AI and AC, and the event's trigger must be right too.

    An event pair has the same trigger and type, one-to-one. Where several events share trigger and type, the pairs are
    chosen to match as many arguments as can be. Every argument of an unmatched event is missing or spurious. With
    `chain`, a predicted filler is right when it is any mention of a gold entity in that role, once for each entity;
    this is Dateline's headline.

    Source: "AI+" and "AC+" of TextEE (Huang et al., 2024), which pools sets and never pairs events; metametric's
    "argument_identification" is AI+, not AI. Chains: Cai and O'Connor (2023).
    """

    @property
    def base(self) -> str:
        return "AC+" if self.classify else "AI+"

    @property
    def title(self) -> str:
        what = "as AC, with the trigger" if self.classify else "as AI, with the trigger"
        return f"{what}; any mention of the right entity" if self.match == "chain" else what

    @property
    def source(self) -> str:
        return "Huang et al. (2024), TextEE"

    def cells(self, block: Block) -> Cells:
        found = block.once(_attached, self.how)
        return found.classified if self.classify else found.identified


def _arguments(block: Block, how: How) -> Matched:
    """Place with event type, and role, of each argument."""
    return match(_items(block, how, block.once(events, how).documents), how.counting)


def _items(block: Block, how: How, where: Column) -> Items:
    """Arguments whose place is their own, their event's type, and `where` their event is; labelled (type, role)."""
    owner, found = block.once(events, how), block.once(fillers, how)
    kinds = owner.kinds[found.owners]
    numbers, labels = paired(kinds, owner.names, found.roles, found.names)
    places = joined(where[found.owners], found.places, kinds)
    return Items(found.of_gold, owner.documents[found.owners], places, numbers, labels)


def _attached(block: Block, how: How) -> Matched:
    """Place with the trigger's place and the event's type, and role, of each argument.

    Where events share a trigger and a type, those that are paired have their pair for a place, so that nothing matches
    across pairs; the pairs are made twice, to classify and to identify the most arguments.
    """
    found = block.once(events, how)
    triggers = joined(found.documents, found.places)
    shared = _share_triggers(found, triggers) if how.counting == "one-to-one" else []
    if not shared:
        return match(_items(block, how, triggers), how.counting)
    classified, identified = (
        match(_items(block, how, _pairs(block, how, triggers, shared, classify=classify)), how.counting)
        for classify in (True, False)
    )
    return Matched(classified.classified, identified.identified)


def _share_triggers(found: Events, triggers: Column) -> list[int]:
    """The documents in which two events of one side share a trigger and a type."""
    side = np.repeat((0, 1), (found.of_gold, len(triggers) - found.of_gold))
    _, inverse, counts = np.unique(joined(triggers, found.kinds, side), return_inverse=True, return_counts=True)
    return sorted(set(found.documents[counts[inverse] > 1].tolist()))


def _pairs(block: Block, how: How, triggers: Column, documents: list[int], *, classify: bool) -> Column:
    """The places of triggers, where in these documents each pair of events, and each event without partner, is one."""
    places = np.unique(triggers, return_inverse=True)[1]
    free = len(triggers)
    for number in documents:
        document = block.documents[number]
        for pair in pair_places(*document.once(placed, how), document.gold.document, classify=classify):
            for begins, event in zip(block.once(events, how).begins, pair, strict=True):
                if event is not None:
                    places[begins[number] + event] = free
            free += 1
    return places
