"""The stand-off codec: nothing is lost, order is canonical, and faults name their line."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import Fitting, fitting

from benchmark import standoff
from benchmark.corpus import Corpus
from benchmark.exceptions import InputError
from benchmark.schema import Annotation, Event, Mention, Note, Span

PATH = Path("a.ann")
CORPUS = Corpus()


def assembled(content: str) -> Annotation:
    return standoff.assemble(standoff.parse(content, PATH), "doc")


@settings(max_examples=60, deadline=None)
@given(fitting())
def test_reading_what_was_written_gives_the_canonical_annotation(made: Fitting) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "doc.ann")
        path.write_bytes(standoff.write(made.annotation, made.text).encode())
        assert standoff.read(path, "doc") == standoff.canonical(made.annotation)


@settings(max_examples=60, deadline=None)
@given(fitting())
def test_canonical_form_is_a_fixed_point(made: Fitting) -> None:
    once = standoff.canonical(made.annotation)
    assert standoff.canonical(once) == once
    assert standoff.write(once, made.text) == standoff.write(made.annotation, made.text)


@settings(max_examples=60, deadline=None)
@given(fitting(), st.randoms(use_true_random=False))
def test_order_does_not_change_what_is_written(made: Fitting, random: st.Random) -> None:
    def shuffled(items: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(random.sample(items, len(items)))

    found = made.annotation
    other = msgspec.structs.replace(
        found,
        events=shuffled(
            tuple(msgspec.structs.replace(event, arguments=shuffled(event.arguments)) for event in found.events)
        ),
        entities={name: shuffled(found.entities[name]) for name in shuffled(tuple(found.entities))},
        part_of=shuffled(found.part_of),
        conflicts=shuffled(found.conflicts),
        notes=shuffled(found.notes),
    )
    assert standoff.write(other, made.text) == standoff.write(found, made.text)


@pytest.mark.parametrize("name", sorted(CORPUS.facts))
def test_gold_survives_reading_and_writing_byte_for_byte(name: str) -> None:
    facts = CORPUS.facts[name]
    path = CORPUS.gold_path(facts)
    text = CORPUS.text_path(facts).read_bytes().decode()
    canary = standoff.parse(path.read_bytes().decode(), path).canary.text
    assert standoff.write(standoff.read(path, name), text, canary=canary).encode() == path.read_bytes()


def test_every_gold_file_is_among_those_that_survive() -> None:
    assert set((CORPUS.root / "annotations" / "gold").rglob("*.ann")) == set(
        map(CORPUS.gold_path, CORPUS.facts.values())
    )


GOOD = "T1\tPerson 0 3\tAna\nT2\tMeeting 4 7\tmet\nE1\tMeeting:T2 Participant:T1\n"


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (GOOD.replace("Participant:T1", "Participant:T9"), 3, "T9 is not a T line"),
        (GOOD.replace("Meeting:T2", "Meeting:T9"), 3, "T9 is not a T line"),
        (GOOD + "A1\tRealis E7 Actual\n", 4, "E7 is not a E line"),
        (GOOD + "*\tCoref T1 T8\n", 4, "T8 is not"),
        (GOOD + "*\tEventCoref E1 E8\n", 4, "E8 is not"),
        (GOOD + "R1\tPartOf Arg1:E1 Arg2:E8\n", 4, "E8 is not"),
        (GOOD + "N1\tReference T8 TIMEX3:2020\tx\n", 4, "T8 is not"),
        (GOOD + "#1\tAnnotatorNotes E8\twhy\n", 4, "E8 is not"),
        (GOOD + "T1\tPerson 8 10\tBo\n", 4, "id T1 is used on line 1"),
        (GOOD + "E1\tMeeting:T2\n", 4, "id E1 is used on line 3"),
        (GOOD + "T3\tPerson 8 10;12 14\tBo Li\n", 4, "span in several parts"),
        (GOOD.replace("E1\tMeeting", "E1\tVisit"), 3, "its trigger T2 is a Meeting"),
        (GOOD.replace("Ana", "Anna"), 1, "has 4 code points of text for 0-3"),
        (GOOD + "T3\tPerson 8 8\tB\n", 4, "spans are half-open and never empty"),
        (GOOD + "A1\tRealis E1\n", 4, "Realis needs a value"),
        (GOOD + "A1\tBackground E1 yes\n", 4, "is a flag without a value"),
        (GOOD + "nonsense\n", 4, "cannot read"),
        (GOOD + "\n", 4, "cannot read"),
    ],
)
def test_a_faulty_line_is_named(content: str, line: int, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        assembled(content)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"a.ann:{line}: ")
    assert problem in str(caught.value)


def test_a_span_across_a_line_end_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="crosses a line end"):
        standoff.write(assembled(GOOD), "An\nmet x")


def test_offsets_are_code_points_beyond_the_basic_plane() -> None:
    found = assembled("T1\tMeeting 1 3\t\U0001f91d\u0301\nE1\tMeeting:T1\n")
    assert standoff.write(found, "x\U0001f91d\u0301") == "T1\tMeeting 1 3\t\U0001f91d\u0301\nE1\tMeeting:T1\n"


@pytest.mark.parametrize(
    "unwritable",
    [
        Annotation(document="d", events=(), notes=(Note(text="on nothing"),)),
        Annotation(document="d", events=(), entities={"X": (Mention(0, 1, "a", "Time", "2020 09"),)}),
        Annotation(document="d", events=(Event(type="Big Meeting", trigger=Span(0, 1, "a")),)),
        Annotation(document="d", events=(Event(type="Visit", trigger=Span(0, 9)),)),
        Annotation(document="d", events=(Event(type="Visit", trigger=Span(0, 3)),)),
    ],
)
def test_what_no_line_can_hold_is_not_written(unwritable: Annotation) -> None:
    with pytest.raises(ValueError, match=r"white space|neither|outside"):
        standoff.write(unwritable, "a\nb\n")


@settings(max_examples=30, deadline=None)
@given(fitting())
def test_the_canary_is_the_last_line_and_no_annotation(made: Fitting) -> None:
    content = standoff.write(made.annotation, made.text, canary="Not for training.")
    assert content == standoff.write(made.annotation, made.text) + "#0\tCanary #0\tNot for training.\n"
    lines = standoff.parse(content, PATH)
    assert lines.canary.text == "Not for training." and lines.canary.line == content.count("\n")
    assert standoff.assemble(lines, "doc") == standoff.canonical(made.annotation)


def test_a_canary_of_several_lines_is_not_written() -> None:
    with pytest.raises(ValueError, match="several lines"):
        standoff.write(Annotation(document="d", events=()), "", canary="one\ntwo")


def test_a_relation_as_brat_writes_it_is_read() -> None:
    two = "T3\tVisit 8 10\tBo\nE2\tVisit:T3 \nR1\tPartOf Arg1:E1 Arg2:E2\t\n"
    assert assembled(GOOD + two).part_of == (("E1", "E2"),)
