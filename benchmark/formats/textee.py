"""TextEE's JSON (Huang et al., 2024): data files, predictions, and the lists that its scorer compares.

A record is a window of tokens and becomes a document of its own, named by `wnd_id`; `doc_id` is its unit. Offsets count
the window's tokens, ends exclusive, and stay as they are. Four kinds of record are told apart by their keys:

    event_mentions        data files, and what its prediction script writes: arguments name entity mentions, or have
                          offsets of their own
    events                end to end:            [{"trigger": [2, 3, type], "arguments": [[7, 8, role], ...]}, ...]
    triggers              detection:             [[2, 3, type], ...]
    trigger, arguments    argument extraction:   one record an event, so a window may come again
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from benchmark.formats import Reading
from benchmark.formats._json import converted, read_items
from benchmark.formats._windows import EntityMention, EventMention, Filler, Labelled, WindowId, Windows

TITLE = "TextEE JSON: data files, predictions and the scorer's lists, a window of tokens a record"


class _Event(Struct):
    trigger: Labelled
    arguments: tuple[Labelled, ...] = ()


class _Record(Struct):
    wnd_id: WindowId
    doc_id: WindowId | None = None
    tokens: tuple[str, ...] = ()
    entity_mentions: tuple[EntityMention, ...] = ()
    event_mentions: tuple[EventMention, ...] | None = None
    events: tuple[_Event, ...] | None = None
    triggers: tuple[Labelled, ...] | None = None
    trigger: Labelled | None = None
    arguments: tuple[Labelled, ...] = ()


def read(path: Path) -> Reading:
    """The windows of a file; notes arguments whose role is null (EARL) and offsets that differ from the entity's."""
    windows = Windows()
    for item in read_items(path):
        record, place = converted(item, _Record), item.place
        comes_again = record.trigger is not None
        window = windows.open(record.wnd_id, record.doc_id, record.tokens, place, again=comes_again)
        if record.trigger is not None:
            window.add_event(record.trigger, _fillers(record.arguments), place)
        elif record.event_mentions is not None:
            window.add_entities(record.entity_mentions, place)
            window.add_mentions(record.event_mentions, place)
        elif record.events is not None:
            for number, event in enumerate(record.events, 1):
                window.add_event(event.trigger, _fillers(event.arguments), place.inside(f"events {number}"))
        elif record.triggers is not None:
            for number, trigger in enumerate(record.triggers, 1):
                window.add_event(trigger, (), place.inside(f"triggers {number}"))
        else:
            raise place.fault("the window has none of event_mentions, events, triggers and trigger; [] says no events")
    return windows.reading()


def _fillers(arguments: tuple[Labelled, ...]) -> list[Filler]:
    return [Filler(argument.label, argument.start, argument.end) for argument in arguments]
