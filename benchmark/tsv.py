"""Tables that people keep by hand: tab-separated, a header line, one record a line, no quoting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from benchmark.exceptions import InputError, quoted
from benchmark.files import decode, read_lines

Record = TypeVar("Record", bound=msgspec.Struct)

MAX_ROWS = 1_000_000


def read_records(path: Path, kind: type[Record]) -> Iterator[tuple[int, Record]]:
    """The numbered rows of a table as records, whose fields are the table's columns, in this order.

    Raises `InputError`, naming line and column, for another header, a row with more or fewer cells, and a cell that is
    not what its field takes.
    """
    columns = kind.__struct_fields__
    header = ""
    for count, (number, line) in enumerate(read_lines(path)):
        cells = decode(line, path).rstrip("\r\n").split("\t")
        if not count:
            header = ", ".join(columns)
            if tuple(cells) != columns:
                found = quoted(", ".join(cells), 200)
                raise InputError(f"header has {found}; it must have {header}", path=path, line=number)
            continue
        if len(cells) != len(columns):
            problem = f"{len(cells)} cells between tabs; a row has {len(columns)}: {header}"
            raise InputError(problem, path=path, line=number)
        if count > MAX_ROWS:
            raise InputError(f"more than {MAX_ROWS:,} rows; split it", path=path, line=number)
        yield number, _record(dict(zip(columns, cells, strict=True)), kind, path, number)


def _record(row: dict[str, str], kind: type[Record], path: Path, line: int) -> Record:
    try:
        return msgspec.convert(row, kind, strict=False)
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at ")
        column = where.strip("`$.")
        found = f"; found {quoted(row[column])}" if column in row else ""
        raise InputError(f"{problem[:1].lower()}{problem[1:]}{found}", path=path, line=line, field=column) from None
