"""GRIT's scorer (Du, Rush and Cardie, 2021; `eval.py`): CEAF-REE with phi strict, which it prints, and prop.

It knows the roles of MUC-4 alone; here all roles count. It strips ASCII punctuation from strings; here all punctuation
is stripped. Its data have no records: where a document has several, entities that an earlier one has are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import ClassVar

from benchmark.measures.assignment import assign, check_cells
from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.preset import Preset
from benchmark.measures.records import Entity, Filler, Form, forms


@dataclass(frozen=True)
class Phi(Measure):
    """As our own CEAF-REE, but entities are lists: what is given twice counts twice.

    So equal entities of a record count one by one, and with prop a gold mention given twice is shared twice. An empty
    predicted entity is a part of any: with strict it is right. With prop GRIT divides by zero; here its share is 0.
    """

    phi: str

    source: ClassVar[str] = "Du, Rush and Cardie (2021), GRIT"

    @property
    def base(self) -> str:
        return f"grit:{self.phi}"

    @property
    def title(self) -> str:
        return f"CEAF-REE, phi {self.phi}, lists for sets"

    def counts(self, document: Comparison) -> Counts:
        sides = document.once(forms)
        gold, predicted = _by_role(sides.gold), _by_role(sides.predicted)
        counts: Counts = {}
        for role in dict.fromkeys([*gold, *predicted]):
            ours, theirs = gold.get(role, []), predicted.get(role, [])
            check_cells(len(ours), len(theirs), document.gold.document)
            table = [[_share(one, other, self.phi) for other in theirs] for one in ours]
            worth = fsum(table[row][column] for row, column in assign(table))
            counts[role,] = worth, len(theirs), worth, len(ours)
        return counts


def _share(gold: Entity, predicted: Entity, phi: str) -> float:
    if phi == "strict":
        return int(set(predicted) <= set(gold))
    return sum(string in predicted for string in gold) / len(predicted) if predicted else 0


def _by_role(side: Sequence[Form]) -> dict[str, list[Entity]]:
    entities: dict[str, list[Entity]] = {}
    earlier: set[Filler] = set()
    for form in side:
        for role, entity in form.fillers:
            if (role, entity) not in earlier:
                entities.setdefault(role, []).append(entity)
        earlier.update(form.fillers)
    return entities


PRESET = Preset(
    "grit",
    "GRIT (Du, Rush and Cardie, 2021)",
    {phi: Phi(phi) for phi in ("strict", "prop")},
    "The entities that fill a role anywhere in the document are scored, not the records they stand in; a predicted one "
    "is right when its mentions are some of a gold entity's, and also when it has none.",
    "It prints strict alone; the other is in its code, switched off. Punctuation outside ASCII is dropped too.",
)
