"""Reading strangers' files with care, and writing whole files or none."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmark.exceptions import DatelineError, InputError, quoted

MAX_LINE = 1 << 20
"""The longest line, in bytes, that any line-based file may have."""

MAX_TEXT = 16 << 20
"""The largest file, in bytes, that is read as a whole."""

_BOM = b"\xef\xbb\xbf"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def check_name(name: str, what: str) -> str:
    """Return `name` if it can be a folder or file name here; raise `DatelineError` if it has a path in it.

    >>> check_name("esper-tunis", "document")
    'esper-tunis'
    """
    if not _NAME.fullmatch(name):
        raise DatelineError(
            f"{quoted(name)} is no {what} name: use 1-64 of a-z, 0-9, - and _, starting with a letter or digit; "
            "paths are not names"
        )
    return name


def reason_of(error: OSError) -> str:
    """What the system says of a failed read or write, as the middle of a sentence."""
    return (error.strerror or str(error)).lower()


def read_bytes(path: Path, limit: int = MAX_TEXT) -> bytes:
    """All of a file; raises `InputError` for one that is missing, unreadable or has more than `limit` bytes."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({reason_of(error)}); check the path", path=path) from None
    if len(data) > limit:
        raise InputError(f"is larger than {limit >> 20} MiB; split it", path=path)
    return data


def read_text(path: Path, *, corpus_text: bool = False) -> str:
    """The text of a UTF-8 file, every code point as it is stored.

    Raises `InputError` for a file that is missing, unreadable, over 16 MiB, not UTF-8 or begins with a byte order
    mark; with `corpus_text`, for a carriage return too, since offsets into it would not survive an editor.
    """
    text = decode(read_bytes(path), path)
    if corpus_text and "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        raise InputError("has a carriage return (CR); store the text with LF line ends only", path=path, line=line)
    return text


def decode(data: bytes, path: Path | str) -> str:
    """Bytes as UTF-8 text; raises `InputError` naming the line of the first byte that is not, or a byte order mark."""
    if data.startswith(_BOM):
        raise InputError("begins with a byte order mark (BOM); save it as UTF-8 without BOM", path=path, line=1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; save it as UTF-8",
            path=path,
            line=line,
        ) from None


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The numbered lines of a file that are not blank, as bytes, one in memory at a time.

    Raises `InputError` for a missing or unreadable file, a byte order mark, or a line over 1 MiB.
    """
    try:
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(MAX_LINE + 1):
                number += 1
                if number == 1 and line.startswith(_BOM):
                    decode(line, path)
                if len(line) > MAX_LINE:
                    raise InputError("line is longer than 1 MiB; one document a line", path=path, line=number)
                if not line.isspace():
                    yield number, line
    except OSError as error:
        raise InputError(f"cannot be read ({reason_of(error)}); check the path", path=path) from None


def write_whole(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write a file whole or not at all: into a neighbour first, then renamed over `path`."""
    if path.exists() and not path.is_file():
        raise InputError("cannot be written: there is something else than a file; name another place", path=path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"cannot be written ({reason_of(error)}); check the folder", path=path) from None
    neighbour = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            for part in parts:
                stream.write(part.encode("utf-8") if isinstance(part, str) else part)
        neighbour.chmod(0o644)
        try:
            neighbour.replace(path)
        except OSError as error:
            raise InputError(f"cannot be written ({reason_of(error)}); check the path", path=path) from None
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
