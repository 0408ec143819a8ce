"""Annotators: where their annotations come from, and which of their events are one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from make import annotation, event
from two_sides import CORPUS, facts

from benchmark.agreement import agreement
from benchmark.annotators import Selection, read, read_names, read_side, select, trigger_pairs
from benchmark.corpus import Corpus
from benchmark.exceptions import DatelineError, InputError
from benchmark.jsonl import write_annotations
from benchmark.measures import Comparison


def test_events_on_one_trigger_are_paired_by_type_and_then_by_fillers() -> None:
    a = annotation(
        event("Meeting", 0, 1, ("Place", 2, 3), realis="Actual"),
        event("Meeting", 0, 1, ("Place", 4, 5), realis="Planned"),
    )
    b = annotation(
        event("Visit", 0, 1, ("Destination", 2, 3), realis="Generic"),
        event("Meeting", 0, 1, ("Place", 4, 5), realis="Planned"),
    )
    pairs = trigger_pairs(Comparison(a, b))
    assert sorted((one.realis, other.realis) for one, other in pairs if one and other) == [
        ("Actual", "Generic"),
        ("Planned", "Planned"),
    ]


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
    gold = read_side("gold", small)
    assert set(gold.read) == set(SMALL) and len(gold.read["one"]().events) == 1
    assert set(read_side("b", small).read) == {"one", "three"}
    assert set(read_side(str(tmp_path / "annotations" / "passes" / "a"), small).read) == set(SMALL)
    path = tmp_path / "p.jsonl"
    write_annotations(path, [gold.read["one"]()])
    assert read_side(str(path), small).read["one"]() == gold.read["one"]()


def test_documents_of_both_are_compared_and_the_others_named(small: Corpus) -> None:
    a, b = read_side("a", small), read_side("b", small)
    assert select(a, b, small) == Selection(("one", "three"), (), ("two",))
    assert select(a, b, small, "dev").not_in_b == ()
    assert select(a, b, small, names=["two", "one"]) == Selection(("one",), (), ("two",))
    with pytest.raises(DatelineError, match="no document of test in common"):
        select(a, b, small, "test")
    found = agreement(read(a, b, select(a, b, small), small), resamples=50, sliced=True)
    assert next(figure for figure in found.figures if figure.name == "TC").estimate.value == 1
    assert [s.value for s in found.slices] == ["Meeting", "7 planned event"]


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
        read_side(name, small)
    assert expected in str(error.value) and "\n" not in str(error.value)


def test_a_pass_must_fit_text_and_ontology(small: Corpus) -> None:
    path = small.root / "annotations" / "passes" / "b" / "one.ann"
    for content, expected in (
        (ANN.replace("4 7", "3 6"), "but the text has"),
        (ANN.replace("Meeting", "Meting"), "Meeting"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=expected):
            read_side("b", small).read["one"]()


def test_a_list_of_documents_names_known_ones(small: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("one\n\ntwo\n", encoding="utf-8")
    assert read_names(path, small) == ["one", "two"]
    path.write_text("one\ntow\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'list.txt:2: no document "tow"; did you mean "two"'):
        read_names(path, small)
