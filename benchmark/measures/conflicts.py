"""Where a text contradicts itself: which predicted fillers are neither right nor wrong."""

from __future__ import annotations

import msgspec

from benchmark.measures.comparison import Comparison
from benchmark.schema import Annotation, Event

Place = tuple[int, int]


def without_repairs(document: Comparison) -> Annotation:
    """The prediction without fillers that repair what the text contradicts: they are neither right nor wrong.

    A predicted argument is left out when, for its event type and role, gold has the contradicted filler as written, and
    the argument's span is a mention of an entity that would repair it, unless gold itself has that entity (or span) in
    that role of any event of the type: then it is judged like any other.
    """
    gold, predicted = document.gold, document.predicted
    if not gold.conflicts:
        return predicted
    fillers: dict[tuple[str, str], set[Place]] = {}
    for event in gold.events:
        for argument in event.arguments:
            fillers.setdefault((event.type, argument.role), set()).add((argument.start, argument.end))
    dont_care: set[tuple[str, str, int, int]] = set()
    for conflict in gold.conflicts:
        repaired = with_their_entities(gold, {(span.start, span.end) for span in conflict.repaired})
        for (kind, role), spans in fillers.items():
            if (conflict.start, conflict.end) in spans:
                dont_care |= {(kind, role, *span) for span in repaired - with_their_entities(gold, spans)}

    def kept(event: Event) -> Event:
        arguments = tuple(a for a in event.arguments if (event.type, a.role, a.start, a.end) not in dont_care)
        return event if len(arguments) == len(event.arguments) else msgspec.structs.replace(event, arguments=arguments)

    return msgspec.structs.replace(predicted, events=tuple(kept(event) for event in predicted.events))


def with_their_entities(gold: Annotation, places: set[Place]) -> set[Place]:
    """The places, and all mentions of the gold entities that have one of them."""
    found = set(places)
    for mentions in gold.entities.values():
        spans = {(mention.start, mention.end) for mention in mentions}
        if spans & places:
            found |= spans
    return found
