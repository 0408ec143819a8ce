"""Reading foreign formats: one module a format, found by its name.

A format is a module of this package with a `TITLE` and a `read(path) -> Reading`; modules whose names begin with an
underscore are what several of them share. Adding a format is adding a file.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.schema import Annotation

__all__ = ["Reading", "find_format", "looks_like", "names", "read", "titles"]


@dataclass(frozen=True)
class Reading:
    """What a file holds, and what its reader had to do that a user should know."""

    annotations: tuple[Annotation, ...]
    texts: dict[str, str] = field(default_factory=dict)
    """Document -> its text, where the file has it and offsets, if there are any, count its code points."""
    units: dict[str, str] = field(default_factory=dict)
    """Document -> what it is a window or a sentence of: the unit to resample, since windows are not independent."""
    notes: tuple[str, ...] = ()
    """One line for each kind of thing that was changed or left out, with how often."""
    tokens: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Document -> its tokens, where offsets count tokens and the file has them."""


class Format(Protocol):
    """A module that reads one format."""

    TITLE: str
    """One line for the list of formats."""

    read: Callable[..., Reading]
    """Everything in the file at a path; raises `InputError` at the first fault, naming its line and the reason."""


def names() -> tuple[str, ...]:
    """The formats there are, read off the folder.

    >>> "tbf" in names()
    True
    """
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")))


def titles() -> dict[str, str]:
    """Each format's one line."""
    return {name: find_format(name).TITLE for name in names()}


def find_format(name: str) -> Format:
    """The format of that name; raises `DatelineError` when there is none."""
    if name not in names():
        raise DatelineError(f"there is no format {quoted(name)}; {did_you_mean(name, names())}")
    return cast(Format, import_module(f"{__name__}.{name}"))


def read(name: str, path: Path, *, tokens: Path | None = None) -> Reading:
    """Read a file in the named format; `tokens` is the folder of token tables that `tbf` may need.

    Raises `InputError` naming file, line and reason, and the format that the file looks like when that is another one.
    """
    found = find_format(name)
    options = {} if tokens is None else {"tokens": tokens}
    if not inspect.signature(found.read).parameters.keys() >= options.keys():
        raise DatelineError(f"format {name} has no token tables; leave their folder out")
    try:
        return found.read(path, **options)
    except InputError as error:
        guess = looks_like(path)
        if guess in ("", name) or error.path != path:
            raise
        problem = f"{error.problem}; the file looks like {guess}: read it as that"
        raise InputError(problem, path=path, line=error.line, field=error.field) from None


_SIGNS = (
    (b"#BeginOfDocument", "tbf"),
    (b"#begin document", "conll"),
    (b'"pred_extracts"', "grit"),
    (b'"extracts"', "grit"),
    (b'"pred_templates"', "gtt"),
    (b'"templates"', "gtt"),
    (b'"incident_type"', "iterx"),
    (b'"sent_id"', "oneie"),
    (b'"wnd_id"', "textee"),
    (b'"document"', "dateline"),
)


def looks_like(path: Path) -> str:
    """The format whose sign stands near a file's beginning, or an empty string: good for a hint, not for reading."""
    try:
        with path.open("rb") as stream:
            beginning = stream.read(1 << 16)
    except OSError:
        return ""
    return next((name for sign, name in _SIGNS if sign in beginning), "")
