"""The lemma and the word class (noun or verb) of an event word where it stands, by a few rules and no model.

Dictionary forms come from simplemma. It does not know what a word does in its sentence, and that is what tells
"they are meeting" (verb, `meet`) from "a meeting" (noun, `meeting`); the rules below look at the word's ending and at
its neighbours. docs/profile.md has their accuracy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

import simplemma

from benchmark.sentences import bounds, sentence_starts

WordClass = Literal["noun", "verb"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOUNS = _words(
    "accord audience autograph bilateral briefing ceremony company conference consultation congress dialogue "
    "dinner encounter forum gathering huddle interview itinerary leg link lunch breakfast supper mission negotiation "
    "parley pilgrimage plenary reception retreat round seminar session signature sit-down sitting stopover summit "
    "swing symposium trip workshop convention colloquium rendezvous tête-à-tête meet-up inspection excursion journey "
    "voyage hearing do pen handshake name"
)
"""Lemmas that are nouns unless a verb's ending or neighbours say otherwise."""
VERBS = _words(
    "meet sign see come go sit fly receive welcome arrive proceed gather host initial ink put get take set turn be "
    "make have leave bring show guide travel confer converge convene join lead attend return land board face hold "
    "find give let keep say speak walk drive sail cross call-in drop pop swing-by countersign pen affix greet "
    "ask stay entertain accompany reach enter inspect negotiate dine assemble reconvene huddle-up discuss argue"
)
"""Lemmas that are verbs unless a noun's neighbours say otherwise; words in neither list are nouns."""
GERUNDS = _words("meeting signing initialling initialing sitting gathering briefing hearing boarding inking")
"""Words in -ing that name an event and modify nouns as nouns do: "signing ceremony", but "visiting minister"."""
COMPOUNDS = _words("ceremony ceremonies room rooms point place table hall day date schedule minutes")
"""What such a word modifies."""

MODALS = _words("will would shall should can could may might must cannot 'll ’ll 'd ’d do does did to let help")
"""What stands before the plain form of a verb."""
PRONOUNS = _words("i you he she it we they who that which what whoever nobody everybody everyone anyone someone both")
QUESTIONS = _words("what where when why how there here")
OBJECTS = _words("me him her it us them himself herself themselves each one")
BEING = _words("am is are was were be been being 's ’s 're ’re 'm ’m")
HAVING = _words("have has had")
POSSESSIVES = _words("my your his her its our their whose 's ’s")
DETERMINERS = POSSESSIVES | _words(
    "a an the this these those no any some such another every each either neither all many several few more first "
    "second third last next other own same two three four five six seven eight nine ten"
)
SINGULAR = _words("a an another this every each")
PREPOSITIONS = _words(
    "in on at of with by for from about into over under between among during through near outside inside without "
    "within towards toward since until before after despite across per via against upon ahead behind beyond amid"
)
ADVERBS = _words(
    "not never also now again just only still yet once already soon often usually always regularly really actually "
    "finally first ever then jointly formally officially briefly later both even quietly privately personally each"
)
CONJUNCTIONS = _words("and or but nor")
_NOUN_ENDING = re.compile(r".{3}(?:tion|sion|ment|ance|ence|ship|ture|ity)s?$")

_IRREGULAR = {"left": "leave", "lain": "lie", "lay": "lie", "wrote": "write", "pens": "pen", "inking": "ink"}
"""Where simplemma's dictionary form is another word's, for verbs."""

TOKEN = re.compile(
    r"[^\W\d_]+n['’]t\b|['’](?:s|ll|re|ve|d|m)\b|\d[^\W_]*(?:[.,:-]?[^\W_]+)*|[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*|\S"
)


_PART = re.compile(r"(?<=[-\u2010\u2011])[^\W_]+|[^\W_]+(?=[-\u2010\u2011])")


class Token(NamedTuple):
    """A word or a sign, and where it stands."""

    start: int
    end: int
    text: str


class Word(NamedTuple):
    """A word of a text with its lemma and class."""

    start: int
    end: int
    text: str
    lemma: str
    word_class: WordClass


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and signs of a stretch of text; a hyphenated word is one, a possessive or contracted ending its own.

    >>> [token.text for token in tokenize("Virta's sit-down didn't last.")]
    ['Virta', "'s", 'sit-down', "didn't", 'last', '.']
    """
    found = TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(match.start(), match.end(), match[0]) for match in found]


def read_words(text: str) -> list[Word]:
    """Every word of a text, in order; a hyphenated word is followed by its parts ("site-visit": `site`, `visit`).

    >>> [(word.text, word.lemma) for word in read_words("The RUVUMA-TALKS ended.")]
    [('The', 'the'), ('RUVUMA-TALKS', 'ruvuma-talk'), ('RUVUMA', 'ruvuma'), ('TALKS', 'talk'), ('ended', 'end')]
    """
    found = []
    starts = sentence_starts(text)
    for number in range(len(starts)):
        tokens = tokenize(text, *bounds(starts, number, text))
        words = [token.text for token in tokens]
        for index, token in enumerate(tokens):
            if not is_word(token.text):
                continue
            found.append(Word(*token, lemma(words, index), word_class(words, index)))
            if parts := list(_PART.finditer(token.text)):
                for part in parts:
                    alone = [*words[:index], part[0], *words[index + 1 :]]
                    start = token.start + part.start()
                    found.append(
                        Word(start, start + len(part[0]), part[0], lemma(alone, index), word_class(alone, index))
                    )
    return found


def is_word(token: str) -> bool:
    """Whether a token is a word: it begins with a letter."""
    return token[0].isalpha()


@cache
def dictionary_form(word: str) -> str:
    """The form a dictionary has of a word in lower case, its class unseen: words in -ing are taken as verbs."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in GERUNDS or word.endswith("ings"):
        word = word.removesuffix("s")
    known = _IRREGULAR.get(word) or str(simplemma.lemmatize(word, lang="en")).lower()
    return next(filter(_is_known, _stems(word)), known) if known == word else known


