"""Contrast pairs: a text, and a minimal edit of it that changes what gold says.

A partner stands in the split `contrast` and names in `contrast_of` the text that it edits. The words that both share
stand for each other; the items that one has and the other has not are what the edit is about. A system reads a pair
rightly when it gets those right in both texts: the contrast consistency of Gardner et al. (2020), on the items that
differ.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple, TypeVar

import msgspec

from benchmark.corpus import CONTRAST, SPLITS, Corpus, Facts
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.lexicon import Token, tokenize
from benchmark.occurrences import Analysed, analyse
from benchmark.schema import Annotation, Argument, Conflict, Event, Mention, Span

MAX_WORDS = 12
"""A partner's edits may change so many words."""

MAX_TOKENS = 5_000
"""The longest text, in words and signs, whose edits are looked for; the search costs time."""

Range = tuple[int, int]
Placed = TypeVar("Placed", Span, Mention, Argument, Conflict)


class Edit(NamedTuple):
    """A stretch that differs: where it stands in either text, and how many words it changes.

    What was put in has an empty place in the old text, behind the word before it; what was taken out in the new one.
    """

    old: Range
    new: Range
    words: int


@dataclass(frozen=True)
class Alignment:
    """Two texts as words and signs, and the stretches of these that differ: (from, to) in the old, then in the new."""

    old: tuple[Token, ...]
    new: tuple[Token, ...]
    differing: tuple[tuple[int, int, int, int], ...]

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """What was edited, in the order of the text."""
        return tuple(
            Edit(
                _stretch(self.old, first, last),
                _stretch(self.new, start, end),
                max(sum(map(_is_word, some)) for some in (self.old[first:last], self.new[start:end])),
            )
            for first, last, start, end in self.differing
        )

    @property
    def words(self) -> int:
        """How many words differ: of each edit, those of the text that has more there."""
        return sum(edit.words for edit in self.edits)

    @cached_property
    def _kept(self) -> dict[int, int]:
        """The new token of each old one that was kept."""
        found: dict[int, int] = {}
        old = new = 0
        for first, last, start, end in (*self.differing, (len(self.old), 0, len(self.new), 0)):
            found.update(zip(range(old, first), range(new, start), strict=True))
            old, new = last, end
        return found

    def carried(self, start: int, end: int) -> Range | None:
        """Where a span of the old text stands in the new one; None where its words were edited, or some put in."""
        first = bisect_right(self.old, start, key=lambda token: token.end)
        last = bisect_left(self.old, end, key=lambda token: token.start)
        places = [self._kept.get(number, -1) for number in range(first, last)]
        if not places or places[0] < 0 or places != list(range(places[0], places[0] + len(places))):
            return None
        cut = max(0, start - self.old[first].start), max(0, self.old[last - 1].end - end)
        return self.new[places[0]].start + cut[0], self.new[places[-1]].end - cut[1]

    def reversed(self) -> Alignment:
        """The same, from the new text to the old one."""
        turned = ((start, end, first, last) for first, last, start, end in self.differing)
        return Alignment(self.new, self.old, tuple(turned))


def align(old: str, new: str) -> Alignment:
    """Find the edits between two texts: what both begin and end with is kept, then the longest runs that are equal.

    Raises `DatelineError` for texts of more than `MAX_TOKENS` words and signs.

    >>> alignment = align("The two met in Oslo.", "The two never met in Oslo.")
    >>> alignment.edits, alignment.carried(8, 11)
    ((Edit(old=(7, 7), new=(8, 13), words=1),), (14, 17))
    """
    tokens = tuple(tokenize(old)), tuple(tokenize(new))
    if (longest := max(map(len, tokens))) > MAX_TOKENS:
        raise DatelineError(f"a text has {longest:,} words and signs; up to {MAX_TOKENS:,} are compared")
    ours, theirs = ([token.text for token in some] for some in tokens)
    start = _common(ours, theirs)
    tail = _common(ours[start:][::-1], theirs[start:][::-1])
    middle = ours[start : len(ours) - tail], theirs[start : len(theirs) - tail]
    codes = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    differing = ((start + i, start + j, start + k, start + m) for kind, i, j, k, m in codes if kind != "equal")
    return Alignment(*tokens, tuple(differing))


