"""Properties of the texts and of what the manifest says of them: sizes, tags, splits, likeness."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from benchmark.occurrences import Analysed
from benchmark.profile.material import Figure, Material, count, percent
from benchmark.sentences import bounds

Measure = Callable[[Material], Figure]

SHOWN = 50
"""How many offenders a figure names at most."""

_WORD = re.compile(r"[^\W_]+")
_FRAME_TOKEN = re.compile(r"\d[\d.,:]*|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\w\s]")
MIN_FRAME = 4
"""A sentence with fewer words left when names and numbers are masked has no frame: "By _", "_, _ and _"."""
MASK = "_"


def _words(text: Analysed) -> int:
    return len(text.text.split())


def in_split(split: str) -> Measure:
    """How many texts a split has."""
    return lambda material: Figure(len(material.of_split(split)))


def outside(fewest: int, most: int) -> Measure:
    """How many texts have fewer or more words than allowed."""

    def measure(material: Material) -> Figure:
        return count(f"{t.facts.id}: {_words(t)} words" for t in material.texts if not fewest <= _words(t) <= most)

    return measure


def longer_than(words: int) -> Measure:
    """The share of texts with more words."""
    return lambda material: Figure(
        percent(sum(_words(text) > words for text in material.texts), len(material.texts)),
    )


def registers(material: Material) -> Figure:
    """How many registers there are."""
    found = Counter(text.facts.register for text in material.texts)
    return Figure(len(found), tuple(f"{name}: {times} texts" for name, times in found.most_common()))


def public_facts(material: Material) -> Figure:
    """The share of texts that retell public facts."""
    return Figure(percent(sum(t.facts.basis == "public facts" for t in material.texts), len(material.texts)))


def phenomena(fewest: int) -> Measure:
    """How many phenomena are tagged in so many texts of test and of train each."""

    def measure(material: Material) -> Figure:
        tagged = {
            split: Counter(n for text in material.of_split(split) for n in set(text.facts.phenomena))
            for split in ("test", "train")
        }
        short = [n for n in sorted(material.phenomena) if min(tagged[split][n] for split in tagged) < fewest]
        offenders = tuple(f"phenomenon {n}: {tagged['test'][n]} test, {tagged['train'][n]} train" for n in short)
        return Figure(len(material.phenomena) - len(short), offenders)

    return measure


def split_clusters(material: Material) -> Figure:
    """How many story clusters have texts in more than one split."""
    splits: dict[str, set[str]] = defaultdict(set)
    for text in material.texts:
        splits[text.facts.cluster].add(text.facts.split)
    return count(f"{name}: {', '.join(sorted(found))}" for name, found in splits.items() if len(found) > 1)


def early_tests(material: Material) -> Figure:
    """How many test texts are not later than every text of train and dev."""
    others = (text.facts.date for split in ("train", "dev") for text in material.of_split(split))
    last = max(others, default="")
    return count(f"{t.facts.id}: {t.facts.date}" for t in material.of_split("test") if t.facts.date <= last)


def grams(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """The runs of so many words, without case and punctuation.

    >>> sorted(grams("To be, or not to be", 5))
    [('be', 'or', 'not', 'to', 'be'), ('to', 'be', 'or', 'not', 'to')]
    """
    words = _WORD.findall(text.casefold())
    return frozenset(zip(*(words[place:] for place in range(size)), strict=False))


def likeness(size: int, *, within: bool) -> Measure:
    """The largest Jaccard similarity of two texts' word n-grams, within a story cluster or between clusters.

    |A & B| / |A | B| (Jaccard 1912; on n-grams, "shingles": Broder 1997), exact: an inverted index finds the pairs
    that share anything.
    """

    def measure(material: Material) -> Figure:
        pairs = [
            (value, one, two)
            for value, one, two in _similar_pairs(material.texts, size)
            if (one.facts.cluster == two.facts.cluster) == within
        ]
        pairs.sort(key=lambda pair: (-pair[0], pair[1].facts.id, pair[2].facts.id))
        shown = tuple(f"{one.facts.id} and {two.facts.id}: {value:.3f}" for value, one, two in pairs[:SHOWN])
        return Figure(pairs[0][0] if pairs else 0, shown)

    return measure


def _similar_pairs(texts: list[Analysed], size: int) -> Iterator[tuple[float, Analysed, Analysed]]:
    found = [grams(text.text, size) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(found):
        for gram in one:
            holders[gram].append(number)
    shared = Counter(pair for numbers in holders.values() for pair in combinations(numbers, 2))
    for (first, second), common in shared.items():
        yield common / (len(found[first]) + len(found[second]) - common), texts[first], texts[second]


def frames(limit: int) -> Measure:
    """In how many texts the commonest sentence frame stands; frames in more than `limit` texts are named."""

    def measure(material: Material) -> Figure:
        plain = frozenset(token for text in material.texts for token in _FRAME_TOKEN.findall(text.text))
        holders: dict[str, set[str]] = defaultdict(set)
        for text in material.texts:
            for number in range(len(text.sentence_starts)):
                start, end = bounds(text.sentence_starts, number, text.text)
                if found := frame(text.text[start:end], plain):
                    holders[found].add(text.facts.id)
        order = sorted(holders.items(), key=lambda item: (-len(item[1]), item[0]))
        offenders = tuple(f"{found!r}: {', '.join(sorted(ids))}" for found, ids in order if len(ids) > limit)
        return Figure(len(order[0][1]) if order else 0, offenders)

    return measure


def frame(sentence: str, plain: frozenset[str]) -> str:
    """A sentence with its names and numbers masked, in lower case; "" when fewer than `MIN_FRAME` words are left.

    A capitalised word is a name unless it opens the sentence and `plain`, the words of the corpus, has it in lower
    case. Neighbouring masks are one; a line in capitals has no names to see.

    >>> frame("On Monday Ana Lima met Bo Chen for 2 hours in Oslo.", frozenset({"on"}))
    'on _ met _ for _ hours in _ .'
    >>> frame("By Ana Lima in Oslo", frozenset({"by"}))
    ''
    """
    tokens = _FRAME_TOKEN.findall(sentence)
    capitals = sentence.isupper()
    masked: list[str] = []
    for number, token in enumerate(tokens):
        opens = not any(one[0].isalnum() for one in tokens[:number])
        name = token[0].isupper() and not capitals and token != "I" and not (opens and token.lower() in plain)
        shown = MASK if name or token[0].isdigit() else token.lower()
        if not (shown == MASK and masked and masked[-1] == MASK):
            masked.append(shown)
    return " ".join(masked) if sum(token[0].isalpha() for token in masked) >= MIN_FRAME else ""
