"""Scores on disk: every document's tallies, from which all scores, intervals and comparisons follow without gold."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import numpy as np

from benchmark.exceptions import DatelineError, InputError, quoted
from benchmark.files import read_bytes, write_whole
from benchmark.measures import parse
from benchmark.scoring import SCORER, Scores, TallyTable

_SIGNED = re.compile(r"[\w:@|.+,=-]{0,2000}")
MAX_FILE = 256 << 20
"""The largest file of tallies, in bytes, that is read."""


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """One measure: `cells` are [document, label, row...], numbers counted from 0."""

    measure: str
    labels: list[list[str]]
    cells: list[list[float]]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    scorer: int
    data: str
    like: str
    strings: str
    resamples: int
    read: int
    documents: list[str]
    missing: list[str]
    tables: dict[str, _Table]


def write_scores(path: Path, scores: Scores) -> None:
    """Write scores with the tallies of every document, whole or not at all."""
    tables = {
        label: _Table(
            table.measure.name,
            [list(name) for name in table.labels],
            [
                [*place, *(int(value) if value.is_integer() else value for value in row)]
                for place, row in zip(table.places.tolist(), table.rows.tolist(), strict=True)
            ],
        )
        for label, table in scores.tables.items()
    }
    file = _File(
        scorer=SCORER,
        data=scores.data,
        like=scores.like,
        strings=scores.strings,
        resamples=scores.resamples,
        read=scores.read,
        documents=list(scores.documents),
        missing=list(scores.missing),
        tables=tables,
    )
    write_whole(path, [msgspec.json.encode(file), b"\n"])


def read_scores(path: Path) -> Scores:
    """Scores as `write_scores` wrote them.

    Raises `InputError` for a file that is larger than 256 MiB, has another form, was made by another version of the
    scorer, or has cells that fit no document, label or measure.
    """
    try:
        file = msgspec.json.decode(read_bytes(path, MAX_FILE), type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = f"has no tallies as `dateline score --save` writes them: {error}"
        raise InputError(problem, path=path) from None
    if file.scorer != SCORER:
        raise InputError(f"was made by scorer {file.scorer}, and this is scorer {SCORER}; score again", path=path)
    for name, value in (("data", file.data), ("like", file.like), ("strings", file.strings)):
        if not _SIGNED.fullmatch(value):
            raise InputError(f"has {quoted(value)}, which no scorer writes; score again", path=path, field=name)
    if len(set(file.documents)) < len(file.documents):
        raise InputError("names a document twice; score again", path=path, field="documents")
    return Scores(
        tuple(file.documents),
        tuple(file.missing),
        {label: _table(table, len(file.documents), path, label) for label, table in file.tables.items()},
        read=file.read,
        data=file.data,
        like=file.like,
        strings=file.strings,
        resamples=max(0, min(file.resamples, 1_000_000)),
    )


def _table(table: _Table, documents: int, path: Path, label: str) -> TallyTable:
    field = f"tables: {quoted(label)}"
    try:
        measure = parse(table.measure)
    except DatelineError as error:
        raise InputError(str(error), path=path, field=field) from None
    width = 2 + len(measure.columns)
    if any(len(cell) != width for cell in table.cells):
        raise InputError(f"a cell does not have {width} numbers; score again", path=path, field=field)
    cells = np.array(table.cells, dtype=np.float64).reshape(-1, width)
    places = cells[:, :2].astype(np.int64)
    inside = (places == cells[:, :2]) & (places >= 0) & (places < [documents, len(table.labels)])
    if not (inside.all() and np.isfinite(cells).all()):
        raise InputError("a cell names a document or a label that is not there; score again", path=path, field=field)
    rows = cells[:, 2:].copy()
    if (rows < 0).any() or (rows > 2**53).any():
        raise InputError("a count is below 0 or too large; score again", path=path, field=field)
    return TallyTable(measure, tuple(map(tuple, table.labels)), documents, places, rows)


def are_tallies(path: Path) -> bool:
    """Whether a file begins as `write_scores` begins it."""
    with path.open("rb") as stream:
        return stream.read(10) == b'{"scorer":'
