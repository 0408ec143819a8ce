"""Foreign formats: examples read to what they say, gold and predictions join, wrong files are refused in place."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import annotation, event

from benchmark.exceptions import DatelineError, InputError
from benchmark.formats import Reading, find_format, looks_like, names, read, titles
from benchmark.formats._json import read_items
from benchmark.formats._templates import muc_name
from benchmark.jsonl import write_annotations
from benchmark.schema import Annotation, Argument, Event, Mention, Record, Span

HERE = Path(__file__).parent / "formats"
FILES = {
    "textee.jsonl": "textee",
    "textee_predicted.jsonl": "textee",
    "oneie.jsonl": "oneie",
    "oneie_graph.jsonl": "oneie",
    "nuggets.tbf": "tbf",
    "gtt.jsonl": "gtt",
    "preds_gtt.out": "gtt",
    "grit.jsonl": "grit",
    "preds_grit.out": "grit",
    "iterx.jsonl": "iterx",
    "key.conll": "conll",
}
FOREIGN = sorted(set(FILES.values()))


def read_content(name: str, content: str | bytes, tables: dict[str, str] | None = None) -> Reading:
    """What a file of this content reads to, with token tables beside it where they are given."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "in")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if tables is None:
            return read(name, path)
        Path(folder, "tokens").mkdir()
        for table, lines in tables.items():
            Path(folder, "tokens", table).write_text(lines, encoding="utf-8")
        return read(name, path, tokens=Path(folder, "tokens"))


def failure(name: str, content: str | bytes, tables: dict[str, str] | None = None) -> str:
    """The one-line error of reading this content, from the file's name on."""
    with pytest.raises(InputError) as caught:
        read_content(name, content, tables)
    message = str(caught.value)
    assert "\n" not in message
    return message[message.index(f"/{caught.value.path.name}") + 1 :]


def tbf(*lines: str, document: str = "doc") -> str:
    """A .tbf document of lines whose columns stand between blanks."""
    return "\n".join([f"#BeginOfDocument {document}", *(line.replace(" ", "\t") for line in lines), "#EndOfDocument\n"])


def conll(*cells: str, document: str = "(doc); part 000") -> str:
    """A CoNLL part of tokens with these last columns."""
    lines = [f"doc 0 {number} word {cell}" for number, cell in enumerate(cells)]
    return "\n".join([f"#begin document {document}", *lines, "#end document\n"])


def spans_by_chain(found: Annotation) -> dict[str, list[tuple[int, int]]]:
    chains: dict[str, list[tuple[int, int]]] = {}
    for one in found.events:
        chains.setdefault(one.chain, []).append((one.trigger.start, one.trigger.end))
    return chains


# The registry


def test_formats_are_the_modules_of_the_folder_and_each_has_one_line() -> None:
    assert names() == ("conll", "dateline", "grit", "gtt", "iterx", "oneie", "tbf", "textee")
    assert set(titles()) == set(names())
    assert all(title and "\n" not in title and len(title) < 100 for title in titles().values())


def test_listing_names_imports_no_reader() -> None:
    program = "import sys; from benchmark.formats import names; names(); print('benchmark.formats.tbf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False\n"


def test_an_unknown_format_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(DatelineError, match=r'there is no format "tbff"; did you mean "tbf"\?'):
        find_format("tbff")


@pytest.mark.parametrize("name", ["_templates", "../corpus", "", "os"])
def test_only_formats_can_be_named(name: str) -> None:
    with pytest.raises(DatelineError, match="there is no format"):
        find_format(name)


def test_token_tables_are_refused_for_formats_that_have_none() -> None:
    with pytest.raises(DatelineError, match="format conll has no token tables"):
        read("conll", HERE / "key.conll", tokens=HERE / "tokens")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", names())
def test_a_file_of_another_format_is_refused_and_its_own_named(name: str, file: str) -> None:
    assert looks_like(HERE / file) == FILES[file]
    if FILES[file] == name or (name, file) == ("iterx", "gtt.jsonl"):
        assert read(name, HERE / file).annotations
        return
    with pytest.raises(InputError, match=rf"the file looks like {FILES[file]}: read it as that$") as caught:
        read(name, HERE / file)
    assert caught.value.line


# Dateline


def test_dateline_lines_are_read_as_they_are(tmp_path: Path) -> None:
    made = annotation(event("Meeting", 5, 6, ("Place", 0, 1), realis="Actual", id="e"), document="a")
    write_annotations(tmp_path / "gold.jsonl", [made])
    assert read("dateline", tmp_path / "gold.jsonl") == Reading((made,))
    assert looks_like(tmp_path / "gold.jsonl") == "dateline"


# TextEE


MEETING = Event(
    id="press-1-0-EV0",
    type="Contact:Meet",
    trigger=Span(2, 3),
    arguments=(
        Argument(role="Entity", start=0, end=2, entity="press-1-0-E0"),
        Argument(role="Entity", start=3, end=4, entity="press-1-0-E1"),
        Argument(role="Place", start=5, end=6, entity="press-1-0-E2"),
    ),
)


def test_textee_windows_are_documents_whose_unit_is_the_article() -> None:
    found = read("textee", HERE / "textee.jsonl")
    assert [one.document for one in found.annotations] == ["press-1-0", "press-1-1"]
    assert found.units == {"press-1-0": "press-1", "press-1-1": "press-1"}
    assert found.tokens["press-1-1"] == ("It", "rained", ".")
    assert found.texts == {}


