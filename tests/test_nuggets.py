"""Event nuggets: what a partly found trigger is worth, and who is aligned with whom."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, event

from benchmark.exceptions import DatelineError
from benchmark.measures import overlap
from benchmark.measures.base import Tally
from benchmark.measures.comparison import Comparison
from benchmark.measures.nuggets import Nugget
from benchmark.measures.overlap import dice, overlapping, stretch
from benchmark.schema import Annotation, Event, Span

SPAN = Nugget()
TYPE = Nugget(with_type=True)
REALIS = Nugget(with_realis=True)
BOTH = Nugget(with_type=True, with_realis=True)
ALL = (SPAN, TYPE, REALIS, BOTH)


def tally(measure: Nugget, gold: Annotation, found: Annotation) -> Tally:
    rows = list(measure.counts(Comparison(gold, found)).values())
    return Tally(*(sum(column) for column in zip(*rows, strict=True))) if rows else Tally(0, 0, 0, 0)


def matched(measure: Nugget, gold: list[Event], found: list[Event]) -> float:
    counts = tally(measure, annotation(*gold), annotation(*found))
    assert counts.matched_gold == pytest.approx(counts.matched_predicted)
    return counts.matched_gold


def pieces(kind: str, *parts: tuple[int, int]) -> Event:
    return Event(type=kind, trigger=Span(parts[0][0], parts[-1][1], parts=parts))


def test_the_four_names() -> None:
    assert [measure.name for measure in ALL] == ["Nugget", "Nugget+type", "Nugget+realis", "Nugget+type+realis"]


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (event("Meet", 0, 2), 1.0),
        (event("Meet", 0, 1), 2 * 1 / (1 + 2)),
        (event("Meet", 0, 3), 0.8),
        (event("Meet", 1, 3), 0.5),
        (event("Meet", 2, 4), 0.0),
    ],
    ids=["perfect", "one of two missing", "longer", "off by one", "wholly wrong"],
)
def test_a_trigger_is_worth_its_dice(found: Event, value: float) -> None:
    for measure in ALL:
        assert matched(measure, [event("Meet", 0, 2)], [found]) == pytest.approx(value)


def test_one_unit_found_as_two_is_worth_two_thirds() -> None:
    assert matched(SPAN, [event("Meet", 0, 1)], [event("Meet", 0, 2)]) == pytest.approx(2 / 3)


def test_a_silent_system_has_neither_precision_nor_recall() -> None:
    counts = tally(SPAN, annotation(event("Meet", 0, 2)), annotation())
    assert counts == (0, 0, 0, 1)
    assert counts.precision == counts.recall == 0


def test_a_word_that_both_sides_leave_out_of_a_trigger_does_not_count() -> None:
    gold, found = pieces("Meet", (0, 4), (9, 11)), event("Meet", 0, 11)
    assert matched(SPAN, [gold], [pieces("Meet", (0, 4), (9, 11))]) == 1
    assert matched(SPAN, [gold], [found]) == pytest.approx(2 * 6 / (6 + 11))


def test_triggers_that_only_interleave_share_nothing() -> None:
    assert matched(SPAN, [pieces("Meet", (0, 2), (8, 9))], [event("Meet", 3, 6)]) == 0


def test_the_same_code_points_in_other_pieces_are_the_same_trigger() -> None:
    assert matched(BOTH, [pieces("Meet", (0, 2), (2, 5))], [event("Meet", 0, 5)]) == 1


def test_false_alarms_in_a_document_without_gold_count() -> None:
    assert tally(SPAN, annotation(), annotation(event("Meet", 0, 2))) == (0, 1, 0, 0)


def test_the_greatest_dice_is_taken_first() -> None:
    gold = [event("Meet", 0, 4), event("Meet", 4, 8)]
    assert matched(SPAN, gold, [event("Meet", 2, 8)]) == pytest.approx(0.8)
    # Greedy, and not the best assignment: 3-7 goes to 4-8 (.75), and 4-6 is left with nothing.
    assert matched(SPAN, gold, [event("Meet", 3, 7), event("Meet", 4, 6)]) == pytest.approx(0.75)


def test_each_combination_of_attributes_has_its_own_alignment() -> None:
    gold = [event("Meet", 0, 4, realis="Actual"), event("Visit", 0, 2, realis="Planned")]
    found = [event("Visit", 0, 4, realis="Planned")]
    assert matched(SPAN, gold, found) == 1
    assert matched(TYPE, gold, found) == matched(REALIS, gold, found) == pytest.approx(2 / 3)
    assert matched(BOTH, gold, found) == pytest.approx(2 / 3)


def test_two_events_on_one_trigger_are_two_items() -> None:
    gold = annotation(event("Meet", 0, 4), event("Visit", 0, 4))
    assert tally(TYPE, gold, annotation(event("Visit", 0, 4))) == (1, 1, 1, 2)
    assert tally(TYPE, gold, annotation(event("Visit", 0, 4), event("Visit", 0, 4))) == (1, 2, 1, 2)


def test_realis_that_gold_does_not_give_agrees_with_any() -> None:
    for unsaid in ("", "NOT_ANNOTATED"):
        gold = [event("Meet", 0, 4, realis=unsaid)]
        assert matched(REALIS, gold, [event("Meet", 0, 4, realis="Planned")]) == 1
    assert matched(REALIS, [event("Meet", 0, 4, realis="Planned")], [event("Meet", 0, 4)]) == 0


def test_annotated_realis_is_served_before_the_one_that_takes_any() -> None:
    gold = [event("Meet", 0, 4), event("Meet", 0, 4, realis="Actual")]
    found = [event("Meet", 0, 4, realis="Actual"), event("Meet", 0, 4, realis="Planned")]
    assert matched(REALIS, gold, found) == matched(BOTH, gold, found) == 2
    # Nor does it matter where Dice is less than 1.
    nearly = [msgspec.structs.replace(one, trigger=Span(0, 3)) for one in found]
    assert matched(REALIS, gold, nearly) == pytest.approx(2 * 6 / 7)


def test_rows_are_by_type_and_by_realis() -> None:
    gold = annotation(event("Meet", 0, 4, realis="Actual"), event("Visit", 8, 9, realis="Planned"))
    found = annotation(event("Meet", 0, 2, realis="Actual"))
    document = Comparison(gold, found)
    part = pytest.approx(2 / 3)
    assert SPAN.counts(document) == {("Meet",): (part, 1, part, 1), ("Visit",): (0, 0, 0, 1)}
    assert TYPE.counts(document) == SPAN.counts(document)
    assert REALIS.counts(document) == {("Actual",): (part, 1, part, 1), ("Planned",): (0, 0, 0, 1)}
    assert BOTH.counts(document) == {("Meet", "Actual"): (part, 1, part, 1), ("Visit", "Planned"): (0, 0, 0, 1)}


def test_a_pair_of_two_types_counts_for_each_on_its_side() -> None:
    found = Comparison(annotation(event("Meet", 0, 4)), annotation(event("Visit", 0, 4)))
    assert SPAN.counts(found) == {("Meet",): (0, 0, 1, 1), ("Visit",): (1, 1, 0, 0)}
    assert TYPE.counts(found) == {("Meet",): (0, 0, 0, 1), ("Visit",): (0, 1, 0, 0)}


def test_too_many_overlapping_triggers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "MAX_PAIRS", 8)
    crowd = annotation(*(event("Meet", 0, 9) for _ in range(3)))
    with pytest.raises(DatelineError, match="more than 8 pairs"):
        SPAN.counts(Comparison(crowd, annotation(*(event("Visit", 0, 9) for _ in range(3)))))
    long = annotation(event("Meet", 0, 100), *(event("Meet", n, n + 1) for n in range(10, 100, 10)))
    assert tally(SPAN, long, long).f1 == 1


@st.composite
def crowds(draw: st.DrawFn) -> list[Event]:
    """A few events on so little text that their triggers overlap, with pieces and equal events among them."""
    events = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, 5))
        end = start + draw(st.integers(1, 4))
        gap = draw(st.integers(start, end))
        parts = ((start, gap), (gap + 1, end + 1)) if start < gap < end else ()
        span = Span(start, end + 1, parts=parts) if parts else Span(start, end)
        realis = draw(st.sampled_from(("", "Actual", "Planned")))
        events.append(Event(type=draw(st.sampled_from(("Meet", "Visit"))), trigger=span, realis=realis))
    return events


@settings(max_examples=150, deadline=None)
@given(crowds(), crowds(), st.randoms(use_true_random=False))
def test_order_changes_nothing(gold: list[Event], found: list[Event], random: st.Random) -> None:
    one = Comparison(annotation(*gold), annotation(*found))
    other = Comparison(annotation(*random.sample(gold, len(gold))), annotation(*random.sample(found, len(found))))
    assert [measure.counts(one) for measure in ALL] == [measure.counts(other) for measure in ALL]


@settings(max_examples=150, deadline=None)
@given(crowds(), crowds(), st.sampled_from(ALL))
def test_it_is_the_plain_greedy_algorithm(gold: list[Event], found: list[Event], measure: Nugget) -> None:
    def rank(pair: tuple[int, int]) -> tuple[object, ...]:
        one, other = gold[pair[0]], found[pair[1]]
        value = dice(stretch(one.trigger), stretch(other.trigger))
        names = [(stretch(e.trigger), e.type, e.realis) for e in (one, other)]
        return -value, names[0] != names[1], not one.realis, *names

    total, taken = 0.0, (set(), set())
    for one, other in sorted(np.ndindex(len(gold), len(found)), key=rank):
        wanted, given = gold[one], found[other]
        agree = (not measure.with_type or wanted.type == given.type) and (
            not measure.with_realis or wanted.realis in ("", given.realis)
        )
        if agree and one not in taken[0] and other not in taken[1]:
            value = dice(stretch(wanted.trigger), stretch(given.trigger))
            if value:
                total += value
                taken[0].add(one)
                taken[1].add(other)
    assert matched(measure, gold, found) == pytest.approx(total)


@settings(max_examples=100, deadline=None)
@given(crowds(), crowds())
def test_no_more_is_matched_than_there_is_and_gold_against_itself_is_perfect(
    gold: list[Event], found: list[Event]
) -> None:
    ours, theirs = annotation(*gold), annotation(*found)
    for measure in ALL:
        counts = tally(measure, ours, theirs)
        assert (counts.predicted, counts.gold) == (len(found), len(gold))
        assert counts.matched_gold == pytest.approx(counts.matched_predicted)
        assert 0 <= counts.matched_gold <= min(len(gold), len(found)) + 1e-9
        assert tally(measure, ours, ours) == (len(gold),) * 4


def test_greedy_alignment_may_earn_more_when_more_is_asked() -> None:
    # By type, 0-8 takes 0-6 (.857) and leaves 0-3 nothing to match but 6-9, which it does not touch.
    gold = [event("Meet", 0, 8, realis="Actual"), event("Meet", 0, 3, realis="Planned")]
    found = [event("Meet", 0, 6, realis="Planned"), event("Meet", 6, 9, realis="Actual")]
    assert matched(TYPE, gold, found) < matched(BOTH, gold, found)


@settings(max_examples=150, deadline=None)
@given(crowds(), crowds())
def test_the_sweep_finds_every_pair(gold: list[Event], found: list[Event]) -> None:
    ours, theirs = ([stretch(one.trigger) for one in side] for side in (gold, found))
    plain = {(i, j, dice(a, b)) for i, a in enumerate(ours) for j, b in enumerate(theirs) if dice(a, b)}
    pairs = overlapping(ours, theirs)
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == plain
