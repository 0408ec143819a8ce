"""The lexicon: lemma and word class where a word stands, measured against judgement by hand, and the sentences."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import texts

from benchmark.lexicon import lemma, read_words, tokenize, word_class
from benchmark.sentences import bounds, sentence_at, sentence_starts

CASES = Path(__file__).with_name("word_classes.tsv")
"""Words in their contexts with class and lemma by hand. `trigger`: the triggers of train and dev, on which the rules
were made. `held-out`: occurrences of event words in texts drawn afterwards, triggers or not."""


def cases(which: str) -> list[tuple[list[str], int, str, str]]:
    with CASES.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if row["set"] == which]
    split = [(row["before"].split(), row["word"], row["after"].split(), row["class"], row["lemma"]) for row in rows]
    return [([*before, word, *after], len(before), kind, name) for before, word, after, kind, name in split]


@pytest.mark.parametrize(("which", "count", "least"), [("trigger", 200, 0.97), ("held-out", 100, 0.96)])
def test_word_classes_agree_with_judgement_by_hand(which: str, count: int, least: float) -> None:
    found = cases(which)
    right = sum(word_class(words, index) == kind and lemma(words, index) == name for words, index, kind, name in found)
    assert len(found) >= count
    assert right / len(found) >= least


@pytest.mark.parametrize(
    ("sentence", "word", "kind", "name"),
    [
        ("She meets the envoy .", "meets", "verb", "meet"),
        ("They were meeting in Oslo .", "meeting", "verb", "meet"),
        ("Their meetings were short .", "meetings", "noun", "meeting"),
        ("The talks ended .", "talks", "noun", "talk"),
        ("at the signing of the accord", "signing", "noun", "signing"),
        ("left without signing the text", "signing", "verb", "sign"),
        ("the signing ceremony", "signing", "noun", "signing"),
        ("the visiting minister", "visiting", "verb", "visit"),
        ("He visited Rabat .", "visited", "verb", "visit"),
        ("Virta ’s visit to Rabat", "visit", "noun", "visit"),
        ("to visit Rabat", "visit", "verb", "visit"),
        ("They sat down .", "sat", "verb", "sit"),
        ("TALKS END WITHOUT A TEXT", "TALKS", "noun", "talk"),
        ("Three signatures later", "signatures", "noun", "signature"),
    ],
)
def test_a_word_is_read_by_its_ending_and_its_neighbours(sentence: str, word: str, kind: str, name: str) -> None:
    words = sentence.split()
    index = words.index(word)
    assert (word_class(words, index), lemma(words, index)) == (kind, name)


def test_the_parts_of_a_hyphenated_word_are_words_too() -> None:
    found = {word.text: (word.start, word.lemma) for word in read_words("No calls on site-visit days.")}
    assert found["site-visit"] == (12, "site-visit")
    assert found["visit"] == (17, "visit")


@given(texts())
def test_tokens_hold_what_stands_at_their_offsets(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Virta met Mr. Chen|She left.",
        "It was signed on Jan. 16|Nobody came.",
        "The U.S. Navy came|It went.",
        "J. Virta said: “No.” |She left",
        "“Why?” she asked|“Because.”",
        "It opened at 9:40 a.m.: Residents met",
        "HEADLINE WITHOUT A STOP\n|By A. Reporter\n|OSLO, Feb 16 (Agency) - The talks failed.",
        "He signed No. 4|Then he said no. |They agreed",
    ],
)
def test_sentences_end_at_stops_that_are_no_abbreviations_and_at_line_ends(text: str) -> None:
    parts = [
        part if part.endswith(("\n", " ")) or number == text.count("|") else f"{part}. "
        for number, part in enumerate(text.split("|"))
    ]
    starts = sentence_starts("".join(parts))
    assert starts == [len("".join(parts[:number])) for number in range(len(parts))]


@given(texts(), st.integers(0, 100))
def test_every_offset_is_in_the_sentence_that_begins_last_before_it(text: str, offset: int) -> None:
    starts = sentence_starts(text)
    number = sentence_at(starts, offset)
    assert starts[0] == 0 and starts == sorted(set(starts))
    assert starts[number] <= offset and all(start > offset for start in starts[number + 1 :])
    start, end = bounds(starts, number, text)
    assert start <= max(start, end) and text[start:end] == text[start:end].rstrip()