def test_textee_arguments_stand_where_their_entity_mention_does() -> None:
    found = read("textee", HERE / "textee.jsonl")
    assert found.annotations[0].events == (MEETING,)
    assert found.annotations[0].entities["press-1-0-E2"] == (Mention(5, 6, type="GPE"),)
    assert found.annotations[1].events == ()
    assert found.notes == ("arguments with other offsets than their entity mention, placed at the mention: 1",)


def test_textee_predictions_have_offsets_of_their_own() -> None:
    first, second = read("textee", HERE / "textee_predicted.jsonl").annotations
    assert first == annotation(event("Contact:Meet", 2, 3, ("Entity", 0, 2), ("Place", 5, 6)), document="press-1-0")
    assert second.events == ()


VIEW: list[dict[str, Any]] = [
    {
        "doc_id": "d",
        "wnd_id": "d-0",
        "events": [{"trigger": [2, 3, "Meet", "met"], "arguments": [[7, 8, "Place", "Bergen"]]}],
    },
    {"doc_id": "d", "wnd_id": "d-1", "events": []},
]


@pytest.mark.parametrize(
    "layout",
    [
        json.dumps,
        lambda value: json.dumps(value, indent=2),
        lambda value: "\n".join(map(json.dumps, value)),
        lambda value: "\n".join(json.dumps(one, indent=4) for one in value),
    ],
    ids=["list", "list over lines", "lines", "objects over lines"],
)
def test_textee_scorer_lists_are_read_in_any_layout(layout: Callable[[Any], str]) -> None:
    found = read_content("textee", layout(VIEW))
    assert found.annotations == (
        annotation(event("Meet", 2, 3, ("Place", 7, 8)), document="d-0"),
        annotation(document="d-1"),
    )
    assert found.units == {"d-0": "d", "d-1": "d"}


def test_textee_detection_lists_have_triggers_only() -> None:
    found = read_content("textee", '{"doc_id": "d", "wnd_id": "w", "triggers": [[0, 1, "A"], [0, 1, "B", "x"]]}')
    assert found.annotations == (annotation(event("A", 0, 1), event("B", 0, 1), document="w"),)


def test_textee_argument_lists_have_a_record_an_event_and_null_roles_are_left_out() -> None:
    records = [
        {"doc_id": "d", "wnd_id": "w", "trigger": [0, 1, "A", "x"], "arguments": [[2, 3, "R"], [3, 4, None]]},
        {"doc_id": "d", "wnd_id": "w", "trigger": [5, 6, "B", "y"], "arguments": [[2, 3, None, "z"]]},
    ]
    found = read_content("textee", json.dumps(records))
    assert found.annotations == (annotation(event("A", 0, 1, ("R", 2, 3)), event("B", 5, 6), document="w"),)
    assert found.notes == ("arguments without role, left out: 2",)


def window(**changes: Any) -> str:
    """A TextEE window of four tokens with one event and one entity mention, changed."""
    mention = {"event_type": "A", "id": "v", "trigger": {"start": 1, "end": 2}, "arguments": []}
    made = {
        "doc_id": "d",
        "wnd_id": "w",
        "tokens": ["a", "b", "c", "d"],
        "entity_mentions": [{"id": "e", "start": 2, "end": 3}],
        "event_mentions": [mention | changes.pop("mention", {})],
    }
    return json.dumps({key: value for key, value in (made | changes).items() if value != "left out"})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (window(wnd_id="left out"), "in:1: object missing required field `wnd_id`"),
        (window(wnd_id=""), "in:1: wnd_id: expected `str` of length >= 1"),
        (window(event_mentions="left out"), "in:1: the window has none of event_mentions, events, triggers and"),
        (window() + "\n" + window(), 'in:2: window "w" stands on line 1 already; names are unique'),
        (
            window(mention={"trigger": {"start": 2, "end": 2}}),
            "in:1: event_mentions 1: trigger: start 2 is not before end 2",
        ),
        (
            window(mention={"trigger": {"start": 1, "end": 5}}),
            "in:1: event_mentions 1: trigger: ends at token 5, but the window has 4",
        ),
        (
            window(mention={"trigger": {"start": "1", "end": 2}}),
            "in:1: event_mentions 1: trigger: start: expected `int`, got `str`",
        ),
        (
            window(mention={"trigger": {"start": -1, "end": 2}}),
            "in:1: event_mentions 1: trigger: start: expected `int` >= 0",
        ),
        (
            window(mention={"trigger": {"start": 1, "end": 10**30}}),
            "in:1: event_mentions 1: trigger: end: ",
        ),
        (window(mention={"event_type": ""}), "in:1: event_mentions 1: event_type: expected `str` of length >= 1"),
        (
            window(mention={"arguments": [{"role": "R", "entity_id": "f"}]}),
            'in:1: event_mentions 1: arguments 1: names entity mention "f", which is not in the window',
        ),
        (
            window(mention={"arguments": [{"role": "R"}]}),
            "in:1: event_mentions 1: arguments 1: has neither entity_id nor start and end",
        ),
        (
            window(mention={"arguments": [{"entity_id": "e"}]}),
            "in:1: event_mentions 1: arguments 1: object missing required field `role`",
        ),
        (
            window(entity_mentions=[{"id": "e", "start": 0, "end": 1}] * 2),
            'in:1: entity_mentions 2: there are two entity mentions "e"',
        ),
        (
            '{"wnd_id": "w", "events": [{"trigger": [1, 2]}]}',
            "in:1: events 1: trigger: expected `array` of at least length 3, got 2",
        ),
        ('{"wnd_id": "w", "triggers": [[1, 2, null]]}', "in:1: triggers 1: the event has no type"),
        (
            '{"doc_id": "a", "wnd_id": "w", "trigger": [1, 2, "A"]}\n'
            '{"doc_id": "b", "wnd_id": "w", "trigger": [1, 2, "A"]}',
            'in:2: window "w" stands on line 1 already in document "a"',
        ),
        ("[1]", "in:1: expected `object`, got `int`"),
    ],
)
def test_a_wrong_textee_record_is_refused_in_place(content: str, expected: str) -> None:
    assert failure("textee", content).startswith(expected)


