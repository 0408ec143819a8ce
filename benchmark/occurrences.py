"""Where the words stand that trigger events somewhere: here as a trigger, here inside a name, here as nothing.

The words of an event's trigger mean other things elsewhere ("signs of fatigue", "met its target"). Their occurrences
are what a system must tell apart, and what an annotator must have looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from benchmark.corpus import SPLITS, Corpus, Facts
from benchmark.lexicon import Word, read_words
from benchmark.schema import Annotation, Event, Span
from benchmark.sentences import bounds, sentence_at, sentence_starts

ALWAYS = frozenset(
    {"visit", "tour", "trip", "meet", "meeting", "talk", "summit", "sign", "ink", "initial", "signature", "signing"}
)
"""Lemmas whose occurrences count whatever gold has."""

MIN_EVENTS = 2
"""A lemma is a trigger lemma when it triggers events in gold at so many places,"""
MIN_SHARE = 0.1
"""and these are at least this share of all its occurrences: "been there" and "did two farms" make no trigger lemma of
`be` and `do`."""

Standing = Literal["trigger", "mention", "bare"]
"""What gold makes of a word: a trigger, a part of an entity's mention, or nothing."""


@dataclass(frozen=True)
class Analysed:
    """One text with its gold, its words and its sentences."""

    facts: Facts
    text: str
    gold: Annotation

    @cached_property
    def words(self) -> list[Word]:
        return read_words(self.text)

    @cached_property
    def sentence_starts(self) -> list[int]:
        return sentence_starts(self.text)

    @cached_property
    def triggers(self) -> dict[tuple[int, int], tuple[Event, ...]]:
        """The events of each trigger's span, in the order of the text."""
        found: dict[tuple[int, int], tuple[Event, ...]] = {}
        for event in sorted(self.gold.events, key=lambda event: (event.trigger.start, event.trigger.end)):
            key = event.trigger.start, event.trigger.end
            found[key] = (*found.get(key, ()), event)
        return found

    @cached_property
    def _by_span(self) -> dict[tuple[int, int], Word]:
        return {(word.start, word.end): word for word in self.words}

    def word_of(self, span: Span) -> Word:
        """The word that a trigger is, or the first word in it."""
        exact = self._by_span.get((span.start, span.end))
        if exact is not None:
            return exact
        inside = (word for word in self.words if word.start < span.end and span.start < word.end)
        plain = self.text[span.start : span.end]
        return next(inside, Word(span.start, span.end, plain, plain.lower(), "noun"))

    def sentence(self, offset: int) -> tuple[int, int]:
        """Where the sentence of an offset begins and ends."""
        return bounds(self.sentence_starts, sentence_at(self.sentence_starts, offset), self.text)

    def shown(self, start: int, end: int, reach: int | None = None) -> str:
        """The sentence of a span, or so many characters on either side of it, with the span in double brackets."""
        first, last = self.sentence(start)
        if reach is not None:
            first, last = max(first, start - reach), min(max(last, end), end + reach)
        left, right = self.text[first:start], self.text[end : max(end, last)]
        return " ".join(f"{left}[[{self.text[start:end]}]]{right}".split())


class Candidate(NamedTuple):
    """An occurrence of a trigger lemma, and what gold makes of it."""

    word: Word
    standing: Standing


def analyse(corpus: Corpus, facts: Facts) -> Analysed:
    """A text of the corpus with its gold."""
    text = corpus.document(facts).text
    return Analysed(facts, text, corpus.annotation(facts, text))


def trigger_lemmas(texts: Iterable[Analysed]) -> frozenset[str]:
    """The lemmas that trigger events often enough, by `MIN_EVENTS` and `MIN_SHARE`, and those of `ALWAYS`.

    Texts outside the splits do not count: contrast partners repeat the words of their texts.
    """
    triggers: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text in texts:
        if text.facts.split not in SPLITS:
            continue
        triggers.update(text.word_of(events[0].trigger).lemma for events in text.triggers.values())
        seen.update(word.lemma for word in text.words)
    often = (name for name, count in triggers.items() if count >= max(MIN_EVENTS, MIN_SHARE * seen[name]))
    return ALWAYS.union(often)


def candidates(text: Analysed, lemmas: frozenset[str]) -> Iterator[Candidate]:
    """The occurrences of trigger lemmas in a text; in a hyphenated word the part that has one, if the whole has none.

    A word that overlaps a trigger is one. A word inside a mention ("the Visitor Centre", "Treaty of Visits") is a part
    of it.
    """
    triggers = list(text.triggers)
    mentions = [(mention.start, mention.end) for found in text.gold.entities.values() for mention in found]
    covered = 0
    for word in text.words:
        if word.lemma not in lemmas or word.end <= covered:
            continue
        covered = word.end
        if any(start < word.end and word.start < end for start, end in triggers):
            yield Candidate(word, "trigger")
        elif any(start <= word.start and word.end <= end for start, end in mentions):
            yield Candidate(word, "mention")
        else:
            yield Candidate(word, "bare")
