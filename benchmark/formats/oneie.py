"""OneIE's JSON (Lin et al., 2020), a sentence a line: data files, and the graphs that its model writes.

A sentence becomes a document of its own, named by `sent_id`; `doc_id` is its unit. Offsets count the sentence's tokens,
ends exclusive, and stay as they are. Three kinds of record are told apart by their keys:

    event_mentions    data files: an argument stands where the entity mention does that it names
    graph             predictions: entities, triggers with their score, and roles that join the two by number
    pred, gold        results of training: two graphs, of which `pred` is read
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from benchmark.formats import Reading
from benchmark.formats._json import converted, read_items
from benchmark.formats._lines import Place
from benchmark.formats._windows import EntityMention, EventMention, Filler, Labelled, Window, WindowId, Windows
from benchmark.schema import Name

TITLE = "OneIE JSON: data files and predicted graphs, a sentence a line"


class _Trigger(Labelled, array_like=True):
    score: float | None = None


class _Role(Struct, array_like=True):
    trigger: int
    entity: int
    role: Name


class _Graph(Struct):
    entities: tuple[Labelled, ...]
    triggers: tuple[_Trigger, ...]
    roles: tuple[_Role, ...]


class _Record(Struct):
    sent_id: WindowId
    doc_id: WindowId | None = None
    tokens: tuple[str, ...] = ()
    entity_mentions: tuple[EntityMention, ...] = ()
    event_mentions: tuple[EventMention, ...] | None = None
    graph: _Graph | None = None
    pred: _Graph | None = None


def read(path: Path) -> Reading:
    """The sentences of a file; a trigger's score is its event's confidence."""
    windows = Windows()
    for item in read_items(path):
        record, place = converted(item, _Record), item.place
        window = windows.open(record.sent_id, record.doc_id, record.tokens, place)
        if record.event_mentions is not None:
            window.add_entities(record.entity_mentions, place)
            window.add_mentions(record.event_mentions, place)
        elif record.graph is not None:
            _add_graph(window, record.graph, place.inside("graph"))
        elif record.pred is not None:
            windows.notes["sentences with a gold and a predicted graph, of which the predicted one is read"] += 1
            _add_graph(window, record.pred, place.inside("pred"))
        else:
            raise place.fault("the sentence has none of event_mentions, graph and pred; [] says no events")
    return windows.reading()


def _add_graph(window: Window, graph: _Graph, place: Place) -> None:
    entities = [EntityMention(str(n), one.start, one.end, one.label or "") for n, one in enumerate(graph.entities)]
    window.add_entities(entities, place)
    fillers: list[list[Filler]] = [[] for _ in graph.triggers]
    for number, joint in enumerate(graph.roles, 1):
        for what, index, known in (("trigger", joint.trigger, fillers), ("entity", joint.entity, entities)):
            if not 0 <= index < len(known):
                problem = f"joins {what} {index}, but there are {len(known)}, counted from 0"
                raise place.inside(f"roles {number}").fault(problem)
        entity = entities[joint.entity]
        fillers[joint.trigger].append(Filler(joint.role, entity.start, entity.end, entity.id))
    for number, (trigger, found) in enumerate(zip(graph.triggers, fillers, strict=True), 1):
        window.add_event(trigger, found, place.inside(f"triggers {number}"), score=trigger.score)
