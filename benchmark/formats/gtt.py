"""GTT's MUC-4 files (Du, Rush and Cardie, 2021): documents with templates, and `preds_gtt.out`.

Gold is an object a document, `{"docid", "doctext", "templates": [{"incident_type", role: [[[mention, start], ...],
...]}]}`; predictions are one object, `{"30002": {"pred_templates": [{"incident_type", role: [[mention], ...]}]}}`. Each
template becomes a record, with its type, roles and mentions as they are written ("attack / bombing" is one type).
"""

from __future__ import annotations

from pathlib import Path

from benchmark.formats import Reading
from benchmark.formats._templates import read_documents, templates

TITLE = "GTT's MUC-4 JSON: gold documents with templates, or preds_gtt.out"


def read(path: Path) -> Reading:
    """Gold documents with their texts, or predictions, told apart by their keys."""
    return read_documents(path, templates, gold="templates", predicted="pred_templates")
