"""Adjudication: each difference of the passes has one row, a row says what is there, and gold follows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from msgspec.structs import replace
from small_corpus import make, read, table
from typer.testing import CliRunner

from benchmark import standoff
from benchmark.adjudication import PASSES, SHARED, decided, read_adjudication
from benchmark.commands.agreement import agreement
from benchmark.corpus import Corpus
from benchmark.disagreements import COLUMNS, KINDS
from benchmark.exceptions import DatelineError, InputError
from benchmark.lint import check_adjudication, check_passes, read_texts
from benchmark.schema import Annotation, Event, Span

HEADER = " | ".join(COLUMNS[:-1])
MARKED = (
    "{Ana Lima|Person x1} {met|Meeting Actual c1 Participant=x1 Place=x2} Bo in {Tunis|GPE x2} and they signed it.\n"
)
TEXT, BOTH = read(MARKED)
MET = BOTH.events[0]


def signed(**more: Any) -> Event:
    return Event(id="E9", type="Signing", trigger=Span(34, 40, "signed"), realis="Actual", **more)


def met(*fillers: int, **more: Any) -> Event:
    return replace(MET, arguments=tuple(MET.arguments[number] for number in fillers), **more)


def having(*events: Event) -> Annotation:
    return replace(BOTH, events=events)


A = having(met(0, 1), signed())
B = having(met(0, realis="Planned"))
GOLD = having(met(0), signed())
"""A on the signing, B on the place, A on realis."""

REALIS = "one | 1.1 | realis | 9 | 12 | met | Actual | Planned | A | R1 | a note | a third reader"
PLACE = "one | 1.1 | filler missing in B | 19 | 24 | Tunis | Place of 9-12 met |  | B | G1, G5 |  | a third reader"
MISSED = "one | 1.1 | missed by B | 34 | 40 | signed | Signing Actual |  | A | G1 |  | a third reader"
ROWS = (REALIS.replace("R1", "G1"), PLACE, MISSED)
SHARED_ROW = "one | 1.1 | shared: realis | 9 | 12 | met |  |  | other | G1 |  | a last reader"


def corpus(
    root: Path, rows: Sequence[str] | None = ROWS, gold: Annotation = GOLD, a: Annotation = A, b: Annotation = B
) -> Corpus:
    """One text with both passes, another without."""
    made = make(
        root, [{"id": name, "marked": MARKED, "split": "dev", "date": "", "cluster": ""} for name in ("one", "two")]
    )
    for folder, annotation in (("gold", gold), ("passes/a", a), ("passes/b", b)):
        path = root / "annotations" / folder / "dev" / "one.ann"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(standoff.write(annotation, TEXT), encoding="utf-8")
    if rows is not None:
        table(root / "annotations" / "adjudication.tsv", HEADER, *rows)
    return made


def problems(made: Corpus, *names: str) -> list[tuple[int, str]]:
    found = check_adjudication(made, read_texts(made), names or None)
    return [(finding.line, finding.problem) for finding in found if finding.rule == "L19"]


def test_differences_that_have_their_rows_and_are_followed_are_settled(tmp_path: Path) -> None:
    assert problems(corpus(tmp_path)) == []


def test_a_corpus_without_passes_or_table_has_nothing_to_settle(tmp_path: Path) -> None:
    made = make(tmp_path, [{"id": "one", "marked": MARKED, "split": "dev", "date": "", "cluster": ""}])
    assert problems(made) == [] and list(check_passes(made)) == []


@pytest.mark.parametrize("left", range(3))
def test_a_difference_without_a_row_is_found(tmp_path: Path, left: int) -> None:
    ((line, problem),) = problems(corpus(tmp_path, [row for number, row in enumerate(ROWS) if number != left]))
    kind = ROWS[left].split(" | ")[2]
    assert line == 1 and problem.startswith(f"one has 1 differences without a row, the first {kind} ")


def test_passes_without_a_table_have_all_their_differences_open(tmp_path: Path) -> None:
    ((_, problem),) = problems(corpus(tmp_path, rows=None))
    assert problem.startswith('one has 3 differences without a row, the first realis "met" at 9; ')


def test_only_the_chosen_documents_are_held_against_the_table(tmp_path: Path) -> None:
    made = corpus(tmp_path, [MISSED.replace("one", "two")])
    assert problems(made, "one")[0][1].startswith("one has 3 differences")
    assert problems(made, "two")[0][1].startswith('no document "two" with both passes')


WRONG = [
    (MISSED, "says what line 4 says; keep one"),
    (
        REALIS.replace("R1", "G1").replace("Planned", "Generic"),
        "answers nothing: the passes do not differ in this realis",
    ),
    (SHARED_ROW.replace("one", "tow"), 'no document "tow" with both passes; known: one'),
    (SHARED_ROW.replace("one", "two"), 'no document "two" with both passes; known: one'),
    (SHARED_ROW.replace("shared: realis", "shared: reals"), 'no kind "shared: reals"; did you mean "shared: realis"?'),
    (SHARED_ROW.replace("other", "A"), "is decided A, but both passes share the error"),
    (SHARED_ROW.replace("other", "C"), 'no decision "C"; give A, B, other'),
    (SHARED_ROW.replace("G1", "G1, G4"), 'rule "G4" is not in the guidelines'),
    (SHARED_ROW.replace("G1", "G1,G5"), 'rule "G1,G5" is not in the guidelines'),
    (SHARED_ROW.replace("G1", ""), 'rule "" is not in the guidelines'),
    (SHARED_ROW.replace("| met |", "| me |"), 'says "me", but one has "met" at 9-12'),
    (SHARED_ROW.replace("| 9 | 12 |", "| 9 |  |"), "has one offset"),
    (SHARED_ROW.replace("| 9 | 12 |", "|  |  |"), '"met" stands once in one; give 9 and 12'),
]


@pytest.mark.parametrize(("row", "problem"), WRONG)
def test_a_row_says_what_is_there(tmp_path: Path, row: str, problem: str) -> None:
    ((line, found),) = problems(corpus(tmp_path, [*ROWS, row]))
    assert line == 5 and found.startswith(problem)


def test_only_a_shared_error_may_lack_offsets(tmp_path: Path) -> None:
    assert problems(corpus(tmp_path, [*ROWS, SHARED_ROW.replace("| 9 | 12 | met |", "|  |  | n |")])) == []
    found = problems(corpus(tmp_path, [*ROWS[:2], MISSED.replace("| 34 | 40 |", "|  |  |")]))
    assert (4, "has no offsets; only a shared error may lack them") in found


UNFOLLOWED: list[tuple[str, Annotation, int]] = [
    ("A", having(met(0, realis="Planned"), signed()), 2),
    ("B", having(met(0, 1), signed()), 3),
    ("A", having(met(0)), 4),
]


@pytest.mark.parametrize(("side", "gold", "line"), UNFOLLOWED)
def test_gold_follows_the_decisions(tmp_path: Path, side: str, gold: Annotation, line: int) -> None:
    problem = f"is decided {side}, but gold differs from {side} there; mend gold or the row"
    assert problems(corpus(tmp_path, gold=gold)) == [(line, problem)]


def test_a_decision_for_neither_side_binds_gold_to_none(tmp_path: Path) -> None:
    rows = [row.replace("| A | G", "| other | G") for row in ROWS]
    assert problems(corpus(tmp_path, rows, gold=having(met(0, realis="Generic")))) == []


def test_the_filler_of_one_event_is_not_that_of_another(tmp_path: Path) -> None:
    """Tunis fills a role of two events of A; the adjudicator leaves it to the signing alone."""
    place = replace(MET.arguments[1], role="Place")
    a, b = having(met(0, 1), signed(arguments=(place,))), having(met(0), signed())
    kept = PLACE.replace("9-12 met", "34-40 signed").replace("| B | G1", "| A | G1")
    made = corpus(tmp_path, [PLACE, kept], gold=having(met(0), signed(arguments=(place,))), a=a, b=b)
    assert problems(made) == []
    turned = corpus(tmp_path, [PLACE, kept], gold=having(met(0, 1), signed()), a=a, b=b)
    assert [line for line, _ in problems(turned)] == [2, 3]


def test_gold_that_has_the_other_sides_trigger_does_not_follow(tmp_path: Path) -> None:
    longer = replace(signed(), trigger=Span(34, 43, "signed it"))
    row = "one | 1.1 | span | 34 | 40 | signed | 34-40 signed | 34-43 signed it | A | G1 |  | a third reader"
    sides = {"a": having(met(0), signed()), "b": having(met(0), longer)}
    assert problems(corpus(tmp_path, [row], gold=having(met(0), signed()), **sides)) == []
    ((line, problem),) = problems(corpus(tmp_path, [row], gold=having(met(0), longer), **sides))
    assert line == 2 and problem.startswith("is decided A, but gold differs from A there")


def test_two_equal_claims_are_counted(tmp_path: Path) -> None:
    """A has two signings in one word, B none; one of them stays."""
    two = having(met(0), signed(), replace(signed(), id="E8"))
    rows = [MISSED, MISSED.replace("| A | G", "| B | G")]
    one_kept = corpus(tmp_path, rows, gold=having(met(0), signed()), a=two, b=having(met(0)))
    assert problems(one_kept) == []
    none_kept = corpus(tmp_path, rows, gold=having(met(0)), a=two, b=having(met(0)))
    assert [line for line, _ in problems(none_kept)] == [2]


def test_what_gold_changes_of_both_passes_has_a_row(tmp_path: Path) -> None:
    same = {"a": having(met(0), signed()), "b": having(met(0), signed())}
    gold = having(met(0, realis="Negated"), signed())
    ((line, problem),) = problems(corpus(tmp_path, [], gold=gold, **same))
    assert line == 1
    assert problem.startswith("gold of one differs from both passes in 1 places that no row is about, the first realis")
    assert problems(corpus(tmp_path, [SHARED_ROW], gold=gold, **same)) == []


def test_a_pass_that_cannot_be_read_leaves_its_rows_unjudged(tmp_path: Path) -> None:
    made = corpus(tmp_path, [])
    (tmp_path / "annotations" / "passes" / "b" / "dev" / "one.ann").write_text("T1\tMeeting 9 12\tmat\n")
    assert problems(made) == []
    assert {finding.rule for finding in check_passes(made)} == {"L01", "L07"}


SPOILT: list[tuple[str, str, str]] = [
    ("a/dev/one.ann", "T1\tPerson 13 16\tBo \n", "L02"),
    ("a/dev/one.ann", "T1\tMeeting 9 12\tmet\nE1\tMeeting:T1\n", "L08"),
    ("c/two.ann", "nonsense\n", "L07"),
    ("a/dev/three.ann", "", "L12"),
    ("a/test/two.ann", "", "L12"),
]


@pytest.mark.parametrize(("name", "content", "rule"), SPOILT)
def test_passes_have_the_form_of_gold(tmp_path: Path, name: str, content: str, rule: str) -> None:
    made = corpus(tmp_path)
    assert list(check_passes(made)) == []
    path = tmp_path / "annotations" / "passes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    assert [(finding.path, finding.rule) for finding in check_passes(made)] == [(path, rule)]


def test_passes_need_no_canary_and_no_order(tmp_path: Path) -> None:
    made = corpus(tmp_path)
    path = tmp_path / "annotations" / "passes" / "a" / "dev" / "one.ann"
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))
    (tmp_path / "corpus" / "CANARY").write_text("Not for training.\n")
    assert list(check_passes(made)) == []


BAD: list[tuple[Callable[[str], str], str]] = [
    (lambda row: row.replace("1.1", "one"), "guidelines: "),
    (lambda row: row.replace("| 9 |", "| nine |"), "start: "),
    (lambda row: row.replace("a third reader", ""), "adjudicator: "),
    (lambda row: row + " | more", "13 cells between tabs; a row has 12"),
]


@pytest.mark.parametrize(("spoil", "problem"), BAD)
def test_a_row_that_cannot_be_read_is_refused(tmp_path: Path, spoil: Callable[[str], str], problem: str) -> None:
    with pytest.raises(InputError) as error:
        read_adjudication(corpus(tmp_path, [ROWS[1], spoil(ROWS[0])]))
    assert f"adjudication.tsv:3: {problem}" in str(error.value) and "\n" not in str(error.value)


def test_decisions_are_counted_by_kind_in_the_order_of_the_list(tmp_path: Path) -> None:
    made = corpus(tmp_path, [SHARED_ROW, *ROWS, MISSED.replace("| A | G", "| other | G")])
    assert list(decided(row for _, row in read_adjudication(made)).items()) == [
        ("missed by B", (1, 0, 1)),
        ("realis", (1, 0, 0)),
        ("filler missing in B", (0, 1, 0)),
        ("shared: realis", (0, 0, 1)),
    ]


def test_shared_kinds_are_no_kinds_of_difference() -> None:
    assert not {f"shared: {kind}" for kind in SHARED} & set(KINDS)


def decisions(monkeypatch: pytest.MonkeyPatch, made: Corpus, *arguments: str) -> str:
    monkeypatch.setattr("benchmark.corpus.data_root", lambda: made.root)
    app = typer.Typer()
    app.command()(agreement)
    result = CliRunner().invoke(app, [*arguments, "--decisions", "--format", "csv"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_prints_who_was_right_how_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = corpus(tmp_path, [*ROWS, SHARED_ROW, SHARED_ROW.replace("one", "two")])
    assert decisions(monkeypatch, made, *PASSES).splitlines()[:7] == [
        "kind,A,B,other,all",
        "differences,2,1,0,3",
        "differences / missed by B,1,0,0,1",
        "differences / realis,1,0,0,1",
        "differences / filler missing in B,0,1,0,1",
        "shared errors,,,,1",
        "shared errors / realis,,,,1",
    ]
    (tmp_path / "annotations" / "adjudication.tsv").unlink()
    assert decisions(monkeypatch, made, *PASSES).splitlines()[1:3] == ["differences,0,0,0,0", "shared errors,,,,0"]


@pytest.mark.parametrize("arguments", [("b", "a"), ("gold", "a"), ("a", "b", "--disagreements", "-")])
def test_decisions_are_about_the_two_passes_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(DatelineError):
        decisions(monkeypatch, corpus(tmp_path), *arguments)
