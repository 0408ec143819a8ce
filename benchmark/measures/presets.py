"""The scorers that `--like` knows, one module of `peers/` each."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.measures import peers
from benchmark.measures.preset import Preset


@cache
def presets() -> dict[str, Preset]:
    """Every preset by its name, sorted."""
    modules = (import_module(f"{peers.__name__}.{found.name}") for found in pkgutil.iter_modules(peers.__path__))
    found: list[Preset] = [module.PRESET for module in modules]
    return {preset.name: preset for preset in sorted(found, key=lambda preset: preset.name)}


def find_preset(name: str) -> Preset:
    """The preset of that name; raises `DatelineError` with the nearest name when there is none."""
    if name not in presets():
        raise DatelineError(f"no scorer {quoted(name)} to be like; {did_you_mean(name, presets())}")
    return presets()[name]
