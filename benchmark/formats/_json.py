"""Strangers' JSON in any layout: values on lines, in one list, or one after another, each known by its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec

from benchmark.exceptions import InputError, quoted
from benchmark.files import MAX_TEXT, read_lines, read_text
from benchmark.formats._lines import Place, text_of

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Item:
    """A value, where it begins and, when it goes over several lines, the lines of its keys."""

    place: Place
    value: Any
    _lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, key: str) -> Place:
        """Where the value of a key begins."""
        return Place(self.place.path, self._lines.get(key, self.place.line), quoted(key))


def read_items(path: Path) -> Iterator[Item]:
    """The values of a JSON file, those of a list one by one.

    A file whose first line is a whole value is read line by line, so it may be of any length; another one as a whole.
    Raises `InputError`, naming the line, for what is not JSON, repeats a key, has NaN or half a surrogate pair in it,
    nests too deep, or is empty.
    """
    blank = True
    if _is_lines(path):
        for number, line in read_lines(path):
            blank = False
            yield from _Scanner(text_of(line, Place(path, number)).rstrip(), path, number).items()
    else:
        text = _whole(path)
        blank = not text.strip()
        yield from _Scanner(text, path, 1).items()
    if blank:
        raise InputError("is empty; check the path", path=path)


def _is_lines(path: Path) -> bool:
    try:
        _, line = next(read_lines(path), (0, b""))
        msgspec.json.decode(line, type=msgspec.Raw)
    except (InputError, msgspec.DecodeError, RecursionError):
        return False
    return True


def _whole(path: Path) -> str:
    if path.is_file() and path.stat().st_size > MAX_TEXT:
        problem = f"is larger than {MAX_TEXT >> 20} MiB and its first line is no whole value; write one value a line"
        raise InputError(problem, path=path)
    return read_text(path)


class _NotOursError(Exception):
    """What JSON does not have, or has but nobody means."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = dict(pairs)
    if len(found) < len(pairs):
        found.clear()
        for key, value in pairs:
            if key in found:
                raise _NotOursError(f"key {quoted(key)} stands twice in one object; keep one")
            found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise _NotOursError(f"has {name}, which is not JSON; leave the field out")


_decode = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant).raw_decode
_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Scanner:
    """A text taken value by value."""

    def __init__(self, text: str, path: Path, line: int) -> None:
        self._text, self._path, self._line = text, path, line
        self._position = self._counted = 0
        self._has_surrogates = _SURROGATE.search(text) is not None

    def items(self) -> Iterator[Item]:
        while mark := self._next():
            if mark == "[":
                yield from self._elements()
            else:
                yield self._item()

    def _next(self) -> str:
        """Go to the next character that is not white space: this one, or nothing at the end."""
        space = _SPACE.match(self._text, self._position)
        self._position = space.end() if space else self._position
        return self._text[self._position : self._position + 1]

    def _take(self, marks: str) -> str:
        """Go past the next character, which must be one of these."""
        mark = self._next()
        if not mark or mark not in marks:
            raise self._not_json(f"expecting {' or '.join(marks)}", self._position)
        self._position += 1
        return mark

    def _place(self) -> Place:
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position
        return Place(self._path, self._line)

    def _elements(self) -> Iterator[Item]:
        self._take("[")
        mark = self._take("]") if self._next() == "]" else ","
        while mark == ",":
            self._next()
            yield self._item()
            mark = self._take(",]")

    def _item(self) -> Item:
        """The next value; an object over several lines is taken key by key."""
        place = self._place()
        if "\n" not in self._text or self._next() != "{":
            return Item(place, self._value())
        self._take("{")
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        mark = self._take("}") if self._next() == "}" else ","
        while mark == ",":
            if self._next() != '"':
                raise self._not_json("expecting a key in double quotes", self._position)
            line = self._place().line
            key = self._value()
            if key in found:
                raise Place(self._path, line).fault(f"key {quoted(key)} stands twice in one object; keep one")
            self._take(":")
            self._next()
            found[key], lines[key] = self._value(), line
            mark = self._take(",}")
        return Item(place, found, lines)

    def _value(self) -> Any:
        try:
            value, end = _decode(self._text, self._position)
            if self._has_surrogates:
                msgspec.json.encode(value)
        except json.JSONDecodeError as error:
            raise self._not_json(error.msg[:1].lower() + error.msg[1:], error.pos) from None
        except _NotOursError as error:
            raise self._place().fault(str(error)) from None
        except RecursionError:
            raise self._place().fault("brackets nest too deep") from None
        except UnicodeEncodeError:
            raise self._place().fault("has half a surrogate pair, which is no character") from None
        except ValueError:
            raise self._place().fault("has a number too long to read") from None
        self._position = end
        return value

    def _not_json(self, problem: str, position: int) -> InputError:
        line = self._line + self._text.count("\n", self._counted, position)
        column = position - self._text.rfind("\n", 0, position)
        return Place(self._path, line, f"column {column}").fault(f"is not JSON: {problem}")


def converted(item: Item, kind: type[Made]) -> Made:
    """A value as a record of the format; raises `InputError` naming the field that does not fit.

    Fields that the record does not have are left aside, since formats grow.
    """
    try:
        return msgspec.convert(item.value, kind)
    except msgspec.ValidationError as error:
        problem, _, field = str(error).partition(" - at `$")
        place = Place(item.place.path, item.place.line, _field(field.rstrip("`")))
        raise place.fault(problem[:1].lower() + problem[1:]) from None


_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def _field(steps: str) -> str:
    """Steps into a record as people say them.

    >>> _field(".events[0].trigger[1]")
    'events 1: trigger 2'
    """
    parts: list[str] = []
    for name, index in _STEP.findall(steps):
        if name:
            parts.append(name)
        elif parts:
            parts[-1] += f" {int(index) + 1}"
    return ": ".join(parts)
