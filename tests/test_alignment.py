"""Strings without offsets: where each policy places them, what it repairs, and that none is lost."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import astuple
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import texts
from msgspec.structs import fields, replace

from benchmark import alignment
from benchmark.alignment import (
    CHOICES,
    NOWHERE,
    TOLERANCES,
    LooseAnnotation,
    LooseArgument,
    LooseEvent,
    LooseMention,
    LooseSpan,
    Placement,
    Policy,
    is_nowhere,
    parse_policy,
    place,
    place_annotation,
)
from benchmark.exceptions import DatelineError
from benchmark.schema import Annotation, Argument, Event, Mention, Span

POLICIES = [Policy(choice, tolerance) for choice in CHOICES for tolerance in TOLERANCES]
EXACT = Policy(tolerance="exact")
TOLERANT = Policy(tolerance="tolerant")


def said(trigger: str, *fillers: str, kind: str = "Meeting", **more: Any) -> LooseEvent:
    """An event of strings; fillers are "Role=text", or a text in the role Participant."""
    pairs = [filler.rpartition("=") for filler in fillers]
    arguments = tuple(LooseArgument(role=role or "Participant", text=text) for role, _, text in pairs)
    return LooseEvent(type=kind, trigger=LooseSpan(text=trigger), arguments=arguments, **more)


def triggers(text: str, *events: LooseEvent, policy: Policy = EXACT) -> list[int]:
    """Where the triggers of the placed events begin."""
    return [event.trigger.start for event in place(events, text, policy)[0]]


def fillers(text: str, event: LooseEvent, policy: Policy = EXACT) -> list[int]:
    """Where the arguments of the first placed event begin."""
    return [argument.start for argument in place([event], text, policy)[0][0].arguments]


def found(text: str, string: str, policy: Policy = EXACT) -> str | None:
    """What stands in the text where a trigger of this string is placed, or None."""
    (event, *_), _ = place([said(string)], text, policy)
    if is_nowhere(event.trigger):
        return None
    assert text[event.trigger.start : event.trigger.end] == event.trigger.text
    return event.trigger.text


def outcome(text: str, string: str, policy: Policy) -> str:
    """The one count that a string goes into."""
    placement = place([said(string)], text, policy)[1]
    (name,) = (name for name in ("given", "placed", "repaired", "unplaceable") if getattr(placement, name))
    return name


# --- first-unused -----------------------------------------------------------------------------------------------------

TWICE = "Ana met Bo. Bo met Ana."
#        0   4   8   12 15  19


def test_equal_triggers_of_a_type_take_the_occurrences_one_after_the_other() -> None:
    assert triggers(TWICE, said("met"), said("met")) == [4, 15]


def test_events_of_two_types_may_both_have_the_first_occurrence() -> None:
    assert triggers(TWICE, said("met"), said("met", kind="Visit")) == [4, 4]


def test_more_equal_triggers_than_occurrences_take_them_again_in_order() -> None:
    assert triggers(TWICE, *[said("met")] * 5) == [4, 15, 4, 15, 4]


def test_equal_arguments_of_an_event_take_the_occurrences_one_after_the_other() -> None:
    assert fillers(TWICE, said("met", "Ana", "Ana", "Bo")) == [0, 19, 8]


def test_one_filler_in_two_roles_is_one_place() -> None:
    assert fillers(TWICE, said("met", "Participant=Ana", "Host=Ana")) == [0, 0]


def test_arguments_of_another_event_use_nothing_up() -> None:
    events, _ = place([said("met", "Ana"), said("met", "Ana")], TWICE, EXACT)
    assert [event.arguments[0].start for event in events] == [0, 0]


def test_a_trigger_with_offsets_uses_its_occurrence_even_when_it_stands_later_in_the_file() -> None:
    given = LooseEvent(type="Meeting", trigger=LooseSpan(start=4, end=7))
    assert triggers(TWICE, said("met"), given) == [15, 4]


def test_another_string_at_the_same_place_uses_it_up_too() -> None:
    assert triggers("Met and met.", said("met"), said("MET"), said("MET"), policy=TOLERANT) == [8, 0, 0]


# --- nearest-trigger --------------------------------------------------------------------------------------------------

NEAREST = Policy("nearest-trigger", "exact")


def test_an_argument_takes_the_occurrence_nearest_its_trigger() -> None:
    text = "Bo left. Ana met Bo."
    assert fillers(text, said("met", "Bo")) == [0]
    assert fillers(text, said("met", "Bo"), NEAREST) == [17]


def test_of_two_occurrences_as_near_the_left_one_is_taken() -> None:
    assert fillers("Bo met Bo", said("met", "Bo"), NEAREST) == [0]
    assert fillers("Bo  met Bo", said("met", "Bo"), NEAREST) == [8]


def test_nearness_is_measured_from_the_ends_that_face_each_other() -> None:
    # From "met" at 18: the long name ends 1 before it, the other one begins 2 behind it.
    text = "the old king Olaf met, the old king Olaf"
    assert fillers(text, said("met", "the old king Olaf"), NEAREST) == [0]


def test_nearest_triggers_themselves_are_first_unused() -> None:
    assert triggers(TWICE, said("met"), said("met"), policy=NEAREST) == [4, 15]


def test_equal_nearest_arguments_go_outwards() -> None:
    assert fillers("Bo, Bo, Bo met Bo", said("met", "Bo", "Bo", "Bo", "Bo", "Bo"), NEAREST) == [8, 15, 4, 0, 8]


def test_arguments_of_an_unplaceable_trigger_are_placed_from_the_left() -> None:
    assert fillers(TWICE, said("conferred", "Bo"), NEAREST) == [8]


def test_a_filler_that_overlaps_its_trigger_is_nearest() -> None:
    assert fillers("talks, peace talks", said("peace talks", "talks"), NEAREST) == [13]


# --- all --------------------------------------------------------------------------------------------------------------

ALL = Policy("all", "exact")


def test_an_event_is_repeated_for_each_occurrence_of_its_trigger_and_an_argument_for_each_of_its_filler() -> None:
    events, placement = place([said("met", "Ana", id="e1", chain="c"), said("Bo")], TWICE, ALL)
    assert [(event.trigger.start, event.id, event.chain) for event in events] == [
        (4, "e1", "c"),
        (8, "", ""),
        (15, "", "c"),
        (12, "", ""),
    ]
    assert [[argument.start for argument in event.arguments] for event in events] == [[0, 19], [], [0, 19], []]
    assert placement == Placement(placed=3)


def test_a_trigger_with_offsets_is_not_repeated() -> None:
    event = LooseEvent(type="Meeting", trigger=LooseSpan(start=15, end=18), arguments=said("", "Bo").arguments)
    (only,), placement = place([event], TWICE, ALL)
    assert [argument.start for argument in only.arguments] == [8, 12]
    assert placement == Placement(given=1, placed=1)


# --- occurrence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(("occurrence", "start"), [(1, 4), (2, 15), (3, None), (0, None)])
def test_an_occurrence_is_counted_from_one(policy: Policy, occurrence: int, start: int | None) -> None:
    event = LooseEvent(type="Meeting", trigger=LooseSpan(text="met", occurrence=occurrence))
    (only,), placement = place([event], TWICE, policy)
    assert (None if is_nowhere(only.trigger) else only.trigger.start) == start
    assert placement == (Placement(placed=1) if start else Placement(unplaceable=1))


def test_an_occurrence_is_used_before_other_strings_choose() -> None:
    first = LooseEvent(type="Meeting", trigger=LooseSpan(text="met", occurrence=1))
    assert triggers(TWICE, said("met"), first) == [15, 4]


def test_occurrences_do_not_overlap() -> None:
    event = LooseEvent(type="Meeting", trigger=LooseSpan(text="ha ha", occurrence=2))
    assert triggers("ha ha ha ha ha", event) == [6]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "string", "start"),
    [
        ("metal met", "met", 6),
        ("the tin-met metals", "met", 8),
        ("10 of 1", "1", 6),
        ("cafe\u0301 cafe", "cafe", 6),
        ("metal", "met", 0),
        ("symmetric metal", "met", 3),
        ("会见了。会见", "会见", 0),
        ("서울에서 서울", "서울", 0),
        ("بتونس تونس", "تونس", 1),
        ("\U0001f91dmet", "met", 1),
    ],
)
def test_whole_words_come_first_and_only_without_any_a_string_stands_inside_words(
    text: str, string: str, start: int
) -> None:
    assert triggers(text, said(string)) == [start]


def test_a_whole_word_in_another_case_comes_before_a_stretch_inside_a_word() -> None:
    assert triggers("metal. Met", said("met")) == [0]
    assert triggers("metal. Met", said("met"), policy=TOLERANT) == [7]


def test_a_string_that_stands_in_the_text_is_never_looked_for_tolerantly() -> None:
    assert triggers("Met, met", said("met"), said("met"), policy=TOLERANT) == [5, 5]


# --- tolerance --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "string", "there"),
    [
        ("the king’s men", "king's men", "king’s men"),
        ("the king's men", "king’s", "king's"),
        ("the “big” deal", '"big"', "“big”"),
        ("«big» deal", "“big”", "«big»"),
        ("10–12 May", "10-12", "10–12"),
        ("co\u2011operate", "co-operate", "co\u2011operate"),
        ("met -- twice", "met — twice", "met -- twice"),
        ("met — twice", "met -- twice", "met — twice"),
        ("well…", "well...", "well…"),
        ("well... then", "well…", "well..."),
    ],
)
def test_quotes_dashes_and_ellipses_are_repaired_unless_the_policy_is_exact(text: str, string: str, there: str) -> None:
    assert found(text, string, EXACT) is None
    for policy in (Policy(), TOLERANT):
        assert found(text, string, policy) == there
        assert outcome(text, string, policy) == "repaired"


@pytest.mark.parametrize(
    ("text", "string", "there"),
    [
        ("They MET Bo", "met", "MET"),
        ("held\n  talks now", "held talks", "held\n  talks"),
        ("held\u00a0talks now", "held talks", "held\u00a0talks"),
        ("held talks now", " held\ttalks \n", "held talks"),
        ("Die Straße hier", "STRASSE", "Straße"),
        ("Die STRASSE hier", "straße", "STRASSE"),
        ("in İstanbul", "i\u0307STANBUL", "İstanbul"),
        ("ο ΟΔΥΣΣΕΥΣ", "οδυσσευς", "ΟΔΥΣΣΕΥΣ"),
        ("a cafe\u0301 here", "café", "cafe\u0301"),
        ("a café here", "cafe\u0301", "café"),
        ("the co\u00adoperation", "cooperation", "co\u00adoperation"),
        ("the \u200bking", "The king", "the \u200bking"),
        ("ﬁrst talks", "First", "ﬁrst"),
        ("\U0001f91d They  MET \U0001f91d", "they met \U0001f91d", "They  MET \U0001f91d"),
        ("the King’s\u00a0Men", "the king's men", "the King’s\u00a0Men"),
        ("a 한국 team", unicodedata.normalize("NFD", "한국"), "한국"),
    ],
)
def test_case_space_and_composition_are_forgiven_by_tolerant_policies_only(text: str, string: str, there: str) -> None:
    assert found(text, string, Policy()) is None
    assert found(text, string, TOLERANT) == there
    assert outcome(text, string, TOLERANT) == "repaired"


@pytest.mark.parametrize(
    ("text", "string"), [("Zoë", "Zoe"), ("Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"), ("U.S.", "US"), ("held talks", "heldtalks")]
)
def test_accents_punctuation_and_missing_spaces_are_never_forgiven(text: str, string: str) -> None:
    assert found(text, string, TOLERANT) is None


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("Straße", "stras"),
        ("Straße", "SE"),
        ("Maß", "s"),
        ("İ", "i"),
        ("well…", "well."),
        ("a b", "ab"),
        ("x", " "),
    ],
)
def test_no_tolerant_place_begins_or_ends_inside_a_character(text: str, string: str) -> None:
    assert found(text, string, TOLERANT) is None


def test_the_places_behind_characters_that_change_length_are_those_of_the_text_as_stored() -> None:
    text = "ß İ ﬁ … -- \u00ad\U0001f91d MET"
    (event,), _ = place([said("met")], text, TOLERANT)
    assert (event.trigger.start, event.trigger.end, event.trigger.text) == (text.index("MET"), len(text), "MET")


# --- unplaceable ------------------------------------------------------------------------------------------------------


def test_unplaceable_strings_are_kept_each_at_its_own_place_beyond_every_text() -> None:
    events, placement = place([said("conferred", "Ana", "Eva", "Eva"), said("conferred")], TWICE)
    assert placement == Placement(placed=1, unplaceable=4)
    spans = [events[0].trigger, *events[0].arguments, events[1].trigger]
    assert [is_nowhere(span) for span in spans] == [True, False, True, True, True]
    assert [span.text for span in spans] == ["conferred", "Ana", "Eva", "Eva", "conferred"]
    beyond = sorted((span.start, span.end) for span in spans if is_nowhere(span))
    assert beyond[0][0] >= NOWHERE
    assert all(end < start for (_, end), (start, _) in pairwise(beyond))


@pytest.mark.parametrize("policy", POLICIES)
def test_an_empty_string_is_unplaceable(policy: Policy) -> None:
    assert outcome(TWICE, "", policy) == "unplaceable"


def test_nothing_is_found_in_an_empty_text() -> None:
    assert found("", "met", TOLERANT) is None


# --- whole annotations ------------------------------------------------------------------------------------------------


def loose(*events: LooseEvent, **more: Any) -> LooseAnnotation:
    return LooseAnnotation(document="doc", events=events, **more)


def test_mentions_of_all_entities_share_the_occurrences() -> None:
    entities = {
        "a": (LooseMention(text="Ana", type="Person"), LooseMention(text="Bo")),
        "b": (LooseMention(text="Ana"),),
    }
    annotation, placement = place_annotation(loose(entities=entities), TWICE, NEAREST)
    assert annotation.entities == {
        "a": (Mention(0, 3, "Ana", "Person"), Mention(8, 10, "Bo")),
        "b": (Mention(19, 22, "Ana"),),
    }
    assert placement == Placement(placed=3)


def test_all_gives_an_entity_each_occurrence_of_its_mentions() -> None:
    entities = {"a": (LooseMention(text="Ana"), LooseMention(text="Eva")), "b": ()}
    annotation, placement = place_annotation(loose(entities=entities), TWICE, ALL)
    assert [mention.start for mention in annotation.entities["a"]] == [0, NOWHERE, 19]
    assert annotation.entities["b"] == ()
    assert placement == Placement(placed=1, unplaceable=1)


def test_what_is_not_a_place_goes_through_unchanged() -> None:
    event = LooseEvent(
        id="e",
        type="Meeting",
        trigger=LooseSpan(start=4, end=10, parts=((4, 7), (8, 10)), head=(4, 7)),
        arguments=(LooseArgument(role="Time", text="Ana", entity="a", value="2024"),),
        realis="Actual",
        background=True,
        chain="c",
        confidence=0.5,
    )
    annotation, _ = place_annotation(loose(event, part_of=(("e", "e"),)), TWICE)
    assert annotation == Annotation(
        document="doc",
        events=(
            Event(
                id="e",
                type="Meeting",
                trigger=Span(4, 10, "", (4, 7), ((4, 7), (8, 10))),
                arguments=(Argument(role="Time", start=0, end=3, text="Ana", entity="a", value="2024"),),
                realis="Actual",
                background=True,
                chain="c",
                confidence=0.5,
            ),
        ),
        part_of=(("e", "e"),),
    )


def test_loose_records_have_every_field_of_the_records_they_become() -> None:
    pairs = [(LooseSpan, Span), (LooseArgument, Argument), (LooseMention, Mention)]
    for kind, record in [*pairs, (LooseEvent, Event), (LooseAnnotation, Annotation)]:
        names = {one.encode_name for one in fields(kind)}
        assert names - {"occurrence"} == {one.encode_name for one in fields(record)}


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        ({}, "neither start and end nor a text"),
        ({"start": 3}, "start but no end"),
        ({"end": 3, "text": "met"}, "end but no start"),
        ({"start": 3, "end": 3}, "start 3 is not before end 3"),
        ({"start": 3, "end": 5, "text": "met"}, "text has 3 code points, but 3-5 spans 2"),
        ({"start": 3, "end": 6, "text": "met", "occurrence": 1}, "offsets and an occurrence"),
        ({"text": "met", "head": (0, 1)}, "offsets of its head or parts, but no start and end"),
        ({"text": "met", "parts": ((0, 1),)}, "offsets of its head or parts, but no start and end"),
    ],
)
def test_half_a_place_is_refused(span: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        LooseSpan(**span)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_the_name_of_a_policy_parses_back(policy: Policy) -> None:
    assert parse_policy(policy.name) == policy


def test_policy_names_are_those_that_outputs_print() -> None:
    assert [Policy().name, TOLERANT.name, ALL.name] == ["first-unused", "first-unused,tolerant", "all,exact"]
    assert parse_policy("tolerant, all") == Policy("all", "tolerant")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("first-unsed", 'no policy "first-unsed" for strings; did you mean "first-unused"?'),
        ("all,fuzzy", 'no policy "fuzzy"'),
        ("", 'no policy ""'),
        ("all,first-unused", "says both all and first-unused"),
        ("exact,tolerant", "says both exact and tolerant"),
    ],
)
def test_a_policy_that_is_not_known_is_refused(name: str, problem: str) -> None:
    with pytest.raises(DatelineError, match=problem.replace("?", r"\?")):
        parse_policy(name)


def test_a_policy_made_of_a_wrong_word_is_refused() -> None:
    with pytest.raises(DatelineError, match="nearest"):
        Policy("nearest")


# --- properties -------------------------------------------------------------------------------------------------------

_words = st.text(st.sampled_from("aAb ßİ’'-–\u00a0\u0301\u00ad"), max_size=4)
_spaced = st.lists(_words | st.sampled_from(("met", "MET", "metal", "ha ha")), max_size=12).map(" ".join)
_strings = _words | st.sampled_from(("met", "met ", "Met", "ha  ha", "missing", ""))


@st.composite
def _span(draw: st.DrawFn, text: str) -> dict[str, Any]:
    """A span with offsets, with an occurrence, or of a string alone."""
    if text and draw(st.integers(0, 3)) == 0:
        start = draw(st.integers(0, len(text) - 1))
        return {"start": start, "end": draw(st.integers(start + 1, len(text)))}
    span: dict[str, Any] = {"text": draw(_strings)}
    if draw(st.integers(0, 3)) == 0:
        span["occurrence"] = draw(st.integers(0, 3))
    return span


@st.composite
def _predictions(draw: st.DrawFn) -> tuple[str, LooseAnnotation]:
    text = draw(_spaced)
    events = []
    for number in range(draw(st.integers(0, 4))):
        roles = draw(st.lists(st.sampled_from(("Participant", "Place")), max_size=4))
        events.append(
            LooseEvent(
                id=f"e{number}",
                type=draw(st.sampled_from(("Meeting", "Visit"))),
                trigger=LooseSpan(**draw(_span(text))),
                arguments=tuple(LooseArgument(role=role, **draw(_span(text))) for role in roles),
            )
        )
    names = draw(st.lists(st.sampled_from("ab"), unique=True))
    entities = {
        name: tuple(LooseMention(**draw(_span(text))) for _ in range(draw(st.integers(0, 3)))) for name in names
    }
    return text, loose(*events, entities=entities)


def _all_spans(annotation: Annotation | LooseAnnotation) -> list[Any]:
    spans: list[Any] = []
    for event in annotation.events:
        spans += [event.trigger, *event.arguments]
    return spans + [mention for mentions in annotation.entities.values() for mention in mentions]


def _key(text: str) -> str:
    """What a tolerant policy lets a string have in common with the text; written apart from the program's own."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    plain = unicodedata.normalize("NFD", " ".join(visible.split())).casefold()
    for old, new in (("’", "'"), ("–", "-")):
        plain = plain.replace(old, new)
    while "--" in plain:
        plain = plain.replace("--", "-")
    return unicodedata.normalize("NFD", plain)


