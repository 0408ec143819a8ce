"""Record measures: how well do the records (filled templates) of a document match, role by role and whole?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import ClassVar

from benchmark.exceptions import DatelineError
from benchmark.measures.assignment import Edge, assign, best_edges, check_cells
from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.mapping import Sides, Templates, best_mapping, check_pairs
from benchmark.measures.matching import Counts
from benchmark.measures.records import Entity, Form, Pair, common, distinct_forms, fitting, forms, shared_strings


@dataclass(frozen=True)
class CEAF_REE(Measure):  # noqa: N801 (so it is called)
    """Role-filler entities of the document, whatever record they stand in, matched one-to-one in each role.

    Equal entities of a role (those with the same strings) are one, and one without mentions matches nothing. A gold and
    a predicted entity are worth 1 when every predicted mention is a mention of the gold one (`strict`), or the share of
    the predicted mentions that are (`prop`). Pairs are chosen for the greatest sum S: P = S / predicted entities,
    R = S / gold entities, added up over documents and roles. Rows are labelled (role,).

    Source: Du, Rush and Cardie (2021), "GRIT: Generative Role-filler Transformers for Document-level Event Entity
    Extraction". GRIT counts equal entities as often as they are given, and takes an empty one for a part of any: see
    `--like grit`.
    """

    phi: str = "strict"

    base: ClassVar[str] = "CEAF-REE"
    source: ClassVar[str] = "Du, Rush and Cardie (2021), GRIT"
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {"phi": ("strict", "prop")}

    @property
    def title(self) -> str:
        worth = "all mentions right" if self.phi == "strict" else "by share of mentions"
        return f"role fillers of the document, {worth}"

    def counts(self, document: Comparison) -> Counts:
        counts: Counts = {}
        for role, (gold, predicted, shares) in document.once(role_fillers).items():
            edges = shares if self.phi == "prop" else [edge for edge in shares if edge[2] == 1]
            shared = [share for _, _, share in best_edges(edges, document.gold.document)]
            worth = fsum(shared) if self.phi == "prop" else len(shared)
            counts[role,] = worth, predicted, worth, gold
        return counts


def role_fillers(document: Comparison) -> dict[str, tuple[int, int, list[Edge]]]:
    """For each role the number of gold and of predicted entities, and what share of the latter is in which former."""
    gold, predicted = (_by_role(side) for side in document.once(distinct_forms))
    shared = document.once(shared_strings, distinct_forms)
    found = {}
    for role in dict.fromkeys([*gold, *predicted]):
        ours, theirs = gold.get(role, {}), predicted.get(role, {})
        edges: list[Edge] = []
        for entity, column in theirs.items():
            if entity in shared:
                edges += [
                    (ours[other], column, n / len(entity)) for other, n in shared[entity].items() if other in ours
                ]
        found[role] = len(ours), len(theirs), edges
    return found


def _by_role(side: Sequence[Form]) -> dict[str, dict[Entity, int]]:
    """The entities of each role, numbered, equal ones once."""
    entities: dict[str, dict[Entity, int]] = {}
    for form in side:
        for role, entity in form.fillers:
            if role not in entities:
                entities[role] = {entity: 0}
            elif entity not in entities[role]:
                entities[role][entity] = len(entities[role])
    return entities


@dataclass(frozen=True)
class CEAF_RME(Measure):  # noqa: N801 (so it is called)
    """Records matched one-to-one by what their entities share; records of different types share nothing.

    With `phi3`, two records are worth the mentions that their entities of equal roles share when these are paired
    one-to-one for the greatest sum. With `subset`, they are worth, for precision, the predicted entities that share a
    mention with a gold one of their role, and for recall the gold entities so found, where a predicted entity finds the
    first gold one that has its first shared mention. Pairs of records are chosen for the greatest sum for precision. A
    gold type "a / b" stands for one of its types: for the one that all predicted records together are worth most under,
    the first of equal ones. Rows are labelled (type,).

    P and R divide by all predicted and all gold `entities`. With phi3, which counts mentions, they pass 1 where
    entities share several; so the published numbers are made, and IterX's code of today divides by `mentions`. With
    subset, gold against itself is below 1 where entities of a role share a string, since one of them finds the other. A
    mention given twice in one entity counts twice. Equally good pairs of records may differ in recall (subset); those
    are taken that scipy's solver finds with the records in their order, as IterX does.

    Source: Chen et al. (2023), "Iterative Document-level Information Extraction via Imitation Learning" (IterX).
    """

    phi: str = "phi3"
    denominator: str = "entities"

    base: ClassVar[str] = "CEAF-RME"
    source: ClassVar[str] = "Chen et al. (2023), IterX"
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "phi": ("phi3", "subset"),
        "denominator": ("entities", "mentions"),
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.phi, self.denominator) == ("subset", "mentions"):
            raise DatelineError("CEAF-RME@subset counts entities; take CEAF-RME@subset or CEAF-RME@mentions")

    @property
    def title(self) -> str:
        if self.phi == "subset":
            return "entities of matched records with a right mention"
        return f"mentions shared by matched records, per {self.denominator}"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = document.once(forms)
        rows: dict[str, list[float]] = {}
        for column, side in ((1, predicted), (3, gold)):
            for form in side:
                row = rows.setdefault(form.type, [0, 0, 0, 0])
                row[column] += len(form.fillers) if self.denominator == "entities" else mentions(form)
        for (ours, theirs), (one, other) in document.once(matched_records, self.phi).items():
            rows[predicted[theirs].type][0] += one
            rows[gold[ours].type][2] += other
        return {(name,): tuple(row) for name, row in rows.items()}


def mentions(form: Form) -> int:
    """How many mentions the entities of a record have together."""
    return sum(len(entity) for _, entity in form.fillers)


def alternatives(name: str) -> list[str]:
    """The types that a gold type allows.

    >>> alternatives("attack / bombing")
    ['attack', 'bombing']
    """
    return list(dict.fromkeys(map(str.strip, name.split("/")))) if "/" in name else [name]


def matched_records(document: Comparison, phi: str) -> dict[Pair, Sides]:
    """The chosen pairs of records, with what they are worth on the sides of precision and of recall."""
    gold, predicted = document.once(forms)
    name = document.gold.document
    worth: dict[Pair, Sides] = {}
    for (ours, theirs), fillers in document.once(common).items():
        if predicted[theirs].type in alternatives(gold[ours].type):
            pair = ours, theirs
            worth[pair] = _phi3(fillers, name) if phi == "phi3" else _subset(fillers, gold[ours], predicted[theirs])
    if any("/" in form.type for form in gold):
        worth = _with_one_type(worth, gold, predicted)
    edges: list[Edge] = [(*pair, one) for pair, (one, _) in worth.items()]
    if any(one != other for one, other in worth.values()):
        pairs = _as_scipy_chooses(worth, gold, predicted, name)
    else:
        pairs = [(ours, theirs) for ours, theirs, _ in best_edges(edges, name)]
    return {pair: worth[pair] for pair in pairs}


def _phi3(fillers: Mapping[Pair, int], name: str) -> Sides:
    edges = [(ours, theirs, n) for (ours, theirs), n in fillers.items()]
    shared = int(sum([n for _, _, n in best_edges(edges, name)])) if len(edges) > 1 else edges[0][2]
    return shared, shared


def _subset(fillers: Mapping[Pair, int], gold: Form, predicted: Form) -> Sides:
    sharing: dict[int, list[int]] = {}
    for ours, theirs in fillers:
        sharing.setdefault(theirs, []).append(ours)
    found = set()
    for theirs, those in sharing.items():
        if len(those) > 1:
            having = (
                [ours for ours in those if string in gold.fillers[ours][1]] for string in predicted.fillers[theirs][1]
            )
            those = next(filter(None, having))
        found.add(min(those))
    return len(sharing), len(found)


def _with_one_type(worth: Mapping[Pair, Sides], gold: Sequence[Form], predicted: Sequence[Form]) -> dict[Pair, Sides]:
    """The pairs in which each gold record has the one of its types that is worth most."""
    totals: dict[int, Counter[str]] = {}
    for (ours, theirs), (one, _) in worth.items():
        totals.setdefault(ours, Counter())[predicted[theirs].type] += one
    kept = {ours: max(alternatives(gold[ours].type), key=lambda name: total[name]) for ours, total in totals.items()}
    return {(ours, theirs): both for (ours, theirs), both in worth.items() if predicted[theirs].type == kept[ours]}


def _as_scipy_chooses(
    worth: Mapping[Pair, Sides], gold: Sequence[Form], predicted: Sequence[Form], name: str
) -> list[Pair]:
    """The best pairs of the table that IterX hands to scipy: a row for each type of each gold record with fillers."""
    rows = [(number, kind) for number, form in enumerate(gold) if form.fillers for kind in alternatives(form.type)]
    columns = [number for number, form in enumerate(predicted) if form.fillers]
    check_cells(len(rows), len(columns), name)
    none = (0, 0)
    table = [
        [worth.get((ours, theirs), none)[0] if predicted[theirs].type == kind else 0 for theirs in columns]
        for ours, kind in rows
    ]
    return [(rows[row][0], columns[column]) for row, column in assign(table) if table[row][column]]


@dataclass(frozen=True)
class GTT(Measure):
    """Types and role fillers of records, under the map from predicted to gold records with the document's best F1.

    A record may be mapped to one whose type contains its own ("attack" to "attack / bombing"), and then its type is
    right. A predicted filler is right when all its mentions are mentions of some gold filler of its role, and that gold
    filler is right too: this is no one-to-one matching, and an entity given in pieces loses nothing. Everything in a
    record that is not mapped is spurious or missing. Of several best maps the first counts, with the records tried in
    their order. An entity without mentions is never right. Rows are labelled (role,), where types fill the role "type".

    Source: Du, Rush and Cardie (2021), "Template Filling with Generative Transformers" (GTT), whose scorer tries all
    maps, and takes an empty predicted entity for a part of any gold one: see `--like gtt`.
    """

    base: ClassVar[str] = "GTT"
    title: ClassVar[str] = "types and role fillers of mapped records"
    source: ClassVar[str] = "Du, Rush and Cardie (2021), GTT"
    type_slot: ClassVar[str] = "type"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = document.once(forms)
        rows = {self.type_slot: [0, len(predicted), 0, len(gold)]} if gold or predicted else {}
        for column, side in ((1, predicted), (3, gold)):
            for form in side:
                for role, _ in form.fillers:
                    rows.setdefault(role, [0, 0, 0, 0])[column] += 1
        right = self.right_fillers(document)
        worth = {
            (theirs, ours): (1 + len({b for _, b in hits}), 1 + len({a for a, _ in hits})) if hits else (1, 1)
            for (ours, theirs), hits in right.items()
        }
        items = sum(row[1] for row in rows.values()), sum(row[3] for row in rows.values())
        for theirs, ours in best_mapping(Templates(worth, len(predicted), len(gold), items, document.gold.document)):
            rows[self.type_slot][0] += 1
            rows[self.type_slot][2] += 1
            hits = right[ours, theirs]
            for filler in {b for _, b in hits}:
                rows[predicted[theirs].fillers[filler][0]][0] += 1
            for filler in {a for a, _ in hits}:
                rows[gold[ours].fillers[filler][0]][2] += 1
        return {(role,): tuple(row) for role, row in rows.items()}

    def right_fillers(self, document: Comparison) -> dict[Pair, list[Pair]]:
        """For each pair of records whose types fit, the gold and predicted fillers that make each other right."""
        gold, predicted = document.once(forms)
        typed: dict[str, list[int]] = {}
        for number, form in enumerate(gold):
            typed.setdefault(form.type, []).append(number)
        types, shared = document.once(fitting), document.once(common)
        check_pairs(sum(len(typed[name]) for form in predicted for name in types[form.type]), document.gold.document)
        return {
            (ours, theirs): [
                pair for pair, n in shared.get((ours, theirs), {}).items() if n == len(form.fillers[pair[1]][1])
            ]
            for theirs, form in enumerate(predicted)
            for name in types[form.type]
            for ours in typed[name]
        }
