"""Agreement: coefficients on published and hand-worked numbers, what is compared with what, and the list of rows."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, colliding, event, fitting
from msgspec.structs import replace
from sklearn.metrics import cohen_kappa_score
from typer.testing import CliRunner

from benchmark import agreement as compared
from benchmark.agreement import KINDS, Agreement, Disagreement, Figure, Material, alpha, disagreements, kappa, raw
from benchmark.commands.agreement import agreement as command
from benchmark.corpus import Corpus, Facts, checksum
from benchmark.exceptions import DatelineError, InputError
from benchmark.jsonl import write_annotations
from benchmark.measures import Comparison
from benchmark.schema import Annotation, Argument, Conflict, Event, Mention, Span

CORPUS = Corpus()


def confusion(ours: Sequence[str], theirs: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    labels = sorted({*ours, *theirs})
    counts = [[sum(p == (a, b) for p in zip(ours, theirs, strict=True)) for b in labels] for a in labels]
    return np.array(counts, dtype=np.float64).ravel()


def facts(name: str, text: str, split: str = "dev", phenomena: tuple[int, ...] = ()) -> Facts:
    known = dict.fromkeys(("title", "source", "register", "basis", "writer"), "")
    return Facts(
        id=name, split=split, date="2024-05-06", cluster=name, phenomena=phenomena, sha256=checksum(text), **known
    )


def material(a: Sequence[Annotation], b: Sequence[Annotation], text: str = "x" * 40, **more: Any) -> Material:
    texts = {one.document: text for one in a}
    known = {name: facts(name, text) for name in texts}
    given_facts = {"facts": known, "phenomena": {}, **more}
    return Material(a, b, texts, CORPUS.ontology, **given_facts)


def compare(a: Annotation, b: Annotation, **more: Any) -> Agreement:
    return compared.agreement(material([a], [b], **more), resamples=0)


def figure(found: Agreement, name: str, group: str = "") -> Figure:
    return next(f for f in found.figures if f.name == name and group in ("", f.group))


def value(found: Agreement, name: str, group: str = "") -> float:
    return figure(found, name, group).estimate.value


# Coefficients


def test_alpha_is_that_of_krippendorffs_binary_example() -> None:
    assert alpha(confusion("0100000010", "1110010000")).round(3).tolist() == [0.095]


def test_alpha_is_that_of_krippendorffs_nominal_example() -> None:
    assert alpha(confusion("aabbdcccedda", "babbbccceddd")).round(3).tolist() == [0.692]


def test_kappa_worked_by_hand() -> None:
    # Half of the 50 are to be expected by chance (30 * 25 + 20 * 25 of 2500), 35 are equal: (.7 - .5) / (1 - .5).
    assert kappa(np.array([20.0, 5.0, 10.0, 15.0])).tolist() == pytest.approx([0.4])
    assert raw(np.array([20.0, 5.0, 10.0, 15.0])).tolist() == [0.7]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=40))
def test_kappa_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    ours, theirs = zip(*pairs, strict=True)
    (found,) = kappa(confusion(ours, theirs)).tolist()
    if len({*ours, *theirs}) == 1:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(ours, theirs))


def test_a_coefficient_is_undefined_without_decisions_or_with_one_label() -> None:
    for counts in ([0.0], [0.0] * 4, [7.0], [7.0, 0.0, 0.0, 0.0]):
        assert np.isnan(kappa(np.array(counts))).all() and np.isnan(alpha(np.array(counts))).all()
    assert raw(np.array([7.0])).tolist() == [1.0] and np.isnan(raw(np.array([0.0]))).all()


def test_coefficients_of_many_resamples_are_those_of_each() -> None:
    tables = np.array([[20.0, 5.0, 10.0, 15.0], [5.0, 1.0, 3.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    for coefficient in (raw, kappa, alpha):
        assert np.array_equal(coefficient(tables), np.stack([coefficient(t) for t in tables]), equal_nan=True)


# What is compared


def test_types_are_compared_on_spans_of_both_whatever_their_type() -> None:
    a = annotation(event("Meeting", 0, 1), event("Visit", 2, 3), event("Visit", 4, 5), event("Signing", 6, 7))
    b = annotation(event("Meeting", 0, 1), event("Visit", 2, 3), event("Meeting", 4, 5), event("Signing", 8, 9))
    found = compare(a, b)
    assert figure(found, "type: raw").both == 3 and value(found, "type: raw") == pytest.approx(2 / 3)
    # p_e = (1 * 2 + 2 * 1) / 9; (6 - 4) / (9 - 4)
    assert value(found, "type: Cohen's kappa") == pytest.approx(0.4)
    assert (value(found, "TI"), value(found, "TC")) == (0.75, 0.5)
    (types,) = [c for c in found.confusions if c.of == "type"]
    assert types.labels == ("Meeting", "Visit") and types.counts == ((1, 0), (1, 1))


def test_events_on_one_trigger_are_paired_by_type_and_then_by_fillers() -> None:
    a = annotation(
        event("Meeting", 0, 1, ("Place", 2, 3), realis="Actual"),
        event("Meeting", 0, 1, ("Place", 4, 5), realis="Planned"),
    )
    b = annotation(
        event("Visit", 0, 1, ("Destination", 2, 3), realis="Generic"),
        event("Meeting", 0, 1, ("Place", 4, 5), realis="Planned"),
    )
    pairs = compared.trigger_pairs(Comparison(a, b))
    assert sorted((one.realis, other.realis) for one, other in pairs if one and other) == [
        ("Actual", "Generic"),
        ("Planned", "Planned"),
    ]


def test_an_unstated_realis_is_a_label_of_its_own() -> None:
    found = compare(annotation(event("Visit", 0, 1, realis="Actual")), annotation(event("Visit", 0, 1)))
    assert value(found, "realis: raw") == 0
    (realis,) = [c for c in found.confusions if c.of == "realis"]
    assert realis.labels == ("Actual", "unstated")


def test_f1_is_the_mean_of_both_directions_where_chains_decide() -> None:
    meets = event("Meeting", 0, 1, ("Participant", 2, 3)), event("Meeting", 0, 1, ("Participant", 4, 5))
    a, b = annotation(meets[0]), annotation(meets[1])
    chained = replace(a, entities={"X": (Mention(2, 3), Mention(4, 5))})
    assert value(compare(a, b), "AC+@chain") == 0
    assert value(compare(chained, b), "AC+@chain") == value(compare(b, chained), "AC+@chain") == 0.5
    both = replace(b, entities={"Y": (Mention(2, 3), Mention(4, 5))})
    assert value(compare(chained, both), "AC+@chain") == 1


def test_alpha_of_words_is_that_of_krippendorffs_binary_example() -> None:
    text = "one two three four five six seven eight nine ten"
    starts = [0, *(place + 1 for place, mark in enumerate(text) if mark == " ")]

    def marked(coder: str) -> Annotation:
        return annotation(
            *(event("Visit", start, start + 3) for start, said in zip(starts, coder, strict=True) if said == "1")
        )

    found = compare(marked("0100000010"), marked("1110010000"), text=text)
    assert round(value(found, "trigger: Krippendorff's alpha"), 3) == 0.095
    assert figure(found, "trigger: Krippendorff's alpha").both == 10


def test_a_word_triggers_the_types_of_all_triggers_that_touch_it() -> None:
    text = "They co-signed and met-ish, did they?"
    one = annotation(event("Signing", 8, 14), event("Meeting", 19, 22), event("Visit", 19, 22), event("Visit", 19, 22))
    ours = [decision[0] for decision in compared.word_decisions(Comparison(one, annotation(), text))]
    assert ours == ["none", "Signing", "none", "Meeting+Visit", "none", "none"]


def test_a_time_has_its_value_compared_once_a_document_and_only_where_both_have_it() -> None:
    def said(value: str, *events: Event) -> Annotation:
        return annotation(
            *(
                replace(e, arguments=tuple(replace(a, value=value if a.role == "Time" else "") for a in e.arguments))
                for e in events
            )
        )

    first, again = event("Visit", 0, 1, ("Time", 2, 3)), event("Meeting", 4, 5, ("Time", 2, 3), ("Place", 6, 7))
    alone = event("Meeting", 8, 9, ("Time", 10, 11))
    a, b = said("2024", first, again, alone), said("2023", first, again)
    assert (figure(compare(a, b), "time value: raw").both, value(compare(a, b), "time value: raw")) == (1, 0)
    assert value(compare(a, said("2024", first)), "time value: raw") == 1


def test_chains_are_compared_on_all_mentions_and_on_those_of_both() -> None:
    def chained(*starts: int) -> Annotation:
        events = [replace(event("Visit", start, start + 1), chain="C") for start in starts]
        entity = tuple(Mention(start + 20, start + 21) for start in starts)
        return replace(annotation(*events), entities={"X": entity})

    found = compare(chained(0, 2, 4), chained(0, 2))
    for name, group in (("B3", "event chains"), ("B3@entities", "entity chains")):
        # Both mentions of B are right; A's three are each found with two of three, one not at all: R = 4 / 9.
        assert value(found, name, group) == pytest.approx(2 * 4 / 9 / (1 + 4 / 9))
        assert value(found, name, f"{group}, mentions of both") == 1


def test_what_nothing_can_be_said_of_is_undefined() -> None:
    found = compare(annotation(), annotation())
    assert all(math.isnan(one.estimate.value) for one in found.figures)
    assert {one.verdict for one in found.figures if one.aim} == {"undefined"}
    assert disagreements(material([annotation()], [annotation()])) == []


def test_aims_are_met_or_short() -> None:
    met = compare(annotation(event("Visit", 0, 1)), annotation(event("Visit", 0, 1)))
    short = compare(annotation(event("Visit", 0, 1)), annotation(event("Visit", 0, 1), event("Visit", 2, 3)))
    assert (figure(met, "TC").verdict, figure(short, "TC").verdict, figure(met, "TI").verdict) == ("met", "short", "")
    assert {(f.group, f.name) for f in met.figures if f.aim is not None} == set(compared.AIMS)


@given(fitting())
@settings(max_examples=60, deadline=None)
def test_an_annotator_agrees_with_himself(found: Any) -> None:
    itself = material([found.annotation], [found.annotation], text=found.text)
    for one in compared.agreement(itself, resamples=0).figures:
        if not one.name.startswith("CoNLL"):  # its MUC is 0 where nothing is chained
            assert math.isnan(one.estimate.value) or one.estimate.value == pytest.approx(1), one
    assert disagreements(itself) == []


@given(colliding(), colliding())
@settings(max_examples=80, deadline=None)
def test_swapping_the_two_changes_no_f1(a: Annotation, b: Annotation) -> None:
    there, back = compare(a, b), compare(b, a)
    for one, other in zip(there.figures, back.figures, strict=True):
        if one.group != compared.LABELS:  # ties between events of one trigger may fall otherwise
            assert one.estimate.value == pytest.approx(other.estimate.value, nan_ok=True), one.name


@given(colliding(), colliding(), st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_events_in_a_file_changes_nothing(a: Annotation, b: Annotation, order: random.Random) -> None:
    mixed = replace(b, events=tuple(order.sample(b.events, len(b.events))))
    assert disagreements(material([a], [b])) == disagreements(material([a], [mixed]))


def test_resamples_are_of_documents_and_the_same_when_swapped() -> None:
    a = [annotation(event("Visit", 0, 1), document=f"d{number}") for number in range(12)]
    b = [annotation(*([event("Visit", 0, 1)] * (number % 3 > 0)), document=f"d{number}") for number in range(12)]
    there, back = (compared.agreement(material(*sides), resamples=200) for sides in ((a, b), (b, a)))
    interval = figure(there, "TC").estimate.interval
    assert interval is not None and interval.low < value(there, "TC") == 0.8 < interval.high
    assert interval == figure(back, "TC").estimate.interval and material(a, b).seed == material(b, a).seed
    assert figure(there, "realis: Cohen's kappa").estimate.interval is None  # undefined: one label


def test_slices_are_types_and_phenomena() -> None:
    a = [annotation(event("Visit", 0, 1), event("Meeting", 2, 3), document=name) for name in ("d1", "d2")]
    b = [annotation(event("Visit", 0, 1), document="d1"), annotation(event("Meeting", 2, 3), document="d2")]
    known = {"d1": facts("d1", "", phenomena=(7,)), "d2": facts("d2", "", phenomena=(7, 9))}
    found = compared.agreement(material(a, b, facts=known, phenomena={7: "planned"}), resamples=0, sliced=True)
    rows = [(s.by, s.value, s.documents, s.a, s.b, round(s.trigger.value, 3)) for s in found.slices]
    assert rows == [
        ("type", "Meeting", 2, 2, 1, 0.667),
        ("type", "Visit", 2, 2, 1, 0.667),
        ("phenomenon", "7 planned", 2, 4, 2, 0.667),
        ("phenomenon", "9", 1, 2, 1, 0.667),
    ]


def test_realis_of_a_type_is_that_of_events_of_which_both_gave_it() -> None:
    a = annotation(event("Visit", 0, 1, realis="Actual"), event("Visit", 2, 3, realis="Planned"), event("Visit", 4, 5))
    b = annotation(
        event("Visit", 0, 1, realis="Actual"), event("Visit", 2, 3, realis="Planned"), event("Meeting", 4, 5)
    )
    cut = compared.agreement(material([a], [b]), resamples=0, sliced=True).slices
    assert [(s.value, s.realis.value) for s in cut if s.value == "Visit"] == [("Visit", 1.0)]
    unlike = replace(b, events=(*b.events[:2], replace(b.events[2], realis="Generic")))
    assert compared.agreement(material([a], [unlike]), resamples=0, sliced=True).slices[1].realis.value == 1.0


# Disagreements

TEXT = "Ana Lima met Bo Chen in Tunis on Monday. Later she visited Sfax, and they signed the accord there.\n"


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def filler(role: str, words: str, **more: str) -> Argument:
    start, end = at(words)
    return Argument(role=role, start=start, end=end, text=words, **more)


def happening(kind: str, words: str, *arguments: Argument, **more: Any) -> Event:
    return Event(id=words, type=kind, trigger=Span(*at(words), words), arguments=arguments, realis="Actual", **more)


def mention(words: str, kind: str = "Person", value: str = "") -> Mention:
    return Mention(*at(words), words, kind, value)


MET = happening("Meeting", "met", filler("Participant", "Ana Lima"), filler("Time", "Monday", value="2024-05-06"))
VISITED = happening("Visit", "visited", filler("Visitor", "she"), filler("Destination", "Sfax"))
SIGNED = happening("Signing", "signed")
ENTITIES = {
    "X1": (mention("Ana Lima"), mention("she")),
    "X2": (mention("Sfax", "GPE"),),
    "X4": (mention("Tunis", "GPE"),),
}
FULL = Annotation(document="d", events=(MET, VISITED, SIGNED), entities=ENTITIES, part_of=(("met", "visited"),))


def with_event(old: Event, **changes: Any) -> Annotation:
    return replace(FULL, events=tuple(replace(e, **changes) if e is old else e for e in FULL.events))


DIFFERENT: list[tuple[str, Annotation, tuple[str, str, str]]] = [
    ("missed by B", replace(FULL, events=(MET, VISITED)), ("signed", "Signing Actual", "")),
    (
        "missed by A",
        replace(FULL, events=(*FULL.events, happening("Signing", "accord", filler("Place", "Tunis")))),
        ("accord", "", "Signing Actual; Place 24-29 Tunis"),
    ),
    (
        "span",
        with_event(SIGNED, trigger=Span(*at("signed the accord"))),
        ("signed", "74-80 signed", "74-91 signed the accord"),
    ),
    ("type", with_event(SIGNED, type="Meeting"), ("signed", "Signing Actual", "Meeting Actual")),
    ("realis", with_event(SIGNED, realis="Planned"), ("signed", "Actual", "Planned")),
    ("background", with_event(SIGNED, background=True), ("signed", "no", "yes")),
    (
        "role",
        with_event(VISITED, arguments=(filler("Host", "she"), filler("Destination", "Sfax"))),
        ("she", "Visitor of 51-58 visited", "Host of 51-58 visited"),
    ),
    (
        "filler span",
        with_event(MET, arguments=(filler("Participant", "Lima"), MET.arguments[1])),
        ("Ana Lima", "Participant of 9-12 met: 0-8 Ana Lima", "Participant of 9-12 met: 4-8 Lima"),
    ),
    (
        "filler mention",
        with_event(MET, arguments=(filler("Participant", "she"), MET.arguments[1])),
        ("Ana Lima", "Participant of 9-12 met: 0-8 Ana Lima", "Participant of 9-12 met: 47-50 she"),
    ),
    (
        "filler missing in B",
        with_event(VISITED, arguments=VISITED.arguments[1:]),
        ("she", "Visitor of 51-58 visited", ""),
    ),
    (
        "filler missing in A",
        with_event(SIGNED, arguments=(filler("Signatory", "they"),)),
        ("they", "", "Signatory of 74-80 signed"),
    ),
    (
        "mention span",
        replace(FULL, entities={**ENTITIES, "X4": (mention("in Tunis", "GPE"),)}),
        ("Tunis", "24-29 Tunis", "21-29 in Tunis"),
    ),
    (
        "mention missing in A",
        replace(FULL, entities={**ENTITIES, "X3": (mention("the accord", "Document"),)}),
        ("the accord", "", "81-91 the accord"),
    ),
    (
        "mention missing in B",
        replace(FULL, entities={name: ENTITIES[name] for name in ("X1", "X2")}),
        ("Tunis", "24-29 Tunis", ""),
    ),
    (
        "value",
        with_event(MET, arguments=(MET.arguments[0], filler("Time", "Monday"))),
        ("Monday", "2024-05-06", "none"),
    ),
    (
        "entity type",
        replace(FULL, entities={**ENTITIES, "X2": (mention("Sfax", "Loc"),)}),
        ("Sfax", "GPE", "Loc"),
    ),
    (
        "text conflict",
        replace(FULL, conflicts=(Conflict(*at("Tunis"), "Tunis", (Span(*at("Sfax"), "Sfax"),)),)),
        ("Tunis", "no", "yes; repaired by 59-63 Sfax"),
    ),
    (
        "event chain",
        replace(FULL, events=(MET, VISITED, SIGNED, happening("Signing", "accord"))),
        ("accord", "with 74-80 signed", "none before"),
    ),
    (
        "entity chain",
        replace(FULL, entities={**ENTITIES, "X1": (mention("Ana Lima"),), "X3": (mention("she"),)}),
        ("she", "with 0-8 Ana Lima", "none before"),
    ),
    ("part-of", replace(FULL, part_of=()), ("met", "part of 51-58 visited", "")),
]


@pytest.mark.parametrize(("kind", "other", "said"), DIFFERENT, ids=[kind for kind, *_ in DIFFERENT])
def test_one_difference_is_one_row(kind: str, other: Annotation, said: tuple[str, str, str]) -> None:
    first = FULL
    if kind == "event chain":
        chained = [replace(e, chain="C") if e.type == "Signing" else e for e in other.events]
        first = replace(other, events=tuple(chained))
    (row,) = disagreements(material([first], [other], text=TEXT))
    assert (row.kind, row.words, row.a, row.b) == (kind, *said)
    assert TEXT[row.start : row.end] == row.words and f"[[{row.words}]]" in row.sentence


def test_every_kind_has_its_row() -> None:
    assert {kind for kind, *_ in DIFFERENT} == set(KINDS)


def test_a_row_has_its_sentence_with_the_words_marked() -> None:
    (row,) = disagreements(material([FULL], [with_event(VISITED, realis="Planned")], text=TEXT))
    assert row.sentence == "Later she [[visited]] Sfax, and they signed the accord there."


def test_spans_that_overlap_are_one_event_even_of_another_type() -> None:
    longer = replace(SIGNED, trigger=Span(*at("signed the accord")), type="Meeting", realis="Planned")
    found = disagreements(material([FULL], [replace(FULL, events=(MET, VISITED, longer))], text=TEXT))
    assert [row.kind for row in found] == ["span", "type", "realis"]


def test_one_wrong_link_is_one_row_however_long_the_chains_are() -> None:
    letters = [Mention(number, number + 1) for number in range(8)]
    a = replace(annotation(), entities={"X": tuple(letters)})
    b = replace(annotation(), entities={"X": tuple(letters[:4]), "Y": tuple(letters[4:])})
    rows = disagreements(material([a], [b], text="abcdefgh"))
    assert [(row.words, row.a, row.b) for row in rows] == [("e", "with 0-1 a", "none before")]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=7))
def test_partitions_have_rows_exactly_where_they_differ(clusters: list[tuple[str, str]]) -> None:
    sides = []
    for side in (0, 1):
        entities: dict[str, tuple[Mention, ...]] = {}
        for place, names in enumerate(clusters):
            entities[names[side]] = (*entities.get(names[side], ()), Mention(place, place + 1))
        sides.append(replace(annotation(), entities=entities))
    same = {frozenset(c) for c in sides[0].entities.values()} == {frozenset(c) for c in sides[1].entities.values()}
    assert (disagreements(material([sides[0]], [sides[1]])) == []) == same


def test_a_part_linked_from_another_mention_of_it_is_no_disagreement() -> None:
    again = happening("Signing", "accord", chain="S")
    events = (MET, VISITED, replace(SIGNED, chain="S"), again)
    a = replace(FULL, events=events, part_of=(("signed", "visited"),))
    b = replace(FULL, events=events, part_of=(("accord", "visited"),))
    assert disagreements(material([a], [b], text=TEXT)) == []


def test_rows_of_the_sheet_are_single_lines_without_controls() -> None:
    row = Disagreement("d", "realis", 1, 2, compared.one_line("a\tb\nc\x1b"), "Actual", "Planned", "s")
    header, line = compared.to_tsv([row])
    assert header.rstrip("\n").split("\t") == list(compared.COLUMNS)
    assert line == "d\trealis\t1\t2\ta b c\ufffd\tActual\tPlanned\t\t\t\t\ts\n"


# Where annotations come from

SMALL = {"one": ("dev", "Ana met Bo.\n"), "two": ("test", "They met.\n"), "three": ("dev", "Nobody came.\n")}
ANN = "T1\tMeeting 4 7\tmet\nE1\tMeeting:T1\nA1\tRealis E1 Actual\n"


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """A corpus of three texts with gold, pass `a` of all by split and pass `b` of two in one folder."""

    def put(path: str, content: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")

    rows = [facts(name, text, split, (7,)) for name, (split, text) in SMALL.items()]
    put("corpus/manifest.jsonl", "".join(msgspec.json.encode(row).decode() + "\n" for row in rows))
    put("corpus/VERSION", "0\n")
    put("corpus/phenomena.tsv", "number\tname\n7\tplanned event\n")
    ontology = (CORPUS.root / "annotations" / "ontology.toml").read_text(encoding="utf-8")
    put("annotations/ontology.toml", ontology)
    for name, (split, text) in SMALL.items():
        put(f"corpus/{split}/{name}.txt", text)
        for folder in ("gold", "passes/a"):
            put(f"annotations/{folder}/{split}/{name}.ann", ANN if name == "one" else "")
    put("annotations/passes/b/one.ann", ANN)
    put("annotations/passes/b/three.ann", "")
    return Corpus(tmp_path)


def test_gold_passes_folders_and_predictions_are_read(small: Corpus, tmp_path: Path) -> None:
    gold = compared.read_side("gold", small)
    assert set(gold.read) == set(SMALL) and len(gold.read["one"]().events) == 1
    assert set(compared.read_side("b", small).read) == {"one", "three"}
    assert set(compared.read_side(str(tmp_path / "annotations" / "passes" / "a"), small).read) == set(SMALL)
    path = tmp_path / "p.jsonl"
    write_annotations(path, [gold.read["one"]()])
    assert compared.read_side(str(path), small).read["one"]() == gold.read["one"]()


def test_documents_of_both_are_compared_and_the_others_named(small: Corpus) -> None:
    a, b = compared.read_side("a", small), compared.read_side("b", small)
    assert compared.select(a, b, small) == compared.Selection(("one", "three"), (), ("two",))
    assert compared.select(a, b, small, "dev").not_in_b == ()
    assert compared.select(a, b, small, names=["two", "one"]) == compared.Selection(("one",), (), ("two",))
    with pytest.raises(DatelineError, match="no document of test in common"):
        compared.select(a, b, small, "test")
    found = compared.agreement(compared.read(a, b, compared.select(a, b, small), small), resamples=50, sliced=True)
    assert value(found, "TC") == 1 and [s.value for s in found.slices] == ["Meeting", "7 planned event"]


FAULTS: list[tuple[str, Callable[[Path], Any], str]] = [
    ("goldd", lambda root: None, 'did you mean "gold"'),
    ("b", lambda root: (root / "b" / "tow.ann").touch(), "tow.ann: is of no document in the manifest; did you mean"),
    ("b", lambda root: (root / "b" / "dev").mkdir() or (root / "b" / "dev" / "two.ann").touch(), "move it to test/"),
    ("b", lambda root: (root / "b" / "dev").mkdir() or (root / "b" / "dev" / "one.ann").touch(), "keep one"),
    ("c", lambda root: (root / "c").mkdir(), "has no .ann files"),
    ("nowhere.jsonl", lambda root: None, "nowhere.jsonl: cannot be read"),
]


@pytest.mark.parametrize(("name", "spoil", "expected"), FAULTS)
def test_what_is_no_annotation_is_refused_in_one_line(
    small: Corpus, name: str, spoil: Callable[[Path], Any], expected: str
) -> None:
    spoil(small.root / "annotations" / "passes")
    with pytest.raises(DatelineError) as error:
        compared.read_side(name, small)
    assert expected in str(error.value) and "\n" not in str(error.value)


def test_a_pass_must_fit_text_and_ontology(small: Corpus) -> None:
    path = small.root / "annotations" / "passes" / "b" / "one.ann"
    for content, expected in (
        (ANN.replace("4 7", "3 6"), "but the text has"),
        (ANN.replace("Meeting", "Meting"), "Meeting"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=expected):
            compared.read_side("b", small).read["one"]()


def test_a_list_of_documents_names_known_ones(small: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("one\n\ntwo\n", encoding="utf-8")
    assert compared.read_names(path, small) == ["one", "two"]
    path.write_text("one\ntow\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'list.txt:2: no document "tow"; did you mean "two"'):
        compared.read_names(path, small)


# The command


def run(*arguments: str) -> tuple[str, str]:
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def test_gold_agrees_with_itself() -> None:
    stdout, stderr = run("gold", "gold", "--split", "dev", "--resamples", "20", "--slices", "--format", "json")
    found = json.loads(stdout)
    assert all(one["value"] in (1.0, None) or one["name"].startswith("CoNLL") for one in found["figures"])
    assert {one["verdict"] for one in found["figures"] if one["aim"]} == {"met"}
    assert found["slices"] and "under 40 documents" in stderr


def test_a_systems_output_is_compared_like_an_annotator(tmp_path: Path) -> None:
    predictions = str(CORPUS.root / "baselines" / "trigger_lexicon" / "predictions" / "dev.jsonl")
    for output in ("table", "csv", "markdown", "latex"):
        stdout, _ = run("gold", predictions, "--resamples", "20", "--slices", "--format", output)
        assert "short" in stdout and "realis kappa" in stdout
    sheet = tmp_path / "rows.tsv"
    _, stderr = run("gold", predictions, "--resamples", "0", "--disagreements", str(sheet))
    listed, _ = run("gold", predictions, "--disagreements", "-", "--format", "json")
    rows = json.loads(listed)["Disagreements"]
    assert len(sheet.read_text(encoding="utf-8").splitlines()) == 1 + len(rows) and f"wrote {len(rows)}" in stderr
    with pytest.raises(DatelineError, match="may hold decisions"):
        run("gold", predictions, "--disagreements", str(sheet))
