"""`--like metametric` against metametric itself."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import colliding

from benchmark.measures.peers.metametric import PRESET
from benchmark.schema import Annotation
from benchmark.scoring import score

pytest.importorskip("metametric")

from metametric.metrics.event_extraction import event_extraction_suite
from metametric.structures.ie import Argument, Event, EventSet, Mention, Trigger

pairs = st.lists(st.tuples(colliding(), colliding()), min_size=1, max_size=4)


def event_set(annotation: Annotation) -> EventSet:
    return EventSet(
        [
            Event(
                Trigger(Mention(event.trigger.start, event.trigger.end), event.type),
                [Argument(Mention(a.start, a.end), a.role) for a in event.arguments],
            )
            for event in annotation.events
        ]
    )


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_it_prints_what_metametric_prints(found: list[tuple[Annotation, Annotation]]) -> None:
    theirs = event_extraction_suite.new()
    for gold, guess in found:
        theirs.update_single(event_set(guess), event_set(gold))
    expected = theirs.compute()
    gold, guess = (
        [msgspec.structs.replace(pair[side], document=f"d{number}") for number, pair in enumerate(found)]
        for side in (0, 1)
    )
    ours = score(gold, guess, like="metametric", resamples=0)
    assert len(expected) == 3 * len(PRESET.measures)
    for label in PRESET.measures:
        for name, value in ours.table(label).values().items():
            assert value == pytest.approx(expected[f"{label}-{name}"], abs=1e-9)
