"""`--like seqeval` against seqeval itself."""

from __future__ import annotations

import warnings

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, event

from benchmark.measures.peers.seqeval import PRESET, written
from benchmark.schema import Annotation
from benchmark.scoring import score

pytest.importorskip("seqeval")

from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

LENGTH = 14


@st.composite
def triggers(draw: st.DrawFn) -> Annotation:
    """Events whose triggers often overlap or touch."""
    spans = st.tuples(st.sampled_from(("Meet", "Visit", "Contact-Sign")), st.integers(0, LENGTH - 4), st.integers(1, 4))
    return annotation(*(event(kind, start, start + size) for kind, start, size in draw(st.lists(spans, max_size=6))))


pairs = st.lists(st.tuples(triggers(), triggers()), min_size=1, max_size=3)


def tags(found: Annotation) -> list[str]:
    sequence = ["O"] * LENGTH
    for start, end, kind in written(found.events):
        assert set(sequence[start:end]) == {"O"}
        sequence[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return sequence


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_it_prints_what_seqeval_prints(found: list[tuple[Annotation, Annotation]]) -> None:
    gold, guess = (
        [msgspec.structs.replace(pair[side], document=f"d{number}") for number, pair in enumerate(found)]
        for side in (0, 1)
    )
    wanted, given = [tags(one) for one in gold], [tags(one) for one in guess]
    ours = score(gold, guess, like="seqeval", resamples=0)
    table = ours.table("micro")
    if not table.labels:
        return
    sums = np.array([table.sums(label) for label in table.labels])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = classification_report(wanted, given, output_dict=True)
        strict = classification_report(wanted, given, output_dict=True, mode="strict", scheme=IOB2)
        assert report == strict
    for average, measure in PRESET.measures.items():
        assert measure.total(sums).tolist() == pytest.approx(scores(report[f"{average} avg"]), abs=1e-9)
    for label in table.labels:
        assert list(table.values(label).values()) == pytest.approx(scores(report[label[0]]), abs=1e-9)
        assert table.tally(label).gold == report[label[0]]["support"]


def scores(row: dict[str, float]) -> list[float]:
    return [row["precision"], row["recall"], row["f1-score"]]
