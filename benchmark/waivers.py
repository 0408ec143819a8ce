"""`annotations/waivers.tsv`: the warnings that are right as they are, each with its reason.

    document    warning  words  start  reason

`words` is what stands at `start`, as the warning printed it. W01 is not waived here: its place is negatives.tsv.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from benchmark.corpus import Corpus
from benchmark.exceptions import did_you_mean, quoted
from benchmark.schema import Offset
from benchmark.tsv import read_records
from benchmark.warnings import WARNINGS, Doubt


class Waiver(Struct, frozen=True):
    """One row: a warning at the words of a document, and why nothing is wrong."""

    document: Annotated[str, Meta(min_length=1, max_length=200)]
    warning: Annotated[str, Meta(max_length=20)]
    words: Annotated[str, Meta(min_length=1, max_length=200)]
    start: Offset
    reason: Annotated[str, Meta(max_length=1000)]


Key = tuple[str, str, int, str]


def _key(row: Waiver | Doubt) -> Key:
    return row.document, row.warning, row.start, row.words


def path_in(corpus: Corpus) -> Path:
    """Where a corpus keeps the table."""
    return corpus.root / "annotations" / "waivers.tsv"


def read_waivers(corpus: Corpus) -> list[tuple[int, Waiver]]:
    """The numbered rows; none where there is no table. Raises `InputError`, naming line and column, for a bad row."""
    path = path_in(corpus)
    return list(read_records(path, Waiver)) if path.is_file() else []


def unwaived(doubts: Collection[Doubt], rows: Collection[tuple[int, Waiver]]) -> list[Doubt]:
    """The warnings that no row waives."""
    waived = {_key(row) for _, row in rows}
    return [doubt for doubt in doubts if doubt.warning == "W01" or _key(doubt) not in waived]


def faults(rows: Collection[tuple[int, Waiver]], doubts: Collection[Doubt]) -> Iterator[tuple[int, str]]:
    """What is wrong with the rows, as (line, problem): each must waive a warning that there is, once, and say why."""
    warned = {_key(doubt) for doubt in doubts}
    seen: dict[Key, int] = {}
    for line, row in rows:
        what = f"{row.warning} on {quoted(row.words)} at {row.start} of {row.document}"
        if row.warning not in WARNINGS:
            yield line, f"no warning {quoted(row.warning)}; {did_you_mean(row.warning, WARNINGS)}"
        elif row.warning == "W01":
            yield line, "W01 is settled by a row in annotations/negatives.tsv; move it there"
        elif _key(row) not in warned:
            yield line, f"waives nothing: there is no {what}; correct it or drop the row"
        elif _key(row) in seen:
            yield line, f"{what} is waived on line {seen[_key(row)]} already"
        if not row.reason.strip():
            yield line, "has no reason; say in a few words why nothing is wrong"
        seen.setdefault(_key(row), line)
