"""Scores on parts of the data: by type, register, phenomenon, realis, training frequency, distance or length.

An item belongs to a slice by what gold says of it; an item that gold does not have, by what the prediction says. A
slice of documents has all their items. TC and AC+@chain are scored on each slice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmark.errors import Outcome
from benchmark.measures.base import precision_recall_f1
from benchmark.schema import AnnotatedDocument, Annotation, Event
from benchmark.sentences import sentence_starts
from benchmark.statistics import Estimate, Resamples, estimates

LENGTHS = (200, 400)
"""Documents are short up to so many words, middling up to so many, and long above."""


@dataclass(frozen=True)
class Facts:
    """What slices need to know of a document; what is not known is left out of the slices."""

    text: str = ""
    register: str = ""
    phenomena: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slice:
    """One part of the data, with the scores (precision, recall, F1) of its events and of its arguments, None for none.

    `events` and `arguments` count gold's.
    """

    by: str
    value: str
    documents: int
    events: int
    arguments: int
    trigger: tuple[Estimate, ...] | None
    argument: tuple[Estimate, ...] | None


def trigger_frequency(train: Iterable[Annotation | AnnotatedDocument]) -> Counter[tuple[str, str]]:
    """How often each (trigger in lower case, type) stands in the training gold."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in train:
        gold = one.gold if isinstance(one, AnnotatedDocument) else one
        seen.update((event.trigger.text.lower(), event.type) for event in gold.events)
    return seen


Namer = Callable[[Outcome], Iterable[str]]
"""The values of one slicing that an item belongs to."""


def slices(
    documents: Iterable[tuple[Facts, list[Outcome]]],
    resamples: Resamples | None,
    train: Counter[tuple[str, str]] | None = None,
) -> list[Slice]:
    """Every slice of the documents, given with their outcomes; `train` is what `trigger_frequency` gave, if known."""
    found: dict[tuple[str, str], dict[int, list[int]]] = {}
    total = 0
    for number, (facts, outcomes) in enumerate(documents):
        total += 1
        namers = _namers(facts, train)
        for outcome in outcomes:
            gold, predicted = outcome.sides
            # TC does not look at realis: an event that is wrong in that alone is right here.
            right = outcome.cause in (("", "wrong realis") if outcome.kind == "event" else ("",))
            offset = 0 if outcome.kind == "event" else 4
            for by, namer in namers.items():
                for value in namer(outcome):
                    row = found.setdefault((by, value), {}).setdefault(number, [0] * 8)
                    row[offset] += right
                    row[offset + 1] += predicted
                    row[offset + 2] += right
                    row[offset + 3] += gold
    keys = sorted(found, key=lambda key: (_ORDER.index(key[0]), len(key[1]) if key[1].isdigit() else 0, key[1]))
    tables = [_table(found[key], total) for key in keys]
    halves = [half for table in tables for half in (table[:, :4], table[:, 4:])]
    scored: list[tuple[Estimate, ...]] = (
        estimates([(half, _scores_if_any) for half in halves], resamples)
        if resamples is not None
        else [_bare(half) for half in halves]
    )
    made = []
    for place, (key, table) in enumerate(zip(keys, tables, strict=True)):
        sums = table.sum(axis=0)
        trigger, argument = scored[2 * place : 2 * place + 2]
        made.append(
            Slice(
                *key,
                documents=len(found[key]),
                events=int(sums[3]),
                arguments=int(sums[7]),
                trigger=trigger if sums[1] + sums[3] else None,
                argument=argument if sums[5] + sums[7] else None,
            )
        )
    return made


def _table(rows: Mapping[int, list[int]], documents: int) -> NDArray[np.float64]:
    table = np.zeros((documents, 8))
    table[list(rows)] = list(rows.values())
    return table


def _scores_if_any(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Precision, recall and F1, undefined in resamples that have nothing of the slice: too many make no interval."""
    scores = precision_recall_f1(sums)
    scores[sums[..., 1] + sums[..., 3] == 0] = np.nan
    return scores


def _bare(rows: NDArray[np.float64]) -> tuple[Estimate, ...]:
    return tuple(Estimate(value, None, 1, None) for value in precision_recall_f1(rows.sum(axis=0)).tolist())


_ORDER = ("type", "realis", "background", "trigger in train", "argument", "register", "phenomenon", "document length")


def _namers(facts: Facts, train: Counter[tuple[str, str]] | None) -> dict[str, Namer]:
    words = len(facts.text.split())
    length = next((f"up to {limit} words" for limit in LENGTHS if words <= limit), f"over {LENGTHS[-1]} words")
    starts = sentence_starts(facts.text) if facts.text else []
    namers: dict[str, Namer] = {
        "type": lambda outcome: [_event(outcome).type],
        "realis": lambda outcome: [_event(outcome).realis or "unstated"],
        "background": lambda outcome: ["background" if _event(outcome).background else "foreground"],
    }
    if train is not None:
        namers["trigger in train"] = lambda outcome: [_frequency(outcome, facts.text, train)]
    if starts:
        namers["argument"] = lambda outcome: _distance(outcome, starts)
        namers["document length"] = lambda outcome: [length]
    if facts.register:
        namers["register"] = lambda outcome: [facts.register]
    if facts.phenomena:
        namers["phenomenon"] = lambda outcome: facts.phenomena
    return namers


def _event(outcome: Outcome) -> Event:
    event = outcome.gold or outcome.predicted
    assert event is not None, "an outcome has a gold or a predicted event"
    return event


def _frequency(outcome: Outcome, text: str, train: Counter[tuple[str, str]]) -> str:
    event = _event(outcome)
    word = event.trigger.text or text[event.trigger.start : event.trigger.end]
    times = train[word.lower(), event.type]
    return "unseen" if not times else "1 to 4 times" if times < 5 else "5 times or more"


def _distance(outcome: Outcome, starts: list[int]) -> Iterator[str]:
    if outcome.kind == "argument":
        argument, event = outcome.gold_argument or outcome.argument, _event(outcome)
        assert argument is not None, "an argument's outcome has a gold or a predicted argument"
        same = bisect_right(starts, argument.start) == bisect_right(starts, event.trigger.start)
        yield "in the trigger's sentence" if same else "in another sentence"
