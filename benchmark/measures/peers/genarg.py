"""gen-arg's scorer (Li, Ji and Han, 2021; `src/genie/scorer.py`), the one of WikiEvents: arguments of gold triggers.

The triggers are given there, so each gold event is scored with the predicted event of the same trigger span and type
(the first with the first, where several share them), and other predicted events are not looked at. gen-arg places
generated strings itself, nearest to the trigger, and drops those that it cannot place, which raises precision; here
spans have offsets, and what was dropped on the way cannot be seen.
Heads are those that the data gives, or those that `heads.head_span` finds; gen-arg takes them from a spaCy model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.heads import head_span
from benchmark.measures.matching import Counts
from benchmark.measures.pairing import Place
from benchmark.measures.peers.oneie import any_match
from benchmark.measures.places import exact, words_at
from benchmark.measures.preset import Preset
from benchmark.schema import Argument, Event

_ARTICLE = re.compile(r"(?:the|an|a)\s+(?=\S)", re.IGNORECASE)

Range = tuple[int, int]


@dataclass(frozen=True)
class Arguments(Measure):
    """Each event's set of (span, role), matched as in OneIE; gold spans first lose their leading article.

    coref   a prediction with no gold argument of its span is right when its span and a gold argument's are mentions of
            one gold entity: any number of predictions may so hit one gold argument. Entities know whole spans, so a
            gold argument that has lost its article is not found among them
    head    spans give way to their heads before all that, so that entities know none of more than a word
    """

    classify: bool
    coref: bool = False
    head: bool = False

    source: ClassVar[str] = "Li, Ji and Han (2021), gen-arg"

    @property
    def base(self) -> str:
        return f"gen-arg:{'head-' * self.head}{'coref-' * self.coref}{'AC' if self.classify else 'AI'}"

    @property
    def title(self) -> str:
        what = "argument span and role" if self.classify else "argument span"
        return f"{what} under gold triggers{', by head' * self.head}{', any mention of the entity' * self.coref}"

    def counts(self, document: Comparison) -> Counts:
        entity_of = document.once(_entities) if self.coref else {}
        wanted, given, right = [], [], []
        for kind, gold, predicted in document.once(_sets, self.head):
            wanted += [(kind, role) for _, role in gold]
            given += [(kind, role) for _, role in predicted]
            spans = {span for span, _ in gold}
            entities = {(entity_of[span], role if self.classify else "") for span, role in gold if span in entity_of}
            for span, role in predicted:
                if span in spans:
                    matched = not self.classify or (span, role) in gold
                else:
                    matched = (entity_of.get(span), role if self.classify else "") in entities
                if matched:
                    right.append((kind, role))
        return any_match(wanted, given, right)


Set = dict[tuple[Range, str], None]
"""Distinct (span, role), in the order of the file."""


def _sets(document: Comparison, head: bool) -> list[tuple[str, Set, Set]]:
    """Each gold event's type and arguments, and those of the predicted event of its trigger."""
    sets = []
    for event, found in _pairs(document):
        gold: Set = {(_span(document, a, _without_article(document, a), head), a.role): None for a in event.arguments}
        predicted: Set = {(_span(document, a, a.start, head), a.role): None for a in found.arguments} if found else {}
        sets.append((event.type, gold, predicted))
    return sets


def _without_article(document: Comparison, argument: Argument) -> int:
    article = _ARTICLE.match(words_at(document, argument, "gen-arg"))
    return argument.start + (article.end() if article else 0)


def _span(document: Comparison, argument: Argument, start: int, head: bool) -> Range:
    if not head:
        return start, argument.end
    if argument.head is not None:
        return argument.head
    words = words_at(document, argument, "head")
    first, last = head_span(words, start - argument.start, len(words))
    return argument.start + first, argument.start + last


def _pairs(document: Comparison) -> Iterator[tuple[Event, Event | None]]:
    """Each gold event with the predicted one of its trigger."""
    waiting: dict[tuple[Place, str], list[Event]] = {}
    for event in reversed(document.predicted.events):
        waiting.setdefault((exact(event.trigger), event.type), []).append(event)
    for event in document.gold.events:
        there = waiting.get((exact(event.trigger), event.type))
        yield event, there.pop() if there else None


def _entities(document: Comparison) -> dict[Range, str]:
    """The gold entity that each of their mentions' spans names."""
    return {(m.start, m.end): name for name, mentions in document.gold.entities.items() for m in mentions}


PRESET = Preset(
    "gen-arg",
    "gen-arg (Li, Ji and Han, 2021), WikiEvents",
    {
        measure.base.partition(":")[2]: measure
        for head in (False, True)
        for coref in (False, True)
        for measure in (Arguments(classify, coref, head) for classify in (False, True))
    },
    "Triggers are taken as given, so predicted events on other triggers cost nothing; gold spans lose their article, "
    "and under coref several mentions of one entity may all match one gold argument.",
    "Heads are found by the rule above, not by a spaCy model; arguments that are not in the text have no offsets "
    "there and vanish, here they count.",
)
