"""IterX's scorer as its code is today (Chen et al., 2023; `iterx/metrics/muc/ceaf_rme.py`): CEAF-RME.

The numbers in the paper divide phi3 by entities: that is Dateline's own CEAF-RME. IterX strips ASCII punctuation from
strings; here all punctuation is stripped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts
from benchmark.measures.preset import Preset
from benchmark.measures.records import forms
from benchmark.measures.templates import CEAF_RME, alternatives, mentions


@dataclass(frozen=True)
class Phi3(CEAF_RME):
    """As our own CEAF-RME@mentions, but a gold record of the types "a / b" has its mentions counted for each of them.

    So it is wherever something is predicted in the document.
    """

    denominator: str = "mentions"

    base: ClassVar[str] = "iterx:phi-3"
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    def counts(self, document: Comparison) -> Counts:
        counts = super().counts(document)
        gold, predicted = document.once(forms)
        for form in gold if predicted else ():
            *matched, items = counts[form.type,]
            counts[form.type,] = (*matched, items + (len(alternatives(form.type)) - 1) * mentions(form))
        return counts


PRESET = Preset(
    "iterx",
    "IterX (Chen et al., 2023)",
    {"phi-3": Phi3(), "phi-subset": CEAF_RME(phi="subset")},
    "Records are matched one-to-one by what their entities share, and types by themselves count for nothing; phi-3 "
    "counts mentions, not entities, and phi-subset takes an entity for right that has one right mention.",
    "Punctuation outside ASCII is dropped too.",
)
