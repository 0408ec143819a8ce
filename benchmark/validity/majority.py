"""The majority floor: each word is what it most often is in train, wherever it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from benchmark.lexicon import Word, read_words
from benchmark.schema import AnnotatedDocument, Document, Event, Span

Reading = tuple[tuple[str, str], ...]
"""The type and realis of each event that a word triggers: none, one, or several."""


@dataclass
class Majority:
    """Reads each word form, or lemma, as train most often has it: as no event, or as events of a type and realis.

    It knows nothing of arguments and nothing of context, so it scores what the choice of words alone gives away. Of two
    readings that are equally frequent it takes the one with fewer events, then the first in the alphabet. Source: the
    most-frequent-sense baseline of word sense disambiguation (Gale, Church and Yarowsky 1992).
    """

    by: Literal["form", "lemma"] = "form"
    _readings: dict[str, Reading] = field(default_factory=dict)

    def _key(self, word: Word) -> str:
        return word.lemma if self.by == "lemma" else word.text.lower()

    def fit(self, train: Sequence[AnnotatedDocument], dev: Sequence[AnnotatedDocument]) -> None:
        """Count the readings of every word of train."""
        seen: defaultdict[str, Counter[Reading]] = defaultdict(Counter)
        for document, gold in train:
            events: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
            for event in gold.events:
                events[event.trigger.start, event.trigger.end].append((event.type, event.realis))
            for word in read_words(document.text):
                seen[self._key(word)][tuple(sorted(events.get((word.start, word.end), ())))] += 1
        commonest = {
            key: min(counts.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[0]
            for key, counts in seen.items()
        }
        self._readings = {key: reading for key, reading in commonest.items() if reading}

    def extract(self, document: Document) -> list[Event]:
        """The events of a document, without arguments; of a hyphenated word its parts only when the whole has none."""
        found: list[Event] = []
        covered = 0
        for word in read_words(document.text):
            if word.start >= covered and (reading := self._readings.get(self._key(word))):
                covered = word.end
                trigger = Span(word.start, word.end, word.text)
                found += [Event(type=kind, trigger=trigger, realis=realis) for kind, realis in reading]
        return found
