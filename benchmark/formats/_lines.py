"""Lines of text, places in a file, and notes on what a reader did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmark.exceptions import InputError
from benchmark.files import read_lines


class Place(NamedTuple):
    """A place in a file, for errors."""

    path: Path
    line: int
    field: str = ""

    def inside(self, name: str) -> Place:
        """A place inside this one.

        >>> Place(Path("a.json"), 3, "events 1").inside("trigger").field
        'events 1: trigger'
        """
        return Place(self.path, self.line, f"{self.field}: {name}" if self.field else name)

    def fault(self, problem: str) -> InputError:
        """The error of what is wrong here."""
        return InputError(problem, path=self.path, line=self.line, field=self.field)


class Notes(Counter[str]):
    """What a reader did, and how often."""

    def lines(self) -> tuple[str, ...]:
        """One line a kind.

        >>> Notes(["arguments without role, left out"] * 3).lines()
        ('arguments without role, left out: 3',)
        """
        return tuple(f"{what}: {count}" for what, count in self.items())


def read_text_lines(path: Path) -> Iterator[tuple[Place, str]]:
    """The lines of a text file that are not blank, without white space at their ends.

    Raises `InputError` as `read_lines` does, for a line that is not UTF-8 or has a NUL in it, and for a blank file.
    """
    blank = True
    for number, line in read_lines(path):
        blank = False
        place = Place(path, number)
        yield place, text_of(line, place).strip()
    if blank:
        raise InputError("is empty; check the path", path=path)


def text_of(line: bytes, place: Place) -> str:
    """A line as text; raises `InputError` when it is none."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        byte, column = line[error.start], error.start + 1
        raise place.fault(f"is not UTF-8: byte 0x{byte:02x} at column {column}; save it as UTF-8") from None
    if "\0" in text:
        raise place.fault("has a NUL in it, so this is no text; check the path")
    return text
