"""Scores: a worked table, and laws that hold for any gold and predictions."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import WORKED_GOLD as GOLD
from make import WORKED_PREDICTED as PREDICTED
from make import annotation, colliding, event

from benchmark.exceptions import DatelineError
from benchmark.measures import DEFAULT, MEASURES, AC_plus, Measure, parse, presets, split_names
from benchmark.schema import NOWHERE, Annotation, Argument, Conflict, Event, Mention, Span
from benchmark.scoring import Scores, score

TEXT = "aabb ab the a b a a bb"
TEXTS = dict.fromkeys(("doc", "d0", "d1", "d2"), TEXT)
LAWFUL = (
    *("TI", "TC", "AI", "AC", "AI+", "AC+", "AC+@chain", "TC+realis"),
    *("TC@head", "AC+@head", "TI@overlap", "AC+@overlap=0.3", "TC@text", "AC@text", "AI+@type", "AC@type"),
    *("AC@loose-triggers", "AC+@default-triggers", "AC+@chain,loose-triggers"),
    *("textee:TI", "textee:TC", "textee:AI", "textee:AC", "textee:AI+", "textee:AC+"),
)
"""Measures that count items one-to-one or in sets, for which the laws below hold."""
lawful = st.sampled_from(LAWFUL)
sides = st.lists(colliding(), max_size=3).map(
    lambda found: [msgspec.structs.replace(one, document=f"d{number}") for number, one in enumerate(found)]
)
pairs = st.lists(st.tuples(colliding(), colliding()), min_size=1, max_size=3).map(
    lambda found: [
        tuple(msgspec.structs.replace(one, document=f"d{number}") for one in pair) for number, pair in enumerate(found)
    ]
)
Pairs = list[tuple[Annotation, Annotation]]


def scored(found: Pairs, *measures: str) -> Scores:
    sides = [[pair[side] for pair in found] for side in (0, 1)]
    return score(*sides, measures or LAWFUL, texts=TEXTS, resamples=0)


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


@settings(max_examples=80, deadline=None)
@given(sides)
def test_gold_against_itself_is_perfect(gold: list[Annotation]) -> None:
    scores = score(gold, gold, LAWFUL, texts=TEXTS, resamples=0)
    for name in scores.tables:
        tally = scores.tally(name)
        assert tally.f1 == (1.0 if tally.gold else 0.0)


@settings(max_examples=80, deadline=None)
@given(pairs, st.randoms(use_true_random=False))
def test_order_changes_nothing(found: Pairs, random: st.Random) -> None:
    def shuffled(one: Annotation) -> Annotation:
        events = [
            msgspec.structs.replace(e, arguments=tuple(random.sample(e.arguments, len(e.arguments))))
            for e in one.events
        ]
        return msgspec.structs.replace(one, events=tuple(random.sample(events, len(events))))

    other = [(shuffled(gold), shuffled(guess)) for gold, guess in random.sample(found, len(found))]
    before, after = scored(found), scored(other)
    for name, table in before.tables.items():
        assert after.tables[name].labels == table.labels
        assert all(after.tally(name, label) == table.tally(label) for label in table.labels)


@settings(max_examples=80, deadline=None)
@given(pairs)
def test_swapping_the_sides_swaps_precision_and_recall(found: Pairs) -> None:
    # Not so by chain, which takes entities from gold alone, nor where a trigger mode forgives one side more.
    names = [name for name in LAWFUL if "chain" not in name and "default-triggers" not in name]
    one, other = scored(found, *names), scored([(guess, gold) for gold, guess in found], *names)
    for name in one.tables:
        assert one.tally(name).precision == other.tally(name).recall
        assert one.tally(name).recall == other.tally(name).precision


@settings(max_examples=80, deadline=None)
@given(pairs, st.sampled_from(("Meet", "Other")))
def test_a_wrong_event_never_raises_a_score(found: Pairs, kind: str) -> None:
    # Not so where only types count: there the event is wrong only if gold has no more of its type.
    names = [name for name in LAWFUL if "type" not in name and "text" not in name.partition("@")[2]]
    wrong = event(kind, 17, 18, ("Participant", 20, 22))
    worse = [(gold, msgspec.structs.replace(guess, events=(*guess.events, wrong))) for gold, guess in found]
    before, after = scored(found, *names), scored(worse, *names)
    for name in before.tables:
        assert after.tally(name).f1 <= before.tally(name).f1
        assert after.tally(name).recall == before.tally(name).recall


@settings(max_examples=80, deadline=None)
@given(pairs)
def test_no_more_is_matched_than_there_is(found: Pairs) -> None:
    scores = scored(found)
    for name, table in scores.tables.items():
        for label in [(), *table.prefixes()]:
            tally = scores.tally(name, label)
            assert 0 <= tally.matched_gold <= tally.gold
            assert 0 <= tally.matched_predicted <= tally.predicted
        total = scores.tally(name)
        assert total.matched_gold == total.matched_predicted


@settings(max_examples=80, deadline=None)
@given(pairs)
def test_labels_add_up_to_the_total(found: Pairs) -> None:
    for table in scored(found).tables.values():
        parts = [table.tally(label) for label in table.labels]
        assert tuple(table.tally()) == tuple(sum(part[place] for part in parts) for place in range(4))


@settings(max_examples=80, deadline=None)
@given(pairs)
def test_stricter_measures_match_no_more(found: Pairs) -> None:
    strictest_last = (
        ("TI", "TC", "TC+realis"),
        ("AI", "AC", "AC+"),
        ("AI", "AI+", "AC+"),
        ("TI@overlap", "TI"),
        ("TC@head", "TC"),
        ("AC@type", "AC@text"),
        ("AC@text", "AC"),
        ("AC+@overlap=0.3", "AC+"),
    )
    scores = scored(found, *{name for names in strictest_last for name in names})
    for names in strictest_last:
        found_by = [scores.tally(name).matched_gold for name in names]
        assert found_by == sorted(found_by, reverse=True)


@settings(max_examples=60, deadline=None)
@given(pairs, st.integers(0, 3))
def test_parts_of_a_corpus_add_up_to_the_whole(found: Pairs, cut: int) -> None:
    names = [*LAWFUL, *(make().name for make in MEASURES.values())]
    whole = scored(found, *names)
    for parts in ((found[:cut], found[cut:]), (found[cut:], found[:cut])):
        one, other = (scored(part, *names) for part in parts)
        merged = one.merge(other)
        assert sorted(merged.documents) == sorted(whole.documents)
        for name, table in whole.tables.items():
            assert merged.tables[name].labels == table.labels
            for label in [(), *table.labels]:
                assert merged.tables[name].sums(label).tolist() == table.sums(label).tolist()


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


@pytest.mark.parametrize("like", ["dateline", "textee"])
@pytest.mark.parametrize(
    ("gold", "guess"), [([annotation()], [PREDICTED]), ([GOLD], [annotation()]), ([annotation()], []), ([], [])]
)
def test_an_empty_side_scores_nothing(like: str, gold: list[Annotation], guess: list[Annotation]) -> None:
    scores = score(gold, guess, like=like)
    for name, table in scores.tables.items():
        assert set(table.values().values()) == {0.0}
        assert set(table.macro().values()) <= {0.0}
        assert scores.interval(name) is None or scores.interval(name) == (0.0, 0.0)
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
    assert tuple(score([GOLD], []).tables) == DEFAULT


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


def every_measure() -> list[Measure]:
    """Every measure there is, with each setting by itself, and those of all presets."""
    found = []
    for base, make in MEASURES.items():
        words = [word for choice in type(make()).choices.values() for word in choice]
        for word in ("", *(word if word[-1:] != "=" else f"{word}0.75" for word in words)):
            try:
                found.append(parse(f"{base}@{word}"))
            except DatelineError as error:
                assert "phi3" in str(error), f"{base}@{word}: {error}"
    return found + [measure for preset in presets().values() for measure in preset.measures.values()]


@pytest.mark.parametrize("measure", every_measure(), ids=lambda measure: measure.name)
def test_the_name_of_every_measure_parses_back(measure: Measure) -> None:
    assert parse(measure.name) == measure
    assert measure.title and measure.source
    assert split_names(f"TC,{measure.name},AC") == ["TC", measure.name, "AC"]


def test_names_say_what_is_wrong_with_them() -> None:
    assert parse("AC+@chain") == AC_plus(match="chain")
    for name, said in {
        "AC+@chian": 'did you mean "chain"',
        "TX": "no measure",
        "TI@chain": "no setting",
        "AC@head,text": "exclude each other",
        "TC@overlap=2": "no setting",
        "nobody:TI": "no scorer",
        "textee:TX": 'textee has no measure "TX"',
        "Realis@by-document": "no precision and recall",
    }.items():
        with pytest.raises(DatelineError, match=said):
            parse(name)


def spoken(text: str, kind: str, trigger: str, *fillers: tuple[str, str], realis: str = "", entity: str = "") -> Event:
    """An event of words of a text: `spoken("They met Bo", "Meet", "met", ("Participant", "Bo"))`."""
    made = tuple(
        Argument(role=role, start=text.index(word), end=text.index(word) + len(word), text=word, entity=entity)
        for role, word in fillers
    )
    start = text.index(trigger)
    return Event(type=kind, trigger=Span(start, start + len(trigger), trigger), arguments=made, realis=realis)


def test_each_way_of_matching_forgives_its_own_thing() -> None:
    text = "The old President of Peru met her hosts; the president talked."
    gold = annotation(spoken(text, "Meet", "met", ("Participant", "The old President of Peru")))
    right = {
        "President": {"AC@head", "AC@overlap", "AC@type"},
        "old President of Peru": {"AC@head", "AC@overlap", "AC@overlap=0.9", "AC@text", "AC@type"},
        "The old President of Peru": {"AC", "AC@head", "AC@overlap", "AC@overlap=0.9", "AC@text", "AC@type"},
        "the president": {"AC@type"},
        "Peru": {"AC@type"},
    }
    names = ["AC", "AC@head", "AC@overlap", "AC@overlap=0.9", "AC@text", "AC@type"]
    for words, expected in right.items():
        scores = score([gold], [annotation(spoken(text, "Meet", "met", ("Participant", words)))], names)
        assert {name for name in names if scores.tally(name).f1} == expected, words


def test_heads_given_in_the_data_come_before_the_rule() -> None:
    gold = annotation(Event(type="Meet", trigger=Span(0, 9, "the talks", head=(0, 3))))
    guess = annotation(Event(type="Meet", trigger=Span(0, 3, "the")))
    assert sizes(score([gold], [guess], ["TC@head"]), "TC@head") == (1, 1, 1)


def test_without_texts_head_and_text_say_what_they_need() -> None:
    for name in ("TC@head", "AC@text", "FalseAlarms"):
        with pytest.raises(DatelineError, match='document "doc": '):
            score([GOLD], [PREDICTED], [name])


def test_any_mention_of_the_right_entity_counts_once() -> None:
    her, mayor, bo = ("Participant", 0, 3), ("Participant", 10, 15), ("Participant", 20, 22)
    gold = Annotation(
        document="doc",
        events=(
            Event(
                type="Meet",
                trigger=Span(5, 8),
                arguments=(
                    Argument(role="Participant", start=0, end=3, entity="ann"),
                    Argument(role="Participant", start=20, end=22, entity="bo"),
                ),
            ),
        ),
        entities={"ann": (Mention(0, 3), Mention(10, 15)), "bo": (Mention(20, 22),)},
    )
    by_chain = {
        (her, bo): (2, 2, 2),
        (mayor, bo): (2, 2, 2),
        (her, mayor): (1, 1, 2),
        (("Place", 10, 15), bo): (1, 2, 2),
        (("Participant", 30, 33), bo): (1, 2, 2),
    }
    for fillers, expected in by_chain.items():
        assert sizes(score([gold], [annotation(event("Meet", 5, 8, *fillers))], ["AC+@chain"]), "AC+@chain") == expected
    wrong_trigger = annotation(event("Meet", 6, 8, her, bo))
    assert sizes(score([gold], [wrong_trigger], ["AC+@chain"]), "AC+@chain") == (0, 2, 2)


def test_trigger_modes_forgive_arguments_of_wrong_triggers() -> None:
    gold = annotation(event("Meet", 5, 6, ("Place", 0, 1)), event("Meet", 7, 8, ("Place", 1, 2)))
    guess = annotation(event("Meet", 5, 6, ("Place", 0, 1)), event("Meet", 9, 10, ("Place", 3, 4)))
    expected = {"strict": (1, 2, 2), "default": (1, 2, 1), "loose": (1, 1, 1)}
    for mode, counts in expected.items():
        measure = parse(f"AC@{mode}-triggers")
        assert sizes(score([gold], [guess], [measure]), measure.name) == counts
    with pytest.raises(DatelineError, match=r'document "doc": the gold event "Meet" at 7-8 is on one side only'):
        score([gold], [guess], ["AC@gold-triggers"])


def test_realis_is_scored_on_matched_events_alone() -> None:
    gold = annotation(event("Meet", 5, 6, realis="Actual"), event("Meet", 7, 8, realis="Planned"), event("Sign", 9, 10))
    guess = annotation(
        event("Meet", 5, 6, realis="Actual"), event("Meet", 7, 8, realis="Actual"), event("Meet", 0, 1, realis="Actual")
    )
    table = score([gold], [guess], ["Realis"]).table("Realis")
    assert table.values() == {"accuracy": 0.5}
    assert table.sums(("Planned", "Actual")).tolist() == [0, 1]


def test_realis_of_two_events_on_one_trigger_follows_their_arguments() -> None:
    first, second = (("Place", 0, 1), "Actual"), (("Place", 1, 2), "Planned")
    gold = annotation(*(event("Meet", 5, 6, filler, realis=realis) for filler, realis in (first, second)))
    guess = annotation(*(event("Meet", 5, 6, filler, realis=realis) for filler, realis in (second, first)))
    assert score([gold], [guess], ["Realis"]).table("Realis").values() == {"accuracy": 1.0}


def test_background_events_have_their_own_recall() -> None:
    back = msgspec.structs.replace(event("Meet", 5, 6), background=True)
    gold = annotation(back, msgspec.structs.replace(back, trigger=Span(7, 8)), event("Meet", 9, 10))
    values = score([gold], [annotation(event("Meet", 7, 8), event("Meet", 9, 10))], ["Background"]).table("Background")
    assert values.values() == {"foreground_recall": 1.0, "background_recall": 0.5}


@pytest.mark.parametrize(
    ("fillers", "expected"),
    [
        ([("Place", 0, 1)], (0, 0, 1)),
        ([("Place", 7, 8)], (0, 1, 0)),
        ([("Place", 0, 1), ("Place", 2, 3)], (0, 1, 1)),
        ([], (1, 0, 0)),
    ],
)
def test_a_conflict_is_dropped_repaired_or_copied(
    fillers: list[tuple[str, int, int]], expected: tuple[int, ...]
) -> None:
    guess = annotation(event("Meet", 5, 6, *fillers))
    table = score([repaired_gold()], [guess], ["Conflicts"]).table("Conflicts")
    assert tuple(table.sums().tolist()) == (*expected, 1)


def test_false_alarms_count_where_nothing_happens() -> None:
    texts = {"quiet": "One two three.\nFour.", "busy": "We met.\nThey slept well.\n"}
    gold = [annotation(document="quiet"), annotation(event("Meet", 3, 6), document="busy")]
    guess = [
        annotation(event("Meet", 0, 3), event("Meet", 15, 19), document="quiet"),
        annotation(event("Meet", 0, 2), event("Visit", 13, 18), document="busy"),
    ]
    table = score(gold, guess, ["FalseAlarms"], texts=texts).table("FalseAlarms")
    assert table.sums(("document",)).tolist() == [2, 4]
    assert table.sums(("paragraph",)).tolist() == [1, 3]
    assert table.values()["per_1000_words"] == pytest.approx(3000 / 7)


def test_means_over_documents_leave_empty_ones_out() -> None:
    gold = [annotation(event("Meet", 5, 6), document=name) for name in ("a", "b")] + [annotation(document="c")]
    guess = [annotation(event("Meet", 5, 6), event("Meet", 7, 8), document="a")]
    table = score(gold, guess, ["TC@by-document"]).table("TC@by-document")
    assert table.values() == {"precision": 0.25, "recall": 0.5, "f1": pytest.approx(1 / 3)}


def test_windows_of_one_document_are_resampled_together() -> None:
    gold = [annotation(event("Meet", 5, 6), document=f"w{number}") for number in range(4)]
    scores = score(gold, gold[:2], ["TC"], units={f"w{number}": f"d{number // 2}" for number in range(4)})
    assert scores.documents == ("d0", "d1") and scores.read == 4
    assert scores.interval("TC") == (0.0, 1.0)


def test_intervals_are_the_same_for_every_order_of_measures() -> None:
    gold = [annotation(event("Meet", 5, 6), document=f"d{number}") for number in range(9)]
    one = score(gold, gold[:4], ["TC", "TI"])
    other = score(gold, gold[:4], ["TI", "AC", "TC"])
    assert one.interval("TC") == other.interval("TC")
    assert one.interval("TC", value="precision") == (1.0, 1.0)
    assert one.interval("TC", ("Meet",)) == one.interval("TC")
    with pytest.raises(DatelineError, match='did you mean "precision"'):
        one.interval("TC", value="precison")


def test_parts_that_overlap_or_were_scored_otherwise_do_not_merge() -> None:
    one = score([GOLD], [PREDICTED])
    with pytest.raises(DatelineError, match='document "doc" is in both parts'):
        one.merge(one)
    other = score([msgspec.structs.replace(GOLD, document="other")], [], ["TC"])
    with pytest.raises(DatelineError, match="different measures"):
        one.merge(other)


@settings(max_examples=40, deadline=None)
@given(pairs)
def test_a_block_of_documents_gives_what_each_gives_by_itself(found: Pairs) -> None:
    names = [*LAWFUL, *(make().name for make in MEASURES.values()), "TC@by-document"]
    together = scored(found, *names)
    for number, pair in enumerate(found):
        alone = scored([pair], *names)
        for name, table in together.tables.items():
            assert table.by_document()[number].tolist() == alone.tables[name].by_document()[0].tolist()
            for label in alone.tables[name].labels:
                row = alone.tables[name].by_document(label)[0].tolist()
                assert table.by_document(label)[number].tolist() == row


def test_scores_go_by_the_name_they_were_asked_for_and_by_their_own() -> None:
    scores = score([GOLD], [PREDICTED], ["AC@exact", "CEAF-RME@phi3"])
    assert list(scores.tables) == ["AC@exact", "CEAF-RME@phi3"]
    assert scores.tally("AC@exact") == scores.tally("AC")
    with pytest.raises(DatelineError, match="was not scored"):
        scores.tally("AC+")


def test_seqevals_averages_are_of_types() -> None:
    gold = annotation(event("Meet", 0, 1), event("Meet", 2, 3), event("Visit", 5, 6))
    guess = annotation(event("Meet", 0, 1), event("Meet", 2, 3), event("Sign", 8, 9))
    scores = score([gold, annotation(document="b")], [guess], like="seqeval")
    found = {name: scores.table(name).values()["f1"] for name in scores.tables}
    assert found == {"micro": pytest.approx(2 / 3), "macro": pytest.approx(1 / 3), "weighted": pytest.approx(2 / 3)}
    interval = scores.interval("macro")
    assert interval is not None and interval.high == pytest.approx(1 / 3)


def told(*events: Event, **more: object) -> Annotation:
    return msgspec.structs.replace(annotation(*events), **more)


def with_entity(kind: str, at: int, *fillers: tuple[str, int, int, str]) -> Event:
    made = tuple(Argument(role=role, start=s, end=e, entity=name) for role, s, e, name in fillers)
    return Event(type=kind, trigger=Span(at, at + 1), arguments=made)


BOTH = {"e1": (Mention(0, 5), Mention(10, 15), Mention(30, 35)), "e2": (Mention(0, 5), Mention(30, 35))}


@pytest.mark.parametrize("measure", ["AI@chain", "AC@chain", "AI+@chain", "AC+@chain"])
def test_a_span_that_mentions_two_entities_stands_for_the_one_that_helps(measure: str) -> None:
    gold = told(
        with_entity("Meet", 20, ("Place", 0, 5, "e2")), with_entity("Meet", 22, ("Place", 10, 15, "e1")), entities=BOTH
    )
    assert sizes(score([gold], [gold], [measure]), measure) == (2, 2, 2)
    couple = told(with_entity("Meet", 20, ("Place", 0, 5, "e2"), ("Place", 10, 15, "e1")), entities=BOTH)
    guess = annotation(event("Meet", 20, 21, ("Place", 30, 35), ("Place", 10, 15)))
    assert sizes(score([couple], [guess], [measure]), measure) == (2, 2, 2)


def test_another_role_does_not_hide_the_right_entity() -> None:
    gold = told(with_entity("Meet", 20, ("Place", 0, 5, "e2")), entities=BOTH)
    guess = annotation(event("Meet", 20, 21, ("Participant", 0, 5)))
    assert sizes(score([gold], [guess], ["AI+@chain"]), "AI+@chain") == (1, 1, 1)


def test_a_repairing_filler_that_gold_has_elsewhere_is_judged() -> None:
    days = {"mon": (Mention(8, 9),), "tue": (Mention(0, 1), Mention(2, 3))}
    gold = told(
        with_entity("Meet", 10, ("Time", 8, 9, "mon")),
        with_entity("Meet", 20, ("Time", 0, 1, "tue")),
        entities=days,
        conflicts=(Conflict(8, 9, "", (Span(0, 1),)),),
    )
    guess = annotation(event("Meet", 10, 11, ("Time", 8, 9)), event("Meet", 20, 21, ("Time", 2, 3)))
    assert sizes(score([gold], [guess], ["AC+@chain"]), "AC+@chain") == (2, 2, 2)


def test_what_repairs_does_not_depend_on_the_order_of_entities() -> None:
    one, other = ("a", (Mention(0, 1), Mention(2, 3))), ("b", (Mention(2, 3), Mention(4, 5)))
    guess = annotation(event("Meet", 10, 11, ("Time", 4, 5)))
    for entities in (dict((one, other)), dict((other, one))):
        gold = told(
            event("Meet", 10, 11, ("Time", 8, 9)), entities=entities, conflicts=(Conflict(8, 9, "", (Span(0, 1),)),)
        )
        assert sizes(score([gold], [guess], ["AC+"]), "AC+") == (0, 1, 1)


def test_records_leave_repairs_out_but_other_scorers_do_not() -> None:
    gold = told(event("Meet", 10, 11, ("Time", 8, 9), ("Place", 6, 7)), conflicts=(Conflict(8, 9, "", (Span(0, 1),)),))
    guess = annotation(event("Meet", 10, 11, ("Time", 0, 1), ("Place", 6, 7)))
    for measure in ("AC+", "CEAF-REE", "CEAF-RME@mentions"):
        assert sizes(score([gold], [guess], [measure]), measure) == (1, 1, 2)
    assert sizes(score([gold], [guess], like="grit"), "strict") == (1, 2, 2)


def test_an_unplaceable_string_fills_no_role_of_a_record() -> None:
    def said(start: int) -> Annotation:
        filler = Argument(role="Place", start=start, end=start + 4, text="Oslo")
        return annotation(Event(type="Meet", trigger=Span(9, 10, "x"), arguments=(filler,)))

    scores = score([said(0)], [said(NOWHERE)], ["CEAF-REE", "AC@text", "AC@type"])
    assert {scores.tally(name).f1 for name in scores.tables} == {0.0}


def test_realis_and_background_do_not_depend_on_the_order_of_events() -> None:
    happened = event("Meet", 5, 6, realis="Actual")
    planned = msgspec.structs.replace(event("Meet", 5, 6, realis="Planned"), background=True)
    for gold in ((happened, planned), (planned, happened)):
        for guess in ((happened, planned), (planned, happened)):
            scores = score([annotation(*gold)], [annotation(*guess)], ["Realis"])
            assert scores.table("Realis").values() == {"accuracy": 1.0}
        found = score([annotation(*gold)], [annotation(happened)], ["Background"]).table("Background").values()
        assert found == {"foreground_recall": 1.0, "background_recall": 0.0}


def test_overlap_pairs_fillers_inside_the_best_pairs_of_events() -> None:
    gold = annotation(event("Meet", 20, 21, ("Place", 0, 10)), event("Meet", 30, 31, ("Place", 4, 14)))
    guess = annotation(event("Meet", 20, 21, ("Place", 3, 14)), event("Meet", 30, 31, ("Place", 0, 11)))
    assert sizes(score([gold], [guess], ["AC+@overlap"]), "AC+@overlap") == (2, 2, 2)
    gold = annotation(event("Meet", 0, 4, ("Place", 8, 9)), event("Meet", 0, 5), event("Meet", 0, 5))
    guess = annotation(event("Meet", 0, 4, ("Place", 8, 9)), event("Meet", 0, 4))
    assert sizes(score([gold], [guess], ["AC+@overlap"]), "AC+@overlap") == (1, 1, 1)


def test_averages_over_types_stay_so_by_document_and_in_comparisons() -> None:
    from benchmark.results import compare_scores

    gold = [
        annotation(event("A", 0, 1), event("A", 2, 3), event("A", 4, 5), event("B", 6, 7), document=d) for d in "xy"
    ]
    guess = [annotation(event("A", 0, 1), event("B", 8, 9), document=d) for d in "xy"]
    scores = score(gold, guess, like="seqeval")
    assert scores.table("macro").document_values()[0, 2] == pytest.approx(0.25)
    averaged = score(gold, guess, ["seqeval:macro@by-document"]).table("seqeval:macro@by-document")
    assert averaged.values()["f1"] == pytest.approx(0.25)
    better = score(gold, [annotation(event("B", 6, 7), document=d) for d in "xy"], like="seqeval")
    standings, _ = compare_scores({"one": [scores], "two": [better]}, "macro")
    assert {s.name: round(s.headline.value, 3) for s in standings.systems} == {"two": 0.5, "one": 0.25}


def test_every_scorer_says_what_it_does_otherwise() -> None:
    for preset in presets().values():
        assert preset.difference.endswith(".") and preset.measures


def test_a_measure_without_types_has_no_average_over_them() -> None:
    from benchmark.report.scores import to_json
    from benchmark.scoring import MACRO

    gold = [annotation(event("Meet", 5, 6), document=name) for name in "xy"]
    scores = score(gold, gold, ["AC", "TC", "B3"])
    assert scores.table("AC").macro() == scores.table("B3").macro() == {}
    assert scores.interval("AC", MACRO) is None and scores.interval("TC", MACRO) == (1.0, 1.0)
    assert '"macro"' in to_json(scores)


def test_the_order_of_entities_does_not_matter_to_gold_without_names() -> None:
    one, other = ("e1", (Mention(11, 12),)), ("e2", (Mention(10, 13), Mention(11, 12)))
    arguments = (
        Argument(role="r", start=11, end=12),
        Argument(role="r", start=7, end=8, entity="e2"),
    )
    events = (Event(type="X", trigger=Span(14, 15), arguments=arguments),)
    counts = set()
    for entities in (dict((one, other)), dict((other, one))):
        gold = Annotation(document="doc", events=events, entities=entities)
        counts.add(sizes(score([gold], [gold], ["AC+@chain"]), "AC+@chain"))
    assert counts == {(2, 2, 2)}
