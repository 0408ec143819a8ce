"""What the MUC-4 files of GRIT, GTT and IterX have in common: documents with filled templates, and document names.

The corpus names documents "TST3-MUC4-0002"; the prediction files of GRIT and GTT name the same one "30002" (digit of
TSTn x 10000 + number). The corpus's name is the one that is kept, so that gold joins with any of the three's output.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from benchmark.exceptions import quoted
from benchmark.formats import Reading
from benchmark.formats._json import Item, read_items
from benchmark.formats._lines import Notes, Place
from benchmark.schema import Annotation, Record

_TYPE = "incident_type"
_NOT_ROLES = frozenset((_TYPE, "template-spans"))
_NUMBERED = re.compile(r"([1-4])(\d{4})", re.ASCII)
_LONGEST = 200

Filled = dict[str, tuple[tuple[str, ...], ...]]
"""Role -> entities -> mention strings."""

Records = Callable[[object, Place, Notes, bool], list[Record]]
"""A document's content -> its records; the last argument says whether it is gold."""


def muc_name(name: str) -> str:
    """A document's name in the corpus; names that are no number of a MUC-4 test document stay as they are.

    >>> muc_name("30002"), muc_name("10001"), muc_name("TST3-MUC4-0002"), muc_name("7")
    ('TST3-MUC4-0002', 'TST1-MUC3-0001', 'TST3-MUC4-0002', '7')
    """
    numbered = _NUMBERED.fullmatch(name)
    if not numbered:
        return name
    test, number = numbered.groups()
    return f"TST{test}-MUC{3 if test == '1' else 4}-{number}"


def read_documents(
    path: Path, records: Records, *, gold: str, predicted: str | None, in_pieces: bool = False
) -> Reading:
    """Gold documents `{"docid", "doctext", gold: ...}`, or predictions `{document: {predicted: ...}, ...}`.

    Without `predicted`, what stands behind a document's name is its content. With `in_pieces`, a document may come
    again and its records are put together.
    """
    documents = _Documents()
    for item in read_items(path):
        if not isinstance(item.value, dict):
            raise item.place.fault("expected an object")
        if "docid" in item.value:
            documents.add_gold(item, records, gold)
            continue
        for name, value in item.value.items():
            place, content = item.at(name), value
            if predicted is not None:
                if not isinstance(value, dict) or predicted not in value:
                    problem = f'expected "docid" and "{gold}" of a gold document, or a prediction with "{predicted}"'
                    raise place.fault(problem)
                content = value[predicted]
            documents.add(name, records(content, place, documents.notes, False), place, again=in_pieces)
    return documents.reading()


class _Documents:
    """The documents of a file, as they are read."""

    def __init__(self) -> None:
        self.notes = Notes()
        self._records: dict[str, list[Record]] = {}
        self._written: dict[str, tuple[str, int]] = {}
        self._texts: dict[str, str] = {}

    def add_gold(self, item: Item, records: Records, key: str) -> None:
        name, text = item.value["docid"], item.value.get("doctext", "")
        for field, value in (("docid", name), ("doctext", text)):
            if not isinstance(value, str):
                raise item.at(field).fault("expected a string")
        if key not in item.value:
            raise item.at("docid").fault(f'document {quoted(name)} has no "{key}"')
        place = Place(item.place.path, item.at(key).line, quoted(name))
        self.add(name, records(item.value[key], place, self.notes, True), item.at("docid"))
        if text:
            self._texts[muc_name(name)] = text

    def add(self, name: str, records: list[Record], place: Place, *, again: bool = False) -> None:
        """Keep a document's records; with `again`, the document may be there already, but not by another name."""
        if not 0 < len(name) <= _LONGEST:
            raise place.fault(f"the name of a document has 1 to {_LONGEST} characters")
        known = muc_name(name)
        if known not in self._records and known != name:
            self.notes['documents named by number, read under their corpus name ("30002" is "TST3-MUC4-0002")'] += 1
        written, line = self._written.setdefault(known, (name, place.line))
        if written != name or (known in self._records and not again):
            by = f" as {quoted(written)}" if written != name else ""
            raise place.fault(f"document {quoted(name)} stands on line {line} already{by}; keep one")
        self._records.setdefault(known, []).extend(records)

    def reading(self) -> Reading:
        annotations = tuple(
            Annotation(document=name, events=(), records=tuple(records)) for name, records in self._records.items()
        )
        return Reading(annotations, texts=self._texts, notes=self.notes.lines())


def templates(value: object, place: Place, notes: Notes, gold: bool) -> list[Record]:
    """One record a template. Gold templates equal to an earlier one of their document are left out, as all scorers do.

    A predicted template without type is an attack: so it is read by GTT's scorer, and by IterX's copy of it.
    """
    if not isinstance(value, list):
        raise place.fault("expected a list of templates")
    found: list[Record] = []
    seen: set[object] = set()
    for number, template in enumerate(value, 1):
        here = place.inside(f"template {number}")
        roles = filled(template, here, notes, gold)
        kind = _type_of(template, here, notes, gold)
        if gold:
            form = kind, tuple(roles.items())
            if form in seen:
                notes["gold templates equal to another one of their document, left out"] += 1
                continue
            seen.add(form)
        found.append(Record(type=kind, roles=roles))
    return found


def _type_of(template: object, place: Place, notes: Notes, gold: bool) -> str:
    if not isinstance(template, dict) or _TYPE not in template:
        raise place.fault(f'has no "{_TYPE}"')
    kind = template[_TYPE]
    if not isinstance(kind, str) and not gold:
        notes["predicted templates without type, read as attack as GTT's scorer does"] += 1
        return "attack"
    if not isinstance(kind, str) or not 0 < len(kind) <= _LONGEST:
        raise place.inside(_TYPE).fault(f"expected a string of 1 to {_LONGEST} characters")
    return kind


def filled(value: object, place: Place, notes: Notes, gold: bool) -> Filled:
    """The roles of a template. Offsets and whatever else follows a mention's string are not read.

    Entities without mention are left out of gold, as all scorers do, and kept in predictions, where they are spurious.
    """
    if not isinstance(value, dict):
        raise place.fault("expected an object of roles")
    roles: Filled = {}
    for role, entities in value.items():
        if role in _NOT_ROLES:
            continue
        here = place.inside(quoted(role))
        if not 0 < len(role) <= _LONGEST:
            raise here.fault(f"the name of a role has 1 to {_LONGEST} characters")
        if not isinstance(entities, list):
            raise here.fault("expected a list of entities")
        found = [_entity(entity, here.inside(f"entity {n}")) for n, entity in enumerate(entities, 1)]
        if gold and (empty := found.count(())):
            notes["gold entities without mention, left out"] += empty
            found = [entity for entity in found if entity]
        roles[role] = tuple(found)
    return roles


def _entity(value: object, place: Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise place.fault("expected a list of mentions")
    mentions: list[str] = []
    for number, mention in enumerate(value, 1):
        string = mention[0] if isinstance(mention, list) and mention else mention
        if not isinstance(string, str):
            raise place.inside(f"mention {number}").fault("expected a string, or a list that begins with one")
        mentions.append(string)
    return tuple(mentions)
