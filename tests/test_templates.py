"""Records: how they are made of event chains, and what CEAF-REE, CEAF-RME and GTT give for them."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from benchmark.exceptions import DatelineError
from benchmark.measures import assignment, mapping
from benchmark.measures.assignment import assign, best_edges, solve
from benchmark.measures.base import Measure, Tally
from benchmark.measures.comparison import Comparison
from benchmark.measures.mapping import Templates, best_mapping
from benchmark.measures.peers import grit, gtt, iterx
from benchmark.measures.records import Form, forms
from benchmark.measures.templates import CEAF_REE, CEAF_RME, GTT
from benchmark.schema import Annotation, Argument, Event, Mention, Record, Span

STRICT, PROP = CEAF_REE(), CEAF_REE(phi="prop")
PHI3, MENTIONS, SUBSET = CEAF_RME(), CEAF_RME(denominator="mentions"), CEAF_RME(phi="subset")
OURS = (STRICT, PROP, PHI3, MENTIONS, SUBSET, GTT())
PRINTED = tuple(measure for peer in (grit, gtt, iterx) for measure in peer.PRESET.measures.values())


def entity(letters: str) -> tuple[str, ...]:
    """One mention a letter; "-" is an entity without mentions."""
    return tuple(f"m{letter}" for letter in letters if letter != "-")


def record(kind: str = "attack", **roles: str) -> Record:
    return Record(type=kind, roles={role: tuple(map(entity, value.split())) for role, value in roles.items()})


def said(*records: Record) -> Annotation:
    return Annotation(document="d", events=(), records=records)


def rows(measure: Measure, gold: Annotation, predicted: Annotation) -> Mapping[tuple[str, ...], tuple[float, ...]]:
    return measure.counts(Comparison(gold, predicted))


def total(measure: Measure, *documents: tuple[Annotation, Annotation]) -> Tally:
    found = [row for gold, predicted in documents for row in rows(measure, gold, predicted).values()]
    return Tally(*(sum(column) for column in zip(*found, strict=True))) if found else Tally(0, 0, 0, 0)


def scores(measure: Measure, *documents: tuple[Annotation, Annotation]) -> list[float]:
    return [round(100 * value, 2) for value in measure.values(np.array(total(measure, *documents))).tolist()]


# Records of events


def met(*arguments: Argument, kind: str = "Meeting", chain: str = "", realis: str = "Actual") -> Event:
    return Event(type=kind, trigger=Span(0, 3), arguments=arguments, chain=chain, realis=realis)


def filler(role: str, text: str, start: int = 0, entity: str = "") -> Argument:
    return Argument(role=role, start=start, end=start + len(text), text=text, entity=entity)


def made(annotation: Annotation, text: str | tuple[str, ...] | None = None) -> tuple[Form, ...]:
    return forms(Comparison(annotation, said(), text)).gold


def events(*found: Event, **entities: Iterable[str]) -> Annotation:
    mentions = {name: tuple(Mention(0, len(text), text) for text in texts) for name, texts in entities.items()}
    return Annotation(document="d", events=found, entities=mentions)


def test_a_chain_is_one_record_and_an_event_without_chain_its_own() -> None:
    place, time_ = filler("Place", "Tunis"), filler("Time", "today")
    found = made(events(met(place, chain="c"), met(time_, chain="c", realis="Generic"), met(), met()))
    assert found == (
        Form("Meeting", ()),
        Form("Meeting", ()),
        Form("Meeting", (("Place", ("tunis",)), ("Time", ("today",)))),
    )


def test_a_chain_of_mixed_types_has_its_most_frequent_type_and_then_the_first_by_name() -> None:
    assert made(events(met(chain="c", kind="Visit"), met(chain="c"), met(chain="c", kind="Visit")))[0].type == "Visit"
    assert made(events(met(chain="c", kind="Visit"), met(chain="c")))[0].type == "Meeting"


def test_an_argument_stands_for_all_mentions_of_its_entity() -> None:
    found = made(events(met(filler("Visitor", "she", entity="e")), e=["She", "the envoy", "the Envoy"]))
    assert found[0].fillers == (("Visitor", ("envoy", "she")),)


def test_an_argument_without_a_known_entity_or_one_with_mentions_stands_for_its_own_string() -> None:
    for name in ("", "unknown", "empty"):
        found = made(events(met(filler("Visitor", "The envoy!", entity=name)), empty=[], e=["she"]))
        assert found[0].fillers == (("Visitor", ("envoy",)),)


def test_several_arguments_of_one_entity_in_a_role_are_one_filler() -> None:
    named = [filler("Host", "he", entity="e"), filler("Host", "Essid", 9, entity="e")]
    unnamed = [filler("Place", "the capital"), filler("Place", "Capital", 20)]
    found = made(events(met(*named, *unnamed), e=["he", "Essid"]))
    assert found[0].fillers == (("Host", ("essid", "he")), ("Place", ("capital",)))


def test_one_entity_in_two_roles_is_two_fillers_and_two_entities_of_one_name_are_two() -> None:
    both = [filler("Host", "Essid", entity="e"), filler("Visitor", "Essid", entity="e")]
    assert len(made(events(met(*both), e=["Essid"]))[0].fillers) == 2
    brothers = [filler("Host", "Essid", entity="e"), filler("Host", "Essid", entity="f")]
    assert len(made(events(met(*brothers), e=["Essid"], f=["Essid"]))[0].fillers) == 2


def test_strings_come_from_the_span_or_the_text_or_the_offsets() -> None:
    bare = events(met(Argument(role="Place", start=1, end=2)))
    assert made(bare, "Y")[0].fillers == (("Place", ("from 1 to 2",)),)
    assert made(bare, "aRome")[0].fillers == (("Place", ("r",)),)
    assert made(bare, ("in", "Rome"))[0].fillers == (("Place", ("rome",)),)
    assert made(bare)[0].fillers == (("Place", ("from 1 to 2",)),)
    other = events(met(Argument(role="Place", start=12, end=13)))
    assert scores(STRICT, (bare, bare)) == [100, 100, 100]
    assert scores(STRICT, (bare, other)) == [0, 0, 0]


def test_given_records_are_taken_as_they_stand() -> None:
    annotation = Annotation(document="d", events=(met(),), records=(record(Weapon="ba b -"), record("arson")))
    assert made(annotation) == (
        Form("attack", (("Weapon", ("mb", "ma")), ("Weapon", ("mb",)), ("Weapon", ()))),
        Form("arson", ()),
    )


names = st.sampled_from(["Rome", "the envoy", "she", "Tunis"])
arguments = st.builds(filler, st.sampled_from(["Host", "Place"]), names, entity=st.sampled_from(["", "e", "f"]))
some_events = st.lists(
    st.builds(
        met,
        arguments,
        arguments,
        kind=st.sampled_from(["Meeting", "Visit"]),
        chain=st.sampled_from(["", "c", "d"]),
    ),
    max_size=5,
)


@settings(deadline=None)
@given(some_events, some_events, st.randoms(use_true_random=False))
def test_no_order_of_events_or_arguments_changes_a_score(
    gold: list[Event], predicted: list[Event], shuffle: random.Random
) -> None:
    entities = {"e": ["she", "Rome"], "f": ["Tunis", "she"]}
    before = Comparison(events(*gold, **entities), events(*predicted, **entities))
    mixed = [
        [met(*shuffle.sample(e.arguments, 2), kind=e.type, chain=e.chain) for e in shuffle.sample(side, len(side))]
        for side in (gold, predicted)
    ]
    after = Comparison(*(events(*side, **entities) for side in mixed))
    for measure in (*OURS, *PRINTED):
        assert measure.counts(before) == measure.counts(after)


@settings(deadline=None)
@given(some_events)
def test_gold_against_itself_is_all_right(found: list[Event]) -> None:
    gold = events(*found, e=["she", "Rome"], f=["Tunis"])
    for measure in (STRICT, PROP, MENTIONS, GTT()):
        assert scores(measure, (gold, gold)) == ([100, 100, 100] if total(measure, (gold, gold)).gold else [0, 0, 0])


# CEAF-REE

CASES = [
    ("abc d e", "d a e c", [75, 100, 85.71], [75, 100, 85.71]),
    ("abc d e", "a d e", [100, 100, 100], [100, 100, 100]),
    ("abc d e", "a e", [100, 66.67, 80], [100, 66.67, 80]),
    ("abc d e f", "d a e f c", [80, 100, 88.89], [80, 100, 88.89]),
    ("abc d e f", "ab d e f", [100, 100, 100], [100, 100, 100]),
    ("abc d e f", "abcd e f", [66.67, 50, 57.14], [91.67, 68.75, 78.57]),
]
GRIT = grit.PRESET.measures


@pytest.mark.parametrize(("gold", "predicted", "strict", "prop"), CASES)
def test_the_published_cases_of_role_filler_entities(
    gold: str, predicted: str, strict: list[float], prop: list[float]
) -> None:
    documents = said(record(Target=gold)), said(record(Target=predicted))
    assert scores(STRICT, documents) == scores(GRIT["strict"], documents) == strict
    assert scores(PROP, documents) == scores(GRIT["prop"], documents) == prop


def test_the_published_case_of_several_documents_and_roles() -> None:
    pairs = [(gold, predicted) for gold, predicted, _, _ in CASES[3:]]
    documents = [(said(record(PerpInd=gold)), said(record(PerpInd=predicted))) for gold, predicted in pairs]
    sides = zip(*pairs, strict=True)
    fourth = [said(record(PerpInd=a, PerpOrg=b, Target=c)) for a, b, c in sides]
    documents.append((fourth[0], fourth[1]))
    for measure in (STRICT, GRIT["strict"]):
        assert scores(measure, *documents) == [83.33, 83.33, 83.33]
    for measure in (PROP, GRIT["prop"]):
        assert scores(measure, *documents) == [89.58, 89.58, 89.58]


def test_role_fillers_are_labelled_with_their_role() -> None:
    gold, predicted = said(record(Target="a b", Weapon="c")), said(record(Target="b", Victim="c"))
    assert rows(STRICT, gold, predicted) == {
        ("Target",): (1, 1, 1, 2),
        ("Weapon",): (0, 0, 0, 1),
        ("Victim",): (0, 1, 0, 0),
    }


def test_role_fillers_forget_records_and_types_and_equal_entities_are_one() -> None:
    gold = said(record("attack", Target="ab"), record("arson", Target="ba c"))
    predicted = said(record("bombing", Target="ab c c ab"))
    assert total(STRICT, (gold, predicted)) == (2, 2, 2, 2)
    assert total(GRIT["strict"], (gold, predicted)) == (3, 4, 3, 3)


def test_a_mention_given_twice_is_one_to_us_and_two_to_grit() -> None:
    gold, predicted = said(record(Target="aab")), said(record(Target="aac"))
    assert total(PROP, (gold, predicted)) == (1 / 2, 1, 1 / 2, 1)
    assert total(GRIT["prop"], (gold, predicted)) == (2 / 3, 1, 2 / 3, 1)


def test_an_entity_without_mentions_is_wrong_to_us_and_right_to_grit() -> None:
    gold, predicted = said(record(Target="a")), said(record(Target="-"))
    assert total(STRICT, (gold, predicted)) == total(PROP, (gold, predicted)) == (0, 1, 0, 1)
    assert total(GRIT["strict"], (gold, predicted)) == (1, 1, 1, 1)
    assert total(GRIT["prop"], (gold, predicted)) == (0, 1, 0, 1)
    assert total(GRIT["strict"], (predicted, gold)) == (0, 1, 0, 1)


def test_equal_sets_are_not_always_the_best_pairs_in_proportion() -> None:
    gold, predicted = said(record(Target="ab a")), said(record(Target="ab b"))
    assert total(PROP, (gold, predicted)) == (1.5, 2, 1.5, 2)
    assert total(STRICT, (gold, predicted)) == (1, 2, 1, 2)


some_entities = st.lists(st.text("abcd", min_size=1, max_size=3), max_size=4).map(" ".join)


@settings(deadline=None)
@given(some_entities, some_entities)
def test_role_fillers_have_the_best_of_all_pairings(gold: str, predicted: str) -> None:
    ours, theirs = ([*{frozenset(word) for word in side.split()}] for side in (gold, predicted))
    for measure, phi in (
        (STRICT, lambda one, other: float(other <= one)),
        (PROP, lambda one, other: len(one & other) / len(other)),
    ):
        short, long = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
        best = max(
            sum(phi(*(pair if short is ours else pair[::-1])) for pair in zip(short, chosen, strict=True))
            for chosen in itertools.permutations(long, len(short))
        )
        found = total(measure, (said(record(Target=gold)), said(record(Target=predicted))))
        assert found == pytest.approx((best, len(theirs), best, len(ours)))


# CEAF-RME

GOLD = said(record("attack", Perp="ab", Target="c"), record("bombing", Target="c"))
FOUND = said(record("attack", Perp="ab x", Target="c"), record("attack", Target="c"))


def test_the_worked_example_of_matched_records() -> None:
    assert total(PHI3, (GOLD, FOUND)) == (3, 4, 3, 3)
    assert total(MENTIONS, (GOLD, FOUND)) == (3, 5, 3, 4)
    assert total(SUBSET, (GOLD, FOUND)) == (2, 4, 2, 3)


def test_matched_records_are_labelled_with_their_type() -> None:
    assert rows(PHI3, GOLD, FOUND) == {("attack",): (3, 4, 3, 2), ("bombing",): (0, 0, 0, 1)}
    either = rows(PHI3, said(record("attack / arson", Target="c")), said(record("arson", Target="c")))
    assert either == {("arson",): (1, 1, 0, 0), ("attack / arson",): (0, 0, 1, 1)}


def test_matched_records_have_equal_types_where_gtt_is_content_with_a_part() -> None:
    gold, predicted = said(record("bombing", Target="c")), said(record("bomb", Target="c"))
    assert total(PHI3, (gold, predicted)) == (0, 1, 0, 1)
    assert total(GTT(), (gold, predicted)) == (2, 2, 2, 2)


def test_the_names_of_the_variants() -> None:
    assert [measure.name for measure in OURS] == [
        "CEAF-REE",
        "CEAF-REE@prop",
        "CEAF-RME",
        "CEAF-RME@mentions",
        "CEAF-RME@subset",
        "GTT",
    ]
    assert CEAF_RME.setting_of("phi3") == "phi"
    assert len({measure.title for measure in OURS}) == len(OURS)


def test_subset_with_mention_denominators_is_refused() -> None:
    with pytest.raises(DatelineError, match="CEAF-RME@subset counts entities"):
        CEAF_RME(phi="subset", denominator="mentions")


def test_shared_mentions_over_entities_pass_one_where_entities_share_several() -> None:
    gold = said(record(Target="ab"))
    assert scores(PHI3, (gold, gold)) == [200, 200, 200]
    assert scores(MENTIONS, (gold, gold)) == scores(SUBSET, (gold, gold)) == [100, 100, 100]


def test_entities_are_paired_one_to_one_for_shared_mentions_but_not_for_the_subset() -> None:
    gold, split = said(record(Target="ab")), said(record(Target="a b"))
    assert total(PHI3, (gold, split)) == (1, 2, 1, 1)
    assert total(SUBSET, (gold, split)) == (2, 2, 1, 1)


def test_a_predicted_entity_finds_the_first_gold_one_of_its_first_shared_mention() -> None:
    gold = said(record(Target="a b ab"))
    assert total(SUBSET, (gold, said(record(Target="ba a")))) == (2, 2, 2, 3)
    assert total(SUBSET, (gold, said(record(Target="ab a")))) == (2, 2, 1, 3)
    assert total(SUBSET, (gold, gold)) == (3, 3, 2, 3)


def test_a_mention_given_twice_counts_twice_in_matched_records() -> None:
    assert total(MENTIONS, (said(record(Target="ab")), said(record(Target="aac")))) == (2, 3, 2, 2)


def test_an_entity_without_mentions_is_spurious_in_matched_records() -> None:
    gold, predicted = said(record(Target="a")), said(record(Target="-"))
    assert total(PHI3, (gold, predicted)) == total(SUBSET, (gold, predicted)) == (0, 1, 0, 1)
    assert total(MENTIONS, (gold, predicted)) == (0, 0, 0, 1)


def test_a_gold_record_of_two_types_takes_the_one_that_is_worth_most_over_all_predictions() -> None:
    gold = said(record("attack / arson", Target="a b c"))
    one, two = record("attack", Target="a b"), record("arson", Target="c")
    assert total(PHI3, (gold, said(one, two))).matched_gold == 2
    assert total(PHI3, (gold, said(one, two, two, two))).matched_gold == 1
    assert total(PHI3, (gold, said(one, two, two))).matched_gold == 2


def test_the_code_of_today_counts_a_gold_record_of_two_types_twice() -> None:
    today = iterx.PRESET.measures["phi-3"]
    gold = said(record("attack / arson", Target="ab"), record("arson", Target="c"))
    assert total(today, (gold, said(record("arson", Target="a")))) == (1, 1, 1, 5)
    assert total(today, (gold, said())) == total(MENTIONS, (gold, said())) == (0, 0, 0, 3)


def test_a_published_document_in_which_equally_good_pairs_differ_in_recall() -> None:
    gold = said(
        record("bombing", PerpInd="ab", Target="opv", Weapon="w"),
        record("attack", Target="opc"),
        record("attack", PerpInd="b", Target="op"),
        record("bombing", Target="opc"),
    )
    predicted = said(
        record("bombing", Weapon="w", Target="x v o", PerpInd="a b"),
        record("bombing", Target="v", Weapon="w", PerpInd="a b"),
    )
    assert scores(PHI3, (gold, predicted)) == [40, 57.14, 47.06]
    assert scores(SUBSET, (gold, predicted)) == [50, 42.86, 46.15]


def test_a_published_document_of_matched_records() -> None:
    bombs = said(
        record("bombing", PerpInd="t", Target="sab u r", Weapon="y z"),
        record("bombing", PerpInd="t", Target="ac", Weapon="y z"),
    )
    found = said(record("bombing", Target="u r c p k s b", Weapon="z y"), record("bombing", Weapon="z y", Target="r s"))
    assert scores(PHI3, (bombs, found)) == [53.85, 70, 60.87]
    assert scores(SUBSET, (bombs, found)) == [61.54, 70, 65.5]


def naive_rme(gold: tuple[Form, ...], predicted: tuple[Form, ...], phi: str) -> tuple[float, float]:
    """Matched items on both sides: every pair of records compared, then scipy on the whole table."""

    def worth(one: Form, other: Form) -> tuple[float, float]:
        if one.type != other.type:
            return 0, 0
        if phi == "phi3":
            table = np.zeros((len(one.fillers), len(other.fillers)))
            for (i, (role, ours)), (j, (name, theirs)) in itertools.product(
                enumerate(one.fillers), enumerate(other.fillers)
            ):
                table[i, j] = sum(string in ours for string in theirs) if role == name else 0
            best = table[linear_sum_assignment(-table)].sum() if table.size else 0
            return best, best
        hits = []
        for role, theirs in other.fillers:
            found = [
                number
                for string in theirs
                for number, (name, ours) in enumerate(one.fillers)
                if name == role and string in ours
            ]
            hits += found[:1]
        return len(hits), len(set(hits))

    gold, predicted = (tuple(form for form in side if form.fillers) for side in (gold, predicted))
    if not gold or not predicted:
        return 0, 0
    table = np.array([[worth(one, other) for other in predicted] for one in gold], dtype=float)
    chosen = linear_sum_assignment(-table[..., 0])
    one, other = table[chosen].sum(axis=0)
    return one, other


some_records = st.lists(
    st.builds(record, st.sampled_from(["attack", "arson"]), Perp=some_entities, Target=some_entities), max_size=4
).map(lambda found: said(*found))


@settings(max_examples=300, deadline=None)
@given(some_records, some_records)
def test_matched_records_are_those_of_a_naive_scorer(gold: Annotation, predicted: Annotation) -> None:
    sides = forms(Comparison(gold, predicted))
    for measure, phi in ((PHI3, "phi3"), (SUBSET, "subset")):
        found = total(measure, (gold, predicted))
        assert (found.matched_predicted, found.matched_gold) == naive_rme(sides.gold, sides.predicted, phi)
        assert found.predicted == sum(len(form.fillers) for form in sides.predicted)


# GTT


def test_the_worked_example_of_mapped_records() -> None:
    assert rows(GTT(), GOLD, FOUND) == {
        ("type",): (1, 2, 1, 2),
        ("Perp",): (1, 2, 1, 1),
        ("Target",): (1, 2, 1, 2),
    }
    assert scores(GTT(), (GOLD, FOUND)) == [50, 60, 54.55]


def test_an_entity_given_in_pieces_loses_nothing_and_one_too_many_is_wrong() -> None:
    gold = said(record(Target="ab"))
    assert total(GTT(), (gold, said(record(Target="a b")))) == (3, 3, 2, 2)
    assert total(GTT(), (gold, said(record(Target="abc")))) == (1, 2, 1, 2)


def test_types_fit_where_the_predicted_one_is_a_part_of_the_gold_one() -> None:
    gold = said(record("attack / bombing"))
    for kind in ("attack", "bombing", "attack / bombing", "bomb"):
        assert total(GTT(), (gold, said(record(kind)))) == (1, 1, 1, 1)
    assert total(GTT(), (said(record("attack")), said(record("attack / bombing")))) == (0, 1, 0, 1)


def test_an_entity_without_mentions_is_wrong_to_us_and_right_to_gtt() -> None:
    gold, predicted = said(record(Target="a", Perp="b")), said(record(Target="-", Weapon="-"))
    assert total(GTT(), (gold, predicted)) == (1, 3, 1, 3)
    assert rows(gtt.PRESET.measures["micro_avg"], gold, predicted) == {
        ("incident_type",): (1, 1, 1, 1),
        ("Target",): (1, 1, 1, 1),
        ("Weapon",): (0, 1, 0, 0),
        ("Perp",): (0, 0, 0, 1),
    }


def test_a_side_without_records_is_all_missing_or_all_spurious() -> None:
    for measure in (*OURS, *PRINTED):
        assert rows(measure, said(), said()) == {}
        missing, spurious = total(measure, (GOLD, said())), total(measure, (said(), GOLD))
        assert missing.gold == spurious.predicted > 0
        assert (missing[:3], spurious[0], spurious[2:]) == ((0, 0, 0), 0, (0, 0))


def test_a_record_given_twice_is_spurious_unless_records_are_forgotten() -> None:
    gold = said(record(Target="a"))
    twice = said(record(Target="a"), record(Target="a"))
    assert total(STRICT, (gold, twice)) == (1, 1, 1, 1)
    assert total(PHI3, (gold, twice)) == total(SUBSET, (gold, twice)) == (1, 2, 1, 1)
    assert total(GTT(), (gold, twice)) == (2, 4, 2, 2)
    assert total(GTT(), (twice, twice)) == (4, 4, 4, 4)


def enumerated(templates: Templates) -> list[tuple[int, int]]:
    """The first best map, all of them tried."""
    best, chosen = -1.0, []
    for targets in itertools.product([*range(templates.gold), -1], repeat=templates.predicted):
        used = [target for target in targets if target >= 0]
        if len(used) == len(set(used)):
            pairs = [pair for pair in enumerate(targets) if pair in templates.worth]
            right = [sum(templates.worth[pair][side] for pair in pairs) for side in (0, 1)]
            precision, recall = right[0] / templates.items[0], right[1] / templates.items[1]
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
            if f1 > best:
                best, chosen = f1, pairs
    return chosen


@st.composite
def some_templates(draw: st.DrawFn, largest: int = 4) -> Templates:
    predicted, gold = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    counts = draw(
        st.sampled_from(
            [
                [(1, 1)],
                [(1, 1), (2, 2), (3, 3)],
                [(1, 1), (1, 2), (2, 1), (2, 2)],
                [(1, 3), (3, 1), (2, 2)],
                [(a, b) for a in range(1, 6) for b in range(1, 6)],
            ]
        )
    )
    pairs = itertools.product(range(predicted), range(gold))
    worth = {pair: right for pair in pairs if (right := draw(st.sampled_from([*counts, None]))) is not None}
    items = tuple(
        1
        + draw(st.integers(0, 6))
        + sum(max(worth.get((row, at), (0, 0))[side] for at in range(gold)) for row in range(predicted))
        for side in (0, 1)
    )
    return Templates(worth, predicted, gold, (items[0], items[1]), "d")


@settings(max_examples=1500, deadline=None)
@given(some_templates())
def test_the_map_is_the_first_best_of_all_maps(templates: Templates) -> None:
    assert sorted(best_mapping(templates)) == enumerated(templates)


def test_the_map_is_found_where_the_best_counts_lie_between_two_tangents(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = []
    search = mapping._search
    monkeypatch.setattr(mapping, "_search", lambda *given: searched.append(1) or search(*given))
    chance = random.Random(3)
    for _ in range(300):
        worth = {(a, b): chance.choice([(1, 3), (3, 1), (2, 2)]) for a in range(4) for b in range(3)}
        templates = Templates(worth, 4, 3, (14, 11), "d")
        assert sorted(best_mapping(templates)) == enumerated(templates)
    assert len(searched) > 50


def test_counts_of_equal_f1_are_told_apart_by_rounding_as_gtt_does() -> None:
    for first, second in itertools.permutations([(3, 6), (4, 4), (6, 3)], 2):
        templates = Templates({(0, 0): first, (0, 1): second}, 1, 2, (9, 9), "d")
        assert best_mapping(templates) == enumerated(templates)


def adversaries() -> Iterable[tuple[str, Templates]]:
    chance = random.Random(0)
    kinds = {
        "identical": lambda: (4, 4),
        "equal sides": lambda: (chance.randint(1, 4),) * 2,
        "small": lambda: (chance.randint(1, 3), chance.randint(1, 3)),
        "larger": lambda: (chance.randint(1, 8), chance.randint(1, 8)),
        "against each other": lambda: chance.choice([(1, 4), (2, 3), (3, 2), (4, 1)]),
    }
    for name, right in kinds.items():
        for _ in range(5):
            worth = {pair: right() for pair in itertools.product(range(12), repeat=2)}
            yield name, Templates(worth, 12, 12, (100 + chance.randint(0, 9), 100 + chance.randint(0, 9)), "d")


def test_twelve_templates_against_twelve_take_milliseconds() -> None:
    slowest = 0.0
    for _, templates in adversaries():
        start = time.process_time()
        best_mapping(templates)
        slowest = max(slowest, time.process_time() - start)
    assert slowest < 0.1


def test_twelve_records_against_twelve_take_milliseconds() -> None:
    chance = random.Random(1)

    def side() -> Annotation:
        return said(
            *(
                record(**{role: " ".join(chance.sample("abcdefgh", 5)) for role in ("Perp", "Target")})
                for _ in range(12)
            )
        )

    for _ in range(5):
        document = Comparison(side(), side())
        document.once(forms)
        start = time.process_time()
        for measure in OURS:
            measure.counts(document)
        assert time.process_time() - start < 0.5


# Assignments


tables = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 3), min_size=width, max_size=width), min_size=1, max_size=6)
)


@settings(max_examples=500, deadline=None)
@given(tables)
def test_assignments_are_those_of_scipy_ties_included_and_their_dual_proves_them(table: list[list[int]]) -> None:
    found = solve(table)
    assert found.pairs == assign(table) == [*zip(*map(list, linear_sum_assignment(table, maximize=True)), strict=True)]
    for (row, scores_), (column, _) in itertools.product(enumerate(table), enumerate(table[0])):
        assert scores_[column] <= found.rows[row] + found.columns[column]
    assert sum(table[row][column] for row, column in found.pairs) == sum(found.rows) + sum(found.columns)


def test_a_large_table_is_left_to_scipy_and_an_empty_one_is_empty() -> None:
    chance = random.Random(2)
    table = [[chance.randint(0, 9) for _ in range(70)] for _ in range(70)]
    assert assign(table) == solve(table).pairs
    assert assign([]) == assign([[], []]) == []


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 5), max_size=40))
def test_edges_are_chosen_part_by_part_for_the_greatest_sum(weights: dict[tuple[int, int], int]) -> None:
    edges = [(row, column, weight) for (row, column), weight in weights.items()]
    chosen = best_edges(edges, "d")
    table = [[weights.get((row, column), 0) for column in range(10)] for row in range(10)]
    assert set(chosen) <= set(edges)
    assert len({row for row, _, _ in chosen}) == len(chosen) == len({column for _, column, _ in chosen})
    assert sum(weight for _, _, weight in chosen) == sum(table[row][column] for row, column in assign(table))


# Too much


@pytest.mark.parametrize("measure", [PHI3, SUBSET, GTT()])
def test_records_too_many_and_too_alike_are_refused_by_name(measure: Measure) -> None:
    many = said(*[record(Target="a")] * 800)
    with pytest.raises(DatelineError, match=r'^document "d": .* leave repeated ones .*out$') as raised:
        rows(measure, many, many)
    assert "\n" not in str(raised.value)


def test_records_of_equal_type_too_many_for_gtt_are_refused() -> None:
    many = said(*[record()] * 200)
    with pytest.raises(DatelineError, match=r'^document "d": GTT weighs up to 10,000 pairs of records'):
        rows(GTT(), many, many)


def test_entities_too_many_and_too_alike_are_refused() -> None:
    many = said(*(Record(type="t", roles={"r": (("same", str(n)),)}) for n in range(800)))
    with pytest.raises(DatelineError, match=r'^document "d": 800 gold and 800 predicted entities'):
        rows(STRICT, many, many)


def test_types_too_many_are_refused() -> None:
    gold, predicted = (said(*(Record(type=f"{side}{n}") for n in range(800))) for side in "gp")
    with pytest.raises(DatelineError, match=r'^document "d": 800 gold and 800 predicted types'):
        rows(PHI3, gold, predicted)


def test_many_records_that_have_nothing_in_common_are_no_trouble() -> None:
    many = said(*(Record(type="t", roles={"r": ((f"x{n}",),)}) for n in range(20_000)))
    for measure in (STRICT, PROP, PHI3, SUBSET):
        assert total(measure, (many, many)) == (20_000,) * 4


def test_a_table_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignment, "MAX_CELLS", 3)
    with pytest.raises(DatelineError, match=r'^document "d": 2 gold and 2 predicted items compete'):
        rows(PROP, said(record(Target="ab bc")), said(record(Target="ac cb")))


def test_maps_too_many_to_search_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "MAX_TRIED", 3)
    worth = {pair: (1, 3) if sum(pair) % 2 else (3, 1) for pair in itertools.product(range(3), repeat=2)}
    with pytest.raises(DatelineError, match=r'^document "d": its 3 predicted and 3 gold records are too alike for GTT'):
        best_mapping(Templates(worth, 3, 3, (10, 11), "d"))


# Presets


def test_the_presets_print_under_the_scorers_own_words() -> None:
    printed = {
        "grit": ["grit:strict", "grit:prop"],
        "gtt": ["gtt:micro_avg"],
        "iterx": ["iterx:phi-3", "CEAF-RME@subset"],
    }
    for preset in (grit.PRESET, gtt.PRESET, iterx.PRESET):
        assert [measure.name for measure in preset.measures.values()] == printed[preset.name]
        assert all(measure.title and measure.source for measure in preset.measures.values())
