"""TextEE's scorer (Huang et al., 2024; `TextEE/scorer.py`): sets pooled over the corpus."""

from __future__ import annotations

from benchmark.measures.arguments import Arguments, AttachedArguments
from benchmark.measures.preset import Preset
from benchmark.measures.triggers import Triggers

PRESET = Preset(
    "textee",
    "TextEE (Huang et al., 2024)",
    {
        "TI": Triggers(classify=False, counting="sets"),
        "TC": Triggers(classify=True, counting="sets"),
        "AI": Arguments(classify=False, counting="sets"),
        "AC": Arguments(classify=True, counting="sets"),
        "AI+": AttachedArguments(classify=False, counting="sets"),
        "AC+": AttachedArguments(classify=True, counting="sets"),
    },
    "Items are pooled in sets: duplicates cost nothing, two events on one trigger and type count once, and events of "
    "one type share the credit for arguments under AI and AC.",
    "A document is one window.",
)
