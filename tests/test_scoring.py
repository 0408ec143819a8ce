"""Scores: a worked table, and laws that hold for any gold and predictions."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, colliding, event

from benchmark.exceptions import DatelineError
from benchmark.measures import MEASURES, PRESETS
from benchmark.schema import Annotation, Conflict, Mention, Span
from benchmark.scoring import Scores, score

GOLD = annotation(
    event("Meet", 5, 6, ("Participant", 0, 1), ("Participant", 2, 3), ("Place", 8, 9)),
    event("Meet", 12, 13, ("Participant", 0, 1), ("Place", 14, 15)),
    event("Sign", 20, 21, ("Signer", 0, 1), ("Host", 0, 1)),
)
PREDICTED = annotation(
    event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 14, 15)),
    event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 14, 15)),
    event("Visit", 12, 13, ("Participant", 0, 1), ("Place", 8, 9)),
    event("Sign", 21, 22, ("Signer", 0, 1)),
)
likes = st.sampled_from(sorted(PRESETS))
sides = st.lists(colliding(), max_size=3).map(
    lambda found: [msgspec.structs.replace(one, document=f"d{number}") for number, one in enumerate(found)]
)
pairs = st.lists(st.tuples(colliding(), colliding()), min_size=1, max_size=3).map(
    lambda found: [
        tuple(msgspec.structs.replace(one, document=f"d{number}") for one in pair) for number, pair in enumerate(found)
    ]
)
Pairs = list[tuple[Annotation, Annotation]]


def scored(found: Pairs, like: str) -> Scores:
    return score([gold for gold, _ in found], [guess for _, guess in found], like=like)


def sizes(scores: Scores, measure: str) -> tuple[int, int, int]:
    tally = scores.tally(measure)
    assert tally.matched_gold == tally.matched_predicted
    return tally.matched_gold, tally.predicted, tally.gold


@pytest.mark.parametrize(
    ("like", "measure", "expected"),
    [
        ("textee", "TI", (2, 3, 3)),
        ("textee", "TC", (1, 3, 3)),
        ("textee", "AI", (3, 5, 5)),
        ("textee", "AC", (3, 5, 6)),
        ("textee", "AI+", (1, 5, 6)),
        ("textee", "AC+", (1, 5, 7)),
        ("dateline", "TC", (1, 4, 3)),
        ("dateline", "AC", (4, 7, 7)),
        ("dateline", "AC+", (1, 7, 7)),
    ],
)
def test_the_worked_table_comes_out(like: str, measure: str, expected: tuple[int, int, int]) -> None:
    assert sizes(score([GOLD], [PREDICTED], like=like), measure) == expected


@settings(max_examples=60, deadline=None)
@given(sides, likes)
def test_gold_against_itself_is_perfect(gold: list[Annotation], like: str) -> None:
    scores = score(gold, gold, like=like)
    for name in scores.tables:
        tally = scores.tally(name)
        assert tally.f1 == (1.0 if tally.gold else 0.0)


@settings(max_examples=60, deadline=None)
@given(pairs, likes, st.randoms(use_true_random=False))
def test_order_changes_nothing(found: Pairs, like: str, random: st.Random) -> None:
    def shuffled(one: Annotation) -> Annotation:
        events = [
            msgspec.structs.replace(e, arguments=tuple(random.sample(e.arguments, len(e.arguments))))
            for e in one.events
        ]
        return msgspec.structs.replace(one, events=tuple(random.sample(events, len(events))))

    other = [(shuffled(gold), shuffled(guess)) for gold, guess in random.sample(found, len(found))]
    before, after = scored(found, like), scored(other, like)
    for name, table in before.tables.items():
        assert after.tables[name].labels == table.labels
        assert all(after.tally(name, label) == table.tally(label) for label in table.labels)


@settings(max_examples=60, deadline=None)
@given(pairs, likes)
def test_swapping_the_sides_swaps_precision_and_recall(found: Pairs, like: str) -> None:
    one, other = scored(found, like), scored([(guess, gold) for gold, guess in found], like)
    for name in one.tables:
        assert one.tally(name).precision == other.tally(name).recall
        assert one.tally(name).recall == other.tally(name).precision


@settings(max_examples=60, deadline=None)
@given(pairs, likes, st.sampled_from(("Meet", "Other")))
def test_a_wrong_event_never_raises_a_score(found: Pairs, like: str, kind: str) -> None:
    wrong = event(kind, 90, 91, ("Participant", 92, 93))
    worse = [(gold, msgspec.structs.replace(guess, events=(*guess.events, wrong))) for gold, guess in found]
    before, after = scored(found, like), scored(worse, like)
    for name in before.tables:
        assert after.tally(name).f1 <= before.tally(name).f1
        assert after.tally(name).recall == before.tally(name).recall


@settings(max_examples=60, deadline=None)
@given(pairs, likes)
def test_no_more_is_matched_than_there_is(found: Pairs, like: str) -> None:
    scores = scored(found, like)
    for name, table in scores.tables.items():
        for label in [(), *table.prefixes()]:
            tally = scores.tally(name, label)
            assert 0 <= tally.matched_gold <= tally.gold
            assert 0 <= tally.matched_predicted <= tally.predicted
        total = scores.tally(name)
        assert total.matched_gold == total.matched_predicted


@settings(max_examples=60, deadline=None)
@given(pairs, likes)
def test_labels_add_up_to_the_total(found: Pairs, like: str) -> None:
    for table in scored(found, like).tables.values():
        parts = [table.tally(label) for label in table.labels]
        assert tuple(table.tally()) == tuple(sum(part[place] for part in parts) for place in range(4))


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_stricter_measures_match_no_more(found: Pairs) -> None:
    scores = scored(found, "dateline")
    for loose, strict in (
        ("TI", "TC"),
        ("TC", "TC+realis"),
        ("AI", "AC"),
        ("AI+", "AC+"),
        ("AI", "AI+"),
        ("AC", "AC+"),
    ):
        assert scores.tally(strict).matched_gold <= scores.tally(loose).matched_gold


def test_two_events_on_one_trigger_are_paired_to_match_the_most_arguments() -> None:
    first = event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 1, 2))
    second = event("Meet", 5, 6, ("Participant", 2, 3), ("Place", 3, 4))
    scores = score([annotation(first, second)], [annotation(second, first)])
    assert sizes(scores, "AC+") == sizes(scores, "AI+") == (4, 4, 4)


def test_arguments_do_not_match_across_pairs() -> None:
    gold = annotation(
        event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 1, 2)),
        event("Meet", 5, 6, ("Participant", 2, 3), ("Place", 3, 4)),
    )
    guess = annotation(
        event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 3, 4)),
        event("Meet", 5, 6, ("Participant", 2, 3), ("Place", 1, 2)),
    )
    assert sizes(score([gold], [guess]), "AC+") == (2, 4, 4)
    assert sizes(score([gold], [guess], like="textee"), "AC+") == (4, 4, 4)


@pytest.mark.parametrize("like", sorted(PRESETS))
@pytest.mark.parametrize(
    ("gold", "guess"), [([annotation()], [PREDICTED]), ([GOLD], [annotation()]), ([annotation()], []), ([], [])]
)
def test_an_empty_side_scores_nothing(like: str, gold: list[Annotation], guess: list[Annotation]) -> None:
    scores = score(gold, guess, like=like)
    for name, table in scores.tables.items():
        tally = scores.tally(name)
        assert tally.precision == tally.recall == tally.f1 == 0.0
        assert table.macro() == (0.0, 0.0, 0.0)
    assert list(scores.rows())


def test_gold_documents_without_prediction_are_missing_and_count_as_empty() -> None:
    other = msgspec.structs.replace(GOLD, document="other")
    scores = score([GOLD, other], [GOLD])
    assert scores.missing == ("other",)
    assert sizes(scores, "TC") == (3, 3, 6)


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(DatelineError, match='"dock", which gold has not; did you mean "doc"'):
        score([GOLD], [annotation(document="dock")])


def test_a_document_twice_on_one_side_is_refused() -> None:
    with pytest.raises(DatelineError, match='predictions have document "doc" twice'):
        score([GOLD], [PREDICTED, PREDICTED])
    with pytest.raises(DatelineError, match='gold have document "doc" twice'):
        score([GOLD, GOLD], [])


def test_an_unknown_measure_or_scorer_is_refused() -> None:
    with pytest.raises(DatelineError, match="no measure"):
        score([GOLD], [], ["TX"])
    with pytest.raises(DatelineError, match="no scorer"):
        score([GOLD], [], like="nobody")
    assert set(score([GOLD], []).tables) == set(MEASURES)


def repaired_gold() -> Annotation:
    return Annotation(
        document="doc",
        events=(event("Meet", 5, 6, ("Place", 0, 1)),),
        entities={"X1": (Mention(2, 3), Mention(7, 8))},
        conflicts=(Conflict(0, 1, "", (Span(2, 3),)),),
    )


@pytest.mark.parametrize("place", [(2, 3), (7, 8)])
def test_a_repaired_filler_is_neither_right_nor_wrong_by_default(place: tuple[int, int]) -> None:
    guess = annotation(event("Meet", 5, 6, ("Place", 0, 1), ("Place", *place)))
    for measure in ("AI", "AC", "AI+", "AC+"):
        assert sizes(score([repaired_gold()], [guess]), measure) == (1, 1, 1)
        assert sizes(score([repaired_gold()], [guess], like="textee"), measure) == (1, 2, 1)


def test_a_repaired_filler_in_another_role_or_type_is_wrong() -> None:
    role = annotation(event("Meet", 5, 6, ("Participant", 2, 3)))
    kind = annotation(event("Visit", 5, 6, ("Place", 2, 3)))
    assert sizes(score([repaired_gold()], [role]), "AC") == (0, 1, 1)
    assert sizes(score([repaired_gold()], [kind]), "AC") == (0, 1, 1)
