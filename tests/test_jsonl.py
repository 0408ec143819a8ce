"""JSON lines: round trips, and every bad input is one error that names file, line and field."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import Fitting, fitting

from benchmark.alignment import NOWHERE, Placement, Policy, is_nowhere
from benchmark.corpus import Corpus
from benchmark.exceptions import InputError
from benchmark.jsonl import (
    encode_annotation,
    parse_line,
    parse_prediction,
    read_annotations,
    read_predictions,
    write_annotations,
)
from benchmark.schema import Annotation, Argument, Event, Mention, Span

ONTOLOGY = Corpus().ontology
TEXTS = {"doc": "Ana met Bo", "good": "nothing"}
GOOD = b'{"document":"good","events":[]}\n'
EVENT = (
    '{"id":"e","type":"Meeting","trigger":{"start":4,"end":7,"text":"met"},'
    '"arguments":[{"role":"Participant","start":0,"end":3,"text":"Ana"}],"realis":"Actual"}'
)
LINE = '{"document":"doc","events":[' + EVENT + "]}"


def failure(content: bytes, read: Any = read_annotations, texts: dict[str, str] | None = TEXTS, **more: Any) -> str:
    """The error of reading a file with a good first line and `content` after it; the file is called p.jsonl."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.jsonl")
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            list(read(path, ontology=ONTOLOGY, texts=texts, **more))
        assert str(caught.value).startswith(f"{path}:")
        return str(caught.value).removeprefix(folder + "/")


