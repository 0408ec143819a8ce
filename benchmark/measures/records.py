"""The records of a document (templates), in the form in which every record measure compares them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.comparison import Comparison
from benchmark.measures.conflicts import without_repairs
from benchmark.measures.strings import normalised
from benchmark.schema import NOWHERE, Annotation, Argument, Event, Mention

MAX_COMMON = 500_000
"""How many pairs of equal strings, or pairs of types, of one document are looked at before it is refused."""

Entity = tuple[str, ...]
"""The normalised strings of an entity's mentions."""

Filler = tuple[str, Entity]
"""A role and an entity that fills it."""

Pair = tuple[int, int]
"""The number of something of gold and of something predicted: of two records, or of two fillers of such records."""


class Form(NamedTuple):
    """One record, ready to be compared."""

    type: str
    fillers: tuple[Filler, ...]


class Forms(NamedTuple):
    """The records of both sides of a document."""

    gold: tuple[Form, ...]
    predicted: tuple[Form, ...]


def forms(document: Comparison) -> Forms:
    """The records of both sides of a document: those it gives, as they stand, or else one for each event chain.

    An event without a chain is a chain of its own; no realis is left out. A record has the type of its chain: where a
    chain mixes types the most frequent one, of equally frequent ones the first by name. Roles are filled by entities:
    an argument stands for all mentions of the entity that it names, and for its own string where it names none or one
    without mentions. Arguments of one role that name one entity, or none and have equal strings, are one filler.
    Records made of events stand in an order of their own, so the order of a file does not matter. Predicted fillers
    that repair what the text contradicts are left out.

    >>> from benchmark.schema import Span
    >>> place = Argument(role="Place", start=7, end=12, text="Tunis")
    >>> met = Event(type="Meeting", chain="c1", trigger=Span(0, 3), arguments=(place,))
    >>> talks = Event(type="Meeting", chain="c1", trigger=Span(20, 25))
    >>> forms(Comparison(Annotation(document="d", events=(met, talks)), Annotation(document="d", events=()))).gold
    (Form(type='Meeting', fillers=(('Place', ('tunis',)),)),)
    """
    return Forms(_records(document.gold, document), _records(document.once(without_repairs), document))


def _records(annotation: Annotation, document: Comparison) -> tuple[Form, ...]:
    if annotation.records:
        return tuple(Form(record.type, tuple(_given(record.roles))) for record in annotation.records)
    chains: dict[str | int, list[Event]] = {}
    for number, event in enumerate(annotation.events):
        chains.setdefault(event.chain or number, []).append(event)
    named = {argument.entity for event in annotation.events for argument in event.arguments}
    entities = {
        name: tuple(sorted({_string(m, document) for m in mentions}))
        for name, mentions in annotation.entities.items()
        if mentions and name in named
    }
    made = []
    for chain in chains.values():
        fillers: dict[tuple[str, str | Entity], Filler] = {}
        for event in chain:
            for argument in event.arguments:
                if argument.entity in entities:
                    fillers[argument.role, argument.entity] = argument.role, entities[argument.entity]
                else:
                    entity = (_string(argument, document),)
                    fillers[argument.role, entity] = argument.role, entity
        made.append(Form(_type(chain), tuple(sorted(fillers.values()))))
    made.sort()
    return tuple(made)


def _given(roles: Mapping[str, Iterable[Iterable[str]]]) -> Iterable[Filler]:
    for role, entities in roles.items():
        for entity in entities:
            yield role, tuple(map(normalised, entity))


def _string(span: Mention | Argument, document: Comparison) -> str:
    """What stands there or, where that is unknown or nowhere in the text, a string of the offsets."""
    if span.start >= NOWHERE:
        return f"nowhere {span.start}"
    return normalised(span.text or document.words(span) or f"from {span.start} to {span.end}")


def _type(chain: list[Event]) -> str:
    if len(chain) == 1:
        return chain[0].type
    types = Counter(event.type for event in chain)
    return min(types, key=lambda name: (-types[name], name))


def fitting(document: Comparison) -> dict[str, list[str]]:
    """For each predicted type the gold types that it fits: those it is a part of, as "attack" is of "attack / bombing".

    So GTT compares them; in an ontology where no type's name is a part of another's, only equal types fit.
    """
    gold, predicted = document.once(forms)
    wanted, given = {form.type for form in gold}, {form.type for form in predicted}
    if len(wanted) * len(given) > MAX_COMMON:
        raise _too_much(document, f"{len(wanted)} gold and {len(given)} predicted types")
    return {found: sorted(name for name in wanted if found in name) for found in given}


def distinct_forms(document: Comparison) -> Forms:
    """The same records with each string of an entity once, in order, as those that are made of events have them."""
    if not document.gold.records and not document.predicted.records:
        return document.once(forms)
    return Forms(*(tuple(map(_distinct, side)) for side in document.once(forms)))


def _distinct(form: Form) -> Form:
    return Form(form.type, tuple((role, tuple(sorted(set(entity)))) for role, entity in form.fillers))


def shared_strings(document: Comparison, records: Callable[[Comparison], Forms]) -> dict[Entity, dict[Entity, int]]:
    """For each predicted entity the gold ones that share strings with it, and how many of its strings they have."""
    if records is not forms and document.once(records) is document.once(forms):
        return document.once(shared_strings, forms)
    gold, predicted = ({entity for form in side for _, entity in form.fillers} for side in document.once(records))
    having: dict[str, list[Entity]] = {}
    for entity in gold:
        for string in entity if len(entity) == 1 else set(entity):
            having.setdefault(string, []).append(entity)
    shared = {}
    compared = 0
    for entity in predicted:
        found: dict[Entity, int] = {}
        for string in entity:
            if string in having:
                compared += len(having[string])
                if compared > MAX_COMMON:
                    raise _too_much(document, f"{len(gold)} gold and {len(predicted)} predicted entities that overlap")
                for other in having[string]:
                    found[other] = found.get(other, 0) + 1
        if found:
            shared[entity] = found
    return shared


Common = dict[Pair, dict[Pair, int]]
"""Record pair -> filler pair -> how many of the predicted filler's strings are strings of the gold one, if any are."""


def common(document: Comparison) -> Common:
    """What the fillers of a role have in common, in records whose types fit."""
    gold, predicted = document.once(forms)
    where: dict[tuple[str, str, Entity], list[Pair]] = {}
    for number, form in enumerate(gold):
        for place, (role, entity) in enumerate(form.fillers):
            where.setdefault((form.type, role, entity), []).append((number, place))
    types, shared = document.once(fitting), document.once(shared_strings, forms)
    found: Common = {}
    compared = 0
    for number, form in enumerate(predicted):
        for place, (role, entity) in enumerate(form.fillers):
            for other, n in shared.get(entity, {}).items():
                for name in types[form.type]:
                    places = where.get((name, role, other))
                    if places:
                        compared += len(places)
                        if compared > MAX_COMMON:
                            raise _too_much(document, f"{len(gold)} gold and {len(predicted)} predicted records alike")
                        for record, filler in places:
                            found.setdefault((record, number), {})[filler, place] = n
    return found


def _too_much(document: Comparison, what: str) -> DatelineError:
    return DatelineError(
        f"document {quoted(document.gold.document)}: {what} are more than record measures compare; leave repeated "
        "ones or these measures out"
    )