def test_two_events_of_one_id_are_refused() -> None:
    record = json.loads(window())
    record["event_mentions"] *= 2
    assert failure("textee", json.dumps(record)).startswith('in:1: event_mentions 2: there are two events "v"')


# OneIE


def test_oneie_sentences_are_documents_and_arguments_stand_at_their_entity() -> None:
    found = read("oneie", HERE / "oneie.jsonl")
    (sentence,) = found.annotations
    assert sentence.document == "wire-7-3"
    assert found.units == {"wire-7-3": "wire-7"}
    assert sentence.events == (
        Event(
            id="wire-7-EV0",
            type="Movement:Transport",
            trigger=Span(2, 3),
            arguments=(
                Argument(role="Artifact", start=1, end=2, entity="wire-7-E1"),
                Argument(role="Destination", start=3, end=4, entity="wire-7-E2"),
            ),
        ),
    )


def test_oneie_graphs_join_triggers_and_entities_by_number() -> None:
    found = read("oneie", HERE / "oneie_graph.jsonl")
    first, second = found.annotations[0].events
    assert [(one.role, one.start, one.end) for one in first.arguments] == [("Destination", 3, 4), ("Artifact", 1, 2)]
    assert (first.confidence, second.confidence) == (0.75, None)
    assert second.arguments == ()
    assert found.notes == ("scores outside 0 to 1, left out: 1",)


def test_oneie_gold_and_graph_join() -> None:
    gold, predicted = (read("oneie", HERE / f"oneie{end}.jsonl") for end in ("", "_graph"))
    assert [one.document for one in gold.annotations] == [one.document for one in predicted.annotations]
    assert gold.units == predicted.units
    assert gold.tokens == predicted.tokens


def test_of_two_graphs_the_predicted_one_is_read() -> None:
    empty = {"entities": [], "triggers": [], "relations": [], "roles": []}
    record = {"sent_id": "s", "gold": empty, "pred": empty | {"triggers": [[0, 1, "A", 0.5]]}}
    found = read_content("oneie", json.dumps(record))
    assert [one.type for one in found.annotations[0].events] == ["A"]
    assert found.notes == ("sentences with a gold and a predicted graph, of which the predicted one is read: 1",)
    assert found.units == {}


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([[1, 0, "R", 1.0]], "in:1: graph: roles 1: joins trigger 1, but there are 1, counted from 0"),
        ([[0, 0, "R"], [0, -1, "R"]], "in:1: graph: roles 2: joins entity -1, but there are 1, counted from 0"),
        ([[0, 0]], "in:1: graph: roles 1: expected `array` of at least length 3, got 2"),
    ],
)
def test_a_role_that_joins_nothing_is_refused(roles: list[Any], expected: str) -> None:
    graph = {"entities": [[0, 1, "PER"]], "triggers": [[1, 2, "A"]], "roles": roles}
    assert failure("oneie", json.dumps({"sent_id": "s", "graph": graph})) == expected


def test_a_sentence_without_events_says_so_with_an_empty_list() -> None:
    assert failure("oneie", '{"sent_id": "s"}').startswith("in:1: the sentence has none of event_mentions, graph and")


def test_two_sentences_of_one_name_are_refused() -> None:
    line = '{"sent_id": "s", "event_mentions": []}\n'
    assert failure("oneie", line * 2) == 'in:2: window "s" stands on line 1 already; names are unique'


# TAC-KBP


def test_tbf_mentions_are_events_with_spans_in_pieces_chains_and_parts() -> None:
    found = read("tbf", HERE / "nuggets.tbf")
    harbour, quiet = found.annotations
    assert harbour.events == (
        Event(
            id="E1",
            type="Movement_Transport-Person",
            trigger=Span(4, 16, "made way", parts=((4, 8), (13, 16))),
            realis="Actual",
            confidence=0.9,
        ),
        Event(id="E2", type="Contact_Meet", trigger=Span(20, 27, "visited"), realis="Other", chain="R1#1"),
        Event(id="E3", type="Contact_Meet", trigger=Span(31, 37, "visits"), realis="GENERIC", chain="R1#1"),
    )
    assert harbour.part_of == (("E2", "E1"), ("E3", "E1"))
    assert quiet == annotation(document="quiet")
    assert found.notes == ("@After relations, not read: 1",)


def test_tbf_token_ids_are_places_in_the_token_table() -> None:
    found = read("tbf", HERE / "nuggets_by_token.tbf", tokens=HERE / "tokens")
    first, second = found.annotations[0].events
    assert first.trigger == Span(1, 4, parts=((1, 2), (3, 4)))
    assert second.trigger == Span(4, 6)
    assert found.tokens["harbour"][4:] == ("and", "came")


def test_tbf_clusters_of_one_id_stay_apart() -> None:
    lines = [f"s doc E{n} {n},{n + 1} x A Actual" for n in range(5)]
    found = read_content("tbf", tbf(*lines, "@Coreference C1 E0,E1", "@Coreference C1 E2,E3"))
    chains = [one.chain for one in found.annotations[0].events]
    assert chains[0] == chains[1] != chains[2] == chains[3]
    assert chains[4] == ""