def predictions(*lines: str, texts: dict[str, str] | None = TEXTS, **more: Any) -> list[Any]:
    """What is read from a predictions file of these lines."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.jsonl")
        path.write_text("\n".join(lines), encoding="utf-8")
        return list(read_predictions(path, ontology=ONTOLOGY, texts=texts, **more))


@settings(max_examples=60, deadline=None)
@given(st.lists(fitting(), max_size=3))
def test_what_is_written_is_read_again(made: list[Fitting]) -> None:
    annotations = [msgspec.structs.replace(one.annotation, document=f"d{number}") for number, one in enumerate(made)]
    texts = {f"d{number}": one.text for number, one in enumerate(made)}
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.jsonl")
        write_annotations(path, reversed(annotations))
        assert list(read_annotations(path, ontology=ONTOLOGY, texts=texts)) == annotations


@settings(max_examples=60, deadline=None)
@given(fitting(), st.booleans())
def test_a_line_reads_the_same_however_it_is_spaced_and_escaped(made: Fitting, ascii_only: bool) -> None:
    raw: Any = msgspec.to_builtins(made.annotation)
    spaced = json.dumps(raw, ensure_ascii=ascii_only, separators=(" , ", " : ")).encode()
    assert parse_line(spaced, Path("p"), 1) == made.annotation


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_read_or_refused_with_the_line(content: bytes) -> None:
    try:
        parse_line(content, Path("p.jsonl"), 7)
    except InputError as error:
        assert str(error).startswith("p.jsonl:7: ")
        assert "\n" not in str(error)


def test_the_line_that_the_bad_ones_are_made_from_is_good() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.jsonl")
        path.write_bytes(GOOD + b"\n" + LINE.encode())
        assert len(list(read_annotations(path, ontology=ONTOLOGY, texts=TEXTS))) == 2


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('"events":[', '"events":[,', "column ", "is not JSON"),
        ("]}", "]", "column ", "is not JSON"),
        ('"realis":', '"reality":', "event 1", "unknown field `reality`"),
        ('"type":"Meeting"', '"type":"Meting"', "event 1: type", 'did you mean "Meeting"'),
        ('"role":"Participant"', '"role":"Partisipant"', "event 1: role", 'did you mean "Participant"'),
        ('"realis":"Actual"', '"realis":"Actuall"', "event 1: realis", 'did you mean "Actual"'),
        ('"start":4,"end":7,"text":"met"', '"start":9,"end":12', "event 1: trigger", "ends at 12, but the text has 10"),
        ('"text":"met"', '"text":"mat"', "event 1: trigger", 'says "mat" at 4-7, but the text has "met"'),
        ('"text":"Ana"', '"text":"Eva"', "event 1: argument 1", 'says "Eva"'),
        ('"start":4,"end":7', '"start":7,"end":7', "event 1: trigger", "start 7 is not before end 7"),
        ('"start":0,"end":3', '"start":3,"end":0', "event 1: argument 1", "start 3 is not before end 0"),
        ('"start":4', '"start":-4', "event 1: trigger: start", ">= 0"),
        ('"start":4', '"start":true', "event 1: trigger: start", "expected `int`"),
        ('"start":4', '"start":4.5', "event 1: trigger: start", "expected `int`"),
        ('"start":4', '"start":"4"', "event 1: trigger: start", "expected `int`"),
        ('"start":4', '"start":NaN', "", "has NaN, which is not JSON"),
        ('"realis":"Actual"', '"confidence":Infinity', "", "has Infinity, which is not JSON"),
        ('"realis":"Actual"', '"confidence":2', "event 1: confidence", "<= 1"),
        ('"type":"Meeting",', "", "event 1", "missing required field `type`"),
        ('"realis":', '"type":"Visit","realis":', "", 'key "type" stands twice'),
        ('"realis":', '"type" :"Visit","realis":', "", 'key "type" stands twice'),
        ('"realis":', '"type"\t:"Visit","realis":', "", 'key "type" stands twice'),
        ('"realis":', '"\\u0074ype":"Visit","realis":', "", 'key "type" stands twice'),
        ('"realis":"', '"type" :"Visit","chain":"\\u0022:","realis":"', "", 'key "type" stands twice'),
        ('"realis":"', '"type":"Visit","chain":"\\u0022:","realis":"', "", 'key "type" stands twice'),
        (EVENT, EVENT + "," + EVENT, "", "two events have the id \"?'?e"),
        ('"document":"doc"', '"document":"good"', "", 'document "good" stands on line 1 already'),
        ('"document":"doc"', '"document":"dock"', "", 'document "dock" is not in the split; did you mean "doc"'),
        ('"events":', '"part_of":[["e","f"]],"events":', "", "part_of names event"),
        (EVENT, "[" * 100_000, "", "nest deeper than 12"),
        ('"trigger":{', '"trigger":{"x":' + '{"a":' * 100_000, "", "nest deeper than 12"),
        ('"trigger":{', '"trigger":{"x":' + '{"a":' * 500 + "1" + "}" * 500 + ",", "", ""),
    ],
)
@pytest.mark.parametrize("read", [read_annotations, read_predictions])
def test_a_bad_line_is_refused_with_its_place(old: str, new: str, field: str, problem: str, read: Any) -> None:
    assert old in LINE
    told = failure(GOOD + LINE.replace(old, new, 1).encode() + b"\n", read)
    assert told.startswith(f"p.jsonl:2: {field}")
    assert all(part in told for part in problem.split("\"?'?"))
    assert "\n" not in told
    assert len(told) < 400


def test_malformed_json_is_told_with_its_column() -> None:
    assert failure(b'{"document":"doc","events":x}').startswith("p.jsonl:1: column 28: is not JSON")


def test_a_million_brackets_are_refused() -> None:
    assert failure(GOOD + b"[" * 1_000_000).startswith("p.jsonl:2: brackets nest deeper")


def test_a_byte_order_mark_is_refused() -> None:
    assert failure(b"\xef\xbb\xbf" + GOOD).startswith("p.jsonl:1: begins with a byte order mark")


def test_bytes_that_are_not_utf8_are_refused() -> None:
    told = failure(GOOD + LINE.replace("Ana", "An\u00e9").encode("latin-1"))
    assert told.startswith("p.jsonl:2: is not UTF-8: byte 0xe9")


def test_a_line_over_a_mebibyte_is_refused() -> None:
    assert failure(GOOD + LINE.encode() + b" " * (1 << 20)).startswith("p.jsonl:2: line is longer than 1 MiB")


def test_an_integer_too_long_to_read_is_refused() -> None:
    assert failure(GOOD + LINE.replace('"start":4', '"start":' + "4" * 5000).encode()).startswith("p.jsonl:2: ")


def test_a_missing_file_is_told() -> None:
    with pytest.raises(InputError, match=r"^nowhere\.jsonl: cannot be read"):
        list(read_annotations(Path("nowhere.jsonl")))


# --- strings without offsets ------------------------------------------------------------------------------------------

STRINGS = LINE.replace('"start":4,"end":7,', "").replace('"start":0,"end":3,', "")
CURLY = {"doc": "“Ana” met Bo, and BO met Ana"}


def test_predictions_may_have_strings_without_offsets() -> None:
    first, second = predictions(GOOD.decode(), STRINGS)
    assert first.placement == Placement()
    assert second.placement == Placement(placed=2)
    assert second.annotation == parse_line(LINE.encode(), Path("p"), 1)


def test_predictions_with_offsets_are_counted_as_given() -> None:
    line = LINE.replace("]}", '],"entities":{"a":[{"start":0,"end":3},{"start":8,"end":10}]}}')
    for texts in (TEXTS, None):
        ((annotation, placement),) = predictions(line, texts=texts)
        assert annotation == parse_line(line.encode(), Path("p"), 1)
        assert placement == Placement(given=4)


def test_strings_offsets_and_occurrences_mix_in_one_line() -> None:
    line = LINE.replace('"start":4,"end":7,"text":"met"', '"text":"met","occurrence":2')
    line = line.replace("]}", '],"entities":{"a":[{"text":"BO","type":"Person"},{"text":"Cy"}]}}')
    line = line.replace('"start":0,"end":3', '"start":1,"end":4')
    ((annotation, placement),) = predictions(line, texts=CURLY, policy=Policy("all", "exact"))
    assert annotation.events[0].trigger == Span(21, 24, "met")
    assert annotation.events[0].arguments == (Argument(role="Participant", start=1, end=4, text="Ana"),)
    assert annotation.entities["a"] == (Mention(18, 20, "BO", "Person"), Mention(NOWHERE, NOWHERE + 2, "Cy"))
    assert placement == Placement(given=1, placed=2, unplaceable=1)


def test_the_policy_decides_what_is_repaired() -> None:
    line = STRINGS.replace('"Ana"', '"\\"ana\\""')
    found = [predictions(line, texts=CURLY, policy=policy)[0] for policy in (Policy(), Policy(tolerance="tolerant"))]
    assert [one.placement for one in found] == [Placement(placed=1, unplaceable=1), Placement(placed=1, repaired=1)]
    assert [is_nowhere(one.annotation.events[0].arguments[0]) for one in found] == [True, False]
    assert found[1].annotation.events[0].arguments[0].text == "“Ana”"


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('"text":"met"', '"start":4,"text":"met"', "event 1: trigger", "start but no end; give both, or only the text"),
        ('"text":"met"', '"end":7,"text":"met"', "event 1: trigger", "end but no start; give both, or only the text"),
        ('"text":"met"', "", "event 1: trigger", "neither start and end nor a text"),
        ('"text":"Ana"', '"head":[0,1]', "event 1: argument 1", "neither start and end nor a text"),
        ('"text":"met"', '"text":"met","start":null', "event 1: trigger: start", "expected `int`"),
        ('"text":"met"', '"start":4,"end":7,"occurrence":1', "event 1: trigger", "offsets and an occurrence"),
        ('"text":"met"', '"text":"met","occurrence":-1', "event 1: trigger: occurrence", ">= 0"),
        ('"text":"met"', '"text":"met","occurrence":"2"', "event 1: trigger: occurrence", "expected `int`"),
        ('"text":"met"', '"text":"met","ocurrence":1', "event 1: trigger", "unknown field `ocurrence`"),
        ('"text":"met"', '"start":9,"end":12', "event 1: trigger", "ends at 12, but the text has 10"),
        ('"text":"met"', '"start":4,"end":7,"text":"mat"', "event 1: trigger", 'says "mat" at 4-7, but the text has'),
        ('"text":"met"', '"start":1073741824,"end":1073741825', "event 1: trigger: start", "<= 1073741823"),
        ('"text":"met"', '"start":7,"end":4', "event 1: trigger", "start 7 is not before end 4"),
        ('"role":"Participant"', '"role":"Partisipant"', "event 1: role", 'did you mean "Participant"'),
        ('"realis":', '"text":"x","realis":', "event 1", "unknown field `text`"),
        ('"text":"met"', '"text":"met","text":"Bo"', "", 'key "text" stands twice'),
        ('"document":"doc"', '"document":"dock"', "", 'document "dock" is not in the split; did you mean "doc"'),
        ('"events":', '"part_of":[["e","f"]],"events":', "", "part_of names event"),
        ('"events":', '"conflicts":[{"text":"met"}],"events":', "conflict 1", "has a text but no start and end"),
    ],
)
def test_a_bad_line_with_strings_is_refused_with_its_place(old: str, new: str, field: str, problem: str) -> None:
    assert old in STRINGS
    line = STRINGS.replace(old, new, 1).replace("{,", "{").replace(",}", "}")
    told = failure(GOOD + line.encode() + b"\n", read_predictions)
    assert told.startswith(f"p.jsonl:2: {field}")
    assert problem in told
    assert "\n" not in told
    assert len(told) < 400


def test_gold_must_have_offsets() -> None:
    told = failure(STRINGS.encode())
    assert told.startswith("p.jsonl:1: event 1: trigger: span has a text but no start and end; only")


def test_strings_need_the_text_they_stand_in() -> None:
    line = STRINGS.replace('"text":"met"', '"start":4,"end":7')
    told = failure(GOOD + line.encode(), read_predictions, texts=None)
    assert told.startswith("p.jsonl:2: event 1: argument 1: span has a text but no start and end, and there is no text")


def test_strings_that_would_explode_are_refused_with_their_line() -> None:
    line = STRINGS.replace('"Ana"', '"met"')
    told = failure(GOOD + line.encode(), read_predictions, {**TEXTS, "doc": "met " * 1000}, policy=Policy("all"))
    assert told.startswith("p.jsonl:2: the strings stand for more than 262,144 spans")
    assert "\n" not in told


def test_unplaceable_strings_are_written_and_read_again_even_without_texts() -> None:
    line = STRINGS.replace('"met"', '"conferred"').replace("]}", '],"entities":{"a":[{"text":"Cy"}]}}')
    ((annotation, placement),) = predictions(line)
    assert placement == Placement(placed=1, unplaceable=2)
    written = encode_annotation(annotation)
    assert b'"trigger":{"text":"conferred","occurrence":0}' in written
    assert b'"a":[{"text":"Cy","occurrence":0}]' in written
    again = Placement(given=1, unplaceable=2)
    assert predictions(written.decode(), policy=Policy(tolerance="tolerant")) == [(annotation, again)]
    assert predictions(written.decode(), texts=None) == [(annotation, again)]
    assert parse_prediction(written, Path("p"), 1) == (annotation, again)


def test_an_unplaceable_string_is_not_placed_by_what_it_is_read_with() -> None:
    event = Event(type="Meeting", trigger=Span(NOWHERE, NOWHERE + 3, "met"))
    written = encode_annotation(Annotation(document="doc", events=(event,)))
    placed = parse_prediction(written, Path("p"), 1, text="Ana met Bo")
    assert is_nowhere(placed.annotation.events[0].trigger)


@settings(max_examples=60, deadline=None)
@given(fitting(), st.sampled_from(("first-unused", "nearest-trigger")))
def test_strings_taken_from_the_text_are_read_as_the_same_strings(made: Fitting, choice: str) -> None:
    raw: Any = msgspec.to_builtins(made.annotation)
    spans = [span for event in raw["events"] for span in (event["trigger"], *event.get("arguments", ()))]
    for span in spans:
        del span["start"], span["end"]
    placed = parse_prediction(json.dumps(raw).encode(), Path("p"), 1, text=made.text, policy=Policy(choice, "exact"))
    kept = sum(map(len, made.annotation.entities.values()))
    assert placed.placement == Placement(given=kept, placed=len(spans))
    for event, other in zip(made.annotation.events, placed.annotation.events, strict=True):
        assert event.trigger.text == other.trigger.text
        assert [a.text for a in event.arguments] == [a.text for a in other.arguments]
