"""Lint: a clean sheet has no findings, and each rule is found where it alone is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmark.corpus import Corpus
from benchmark.lint import RULES, Finding, check_annotation

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
    assert {rule for rule, *_ in BROKEN} == set(RULES) - {"L12"}