def test_tbf_notes_what_it_changes() -> None:
    found = read_content(
        "tbf",
        tbf(
            "s doc E1 0,4 met A Actual 7",
            "s other E2 5,8;7,9 met A Actual nan",
            "s doc E4 20,23 met A Actual high",
            "s doc E3 10,12;12,13 met A Actual",
        ),
    )
    first, second, third, fourth = (one.trigger for one in found.annotations[0].events)
    assert (first, second) == (Span(0, 4), Span(5, 9))
    assert (third, fourth) == (Span(20, 23, "met"), Span(10, 13, "met"))
    assert {one.confidence for one in found.annotations[0].events} == {None}
    assert set(found.notes) == {
        "texts of another length than their offsets, left out: 2",
        "confidences that are no number from 0 to 1, left out: 3",
        "mentions that name another document than the one they stand in, which is kept: 1",
        "span pieces that overlap, made one: 1",
    }


MET = "s doc E1 0,3 met A Actual"
SAW = "s doc E2 5,8 saw A Actual"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            tbf(MET, MET.replace("E1", "E2"), "@Coreference C1 E1,E2"),
            'in:4: mentions "E1" and "E2" of this cluster have the same span; keep one',
            id="same span twice in one cluster",
        ),
        pytest.param(
            tbf(MET, SAW.replace("E2", "E1")),
            'in:3: mention "E1" stands on line 2 already; ids are unique',
            id="duplicated mention id",
        ),
        pytest.param(
            tbf(MET, "@Coreference C1 E1,E9"),
            'in:3: names mention "E9", which is not in the document; add or drop it',
            id="cluster with an unknown mention",
        ),
        pytest.param(
            tbf("doc E1 0,3 met A Actual"),
            "in:2: has 6 columns between tabs, too few; give system, document, mention, span, text, type and realis",
            id="too few fields",
        ),
        pytest.param(
            tbf(MET, document=""), "in:1: the document has no name of 1 to 200 characters", id="no document id"
        ),
        pytest.param(MET.replace(" ", "\t"), "in:1: stands outside a document; begin one with", id="no header"),
        pytest.param(
            tbf("s doc E1 t1,t2 met A Actual"),
            'in:2: span "t1,t2" is not "start,end" or several such between ";"; token ids need their tables',
            id="token id without table",
        ),
        pytest.param(tbf(MET) + tbf(MET), 'in:4: document "doc" stands in the file already; keep one', id="twice"),
        pytest.param(tbf(MET).replace("#End", "# End"), 'in:1: document "doc" has no #EndOfDocument', id="no end"),
        pytest.param(
            tbf(MET).replace("#EndOfDocument", "#BeginOfDocument two\n#EndOfDocument"),
            'in:1: document "doc" has no #EndOfDocument',
            id="begin before end",
        ),
        pytest.param("#EndOfDocument\n", "in:1: #EndOfDocument without #BeginOfDocument", id="end without begin"),
        pytest.param(
            tbf(MET, "@Coref C1 E1"), 'in:3: unknown relation "@Coref"; did you mean "Coreference"?', id="relation"
        ),
        pytest.param(tbf(MET, "@Coreference E1"), "in:3: has 2 columns between tabs, too few", id="relation columns"),
        pytest.param(
            tbf(MET, SAW, "@Coreference C1 E1,E2", "@Coreference C2 E2"),
            'in:5: mention "E2" is in a cluster already; a mention has one, so merge them',
            id="a mention in two clusters",
        ),
        pytest.param(
            tbf("s doc E1 3,3 met A Actual"), "in:2: start 3 is not before end 3; ends are exclusive", id="empty span"
        ),
        pytest.param(tbf("s doc E1 1-3 met A Actual"), 'in:2: span "1-3" is not "start,end"', id="span"),
        pytest.param(
            tbf("s doc E1 0," + "9" * 5000 + " met A Actual"), 'in:2: span "0,9999999999', id="a number too big"
        ),
        pytest.param(tbf("s doc E1 0,٣ met A Actual"), 'in:2: span "0,٣" is not', id="digits of another script"),
        pytest.param(
            tbf("s doc E1 0,3 met " + "A" * 201 + " Actual"), "in:2: the type has 1 to 200 characters", id="long type"
        ),
    ],
)
def test_a_wrong_tbf_line_is_refused_in_place(content: str, expected: str) -> None:
    assert failure("tbf", content).startswith(expected)


TABLE = "t0\tAna\t0\t3\nt1\tmet\t4\t7\n"
BY_TOKEN = "s doc E1 t1 met A Actual"


@pytest.mark.parametrize(
    ("content", "tables", "expected"),
    [
        (tbf(BY_TOKEN.replace("t1", "t1,t500")), {"doc.tab": TABLE}, 'in:2: unknown token id "t500"; it is not in the'),
        (tbf(BY_TOKEN), {"other.tab": TABLE}, 'in:1: there is no token table "doc.tab" in '),
        (tbf(BY_TOKEN, document="../doc"), {}, 'in:1: document "../doc" has no token table: paths are not names'),
        (tbf(BY_TOKEN, document=".."), {}, "in:1: "),
        (
            tbf(BY_TOKEN),
            {"doc.tab": TABLE + "t1\tagain\t8\t9\n"},
            'doc.tab:3: token id "t1" stands in the table already',
        ),
        (tbf(BY_TOKEN), {"doc.tab": "t0\tAna\n"}, "doc.tab:1: has 2 columns between tabs, too few"),
        (tbf(BY_TOKEN), {"doc.tab": TABLE + "t2\ta\tx\ty\n"}, 'doc.tab:3: start "x" and end "y" are not both offsets'),
        (tbf(BY_TOKEN), {"doc.tab": ""}, "doc.tab: is empty"),
    ],
)
def test_wrong_token_tables_are_refused_in_place(content: str, tables: dict[str, str], expected: str) -> None:
    assert failure("tbf", content, tables).startswith(expected)


