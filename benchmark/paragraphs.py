"""The numbered paragraphs of a text, in which words are found by what they say: how a worksheet points at spans."""

from __future__ import annotations

import difflib
import re
import unicodedata
from itertools import islice

from benchmark.exceptions import DatelineError, quoted

_MAX_HINTS = 50
"""So many words that are not found are answered with the nearest words; the search costs time."""

_NTH = re.compile(r"(.*\S)\s+#(\d{1,4})")
_MARKED = re.compile(r"([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)")
_FOLD = {
    **dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "‘’‚‛′ʼ"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
_EDGES = " .,;:!?\"'()[]“”‘’"

Place = tuple[int, int]


class Paragraphs:
    """The lines of a text, numbered from 1, in which words are found.

    >>> Paragraphs("Ana met Bo.\\nThey met again and met Cy.\\n").place(2, "and [met]")
    (31, 34)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.removesuffix("\n").split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self._composed = unicodedata.is_normalized("NFC", text)
        self._folded = [line.translate(_FOLD) for line in self.lines]
        self._hints = _MAX_HINTS

    def number_of(self, start: int) -> int:
        """The paragraph in which an offset lies."""
        return self.text.count("\n", 0, start) + 1

    def place(self, number: int, words: str) -> Place:
        """Where words stand in a paragraph; raises `DatelineError` unless that is exactly one place."""
        if not 1 <= number <= len(self.lines):
            raise DatelineError(f"there is no paragraph {number}: the text has {len(self.lines)}")
        words = self._composed_like_text(words.strip())
        nth = None
        found = self._found(number, "", words, "")
        phrase = words
        if not found:
            if match := _NTH.fullmatch(words):
                phrase, nth = match[1], int(match[2])
            if match := _MARKED.fullmatch(phrase):
                before, marked, after = match.groups()
                phrase = before + marked + after
                found = self._found(number, before, marked, after)
            elif "[" in phrase and "]" in phrase:
                raise DatelineError(
                    f"cannot find {quoted(phrase)} in paragraph {number}; mark one part with [brackets]"
                )
            else:
                found = self._found(number, "", phrase, "")
        if not found:
            raise DatelineError(self._not_found(number, phrase))
        if nth is not None:
            if not 1 <= nth <= len(found):
                times = "once" if len(found) == 1 else f"{len(found)} times"
                raise DatelineError(f"{quoted(phrase)} occurs {times} in paragraph {number}: there is no #{nth}")
            return found[nth - 1]
        if len(found) > 1:
            raise DatelineError(
                f"{quoted(phrase)} occurs {len(found)} times in paragraph {number}: "
                "give context with [brackets], or #2 at the end for the second"
            )
        return found[0]

    def mention(self, number: int, words: str) -> tuple[Place, str]:
        """The same for a mention's words, after which ` = ` and a value may stand."""
        head, equals, value = words.rpartition(" = ")
        if words.endswith(" ="):
            head, equals, value = words[:-2], "=", ""
        literal = 1 <= number <= len(self.lines) and self._found(number, "", self._composed_like_text(words), "")
        if not equals or literal or re.search(r"\s", value) or len(value) > 200:
            return self.place(number, words), ""
        return self.place(number, head), value

    def words(self, start: int, end: int, value: str | None = None) -> str:
        """`N words` (with the value, if it is a mention's) by which `place` or `mention` finds this span again.

        Raises `ValueError` for a span outside the text, across a line end, or that cuts a word.
        """
        there = self.text[start:end]
        number = self.number_of(start)
        if len(there) == end - start and "\n" not in there and number <= len(self.lines):
            line, base = self.lines[number - 1], self.starts[number - 1]
            first, last = start - base, end - base
            found = self._found(number, "", there, "")
            forms = [there] if len(found) == 1 else []
            if (start, end) in found:
                nth = found.index((start, end)) + 1
                forms += [f"{there} #{nth}", f"[{there}] #{nth}"]
            forms.append(f"{line[:first]}[{there}]{line[last:]}")
            tails = [""] if value is None else [f" = {value}"] if value else ["", " ="]
            for form in (f"{form}{tail}" for form in forms for tail in tails):
                try:
                    back = (self.place(number, form), None) if value is None else self.mention(number, form)
                except DatelineError:
                    continue
                if back == ((start, end), value) and form == form.strip():
                    return f"{number} {form}"
        raise ValueError(f"span {start}-{end} {quoted(there)} is not whole words of one line: no sheet can hold it")

    def _composed_like_text(self, words: str) -> str:
        return unicodedata.normalize("NFC", words) if self._composed else words

    def _found(self, number: int, before: str, marked: str, after: str) -> list[Place]:
        """Every place where the marked words stand as whole words between their contexts."""
        line, wanted = self._folded[number - 1], (before + marked + after).translate(_FOLD)
        base = self.starts[number - 1] + len(before)
        found, at = [], line.find(wanted) if marked else -1
        while at >= 0:
            start = at + len(before)
            end = start + len(marked)
            if not (_inside_word(line, start) or _inside_word(line, end)):
                found.append((base + at, base + at + len(marked)))
            at = line.find(wanted, at + 1)
        return found

    def _not_found(self, number: int, phrase: str) -> str:
        problem = f"{quoted(phrase, 80)} is not in paragraph {number}"
        self._hints -= 1
        if self._hints < 0:
            return problem
        elsewhere = [str(n) for n in range(1, len(self.lines) + 1) if n != number and self._found(n, "", phrase, "")]
        if elsewhere:
            return f"{problem}, but in {', '.join(elsewhere[:5])}{', ...' if len(elsewhere) > 5 else ''}"
        if phrase.translate(_FOLD) in self._folded[number - 1]:
            return f"{quoted(phrase, 80)} only stands inside a longer word in paragraph {number}; take whole words"
        near = self._nearest(number, phrase)
        return f"{problem}; nearest there: {quoted(near, 80)}" if near else f"{problem}, nor anything like it"

    def _nearest(self, number: int, phrase: str) -> str:
        """The words of a paragraph that are most like a phrase, or nothing when none are much like it."""
        line = self.lines[number - 1]
        places = [match.span() for match in islice(re.finditer(r"\S+", line), 1500)]
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(phrase[:200].casefold())
        size = min(len(phrase.split()), 40)
        best, nearest = 0.6, ""
        for width in range(max(1, size - 1), size + 2):
            for (start, _), (_, end) in zip(places, places[width - 1 :], strict=False):
                window = line[start:end].strip(_EDGES)
                matcher.set_seq1(window.casefold())
                if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                    best, nearest = matcher.ratio(), window
        return nearest


def _inside_word(line: str, at: int) -> bool:
    """Whether a cut here would part a word, as lint rule L03 sees it."""
    return 0 < at < len(line) and line[at - 1].isalnum() and line[at].isalnum()


def numbered(text: str) -> str:
    """A text as comment lines of a sheet, each paragraph with its number.

    >>> print(numbered("Ana met Bo.\\nThey talked.\\n"), end="")
    # 1  Ana met Bo.
    # 2  They talked.
    """
    return "".join(f"# {number}  {line}\n" for number, line in enumerate(text.removesuffix("\n").split("\n"), 1))
