"""Small measures of one thing each: background events, text conflicts, and false alarms where nothing happens."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from benchmark.exceptions import DatelineError, quoted
from benchmark.measures.base import Measure, Sums, ratio
from benchmark.measures.comparison import Comparison, Text
from benchmark.measures.conflicts import with_their_entities
from benchmark.measures.matching import Counts
from benchmark.measures.realis import event_pairs

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


@dataclass(frozen=True)
class Background(Measure):
    """Recall of trigger and type (TC) on the events that an article only looks back on, beside that on all others.

    The headline is the recall of background events. Systems need not say which events are background.
    """

    base: ClassVar[str] = "Background"
    title: ClassVar[str] = "recall of foreground and background events"
    source: ClassVar[str] = "Dateline"
    columns: ClassVar[tuple[str, ...]] = ("found_foreground", "foreground", "found_background", "background")
    values_are: ClassVar[tuple[str, ...]] = ("foreground_recall", "background_recall")

    def counts(self, document: Comparison) -> Counts:
        counts: dict[tuple[str, ...], tuple[float, ...]] = {}
        for event, found in document.once(event_pairs):
            if event is not None:
                row = counts.get((event.type,), (0, 0, 0, 0))
                hit = int(found is not None)
                added = (0, 0, hit, 1) if event.background else (hit, 1, 0, 0)
                counts[event.type,] = tuple(a + b for a, b in zip(row, added, strict=True))
        return counts

    def values(self, sums: Sums) -> Sums:
        return ratio(sums[..., 0::2], sums[..., 1::2])


@dataclass(frozen=True)
class Conflicts(Measure):
    """What a system does where the text contradicts itself: copies what it says, repairs it, or gives neither.

    Counted over the contradicted fillers of matched events (TC), by event type. A filler is copied when the matched
    event has it, or another mention of its entity, in its role; repaired when the event has a mention that would mend
    it. Who gives both copies and repairs. Gold is text-faithful, so the headline is the share copied.
    """

    base: ClassVar[str] = "Conflicts"
    title: ClassVar[str] = "contradicted fillers dropped, repaired, copied"
    source: ClassVar[str] = "Dateline"
    columns: ClassVar[tuple[str, ...]] = ("dropped", "repaired", "copied", "conflicts")
    values_are: ClassVar[tuple[str, ...]] = ("dropped", "repaired", "copied")

    def counts(self, document: Comparison) -> Counts:
        gold = document.gold
        if not gold.conflicts:
            return {}
        written = [with_their_entities(gold, {(conflict.start, conflict.end)}) for conflict in gold.conflicts]
        repairs = [
            with_their_entities(gold, {(span.start, span.end) for span in conflict.repaired})
            for conflict in gold.conflicts
        ]
        counts: dict[tuple[str, ...], tuple[float, ...]] = {}
        for event, found in document.once(event_pairs):
            if event is None or found is None:
                continue
            for number, conflict in enumerate(gold.conflicts):
                for argument in event.arguments:
                    if (argument.start, argument.end) != (conflict.start, conflict.end):
                        continue
                    given = {(a.start, a.end) for a in found.arguments if a.role == argument.role}
                    copied, repaired = bool(given & written[number]), bool(given & repairs[number])
                    row = counts.get((event.type,), (0, 0, 0, 0))
                    added = (not (copied or repaired), repaired, copied, 1)
                    counts[event.type,] = tuple(a + b for a, b in zip(row, added, strict=True))
        return counts

    def values(self, sums: Sums) -> Sums:
        return ratio(sums[..., :3], sums[..., 3:])


@dataclass(frozen=True)
class FalseAlarms(Measure):
    """Predicted events per 1,000 words where gold has none: lower is better.

    Looked at are documents without events, labelled (document,), and the paragraphs without a gold trigger of all other
    documents, labelled (paragraph,); a paragraph is a line. An event counts by where its trigger begins; one that could
    not be placed in the text counts in documents without events only. Where offsets count tokens, a word is a token and
    a document is one paragraph.
    """

    base: ClassVar[str] = "FalseAlarms"
    title: ClassVar[str] = "predicted events per 1,000 words without any"
    source: ClassVar[str] = "Dateline"
    columns: ClassVar[tuple[str, ...]] = ("alarms", "words")
    values_are: ClassVar[tuple[str, ...]] = ("per_1000_words",)
    is_share: ClassVar[bool] = False
    lower_is_better: ClassVar[bool] = True

    def counts(self, document: Comparison) -> Counts:
        text = document.text
        if text is None:
            name = quoted(document.gold.document)
            raise DatelineError(f"document {name}: {self.name} counts words, and the text is not there; leave it out")
        triggers = [event.trigger.start for event in document.predicted.events]
        if not document.gold.events:
            return {("document",): (len(triggers), _words(text))}
        lines: list[Text] = [*text.split("\n")] if isinstance(text, str) else [text]
        ends = list(accumulate(len(line) + 1 for line in lines))
        with_events = {bisect_right(ends, event.trigger.start) for event in document.gold.events} | {len(lines)}
        alarms = sum(1 for trigger in triggers if bisect_right(ends, trigger) not in with_events)
        words = sum(_words(line) for number, line in enumerate(lines) if number not in with_events)
        return {("paragraph",): (alarms, words)}

    def values(self, sums: Sums) -> Sums:
        return 1000 * ratio(sums[..., :1], sums[..., 1:])


def _words(text: Text) -> int:
    return sum(1 for _ in _WORD.finditer(text)) if isinstance(text, str) else len(text)
