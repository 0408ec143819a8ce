"""GRIT's MUC-4 files (Du, Rush and Cardie, 2021): documents with role fillers, and its predictions.

Gold is an object a document, `{"docid", "doctext", "extracts": {role: [[[mention, start], ...], ...]}}`; predictions
are one object, `{"30002": {"pred_extracts": {role: [[mention], ...]}}}`. GRIT has no templates: whatever fills a role
in a document is in one list. So each document becomes one record, whose type is always "extracts".
"""

from __future__ import annotations

from pathlib import Path

from benchmark.formats import Reading
from benchmark.formats._lines import Notes, Place
from benchmark.formats._templates import filled, read_documents
from benchmark.schema import Record

TITLE = "GRIT's MUC-4 JSON: gold documents with role fillers, or its predictions"

TYPE = "extracts"
"""The type of every record, since the format has none."""


def read(path: Path) -> Reading:
    """Gold documents with their texts, or predictions, told apart by their keys."""
    return read_documents(path, _record, gold="extracts", predicted="pred_extracts")


def _record(value: object, place: Place, notes: Notes, gold: bool) -> list[Record]:
    return [Record(type=TYPE, roles=filled(value, place, notes, gold))]
