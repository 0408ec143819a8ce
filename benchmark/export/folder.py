"""A folder of files, written whole or not at all, and never over somebody's work."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmark.exceptions import InputError, quoted
from benchmark.files import read_text, reason_of

SEAL = ".dateline-export"
"""The file that lists what an export wrote, as `sha256sum` does. A folder that still is just that may be replaced."""


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, sorted, and the seal that lists them.

    >>> sealed({"a.txt": b"text"})[".dateline-export"].decode()
    '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1  a.txt\\n'
    """
    ordered = {name: files[name] for name in sorted(files)}
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in ordered.items())
    return {**ordered, SEAL: "".join(lines).encode()}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files (by their path in the folder) with their seal as `folder`, whole or not at all.

    Raises `InputError` for a folder that is there, unless it is empty or an earlier export in which nobody has changed,
    added or removed a file: an annotator may have worked in it.
    """
    folder = folder.resolve()
    _check(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        raise InputError(f"cannot be written ({reason_of(error)}); check the folder", path=folder) from None
    try:
        new, old = work / "new", work / "old"
        for name, content in sealed(files).items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    except OSError as error:
        raise InputError(f"cannot be written ({reason_of(error)}); check the disk", path=folder) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _check(folder: Path) -> None:
    """Refuse a folder that holds anything but an export as it was written."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError("is a file; name a folder for the export", path=folder)
    try:
        if not any(folder.iterdir()):
            return
        if not (folder / SEAL).is_file():
            raise InputError("is not empty and no earlier export; name another folder", path=folder)
        for problem in _changes(folder):
            raise InputError(f"{problem}; move the folder away, or name another", path=folder)
    except OSError as error:
        raise InputError(f"cannot be read ({reason_of(error)}); check the folder", path=folder) from None


def _changes(folder: Path) -> Iterator[str]:
    """How a folder differs from what its seal lists."""
    listed = {}
    for line in read_text(folder / SEAL).splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink() or name not in (*listed, SEAL):
            yield f"has {quoted(name)}, which no export wrote"
        elif name != SEAL and hashlib.sha256(path.read_bytes()).hexdigest() != listed[name]:
            yield f"has {quoted(name)}, which was changed after the export"
    for name in listed:
        if not (folder / name).is_file():
            yield f"lacks {quoted(name)}, which was removed after the export"
