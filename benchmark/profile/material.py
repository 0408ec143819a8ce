"""What the properties are measured on, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from benchmark.corpus import CONTRAST, SPLITS, Corpus
from benchmark.lexicon import Word
from benchmark.negatives import read_negatives, spans_by_document
from benchmark.occurrences import Analysed, Candidate, analyse, candidates, trigger_lemmas
from benchmark.schema import Event


class Figure(NamedTuple):
    """A measured value, and the texts, pairs or words that make it what it is, the worst first."""

    value: float
    offenders: tuple[str, ...] = ()


class Mention(NamedTuple):
    """An event mention with its text and the word that triggers it."""

    text: Analysed
    event: Event
    word: Word


@dataclass(frozen=True)
class Material:
    """The annotated texts of the splits, the contrast partners, and what the tables say of them."""

    texts: list[Analysed]
    contrast: list[Analysed]
    phenomena: Collection[int]
    listed: dict[str, set[tuple[int, int]]]

    def of_split(self, split: str) -> list[Analysed]:
        return [text for text in self.texts if text.facts.split == split]

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every event mention of the splits, in the order of the texts."""
        return [
            Mention(text, event, text.word_of(event.trigger))
            for text in self.texts
            for events in text.triggers.values()
            for event in events
        ]

    @cached_property
    def trigger_lemmas(self) -> frozenset[str]:
        return trigger_lemmas(self.texts)

    @cached_property
    def occurrences(self) -> list[tuple[Analysed, Candidate]]:
        """Every occurrence of a trigger lemma in the splits, with its text."""
        return [(text, found) for text in self.texts for found in candidates(text, self.trigger_lemmas)]


def read_material(corpus: Corpus) -> Material:
    """Read a corpus as the properties need it; raises `InputError` at the first text or gold that cannot be read."""
    texts = [analyse(corpus, facts) for split in SPLITS for facts in corpus.of_split(split)]
    contrast = [analyse(corpus, facts) for facts in corpus.of_split(CONTRAST)]
    return Material(texts, contrast, corpus.phenomena, spans_by_document(read_negatives(corpus)))


def percent(part: float, whole: float) -> float:
    """A share in %; of nothing, 0."""
    return 100 * part / whole if whole else 0.0


def share(chosen: Iterable[str], whole: int) -> Figure:
    """The share of the named ones among `whole`, with their names."""
    names = tuple(chosen)
    return Figure(percent(len(names), whole), names)


def count(chosen: Iterable[str]) -> Figure:
    """How many there are, with their names."""
    names = tuple(chosen)
    return Figure(len(names), names)
