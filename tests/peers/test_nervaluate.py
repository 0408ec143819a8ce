"""`--like nervaluate` against nervaluate itself."""

from __future__ import annotations

from importlib.metadata import version

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, event

from benchmark.measures.peers.nervaluate import PRESET
from benchmark.measures.peers.seqeval import written
from benchmark.schema import Annotation
from benchmark.scoring import score

pytest.importorskip("nervaluate")

from nervaluate import Evaluator

TYPES = ["Meet", "Visit", "Sign"]
LENGTH = 260


@st.composite
def triggers(draw: st.DrawFn) -> Annotation:
    """Events whose triggers often overlap or touch; some are so long that one code point is less than 1 %."""
    starts = st.integers(0, 12) | st.sampled_from((120, 121, 122, 222))
    sizes = st.integers(1, 4) | st.sampled_from((100, 101, 120))
    spans = st.tuples(st.sampled_from(TYPES), starts, sizes)
    events = [event(kind, start, min(start + size, LENGTH)) for kind, start, size in draw(st.lists(spans, max_size=7))]
    return annotation(*events)


pairs = st.lists(st.tuples(triggers(), triggers()), min_size=1, max_size=3)


def tags(found: Annotation) -> list[str]:
    sequence = ["O"] * LENGTH
    for start, end, kind in written(found.events):
        sequence[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return sequence


def test_the_imitated_version_is_installed() -> None:
    assert version("nervaluate") == "1.2.1"
    assert "1.2.1" in PRESET.title


@settings(max_examples=400, deadline=None)
@given(pairs)
def test_it_prints_what_nervaluate_prints(found: list[tuple[Annotation, Annotation]]) -> None:
    gold, guess = (
        [msgspec.structs.replace(pair[side], document=f"d{number}") for number, pair in enumerate(found)]
        for side in (0, 1)
    )
    theirs = Evaluator([tags(one) for one in gold], [tags(one) for one in guess], tags=TYPES, loader="list")
    expected = theirs.evaluate()["overall"]
    ours = score(gold, guess, like="nervaluate", resamples=0)
    assert set(ours.tables) == set(expected)
    for scheme, result in expected.items():
        table = ours.table(scheme)
        counts = [result.correct, result.incorrect, result.partial, result.missed, result.spurious]
        assert table.sums().tolist() == counts
        assert list(table.values().values()) == pytest.approx([result.precision, result.recall, result.f1], abs=1e-9)
