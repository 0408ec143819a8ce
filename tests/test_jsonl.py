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

from benchmark.corpus import Corpus
from benchmark.exceptions import InputError
from benchmark.jsonl import parse_line, read_annotations, write_annotations

ONTOLOGY = Corpus().ontology
TEXTS = {"doc": "Ana met Bo", "good": "nothing"}
GOOD = b'{"document":"good","events":[]}\n'
EVENT = (
    '{"id":"e","type":"Meeting","trigger":{"start":4,"end":7,"text":"met"},'
    '"arguments":[{"role":"Participant","start":0,"end":3,"text":"Ana"}],"realis":"Actual"}'
)
LINE = '{"document":"doc","events":[' + EVENT + "]}"


def failure(content: bytes) -> str:
    """The error of reading a file with a good first line and `content` after it; the file is called p.jsonl."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.jsonl")
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            list(read_annotations(path, ontology=ONTOLOGY, texts=TEXTS))
        assert str(caught.value).startswith(f"{path}:")
        return str(caught.value).removeprefix(folder + "/")


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
        ('"start":4,"end":7,', "", "event 1: trigger", "span has a text but no start and end"),
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
def test_a_bad_line_is_refused_with_its_place(old: str, new: str, field: str, problem: str) -> None:
    assert old in LINE
    told = failure(GOOD + LINE.replace(old, new, 1).encode() + b"\n")
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
