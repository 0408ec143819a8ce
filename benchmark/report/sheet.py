"""A table of results, and its forms: for the terminal, for programs, for papers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from benchmark.exceptions import quoted

if TYPE_CHECKING:
    from rich.table import Table

Cell = str | float | tuple[float, float] | None
Kind = Literal["text", "share", "difference", "number", "p"]


@dataclass(frozen=True)
class Column:
    """A column's heading and what its cells hold: text, shares (shown in %), their differences, numbers or p-values.

    A cell of two numbers is an interval; None is left empty.
    """

    name: str
    kind: Kind = "text"
    optional: bool = False
    """Whether a narrow terminal may do without it."""


@dataclass(frozen=True)
class Sheet:
    """One table: `signature` says what its scores belong to and stands under it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    signature: str = ""
    depths: tuple[int, ...] = ()
    """How far each row is indented under the one it is a part of; empty when none is."""

    def shown(self) -> Iterator[list[str]]:
        """The rows as people read them."""
        for number, row in enumerate(self.rows):
            cells = [show(cell, column.kind) for cell, column in zip(row, self.columns, strict=True)]
            cells[0] = "  " * (self.depths[number] if self.depths else 0) + cells[0]
            yield cells

    def shown_by_path(self) -> Iterator[list[str]]:
        """The same with paths in place of indents, for forms that keep none."""
        for path, cells in zip(self.paths(), self.shown(), strict=True):
            yield [path, *cells[1:]]

    def paths(self) -> Iterator[str]:
        """Each row's first cell behind those of the rows it is a part of: "TC / Meeting"."""
        above: list[str] = []
        for number, row in enumerate(self.rows):
            depth = self.depths[number] if self.depths else 0
            above = [*above[:depth], show(row[0], "text")]
            yield " / ".join(above)


def show(cell: Cell, kind: Kind) -> str:
    """A cell as people read it.

    >>> show(0.6583, "share"), show((0.5, 0.75), "share"), show((-0.1, 0.052), "share")
    ('65.8', '50.0-75.0', '-10.0 to 5.2')
    >>> show(-0.012, "difference"), show(0.00004, "p")
    ('-1.2', '<.001')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return quoted(cell, 1000)[1:-1].replace('\\"', '"')
    if isinstance(cell, tuple):
        low, high = (show(end, kind) for end in cell)
        return f"{low} to {high}" if kind == "difference" or low.startswith("-") else f"{low}-{high}"
    if kind == "share":
        return f"{100 * cell:.1f}"
    if kind == "difference":
        return f"{100 * cell:+.1f}"
    if kind == "p":
        return "<.001" if cell < 0.001 else f"{cell:.3f}".lstrip("0") if cell < 1 else "1.000"
    return f"{cell:,.0f}" if float(cell).is_integer() else f"{cell:,.2f}"


def fitting(sheet: Sheet, width: int) -> Sheet:
    """The sheet without optional columns, from the right, until its names and numbers fit into so many characters."""
    shown = list(sheet.shown())
    kept = list(range(len(sheet.columns)))

    def size(place: int) -> int:
        cells = [sheet.columns[place].name, *(cells[place] for cells in shown)]
        longest = max(map(len, cells))
        return (min(longest, 24) if sheet.columns[place].kind == "text" else longest) + 3

    for place in reversed(range(len(sheet.columns))):
        if sheet.columns[place].optional and 1 + sum(map(size, kept)) > width:
            kept.remove(place)
    return replace(
        sheet,
        columns=tuple(sheet.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in sheet.rows),
    )


def to_rich(sheet: Sheet, width: int = 120) -> Table:
    """For a terminal of so many characters."""
    from rich.table import Table
    from rich.text import Text

    sheet = fitting(sheet, width)
    longest = max((len(cells[0]) for cells in sheet.shown()), default=0)
    table = Table(title=Text(sheet.title), title_justify="left", caption_justify="left")
    if sheet.signature:
        table.caption = Text(sheet.signature)
    for number, column in enumerate(sheet.columns):
        table.add_column(
            Text(column.name),
            justify="left" if column.kind == "text" else "right",
            no_wrap=column.kind != "text",
            overflow="fold",
            min_width=None if number else min(longest, 30),
        )
    for number, cells in enumerate(sheet.shown()):
        top = bool(sheet.depths) and sheet.depths[number] == 0
        table.add_row(*map(Text, cells), style="bold" if top else "")
    return table


def to_records(sheet: Sheet) -> list[dict[str, Cell]]:
    """For programs: each row by column name, without empty cells; the second column of a name has a 2 behind it."""
    names: list[str] = []
    for column in sheet.columns:
        names.append(f"{column.name} 2" if column.name in names else column.name)
    return [
        {name: cell for name, cell in zip(names, (path, *row[1:]), strict=True) if cell is not None}
        for path, row in zip(sheet.paths(), sheet.rows, strict=True)
    ]


def to_csv(sheets: Sequence[Sheet]) -> str:
    """For programs and spreadsheets: full precision, shares as shares; an interval is two columns, low and high.

    Cells that a spreadsheet would take for a formula get an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        spans = [any(isinstance(row[place], tuple) for row in sheet.rows) for place in range(len(sheet.columns))]
        heading: list[str] = []
        for column, span in zip(sheet.columns, spans, strict=True):
            heading += [f"{column.name} low", f"{column.name} high"] if span else [column.name]
        writer.writerow(heading)
        for path, row in zip(sheet.paths(), sheet.rows, strict=True):
            cells: list[str] = []
            for cell, span in zip((path, *row[1:]), spans, strict=True):
                pair = cell if isinstance(cell, tuple) else (cell, cell)
                cells += [_plain(part) for part in (pair if span else (cell,))]
            writer.writerow(cells)
    return out.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        plain = show(cell, "text")
        return f"'{plain}" if plain[:1] in ("=", "+", "-", "@") else plain
    return repr(int(cell)) if isinstance(cell, float | int) and float(cell).is_integer() else repr(cell)


def to_markdown(sheets: Sequence[Sheet]) -> str:
    """For README files: a GitHub table each, its signature behind it."""
    from tabulate import tabulate

    def escaped(text: str) -> str:
        for mark in ("\\", "|", "<", "`", "*", "_", "["):
            text = text.replace(mark, f"\\{mark}")
        return text

    return _text(
        sheets,
        lambda sheet: tabulate(
            [list(map(escaped, cells)) for cells in sheet.shown_by_path()],
            [escaped(column.name) for column in sheet.columns],
            tablefmt="github",
            colalign=_alignment(sheet),
            disable_numparse=True,
        ),
        "`{}`",
    )


def to_latex(sheets: Sequence[Sheet]) -> str:
    """For papers: a booktabs tabular each, its signature as a comment."""
    from tabulate import tabulate

    return _text(
        sheets,
        lambda sheet: tabulate(
            list(sheet.shown_by_path()),
            [column.name for column in sheet.columns],
            tablefmt="latex_booktabs",
            colalign=_alignment(sheet),
            disable_numparse=True,
        ),
        "% {}",
    )


def _alignment(sheet: Sheet) -> tuple[str, ...]:
    return tuple("left" if column.kind == "text" else "right" for column in sheet.columns)


def _text(sheets: Iterable[Sheet], table: object, signature: str) -> str:
    assert callable(table)
    parts = []
    for sheet in sheets:
        parts.append(table(sheet) + (f"\n\n{signature.format(sheet.signature)}" if sheet.signature else ""))
    return "\n\n".join(parts)