def test_a_token_table_may_have_headings() -> None:
    for table in (TABLE, "token_id\ttoken\tbegin\tend\n" + TABLE):
        found = read_content("tbf", tbf(BY_TOKEN), {"doc.tab": table})
        assert found.annotations[0].events[0].trigger == Span(1, 2)


# MUC-4


ATTACK = Record(
    type="attack / bombing",
    roles={
        "PerpInd": (("masked men", "the masked men"),),
        "PerpOrg": (),
        "Target": (("the customs house",),),
        "Victim": (),
        "Weapon": (("rifles",),),
    },
)


def test_gtt_templates_are_records_and_gold_templates_that_repeat_one_are_left_out() -> None:
    found = read("gtt", HERE / "gtt.jsonl")
    assert [(one.document, one.records) for one in found.annotations] == [
        ("TST3-MUC4-0002", (ATTACK,)),
        ("TST1-MUC3-0011", ()),
    ]
    assert found.texts["TST1-MUC3-0011"] == "the fair opened on sunday."
    assert found.notes == ("gold templates equal to another one of their document, left out: 1",)


def test_gtt_predictions_are_records_and_a_template_without_type_is_an_attack() -> None:
    found = read("gtt", HERE / "preds_gtt.out")
    first, second = found.annotations
    assert [record.type for record in first.records] == ["attack", "attack"]
    assert first.records[0].roles["PerpInd"] == (("masked men",),)
    assert second.records == ()
    assert found.texts == {}
    assert set(found.notes) == {
        "predicted templates without type, read as attack as GTT's scorer does: 1",
        'documents named by number, read under their corpus name ("30002" is "TST3-MUC4-0002"): 2',
    }


def test_grit_documents_are_one_record_each_without_type_of_their_own() -> None:
    gold, predicted = read("grit", HERE / "grit.jsonl"), read("grit", HERE / "preds_grit.out")
    assert [len(one.records) for one in (*gold.annotations, *predicted.annotations)] == [1, 1, 1, 1]
    assert {record.type for one in gold.annotations for record in one.records} == {"extracts"}
    assert gold.annotations[0].records[0].roles["Target"] == (("the customs house", "customs house"),)


def test_entities_without_mention_leave_gold_and_stay_in_predictions() -> None:
    gold, predicted = read("grit", HERE / "grit.jsonl"), read("grit", HERE / "preds_grit.out")
    assert gold.annotations[0].records[0].roles["Weapon"] == ()
    assert gold.notes == ("gold entities without mention, left out: 1",)
    assert predicted.annotations[0].records[0].roles["Weapon"] == (("rifles",), ())


def test_iterx_lines_of_a_document_are_put_together_in_order() -> None:
    found = read("iterx", HERE / "iterx.jsonl")
    first, second = found.annotations
    assert [record.type for record in first.records] == ["attack", "attack", "bombing"]
    assert first.records[0].roles == {"PerpInd": (("masked men",),), "Target": (("customs house",),)}
    assert second == Annotation(document="TST1-MUC3-0011", events=())
    assert found.notes == ("roles in lower case, read as the corpus spells them (perpind is PerpInd): 1",)


def test_iterx_reads_the_same_gold_as_gtt_and_its_own_extra_key() -> None:
    assert read("iterx", HERE / "gtt.jsonl") == read("gtt", HERE / "gtt.jsonl")
    template = {"incident_type": "arson", "template-spans": [0, 1], "Target": [[["a barn", 3, 8, 1, 2, "Target"]]]}
    found = read_content("iterx", json.dumps({"docid": "x", "doctext": "at a barn", "templates": [template]}))
    assert found.annotations[0].records == (Record(type="arson", roles={"Target": (("a barn",),)}),)


@pytest.mark.parametrize(
    ("predictions", "name"), [("preds_gtt.out", "gtt"), ("preds_grit.out", "grit"), ("iterx.jsonl", "iterx")]
)
@pytest.mark.parametrize("gold", ["gtt", "grit"])
def test_gold_joins_with_the_predictions_of_all_three(gold: str, predictions: str, name: str) -> None:
    ours = [one.document for one in read(gold, HERE / f"{gold}.jsonl").annotations]
    assert ours == [one.document for one in read(name, HERE / predictions).annotations]


@pytest.mark.parametrize("name", ["7", "50001", "030002", "30002 ", "3000", "٣0002", "TST3-MUC4-0002", "DEV-MUC3-0001"])
def test_names_that_are_no_test_documents_number_stay_as_they_are(name: str) -> None:
    assert muc_name(name) == name


