"""`annotations/negatives.tsv`: the occurrences of trigger lemmas that are no events, each with the rule that says so.

    document    start  end  words  rule  reason

Offsets are code points into the text, as in gold; `words` is what stands there; `rule` is an id of the guidelines. A
word inside an entity's mention ("the Visitor Centre") needs no row: its annotation says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from benchmark.corpus import Corpus
from benchmark.exceptions import did_you_mean, quoted
from benchmark.files import read_text
from benchmark.occurrences import Analysed, Candidate, candidates
from benchmark.schema import Offset
from benchmark.tsv import read_records

MARK = "[["
"""What marks the word in the sentence of an unfinished row; no reason has it."""

_RULE = re.compile(r"\*\*([A-Z]\d{1,2}[a-z]?)\b")


class Negative(Struct, frozen=True):
    """One row: a word at an offset of a document, and why it is no event."""

    document: Annotated[str, Meta(min_length=1, max_length=200)]
    start: Offset
    end: Offset
    words: Annotated[str, Meta(min_length=1, max_length=200)]
    rule: Annotated[str, Meta(max_length=20)]
    reason: Annotated[str, Meta(max_length=1000)]


def path_in(corpus: Corpus) -> Path:
    """Where a corpus keeps the table."""
    return corpus.root / "annotations" / "negatives.tsv"


def read_negatives(corpus: Corpus) -> list[tuple[int, Negative]]:
    """The numbered rows; none where there is no table. Raises `InputError`, naming line and column, for a bad row."""
    path = path_in(corpus)
    return list(read_records(path, Negative)) if path.is_file() else []


def rule_ids(corpus: Corpus) -> frozenset[str]:
    """The ids of the rules in the guidelines: what stands in bold, a letter and a number (`**G1. ...**`)."""
    return frozenset(_RULE.findall(read_text(corpus.root / "annotations" / "GUIDELINES.md")))


def faults(
    rows: Collection[tuple[int, Negative]],
    texts: Mapping[str, Analysed],
    known: Collection[str],
    rules: Collection[str],
) -> Iterator[tuple[int, str]]:
    """What is wrong with the rows, as (line, problem).

    A row must name a document (`known`) and a rule (`rules`) that exist, hold what stands at its offsets, mark no
    trigger, give a reason, and stand once. Rows of documents that are not among `texts` are not held against a text.
    """
    seen: dict[tuple[str, int, int], int] = {}
    for line, row in rows:
        where = f"{quoted(row.words)} at {row.start} of {row.document}"
        if row.document not in known:
            yield line, f"no document {quoted(row.document)} in the manifest; {did_you_mean(row.document, known)}"
        elif (text := texts.get(row.document)) is not None:
            there = text.text[row.start : row.end]
            if there != row.words:
                yield line, f"says {quoted(row.words)}, but {row.document} has {quoted(there)} at {row.start}-{row.end}"
            elif any(start < row.end and row.start < end for start, end in text.triggers):
                yield line, f"{where} is a trigger in gold; drop this row or the trigger"
        if row.rule not in rules:
            yield line, f"rule {quoted(row.rule)} is not in the guidelines; {did_you_mean(row.rule, rules)}"
        if not row.reason.strip() or MARK in row.reason:
            yield line, "has no reason yet; say in a few words why this is no event"
        key = row.document, row.start, row.end
        if key in seen:
            yield line, f"{where} stands on line {seen[key]} already; keep one"
        seen.setdefault(key, line)


def unlisted(
    text: Analysed, lemmas: frozenset[str], listed: Mapping[str, Collection[tuple[int, int]]]
) -> Iterator[Candidate]:
    """The bare occurrences of trigger lemmas in a text that no row covers; `listed` has the rows' spans by document."""
    spans = listed.get(text.facts.id, ())
    for candidate in candidates(text, lemmas):
        word = candidate.word
        covered = any(start < word.end and word.start < end for start, end in spans)
        if candidate.standing == "bare" and not covered:
            yield candidate


def spans_by_document(rows: Collection[tuple[int, Negative]]) -> dict[str, set[tuple[int, int]]]:
    """The spans of the rows of each document."""
    found: dict[str, set[tuple[int, int]]] = {}
    for _, row in rows:
        found.setdefault(row.document, set()).add((row.start, row.end))
    return found


def unfinished(text: Analysed, candidate: Candidate) -> str:
    """A row to be filled in: no rule yet, and for a reason the sentence with the word marked."""
    word = candidate.word
    sentence = text.shown(word.start, word.end)
    return "\t".join((text.facts.id, str(word.start), str(word.end), word.text, "", sentence))
