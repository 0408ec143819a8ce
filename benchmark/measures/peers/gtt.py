"""GTT's scorer (Du, Rush and Cardie, 2021; `eval.py`): one best map from predicted to gold templates for each document.

It knows the roles of MUC-4 alone and stops at any other; here all roles count. It strips ASCII punctuation from
strings; here all punctuation is stripped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.comparison import Comparison
from benchmark.measures.preset import Preset
from benchmark.measures.records import Pair, forms
from benchmark.measures.templates import GTT


@dataclass(frozen=True)
class MicroAverage(GTT):
    """As our own, but a predicted entity without mentions is a part of any gold one of its role.

    Its rows are what GTT prints by role, types as the role "incident_type".
    """

    base: ClassVar[str] = "gtt:micro_avg"
    type_slot: ClassVar[str] = "incident_type"

    def right_fillers(self, document: Comparison) -> dict[Pair, list[Pair]]:
        gold, predicted = document.once(forms)
        right = super().right_fillers(document)
        empty = {
            number: [(place, role) for place, (role, entity) in enumerate(form.fillers) if not entity]
            for number, form in enumerate(predicted)
        }
        for (ours, theirs), hits in right.items():
            for place, role in empty[theirs]:
                hits += [(filler, place) for filler, (name, _) in enumerate(gold[ours].fillers) if name == role]
        return right


PRESET = Preset(
    "gtt",
    "GTT (Du, Rush and Cardie, 2021)",
    {"micro_avg": MicroAverage()},
    "Records are compared under the one map with the best F1 of the document; inside a pair of records fillers are not "
    "matched one-to-one, so one that is given in pieces costs nothing, and one without mentions is right.",
    "Roles beyond those of MUC are scored; punctuation outside ASCII is dropped too.",
)
