"""OmniEvent 0.1.7 (Peng et al., 2023): labels of a fixed list of candidates, so a span that is none is not counted.

The candidates for triggers are every gold trigger and every word that touches none. Without knowing words, here they
are every gold trigger and every predicted trigger that touches none: so a predicted trigger with a wrong boundary
vanishes as in OmniEvent, and a false trigger of several words, which vanishes there, is counted here.
The candidates for the arguments of an event are its gold arguments and the mentions of gold entities that none of them
touches; where gold has no entities, predicted arguments that touch none, instead of OmniEvent's words.

A candidate has one predicted label. Where several were predicted on its span, gold's own is preferred and otherwise the
first is taken, and each is used once: so OmniEvent reads sequence-to-sequence output, which it finds by the words and
not by offsets as here. When it reads tags, it also takes the first word of a longer prediction for a prediction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, TypeVar

from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts, Label
from benchmark.measures.overlap import overlapping, stretch
from benchmark.measures.pairing import Place
from benchmark.measures.peers.oneie import any_match
from benchmark.measures.places import exact
from benchmark.measures.preset import Preset
from benchmark.schema import Argument, Event, Span

MODES = ("gold", "default", "loose", "strict")

Labelled = TypeVar("Labelled")


class _Instance(NamedTuple):
    """A candidate trigger: gold's type and arguments there, and those of the prediction it is given; "" where none."""

    wanted: str
    gold: tuple[Argument, ...]
    given: str
    predicted: tuple[Argument, ...]


def _instances(document: Comparison) -> list[_Instance]:
    gold, predicted = document.gold.events, document.predicted.events
    waiting: dict[Place, list[tuple[str, Event]]] = {}
    for event in predicted:
        waiting.setdefault(exact(event.trigger), []).append((event.type, event))
    instances = []
    for event in gold:
        found = _take(waiting.get(exact(event.trigger)), event.type)
        instances.append(
            _Instance(event.type, event.arguments, *((found.type, found.arguments) if found else ("", ())))
        )
    touching = _touching([event.trigger for event in gold], [event.trigger for event in predicted])
    false = {
        exact(event.trigger): event for number, event in reversed([*enumerate(predicted)]) if number not in touching
    }
    return instances + [_Instance("", (), event.type, event.arguments) for event in false.values()]


def _take(waiting: list[tuple[str, Labelled]] | None, wanted: str) -> Labelled | None:
    """What is predicted on a candidate's span, taken off the list: what has gold's label, otherwise the first."""
    if not waiting:
        return None
    return waiting.pop(next((number for number, (label, _) in enumerate(waiting) if label == wanted), 0))[1]


def _touching(spans: Iterable[Span | Argument], others: Iterable[Span | Argument]) -> set[int]:
    """The numbers of the other spans that share a code point with one of the spans."""
    return {other for _, other, _ in overlapping([*map(stretch, spans)], [*map(stretch, others)])}


@dataclass(frozen=True)
class Triggers(Measure):
    """The types of the candidate triggers.

    OmniEvent leaves out predicted types that gold never has in the whole corpus, which here count as wrong.
    """

    base: ClassVar[str] = "omnievent:TC"
    title: ClassVar[str] = "types of candidate triggers"
    source: ClassVar[str] = "Peng et al. (2023), OmniEvent"

    def counts(self, document: Comparison) -> Counts:
        instances = document.once(_instances)
        return any_match(
            [(one.wanted,) for one in instances if one.wanted],
            [(one.given,) for one in instances if one.given],
            [(one.given,) for one in instances if one.given == one.wanted],
        )


@dataclass(frozen=True)
class Arguments(Measure):
    """The roles of the candidate arguments of each candidate trigger; event type and role must both be right.

    gold      gold triggers; the predicted event on one is taken for it whatever its type, and false ones are left out
    default   gold triggers that are missed are left out, false ones kept
    loose     gold triggers that are missed are left out, and false ones too
    strict    all of both are kept
    """

    mode: str

    source: ClassVar[str] = "Peng et al. (2023), OmniEvent"

    @property
    def base(self) -> str:
        return f"omnievent:AC-{self.mode}"

    @property
    def title(self) -> str:
        return f"roles of candidate arguments, {self.mode} triggers"

    def counts(self, document: Comparison) -> Counts:
        wanted: list[Label] = []
        given: list[Label] = []
        right: list[Label] = []
        for one, roles, others in document.once(_candidates):
            if (self.mode in ("gold", "loose") and not one.wanted) or (
                self.mode in ("default", "loose") and not one.given
            ):
                continue
            kind = one.wanted if self.mode == "gold" else one.given
            wanted += [(one.wanted, role) for role, _ in roles]
            given += [(kind, guess) for _, guess in roles if guess]
            given += [(kind, guess) for guess in others]
            right += [(kind, guess) for role, guess in roles if guess == role and kind == one.wanted]
        return any_match(wanted, given, right)


_Roles = list[tuple[str, str | None]]
"""Gold's role and the predicted one."""


def _candidates(document: Comparison) -> list[tuple[_Instance, _Roles, list[str]]]:
    """Each instance with the roles of its candidates that are gold arguments, and what is predicted on the others."""
    return [(one, *_roles(document, one)) for one in document.once(_instances)]


def _roles(document: Comparison, one: _Instance) -> tuple[_Roles, list[str]]:
    waiting: dict[Place, list[tuple[str, str]]] = {}
    for argument in one.predicted:
        waiting.setdefault(exact(argument), []).append((argument.role, argument.role))
    gold = sorted(one.gold, key=lambda argument: argument.role)
    roles = [(argument.role, _take(waiting.get(exact(argument)), argument.role)) for argument in gold]
    if document.gold.entities:
        entities = document.once(_entities)
        arguments = {name for argument in gold for name in entities.touched[exact(argument)]}
        free = Counter(place for place in waiting for name in entities.at.get(place, ()) if name not in arguments)
    else:
        touching = _touching(gold, one.predicted)
        free = Counter({exact(a) for number, a in enumerate(one.predicted) if number not in touching})
    return roles, [role for place, mentions in free.items() for role, _ in waiting[place][:mentions]]


class _Entities(NamedTuple):
    """Which gold entities have a mention at a place, and which have one that a gold argument there touches."""

    at: dict[Place, list[str]]
    touched: dict[Place, set[str]]


def _entities(document: Comparison) -> _Entities:
    mentions = [(m.start, m.end, name) for name, entity in document.gold.entities.items() for m in entity]
    at: dict[Place, list[str]] = {}
    for start, end, name in mentions:
        at.setdefault(start << 32 | end, []).append(name)
    spans = {exact(argument): stretch(argument) for event in document.gold.events for argument in event.arguments}
    touched: dict[Place, set[str]] = {place: set() for place in spans}
    places = list(spans)
    for number, mention, _ in overlapping(list(spans.values()), [((start, end),) for start, end, _ in mentions]):
        touched[places[number]].add(mentions[mention][2])
    return _Entities(at, touched)


PRESET = Preset(
    "omnievent",
    "OmniEvent 0.1.7 (Peng et al., 2023)",
    {"TC": Triggers(), **{f"AC-{mode}": Arguments(mode) for mode in MODES}},
    "Only candidates are labelled, so a predicted span that overlaps a gold one without being equal to it is not "
    "counted at all, and of several labels on a span the right one is preferred.",
    "Candidates are the spans of the data, since words are unknown; a predicted type that gold never has counts, "
    "there it is dropped.",
)
