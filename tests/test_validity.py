"""Controls and floors: what each keeps from a system, where finds come back to, and which scores break a bound."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import FACTS, document, make, read
from typer.testing import CliRunner

from benchmark.__main__ import app
from benchmark.corpus import Corpus
from benchmark.occurrences import Analysed
from benchmark.report.validity import to_page, to_sheets
from benchmark.schema import AnnotatedDocument, Annotation, Argument, Document, Event, Span
from benchmark.validity import Judged, Validity, tenths, validity
from benchmark.validity.controls import (
    NAMED,
    Changed,
    Control,
    Move,
    beginning,
    controls,
    lower_case,
    masked,
    names,
    occurrences,
    of_names,
    run,
    shuffled,
)
from benchmark.validity.majority import Majority


def analysed(marked: str, name: str = "text") -> Analysed:
    text, gold = read(marked)
    return Analysed(
        msgspec.structs.replace(FACTS, id=name, split="test"), text, msgspec.structs.replace(gold, document=name)
    )


def document_of(text: Analysed, title: str = "") -> Document:
    return Document(id=text.facts.id, text=text.text, title=title)


# Where finds come back to


def test_a_word_comes_back_to_its_place_and_a_torn_phrase_to_all_between() -> None:
    changed = Changed("c bb a!", (Move(0, 1, 5), Move(2, 4, 2), Move(5, 6, 0)))  # of "a bb c!"
    assert changed.origin(2, 4) == (2, 4)
    assert changed.origin(0, 4) == (2, 6)
    assert changed.origin(0, 6) == (0, 6)
    assert (changed.origin(2, 3), changed.origin(3, 4)) == ((2, 3), (3, 4)), "parts of a word"
    assert changed.origin(6, 7) == (6, 7), "a sign that stayed"
    assert changed.origin(1, 5) == (2, 4), "spaces on either side"


def without(spans: list[tuple[int, int]], text: str) -> str:
    """The text without these spans, which are in order and apart."""
    left, place = "", 0
    for start, end in spans:
        assert place <= start
        left, place = left + text[place:start], end
    return left + text[place:]


LINES = st.lists(st.sampled_from(["Ana", "met", "10-year", "Zoë’s", "a", "the", "—", ",", "U.S."]), max_size=9)


@given(st.lists(LINES, max_size=3))
def test_shuffling_moves_words_within_sentences_alone(lines: list[list[str]]) -> None:
    text = analysed("".join(" ".join(line) + "\n" for line in lines))
    changed = shuffled(text)
    assert len(changed.text) == len(text.text)
    for old, new in zip(text.text.split("\n"), changed.text.split("\n"), strict=True):
        assert len(old) == len(new)
        assert sorted(old) == sorted(new)
    moved = sorted(changed.moves, key=lambda move: move.origin)
    assert without([(move.start, move.end) for move in changed.moves], changed.text) == without(
        [(move.origin, move.origin + move.end - move.start) for move in moved], text.text
    ), "signs and spaces stay in their order"
    for start, end, origin in changed.moves:
        assert changed.text[start:end] == text.text[origin : origin + end - start]
        assert changed.origin(start, end) == (origin, origin + end - start)


def test_shuffling_follows_from_the_id_alone() -> None:
    words = "one two three four five six seven eight nine ten"
    first, again, other = (shuffled(analysed(words, name)).text for name in ("a", "a", "b"))
    random.seed(1)
    assert first == again == shuffled(analysed(words, "a")).text
    assert first != other and words not in (first, other)


def test_what_is_found_in_a_shuffled_text_is_put_where_its_words_stand() -> None:
    text = analysed("Ana met Bo in Oslo after long weeks.\n")

    def extract(seen: Document) -> Annotation:
        places = {word: seen.text.index(word) for word in ("met", "Oslo")}
        argument = Argument(role="Place", start=places["Oslo"], end=places["Oslo"] + 4)
        trigger = Span(places["met"], places["met"] + 3)
        return Annotation(document=seen.id, events=(Event(type="Meeting", trigger=trigger, arguments=(argument,)),))

    control = Control("words shuffled", shuffled, {})
    (event,) = run(control, text, document_of(text), extract).events
    assert (event.trigger, event.arguments[0].start, event.arguments[0].text) == (Span(4, 7, "met"), 14, "Oslo")


# What is kept back


def test_the_beginning_is_headline_kicker_and_first_sentence() -> None:
    text = analysed("A headline\nBy Ana Lima\nThe two met on a Monday in May. They left.\nMore of it.\n")
    assert beginning(text).text == "A headline\nBy Ana Lima\nThe two met on a Monday in May.\n"


def test_a_text_without_a_sentence_begins_with_its_headline() -> None:
    assert beginning(analysed("A headline\nBy Ana\nPhotos\n")).text == "A headline\n"
    assert beginning(analysed("A line")).text == "A line\n"


PLAIN = lower_case([analysed("the two met in and minister of talks visit on mark")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The two met Ana Lima-Cruz in Oslo.", ["Ana", "Lima-Cruz", "Oslo"]),
        ("Mark met Mark.", ["Mark"]),
        ("Ana’s visit and the Defence Minister of Malta.", ["Ana", "Defence", "Minister", "Malta"]),
        ("On Monday I met Bo in March.", ["Bo"]),
        ("Minister Visit and Talks in Oslo", ["Oslo"]),
        ("MINISTER MET ANA", ["ANA"]),
        ("the 12th ÉCOLE met.", ["ÉCOLE"]),
        ("they met.", []),
    ],
)
def test_names_are_known_by_capitals_that_mean_something(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in names(analysed(text), PLAIN)] == found


def test_words_in_lower_case_are_those_of_train() -> None:
    assert lower_case([analysed("Ana met the ÉCOLE on-site."), analysed("They met.")]) == {
        "met", "the", "on-site", "on", "site"
    }  # fmt: skip


def test_masking_hides_letters_and_moves_nothing() -> None:
    text = analysed("Ana Lima’s 3-day trip — O’Hara came.")
    assert masked(text, [(0, 10), (11, 16)]).text == "xxx xxxx’x 3-xxx trip — O’Hara came."
    assert masked(text, []).text == text.text


def test_trigger_words_are_masked_in_any_sense_and_in_compounds() -> None:
    text = analysed("They met at the Met; a site-visit, visiting hours and revisited plans.")
    spans = occurrences(text, frozenset({"meet", "visit"}))
    assert masked(text, spans).text == "They xxx at the xxx; a site-xxxxx, xxxxxxxx hours and revisited plans."


def test_the_title_is_kept_back_and_all_else_is_given() -> None:
    text = analysed("Ana met Bo.\n")
    seen: list[Document] = []

    def extract(given: Document) -> Annotation:
        seen.append(given)
        return Annotation(document=given.id, events=())

    whole = Document(id="text", text=text.text, title="Ana met Bo", date="2021-03-02", source="Wire", register="brief")
    run(Control("none", lambda text: Changed(text.text), {}), text, whole, extract)
    assert seen == [msgspec.structs.replace(whole, title="")]


def test_controls_do_not_look_at_gold() -> None:
    marked = "Head\n{Ana|Person x1} {met|Meeting Actual c1} {Bo|Person x2} in the hall.\n{She|Person x1} talked.\n"
    train = [analysed("They {met|Meeting Actual c1} and {met|Meeting Actual c1} and met.\n")]
    text = analysed(marked)
    bare = Analysed(text.facts, text.text, Annotation(document="text", events=()))
    for control in controls(train):
        assert control.change(text) == control.change(bare)


def test_arguments_of_names_are_those_in_which_a_name_stands() -> None:
    text = analysed(
        "{The minister of Malta|Person x1} {met|Meeting Actual c1 Participant=x1 Participant=x2} {him|Person x2}."
    )
    (event,) = of_names(text.gold, names(text, PLAIN)).events
    assert [argument.text for argument in event.arguments] == ["The minister of Malta"]


# The majority floor


def fitted(by: str, *train: str) -> Majority:
    found = Majority(by)  # type: ignore[arg-type]
    found.fit([AnnotatedDocument(Document(id=str(n), text=read(t)[0]), read(t)[1]) for n, t in enumerate(train)], [])
    return found


def readings(found: Majority, text: str) -> list[tuple[str, str, str]]:
    return [(e.trigger.text, e.type, e.realis) for e in found.extract(Document(id="d", text=text))]


def test_each_word_is_what_it_mostly_is_in_train() -> None:
    train = (
        "They {met|Meeting Planned c1}, {met|Meeting Actual c2} and {met|Meeting Actual c3}; met. "
        "A {visit|Visit Actual c4}, a visit, another visit."
    )
    floor = fitted("form", train)
    assert readings(floor, "Ana MET Bo on a visit.") == [("MET", "Meeting", "Actual")]
    assert readings(floor, "They meet.") == []


def test_a_tie_goes_to_no_event() -> None:
    assert readings(fitted("form", "They {met|Meeting Actual c1}. The goal is met."), "They met.") == []


def test_by_lemma_all_forms_count_together() -> None:
    floor = fitted(
        "lemma", "They {met|Meeting Actual c1}. They {meet|Meeting Planned c2}. He {meets|Meeting Planned c3}."
    )
    assert readings(floor, "She met him.") == [("met", "Meeting", "Planned")]


def test_a_word_that_mostly_has_two_events_gets_two() -> None:
    text, gold = read("He {visited|Visit Actual c1}.")
    (event,) = gold.events
    twice = msgspec.structs.replace(gold, events=(event, msgspec.structs.replace(event, id="E2", realis="Planned")))
    floor = Majority()
    floor.fit([AnnotatedDocument(Document(id="d", text=text), twice)], [])
    assert readings(floor, "They visited.") == [("visited", "Visit", "Actual"), ("visited", "Visit", "Planned")]


def test_a_part_of_a_word_counts_where_the_whole_is_nothing() -> None:
    train = "A {visit|Visit Actual c1} and a {sit-down|Meeting Actual c2}.", "They {sit|Visit Actual c1}." * 2
    floor = fitted("form", *train)
    assert readings(floor, "They sit.") == [("sit", "Visit", "Actual")]
    assert [trigger for trigger, *_ in readings(floor, "A site-visit, a sit-down.")] == ["visit", "sit-down"]


# A whole corpus

HEADLINE = "Nothing in the headline\nThe two sides said little about it that day.\n"
SCENE = "{Ana|Person x1} {met|Meeting Actual c1 Participant=x1 Participant=x2} {Bo|Person x2}.\n"
TRAIN = "They {met|Meeting Actual c1} and {met|Meeting Actual c2}, on their own.\n"


def small(root: Path, *more: dict[str, object]) -> Corpus:
    texts = [document("train", TRAIN), document("dev", HEADLINE + SCENE, "dev", phenomena=[1], writer="voice A")]
    texts += [
        document(f"test-{n}", HEADLINE + SCENE, "test", phenomena=[1, 2], writer="voice B", register="column")
        for n in range(2)
    ]
    return make(root, [*texts, *more])


def knowing(corpus: Corpus, knows: Callable[[Document, Event], bool] = lambda document, event: True) -> object:
    """A system that has gold before it, and says what it `knows`."""

    def extract(seen: Document) -> Annotation:
        gold = corpus.annotation(corpus.facts[seen.id], corpus.document(corpus.facts[seen.id]).text)
        events = tuple(event for event in gold.events if knows(seen, event) and event.trigger.end <= len(seen.text))
        return Annotation(document=seen.id, events=events)

    return extract


def reading(corpus: Corpus) -> object:
    """A system that finds the triggers and arguments of gold that stand where they should."""

    def extract(seen: Document) -> Annotation:
        def stands(span: Span | Argument) -> bool:
            return seen.text[span.start : span.end] == span.text

        found = knowing(corpus)(seen)  # type: ignore[operator]
        events = tuple(
            msgspec.structs.replace(event, arguments=tuple(filter(stands, event.arguments)))
            for event in found.events
            if stands(event.trigger)
        )
        return Annotation(document=seen.id, events=events)

    return extract


def results(corpus: Corpus, extract: object, *lexicons: str) -> Validity:
    return validity(corpus, "system", {"system": extract}, lexicons, resamples=100)  # type: ignore[dict-item]


def kept(found: Validity, measure: str) -> dict[str, float]:
    return {one.name: one.kept[measure].value for one in found.controls if measure in one.kept}


def test_a_system_that_reads_keeps_little_of_masked_texts(tmp_path: Path) -> None:
    corpus = small(tmp_path)
    found = results(corpus, reading(corpus))
    assert found.controls[0].scores.tally("TC") == (2, 2, 2, 2)
    left = kept(found, "TC")
    assert left["first sentence only"] == 0 and left["trigger words masked"] == 0 and left["names masked"] == 1
    assert found.short == [] and all(one.bounds == {} for one in found.floor)


def test_a_system_that_knows_without_reading_breaks_every_bound(tmp_path: Path) -> None:
    corpus = small(tmp_path)
    found = results(corpus, knowing(corpus), "system")
    assert kept(found, "TC") == {
        "first sentence only": 0,  # the text ends before its events
        "words shuffled": pytest.approx(kept(found, "TC")["words shuffled"]),
        "names masked": 1,
        "trigger words masked": 1,
    }
    assert {"system: TC", "names masked: AC+@chain of names", "trigger words masked: TC"} <= set(found.short)
    assert "names masked: AC+@chain" not in found.short


def test_the_bound_of_a_lexicon_is_for_test_alone(tmp_path: Path) -> None:
    corpus = small(tmp_path)
    floor = results(corpus, reading(corpus), "system").floor
    assert [(one.split, one.ok("TC"), one.ok("AC+@chain")) for one in floor] == [
        ("dev", None, None),
        ("test", False, None),
    ]


def test_shuffled_triggers_have_the_bound_of_a_lexicon_and_arguments_half_the_score(tmp_path: Path) -> None:
    corpus = small(tmp_path)

    def words(*found: str) -> Callable[[Document], Annotation]:
        def extract(seen: Document) -> Annotation:
            places = [seen.text.index(word) for word in found if word in seen.text]
            events = tuple(Event(type="Meeting", trigger=Span(place, place + 3)) for place in places)
            return Annotation(document=seen.id, events=events)

        return extract

    def shuffled_of(found: Validity) -> Judged:
        (control,) = [one for one in found.controls if one.name == "words shuffled"]
        return control

    good, poor = (shuffled_of(results(corpus, words(*found))) for found in (["met"], ["met", "the", "two"]))
    assert (good.kept["TC"].value, poor.kept["TC"].value) == (1, 1)
    assert (good.ok("TC"), poor.ok("TC")) == (False, True), "F1 of 1 and of 1/2, all of it kept"
    assert good.ok("AC+@chain") is None, "no argument found: nothing to keep half of"


def test_names_are_judged_by_the_arguments_that_are_names(tmp_path: Path) -> None:
    scene = SCENE.replace("Participant=x2}", "Participant=x2 Time=t1}") + "This was {this week|Time t1 2021-W09}.\n"
    corpus = make(
        tmp_path,
        [
            document("train", TRAIN),
            document("dev", HEADLINE + scene, "dev"),
            document("test", HEADLINE + scene, "test"),
        ],
    )

    found = results(corpus, reading(corpus))
    (control,) = [one for one in found.controls if one.name == "names masked"]
    assert control.kept[NAMED].value == 0 and control.ok(NAMED) is True
    assert control.kept["AC+@chain"].value == pytest.approx(0.5), "1 of 1 and 1 of 3: the time is no name"
    assert control.ok("AC+@chain") is None


def test_scores_are_those_of_the_score_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = small(tmp_path)
    found = validity(corpus, "system", {"system": reading(corpus)}, [])  # type: ignore[dict-item]
    monkeypatch.setattr("benchmark.commands.inputs.Corpus", lambda: corpus)
    predictions = tmp_path / "found.jsonl"
    predictions.write_text("")
    scored = CliRunner().invoke(app, ["score", str(predictions), "--split", "test", "--format", "json"])
    assert json.loads(scored.stdout)["signature"] == found.controls[0].scores.signature


def test_triggers_are_counted_by_tenths_of_their_text() -> None:
    text = analysed("{a|Visit Actual c1}bcdefgh{i|Visit Actual c2}{j|Visit Actual c3}")
    assert tenths([text, text]) == (2, 0, 0, 0, 0, 0, 0, 0, 2, 2)
    assert tenths([]) == (0,) * 10


def test_parts_are_documents_of_a_phenomenon_register_and_writer(tmp_path: Path) -> None:
    corpus = small(tmp_path)
    found = results(corpus, knowing(corpus, lambda seen, event: seen.id != "test-0"))
    parts = {(part.by, part.value): part for part in found.parts}
    assert list(parts) == [
        ("phenomenon", "1 planned"),
        ("phenomenon", "2 denied"),
        ("register", "column"),
        ("register", "wire report"),
        ("writer", "voice A"),
        ("writer", "voice B"),
    ]
    f1 = {key: (part.documents, part.f1[0].value if part.f1[0] else None) for key, part in parts.items()}
    assert f1["phenomenon", "1 planned"] == (3, pytest.approx(0.8)), "P 1, R 2/3"
    assert f1["phenomenon", "2 denied"] == f1["writer", "voice B"] == (2, pytest.approx(2 / 3))
    assert f1["writer", "voice A"] == (1, 1.0)


def test_a_part_without_anything_has_no_score(tmp_path: Path) -> None:
    corpus = small(tmp_path, document("quiet", "Nothing at all.\n", "test", register="quiet"))
    found = results(corpus, knowing(corpus))
    assert [part.f1 for part in found.parts if part.value == "quiet"] == [(None, None)]


def test_pairs_are_counted_by_the_split_of_their_original(tmp_path: Path) -> None:
    planned = HEADLINE + SCENE.replace("{met|Meeting Actual", "will {meet|Meeting Planned")
    corpus = small(
        tmp_path,
        document("edit-dev", planned, "contrast", contrast_of="dev", cluster="dev"),
        document("edit-test", planned, "contrast", contrast_of="test-0", cluster="test-0"),
    )
    found = results(corpus, knowing(corpus, lambda seen, event: seen.id != "edit-test"))
    rows = {
        one.split: (one.pairs, *(each and each.value for each in (one.original, one.partner, one.both)))
        for one in found.consistency
    }
    assert rows == {
        "train": (0, None, None, None),
        "dev": (1, 1.0, 1.0, 1.0),
        "test": (1, 1.0, 0.0, 0.0),
        "all": (2, 1.0, 0.5, 0.5),
    }


# The page and the command


def test_the_page_has_every_table_under_its_title(tmp_path: Path) -> None:
    corpus = small(tmp_path)
    sheets = to_sheets(results(corpus, knowing(corpus)))
    page = to_page(sheets)
    assert re.findall(r"^### (.*)$", page, re.MULTILINE) == [sheet.title for sheet in sheets]
    assert [sheet.title.split(":")[0] for sheet in sheets[:4]] == [
        "Lexicons on dev",
        "Lexicons on test",
        "Controls",
        "Where in the text triggers stand",
    ]
    bars = {row[0]: row[-1] for row in sheets[3].rows}
    assert sum(len(str(bar)) for bar in bars.values()) == 100


def test_the_command_fails_with_check_alone_when_a_bound_is_broken(tmp_path: Path) -> None:
    small(tmp_path)
    told = CliRunner().invoke(app, ["validity", "--data", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert "short: trigger_lexicon: TC" in told.stderr and "short" in told.stdout
    checked = CliRunner().invoke(app, ["validity", "--data", str(tmp_path), "--check", "--format", "json"])
    assert checked.exit_code == 1
    lexicons = json.loads(checked.stdout)["Lexicons on test: F1 in %"]
    assert [(row["system"], row["TC"], row["verdict"]) for row in lexicons] == [
        ("majority of each form", 1.0, "short"),
        ("majority of each lemma", 1.0, "short"),
        ("trigger_lexicon", 1.0, "short"),
    ]


def test_the_tables_of_the_page_are_marked() -> None:
    page = (Path(__file__).parent.parent / "docs" / "validity.md").read_text(encoding="utf-8")
    assert page.count("<!-- dateline validity --format markdown -->\n### ") == 1
    assert page.endswith("<!-- end of tables -->\n")