@settings(max_examples=200, deadline=None)
@given(_predictions(), st.sampled_from(POLICIES))
def test_every_span_is_in_the_text_or_beyond_it_and_the_counts_add_up(
    made: tuple[str, LooseAnnotation], policy: Policy
) -> None:
    text, prediction = made
    annotation, placement = place_annotation(prediction, text, policy)
    assert sum(astuple(placement)) == len(_all_spans(prediction))
    spans = _all_spans(annotation)
    assert all(span.end <= len(text) or is_nowhere(span) for span in spans)
    assert all(text[span.start : span.end] == span.text for span in spans if span.text and not is_nowhere(span))
    beyond = [span.start for span in spans if is_nowhere(span)]
    assert len(beyond) == len(set(beyond))
    if policy.choice != "all":
        assert len(beyond) == placement.unplaceable
        assert len(spans) == len(_all_spans(prediction))
    assert place_annotation(prediction, text, policy) == (annotation, placement)


@settings(max_examples=200, deadline=None)
@given(_predictions(), st.sampled_from(TOLERANCES), st.sampled_from(CHOICES))
def test_what_is_placed_says_what_the_string_said(
    made: tuple[str, LooseAnnotation], tolerance: str, choice: str
) -> None:
    text, prediction = made
    same = str if tolerance == "exact" else _key
    annotation, placement = place_annotation(prediction, text, Policy(choice, tolerance))
    for one, other in zip(_all_spans(prediction), _originals(annotation, prediction), strict=True):
        if one.text and not is_nowhere(other):
            assert same(one.text) == same(other.text)
    if tolerance == "exact":
        assert placement.repaired == 0


