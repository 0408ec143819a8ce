"""Contrast pairs: what an edit moves, what it changes, who reads both texts rightly, and which edits make no pair."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import document, make, read, table
from typer.testing import CliRunner

from benchmark.__main__ import app
from benchmark.contrast import Dropped, Edit, Pair, align, changed, consistency, pairs, shift
from benchmark.corpus import Corpus
from benchmark.exceptions import DatelineError, InputError
from benchmark.lint import check_corpus, check_document
from benchmark.occurrences import Analysed
from benchmark.schema import Annotation, Argument, Conflict, Event, Note, Span
from benchmark.worksheet import read as read_sheet

MET = (
    "Headline\n{Ana|Person x1} {met|Meeting Actual c1 Participant=x1 Participant=x2} {Bo|Person x2} in {Oslo|GPE x3}.\n"
)


def corpus_of(root: Path, original: str, partner: str, **facts: object) -> Corpus:
    edit = {"split": "contrast", "cluster": "first", "contrast_of": "first", **facts}
    return make(root, [document("first", original), document("edit", partner, **edit)])


def pair_of(root: Path, original: str, partner: str) -> Pair:
    (pair,) = pairs(corpus_of(root, original, partner))
    return pair


def said(pair: Pair) -> tuple[list[str], list[str]]:
    """The differing items of both sides, as type, label and kind."""
    return tuple(sorted(f"{i.type} {i.label}" for i in side.elements()) for side in changed(pair))  # type: ignore[return-value]


def gold(text: Analysed, *without: str, **realis: str) -> Annotation:
    """The gold of a text as if a system had found it, without these triggers and with another realis of some."""
    events = [
        msgspec.structs.replace(event, realis=realis.get(event.trigger.text, event.realis))
        for event in text.gold.events
        if event.trigger.text not in without
    ]
    return Annotation(document=text.facts.id, events=tuple(events))


def adding(annotation: Annotation, *events: Event) -> Annotation:
    return msgspec.structs.replace(annotation, events=(*annotation.events, *events))


def found_at(text: Analysed, words: str, kind: str = "Meeting", realis: str = "Actual") -> Event:
    start = text.text.index(words)
    return Event(type=kind, trigger=Span(start, start + len(words), words), realis=realis)


# Edits


def test_what_was_put_in_taken_out_and_replaced_is_an_edit_each() -> None:
    old, new = "The two met in Oslo on Monday. Then they left.", "The two never met in Riga. Then they left."
    assert align(old, new).edits == (Edit((7, 7), (8, 13), words=1), Edit((15, 29), (21, 25), words=3))
    assert align(old, new).words == 4


def test_punctuation_is_an_edit_of_no_words() -> None:
    assert [edit.words for edit in align("They met, Ana said.", "They met Ana said.").edits] == [0]


def test_a_text_without_edits_has_none() -> None:
    alignment = align("They met.\n", "They met.\n")
    assert alignment.edits == () and alignment.carried(5, 8) == (5, 8)


def test_an_edit_at_the_start_or_the_end_is_found() -> None:
    assert align("met", "They met here").edits == (Edit((0, 0), (0, 4), 1), Edit((3, 3), (9, 13), 1))
    assert align("", "met").edits == (Edit((0, 0), (0, 3), 1),)


def test_a_span_moves_with_its_words_and_an_edited_one_is_gone() -> None:
    old, new = "Ana Lima met Bo in Oslo.", "Yesterday Ana Lima saw Bo in the Oslo."
    alignment = align(old, new)
    assert alignment.carried(0, 8) == (10, 18)
    assert alignment.carried(9, 12) is None
    assert alignment.carried(19, 23) == (33, 37)
    assert alignment.carried(16, 23) is None, "a word was put in between"


def test_part_of_a_hyphenated_word_moves_with_it() -> None:
    assert align("The site-visit.", "The second site-visit.").carried(9, 14) == (16, 21)


def test_a_span_of_white_space_alone_stands_nowhere() -> None:
    assert align("a  b", "a  b").carried(2, 3) is None


WORDS = st.lists(st.sampled_from(["met", "Ana", "the", "Oslo", ",", "10-year", "’s"]), max_size=14)


@given(WORDS, WORDS)
def test_a_carried_span_says_the_same_and_comes_back(old_words: list[str], new_words: list[str]) -> None:
    old, new = " ".join(old_words), " ".join(new_words)
    alignment = align(old, new)
    back = alignment.reversed()
    place = 0
    for word in old_words:
        if there := alignment.carried(place, place + len(word)):
            assert new[slice(*there)] == word
            assert back.carried(*there) == (place, place + len(word))
        place += len(word) + 1
    assert alignment.words <= len(old_words) + len(new_words)
    assert bool(alignment.edits) == (old_words != new_words)
    assert [(e.new, e.old) for e in back.edits] == [(e.old, e.new) for e in alignment.edits]


def test_a_text_too_long_to_compare_is_refused() -> None:
    with pytest.raises(DatelineError, match="6,000 words and signs; up to 5,000 are compared"):
        align("a " * 6000, "b")


# Shift


def test_gold_moves_with_its_words_and_what_was_edited_is_reported() -> None:
    text, annotation = read(MET)
    new = text.replace("Bo in", "the old king in")
    kept, dropped = shift(annotation, text, new, document="edit")
    assert kept.document == "edit"
    (event,) = kept.events
    assert (event.trigger.start, event.trigger.text) == (13, "met")
    assert [(a.role, a.text) for a in event.arguments] == [("Participant", "Ana")]
    assert {name: mentions[0].start for name, mentions in kept.entities.items()} == {"x1": 9, "x3": new.index("Oslo")}
    assert dropped == (
        Dropped('Participant of Meeting "met"', 17, 19, "Bo"),
        Dropped("mention of a Person", 17, 19, "Bo"),
    )


def test_an_event_goes_with_its_trigger_and_what_hangs_on_it() -> None:
    text, annotation = read(MET.replace("Oslo|GPE x3}", "Oslo|GPE x3} after {talks|Meeting Actual c2}"))
    first, second = annotation.events
    annotation = msgspec.structs.replace(
        annotation,
        part_of=((second.id, first.id),),
        notes=(Note(text="gone", event=first.id), Note(text="kept", event=second.id)),
    )
    kept, dropped = shift(annotation, text, text.replace("met", "saw"))
    assert [event.id for event in kept.events] == [second.id]
    assert kept.part_of == () and [note.text for note in kept.notes] == ["kept"]
    assert dropped == (Dropped('Meeting Actual (Participant "Ana", Participant "Bo")', 13, 16, "met"),)


def test_a_conflict_keeps_the_repairs_that_are_left() -> None:
    text, annotation = read(MET)
    bo, oslo = Span(17, 19, "Bo"), Span(23, 27, "Oslo")
    annotation = msgspec.structs.replace(annotation, conflicts=(Conflict(9, 12, "Ana", (bo, oslo)),))
    kept, dropped = shift(annotation, text, text.replace("Oslo", "Riga"))
    assert kept.conflicts == (Conflict(9, 12, "Ana", (bo,)),)
    assert "repair of a conflict" in {one.what for one in dropped}


@given(WORDS, st.data())
def test_shifting_over_a_sentence_put_before_moves_everything(words: list[str], data: st.DataObject) -> None:
    text = " ".join(["met", *words])
    place = data.draw(st.sampled_from(range(len(text.split()))))
    start = len(" ".join(text.split()[:place])) + bool(place)
    span = Span(start, start + len(text.split()[place]), text.split()[place])
    annotation = Annotation(document="d", events=(Event(type="Meeting", trigger=span),))
    kept, dropped = shift(annotation, text, f"Nothing before. {text}")
    (event,) = kept.events
    assert (event.trigger.start, event.trigger.text, dropped) == (start + 16, span.text, ())


# What differs


def test_another_realis_is_the_only_difference(tmp_path: Path) -> None:
    planned = MET.replace("{met|Meeting Actual", "will {meet|Meeting Planned")
    assert said(pair_of(tmp_path, MET, planned)) == (["Meeting Actual"], ["Meeting Planned"])


def test_a_realis_may_change_far_from_the_edit(tmp_path: Path) -> None:
    both = "Headline\nThe envoy came. The {{visit|Visit {} c1}} pleased nobody.\n"
    pair = pair_of(tmp_path, both.format("Actual"), both.format("Negated").replace("came", "stayed home"))
    assert said(pair) == (["Visit Actual"], ["Visit Negated"])


def test_an_event_that_is_none_any_more_differs_with_its_arguments(tmp_path: Path) -> None:
    none = "Headline\n{Ana|Person x1} met {Bo|Person x2}'s target in {Oslo|GPE x3}.\n"
    assert said(pair_of(tmp_path, MET, none)) == (["Meeting Actual", "Meeting Participant", "Meeting Participant"], [])


def test_roles_that_are_swapped_differ_on_both_sides(tmp_path: Path) -> None:
    hosts = "Headline\n{Ana|Person x1} {visited|Visit Actual c1 Visitor=x1 Host=x2} {Bo|Person x2}.\n"
    hosted = "Headline\n{Ana|Person x1} was {visited|Visit Actual c1 Visitor=x2 Host=x1} by {Bo|Person x2}.\n"
    assert said(pair_of(tmp_path, hosts, hosted)) == (["Visit Host", "Visit Visitor"],) * 2


def test_another_mention_of_the_same_entity_is_no_difference(tmp_path: Path) -> None:
    one = "Headline\n{Ana|Person x1} came. {She|Person x1} {met|Meeting Actual c1 Participant=x1} Bo.\n"
    two = "Headline\n{Ana|Person x1} {met|Meeting Actual c1 Participant=x1} Bo.\n"
    three = "Headline\n{Ana|Person y1} left. {She|Person y1} {met|Meeting Actual c1 Participant=y1} Bo.\n"
    assert said(pair_of(tmp_path / "a", one, three)) == ([], [])
    assert said(pair_of(tmp_path / "b", one, two)) == ([], [])


def test_a_filler_in_other_words_is_another_filler(tmp_path: Path) -> None:
    assert said(pair_of(tmp_path, MET, MET.replace("{Bo|", "{the king|"))) == (["Meeting Participant"],) * 2


def test_a_type_that_changes_takes_the_arguments_along(tmp_path: Path) -> None:
    visited = MET.replace(
        "{met|Meeting Actual c1 Participant=x1 Participant=x2}", "{visited|Visit Actual c1 Visitor=x1}"
    )
    assert said(pair_of(tmp_path, MET, visited)) == (
        ["Meeting Actual", "Meeting Participant", "Meeting Participant"],
        ["Visit Actual", "Visit Visitor"],
    )


def test_two_events_on_one_trigger_are_two_items(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, MET, MET.replace("Oslo|GPE x3}", "Oslo|GPE x3} twice"))
    (event,) = pair.partner.gold.events
    doubled = adding(pair.partner.gold, msgspec.structs.replace(event, id="E9"))
    pair = Pair(pair.original, Analysed(pair.partner.facts, pair.partner.text, doubled))
    assert said(pair) == ([], ["Meeting Actual", "Meeting Participant", "Meeting Participant"])


# Who reads a pair rightly

PLANNED = MET.replace("{met|Meeting Actual", "will {meet|Meeting Planned")
MORE = "They had {talks|Meeting Actual c9} before.\n"


def test_gold_is_consistent_and_nothing_is_not(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, MET, PLANNED)
    assert consistency(pair, gold(pair.original), gold(pair.partner)).both
    assert consistency(pair, gold(pair.original, "met"), gold(pair.partner, "meet")) == (False, False)


def test_a_system_that_does_not_see_the_edit_is_right_in_one_text(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, MET, PLANNED)
    reading = consistency(pair, gold(pair.original), gold(pair.partner, meet="Actual"))
    assert reading == (True, False) and not reading.both


def test_what_does_not_differ_need_not_be_right(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, MET + MORE, PLANNED + MORE)
    bare = [
        msgspec.structs.replace(one, events=tuple(msgspec.structs.replace(e, arguments=()) for e in one.events))
        for one in (gold(pair.original, "talks"), gold(pair.partner, "talks"))
    ]
    assert consistency(pair, *bare).both


def test_a_spurious_event_counts_in_the_edited_sentence_alone(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, MET + MORE, PLANNED + MORE)
    one, other = gold(pair.original), gold(pair.partner)
    assert consistency(pair, one, adding(other, found_at(pair.partner, "Oslo"))) == (True, False)
    assert consistency(pair, adding(one, found_at(pair.original, "Oslo")), other) == (False, True)
    assert consistency(pair, adding(one, found_at(pair.original, "before")), other).both


def test_an_event_given_twice_is_spurious_once(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, MET, PLANNED)
    both = adding(gold(pair.partner), found_at(pair.partner, "meet"))
    assert consistency(pair, gold(pair.original), both) == (True, False)


def test_an_event_where_only_the_other_text_has_one_is_wrong_far_from_the_edit(tmp_path: Path) -> None:
    there = "Headline\nThe envoy came.\nThe {visit|Visit Actual c1} pleased nobody.\n"
    gone = "Headline\nThe envoy wrote.\nThe visit pleased nobody.\n"
    pair = pair_of(tmp_path, there, gone)
    nothing = Annotation(document="edit", events=())
    assert consistency(pair, gold(pair.original), nothing).both
    for realis in ("Actual", "Planned"):
        found = adding(nothing, found_at(pair.partner, "visit", "Visit", realis))
        assert consistency(pair, gold(pair.original), found) == (True, False)


def test_both_roles_for_both_is_no_answer_to_a_swap(tmp_path: Path) -> None:
    hosts = "Headline\n{Ana|Person x1} {visited|Visit Actual c1 Visitor=x1 Host=x2} {Bo|Person x2}.\n"
    hosted = "Headline\n{Ana|Person x1} was {visited|Visit Actual c1 Visitor=x2 Host=x1} by {Bo|Person x2}.\n"
    pair = pair_of(tmp_path, hosts, hosted)

    def everybody(text: Analysed) -> Annotation:
        (event,) = text.gold.events
        spans = [(a.start, a.end) for a in event.arguments]
        arguments = [Argument(role=role, start=s, end=e) for role in ("Visitor", "Host") for s, e in spans]
        return Annotation(document="d", events=(msgspec.structs.replace(event, arguments=tuple(arguments)),))

    assert consistency(pair, gold(pair.original), gold(pair.partner)).both
    assert consistency(pair, everybody(pair.original), everybody(pair.partner)) == (False, False)


def test_any_mention_of_the_entity_will_do(tmp_path: Path) -> None:
    one = "Headline\n{Ana|Person x1} came. {She|Person x1} {met|Meeting Actual c1 Participant=x1} nobody.\n"
    two = one.replace(" Participant=x1", "").replace("nobody", "them")
    pair = pair_of(tmp_path, one, two)
    assert said(pair) == (["Meeting Participant"], [])
    (event,) = pair.original.gold.events
    ana = pair.original.text.index("Ana")
    by_name = msgspec.structs.replace(event, arguments=(Argument(role="Participant", start=ana, end=ana + 3),))
    assert consistency(pair, Annotation(document="first", events=(by_name,)), gold(pair.partner)).both


# Lint, commands

EDITS = [
    ({"contrast_of": ""}, PLANNED, "does not say which text it edits"),
    ({"contrast_of": "furst"}, PLANNED, 'edits "furst", which is no text of train, dev, test; did you mean "first"?'),
    ({"contrast_of": "edit"}, PLANNED, 'edits "edit", which is no text'),
    ({"cluster": "edit"}, PLANNED, 'is of cluster "edit", first of "first"; they share one'),
    ({"split": "dev"}, PLANNED, 'edits "first", but stands in dev'),
    ({}, MET, "has the words of first; edit some"),
    ({}, MET.replace("in {Oslo", "in old {Oslo"), "has the gold of first"),
    ({}, PLANNED.replace(".\n", " and so on" * 5 + ".\n"), "differs from first in 17 words; 12 are allowed"),
]


@pytest.mark.parametrize(("facts", "partner", "problem"), EDITS)
def test_an_edit_that_makes_no_pair_is_an_error(
    tmp_path: Path, facts: dict[str, object], partner: str, problem: str
) -> None:
    corpus = corpus_of(tmp_path, MET, partner, **facts)
    (finding,) = [one for one in check_corpus(corpus) if one.rule == "L18"]
    assert problem in finding.problem and finding.path == corpus.text_path(corpus.facts["edit"])


def test_a_pair_is_no_error(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, MET, PLANNED)
    assert [f for facts in corpus.facts.values() for f in check_document(corpus, facts)] == []


def test_a_partner_of_nothing_is_named_when_pairs_are_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'manifest\.jsonl: edit edits "gone", which is no text'):
        pairs(corpus_of(tmp_path, MET, PLANNED, contrast_of="gone"))


def test_the_command_lists_the_pairs(tmp_path: Path) -> None:
    corpus_of(tmp_path, MET, PLANNED)
    result = CliRunner().invoke(app, ["contrast", "--data", str(tmp_path), "--format", "csv"])
    assert result.stdout.splitlines()[1] == "edit,first,train,2,1,1"


def test_the_sheet_of_an_edit_is_read_back_with_all_gold_that_stays(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, MET + MORE, PLANNED + MORE)
    header, *rows = "document | start | end | words | rule | reason", "first | 13 | 16 | met | G1 | no event"
    had = corpus.document(corpus.facts["first"]).text.index("had")
    rows.append(f"first | {had} | {had + 3} | had | G1 | no event")
    table(tmp_path / "annotations" / "negatives.tsv", header, *rows)
    partner = corpus.facts["edit"]
    arguments = ["contrast", "first", str(corpus.text_path(partner)), "--data", str(tmp_path)]
    result = CliRunner().invoke(app, [*arguments, "--sheet"])
    assert result.exit_code == 0, result.output
    assert '# edited away: "met": Meeting Actual (Participant "Ana", Participant "Bo")\n' in result.stdout
    sheet = read_sheet(result.stdout, corpus.document(partner), corpus.ontology)
    text = corpus.document(partner).text
    assert [event.trigger.text for event in sheet.annotation.events] == ["talks"]
    assert {m.text for mentions in sheet.annotation.entities.values() for m in mentions} == {"Ana", "Bo", "Oslo"}
    assert [(n.start, n.words) for n in sheet.negatives] == [(text.index("had"), "had")]
    edits = CliRunner().invoke(app, [*arguments, "--format", "csv"])
    assert edits.stdout == "at,old,new,words\n13,met,will meet,2\n"


def test_partners_are_scored_like_a_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = corpus_of(tmp_path, MET, PLANNED)
    monkeypatch.setattr("benchmark.commands.inputs.Corpus", lambda: corpus)
    predictions = tmp_path / "found.jsonl"
    predictions.write_bytes(msgspec.json.encode(gold(pairs(corpus)[0].partner)) + b"\n")
    result = CliRunner().invoke(app, ["score", str(predictions), "--split", "contrast", "--measures", "TC+realis"])
    assert result.exit_code == 0, result.output
    assert "split:contrast" in result.stdout and "100.0" in result.stdout
