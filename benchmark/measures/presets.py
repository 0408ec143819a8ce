"""The measures by name, and what `--like` another scorer means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.measures.arguments import Arguments, AttachedArguments
from benchmark.measures.base import Measure
from benchmark.measures.matching import Counting
from benchmark.measures.triggers import Nuggets, Triggers

_ALL: tuple[Measure, ...] = (
    Triggers(classify=False),
    Triggers(classify=True),
    Arguments(classify=False),
    Arguments(classify=True),
    AttachedArguments(classify=False),
    AttachedArguments(classify=True),
    Nuggets(),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""Every measure by its name, in the order of tables."""


@dataclass(frozen=True)
class Preset:
    """The settings that make Dateline count as a scorer does.

    `counting` says what duplicates are worth, `measures` what is scored unless the user says otherwise, and `dont_care`
    whether fillers that repair a text's own contradiction are left out of the count.
    """

    name: str
    counting: Counting
    measures: tuple[str, ...]
    dont_care: bool


PRESETS: dict[str, Preset] = {
    "dateline": Preset("dateline", "one-to-one", tuple(MEASURES), dont_care=True),
    "textee": Preset("textee", "sets", ("TI", "TC", "AI", "AC", "AI+", "AC+"), dont_care=False),
}
"""Every scorer that `--like` knows; "dateline" is the default."""


def find_preset(name: str) -> Preset:
    """The preset of that name; raises `DatelineError` with the nearest name when there is none."""
    if name not in PRESETS:
        raise DatelineError(f"no scorer {quoted(name)} to be like; {did_you_mean(name, PRESETS)}")
    return PRESETS[name]


def parse_measures(names: Iterable[str]) -> tuple[Measure, ...]:
    """Measures by their names, each once; raises `DatelineError` with the nearest name for one that is none."""
    found = {}
    for name in names:
        if name not in MEASURES:
            raise DatelineError(f"no measure {quoted(name)}; {did_you_mean(name, MEASURES)}")
        found[name] = MEASURES[name]
    return tuple(found.values())
