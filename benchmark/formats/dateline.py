"""Dateline's own JSON lines."""

from __future__ import annotations

from pathlib import Path

from benchmark.formats import Reading
from benchmark.jsonl import read_annotations

TITLE = "Dateline JSON lines, one document a line (docs/schema.json)"


def read(path: Path) -> Reading:
    """The annotations as they are; offsets count code points."""
    return Reading(tuple(read_annotations(path)))
