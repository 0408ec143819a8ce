"""What `--like` another scorer means: that scorer's own labels, each with the measure that prints its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmark.measures.base import Measure


@dataclass(frozen=True)
class Preset:
    """A scorer that can be imitated.

    `measures` maps the labels it prints to measures that give its numbers, quirks included. `difference` says in one
    sentence where it departs from strict one-to-one counting, `not_imitated` where this departs from it. A measure of a
    preset is named `preset:label`, unless it is one of Dateline's own.
    """

    name: str
    title: str
    measures: Mapping[str, Measure]
    difference: str
    not_imitated: str = ""
