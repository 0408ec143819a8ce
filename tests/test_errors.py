"""Why points were lost: one cause each, adding up to the loss; and the slices that the same outcomes make."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from make import annotation, colliding, event

from benchmark.alignment import NOWHERE
from benchmark.corpus import Corpus
from benchmark.errors import CAUSES, Outcome, causes, outcomes_of
from benchmark.schema import Annotation, Argument, Event, Mention, Span
from benchmark.scoring import score
from benchmark.sentences import sentence_starts
from benchmark.slices import Facts, slices, trigger_frequency
from benchmark.statistics import Resamples


def outcomes(gold: Annotation, guess: Annotation) -> list[Outcome]:
    return outcomes_of([gold], [guess], Corpus().ontology)["doc"]


def lost(gold: Annotation, guess: Annotation) -> dict[tuple[str, str], tuple[int, int]]:
    """(kind, cause) -> (missing, spurious)."""
    return {(c.kind, c.cause): (c.missing, c.spurious) for c in causes(outcomes(gold, guess))}


def linked(found: Annotation) -> Annotation:
    """The same with entities: spans that share a parity are mentions of one."""
    entities: dict[str, set[tuple[int, int]]] = {}
    events = []
    for one in found.events:
        arguments = tuple(
            msgspec.structs.replace(argument, entity=f"e{argument.start % 2}") for argument in one.arguments
        )
        for argument in arguments:
            entities.setdefault(argument.entity, set()).add((argument.start, argument.end))
        events.append(msgspec.structs.replace(one, arguments=arguments))
    mentions = {name: tuple(Mention(*place) for place in sorted(places)) for name, places in entities.items()}
    return msgspec.structs.replace(found, events=tuple(events), entities=mentions)


@settings(max_examples=300, deadline=None)
@given(colliding(), colliding())
def test_causes_add_up_to_the_loss_exactly(gold: Annotation, guess: Annotation) -> None:
    for wanted in (gold, linked(gold)):
        found = causes(outcomes(wanted, guess))
        scores = score([wanted], [guess], ["TC+realis", "AC+@chain"])
        for kind, measure in (("event", "TC+realis"), ("argument", "AC+@chain")):
            tally = scores.tally(measure)
            of_kind = [cause for cause in found if cause.kind == kind]
            assert sum(cause.missing for cause in of_kind) == tally.gold - tally.matched_gold
            assert sum(cause.spurious for cause in of_kind) == tally.predicted - tally.matched_predicted
            for cause in of_kind:
                assert cause.gain >= 0
                assert tally.f1 + cause.gain <= 1 + 1e-12


@settings(max_examples=100, deadline=None)
@given(colliding())
def test_gold_against_itself_loses_nothing(gold: Annotation) -> None:
    assert causes(outcomes(gold, gold)) == []
    assert causes(outcomes(linked(gold), linked(gold))) == []


def test_mending_the_only_cause_makes_the_score_perfect() -> None:
    gold = annotation(event("Meeting", 5, 6, realis="Actual"), event("Visit", 7, 8, realis="Planned"))
    guess = annotation(event("Meeting", 5, 6, realis="Actual"), event("Visit", 7, 8, realis="Actual"))
    (cause,) = causes(outcomes(gold, guess))
    assert (cause.cause, cause.missing, cause.spurious, cause.gain) == ("wrong realis", 1, 1, 0.5)


PLACE, TIME = ("Place", 20, 30), ("Time", 40, 45)


@pytest.mark.parametrize(
    ("gold", "guess", "expected"),
    [
        (
            [event("Meeting", 5, 9, PLACE)],
            [event("Visit", 5, 9, ("Destination", 20, 30))],
            {("event", "wrong type"): (1, 1), ("argument", "wrong type"): (1, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE)],
            [event("Meeting", 5, 12, PLACE)],
            {("event", "boundary"): (1, 1), ("argument", "boundary"): (1, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE)],
            [],
            {("event", "missed event"): (1, 0), ("argument", "missed event"): (1, 0)},
        ),
        (
            [],
            [event("Meeting", 5, 9, PLACE)],
            {("event", "spurious event"): (0, 1), ("argument", "spurious event"): (0, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE), event("Meeting", 5, 9, TIME)],
            [event("Meeting", 5, 9, PLACE)],
            {("event", "merged events"): (1, 0), ("argument", "merged events"): (1, 0)},
        ),
        (
            [event("Meeting", 5, 9, PLACE)],
            [event("Meeting", 5, 9, PLACE), event("Meeting", 5, 9, TIME)],
            {("event", "split event"): (0, 1), ("argument", "split event"): (0, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE)],
            [event("Meeting", 5, 9, ("Participant", 20, 30))],
            {("argument", "wrong role"): (1, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE)],
            [event("Meeting", 5, 9, ("Place", 20, 26))],
            {("argument", "boundary"): (1, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE), event("Meeting", 60, 63)],
            [event("Meeting", 5, 9), event("Meeting", 60, 63, PLACE)],
            {("argument", "wrong event"): (1, 1)},
        ),
        (
            [event("Meeting", 5, 9, PLACE)],
            [event("Meeting", 5, 9, TIME)],
            {("argument", "missing argument"): (1, 0), ("argument", "spurious argument"): (0, 1)},
        ),
        (
            [event("Meeting", 5, 9)],
            [event("Meeting", 5, 9, ("Price", 20, 30)), event("Party", 60, 63)],
            {("argument", "outside the ontology"): (0, 1), ("event", "outside the ontology"): (0, 1)},
        ),
        (
            [event("Meeting", 5, 9)],
            [event("Meeting", 5, 9, ("Place", NOWHERE, NOWHERE + 3)), event("Visit", NOWHERE + 4, NOWHERE + 6)],
            {("argument", "unplaceable string"): (0, 1), ("event", "unplaceable string"): (0, 1)},
        ),
    ],
    ids=lambda value: "; ".join(f"{kind} {cause}" for kind, cause in value) if isinstance(value, dict) else "",
)
def test_each_cause_is_told(
    gold: list[Event], guess: list[Event], expected: dict[tuple[str, str], tuple[int, int]]
) -> None:
    assert lost(annotation(*gold), annotation(*guess)) == expected
    assert {cause for _, cause in expected} <= set(CAUSES)


TEXT = "Ann met Bo in Oslo. They had talks there before.\nShe visited Rome."


def spoken(kind: str, word: str, *fillers: tuple[str, str], realis: str = "Actual") -> Event:
    def at(string: str) -> tuple[int, int, str]:
        return TEXT.index(string), TEXT.index(string) + len(string), string

    arguments = tuple(
        Argument(role=role, start=start, end=end, text=text)
        for role, string in fillers
        for start, end, text in [at(string)]
    )
    return Event(type=kind, trigger=Span(*at(word)), arguments=arguments, realis=realis)


def test_slices_follow_gold_and_only_then_the_prediction() -> None:
    gold = annotation(
        spoken("Meeting", "met", ("Place", "Oslo")),
        spoken("Meeting", "talks", ("Place", "Oslo"), realis="Negated"),
    )
    guess = annotation(
        spoken("Meeting", "met", ("Place", "Oslo"), realis="Planned"),
        spoken("Meeting", "talks", realis="Negated"),
        spoken("Visit", "visited", ("Destination", "Rome"), realis="Generic"),
    )
    train = trigger_frequency([annotation(*[spoken("Meeting", "met")] * 5, spoken("Meeting", "talks"))])
    facts = Facts(TEXT, "wire", ("1", "7"))
    found = {
        (part.by, part.value): part
        for part in slices([(facts, outcomes(gold, guess))], Resamples(documents=1, seed=1, count=10), train)
    }

    def f1(by: str, value: str) -> tuple[float | None, float | None]:
        part = found[by, value]
        return part.trigger and part.trigger[-1].value, part.argument and part.argument[-1].value

    assert f1("realis", "Actual") == (1.0, 1.0)
    assert ("realis", "Planned") not in found
    assert f1("realis", "Generic") == (0.0, 0.0)
    assert f1("trigger in train", "5 times or more") == (1.0, 1.0)
    assert f1("trigger in train", "1 to 4 times") == (1.0, 0.0)
    assert f1("trigger in train", "unseen") == (0.0, 0.0)
    assert f1("argument", "in another sentence") == (None, 0.0)
    assert f1("argument", "in the trigger's sentence")[1] == pytest.approx(2 / 3)
    assert f1("phenomenon", "7") == f1("register", "wire") == f1("document length", "up to 200 words")
    assert (found["type", "Meeting"].events, found["type", "Meeting"].arguments) == (2, 2)


def test_sentences_begin_after_a_stop_before_a_capital() -> None:
    assert [TEXT[start:][:4] for start in sentence_starts(TEXT)] == ["Ann ", "They", "She "]
    assert sentence_starts("The U.S. deal, says Mr. bo. No") == [0, 28]
    assert sentence_starts("The U.S. deal, says Mr. b. No") == [0]


def test_a_repaired_filler_is_shown_as_not_judged() -> None:
    from benchmark.errors import left_out
    from benchmark.report.walk import to_text
    from benchmark.schema import Conflict

    gold = Annotation(
        document="doc",
        events=(event("Meeting", 5, 6, ("Place", 0, 1)),),
        conflicts=(Conflict(0, 1, "", (Span(2, 3),)),),
    )
    guess = annotation(event("Meeting", 5, 6, ("Place", 0, 1), ("Place", 2, 3)))
    assert causes(outcomes(gold, guess)) == []
    ((whose, repair),) = left_out(gold, guess)
    assert (whose, repair.start) == (guess.events[0], 2)
    assert "Place (2-3)   not judged" in to_text(outcomes(gold, guess), gold, "", [(whose, repair)]).plain


def test_one_event_that_stands_twice_is_two() -> None:
    twice = event("Meeting", 5, 6)
    assert lost(annotation(twice), annotation(twice, twice)) == {("event", "split event"): (0, 1)}
