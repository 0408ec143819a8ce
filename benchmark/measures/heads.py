"""The head word of a span, by a stated rule that needs no model."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\w+(?:['’.\-‐‑&/]\w+)*", re.UNICODE)
_STOP = re.compile(r"[,;:()\[\]–—]|\s-\s")
_ENDS_THE_BASE_PHRASE = frozenset(
    re.findall(
        r"\w+",
        """
        about above across after against along among around as at before behind below between beyond by despite
        down during except for from in inside into like near of off on onto out outside over past per since than
        through to toward towards under until up upon via with within without who whom whose which that where
        when while because if and or
        """,
    )
)
_NO_HEAD = frozenset(("s", "'s", "’s", "jr", "sr", "jr.", "sr."))


@lru_cache(maxsize=1 << 16)
def head_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The head of text[start:end] as a span of the text.

    The rule, for English: the span ends at its first comma, colon, bracket or dash, and before its first preposition,
    relative pronoun or conjunction, unless that word begins it; what is left is the base phrase, and its last word is
    the head (a possessive 's and "Jr." are no heads). So the head of "the first visit to Tunis" is "visit", of "held
    talks" is "talks", of "met up" is "met". A span without words is its own head.

    ACE marks heads, spaCy parses them (gen-arg), Collins (1999) finds them in a parse; the rule agrees with them on
    base noun phrases and fails where a preposition stands inside a name ("the Bank of England": "Bank").

    >>> text = "the Tunisian Minister of Defence, Ibrahim Bartagi"
    >>> text[slice(*head_span(text, 0, len(text)))]
    'Minister'
    """
    piece = text[start:end]
    stop = _STOP.search(piece, next((m.start() for m in _WORD.finditer(piece)), 0))
    words = list(_WORD.finditer(piece, 0, stop.start() if stop else len(piece)))
    for number, found in enumerate(words):
        if number and found.group().lower() in _ENDS_THE_BASE_PHRASE:
            words = words[:number]
            break
    while len(words) > 1 and words[-1].group().lower() in _NO_HEAD:
        words.pop()
    if not words:
        return start, end
    first, last = words[-1].span()
    word = piece[first:last]
    for possessive in ("'s", "’s"):
        if len(word) > 2 and word.endswith(possessive):
            last -= 2
    return start + first, start + last