def _common(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words both begin with."""
    same = [one == other for one, other in zip(ours, theirs, strict=False)]
    return same.index(False) if False in same else len(same)


def _is_word(token: Token) -> bool:
    return token.text[0].isalnum()


def _stretch(tokens: Sequence[Token], first: int, last: int) -> Range:
    if first < last:
        return tokens[first].start, tokens[last - 1].end
    place = tokens[first - 1].end if first else 0
    return place, place


class Dropped(NamedTuple):
    """What an edit took from an annotation: what it was, and where it stood in the old text."""

    what: str
    start: int
    end: int
    text: str


class Shifted(NamedTuple):
    """An annotation carried over an edit, and what of it was dropped."""

    annotation: Annotation
    dropped: tuple[Dropped, ...]


def shift(annotation: Annotation, old_text: str, new_text: str, document: str = "") -> Shifted:
    """Carry an annotation over an edit of its text: its spans move with their words.

    A span whose words were edited is dropped, with all that hangs on it: an event with its trigger, a filler of a role
    with its mention. `document` renames the annotation. Heads and parts of spans, which .ann files do not have, are
    not carried.
    """
    alignment = align(old_text, new_text)
    dropped: list[Dropped] = []

    def moved(record: Placed, what: str) -> Iterator[Placed]:
        """The record at its new place, if it has one."""
        place = alignment.carried(record.start, record.end)
        if place is None:
            dropped.append(Dropped(what, record.start, record.end, old_text[record.start : record.end]))
            return
        bare = {name: empty for name, empty in (("head", None), ("parts", ())) if hasattr(record, name)}
        yield msgspec.structs.replace(record, start=place[0], end=place[1], text=new_text[slice(*place)], **bare)

    events = tuple(
        msgspec.structs.replace(
            event,
            trigger=trigger,
            arguments=tuple(
                kept
                for argument in event.arguments
                for kept in moved(argument, f"{argument.role} of {event.type} {quoted(event.trigger.text)}")
            ),
        )
        for event in annotation.events
        for trigger in moved(event.trigger, _described(event, old_text))
    )
    entities = {
        name: tuple(kept for mention in mentions for kept in moved(mention, f"mention of a {mention.type or 'thing'}"))
        for name, mentions in annotation.entities.items()
    }
    conflicts = tuple(
        msgspec.structs.replace(
            kept, repaired=tuple(span for repair in conflict.repaired for span in moved(repair, "repair of a conflict"))
        )
        for conflict in annotation.conflicts
        for kept in moved(conflict, "conflict")
    )
    ids = {event.id for event in events}
    notes = []
    for note in annotation.notes:
        if note.span is not None:
            notes += [msgspec.structs.replace(note, span=span) for span in moved(note.span, "note")]
        elif note.event in ids:
            notes.append(note)
    made = Annotation(
        document=document or annotation.document,
        events=events,
        entities={name: mentions for name, mentions in entities.items() if mentions},
        part_of=tuple(pair for pair in annotation.part_of if ids.issuperset(pair)),
        conflicts=conflicts,
        notes=tuple(notes),
        records=annotation.records,
    )
    return Shifted(made, tuple(sorted(dict.fromkeys(dropped), key=lambda one: (one.start, one.end))))


def _described(event: Event, text: str) -> str:
    fillers = [f"{argument.role} {quoted(text[argument.start : argument.end])}" for argument in event.arguments]
    realis = f" {event.realis}" if event.realis else ""
    return f"{event.type}{realis}" + (f" ({', '.join(fillers)})" if fillers else "")


@dataclass(frozen=True)
class Pair:
    """A text and the contrast partner that edits it."""

    original: Analysed
    partner: Analysed

    @cached_property
    def alignment(self) -> Alignment:
        return align(self.original.text, self.partner.text)

    @cached_property
    def sides(self) -> tuple[_Side, _Side]:
        """Both texts with their gold, their places named alike."""
        shared = _same_entities(self)
        return (
            _Side(self.original, self.alignment, "original", shared),
            _Side(self.partner, self.alignment.reversed(), "partner", {name: name for name in shared.values()}),
        )


def pairs(corpus: Corpus) -> list[Pair]:
    """The pairs of a corpus, by the partner's id.

    Raises `InputError` for a partner that edits no text of the splits.
    """
    found = []
    for facts in corpus.of_split(CONTRAST):
        original = corpus.facts.get(facts.contrast_of)
        if original is None or original.split not in SPLITS:
            raise InputError(f"{facts.id} {_no_original(corpus, facts)}", path=corpus.manifest_path)
        found.append(Pair(analyse(corpus, original), analyse(corpus, facts)))
    return found


def _no_original(corpus: Corpus, facts: Facts) -> str:
    known = [other.id for other in corpus.facts.values() if other.split in SPLITS]
    if not facts.contrast_of:
        return "does not say which text it edits; give its id as contrast_of"
    hint = did_you_mean(facts.contrast_of, known)
    return f"edits {quoted(facts.contrast_of)}, which is no text of {', '.join(SPLITS)}; {hint}"


class Item(NamedTuple):
    """One thing that an annotation says: an event with its realis, or a filler of a role.

    Places and fillers are named so that the same words, and mentions of the same entity, are equal in both texts.
    """

    kind: str
    trigger: Hashable
    type: str
    label: str
    filler: Hashable = None


class Difference(NamedTuple):
    """The gold items of either text of a pair that the other does not have."""

    original: Counter[Item]
    partner: Counter[Item]


def changed(pair: Pair) -> Difference:
    """The gold items that differ between the texts of a pair.

    Items are those of TC+realis (trigger, type, realis) and of AC+@chain (trigger, type, role, entity). A trigger that
    was edited stands for the one that was put in its place; edited words of a filler make another filler.
    """
    ours, theirs = (side.items(side.text.gold) for side in pair.sides)
    return Difference(ours - theirs, theirs - ours)


class Reading(NamedTuple):
    """Whether a system reads either text of a pair rightly."""

    original: bool
    partner: bool

    @property
    def both(self) -> bool:
        return self.original and self.partner


def consistency(pair: Pair, original: Annotation, partner: Annotation) -> Reading:
    """Whether what a system found in the two texts of a pair is right where the texts differ.

    It is right in a text when all items that only this text has are found, none that only the other one has, and no
    event (trigger and type) that gold does not have, in the edited sentences or on a trigger of these items. What a
    system makes of the rest of the text counts for nothing.
    """
    difference = changed(pair)
    triggers = {item.trigger for item in (*difference.original, *difference.partner)}
    verdicts = []
    for side, found, own, other in zip(pair.sides, (original, partner), difference, reversed(difference), strict=True):
        gold, items = side.items(side.text.gold), side.items(found)
        spurious = _events(items) - _events(gold)
        watched = triggers | {side.trigger(event.trigger) for event in found.events if side.is_edited(event.trigger)}
        verdicts.append(
            own <= items
            and not (items - gold).keys() & other.keys()
            and not any(trigger in watched for trigger, _ in spurious)
        )
    return Reading(*verdicts)


def _events(items: Counter[Item]) -> Counter[tuple[Hashable, str]]:
    found: Counter[tuple[Hashable, str]] = Counter()
    for item, count in items.items():
        if item.kind == "event":
            found[item.trigger, item.type] += count
    return found


class _Side:
    """One text of a pair: its places are named as in the partner where the words are shared, else as its own."""

    def __init__(self, text: Analysed, to_other: Alignment, name: str, entities: Mapping[str, str]) -> None:
        self.text, self.to_other, self.name = text, to_other, name
        edits = [edit.old for edit in to_other.edits]
        # What was put in has no place here but behind the word before it: that word's sentence is edited.
        last = [max(0, end - 1) for _, end in edits]
        self._edited = [
            (text.sentence(min(start, end))[0], text.sentence(end)[1])
            for (start, _), end in zip(edits, last, strict=True)
        ]
        self._triggers: dict[Range, Hashable] = {
            trigger: ("edit", number, place)
            for number, (start, end) in enumerate(edits)
            for place, trigger in enumerate(one for one in text.triggers if one[0] < end and start < one[1])
        }
        self._entities: dict[Range, Hashable] = {}
        for entity, mentions in text.gold.entities.items():
            shown = ("both", entities[entity]) if entity in entities else (name, entity)
            self._entities.update(dict.fromkeys(((mention.start, mention.end) for mention in mentions), shown))

    def _shared(self, span: Range) -> Hashable:
        """A span by its place in the partner's text, or as this text's own."""
        there = self.to_other.carried(*span)
        if there is None:
            return self.name, span
        return "both", there if self.name == "original" else span

    def trigger(self, span: Span) -> Hashable:
        place = span.start, span.end
        return self._triggers.get(place) or self._shared(place)

    def is_edited(self, span: Span) -> bool:
        """Whether a span begins in a sentence with an edit."""
        return any(start <= span.start < end for start, end in self._edited)

    def items(self, annotation: Annotation) -> Counter[Item]:
        """What an annotation of this text says; a filler that fills a role of an event twice counts once."""
        found: Counter[Item] = Counter()
        for event in annotation.events:
            trigger = self.trigger(event.trigger)
            found[Item("event", trigger, event.type, event.realis)] += 1
            found.update({Item("argument", trigger, event.type, *filler) for filler in self._fillers(event)})
        return found

    def _fillers(self, event: Event) -> Iterator[tuple[str, Hashable]]:
        for argument in event.arguments:
            place = argument.start, argument.end
            yield argument.role, self._entities.get(place) or self._shared(place)


def _same_entities(pair: Pair) -> dict[str, str]:
    """The partner's entity for each of the original's: the one that most of its mentions stand for, one to one."""
    of_partner = {
        (mention.start, mention.end): name
        for name, mentions in pair.partner.gold.entities.items()
        for mention in mentions
    }
    common: Counter[tuple[str, str]] = Counter()
    for name, mentions in pair.original.gold.entities.items():
        for mention in mentions:
            place = pair.alignment.carried(mention.start, mention.end)
            if place in of_partner:
                common[name, of_partner[place]] += 1
    found: dict[str, str] = {}
    taken = set()
    for (name, other), _ in sorted(common.items(), key=lambda pair: (-pair[1], pair[0])):
        if name not in found and other not in taken:
            found[name] = other
            taken.add(other)
    return found


def faults(corpus: Corpus, facts: Facts) -> Iterator[str]:
    """What is wrong with a document as a contrast partner (lint rule L18); nothing with those that are none.

    Texts and gold that cannot be read are left to the rules about those.
    """
    if facts.split != CONTRAST:
        if facts.contrast_of:
            yield f"edits {quoted(facts.contrast_of)}, but stands in {facts.split}; partners stand in {CONTRAST}"
        return
    original = corpus.facts.get(facts.contrast_of)
    if original is None or original.split not in SPLITS:
        yield _no_original(corpus, facts)
        return
    if original.cluster != facts.cluster:
        yield f"is of cluster {quoted(facts.cluster)}, {original.id} of {quoted(original.cluster)}; they share one"
    try:
        pair = Pair(analyse(corpus, original), analyse(corpus, facts))
    except InputError:
        return
    if not pair.alignment.edits:
        yield f"has the words of {original.id}; edit some"
    elif pair.alignment.words > MAX_WORDS:
        yield f"differs from {original.id} in {pair.alignment.words} words; {MAX_WORDS} are allowed"
    elif not any(changed(pair)):
        yield f"has the gold of {original.id}; an edit that changes no event, realis or filler makes no pair"
