"""The measures by name: `parse` makes of a name the measure that prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.measures.arguments import Arguments, AttachedArguments
from benchmark.measures.averaging import ByDocument
from benchmark.measures.base import Measure
from benchmark.measures.coreference import B3, BLANC, LEA, MUC, CEAFe, CEAFm, CoNLL
from benchmark.measures.diagnostics import Background, Conflicts, FalseAlarms
from benchmark.measures.nuggets import Nugget
from benchmark.measures.presets import find_preset
from benchmark.measures.realis import Realis
from benchmark.measures.templates import CEAF_REE, CEAF_RME, GTT
from benchmark.measures.triggers import Nuggets, Triggers

TI = partial(Triggers, classify=False)
TC = partial(Triggers, classify=True)
AI = partial(Arguments, classify=False)
AC = partial(Arguments, classify=True)
AI_plus = partial(AttachedArguments, classify=False)
AC_plus = partial(AttachedArguments, classify=True)

_MAKERS: tuple[Callable[..., Measure], ...] = (
    TI,
    TC,
    AI,
    AC,
    AI_plus,
    AC_plus,
    Nuggets,
    Realis,
    Nugget,
    partial(Nugget, with_type=True),
    partial(Nugget, with_realis=True),
    partial(Nugget, with_type=True, with_realis=True),
    MUC,
    B3,
    CEAFm,
    CEAFe,
    BLANC,
    LEA,
    CoNLL,
    CEAF_REE,
    CEAF_RME,
    GTT,
    Background,
    Conflicts,
    FalseAlarms,
)

MEASURES: dict[str, Callable[..., Measure]] = {make().base: make for make in _MAKERS}
"""What makes each measure, by its base name, in the order of tables: `MEASURES["AC+"](match="chain")`."""

DEFAULT = ("TI", "TC", "AI", "AC", "AI+", "AC+", "AC+@chain", "TC+realis", "CoNLL", "CEAF-RME@mentions")
"""What is scored unless the user says otherwise."""

BY_DOCUMENT = "by-document"


def parse(name: str) -> Measure:
    """The measure of a name.

    A name is a base with settings behind an @, in any order; `preset:label` is a measure of a scorer that `--like`
    knows, and the setting `by-document` averages any measure over documents.
    Raises `DatelineError` with the nearest name or setting when a part of it is unknown.

    >>> parse("AC+@chain") == AC_plus(match="chain")
    True
    >>> parse("TC@head,by-document").name
    'TC@head,by-document'
    """
    base, _, rest = name.partition("@")
    words = [word.strip() for word in rest.split(",") if word.strip()]
    scorer, colon, label = base.partition(":")
    if colon:
        measures = find_preset(scorer).measures
        if label not in measures:
            raise DatelineError(f"{scorer} has no measure {quoted(label)}; {did_you_mean(label, measures)}")
        return _averaged(measures[label], words)
    if base not in MEASURES:
        raise DatelineError(f"no measure {quoted(base)}; {did_you_mean(base, MEASURES)}")
    make = MEASURES[base]
    kind = type(make())
    chosen: dict[str, Any] = {}
    for word in words:
        if word == BY_DOCUMENT:
            continue
        setting = kind.setting_of(word)
        if setting is None:
            known = [choice for choices in kind.choices.values() for choice in choices]
            raise DatelineError(f"{base} has no setting {quoted(word)}; {did_you_mean(word, [*known, BY_DOCUMENT])}")
        if setting in chosen:
            raise DatelineError(f"{base} has {quoted(chosen[setting])} and {quoted(word)}, which exclude each other")
        chosen[setting] = word
    return _averaged(make(**chosen), [word for word in words if word == BY_DOCUMENT])


def _averaged(measure: Measure, words: list[str]) -> Measure:
    for word in words:
        if word != BY_DOCUMENT:
            raise DatelineError(f"{measure.name} has no setting {quoted(word)}; only {BY_DOCUMENT} fits it")
    if not words:
        return measure
    if measure.values_are != Measure.values_are:
        raise DatelineError(f"{measure.name} has no {BY_DOCUMENT}: it has no precision and recall")
    return ByDocument(measure)


def split_names(listed: str) -> list[str]:
    """The names in a list with commas, where a setting's comma belongs to the name before it.

    >>> split_names("TC,AC+@head,gold-triggers,oneie:TI")
    ['TC', 'AC+@head,gold-triggers', 'oneie:TI']
    """
    names: list[str] = []
    for part in listed.split(","):
        piece = part.strip()
        base = piece.partition("@")[0]
        if piece and names and "@" in names[-1] and base not in MEASURES and ":" not in base and "@" not in piece:
            names[-1] += f",{piece}"
        elif piece:
            names.append(piece)
    return names


def parse_measures(names: Iterable[Measure | str]) -> dict[str, Measure]:
    """Measures by the names that they are asked for, each once; a measure itself goes by its own name."""
    return {
        name if isinstance(name, str) else name.name: parse(name) if isinstance(name, str) else name for name in names
    }
