"""`--like omnievent` against OmniEvent itself.

Its scoring functions need neither torch nor transformers, which its modules import at their head; where those are not
installed, empty stand-ins let the import pass. Texts are made of characters that are words of their own ("Chinese"),
all different, so that spans, words and strings are one and the same.
Not imitated, and kept out of these examples: of tags, OmniEvent also reads the first word of a longer prediction as a
prediction of that word, and no prediction at all where the next one has the same tag and touches it.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, event

from benchmark.schema import Annotation, Event, Mention
from benchmark.scoring import Scores, score

pytest.importorskip("OmniEvent")

TEXT = "abcdefghijklmnopqrst"
TYPES = ("meet", "visit")
ROLES = ("place", "time")
WORDS = [(number, number + 1) for number in range(len(TEXT))]
Place = tuple[int, int]
Pair = tuple[Annotation, Annotation]


class StandIn(ModuleType):
    """A module of which everything can be imported and nothing used."""

    __path__: tuple[str, ...] = ()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None, is_package=True)

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@pytest.fixture(scope="module")
def omnievent() -> Iterator[Any]:
    before = set(sys.modules)
    while True:
        try:
            module = importlib.import_module("OmniEvent.evaluation.convert_format")
            break
        except ModuleNotFoundError as missing:
            if missing.name is None or missing.name.partition(".")[0] not in ("torch", "transformers"):
                raise
            sys.modules[missing.name] = StandIn(missing.name)
    yield module
    for name in set(sys.modules) - before:
        if isinstance(sys.modules[name], StandIn) or name.startswith("OmniEvent"):
            del sys.modules[name]


def touches(one: Place, others: list[Place]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


@st.composite
def places(draw: st.DrawFn, area: Place, among: tuple[Place, ...] = ()) -> list[Place]:
    """Spans with a character between them, as tags can hold them.

    Those of gold are as long as where they start says, so that none is the beginning of another. Predicted ones are
    `among` those, or single characters.
    """
    starts = draw(st.lists(st.integers(area[0], area[1] - 2), max_size=4))
    drawn = [(start, start + 1 if among else start + 1 + start % 2) for start in starts]
    drawn += draw(st.lists(st.sampled_from(among), max_size=3)) if among else []
    found: list[Place] = []
    for start, end in sorted(drawn):
        if not found or found[-1][1] < start:
            found.append((start, end))
    return found


def made(draw: st.DrawFn, trigger: Place, arguments: list[Place]) -> Event:
    fillers = ((draw(st.sampled_from(ROLES)), *place) for place in arguments)
    return event(draw(st.sampled_from(TYPES)), *trigger, *fillers)


@st.composite
def pairs(draw: st.DrawFn, *, entities: bool) -> Pair:
    """Gold and predicted events; triggers stand in the first half of the text, arguments in the second."""
    gold = [made(draw, trigger, draw(places((10, 20)))) for trigger in draw(places((0, 10)))]
    mentions = draw(places((10, 20))) if entities else []
    half = draw(st.integers(0, len(mentions)))
    clusters = {"one": mentions[:half], "two": mentions[half:], "far": [(19, 20)] if entities else []}
    spans = tuple((one.trigger.start, one.trigger.end) for one in gold) or ((0, 1),)
    fillers = {(one.trigger.start, one.trigger.end): tuple((a.start, a.end) for a in one.arguments) for one in gold}
    found = [
        made(draw, trigger, draw(places((10, 20), (*fillers.get(trigger, ()), *mentions) or ((10, 11),))))
        for trigger in draw(places((0, 10), spans))
    ]
    named = {name: tuple(Mention(*place) for place in cluster) for name, cluster in clusters.items() if cluster}
    return msgspec.structs.replace(annotation(*gold), entities=named), annotation(*found)


# OmniEvent cannot divide by 0, and leaves out predicted types that gold does not have: this document prevents both.
SOUND = annotation(event("meet", 0, 1, ("place", 12, 13)), event("visit", 2, 3, ("time", 15, 16)))


def corpus(found: list[Pair], *, entities: bool = False) -> tuple[list[Annotation], list[Annotation]]:
    first = msgspec.structs.replace(SOUND, entities={"far": (Mention(18, 19),)} if entities else {})
    sides = zip((first, SOUND), *found, strict=True)
    gold, guess = ([msgspec.structs.replace(one, document=f"d{n}") for n, one in enumerate(side)] for side in sides)
    return gold, guess


def item(gold: Annotation, *, entities: bool) -> dict[str, Any]:
    def trigger(one: Event) -> dict[str, Any]:
        arguments = [{"role": a.role, "mentions": [{"position": [a.start, a.end]}]} for a in one.arguments]
        return {"position": [one.trigger.start, one.trigger.end], "arguments": arguments}

    spans = [(one.trigger.start, one.trigger.end) for one in gold.events]
    free = [word for word in WORDS if not touches(word, spans)]
    found: dict[str, Any] = {
        "text": TEXT,
        "events": [{"type": one.type, "triggers": [trigger(one)]} for one in gold.events],
        "negative_triggers": [{"position": list(place)} for place in free],
    }
    if entities:
        found["entities"] = [
            {"mentions": [{"position": [m.start, m.end]} for m in mentions]} for mentions in gold.entities.values()
        ]
    return found


def candidates(one: dict[str, Any]) -> list[Place]:
    """The places of the candidate triggers of an item, in OmniEvent's order."""
    gold = [trigger["position"] for found in one["events"] for trigger in found["triggers"]]
    return [tuple(place) for place in [*gold, *(found["position"] for found in one["negative_triggers"])]]


