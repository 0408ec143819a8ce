"""The profile: every figure by hand on small corpora, and the bounds as the documentation has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_corpus import document, make, table

from benchmark.corpus import Corpus
from benchmark.profile import PROPERTIES, Bound, Row, profile
from benchmark.profile.texts import frame, grams

MEETING = "{{Ana|Person x1}} {{met|Meeting {realis} c1 Participant=x1 Participant=x2}} {{Bo|Person x2}}."


def measured(corpus: Corpus) -> dict[str, Row]:
    return {row.name: row for row in profile(corpus)}


def figures(root: Path, *documents: dict[str, object]) -> dict[str, float]:
    return {name: row.figure for name, row in measured(make(root, documents)).items()}


def meeting(name: str, split: str = "train", realis: str = "Actual", **facts: object) -> dict[str, object]:
    return document(name, f"Headline\n{MEETING.format(realis=realis)}\n", split, **facts)


def test_sizes_are_counted_by_split_and_by_words(tmp_path: Path) -> None:
    long = document("long", "word " * 400 + "end\n", "test", date="2022-01-01")
    found = figures(tmp_path, long, document("short", "word\n"), document("dev", "word " * 119 + "end\n", "dev"))
    assert (found["texts in train"], found["texts in dev"], found["texts in test"]) == (1, 1, 1)
    assert found["texts outside 120 to 900 words"] == 1
    assert found["texts over 400 words, %"] == pytest.approx(100 / 3, abs=0.001)


def test_what_the_manifest_says_is_counted(tmp_path: Path) -> None:
    facts = {"basis": "public facts", "register": "column", "phenomena": [1, 1, 2]}
    texts = [document(f"train-{n}", "word\n", **facts) for n in range(3)]
    texts += [document(f"test-{n}", "word\n", "test", phenomena=[1]) for n in range(3)]
    found = figures(tmp_path, *texts)
    assert found["registers"] == 2
    assert found["texts of public facts, %"] == 50
    assert found["phenomena in 3 test and 3 train texts"] == 1


def test_clusters_stay_in_a_split_and_test_is_the_latest(tmp_path: Path) -> None:
    rows = measured(
        make(
            tmp_path,
            [
                document("a", "one\n", cluster="story", date="2021-01-02"),
                document("b", "two\n", "test", cluster="story", date="2021-01-02"),
                document("c", "three\n", "test", date="2021-01-03"),
            ],
        )
    )
    assert rows["clusters over two splits"].offenders == ("story: test, train",)
    assert rows["test texts before the last of train and dev"].offenders == ("b: 2021-01-02",)


def test_the_likeness_of_two_texts_is_the_jaccard_of_their_runs_of_five_words(tmp_path: Path) -> None:
    one = document("one", "a b c d e f g\n", cluster="story")  # abcde bcdef cdefg
    two = document("two", "A, b, c; d e f h\n", cluster="story")  # abcde bcdef cdefh: 2 of 4
    three = document("three", "x b c d e f y\n")  # xbcde bcdef cdefy: 1 of 5 with each
    rows = measured(make(tmp_path, [one, two, three]))
    assert rows["largest 5-gram Jaccard within a cluster"].figure == 0.5
    assert rows["largest 5-gram Jaccard between clusters"].figure == 0.2
    assert rows["largest 5-gram Jaccard between clusters"].offenders[0] == "one and three: 0.200"


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert grams("to be or not", 5) == frozenset()


def test_sentences_that_differ_in_names_and_numbers_have_one_frame(tmp_path: Path) -> None:
    sentences = [
        f"{name} came to {place} with {n} others."
        for name, place, n in [
            ("Ana Lima", "Oslo", 2),
            ("Bo", "New Delhi", 13),
            ("Cy", "Rome", 4),
            ("Di", "Bonn", "1,000"),
        ]
    ]
    texts = [document(f"text-{n}", f"{sentence}\n{sentence}\n") for n, sentence in enumerate(sentences)]
    row = measured(make(tmp_path, texts))["texts with the commonest sentence frame"]
    assert (row.figure, row.ok) == (4, False)
    assert row.offenders == ("'_ came to _ with _ others .': text-0, text-1, text-2, text-3",)


def test_a_byline_has_no_frame_and_a_line_in_capitals_keeps_its_words() -> None:
    assert frame("By Ana Lima and Bo Chen", frozenset({"by"})) == ""
    assert frame("TALKS END WITHOUT A TEXT", frozenset()) == "talks end without a text"


def test_events_are_counted_by_type_realis_lemma_and_class(tmp_path: Path) -> None:
    visits = "Head\nA {visit|Visit Planned c1}. No {visit|Visit Negated c2} yet. She {visits|Visit Actual c3} Bonn.\n"
    found = figures(tmp_path, meeting("one"), document("two", visits))
    assert (found["event mentions"], found["Meeting mentions"], found["Visit mentions"]) == (4, 1, 3)
    assert (found["Actual mentions"], found["Planned mentions"], found["Generic mentions"]) == (2, 1, 0)
    assert found["mentions not Actual, %"] == 50
    assert found["trigger lemmas"] == 2
    assert found["mentions of the commonest trigger lemma, %"] == 75
    assert found["nominal triggers, %"] == 50


def test_two_events_on_one_trigger_are_two_mentions_of_its_lemma(tmp_path: Path) -> None:
    corpus = make(tmp_path, [meeting("one")])
    path = corpus.gold_path(corpus.facts["one"])
    lines = path.read_text().splitlines()
    second = next(line for line in lines if line.startswith("E1")).replace("E1", "E2")
    path.write_text("\n".join([*lines, second, "A2\tRealis E2 Actual"]) + "\n")
    assert measured(corpus)["event mentions"].figure == 2


def test_bare_occurrences_are_counted_and_must_be_listed(tmp_path: Path) -> None:
    text = document("one", f"Headline\n{MEETING.format(realis='Actual')} It met a target. Signs of hope.\n")
    corpus = make(tmp_path, [text])
    rows = measured(corpus)
    assert rows["occurrences of trigger lemmas that are no events, %"].figure == pytest.approx(200 / 3, abs=0.001)
    assert rows["occurrences of trigger lemmas unsettled (W01)"].offenders == ("one:24 met", "one:38 Signs")
    header = "document | start | end | words | rule | reason"
    table(tmp_path / "annotations" / "negatives.tsv", header, "one | 24 | 27 | met | G1 | a target")
    assert measured(corpus)["occurrences of trigger lemmas unsettled (W01)"].offenders == ("one:38 Signs",)


def test_arguments_in_another_sentence_than_their_trigger_are_far(tmp_path: Path) -> None:
    met = "{met|Meeting Actual c1 Participant=x1 Participant=x2 Place=x3}"
    text = f"{{Ana|Person x1}} came. She {met} {{Bo|Person x2}} in {{Rome|GPE x3}}.\n"
    found = figures(tmp_path, document("one", text))
    assert found["arguments outside the trigger's sentence, %"] == pytest.approx(100 / 3, abs=0.001)


def test_the_first_sentence_is_that_of_the_running_text_below_headline_and_byline(tmp_path: Path) -> None:
    opens = document(
        "opens", f"Headline\nBy A. Writer\nOn this long and rainy Monday {MEETING.format(realis='Actual')}\n"
    )
    later = document("later", f"Headline\nNothing happened here for a long while. {MEETING.format(realis='Actual')}\n")
    headed = document("headed", "A {visit|Visit Planned c1} to Oslo\nNothing happened here for a long while.\n")
    found = figures(tmp_path, opens, later, headed, document("empty", "Headline\nNothing.\n"))
    assert found["texts with an event in the headline, %"] == pytest.approx(100 / 3, abs=0.001)
    assert found["texts with an event in the first sentence, %"] == pytest.approx(100 / 3, abs=0.001)
    assert found["texts with an event in headline or first sentence, %"] == pytest.approx(200 / 3, abs=0.001)
    assert found["texts without an event, %"] == 25


def test_mentions_are_coreferent_in_chains_of_two_and_more(tmp_path: Path) -> None:
    text = (
        "The {visit|Visit Actual c1} ended. A {trip|Visit Actual c1} it was. The {talks|Meeting Actual c2} went on.\n"
    )
    found = figures(tmp_path, document("one", text), meeting("two"))
    assert found["mentions with a coreferent mention, %"] == 50


def test_unseen_pairs_are_counted_by_form_and_by_lemma(tmp_path: Path) -> None:
    train = document("train", "The {visit|Visit Actual c1} and the {talks|Meeting Actual c2}.\n")
    test = document(
        "test", "The {visits|Visit Actual c1}, {Talks|Meeting Actual c2}, a {tour|Visit Actual c3}.\n", "test"
    )
    found = figures(tmp_path, train, test)
    assert found["test (trigger, type) pairs unseen in train, %"] == pytest.approx(200 / 3, abs=0.001)
    assert found["test (trigger lemma, type) pairs unseen in train, %"] == pytest.approx(100 / 3, abs=0.001)


def test_a_contrast_pair_has_other_gold_than_its_text_and_counts_nowhere_else(tmp_path: Path) -> None:
    texts = [
        meeting("one", "test"),
        meeting("planned", "contrast", "Planned", contrast_of="one"),
        meeting("same", "contrast", contrast_of="one"),
        meeting("stray", "contrast", contrast_of="nothing"),
    ]
    rows = measured(make(tmp_path, texts))
    assert rows["contrast pairs"].figure == 1
    assert rows["contrast pairs"].offenders == ("same: same gold as one", "stray: edits no text of the splits")
    assert rows["event mentions"].figure == 1


def test_a_corpus_without_texts_is_short_and_no_error(tmp_path: Path) -> None:
    rows = measured(make(tmp_path, []))
    assert rows["event mentions"].ok is False
    assert rows["clusters over two splits"].ok is True


def test_a_free_property_has_no_verdict(tmp_path: Path) -> None:
    rows = profile(make(tmp_path, [meeting("one")]))
    assert {row.name for row in rows if row.ok is None} == {p.name for p in PROPERTIES if p.bound == Bound()}


def test_exact_figures_are_judged_not_rounded_ones() -> None:
    assert Bound(low=100 / 3).holds(100 / 3)
    assert not Bound(low=100 / 3).holds(33.333)
    assert not Bound(under=15).holds(15.0)


def test_the_documentation_has_every_property_with_its_bound() -> None:
    page = (Path(__file__).parents[1] / "docs" / "profile.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]*?) \|", page, re.MULTILINE)
    assert [row for row in rows if row[0] != "property"] == [(name, str(bound)) for name, _, bound in PROPERTIES]