def _stems(word: str) -> list[str]:
    """What a verb's form in -ing may be of: "crossing" of `cross`, "sitting" of `sit`, "inviting" of `invite`."""
    stem = word.removesuffix("ing")
    if stem == word or len(stem) < 3:
        return []
    doubled = [stem[:-1]] if stem[-1] == stem[-2] and stem[-1] not in "sl" else []
    return [*doubled, stem, f"{stem}e"]


def _is_known(word: str) -> bool:
    return bool(simplemma.is_known(word, lang="en"))


def lemma(words: Sequence[str], index: int) -> str:
    """The lemma of a word in its sentence: a verb's plain form, a noun's singular ("meeting" as a noun stays so).

    >>> lemma("They are meeting in Oslo".split(), 2), lemma("The meetings in Oslo".split(), 1)
    ('meet', 'meeting')
    >>> lemma("talks in Oslo".split(), 0), lemma("She sat down".split(), 1)
    ('talk', 'sit')
    """
    word = words[index].lower()
    if word.endswith(("ing", "ings")) and word_class(words, index) == "noun":
        return word.removesuffix("s")
    return dictionary_form(word)


def word_class(words: Sequence[str], index: int) -> WordClass:
    """Whether an event word is a noun or a verb (participles are verbs) in its sentence.

    By its ending first (-ed and irregular pasts are verbs, -tion and its like nouns), then by the word before (after
    "to", modals and pronouns a verb, after determiners, possessives and prepositions a noun), then by the one after
    (an object makes a verb), at last by the word itself.

    >>> word_class("Lund visits Kigali".split(), 1), word_class("two visits to Kigali".split(), 1)
    ('verb', 'noun')
    """
    word = words[index].lower()
    base = dictionary_form(word)
    before, after = _before(words, index), words[index + 1] if index + 1 < len(words) else ""
    if word.endswith("ings") or _NOUN_ENDING.match(word):
        return "noun"
    if word.endswith("ing") and base != word:
        return _class_of_gerund(word, before, after, _is_singular_behind(words[:index]))
    if base != word and not word.endswith("s"):
        return "verb"
    if before in MODALS and not (before == "to" and (word.endswith("s") or base in NOUNS)):
        return "verb"
    if before in DETERMINERS or before in PREPOSITIONS or before.isdigit():
        return "noun"
    if (before in PRONOUNS and base not in NOUNS) or before.endswith(("n't", "n’t")):
        return "verb"
    if base in NOUNS or (_is_singular_behind(words[:index]) if word == base else _governs(before)):
        return "noun"
    if base in VERBS:
        return "verb"
    # At the start of a clause a name after it may be a heading's ("Visit Kigali"): only what must be an object counts.
    object_after = _opens_object(after) if is_word(before or ".") else after.lower() in DETERMINERS | OBJECTS
    return "verb" if object_after and not (word.endswith("s") and not is_word(before or ".")) else "noun"


def _is_singular_behind(words: Sequence[str]) -> bool:
    """Whether a singular phrase runs up to here ("a short", "another motorcycle"): no plain verb form can follow."""
    near = [word.lower() for word in words[-3:]]
    start = max((place for place, word in enumerate(near) if word in SINGULAR), default=len(near))
    phrase = near[start + 1 :]
    return bool(phrase) and all(map(is_word, phrase)) and not phrase[-1].endswith("s")


def _governs(before: str) -> bool:
    """Whether a form in -s can only be a plural behind this word: a verb, or the start of the sentence."""
    return not before or before in BEING | HAVING or before.endswith("ed")


def _before(words: Sequence[str], index: int) -> str:
    """The word before in lower case, without adverbs between; "" at the start of a sentence.

    What 's is after a pronoun or a question word is given as "is".
    """
    place = index - 1
    while place > 0 and words[place].lower() in ADVERBS:
        place -= 1
    word = words[place].lower() if place >= 0 else ""
    is_verb = word in {"'s", "’s"} and place and words[place - 1].lower() in PRONOUNS | QUESTIONS
    return "is" if is_verb else word


def _opens_object(word: str) -> bool:
    """Whether a word can begin a verb's object: a determiner, a pronoun or a name (in a line of capitals: unknown)."""
    return word.lower() in DETERMINERS | OBJECTS or (word[:1].isupper() and not word[1:].isupper())


def _is_adjective(word: str) -> bool:
    """Whether a word can only qualify the noun behind it: a hyphenated one, or by its ending."""
    return bool(re.search(r".-.|..(?:ial|ral|nal|ive|ous|ful|ary|ic)$", word))


def _class_of_gerund(word: str, before: str, after: str, singular: bool) -> WordClass:
    if before in BEING - POSSESSIVES:
        return "verb"
    if before in DETERMINERS:
        return "noun" if word in GERUNDS or not after[:1].isalpha() or after.lower() in PREPOSITIONS else "verb"
    if word in GERUNDS and (_is_adjective(before) or singular):
        return "noun"
    if _opens_object(after):
        return "verb"
    if after.lower() in {"of", "between", *BEING}:
        return "noun"
    if word not in GERUNDS:
        return "verb"
    if before in PREPOSITIONS | CONJUNCTIONS or not is_word(before or "."):
        return "noun" if after.lower() in COMPOUNDS else "verb"
    return "noun"
