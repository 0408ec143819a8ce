"""The measures: what is counted as an item, and when two items match. Knows no files and prints nothing."""

from benchmark.measures.base import Measure, Tally
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts, Label
from benchmark.measures.presets import MEASURES, PRESETS, Preset, find_preset, parse_measures

__all__ = [
    "MEASURES",
    "PRESETS",
    "Comparison",
    "Counts",
    "Label",
    "Measure",
    "Preset",
    "Tally",
    "find_preset",
    "parse_measures",
]
