"""Other scorers, imitated: the numbers they print, on examples that can be counted by hand."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import WORKED_GOLD as GOLD
from make import WORKED_PREDICTED as PREDICTED
from make import annotation, colliding, event

from benchmark.measures.names import parse
from benchmark.measures.peers import dygie, evmeval, genarg, metametric, nervaluate, omnievent, oneie, seqeval
from benchmark.measures.preset import Preset
from benchmark.schema import Annotation, Event, Mention, Span
from benchmark.scoring import Scores, score

PRESETS = [module.PRESET for module in (dygie, evmeval, genarg, metametric, nervaluate, omnievent, oneie, seqeval)]

NOTHING = annotation()


def documents(*annotations: Annotation) -> list[Annotation]:
    return [msgspec.structs.replace(one, document=f"d{number}") for number, one in enumerate(annotations)]


def scored(like: str, gold: list[Annotation], found: list[Annotation], text: str = "x" * 99) -> Scores:
    wanted = documents(*gold)
    return score(wanted, documents(*found), like=like, texts={one.document: text for one in wanted}, resamples=0)


def sizes(like: str, label: str, gold: Annotation, found: Annotation, text: str = "x" * 99) -> tuple[float, ...]:
    """Matched, predicted and gold."""
    counts = scored(like, [gold], [found], text).tally(label)
    assert counts.matched_predicted == pytest.approx(counts.matched_gold)
    return counts.matched_predicted, counts.predicted, counts.gold


def values(like: str, label: str, gold: list[Annotation], found: list[Annotation]) -> tuple[float, ...]:
    """Precision, recall and F1."""
    return tuple(scored(like, gold, found).table(label).values().values())


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_labels_are_names_that_parse_back(preset: Preset) -> None:
    for label, measure in preset.measures.items():
        assert measure.name == f"{preset.name}:{label}"
        assert parse(measure.name) == measure
        assert measure.title
        assert measure.source
    assert preset.difference.endswith(".")
    assert ". " not in preset.difference


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_gold_against_itself_is_perfect_and_against_nothing_is_not(preset: Preset) -> None:
    gold = annotation(
        event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 2, 3), realis="Actual"),
        event("Visit", 8, 9, ("Visitor", 0, 1), realis="Planned"),
    )
    chained = annotation(
        *(msgspec.structs.replace(e, chain="c", type="Meet") for e in (*gold.events, event("Meet", 11, 12)))
    )
    for label in preset.measures:
        assert values(preset.name, label, [gold, chained], [gold, chained])[-1] == pytest.approx(1)
        assert values(preset.name, label, [gold], [NOTHING])[-1] == 0


@pytest.mark.parametrize(
    ("like", "label", "expected"),
    [
        ("oneie", "TI", (3, 4, 3)),
        ("oneie", "TC", (2, 4, 3)),
        ("oneie", "AI", (3, 5, 6)),
        ("oneie", "AC", (3, 5, 6)),
        ("dygie", "TI", (2, 3, 3)),
        ("dygie", "TC", (1, 3, 3)),
        ("dygie", "AI", (5, 7, 7)),
        ("dygie", "AC", (5, 7, 7)),
        ("omnievent", "TC", (1, 3, 3)),
        ("omnievent", "AC-gold", (2, 4, 7)),
        ("omnievent", "AC-strict", (1, 5, 7)),
        ("omnievent", "AC-default", (1, 5, 5)),
        ("omnievent", "AC-loose", (1, 4, 5)),
        ("evmeval", "span", (2, 4, 3)),
        ("evmeval", "type", (1, 4, 3)),
        ("gen-arg", "AI", (1, 2, 7)),
        ("gen-arg", "AC", (1, 2, 7)),
        ("seqeval", "micro", (1, 3, 3)),
    ],
)
def test_the_shared_worked_example(like: str, label: str, expected: tuple[int, int, int]) -> None:
    assert sizes(like, label, GOLD, PREDICTED) == expected


def test_its_published_values() -> None:
    assert round(values("oneie", "TI", [GOLD], [PREDICTED])[2], 3) == 0.857
    assert values("oneie", "TI", [GOLD], [PREDICTED])[1] == 1
    assert round(values("oneie", "AI", [GOLD], [PREDICTED])[2], 3) == 0.545
    assert round(values("dygie", "AC", [GOLD], [PREDICTED])[2], 3) == 0.714


def test_oneie_compares_types_with_the_first_gold_trigger_of_a_span() -> None:
    double = annotation(event("Meet", 5, 6), event("Visit", 5, 6))
    assert sizes("oneie", "TC", double, annotation(event("Visit", 5, 6))) == (0, 1, 2)
    assert sizes("oneie", "TC", double, double) == (1, 2, 2)
    assert sizes("oneie", "TI", double, double) == (2, 2, 2)


def test_oneie_identifies_an_argument_in_another_role_but_divides_by_roles() -> None:
    gold = annotation(event("Sign", 5, 6, ("Signer", 0, 1), ("Host", 0, 1)))
    found = annotation(event("Sign", 5, 6, ("Place", 0, 1)))
    assert sizes("oneie", "AI", gold, found) == (1, 1, 2)
    assert sizes("oneie", "AC", gold, found) == (0, 1, 2)


def test_dygie_gives_a_trigger_the_type_of_its_last_event() -> None:
    gold = annotation(event("Meet", 5, 6, ("Place", 0, 1)), event("Visit", 5, 6, ("Place", 2, 3)))
    assert sizes("dygie", "TC", gold, annotation(event("Visit", 5, 6))) == (1, 1, 1)
    assert sizes("dygie", "AC", gold, annotation(event("Visit", 9, 10, ("Place", 0, 1)))) == (1, 1, 2)
    assert sizes("dygie", "AC", gold, annotation(event("Meet", 5, 6, ("Place", 0, 1)))) == (0, 1, 2)


def test_dygie_matches_one_gold_argument_with_two_predictions() -> None:
    gold = annotation(event("Meet", 5, 6, ("Place", 0, 1)))
    found = annotation(event("Meet", 5, 6, ("Place", 0, 1)), event("Meet", 9, 10, ("Place", 0, 1)))
    assert sizes("dygie", "AC", gold, found) == (2, 2, 1)
    assert sizes("oneie", "AC", gold, found) == (1, 1, 1)


def test_omnievent_does_not_count_what_is_no_candidate() -> None:
    gold = annotation(event("Meet", 5, 8, ("Place", 0, 3)))
    wide = annotation(event("Meet", 4, 8, ("Place", 0, 3)), event("Visit", 20, 21))
    assert sizes("omnievent", "TC", gold, wide) == (0, 1, 1)
    near = annotation(event("Meet", 5, 8, ("Place", 0, 2), ("Place", 30, 31)))
    assert sizes("omnievent", "AC-strict", gold, near) == (0, 1, 1)


def test_omnievent_prefers_the_right_one_of_several_labels() -> None:
    gold = annotation(event("Meet", 5, 8))
    assert sizes("omnievent", "TC", gold, annotation(event("Visit", 5, 8), event("Meet", 5, 8))) == (1, 1, 1)
    # But each label is used once, and what is wrong for the first candidate of a span is gone for the second.
    double = annotation(event("Meet", 5, 8), event("Visit", 5, 8))
    assert sizes("omnievent", "TC", double, annotation(event("Visit", 5, 8))) == (0, 1, 2)
    assert sizes("omnievent", "TC", double, annotation(event("Visit", 5, 8), event("Meet", 5, 8))) == (2, 2, 2)


def test_omnievent_looks_for_arguments_among_gold_entities() -> None:
    entities = {"ann": (Mention(0, 3), Mention(12, 15)), "bo": (Mention(30, 33),)}
    gold = msgspec.structs.replace(annotation(event("Meet", 5, 8, ("Place", 0, 3))), entities=entities)
    found = annotation(event("Meet", 5, 8, ("Place", 12, 15), ("Place", 30, 33), ("Place", 40, 43)))
    # 12-15 mentions an entity that is an argument already, and 40-43 mentions none: only 30-33 is a candidate.
    assert sizes("omnievent", "AC-strict", gold, found) == (0, 1, 1)
    # Under a false trigger every mention is one.
    false = annotation(event("Meet", 50, 51, ("Place", 12, 15)))
    assert sizes("omnievent", "AC-strict", gold, false) == (0, 1, 1)
    assert sizes("omnievent", "AC-loose", gold, false) == (0, 0, 0)


def test_omnievent_forgives_a_wrong_type_with_gold_triggers_only() -> None:
    gold = annotation(event("Meet", 5, 8, ("Place", 0, 3)))
    found = annotation(event("Visit", 5, 8, ("Place", 0, 3)))
    assert sizes("omnievent", "AC-gold", gold, found) == (1, 1, 1)
    assert sizes("omnievent", "AC-strict", gold, found) == (0, 1, 1)


def test_evmeval_skips_documents_without_gold() -> None:
    gold, found = [annotation(event("Meet", 0, 2)), NOTHING], annotation(event("Meet", 0, 2))
    assert values("evmeval", "span", gold, [found, found]) == (1, 1, 1)
    assert values("evmeval", "span-macro", gold, [found, found]) == (1, 1, 1)
    assert scored("evmeval", gold, [found, found]).tally("mention-types") == (1, 2, 1, 1)


def test_evmeval_averages_precision_and_recall_before_f1() -> None:
    one, two = annotation(event("Meet", 0, 2)), annotation(event("Meet", 0, 2), event("Meet", 5, 6))
    precision, recall, f1 = values("evmeval", "span-macro", [one, two], [two, NOTHING])
    assert (precision, recall, f1) == (pytest.approx(0.25), pytest.approx(0.5), pytest.approx(1 / 3))
    assert values("evmeval", "span", [one, two], [two, NOTHING]) == (0.5, pytest.approx(1 / 3), pytest.approx(0.4))


def test_evmeval_compares_types_without_case_and_punctuation() -> None:
    gold = annotation(event("Movement_Transport-Person", 0, 2, realis="ACTUAL"))
    found = annotation(event("movement.transportPerson", 0, 2, realis="actual"))
    scores = scored("evmeval", [gold], [found])
    assert scores.tally("type+realis") == (1, 1, 1, 1)
    assert scores.table("type").labels == (("movementtransportperson",),)


def test_evmeval_breaks_ties_by_the_order_of_files() -> None:
    anything, actual = event("Meet", 0, 2, realis="NOT_ANNOTATED"), event("Meet", 0, 2, realis="Actual")
    found = annotation(event("Meet", 0, 2, realis="Actual"), event("Meet", 0, 2, realis="Planned"))
    assert sizes("evmeval", "realis", annotation(actual, anything), found) == (2, 2, 2)
    assert sizes("evmeval", "realis", annotation(anything, actual), found) == (1, 2, 2)


def test_evmeval_takes_its_table_of_types_from_type_and_realis() -> None:
    gold = annotation(event("Meet", 0, 2, realis="Actual"))
    found = annotation(event("Meet", 0, 2, realis="Planned"))
    assert sizes("evmeval", "type", gold, found) == (1, 1, 1)
    assert sizes("evmeval", "mention-types", gold, found) == (0, 1, 1)


def chained(*events: tuple[str, int, str]) -> Annotation:
    return annotation(*(Event(type=kind, trigger=Span(start, start + 2), chain=chain) for kind, start, chain in events))


def test_evmeval_scores_coreference_of_mentions_of_the_right_span_and_type() -> None:
    gold = chained(
        ("Meet", 0, "a"), ("Meet", 5, "b"), ("Meet", 10, "b"), ("Meet", 15, "c"), ("Meet", 20, "c"), ("Meet", 25, "c")
    )
    found = chained(("Meet", 0, ""), ("Meet", 15, "x"), ("Meet", 20, "x"))
    # Case A2 of the CoNLL reference scorer.
    for metric, f1 in {"MUC": 0.5, "B3": 0.56, "CEAFe": 0.72, "BLANC": 0.35385}.items():
        assert values("evmeval", metric, [gold], [found])[2] == pytest.approx(f1, abs=5e-6)
    assert values("evmeval", "CoNLL", [gold], [found])[2] == pytest.approx((0.5 + 0.56 + 0.72 + 0.35385) / 4, abs=2e-6)
    wrong = chained(("Visit", 0, ""), ("Meet", 15, "x"), ("Meet", 21, "x"))
    assert values("evmeval", "MUC", [gold], [wrong])[2] == 0
    assert values("evmeval", "B3", [gold], [wrong])[0] == pytest.approx((0.5) / 3)


def test_evmeval_lets_two_mentions_share_a_span() -> None:
    gold = chained(("Meet", 0, "a"), ("Visit", 0, "b"), ("Visit", 5, "b"))
    for metric in ("MUC", "B3", "CEAFm", "CEAFe", "BLANC", "CoNLL"):
        assert values("evmeval", metric, [gold], [gold])[2] == 1


def test_metametric_averages_over_documents_and_empty_ones_are_perfect() -> None:
    gold, found = [annotation(event("Meet", 0, 2)), NOTHING], [NOTHING, NOTHING]
    assert values("metametric", "trigger_identification", gold, found) == (0.5, 0.5, 0.5)
    assert values("metametric", "argument_classification", gold, found) == (0.5, 0.5, 0.5)
    false = annotation(event("Meet", 0, 2), event("Meet", 0, 2))
    assert values("metametric", "trigger_identification", gold, [false, false]) == (0.25, 0.5, pytest.approx(1 / 3))


def test_metametric_on_its_own_example() -> None:
    gold = annotation(
        event("Attack", 5, 6, ("Agent", 0, 1), ("Place", 1, 2), ("Time", 2, 3)),
        event("Die", 15, 16, ("Agent", 10, 11), ("Victim", 11, 12), ("Place", 12, 13), ("Time", 13, 14)),
    )
    found = annotation(
        event("Attack", 5, 6, ("Agent", 0, 1), ("Time", 1, 2)),
        event("Die", 15, 16, ("Agent", 10, 11), ("Victim", 11, 12), ("Place", 20, 21)),
    )
    for label, expected in {
        "trigger_identification": (1, 1, 1),
        "trigger_classification": (1, 1, 1),
        "argument_identification": (0.8, 4 / 7, 2 / 3),
        "argument_classification": (0.6, 3 / 7, 0.5),
    }.items():
        assert values("metametric", label, [gold], [found]) == pytest.approx(expected)


def test_metametric_counts_an_event_without_arguments_as_having_one() -> None:
    gold = annotation(event("Meet", 0, 2), event("Meet", 5, 6, ("Place", 8, 9)))
    assert values("metametric", "argument_identification", [gold], [annotation(event("Meet", 0, 2))]) == (
        pytest.approx((1, 0.5, 2 / 3))
    )
    bare = annotation(event("Meet", 5, 6))
    assert values("metametric", "argument_identification", [gold], [bare])[2] == 0


def test_gen_arg_does_not_look_at_other_triggers() -> None:
    gold = annotation(event("Meet", 20, 23, ("Place", 0, 3)))
    found = annotation(event("Meet", 20, 23, ("Place", 0, 3)), event("Meet", 30, 33, ("Place", 0, 3), ("Time", 5, 6)))
    assert sizes("gen-arg", "AC", gold, found) == (1, 1, 1)


TEXT = "The president of Tunisia met the Italian minister. The president and he spoke."
ENTITIES = {
    "president": (Mention(0, 24), Mention(51, 64)),
    "minister": (Mention(29, 49), Mention(69, 71)),
}


def visit(*arguments: tuple[str, int, int]) -> Annotation:
    return msgspec.structs.replace(annotation(event("Meet", 25, 28, *arguments)), entities=ENTITIES)


def test_gen_arg_takes_the_article_off_gold_spans_alone() -> None:
    gold = visit(("Participant", 29, 49))
    assert sizes("gen-arg", "AC", gold, visit(("Participant", 29, 49)), TEXT) == (0, 1, 1)
    assert sizes("gen-arg", "AC", gold, visit(("Participant", 33, 49)), TEXT) == (1, 1, 1)


def test_gen_arg_compares_heads() -> None:
    gold, found = visit(("Participant", 0, 24)), visit(("Participant", 4, 13))
    assert sizes("gen-arg", "AC", gold, found, TEXT) == (0, 1, 1)
    assert sizes("gen-arg", "head-AC", gold, found, TEXT) == (1, 1, 1)
    assert sizes("gen-arg", "head-AC", gold, visit(("Participant", 17, 24)), TEXT) == (0, 1, 1)


def test_gen_arg_accepts_any_mention_and_more_than_one() -> None:
    gold = visit(("Participant", 69, 71))
    other = visit(("Participant", 29, 49))
    assert sizes("gen-arg", "AC", gold, other, TEXT) == (0, 1, 1)
    assert sizes("gen-arg", "coref-AC", gold, other, TEXT) == (1, 1, 1)
    both = visit(("Participant", 69, 71), ("Participant", 29, 49))
    assert sizes("gen-arg", "coref-AC", gold, both, TEXT) == (2, 2, 1)
    assert sizes("gen-arg", "coref-AC", gold, visit(("Place", 29, 49)), TEXT) == (0, 1, 1)
    assert sizes("gen-arg", "coref-AI", gold, visit(("Place", 29, 49)), TEXT) == (1, 1, 1)


def test_gen_arg_misses_entities_once_a_span_has_lost_its_article_or_is_a_head() -> None:
    gold = visit(("Participant", 0, 24))
    assert sizes("gen-arg", "coref-AC", gold, visit(("Participant", 51, 64)), TEXT) == (0, 1, 1)
    bare = visit(("Participant", 69, 71))
    assert sizes("gen-arg", "head-coref-AC", bare, visit(("Participant", 29, 49)), TEXT) == (0, 1, 1)


def test_tag_sequences_keep_the_first_and_longest_of_overlapping_spans() -> None:
    events = [event("Visit", 3, 5), event("Meet", 3, 8), event("Sign", 7, 9), event("Meet", 8, 9)]
    assert seqeval.written(events) == [(3, 8, "Meet"), (8, 9, "Meet")]
    assert sizes("seqeval", "micro", annotation(*events), annotation(event("Visit", 3, 5))) == (0, 1, 2)


def test_seqeval_averages_over_types() -> None:
    gold = annotation(event("Meet", 0, 1), event("Meet", 2, 3), event("Visit", 4, 5))
    found = annotation(event("Meet", 0, 1), event("Visit", 4, 5), event("Sign", 6, 7))
    table = scored("seqeval", [gold], [found]).table("macro")
    sums = np.array([table.sums(label) for label in table.labels])
    # Meet 1 / .5 / .667, Sign 0 / 0 / 0, Visit 1 / 1 / 1.
    for average, expected in {
        "micro": (2 / 3, 2 / 3, 2 / 3),
        "macro": (2 / 3, 0.5, 5 / 9),
        "weighted": (1, 2 / 3, 7 / 9),
    }.items():
        assert seqeval.Spans(average).total(sums).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("strict", (1, 2, 0, 1, 1)),
        ("exact", (2, 1, 0, 1, 1)),
        ("partial", (2, 0, 1, 1, 1)),
        ("ent_type", (2, 1, 0, 1, 1)),
    ],
)
def test_nervaluate_sorts_predictions_into_outcomes(scheme: str, expected: tuple[int, ...]) -> None:
    gold = annotation(event("Meet", 0, 4), event("Visit", 10, 14), event("Sign", 20, 24), event("Sign", 30, 34))
    found = annotation(event("Meet", 0, 4), event("Meet", 10, 14), event("Sign", 22, 26), event("Sign", 40, 44))
    table = scored("nervaluate", [gold], [found]).table(scheme)
    assert tuple(table.sums()) == expected
    right = expected[0] + expected[2] / 2
    assert tuple(table.values().values()) == pytest.approx((right / 4, right / 4, right / 4))


def test_nervaluate_lets_an_overlap_use_up_what_a_later_prediction_equals() -> None:
    gold = annotation(event("Meet", 2, 6))
    found = annotation(event("Meet", 0, 3), event("Meet", 3, 6))
    assert tuple(scored("nervaluate", [gold], [found]).table("strict").sums()) == (0, 1, 0, 0, 1)
    touching = annotation(event("Meet", 0, 2))
    assert tuple(scored("nervaluate", [gold], [touching]).table("strict").sums()) == (0, 0, 0, 1, 1)


@st.composite
def nuggets(draw: st.DrawFn) -> Annotation:
    """A few events on so little text that their triggers overlap."""
    events = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, 5))
        realis = draw(st.sampled_from(("", "Actual", "Planned")))
        kind = draw(st.sampled_from(("Meet", "Visit")))
        events.append(event(kind, start, start + draw(st.integers(1, 4)), realis=realis))
    return annotation(*events)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(nuggets(), nuggets()), min_size=1, max_size=3))
def test_evmeval_is_the_plain_greedy_algorithm_on_sets_of_characters(
    found: list[tuple[Annotation, Annotation]],
) -> None:
    ours = scored("evmeval", [gold for gold, _ in found], [guess for _, guess in found])
    for label in ("span", "type", "realis", "type+realis"):
        right = predicted = wanted = 0.0
        by_document = []
        for gold, guess in found:
            pairs = []
            for i, one in enumerate(guess.events):
                for j, other in enumerate(gold.events):
                    a, b = (set(range(e.trigger.start, e.trigger.end)) for e in (one, other))
                    if a & b:
                        pairs.append((-2 * len(a & b) / (len(a) + len(b)), i, j))
            total, systems, golds = 0.0, set(), set()
            for value, i, j in sorted(pairs):
                one, other = guess.events[i], gold.events[j]
                types = "type" not in label or one.type == other.type
                realis = "realis" not in label or other.realis in ("", one.realis)
                if types and realis and i not in systems and j not in golds:
                    total -= value
                    systems.add(i)
                    golds.add(j)
            if gold.events:
                right += total
                predicted += len(guess.events)
                wanted += len(gold.events)
                by_document.append((total / max(1, len(guess.events)), total / len(gold.events)))
        counts = ours.tally(label)
        assert (counts.predicted, counts.gold) == (predicted, wanted)
        assert counts.matched_gold == pytest.approx(right)
        macro = list(ours.table(f"{label}-macro").values().values())
        expected = np.mean(by_document, axis=0) if by_document else [0, 0]
        assert macro[:2] == pytest.approx(expected)


@settings(max_examples=100, deadline=None)
@given(colliding(), colliding())
def test_dygie_is_its_dictionaries_where_they_lose_nothing(gold: Annotation, guess: Annotation) -> None:
    def single(found: Annotation) -> Annotation:
        """One event on a trigger, one role of a span in it."""
        events = {(e.trigger.start, e.trigger.end): e for e in found.events}.values()
        return annotation(
            *(
                msgspec.structs.replace(e, arguments=tuple({(a.start, a.end): a for a in e.arguments}.values()))
                for e in events
            )
        )

    gold, guess = single(gold), single(guess)
    triggers = [{e.trigger.start: e.type for e in side.events} for side in (guess, gold)]
    roles = [
        [((a.start, a.end), kinds[e.trigger.start], a.role) for e in side.events for a in e.arguments]
        for side, kinds in zip((guess, gold), triggers, strict=True)
    ]
    for label, matched in {
        "TI": sum(place in triggers[1] for place in triggers[0]),
        "TC": sum(triggers[1].get(place) == kind for place, kind in triggers[0].items()),
    }.items():
        assert sizes("dygie", label, gold, guess) == (matched, len(triggers[0]), len(triggers[1]))
    for label, end in (("AI", 2), ("AC", 3)):
        matched = sum(any(one[:end] == other[:end] for other in roles[1]) for one in roles[0])
        assert sizes("dygie", label, gold, guess) == (matched, len(roles[0]), len(roles[1]))