def test_gold_may_be_a_list_or_objects_over_several_lines() -> None:
    lines = (HERE / "gtt.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    expected = read("gtt", HERE / "gtt.jsonl")
    assert read_content("gtt", json.dumps(documents)) == expected
    assert read_content("gtt", "\n".join(json.dumps(one, indent=4) for one in documents)) == expected


def gtt(**changes: Any) -> str:
    made = {"docid": "a", "doctext": "x", "templates": [{"incident_type": "arson", "Target": [[["a barn", 3]]]}]}
    return json.dumps({key: value for key, value in (made | changes).items() if value != "left out"})


def filled(**changes: Any) -> str:
    return gtt(templates=[{"incident_type": "arson"} | changes])


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("gtt", gtt(templates="left out"), 'in:1: "docid": document "a" has no "templates"'),
        ("gtt", gtt(templates={}), 'in:1: "a": expected a list of templates'),
        ("gtt", gtt(templates=[[]]), 'in:1: "a": template 1: expected an object of roles'),
        ("gtt", gtt(templates=[{"Target": []}]), 'in:1: "a": template 1: has no "incident_type"'),
        ("gtt", filled(incident_type=[]), 'in:1: "a": template 1: incident_type: expected a string of 1 to 200'),
        ("gtt", filled(Target="a barn"), 'in:1: "a": template 1: "Target": expected a list of entities'),
        ("gtt", filled(Target=["a barn"]), 'in:1: "a": template 1: "Target": entity 1: expected a list of mentions'),
        ("gtt", filled(Target=[[[7]]]), 'in:1: "a": template 1: "Target": entity 1: mention 1: expected a string'),
        ("gtt", filled(Target=[["a barn", []]]), 'in:1: "a": template 1: "Target": entity 1: mention 2: expected a'),
        ("gtt", filled(**{"": []}), 'in:1: "a": template 1: "": the name of a role has 1 to 200 characters'),
        ("gtt", gtt(docid=7), 'in:1: "docid": expected a string'),
        ("gtt", gtt(docid=""), 'in:1: "docid": the name of a document has 1 to 200 characters'),
        ("gtt", gtt(doctext=[]), 'in:1: "doctext": expected a string'),
        ("gtt", gtt() + "\n" + gtt(), 'in:2: "docid": document "a" stands on line 1 already; keep one'),
        ("gtt", '{\n"7": {"pred_templates": []},\n"8": []}', 'in:3: "8": expected "docid" and "templates" of a gold'),
        (
            "gtt",
            '{"30002": {"pred_templates": []},\n"TST3-MUC4-0002": {"pred_templates": []}}',
            'in:2: "TST3-MUC4-0002": document "TST3-MUC4-0002" stands on line 1 already as "30002"; keep one',
        ),
        ("gtt", '{"a":\n{"pred_templates": []}, "a": {}}', 'in:2: key "a" stands twice in one object; keep one'),
        ("gtt", '{"a": {"pred_templates": [], "pred_templates": []}}', 'in:1: key "pred_templates" stands twice'),
        ("grit", '{"docid": "a", "extracts": []}', 'in:1: "a": expected an object of roles'),
        (
            "iterx",
            '{"30002": []}\n{"TST3-MUC4-0002": []}',
            'in:2: "TST3-MUC4-0002": document "TST3-MUC4-0002" stands on',
        ),
        (
            "iterx",
            '{"a": [{"template_type": "x", "template_slots": {}}]}',
            'in:1: "a": template 1: "template_type": exp',
        ),
        (
            "iterx",
            '{"a": [{"incident_type": "arson", "target": [], "Target": []}]}',
            'in:1: "a": a template has both target and Target; keep one',
        ),
        ("iterx", "[[]]", "in:1: expected an object"),
    ],
)
def test_a_wrong_template_file_is_refused_in_place(name: str, content: str, expected: str) -> None:
    assert failure(name, content).startswith(expected)


# CoNLL


def test_conll_parts_are_documents_and_clusters_are_chains() -> None:
    found = read("conll", HERE / "key.conll")
    first, second = found.annotations
    assert (first.document, second.document) == ("wire/a/0001; part 000", "wire/a/0001; part 001")
    assert {one.type for one in first.events} == {"Mention"}
    assert spans_by_chain(first) == {"2": [(0, 1)], "1": [(0, 2), (3, 4), (5, 6)], "3": [(4, 7), (5, 7)]}
    assert second.events == ()
    assert found.tokens["wire/a/0001; part 000"][:3] == ("Ana", "Horvat", "left")
    assert found.notes == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("(nw/a/0001); part 000", "nw/a/0001; part 000"),
        ("(TestCase);", "TestCase"),
        ("(a)", "a"),
        ("((a); b); part 2", "(a); b; part 2"),
        ("doc 7", "doc 7"),
    ],
)
def test_conll_document_names_are_readable(written: str, name: str) -> None:
    assert read_content("conll", conll("-", document=written)).annotations[0].document == name


def test_conll_marks_need_no_bar_between_them() -> None:
    found = read_content("conll", conll("(1(2", "-", "1)2)", "(3)(1)")).annotations[0]
    assert spans_by_chain(found) == {"1": [(0, 3), (3, 4)], "2": [(0, 3)], "3": [(3, 4)]}


def test_conll_an_end_closes_the_mention_of_its_cluster_that_began_last() -> None:
    found = read_content("conll", conll("(1", "(1", "1)", "1)")).annotations[0]
    assert spans_by_chain(found) == {"1": [(0, 4), (1, 3)]}


def test_conll_beginnings_of_a_token_come_before_its_ends() -> None:
    found = read_content("conll", conll("(1", "1)|(1", "1)")).annotations[0]
    assert spans_by_chain(found) == {"1": [(0, 3), (1, 2)]}