def _originals(annotation: Annotation, prediction: LooseAnnotation) -> list[Any]:
    """The spans that stand for those of the prediction, without the further ones that `all` puts behind them."""
    events = [
        replace(made, arguments=made.arguments[: len(event.arguments)])
        for event, made in zip(prediction.events, annotation.events, strict=False)
    ]
    entities = {name: annotation.entities[name][: len(mentions)] for name, mentions in prediction.entities.items()}
    return _all_spans(replace(annotation, events=tuple(events), entities=entities, part_of=()))


@settings(max_examples=200, deadline=None)
@given(st.data(), texts(min_size=1), st.sampled_from(POLICIES))
def test_a_string_taken_from_the_text_is_always_placed_and_never_repaired_if_it_is_whole(
    data: st.DataObject, text: str, policy: Policy
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    string = text[start : data.draw(st.integers(start + 1, len(text)))]
    placement = place([said(string)], text, policy)[1]
    assert placement.unplaceable == 0
    if policy.tolerance == "exact" or string == text:
        assert placement.placed == 1


@settings(max_examples=100, deadline=None)
@given(texts(min_size=1))
def test_a_text_in_other_case_and_space_is_placed_as_the_whole_text(text: str) -> None:
    changed = "  ".join(unicodedata.normalize("NFC", part) for part in text.swapcase().split(" "))
    if not _key(text) or _key(changed) != _key(text):
        return
    (event,), _ = place([said(changed)], text, TOLERANT)
    assert _key(event.trigger.text) == _key(text)


@settings(max_examples=100, deadline=None)
@given(_predictions(), st.sampled_from(POLICIES))
def test_a_more_tolerant_policy_loses_nothing(made: tuple[str, LooseAnnotation], policy: Policy) -> None:
    text, prediction = made
    exact, typographic, tolerant = (
        place_annotation(prediction, text, Policy(policy.choice, tolerance)).placement.unplaceable
        for tolerance in ("exact", "typographic", "tolerant")
    )
    assert exact >= typographic >= tolerant


# --- hostile input ----------------------------------------------------------------------------------------------------


def seconds(*events: LooseEvent, text: str, policy: Policy = TOLERANT) -> float:
    """How long it takes until the events are placed or refused in one line."""
    began = time.perf_counter()
    try:
        place(events, text, policy)
    except DatelineError as error:
        assert "\n" not in str(error)
    return time.perf_counter() - began


MEBIBYTE = 1 << 20


@pytest.mark.parametrize(
    "needle", ["a" * 5000 + "b" + "a" * 5000, "a" * (MEBIBYTE // 2), "a" * MEBIBYTE + "a", "A" * 99, "- " * 50]
)
def test_a_pathological_needle_ends_soon(needle: str) -> None:
    assert seconds(said(needle, needle, needle), text="a" * MEBIBYTE) < 20


@pytest.mark.parametrize("policy", [Policy(choice) for choice in CHOICES])
def test_a_needle_that_is_everywhere_ends_soon(policy: Policy) -> None:
    assert seconds(said("a", *["a"] * 400), text="a-" * (MEBIBYTE // 4), policy=policy) < 20


def test_a_hundred_thousand_strings_are_placed_in_a_news_text() -> None:
    text = TWICE * 200
    event = said("met", *(["Ana", "Bo", "Eva", "ANA"] * 25_000))
    placement = place([event], text, TOLERANT)[1]
    assert placement == Placement(placed=75_001 - 25_000, repaired=25_000, unplaceable=25_000)


def test_too_many_strings_for_a_long_text_are_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "MAX_WORK", 1 << 24)
    with pytest.raises(DatelineError, match="16,777,216 code points to search"):
        place([said("met", *map(str, range(100_000)))], "a" * MEBIBYTE)


def test_a_string_that_stands_everywhere_is_refused_in_one_line() -> None:
    with pytest.raises(DatelineError, match="stand in it too often"):
        place([said("met", "a", "a a", "a a a")], "a " * MEBIBYTE)


def test_all_does_not_explode() -> None:
    with pytest.raises(DatelineError, match=r"more than 262,144 spans .* use the policy first-unused"):
        place([said("met", "met")], "met " * 1000, ALL)


def test_unplaceable_strings_cannot_run_out_of_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "NOWHERE", 100)
    with pytest.raises(DatelineError, match="longer than 100 code points"):
        place([said("x" * 60), said("y" * 60)], "met")
