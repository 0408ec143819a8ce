"""The same words, decided differently: lists for a reader, since the context often explains what looks like a slip.

Three kinds. `phrase`: a trigger lemma with the word before or the word after it, which is an event in one text and
none in another, or of two types. `word`: a trigger lemma that has two types. `cue`: a cue of realis shortly before a
trigger, in its clause, where most events have one realis and a few another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from benchmark.occurrences import Analysed, candidates, trigger_lemmas
from benchmark.warnings import cue_before

MAX_CASES = 12
"""How many cases of one decision are shown."""
MINORITY = 0.25
"""A realis behind a cue is odd when at most this share of the events behind it have it."""


class Case(NamedTuple):
    """One occurrence: where, what gold decided, and the words around it."""

    document: str
    start: int
    decision: str
    context: str


class Group(NamedTuple):
    """The cases of one phrase, word or cue."""

    kind: str
    phrase: str
    cases: tuple[Case, ...]


def inconsistencies(texts: list[Analysed]) -> list[Group]:
    """Phrases, words and cues with more than one decision over more than one text, the rarest decisions first."""
    lemmas = trigger_lemmas(texts)
    phrases: dict[str, list[Case]] = defaultdict(list)
    types: dict[str, list[Case]] = defaultdict(list)
    cues: dict[str, list[Case]] = defaultdict(list)
    for text in texts:
        for lemma, phrase, case in _occurrences(text, lemmas):
            for key in phrase:
                phrases[key].append(case)
            if case.decision != NONE:
                types[lemma].append(case)
        for cue, case in _cued(text):
            cues[cue].append(case)
    found = [Group("phrase", key, _sorted(cases)) for key, cases in phrases.items() if _differ(cases)]
    found += [Group("word", key, _sorted(cases)) for key, cases in types.items() if _differ(cases)]
    found += [Group("cue", key, odd) for key, cases in cues.items() if (odd := _odd(cases))]
    return sorted(found, key=lambda group: (KINDS.index(group.kind), len(group.cases), group.phrase))


NONE = "no event"
KINDS = ("phrase", "word", "cue")


def _occurrences(text: Analysed, lemmas: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...], Case]]:
    """Each occurrence of a trigger lemma with its phrases: the lemma behind the word before, and before the one after.

    Names and numbers are masked, since phrases differ in them and decisions should not.
    """
    words = text.words
    place = {word: number for number, word in enumerate(words)}
    decided = {
        start: " + ".join(sorted({event.type for event in events})) for (start, _), events in text.triggers.items()
    }
    for word, standing in candidates(text, lemmas):
        number = place[word]
        before = _masked(text, number - 1, number)
        after = _masked(text, number + 1, number)
        decision = decided.get(word.start, NONE) if standing == "trigger" else NONE
        case = Case(text.facts.id, word.start, decision, text.shown(word.start, word.end, 60))
        phrases = [f"{before} {word.lemma}"] * bool(before) + [f"{word.lemma} {after}"] * bool(after)
        yield word.lemma, tuple(phrases), case


def _masked(text: Analysed, number: int, beside: int) -> str:
    """A neighbour as phrases have it; "" where a sentence or clause ends in between or the word says nothing."""
    if not 0 <= number < len(text.words):
        return ""
    first, last = sorted((text.words[number], text.words[beside]))
    if text.text[first.end : last.start].strip(" \u00a0"):
        return ""
    word = text.words[number].text
    return "" if word[0].isupper() or word.lower() in {"a", "an", "the", "and", "to", "in", "of"} else word.lower()


def _cued(text: Analysed) -> Iterator[tuple[str, Case]]:
    for event in text.gold.events:
        if cue := cue_before(text, event):
            start, end = event.trigger.start, event.trigger.end
            yield cue.lower(), Case(text.facts.id, start, event.realis, text.shown(start, end, 60))


def _differ(cases: list[Case]) -> bool:
    return len({case.decision for case in cases}) > 1 and len({case.document for case in cases}) > 1


def _odd(cases: list[Case]) -> tuple[Case, ...]:
    """The cases whose realis is rare behind this cue."""
    count = Counter(case.decision for case in cases)
    odd = [case for case in cases if count[case.decision] <= MINORITY * len(cases)]
    return _sorted(odd)


def _sorted(cases: list[Case]) -> tuple[Case, ...]:
    """The cases by decision, rarest first, no more than `MAX_CASES` of each."""
    count = Counter(case.decision for case in cases)
    kept: list[Case] = []
    for decision in sorted(count, key=lambda name: (count[name], name)):
        kept += sorted(case for case in cases if case.decision == decision)[:MAX_CASES]
    return tuple(kept)