def test_conll_crossing_mentions_of_two_clusters_are_read() -> None:
    found = read_content("conll", conll("(1", "(2", "1)", "2)")).annotations[0]
    assert spans_by_chain(found) == {"1": [(0, 3)], "2": [(1, 4)]}


def test_conll_a_mention_that_repeats_one_of_its_cluster_is_left_out() -> None:
    found = read_content("conll", conll("(1)|(1)", "(1", "1)"))
    assert spans_by_chain(found.annotations[0]) == {"1": [(0, 1), (1, 3)]}
    assert found.notes == ("mentions that repeat one of their cluster, left out: 1",)


def test_conll_a_mention_in_two_clusters_is_two_events() -> None:
    found = read_content("conll", conll("(1)|(2)", "(1)"))
    assert spans_by_chain(found.annotations[0]) == {"1": [(0, 1), (1, 2)], "2": [(0, 1)]}
    assert found.notes == ("mentions on the span of another cluster's mention, kept: 1",)


def test_conll_other_columns_and_spacing_do_not_matter() -> None:
    lines = ["#begin document (a); ", "a\t(1)\t", "a (1)", "a", "", "a\t_", "a *", "#end document"]
    for end in ("\n", "\r\n"):
        found = read_content("conll", "# made by hand" + end + end.join(lines))
        assert spans_by_chain(found.annotations[0]) == {"1": [(0, 1), (1, 2)]}
        assert found.notes == ("lines of one column, read as tokens without mention: 1",)
        assert found.tokens == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (conll("-", "(12", "-"), "in:3: begins a mention of cluster 12 that has no end before #end document; add 12)"),
        (conll("-", "12)"), "in:3: ends a mention of cluster 12 that did not begin; it needs a (12 before"),
        (conll("(1)").replace("#end document", ""), 'in:1: document "doc; part 000" has no #end document'),
        (conll("(1)").replace("#end", "#begin"), 'in:1: document "doc; part 000" has no #end document'),
        (conll("-") * 2, 'in:4: document "doc; part 000" stands in the file already; keep one'),
        (conll("-", document=""), "in:1: the document has no name of 1 to 200 characters"),
        (conll("-", document="()"), "in:1: the document has no name of 1 to 200 characters"),
        (conll("-", document="(" + "a" * 300 + ")"), "in:1: the document has no name of 1 to 200 characters"),
        ("doc 0 0 word -\n", "in:1: stands outside a document"),
        (conll("-") + "doc 0 0 word -\n", "in:4: stands outside a document"),
        (conll("O"), 'in:2: the last column is "O"; it should be "-" or such as "(1", "1)", "(1)|(2"'),
        (conll("(a)"), 'in:2: the last column is "(a)"'),
        (conll("(1)|"), None),
        (conll("(1"), "in:2: begins a mention of cluster 1 that has no end"),
        (conll("1"), 'in:2: the last column is "1"'),
        (conll("(1)-"), 'in:2: the last column is "(1)-"'),
        (conll("(" + "1" * 201 + ")"), "in:2: cluster "),
        (conll("(١)"), 'in:2: the last column is "(١)"'),
    ],
)
def test_a_wrong_conll_line_is_refused_in_place(content: str, expected: str | None) -> None:
    if expected is None:
        read_content("conll", content)
    else:
        assert failure("conll", content).startswith(expected)


# What is written is read


@st.composite
def clusters(draw: st.DrawFn) -> list[list[tuple[int, int]]]:
    """Clusters of spans: any two of one cluster are apart or one inside the other, as the columns can say."""
    made: list[list[tuple[int, int]]] = []
    for _ in range(draw(st.integers(0, 4))):
        cluster: list[tuple[int, int]] = []
        for start, length in draw(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4)), max_size=5)):
            new = start, start + length
            if new not in cluster and not any(_cross(new, old) for old in cluster):
                cluster.append(new)
        if cluster:
            made.append(cluster)
    return made


