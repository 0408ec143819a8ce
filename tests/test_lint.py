"""Lint: a clean sheet has no findings, each rule is found where it alone is broken, each warning where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpus import FACTS, document, make, read, table

from benchmark.consistency import inconsistencies
from benchmark.corpus import Corpus
from benchmark.exceptions import InputError
from benchmark.lint import RULES, Finding, check_annotation, check_negatives, check_waivers, read_texts
from benchmark.negatives import read_negatives, unfinished, unlisted
from benchmark.occurrences import Analysed, trigger_lemmas
from benchmark.waivers import read_waivers, unwaived
from benchmark.warnings import check, compatible

TEXT = "Ana Lima met Bo Chen in Tunis on Monday and visited Sfax .\n"
CORPUS = Corpus()


def bound(number: int, kind: str, words: str) -> str:
    start = TEXT.index(words)
    return f"T{number}\t{kind} {start} {start + len(words)}\t{words}\n"


ANA, MET, BO = bound(1, "Person", "Ana Lima"), bound(2, "Meeting", "met"), bound(3, "Person", "Bo Chen")
TUNIS, MONDAY = bound(4, "GPE", "Tunis"), bound(5, "Time", "Monday")
VISITED, SFAX = bound(6, "Visit", "visited"), bound(7, "GPE", "Sfax")
E1 = "E1\tMeeting:T2 Participant:T1 Participant2:T3 Place:T4 Time:T5\n"
E2 = "E2\tVisit:T6 Destination:T7 Visitor:T1\n"
REALIS = "A1\tRealis E1 Actual\nA2\tRealis E2 Actual\n"
DAY = "N1\tReference T5 TIMEX3:2021-03-01\tMonday\n"
CLEAN = ANA + MET + BO + TUNIS + MONDAY + VISITED + SFAX + E1 + E2 + REALIS + DAY


def findings(content: str, published: str = "2021-03-02") -> list[Finding]:
    return check_annotation(content, Path("a.ann"), TEXT, published, CORPUS.ontology)


def test_a_clean_sheet_has_no_findings() -> None:
    assert findings(CLEAN) == []
    assert findings("") == []


BROKEN = [
    ("L01", 1, ANA, ANA.replace("Lima", "Lime")),
    ("L01", 1, ANA, ANA.replace("0 8", "8 8")),
    ("L02", 1, ANA, "T1\tPerson 0 9\tAna Lima \n"),
    ("L02", 7, SFAX, bound(7, "GPE", "Sfax .")),
    ("L03", 1, ANA, "T1\tPerson 0 7\tAna Lim\n"),
    ("L03", 3, BO, bound(3, "Person", "o Chen")),
    ("L04", 2, MET, bound(2, "Meeting", "met Bo")),
    ("L05", 7, SFAX + E1 + E2, SFAX.replace("GPE", "City") + E1 + "E2\tVisit:T6 Visitor:T1\n"),
    ("L05", 8, "Place:T4", "Venue:T4"),
    ("L05", 10, "E1 Actual", "E1 Certain"),
    ("L06", 8, "Place:T4", "Place:T3"),
    ("L07", 8, "Place:T4", "Place:T9"),
    ("L07", 7, SFAX, SFAX.replace("T7", "T6")),
    ("L07", 2, E1, ""),
    ("L07", 3, BO, "Bo Chen\n"),
    ("L08", 9, "A2\tRealis E2 Actual\n", ""),
    ("L09", 8, "Participant2:T3", "Participant2:T1"),
    ("L10", 10, REALIS, "*\tEventCoref E1 E2\n" + REALIS),
    ("L11", 10, REALIS, "R1\tPartOf Arg1:E1 Arg2:E2\nR2\tPartOf Arg1:E2 Arg2:E1\n" + REALIS),
    ("L11", 10, REALIS, "R1\tPartOf Arg1:E1 Arg2:E1\n" + REALIS),
    ("L13", 5, DAY, ""),
    ("L13", 12, "2021-03-01", "Monday"),
    ("L13", 12, "2021-03-01", "2021-02-30"),
    ("L13", 8, "2021-03-01", "2021-03-05"),
    ("L14", 1, ANA + MET, MET + ANA),
    ("L14", 8, "Participant:T1 Participant2:T3 Place:T4", "Place:T4 Participant:T1 Participant2:T3"),
]


@pytest.mark.parametrize(("rule", "line", "old", "new"), BROKEN)
def test_the_broken_rule_is_the_only_one_found(rule: str, line: int, old: str, new: str) -> None:
    assert CLEAN.count(old) == 1
    found = findings(CLEAN.replace(old, new))
    assert {finding.rule for finding in found} == {rule}
    assert line in {finding.line for finding in found}


def test_a_chain_of_actual_and_generic_is_found() -> None:
    content = (
        bound(1, "Meeting", "met")
        + bound(2, "Meeting", "visited")
        + "E1\tMeeting:T1\nE2\tMeeting:T2\n*\tEventCoref E1 E2\nA1\tRealis E1 Actual\nA2\tRealis E2 Generic\n"
    )
    assert [(finding.line, finding.rule) for finding in findings(content)] == [(5, "L10")]


def test_every_rule_of_annotations_has_a_broken_sheet() -> None:
    assert {rule for rule, *_ in BROKEN} == set(RULES) - {"L12", "L15", "L16", "L17", "L18", "L19"}


MET = "{Ana Lima|Person x1} {met|Meeting Actual c1 Participant=x1 Participant=x2} {Bo Chen|Person x2} in Oslo."
"""A text without a warning."""


def doubts(root: Path, *marked: str) -> list[tuple[str, str]]:
    """The warnings of a corpus of these texts, as (warning, words)."""
    corpus = make(root, [document(f"text-{number}", one + "\n") for number, one in enumerate(marked)])
    texts = list(read_texts(corpus).values())
    return [(doubt.warning, doubt.words) for doubt in check(texts, read_negatives(corpus))]


def test_a_trigger_word_that_gold_leaves_bare_is_doubted(tmp_path: Path) -> None:
    assert doubts(tmp_path, f"{MET} The signs are good.") == [("W01", "signs")]


def test_a_word_inside_a_mention_is_settled_by_it(tmp_path: Path) -> None:
    centre = "{Ana Lima|Person x1} {visited|Visit Actual c1 Visitor=x1 Destination=x2} {the Visit Centre|Fac x2}."
    assert doubts(tmp_path, centre) == []


def test_a_lemma_counts_from_its_second_event_on_if_they_are_a_tenth_of_its_occurrences(tmp_path: Path) -> None:
    lunched = "{Ana Lima|Person x1} {lunched|Meeting Actual c1 Participant=x1 Participant=x2} with {Bo Chen|Person x2}."
    texts = [Analysed(FACTS, *read(f"{lunched} He lunched. "))] * 2
    assert "lunch" in trigger_lemmas(texts)
    assert "lunch" not in trigger_lemmas(texts[:1])
    assert "lunch" not in trigger_lemmas([*texts, Analysed(FACTS, *read("He lunched. " * 17))])


def test_one_name_of_two_types_is_doubted_in_a_text_and_across_texts(tmp_path: Path) -> None:
    again = " {Ana Lima|Org x3} {signed|Signing Actual c2 Signatory=x3 Document=x4} {a pact|Document x4}."
    assert doubts(tmp_path / "one", MET + again) == [("W02", "Ana Lima")]
    other = "{Ana Lima|Org x1} {met|Meeting Actual c1 Participant=x1 Participant=x2} {Ed Roy|Person x2}."
    assert doubts(tmp_path / "two", MET, MET, other) == [("W02", "Ana Lima")]


def test_a_name_left_bare_beside_a_trigger_is_doubted(tmp_path: Path) -> None:
    saw = "{saw|Meeting Actual c2 Participant=x3 Participant=x4}"
    bare = f" Then {{Ed Roy|Person x3}} {saw} {{Flo Day|Person x4}} with Ana Lima."
    assert ("W02", "Ana Lima") in doubts(tmp_path, MET + bare)


def test_a_noun_that_triggers_once_and_stands_bare_later_is_doubted(tmp_path: Path) -> None:
    huddle = (
        "A {huddle|Meeting Actual c1 Participant=x1 Participant=x2} of {Ana|Person x1} and {Bo|Person x2}. No huddle."
    )
    assert doubts(tmp_path, huddle) == [("W02", "huddle")]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("{Ana Lima|Person x1} {met|Meeting Actual c1 Participant=x1} nobody.", [("W03", "met")]),
        ("{They|Person x1} {met|Meeting Actual c1 Participant=x1}.", []),
        ("{two ministers|Person x1} {met|Meeting Actual c1 Participant=x1}.", []),
        (
            "{Ana Lima|Person x1} {met|Meeting Actual c1 Participant=x1}. The {talks|Meeting Actual c1 Participant=x2}"
            " pleased {Bo Chen|Person x2}.",
            [],
        ),
        (
            "{Ana|Person x1} {signed|Signing Actual c1 Signatory=x1 Document=x2} {a pact|Document x2}."
            " {Bo|Person x3} {signed|Signing Actual c2 Signatory=x3} too.",
            [("W03", "signed")],
        ),
        ("{Ana Lima|Person x1} {signed|Signing Actual c1 Signatory=x1}.", []),
    ],
)
def test_a_meeting_of_one_and_a_signing_beside_its_document_are_doubted(
    tmp_path: Path, marked: str, found: list[tuple[str, str]]
) -> None:
    assert doubts(tmp_path, marked) == found


def test_a_visitor_who_is_the_host_is_doubted(tmp_path: Path) -> None:
    visit = "{Ana Lima|Person x1} {visited|Visit Actual c1 Visitor=x1 Host=x1 Destination=x2} {Oslo|GPE x2}."
    assert doubts(tmp_path, visit) == [("W04", "visited")]


@pytest.mark.parametrize(
    ("words", "realis", "found"),
    [
        ("will", "Actual", [("W05", "meet")]),
        ("will", "Planned", []),
        ("did not", "Actual", [("W05", "meet")]),
        ("did not say so, and they", "Actual", []),
        ("in May", "Actual", []),
    ],
)
def test_an_actual_event_behind_a_cue_of_its_clause_is_doubted(
    tmp_path: Path, words: str, realis: str, found: list[tuple[str, str]]
) -> None:
    parties = "Participant=x1 Participant=x2"
    sentence = f"{{Ana Lima|Person x1}} {words} {{meet|Meeting {realis} c1 {parties}}} {{Bo Chen|Person x2}}."
    assert doubts(tmp_path, sentence) == found


def test_two_times_of_one_chain_that_cannot_both_be_are_doubted(tmp_path: Path) -> None:
    met = "{met|Meeting Actual c1 Participant=x1 Participant=x2 Time=t1}"
    first = f"{{Ana|Person x1}} {met} {{Bo|Person x2}} on {{Monday|Time t1 %s}}."
    later = " The {meeting|Meeting Actual c1 Time=t2} on {1 March|Time t2 2021-03-01} was short."
    assert doubts(tmp_path / "one", first % "2021-03-02" + later) == [("W06", "meeting")]
    assert doubts(tmp_path / "two", first % "2021-W09" + later) == []


@pytest.mark.parametrize(
    ("one", "two", "fit"),
    [
        ("2020-09-30", "2020-09", True),
        ("2020-09-30", "2020-10", False),
        ("2020-W40", "2020-10-04", True),
        ("2020-W40-WE", "2020-10-02", False),
        ("2020-SU", "2020-08-31", True),
        ("2020-Q4", "2020-09-30", False),
        ("2020-12", "2020-12-31", True),
        ("2020-09-30T09:00", "2020-09-30T12:00", False),
        ("2020-09-30T09:00", "2020-09-30TMO", True),
        ("2020-XX-30", "2019", True),
        ("PAST_REF", "2019", True),
        ("2020-WI", "2019", True),
        ("2020-02-30", "2019", True),
    ],
)
def test_times_fit_when_their_days_and_hours_overlap(one: str, two: str, fit: bool) -> None:
    assert compatible(one, two) is compatible(two, one) is fit


def test_a_place_that_is_a_party_is_doubted(tmp_path: Path) -> None:
    talks = "The {talks|Meeting Actual c1 Participant=x1 Participant=x2 Place=x1} of {Oslo|GPE x1} and {Rome|GPE x2}."
    assert doubts(tmp_path, talks) == [("W07", "talks")]


NEGATIVES = "document | start | end | words | rule | reason"


def broken_rows(corpus: Corpus) -> list[tuple[int, str]]:
    return [(found.line, found.problem) for found in check_negatives(corpus, read_texts(corpus))]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("text | 34 | 39 | signs | G5 | no paper", ""),
        ("text | 34 | 39 | sings | G5 | no paper", 'says "sings", but text has "signs" at 34-39'),
        ("text | 9 | 12 | met | G5 | no paper", "is a trigger in gold"),
        ("test | 34 | 39 | signs | G5 | no paper", 'did you mean "text"?'),
        ("text | 34 | 39 | signs | G9 | no paper", 'rule "G9" is not in the guidelines'),
        ("text | 34 | 39 | signs |  | no paper", 'rule "" is not in the guidelines'),
        ("text | 34 | 39 | signs | G5 | The [[signs]] are good.", "no reason yet"),
        ("text | 34 | 39 | signs | G5 | ", "no reason yet"),
    ],
)
def test_a_negative_says_what_stands_there_which_rule_and_why(tmp_path: Path, row: str, problem: str) -> None:
    corpus = make(tmp_path, [document("text", f"{MET} The signs are good.\n")])
    table(tmp_path / "annotations" / "negatives.tsv", NEGATIVES, row)
    found = broken_rows(corpus)
    assert [line for line, _ in found] == ([2] if problem else [])
    assert not problem or problem in found[0][1]


def test_a_negative_stands_once_and_settles_its_word(tmp_path: Path) -> None:
    corpus = make(tmp_path, [document("text", f"{MET} The signs are good.\n")])
    row = "text | 34 | 39 | signs | G5 | no paper"
    table(tmp_path / "annotations" / "negatives.tsv", NEGATIVES, row, row)
    assert [line for line, _ in broken_rows(corpus)] == [3]
    assert check(list(read_texts(corpus).values()), read_negatives(corpus)) == []


def test_the_unfinished_row_of_a_candidate_has_its_sentence_for_a_reason(tmp_path: Path) -> None:
    text = Analysed(FACTS, *read("She came. The signs are good.\n"))
    rows = [unfinished(text, candidate) for candidate in unlisted(text, trigger_lemmas([text]), {})]
    assert rows == ["text\t14\t19\tsigns\t\tThe [[signs]] are good."]


@pytest.mark.parametrize(
    ("rows", "line", "problem"),
    [
        (["document | start | end | words | rule"], 1, "it must have document, start, end, words, rule, reason"),
        ([NEGATIVES, "text | 34 | 39 | signs | G5"], 2, "5 cells between tabs"),
        ([NEGATIVES, "text | x | 38 | signs | G5 | why"], 2, 'start: expected `int`, got `str`; found "x"'),
        ([NEGATIVES, "text | -1 | 38 | signs | G5 | why"], 2, "start: expected `int` >= 0"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_line_and_column(
    tmp_path: Path, rows: list[str], line: int, problem: str
) -> None:
    corpus = make(tmp_path, [document("text", MET + "\n")])
    table(tmp_path / "annotations" / "negatives.tsv", *rows)
    with pytest.raises(InputError) as caught:
        read_negatives(corpus)
    assert f"negatives.tsv:{line}: " in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("text | W03 | met | 9 | he met a wall", ""),
        ("text | W03 | met | 8 | he met a wall", "waives nothing"),
        ("text | W04 | met | 9 | he met a wall", "waives nothing"),
        ("text | W99 | met | 9 | he met a wall", 'no warning "W99"'),
        ("text | W01 | met | 9 | he met a wall", "negatives.tsv"),
        ("text | W03 | met | 9 | ", "no reason"),
    ],
)
def test_a_waiver_waives_a_warning_that_there_is(tmp_path: Path, row: str, problem: str) -> None:
    corpus = make(tmp_path, [document("text", "{Ana Lima|Person x1} {met|Meeting Actual c1 Participant=x1} it.\n")])
    table(tmp_path / "annotations" / "waivers.tsv", "document | warning | words | start | reason", row)
    warned = check(list(read_texts(corpus).values()), read_negatives(corpus))
    found = [finding.problem for finding in check_waivers(corpus, warned)]
    assert [problem in one for one in found] == [True] * bool(problem)
    assert len(unwaived(warned, read_waivers(corpus))) == (0 if problem in ("", "no reason") else 1)


def test_the_same_phrase_decided_differently_is_shown_with_its_contexts(tmp_path: Path) -> None:
    event = "{Ana|Person x1} {called|Meeting Actual c1 Participant=x1 Participant=x2} on {Bo|Person x2}."
    corpus = make(tmp_path, [document("one", event + "\n"), document("two", event + " They called on us.\n")])
    groups = inconsistencies(list(read_texts(corpus).values()))
    assert [(group.kind, group.phrase) for group in groups] == [("phrase", "call on")]
    assert [(case.document, case.decision) for case in groups[0].cases] == [
        ("two", "no event"),
        ("one", "Meeting"),
        ("two", "Meeting"),
    ]
    assert groups[0].cases[0].context.endswith("They [[called]] on us.")


def test_an_odd_realis_behind_a_common_cue_is_shown(tmp_path: Path) -> None:
    marked = "{{Ana|Person x1}} will {{meet|Meeting {} c1 Participant=x1 Participant=x2}} {{Bo|Person x2}}.\n"
    values = ["Planned"] * 4 + ["Actual"]
    corpus = make(tmp_path, [document(f"text-{n}", marked.format(realis)) for n, realis in enumerate(values)])
    groups = inconsistencies(list(read_texts(corpus).values()))
    assert [(group.phrase, [case.decision for case in group.cases]) for group in groups] == [("will", ["Actual"])]
