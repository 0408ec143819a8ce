"""Properties of the gold: how many events, by which words, how real, where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

from benchmark.occurrences import Analysed
from benchmark.profile.material import Figure, Material, Mention, count, percent, share
from benchmark.sentences import first_sentence, sentence_at

Measure = Callable[[Material], Figure]
Opening = Literal["headline", "first sentence", "either"]


def mentions(kind: str | None = None) -> Measure:
    """How many event mentions there are, of one type or of all."""
    return lambda material: Figure(sum(kind in (None, event.type) for _, event, _ in material.mentions))


def _by_lemma(material: Material) -> Counter[str]:
    return Counter(word.lemma for _, _, word in material.mentions)


def lemmas(material: Material) -> Figure:
    """How many different lemmas trigger events."""
    return Figure(len(_by_lemma(material)))


def commonest_lemma(material: Material) -> Figure:
    """The share of mentions that the commonest trigger lemma has."""
    found = _by_lemma(material).most_common(10)
    total = len(material.mentions)
    return Figure(
        percent(found[0][1] if found else 0, total), tuple(f"{name}: {percent(n, total):.1f}" for name, n in found)
    )


def nominal(material: Material) -> Figure:
    """The share of mentions whose trigger is a noun."""
    return Figure(percent(sum(word.word_class == "noun" for *_, word in material.mentions), len(material.mentions)))


def negatives(lemmas: frozenset[str] | None = None) -> Measure:
    """The share of the occurrences of trigger lemmas, or only of these, that gold does not annotate as triggers."""

    def measure(material: Material) -> Figure:
        found = [each for _, each in material.occurrences if lemmas is None or each.word.lemma in lemmas]
        return Figure(percent(sum(each.standing != "trigger" for each in found), len(found)))

    return measure


def unlisted_negatives(material: Material) -> Figure:
    """How many of these are neither in an entity's mention nor in negatives.tsv (warning W01)."""
    return count(
        f"{text.facts.id}:{word.start} {word.text}"
        for text, (word, standing) in material.occurrences
        if standing == "bare"
        and not any(s < word.end and word.start < e for s, e in material.listed.get(text.facts.id, ()))
    )


def not_actual(material: Material) -> Figure:
    """The share of mentions that are planned, negated, hypothetical or generic."""
    return Figure(percent(sum(event.realis != "Actual" for _, event, _ in material.mentions), len(material.mentions)))


def of_realis(value: str) -> Measure:
    """How many mentions have a realis."""
    return lambda material: Figure(sum(event.realis == value for _, event, _ in material.mentions))


def far_arguments(material: Material) -> Figure:
    """The share of arguments whose span begins in another sentence than the trigger."""
    far = total = 0
    for text, event, _ in material.mentions:
        starts = text.sentence_starts
        for argument in event.arguments:
            total += 1
            far += sentence_at(starts, argument.start) != sentence_at(starts, event.trigger.start)
    return Figure(percent(far, total))


def opening(where: Opening) -> Measure:
    """The share of the texts with events that have one in the headline, the first sentence, or either."""

    def measure(material: Material) -> Figure:
        texts = [text for text in material.texts if text.gold.events]
        return share((text.facts.id for text in texts if _opens(text, where)), len(texts))

    return measure


def _opens(text: Analysed, where: Opening) -> bool:
    headline = (0, text.text.find("\n"))
    spans = {"headline": [headline], "first sentence": [first_sentence(text.text)]}
    spans["either"] = spans["headline"] + spans["first sentence"]
    return any(start <= first < end for first, _ in text.triggers for start, end in spans[where])


def empty(material: Material) -> Figure:
    """The share of texts without an event."""
    return share((text.facts.id for text in material.texts if not text.gold.events), len(material.texts))


def coreferent(material: Material) -> Figure:
    """The share of mentions in a chain of two or more."""
    sizes = Counter((text.facts.id, event.chain) for text, event, _ in material.mentions)
    return Figure(percent(sum(size for size in sizes.values() if size > 1), len(material.mentions)))


def unseen(reading: Literal["lemma", "form"]) -> Measure:
    """The share of the different (trigger, type) pairs of test that train lacks, triggers read as lemma or form."""

    def pair(mention: Mention) -> tuple[str, str]:
        word = mention.word.lemma if reading == "lemma" else mention.event.trigger.text.lower()
        return word, mention.event.type

    def measure(material: Material) -> Figure:
        pairs = {
            split: {pair(mention) for mention in material.mentions if mention.text.facts.split == split}
            for split in ("train", "test")
        }
        new = sorted(pairs["test"] - pairs["train"])
        return share((f"{word} ({kind})" for word, kind in new), len(pairs["test"]))

    return measure


def contrast_pairs(material: Material) -> Figure:
    """How many contrast partners have other gold than the text that they edit; those that have not are named."""
    texts = {text.facts.id: text for text in material.texts}
    different, same = 0, []
    for partner in material.contrast:
        original = texts.get(partner.facts.contrast_of)
        if original is None:
            same.append(f"{partner.facts.id}: edits no text of the splits")
        elif _decisions(partner) == _decisions(original):
            same.append(f"{partner.facts.id}: same gold as {original.facts.id}")
        else:
            different += 1
    return Figure(different, tuple(same))


def _decisions(text: Analysed) -> list[tuple[object, ...]]:
    """What gold says of a text apart from where: offsets move when words before them are edited."""
    chains: dict[str, int] = {}
    return [
        (
            event.type,
            event.trigger.text,
            event.realis,
            event.background,
            chains.setdefault(event.chain, len(chains)),
            sorted((argument.role, argument.text, argument.value) for argument in event.arguments),
        )
        for events in text.triggers.values()
        for event in events
    ]