def _cross(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether spans share tokens and neither is inside the other."""
    (a, b), (c, d) = sorted((one, other))
    return a < c < b < d


def write_columns(made: list[list[tuple[int, int]]], length: int) -> list[str]:
    cells: list[list[str]] = [[] for _ in range(length)]
    for number, cluster in enumerate(made):
        for start, end in cluster:
            if end - start == 1:
                cells[start].append(f"({number})")
            else:
                cells[start].append(f"({number}")
                cells[end - 1].append(f"{number})")
    return ["|".join(cell) or "-" for cell in cells]


@settings(max_examples=100, deadline=None)
@given(clusters())
def test_clusters_written_as_columns_are_read_again(made: list[list[tuple[int, int]]]) -> None:
    found = read_content("conll", conll(*write_columns(made, 12)))
    expected = {str(number): sorted(cluster) for number, cluster in enumerate(made)}
    assert spans_by_chain(found.annotations[0]) == expected


pieces = st.lists(st.integers(0, 40), min_size=2, max_size=8, unique=True).map(
    lambda ends: tuple(zip(sorted(ends)[0::2], sorted(ends)[1::2], strict=False))
)
words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8).filter(
    lambda word: word[0] not in "#@"
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(pieces, words, words, st.none() | st.floats(0, 1)), unique_by=lambda one: one[0], max_size=8),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_nuggets_written_as_tbf_are_read_again(made: list[Any], groups: list[int]) -> None:
    lines = ["#BeginOfDocument d"]
    members: dict[int, list[str]] = {}
    for number, (span, kind, realis, confidence) in enumerate(made):
        columns = ["s", "d", f"E{number}", ";".join(f"{a},{b}" for a, b in span), "x", kind, realis]
        lines.append("\t".join(columns if confidence is None else [*columns, repr(confidence)]))
        members.setdefault(groups[number], []).append(f"E{number}")
    lines += [f"@Coreference\tR{group}\t{','.join(ids)}" for group, ids in members.items()]
    found = read_content("tbf", "\n".join([*lines, "#EndOfDocument"])).annotations[0].events

    assert [(one.trigger.parts or ((one.trigger.start, one.trigger.end),)) for one in found] == [m[0] for m in made]
    assert [(one.type, one.realis, one.confidence) for one in found] == [m[1:] for m in made]
    chains: dict[str, list[str]] = {}
    for one in found:
        chains.setdefault(one.chain, []).append(one.id)
    assert sorted(chains.values()) == sorted(members.values())


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(names()), st.binary(max_size=200))
def test_no_content_is_more_than_a_located_error(name: str, content: bytes) -> None:
    try:
        read_content(name, content)
    except InputError as error:
        assert "\n" not in str(error)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_broken_file_is_never_more_than_a_located_error(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(FILES)))
    content = (HERE / file).read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    put = data.draw(
        st.sampled_from([b"", b"\0", b"\xff", b"[", b'"', b"}", b"\n", b"\t", b"1e999", b"null", b"\\ud800"])
    )
    try:
        read_content(FILES[file], content[:cut] + put + content[cut + data.draw(st.integers(0, 40)) :])
    except InputError as error:
        assert "\n" not in str(error)
        assert error.line or "empty" in str(error)


# Hostile files


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "in: is empty"),
        (b"\n \n", "in: is empty"),
        (b"\xff\xfe\x00", "in:1: is not UTF-8: byte 0xff"),
        (b"\xef\xbb\xbf{}", "in:1: begins with a byte order mark"),
        (b"\x7fELF\x02\x00\x00", "in:1: "),
    ],
)
def test_files_that_are_no_text_are_refused(name: str, content: bytes, expected: str) -> None:
    assert failure(name, content).startswith(expected)


@pytest.mark.parametrize("name", FOREIGN)
def test_a_missing_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(name, tmp_path / "none")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[" * 100_000, "in:1: brackets nest too deep"),
        ('{"wnd_id": ' * 100_000, "in:1: brackets nest too deep"),
        ('{"a": ' + "9" * 5000 + "}", "in:1: has a number too long to read"),
        ('{"a": NaN}', "in:1: has NaN, which is not JSON"),
        ('{"a": "\\ud800"}', "in:1: has half a surrogate pair"),
        ('{"a": "b\x01"}', "in:1: column 9: is not JSON: invalid control character"),
        ('[{"a": 1}, ', "in:1: column 12: is not JSON: expecting value"),
        ('[{"a": 1}\n{"a": 2}]', "in:2: column 1: is not JSON: expecting , or ]"),
        ('{"a": 1,\n b: 2}', "in:2: column 2: is not JSON: expecting a key in double quotes"),
        ('{"a": 1,\n "b" 2}', "in:2: column 6: is not JSON: expecting :"),
        ('{"a": 1,\n "b": ', "in:2: column 7: is not JSON: expecting value"),
        ('{"a": {"b": 1, "b": 2}}', 'in:1: key "b" stands twice in one object; keep one'),
    ],
)
def test_what_is_not_json_is_refused_in_place(content: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(read_items(tmp_path / "in"))
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(expected)


def test_a_line_after_good_ones_that_is_cut_short_is_named() -> None:
    good = '{"wnd_id": "a", "events": []}\n'
    assert failure("textee", good + good[:20]).startswith("in:2: column ")


def test_a_file_too_big_to_be_read_whole_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"[\n" + b" " * (17 << 20) + b"]")
    with pytest.raises(InputError, match="is larger than 16 MiB and its first line is no whole value"):
        read("textee", path)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("conll", conll("(" + "1" * 500_000)),
        ("conll", conll("(1" * 300_000 + "x")),
        ("conll", "#begin document (" + ") " * 300_000 + "x"),
        ("conll", "#begin document (a)" + " " * 600_000 + "x"),
        ("tbf", tbf("s doc E1 " + "1,2;" * 200_000 + " met A Actual")),
        ("tbf", tbf(MET, "@Coreference C " + "E1," * 200_000)),
        ("textee", '{"wnd_id": "' + " " * 900_000),
    ],
)
def test_long_lines_take_no_time(name: str, content: str) -> None:
    def attempt() -> None:
        with pytest.raises(InputError):
            read_content(name, content)

    assert _seconds(attempt) < 3


@pytest.mark.parametrize("name", ["conll", "tbf", "textee"])
def test_work_grows_with_a_documents_events_and_no_faster(name: str) -> None:
    def content(events: int) -> str:
        if name == "conll":
            return conll(*(f"({number % 1000})" for number in range(events)))
        if name == "tbf":
            lines = [f"s doc E{number} {number},{number + 1} x A Actual" for number in range(events)]
            return tbf(*lines, "@Coreference C " + ",".join(f"E{number}" for number in range(events)))
        mention = '{"event_type": "A", "id": "%d", "trigger": {"start": 0, "end": 1}, "arguments": []}'
        mentions = ",\n".join(mention % number for number in range(events))
        return '{"wnd_id": "w",\n"event_mentions": [' + mentions + "]}"

    small, large = content(4_000), content(40_000)
    read_content(name, small)
    assert _seconds(lambda: read_content(name, large)) < 40 * max(_seconds(lambda: read_content(name, small)), 0.005)
