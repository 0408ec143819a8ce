"""Disagreements: every decision on which two annotations differ is one row, and nothing else is."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, colliding
from msgspec.structs import replace
from two_sides import material

from benchmark.disagreements import COLUMNS, KINDS, Disagreement, disagreements, one_line, to_tsv
from benchmark.schema import Annotation, Argument, Conflict, Event, Mention, Span

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
    row = Disagreement("d", "realis", 1, 2, one_line("a\tb\nc\x1b"), "Actual", "Planned", "s")
    header, line = to_tsv([row])
    assert header.rstrip("\n").split("\t") == list(COLUMNS)
    assert line == "d\t\trealis\t1\t2\ta b c\ufffd\tActual\tPlanned\t\t\t\t\ts\n"


@given(colliding(), colliding(), st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_events_in_a_file_changes_nothing(a: Annotation, b: Annotation, order: random.Random) -> None:
    mixed = replace(b, events=tuple(order.sample(b.events, len(b.events))))
    assert disagreements(material([a], [b])) == disagreements(material([a], [mixed]))
