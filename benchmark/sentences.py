"""Where sentences begin: one plain splitter for all that asks whether two words stand in one sentence."""

from __future__ import annotations

import re
from bisect import bisect_right

_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|mx|dr|prof|sir|gen|lt|col|maj|capt|cmdr|cpl|sgt|brig|adm|rev|fr|ste?|hon|sen|rep|gov|pres|coun|cllr"
    r"|supt|insp|det|messrs|vs|mt|ft)$",
    re.IGNORECASE,
)
"""Abbreviations that a name or another word follows: their full stop ends no sentence."""
_COUNTED = re.compile(
    r"\b(?:nos?|pp?|art|para|sec|fig|vol|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ca|approx)$", re.IGNORECASE
)
"""Abbreviations that a number follows: their full stop ends no sentence before a digit ("No. 4", "Jan. 16")."""
_INITIAL = re.compile(r"(?:^|[\s(\[\"'“‘.-])(?![iI]$)[^\W\d_]$")
"""A single letter, but for the pronoun: the stop behind it ends no sentence ("J. Virta", "the U.S. Navy")."""

_END = re.compile(r"(?P<marks>[.!?…]+)[\"'”’»)\]]*[^\S\n]+(?=[\"'“‘«(\[¿¡]*(?P<next>[^\W_]))|\n+")


MIN_PROSE = 6
"""A line is running text when it has so many words and ends like a sentence."""


def sentence_starts(text: str) -> list[int]:
    """Where the sentences of a text begin; every offset from one start to the next belongs to the former's sentence.

    A line end ends a sentence (headlines and bylines are lines). So do a full stop, question or exclamation mark, with
    the quotes and brackets that close behind it, before a capital or a digit, unless the stop belongs to a title
    ("Gen."), to an abbreviation with its number ("Jan. 16") or to an initial ("J. Virta", "U.S. Navy").

    >>> sentence_starts("Gen. Virta came on Jan. 16. She left.\\nBy")
    [0, 28, 38]
    """
    starts = [0]
    for match in _END.finditer(text):
        if match["marks"] is None or _ends(text, match):
            starts.append(match.end())
    return starts


def _ends(text: str, match: re.Match[str]) -> bool:
    after = match["next"]
    if after.islower() or match["marks"] != ".":
        return not after.islower()
    before = text[max(0, match.start() - 12) : match.start()]
    if _TITLE.search(before) or _INITIAL.search(before):
        return False
    return not (after.isdigit() and _COUNTED.search(before))


def sentence_at(starts: list[int], offset: int) -> int:
    """The number of the sentence that an offset belongs to, from 0.

    >>> sentence_at([0, 9, 19], 9)
    1
    """
    return bisect_right(starts, offset) - 1


def bounds(starts: list[int], number: int, text: str) -> tuple[int, int]:
    """Where a sentence begins and ends, without white space after it.

    >>> bounds([0, 9], 0, "He came. She left.")
    (0, 8)
    """
    start = starts[number]
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    return start, start + len(text[start:end].rstrip())


def first_sentence(text: str) -> tuple[int, int]:
    """Where the first sentence of the running text begins and ends: behind the headline, which is line 1.

    Bylines, slugs and kickers below the headline are passed over: sentences of fewer than `MIN_PROSE` words, and lines
    that do not end like a sentence. A text of one line begins with its first sentence. (0, 0) without running text.

    >>> first_sentence("Talks in Oslo\\nBy Ana Lima\\nTwo ministers met in Oslo on Monday.\\n")
    (26, 62)
    """
    starts = sentence_starts(text)
    headline = text.find("\n")
    for number in range(len(starts)):
        start, end = bounds(starts, number, text)
        sentence = text[start:end]
        ends_well = sentence.rstrip("\"'”’»)]")[-1:] in {".", "!", "?", "…", ":"}
        if (start > headline or not text[headline:].strip()) and len(sentence.split()) >= MIN_PROSE and ends_well:
            return start, end
    return 0, 0
