"""`annotations/adjudication.tsv`: how each difference between the passes a and b was settled, and by which rule.

    document  guidelines  kind  start  end  words  A  B  decision  rule  note  adjudicator

A row answers one row of `disagreements`, whose document, kind, start, end, words, A and B it repeats, or tells of an
error that both passes share ("shared: filler"), decided "other". `guidelines` is the version under which it was
decided, `rule` has the ids of the rules that decided, with ", " between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from benchmark.annotators import pass_path, read_annotation
from benchmark.corpus import Corpus
from benchmark.disagreements import KINDS, Disagreement, differences, one_line
from benchmark.exceptions import InputError, did_you_mean, quoted
from benchmark.measures import Comparison
from benchmark.occurrences import Analysed
from benchmark.schema import Offset
from benchmark.tsv import read_records

PASSES = ("a", "b")
"""The passes that are adjudicated; in the table they are A and B."""

DECISIONS = ("A", "B", "other")

SHARED: Mapping[str, str] = {
    "missed": "an event that neither pass has",
    "false": "an event of both that is none",
    "realis": "the realis of an event",
    "filler": "fillers of an event, missing or wrong",
    "span": "the words of a trigger or mention",
    "type": "the type of an event or mention",
    "chain": "what is one happening or one entity",
    "part-of": "what is a part of what",
    "background": "the flag of an event",
    "conflict": "the flag of a filler that the text contradicts, or what repairs it",
    "value": "the TIMEX3 value of a time",
    "mention": "a mention, missing or wrong",
}
"""What an error that both passes share can be about."""

_SHARED = "shared: "

Text = Annotated[str, Meta(max_length=20_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Settlement(Struct, frozen=True):
    """One row. Only a shared error may lack offsets: its words may stand several times, or tell of several places."""

    document: Name
    guidelines: Annotated[str, Meta(pattern=r"^\d{1,3}\.\d{1,3}$")]
    kind: Name
    start: Offset | Literal[""]
    end: Offset | Literal[""]
    words: Annotated[str, Meta(min_length=1, max_length=1000)]
    A: Text
    B: Text
    decision: Annotated[str, Meta(max_length=20)]
    rule: Annotated[str, Meta(max_length=200)]
    note: Annotated[str, Meta(max_length=1000)]
    adjudicator: Name

    @property
    def is_shared(self) -> bool:
        return self.kind.startswith(_SHARED)

    @property
    def key(self) -> Hashable:
        """What makes it the answer to one disagreement."""
        return self.kind, self.start, self.end, self.A, self.B


Numbered = Sequence[tuple[int, Settlement]]


def path_in(corpus: Corpus) -> Path:
    """Where a corpus keeps the table."""
    return corpus.root / "annotations" / "adjudication.tsv"


def read_adjudication(corpus: Corpus) -> Numbered:
    """The numbered rows; none where there is no table. Raises `InputError`, naming line and column, for a bad row."""
    path = path_in(corpus)
    return list(read_records(path, Settlement)) if path.is_file() else []


def decided(rows: Iterable[Settlement]) -> dict[str, tuple[int, ...]]:
    """How often each of `DECISIONS` was taken, for each kind that occurs, in the order of `KINDS`, then `SHARED`."""
    times = Counter((row.kind, row.decision) for row in rows)
    found = {kind: tuple(times[kind, decision] for decision in DECISIONS) for kind in _kinds()}
    return {kind: counts for kind, counts in found.items() if any(counts)}


def _kinds() -> list[str]:
    return [*KINDS, *(_SHARED + kind for kind in SHARED)]


@dataclass(frozen=True)
class Case:
    """A document with both passes: where these differ, and where gold, in the place of A, differs from each of them."""

    between: Sequence[Disagreement]
    from_a: Sequence[Disagreement]
    from_b: Sequence[Disagreement]


def cases(corpus: Corpus, texts: Mapping[str, Analysed], names: Iterable[str]) -> dict[str, Case | None]:
    """Those of the documents `names` that have both passes, by id; None for one of which some part cannot be read."""
    found: dict[str, Case | None] = {}
    for name in names:
        facts = corpus.facts[name]
        paths = [path for path in (pass_path(corpus, one, facts) for one in PASSES) if path is not None]
        if len(paths) < len(PASSES):
            continue
        found[name] = None
        if (text := texts.get(name)) is not None:
            try:
                a, b = (read_annotation(path, facts, corpus) for path in paths)
            except InputError:
                continue  # the findings of the passes say what is wrong
            pairs = (a, b), (text.gold, a), (text.gold, b)
            found[name] = Case(*(differences(Comparison(*pair, text.text)) for pair in pairs))
    return found


def faults(
    rows: Numbered, texts: Mapping[str, Analysed], known: Mapping[str, Case | None], rules: Collection[str]
) -> Iterator[tuple[int, str]]:
    """What is wrong with the rows, as (line, problem); line 1 for a row that is missing.

    A row must name a document with both passes (`known`), a kind, a decision and rules that exist, and hold what stands
    at its offsets. Each difference of the passes has one row, which repeats it word for word; a row that is not of a
    shared error answers a difference. Gold follows the rows: see `_unfollowed` and `_unexplained`.
    """
    by_document: dict[str, list[tuple[int, Settlement]]] = {name: [] for name in known}
    for line, row in rows:
        if row.document in known:
            by_document[row.document].append((line, row))
            text = texts.get(row.document)
            problems = [*_form(row, rules), *(_place(row, text.text) if text else ())]
        else:
            problems = [
                f"no document {quoted(row.document)} with both passes; {did_you_mean(row.document, known)}",
                *_form(row, rules),
            ]
        yield from ((line, problem) for problem in problems)
    for name, case in known.items():
        if case is not None:
            yield from _unanswered(name, by_document[name], case)
            yield from _unfollowed(by_document[name], case)
            yield from _unexplained(name, by_document[name], case)


def _form(row: Settlement, rules: Collection[str]) -> Iterator[str]:
    if row.kind not in _kinds():
        yield f"no kind {quoted(row.kind)}; {did_you_mean(row.kind, _kinds())}"
    if row.decision not in DECISIONS:
        yield f"no decision {quoted(row.decision)}; give {', '.join(DECISIONS)}"
    elif row.is_shared and row.decision != "other":
        yield f'is decided {row.decision}, but both passes share the error; that is decided "other"'
    for rule in row.rule.split(", "):
        if rule not in rules:
            yield f"rule {quoted(rule)} is not in the guidelines; {did_you_mean(rule, rules)}"


def _place(row: Settlement, text: str) -> Iterator[str]:
    if row.start != "" and row.end != "":
        there = one_line(text[row.start : row.end])
        if there != row.words:
            yield f"says {quoted(row.words)}, but {row.document} has {quoted(there)} at {row.start}-{row.end}"
    elif row.start != row.end:
        yield "has one offset; give start and end, or neither"
    elif not row.is_shared:
        yield "has no offsets; only a shared error may lack them"
    elif text.count(row.words) == 1:
        start = text.index(row.words)
        yield f"{quoted(row.words)} stands once in {row.document}; give {start} and {start + len(row.words)}"


def _unanswered(name: str, rows: Numbered, case: Case) -> Iterator[tuple[int, str]]:
    """Rows that answer no difference of the passes, or one that has its row, and differences without a row."""
    due = Counter(_key(difference) for difference in case.between)
    first: dict[Hashable, int] = {}
    for line, row in rows:
        if row.is_shared:
            continue
        if due[row.key]:
            due[row.key] -= 1
            first.setdefault(row.key, line)
        elif row.key in first:
            yield line, f"says what line {first[row.key]} says; keep one"
        else:
            yield line, f"answers nothing: the passes do not differ in this {row.kind} of {quoted(row.words)}, A and B"
    if due.total():
        first_left = next(difference for difference in case.between if due[_key(difference)])
        yield (
            1,
            f"{name} has {due.total()} differences without a row, the first {_told(first_left)}; "
            "`dateline agreement a b --disagreements -` lists all",
        )


def _key(difference: Disagreement) -> Hashable:
    return difference.kind, difference.start, difference.end, difference.a, difference.b


def _told(difference: Disagreement) -> str:
    return f"{difference.kind} {quoted(difference.words)} at {difference.start}"


def _unfollowed(rows: Numbered, case: Case) -> Iterator[tuple[int, str]]:
    """Rows decided for a side from whose claim gold differs all the same.

    Claims that are told apart by nothing (two events of one trigger) are counted: gold may differ from as many of them
    as were decided otherwise.
    """
    for side, changes in (("A", case.from_a), ("B", case.from_b)):
        differing = Counter(_claim(change, change.b, change.a) for change in changes)
        made: dict[Hashable, list[tuple[int, str]]] = {}
        for line, row in rows:
            if not row.is_shared:
                cells = (row.A, row.B) if side == "A" else (row.B, row.A)
                made.setdefault(_claim(row, *cells), []).append((line, row.decision))
        for claim, decisions in made.items():
            lines = [line for line, decision in decisions if decision == side]
            if lines and differing[claim] > len(decisions) - len(lines):
                yield lines[0], f"is decided {side}, but gold differs from {side} there; mend gold or the row"


_WITH_PLACE = ("span", "filler span", "filler mention", "mention span")
"""Kinds whose cells say where each side has it; the row stands at the place of one of the two."""


def _claim(row: Settlement | Disagreement, says: str, other: str) -> Hashable:
    """What a side says where it differs from another: the same thing whichever annotation the other is.

    What it lacks is told apart by what the other one has: an event by its type, a filler by role and trigger.
    """
    kind = re.sub(" (in|by) [AB]$", "", row.kind)
    place = () if kind in _WITH_PLACE else (row.start, row.end)
    lacks = "" if says else other if kind == "filler missing" else other.partition(" ")[0]
    return kind, place, says, lacks


def _unexplained(name: str, rows: Numbered, case: Case) -> Iterator[tuple[int, str]]:
    """A document in which gold differs from both passes where no row stands, though no row tells of a shared error."""
    if any(row.is_shared for _, row in rows):
        return
    places = [(row.start, row.end) for _, row in rows if row.start != "" and row.end != ""]
    of_b = {(change.start, change.end) for change in case.from_b}
    found = [
        change
        for change in case.from_a
        if (change.start, change.end) in of_b
        and not any(start < change.end and change.start < end for start, end in places)
    ]
    if found:
        yield (
            1,
            f"gold of {name} differs from both passes in {len(found)} places that no row is about, the first "
            f'{_told(found[0])}; add a row of kind "{_SHARED}..."',
        )
