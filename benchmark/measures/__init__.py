"""The measures: what is counted as an item, and when two items match. Knows no files and prints nothing."""

from benchmark.measures.base import Measure, Tally
from benchmark.measures.block import Block
from benchmark.measures.comparison import Comparison, Text
from benchmark.measures.matching import Counts, Label
from benchmark.measures.names import (
    AC,
    AI,
    DEFAULT,
    MEASURES,
    TC,
    TI,
    AC_plus,
    AI_plus,
    parse,
    parse_measures,
    split_names,
)
from benchmark.measures.preset import Preset
from benchmark.measures.presets import find_preset, presets

__all__ = [
    "AC",
    "AI",
    "DEFAULT",
    "MEASURES",
    "TC",
    "TI",
    "AC_plus",
    "AI_plus",
    "Block",
    "Comparison",
    "Counts",
    "Label",
    "Measure",
    "Preset",
    "Tally",
    "Text",
    "find_preset",
    "parse",
    "parse_measures",
    "presets",
    "split_names",
]
