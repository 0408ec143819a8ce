"""Controls: texts of which a part is kept from a system, so that its score shows what it does without that part.

A control sees words and sentences, never gold. What a system then finds is brought back to the places where its words
stand in the text itself, and scored against the gold of that.

Source: partial-input baselines as of Kaushik and Lipton (2018).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

import msgspec

from benchmark.lexicon import Token, is_word, tokenize
from benchmark.occurrences import Analysed, trigger_lemmas
from benchmark.schema import Annotation, Argument, Document, Span
from benchmark.sentences import bounds, first_sentence

PLACEHOLDER = "x"
"""Stands for each letter of a masked word."""

DAYS_AND_MONTHS = re.compile(
    r"(?:mon|tues?|wed|thur?s?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)s?"
)
"""Words with a capital that name times: masking names leaves times readable."""

_LETTER = re.compile(r"[^\W\d_]")
Placed = TypeVar("Placed", Span, Argument)


class Move(NamedTuple):
    """A word's place in a changed text, and where it begins in the text itself."""

    start: int
    end: int
    origin: int


@dataclass(frozen=True)
class Changed:
    """A text with a part kept back. Words that were moved are listed in order; all else stands where it stood."""

    text: str
    moves: tuple[Move, ...] = ()

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the words of a span stand in the text itself: the stretch from the first of them to the last.

        Words that stood apart make a long stretch, which is hardly ever right: a phrase that shuffling tore is not
        found again by its pieces. A span without moved words stays.

        >>> Changed("Oslo Ana met", (Move(0, 4, 8), Move(5, 8, 0), Move(9, 12, 4))).origin(5, 8)
        (0, 3)
        >>> Changed("Oslo Ana met", (Move(0, 4, 8), Move(5, 8, 0), Move(9, 12, 4))).origin(5, 12)
        (0, 7)
        """
        inside = [move for move in self.moves if move.start < end and start < move.end]
        if not inside:
            return start, end
        return (
            min(move.origin + max(0, start - move.start) for move in inside),
            max(move.origin + min(end, move.end) - move.start for move in inside),
        )


@dataclass(frozen=True)
class Bound:
    """The highest F1 that a score may have, or the highest share that is kept of the score on the texts as they are."""

    of: Literal["F1", "kept"]
    high: float

    def __str__(self) -> str:
        return f"{self.of} <= {100 * self.high:g}"


LEXICON = Bound("F1", 0.70)
"""What a lexicon may score, which knows words and no context."""
MASKED = Bound("kept", 0.50)
"""What a system may keep where it is not given what a reader needs."""

NAMED = "AC+@chain of names"
"""AC+@chain on the arguments, of gold and of the system, in whose span a name stands."""


class Control(NamedTuple):
    """A way to change texts, and the bounds of what may then be scored, by measure.

    A measure without a bound is only told: the control takes nothing that it needs.
    """

    name: str
    change: Callable[[Analysed], Changed]
    bounds: Mapping[str, Bound]


def controls(train: Sequence[Analysed]) -> tuple[Control, ...]:
    """The controls of a corpus with these training texts.

    Words in any order make a lexicon of every system, so what they give of triggers has the bound of a lexicon. Names
    say who and where, not that something happened: masking them has a bound for the arguments that are names.
    """
    lemmas = trigger_lemmas(train)
    plain = lower_case(train)
    return (
        Control("first sentence only", beginning, {"TC": MASKED, "AC+@chain": MASKED}),
        Control("words shuffled", shuffled, {"TC": LEXICON, "AC+@chain": MASKED}),
        Control("names masked", lambda text: masked(text, names(text, plain)), {NAMED: MASKED}),
        Control(
            "trigger words masked",
            lambda text: masked(text, occurrences(text, lemmas)),
            {"TC": MASKED, "AC+@chain": MASKED},
        ),
    )


def lower_case(train: Iterable[Analysed]) -> frozenset[str]:
    """The words that train has in lower case."""
    return frozenset(word.text for text in train for word in text.words if word.text.islower())


def beginning(text: Analysed) -> Changed:
    """The text up to the end of its first sentence of running text: headline, kicker, byline and that sentence.

    A text without running text is cut behind its headline.
    """
    _, end = first_sentence(text.text)
    return Changed((text.text[:end] or text.text.partition("\n")[0]) + "\n")


def shuffled(text: Analysed) -> Changed:
    """The words of each sentence in any order; spaces and punctuation stay, and so do the ends of sentences.

    The order follows from the document's id alone.
    """
    source = random.Random(f"shuffled {text.facts.id}")
    pieces: list[str] = []
    moves: list[Move] = []
    place = written = 0
    for number in range(len(text.sentence_starts)):
        words = _words(text, number)
        # By random() alone, since that is what stays the same from one version of Python to the next.
        for slot, word in zip(words, sorted(words, key=lambda _: source.random()), strict=True):
            pieces += [text.text[place : slot.start], word.text]
            start = written + slot.start - place
            place, written = slot.end, start + len(word.text)
            moves.append(Move(start, written, word.start))
    return Changed("".join(pieces) + text.text[place:], tuple(moves))


def names(text: Analysed, plain: frozenset[str]) -> list[tuple[int, int]]:
    """Where names stand, by their capitals; `plain` is what `lower_case` gives.

    Where a capital says nothing, a word is a name when `plain` lacks it: at the beginning of a sentence, and in
    headlines, which have no full stop and capitals on more than half of their longer words. Days, months and the
    pronoun I are no names.
    """
    found = []
    for number in range(len(text.sentence_starts)):
        words = _words(text, number)
        longer = [word for word in words if len(word.text) > 3]
        _, end = bounds(text.sentence_starts, number, text.text)
        stopped = text.text[:end].endswith(".")
        headline = not stopped and 2 * sum(word.text[0].isupper() for word in longer) > len(longer)
        for place, word in enumerate(words):
            low = word.text.lower()
            if not word.text[0].isupper() or low == "i" or DAYS_AND_MONTHS.fullmatch(low):
                continue
            if low not in plain or not (headline or place == 0):
                found.append((word.start, word.end))
    return found


def occurrences(text: Analysed, lemmas: frozenset[str]) -> list[tuple[int, int]]:
    """Where words of these lemmas stand, whatever they mean there; in hyphenated words the part that has one."""
    return [(word.start, word.end) for word in text.words if word.lemma in lemmas]


def masked(text: Analysed, spans: Iterable[tuple[int, int]]) -> Changed:
    """The text with each letter of these spans replaced by `PLACEHOLDER`, so that all offsets stay.

    The letters are small ones: a placeholder does not show that a name stood there.
    """
    hidden = list(text.text)
    for start, end in spans:
        hidden[start:end] = _LETTER.sub(PLACEHOLDER, text.text[start:end])
    return Changed("".join(hidden))


def _words(text: Analysed, sentence: int) -> list[Token]:
    found = tokenize(text.text, *bounds(text.sentence_starts, sentence, text.text))
    return [token for token in found if is_word(token.text) or token.text[0].isdigit()]


def run(control: Control, text: Analysed, document: Document, extract: Callable[[Document], Annotation]) -> Annotation:
    """What a system finds in a changed text, at the places in the text itself.

    The document's title is kept back too, since it repeats the headline as it was.
    """
    changed = control.change(text)
    found = extract(msgspec.structs.replace(document, text=changed.text, title=""))

    def back(span: Placed) -> Placed:
        start, end = changed.origin(span.start, span.end)
        bare = {"parts": ()} if isinstance(span, Span) else {}
        return msgspec.structs.replace(span, start=start, end=end, text=text.text[start:end], head=None, **bare)

    events = tuple(
        msgspec.structs.replace(event, trigger=back(event.trigger), arguments=tuple(map(back, event.arguments)))
        for event in found.events
    )
    return msgspec.structs.replace(found, events=events, entities={})


def of_names(annotation: Annotation, spans: Sequence[tuple[int, int]]) -> Annotation:
    """The same without the arguments in whose span none of these names stands."""
    events = tuple(
        msgspec.structs.replace(
            event,
            arguments=tuple(
                argument
                for argument in event.arguments
                if any(start < argument.end and argument.start < end for start, end in spans)
            ),
        )
        for event in annotation.events
    )
    return msgspec.structs.replace(annotation, events=events)