def tags(labelled: dict[Place, str]) -> list[str]:
    sequence = ["O"] * len(TEXT)
    for (start, end), label in labelled.items():
        sequence[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    return sequence


def ids(labels: tuple[str, ...]) -> dict[int, str]:
    return dict(enumerate(["O", *(f"{letter}-{label}" for label in labels for letter in "BI")]))


def coded(sequences: list[list[str]], names: dict[int, str]) -> np.ndarray:
    of = {name: number for number, name in names.items()}
    return np.array([[of[tag] for tag in sequence] for sequence in sequences])


def equal(ours: Scores, label: str, theirs: tuple[float, float, float]) -> None:
    assert list(ours.table(label).values().values()) == pytest.approx(theirs, abs=1e-9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("omnievent")


@pytest.mark.parametrize("entities", [False, True])
@pytest.mark.parametrize("mode", ["gold", "default", "loose", "strict"])
def test_tagged_triggers_and_arguments(omnievent: Any, folder: Path, mode: str, entities: bool) -> None:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(pairs(entities=entities), max_size=3))
    def check(found: list[Pair]) -> None:
        gold, guess = corpus(found, entities=entities)
        items = [item(one, entities=entities) for one in gold]
        file, types = folder / "test.jsonl", folder / "types.json"
        file.write_text("\n".join(map(json.dumps, items)))
        settings_ = SimpleNamespace(
            language="Chinese",
            dataset_name="made up",
            id2type=ids(TYPES),
            id2role=ids(ROLES),
            eae_eval_mode=mode,
            golden_trigger=mode == "gold",
            test_pred_file=types,
            test_file=file,
        )
        triggers = [{(e.trigger.start, e.trigger.end): e for e in one.events} for one in guess]
        sequences = coded([tags({p: e.type for p, e in there.items()}) for there in triggers], ids(TYPES))
        printed: dict[str, Any] = {}
        with pytest.MonkeyPatch.context() as patch:
            for name in ("compute_unified_micro_f1", "f1_score_overall_with_type"):
                scorer = getattr(omnievent, name)
                patch.setattr(
                    omnievent,
                    name,
                    lambda *given, name=name, scorer=scorer, **named: printed.setdefault(name, scorer(*given, **named)),
                )
            results = omnievent.get_ace2005_trigger_detection_sl(
                sequences, np.zeros_like(sequences), file, settings_, [False] * len(items)
            )
            types.write_text(json.dumps(results))
            given_types = iter(results)
            rows = []
            for one, there in zip(items, triggers, strict=True):
                for number, place in enumerate(candidates(one)):
                    kind, is_gold = next(given_types), number < len(one["events"])
                    if (mode == "gold" and is_gold) or (
                        mode != "gold"
                        and (kind != "NA" or (mode == "strict" and is_gold))
                        and (mode != "loose" or is_gold)
                    ):
                        arguments = there[place].arguments if place in there else ()
                        rows.append(tags({(a.start, a.end): a.role for a in arguments}))
            sequences = coded(rows, ids(ROLES))
            omnievent.get_ace2005_argument_extraction_sl(
                sequences, np.zeros_like(sequences), file, settings_, [False] * len(rows)
            )
        ours = score(gold, guess, like="omnievent", resamples=0)
        micro = printed["compute_unified_micro_f1"]
        equal(ours, "TC", tuple(micro[name] / 100 for name in ("precision", "recall", "micro_f1")))
        equal(ours, f"AC-{mode}", printed["f1_score_overall_with_type"])

    check()


@st.composite
def crowded(draw: st.DrawFn) -> Pair:
    """Several types on one trigger and several predictions on one span; false triggers are single characters."""

    def events(spans: list[Place]) -> list[Event]:
        return [
            event(draw(st.sampled_from(TYPES)), *place) for place in draw(st.lists(st.sampled_from(spans), max_size=5))
        ]

    gold = events([(0, 2), (3, 4), (6, 8)])
    spans = [(one.trigger.start, one.trigger.end) for one in gold]
    others = [place for place in ((1, 2), (1, 4), (5, 6), (6, 8), (9, 10)) if touches(place, spans) or place in WORDS]
    return annotation(*gold), annotation(*events([*spans, *others, (12, 13)]))


def test_generated_triggers(omnievent: Any, folder: Path) -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.lists(crowded(), max_size=3))
    def check(found: list[Pair]) -> None:
        gold, guess = corpus(found)
        file = folder / "test.jsonl"
        file.write_text("\n".join(json.dumps(item(one, entities=False)) for one in gold))
        named = {kind: number for number, kind in enumerate(("NA", *TYPES))}
        words = [[(TEXT[e.trigger.start : e.trigger.end], e.type) for e in one.events] for one in guess]
        printed: list[dict[str, float]] = []
        scorer = omnievent.compute_unified_micro_f1
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(omnievent, "compute_unified_micro_f1", lambda **given: printed.append(scorer(**given)))
            arguments = SimpleNamespace(dataset_name="made up", type2id=named)
            omnievent.get_ace2005_trigger_detection_s2s(words, None, file, arguments, [False] * len(gold))
        ours = score(gold, guess, like="omnievent", resamples=0)
        equal(ours, "TC", tuple(printed[0][name] / 100 for name in ("precision", "recall", "micro_f1")))

    check()
