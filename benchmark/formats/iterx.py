"""IterX's template files (Chen et al., 2023): predictions as JSON lines, one a document and template type.

A line is `{document: [{"incident_type", role: [[mention], ...]}, ...]}`; a document's lines are put together, in their
order. Gold is GTT's documents, to which IterX's own copies add the key "template-spans".
"""

from __future__ import annotations

from pathlib import Path

from benchmark.formats import Reading
from benchmark.formats._lines import Notes, Place
from benchmark.formats._templates import read_documents, templates
from benchmark.schema import Record

TITLE = "IterX JSON lines: predicted templates, a document and type a line, or gold documents"

_ROLES = {role.lower(): role for role in ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")}
"""The roles of MUC-4, which IterX writes in lower case at times."""


def read(path: Path) -> Reading:
    """Predictions put together by document, or gold documents with their texts, told apart by their keys."""
    return read_documents(path, _records, gold="templates", predicted=None, in_pieces=True)


def _records(value: object, place: Place, notes: Notes, gold: bool) -> list[Record]:
    return [_spelled(record, place, notes) for record in templates(value, place, notes, gold)]


def _spelled(record: Record, place: Place, notes: Notes) -> Record:
    """The record with the roles of MUC-4 as the corpus spells them."""
    lower = _ROLES.keys() & record.roles.keys()
    if not lower:
        return record
    for role in lower:
        if _ROLES[role] in record.roles:
            raise place.fault(f"a template has both {role} and {_ROLES[role]}; keep one")
    notes["roles in lower case, read as the corpus spells them (perpind is PerpInd)"] += len(lower)
    return Record(type=record.type, roles={_ROLES.get(role, role): found for role, found in record.roles.items()})
