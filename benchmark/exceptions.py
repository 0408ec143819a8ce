"""What goes wrong, said in one line to the person who can mend it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from pathlib import Path


class DatelineError(Exception):
    """A mistake in what the user gave: its message is one line, and the command ends with exit code 2."""


class InputError(DatelineError):
    """A fault in a file: where it is, what was found there and what to do.

    >>> str(InputError("unknown type Meting", path="p.jsonl", line=3, field="event 1"))
    'p.jsonl:3: event 1: unknown type Meting'
    """

    def __init__(self, problem: str, *, path: Path | str, line: int | None = None, field: str = "") -> None:
        self.problem, self.path, self.line, self.field = problem, Path(path), line, field
        place = f"{path}:{line}" if line else str(path)
        super().__init__(": ".join(part for part in (place, field, problem) if part))


def quoted(value: object, limit: int = 60) -> str:
    """A stranger's value, safe to print: control characters escaped, long ones cut.

    >>> quoted("a\\nb")
    '"a\\\\nb"'
    """
    text = value if isinstance(value, str) else repr(value)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """What stands at the end of an error about a name: the nearest known name, or all of them when they are few.

    >>> did_you_mean("Meting", ["Meeting", "Visit"])
    'did you mean "Meeting"?'
    """
    names = sorted(known)
    near = difflib.get_close_matches(name[:200], names, n=1)
    if near:
        return f"did you mean {quoted(near[0])}?"
    if not names:
        return "there is none"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"known: {shown}"
