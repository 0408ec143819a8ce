"""Worksheets: what is written is read back, words are found where they stand, and every slip is named with its line."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from make import ROLES
from typer.testing import CliRunner

from benchmark import standoff
from benchmark.commands import worksheet as command
from benchmark.corpus import Corpus, checksum
from benchmark.exceptions import DatelineError
from benchmark.negatives import Negative
from benchmark.paragraphs import Paragraphs
from benchmark.schema import Annotation, Argument, Conflict, Document, Event, Mention, Note, Span
from benchmark.worksheet import MAX_PROBLEMS, Worksheet, WorksheetError, findings, read, write

CORPUS = Corpus()
TEXT = (
    "Ana Lima met Bo Chen in Tunis on Monday and visited Sfax.\n"
    "“It’s a meeting of twenty–one,” said Ana; the meeting [sic] met Berth #2 at 10\u202f000 and A = B.\n"
    "She met nobody.\n"
)
DOCUMENT = Document(id="doc", text=TEXT, date="2021-03-02")
SHEET = """document doc
Person Ana
  a1 1 Ana Lima
  a2 2 Ana
Person
  b1 1 Bo Chen
GPE
  g1 1 Tunis
  g2 1 Sfax
Time
  t1 1 Monday = 2021-03-01
Meeting e1 Actual
  trigger 1 met
  Participant a1 b1
  Place g1
  Time t1
  part of e2
Visit e2 Actual background
  trigger 1 visited
  Visitor a1
  Destination g2
  note T6: why
conflict g1 repaired by g2
note b1 who is that
negative 2 the [meeting] : G8 not theirs
"""


def sheet(content: str = SHEET) -> Worksheet:
    return read(content, DOCUMENT, CORPUS.ontology)


def problems(content: str) -> list[tuple[int | None, str]]:
    with pytest.raises(WorksheetError) as caught:
        sheet(content)
    return [(problem.line, problem.problem) for problem in caught.value.problems]


def marked(words: str, number: int = 2) -> str:
    start, end = Paragraphs(TEXT).place(number, words)
    return f"{TEXT[start - 5 : start]}<{TEXT[start:end]}>"


def test_a_sheet_says_what_the_ann_form_says() -> None:
    assert standoff.write(sheet().annotation, TEXT) == (
        "T1\tPerson 0 8\tAna Lima\nT2\tMeeting 9 12\tmet\nT3\tPerson 13 20\tBo Chen\nT4\tGPE 24 29\tTunis\n"
        "T5\tTime 33 39\tMonday\nT6\tVisit 44 51\tvisited\nT7\tGPE 52 56\tSfax\nT8\tPerson 95 98\tAna\n"
        "E1\tMeeting:T2 Participant:T1 Participant2:T3 Place:T4 Time:T5\nE2\tVisit:T6 Destination:T7 Visitor:T1\n"
        "*\tCoref T1 T8\nR1\tPartOf Arg1:E1 Arg2:E2\nR2\tRepair Arg1:T4 Arg2:T7\n"
        "A1\tRealis E1 Actual\nA2\tRealis E2 Actual\nA3\tBackground E2\nA4\tTextConflict T4\n"
        "N1\tReference T5 TIMEX3:2021-03-01\tMonday\n#1\tAnnotatorNotes T3\twho is that\n"
        "#2\tAnnotatorNotes E2\tT6: why\n"
    )
    assert sheet().negatives == (Negative("doc", 104, 111, "meeting", "G8", "not theirs"),)


def test_blank_lines_comments_indentation_and_crlf_mean_nothing() -> None:
    bare = "\r\n\r\n".join(f"\t # remark\r\n{line.strip()}" for line in SHEET.splitlines())
    assert sheet(bare).annotation == sheet().annotation


@pytest.mark.parametrize("name", sorted(CORPUS.facts))
def test_every_gold_annotation_survives_as_a_sheet(name: str) -> None:
    facts = CORPUS.facts[name]
    document = CORPUS.document(facts)
    gold = CORPUS.annotation(facts, document.text)
    back = read(write(gold, document.text), document, CORPUS.ontology)
    assert standoff.write(back.annotation, document.text) == standoff.write(gold, document.text)
    assert findings(back, document, CORPUS.ontology) == []


LINES = ("met “met” a–b [met] met #2 x", "a = b = a-b met it’s [x] #2 met", "x")
WORDS = "\n".join(LINES) + "\n"


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    """Annotations of whole words of a text that repeats them and is full of the form's own signs."""
    edges = [at for at in range(len(WORDS)) if not (at > 0 and WORDS[at - 1].isalnum() and WORDS[at].isalnum())]
    spans = [
        (start, end)
        for start in edges
        for end in edges
        if start < end <= start + 9 and WORDS[start:end] == WORDS[start:end].strip() and "\n" not in WORDS[start:end]
    ]
    places = draw(st.lists(st.sampled_from(spans), unique=True, max_size=6))
    kinds = {name: draw(st.sampled_from(CORPUS.ontology.fillers)) for name in "xyz"}
    entities: dict[str, tuple[Mention, ...]] = {}
    for start, end in places:
        name = draw(st.sampled_from("xyz"))
        value = draw(st.sampled_from(("", "", "2021-03", "b")))
        mention = Mention(start, end, WORDS[start:end], kinds[name], value)
        entities[name] = (*entities.get(name, ()), mention)
    mentions = {(m.start, m.end): (name, kinds[name], m.value) for name, ms in entities.items() for m in ms}
    events = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(sorted(ROLES)))
        takes = CORPUS.ontology.types[kind].roles
        fits = [(role, place) for role in takes for place, (_, filler, _) in mentions.items() if filler in takes[role]]
        chosen = draw(st.lists(st.sampled_from(fits), unique=True, max_size=4)) if fits else []
        start, end = draw(st.sampled_from(spans))
        arguments = tuple(
            Argument(role=role, start=s, end=e, entity=mentions[s, e][0], value=mentions[s, e][2])
            for role, (s, e) in chosen
        )
        events.append(
            Event(
                id=f"n{number}",
                type=kind,
                trigger=Span(start, end, WORDS[start:end]),
                arguments=arguments,
                realis=draw(st.sampled_from(("", *CORPUS.ontology.realis))),
                background=draw(st.booleans()),
                chain=draw(st.sampled_from(("", "one", "two"))),
            )
        )
    said = st.sampled_from(("e1 is a word", "why", "m1", "trigger 2 met", "# x", "of : G5"))
    ids = [event.id for event in events]
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)) if len(ids) > 1 else st.nothing()
    taken = list(mentions)
    return Annotation(
        document="doc",
        events=tuple(events),
        entities=entities,
        part_of=tuple(draw(st.lists(pair, unique=True, max_size=2))) if len(ids) > 1 else (),
        conflicts=tuple(
            Conflict(*place, WORDS[slice(*place)], tuple(Span(*p, WORDS[slice(*p)]) for p in draw(_some(taken))))
            for place in draw(_some(taken))
        ),
        notes=(
            *(Note(text=draw(said), event=name) for name in draw(_some(ids))),
            *(Note(text=draw(said), span=Span(*place, WORDS[slice(*place)])) for place in draw(_some(taken))),
        ),
    )


def _some(items: list) -> st.SearchStrategy[list]:  # type: ignore[type-arg]
    return st.lists(st.sampled_from(items), unique=True, max_size=2) if items else st.just([])


@settings(max_examples=150, deadline=None)
@given(annotations())
def test_what_is_written_is_read_back(made: Annotation) -> None:
    back = read(write(made, WORDS), Document(id="doc", text=WORDS), CORPUS.ontology)
    assert standoff.write(back.annotation, WORDS) == standoff.write(made, WORDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SHEET.split()), max_size=12), st.integers(0, 30), st.text(max_size=20))
def test_a_broken_sheet_is_read_or_refused_never_a_crash(words: list[str], at: int, noise: str) -> None:
    lines = SHEET.splitlines()
    lines[at : at + 2] = [" ".join(words), noise]
    try:
        sheet("\n".join(lines))
    except WorksheetError as error:
        assert all("\n" not in str(problem) and problem.line for problem in error.problems)


def test_negatives_survive_writing() -> None:
    found = sheet()
    assert read(write(found.annotation, TEXT, found.negatives), DOCUMENT, CORPUS.ontology).negatives == found.negatives


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("a [meeting] of", "’s a <meeting>"),
        ("meeting #2", " the <meeting>"),
        ("It's", "Chen "),
        ("twenty-one", "g of <twenty–one>"),
        ("10 000", "2 at <10\u202f000>"),
        ("[sic]", "ting <[sic]>"),
        ("[sic] met", "ting <[sic] met>"),
        ("Berth #2", " met <Berth #2>"),
        ("the meet[ing", ""),
        ("met", "sic] <met>"),
    ],
)
def test_words_are_found_by_context_number_and_plain_signs(words: str, place: str) -> None:
    if not place:
        with pytest.raises(DatelineError, match="is not in paragraph"):
            marked(words)
    elif words == "It's":
        assert Paragraphs(TEXT).place(2, words) == (59, 63)
    else:
        assert marked(words) == place


def test_a_decomposed_letter_finds_the_composed_one() -> None:
    assert Paragraphs("Lomé\n").place(1, "Lome\u0301") == (0, 4)


def test_an_equals_sign_that_stands_in_the_text_begins_no_value() -> None:
    found = Paragraphs(TEXT)
    place = found.place(2, "A = B")
    assert found.mention(2, "A = B") == (place, "")
    assert found.mention(2, "A = B = 2020") == (place, "2020")


@pytest.mark.parametrize(
    ("number", "words", "problem"),
    [
        (2, "meeting", '"meeting" occurs 2 times in paragraph 2: give context with [brackets], or #2'),
        (2, "meeting #3", '"meeting" occurs 2 times in paragraph 2: there is no #3'),
        (3, "Sfax", '"Sfax" is not in paragraph 3, but in 1'),
        (2, "meet", '"meet" only stands inside a longer word'),
        (1, "Anna Lima", 'nearest there: "Ana Lima"'),
        (1, "zebra", "nor anything like it"),
        (2, "[a] [meeting]", "mark one part with [brackets]"),
        (9, "met", "there is no paragraph 9: the text has 3"),
        (0, "met", "there is no paragraph 0"),
    ],
)
def test_words_that_are_not_found_once_are_refused_with_help(number: int, words: str, problem: str) -> None:
    with pytest.raises(DatelineError) as caught:
        Paragraphs(TEXT).place(number, words)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("document doc\n", "", 1, "the first line is `document doc`"),
        ("document doc", "document dock", 1, 'the sheet is of "dock", the text is "doc"'),
        ("conflict g1", "document doc\nconflict g1", 23, "`document` stands in the first line only"),
        ("Person Ana", "Persn Ana", 2, 'unknown type "Persn"; did you mean "Person"?'),
        ("GPE\n", "Gpe\n", 7, 'unknown type "Gpe"; did you mean "GPE"?'),
        ("Meeting e1", "Meting e1", 12, 'unknown type "Meting"; did you mean "Meeting"?'),
        ("Meeting e1 Actual", "Meeting e1 Actul", 12, 'unknown realis "Actul"; did you mean "Actual"?'),
        ("Meeting e1 Actual", "Meeting Actual", 12, '"Actual" cannot be a key'),
        ("Participant a1", "Participnt a1", 14, 'no role "Participnt"; did you mean "Participant"?'),
        ("a1 b1", "a1 b9", 14, 'unknown key "b9"; known: a1, a2, b1, g1, g2, t1'),
        ("a1 b1", "a1 t1", 14, "Participant takes Person, Org, GPE; t1 (line 11) is a Time"),
        ("a1 b1", "a1 a1", 14, "a1 fills Participant of e1 twice"),
        ("a1 b1", "a1 e2", 14, '"e2" is an event (line 18), not a mention'),
        ("Participant a1 b1", "Participant", 14, "Participant is filled by nothing"),
        ("part of e2", "part of g1", 17, '"g1" is a mention (line 8), not an event'),
        ("part of e2", "part e2", 17, "the form is `part of e2`"),
        ("  trigger 1 visited\n", "", 18, "e2 has no trigger"),
        ("trigger 1 visited", "trigger 1 visited\ntrigger 1 met", 20, "has a trigger on line 19 already"),
        ("g2 1 Sfax", "g1 1 Sfax", 9, 'key "g1" is used on line 8 already'),
        ("g2 1 Sfax", "g2 Sfax", 9, "a mention is key, paragraph and words"),
        ("g2 1 Sfax", "g2 1 Tunis", 9, "g2 marks the same words as g1 (line 8), another entity"),
        ("t1 1 Monday", "t1 1 Tunis", 11, "t1 marks the same words as g1 (line 8), a GPE"),
        ("GPE\n", "GPE Ana\n", 7, 'entity "Ana" is a Person on line 2 and a GPE here'),
        ("conflict g1 repaired by", "conflict g1 repaired", 23, "the form is `conflict a7`"),
        ("conflict g1", "conflict g9", 23, 'unknown key "g9"'),
        ("trigger 1 visited", "triger 1 visited", 19, "did you mean `trigger`?"),
        ("note b1", "note b7", 24, 'note on unknown key "b7"; known: a1, a2, b1'),
        (" : G8", " G8", 25, "a negative is paragraph, words"),
        ("2 the [meeting]", "1 visited", 25, '"visited" is the trigger of e2 on line 19'),
    ],
)
def test_one_slip_is_one_problem_on_its_line(old: str, new: str, line: int, problem: str) -> None:
    assert SHEET.count(old) == 1
    found = problems(SHEET.replace(old, new))
    assert [place for place, _ in found if place == line], found
    assert problem in " | ".join(said for place, said in found if place == line)
    if old not in ("g2 1 Sfax", "2 the [meeting]", "Meeting e1 Actual", "trigger 1 visited"):
        assert len(found) == 1


def test_all_slips_of_a_sheet_are_collected() -> None:
    found = problems(SHEET.replace("Ana Lima", "Anna Lima").replace("Place g1", "Place g7").replace("Bo Chen", "Bo"))
    assert [line for line, _ in found] == [3, 15]


def test_a_sheet_without_end_is_refused() -> None:
    assert len(problems("document doc\nPerson\n" + "x 1 zebra\n" * 5000)) == MAX_PROBLEMS + 1
    assert problems("document doc\n" + "Person\n" * 20_000)[0][1].startswith("has more than")


def test_time_is_a_role_below_an_event_and_a_header_before_a_mention() -> None:
    content = SHEET.replace("conflict", "Time late\n  t2 1 Monday\nconflict").replace(
        "  t1 1 Monday = 2021-03-01\n", ""
    )
    assert problems(content) == [(15, 'unknown key "t1"; known: a1, a2, b1, g1, g2, t2')]
    assert sheet(content.replace("Time t1", "Time t2")).annotation.events[0].arguments[-1].text == "Monday"


def test_chains_are_the_transitive_closure() -> None:
    made = "document doc\n" + "".join(f"Meeting e{n} Actual\ntrigger 1 met\n" for n in range(4))
    linked = made.replace("Meeting e2", "same as e2\nMeeting e2").replace("Meeting e1", "same as e1\nMeeting e1")
    chains = [event.chain for event in sheet(linked).annotation.events]
    assert chains == ["C1", "C1", "C1", "C2"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (" = 2021-03-01", "", (11, "L13", 't1 "Monday" has no TIMEX3 value')),
        ("e1 Actual", "e1", (12, "L08", "e1 has no Realis")),
        ("trigger 1 visited", "trigger 1 visited Sfax", (19, "L04", 'trigger "visited Sfax" is more than one word')),
        ("2021-03-01", "2021-03-05", (12, "L13", "e1 is Actual, but its time 2021-03-05 lies after")),
        ("part of e2", "part of e1", (12, "L11", "e1 is a part of itself")),
        ("note b1", "Org\no1 2 Ana;\nnote b1", (25, "L02", 'o1 "Ana;" has a space or punctuation')),
    ],
)
def test_lint_speaks_of_the_sheets_own_lines_and_keys(old: str, new: str, found: tuple[int, str, str]) -> None:
    (error,) = findings(sheet(SHEET.replace(old, new)), DOCUMENT, CORPUS.ontology)
    assert (error.line, error.field) == found[:2]
    assert error.problem.startswith(found[2])


@pytest.mark.parametrize(
    "unwritable",
    [
        Annotation(document="doc", events=(), entities={"x": (Mention(0, 2),)}),
        Annotation(document="doc", events=(), entities={"x": (Mention(0, 8, type="Person"), Mention(13, 20))}),
        Annotation(
            document="doc",
            events=(Event(id="e", type="Meeting", trigger=Span(9, 12)),),
            notes=(Note(text="why", span=Span(9, 12)),),
        ),
    ],
)
def test_what_no_sheet_can_hold_is_not_written(unwritable: Annotation) -> None:
    with pytest.raises(ValueError, match=r"whole words|one type|is no mention"):
        write(unwritable, TEXT)


APP = typer.Typer(pretty_exceptions_enable=False)
APP.command()(command.worksheet)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(APP, [str(argument) for argument in arguments])
    if isinstance(result.exception, DatelineError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with one text and no gold."""
    folder = tmp_path / "data"
    (folder / "corpus" / "train").mkdir(parents=True)
    (folder / "annotations").mkdir()
    (folder / "corpus" / "train" / "doc.txt").write_bytes(TEXT.encode())
    facts = msgspec.structs.replace(
        next(iter(CORPUS.facts.values())), id="doc", split="train", date="2021-03-02", sha256=checksum(TEXT)
    )
    (folder / "corpus" / "manifest.jsonl").write_bytes(msgspec.json.encode(facts) + b"\n")
    ontology = (CORPUS.root / "annotations" / "ontology.toml").read_bytes()
    (folder / "annotations" / "ontology.toml").write_bytes(ontology)
    return folder


def test_the_command_prints_a_sheet_to_start_from(root: Path) -> None:
    code, output = run("doc", "--data", root)
    assert code == 0
    assert "# 3  She met nobody.\n" in output
    assert output.endswith("\ndocument doc\n")
    assert sheet(output).annotation == Annotation(document="doc", events=())


def test_the_command_prints_gold_and_ann_files_as_sheets(tmp_path: Path, root: Path) -> None:
    code, output = run("esper-tunis", "--gold")
    assert code == 0
    assert "Person chief\n" in output and "US Secretary of Defence Mark Esper\n" in output
    ann = tmp_path / "doc.ann"
    ann.write_text(standoff.write(sheet().annotation, TEXT), encoding="utf-8")
    code, output = run("doc", "--from", ann, "--data", root)
    assert sheet(output).annotation == sheet().annotation
    assert run("doc", "--from", ann, "--gold", "--data", root)[0] == 2


def test_the_command_checks_sheets_and_writes_ann_files(tmp_path: Path, root: Path) -> None:
    good, bad = tmp_path / "doc.sheet", tmp_path / "bad.sheet"
    good.write_text(SHEET, encoding="utf-8")
    bad.write_text(SHEET.replace("e1 Actual", "e1").replace("document doc", "document dox"), encoding="utf-8")
    to, rows = tmp_path / "out", tmp_path / "negatives.tsv"
    assert run(good, "--check", "--data", root) == (0, "")
    assert run(bad, "--check", "--data", root) == (1, f'{bad}:1: no document "dox"; did you mean "doc"?\n')
    assert run(good, good, "--to", to, "--data", root)[0] == 1
    assert not to.exists()
    assert run(good, "--to", to, "--negatives", rows, "--data", root) == (0, "")
    assert (to / "train" / "doc.ann").read_text(encoding="utf-8") == standoff.write(sheet().annotation, TEXT)
    assert rows.read_text(encoding="utf-8") == (
        "document\tstart\tend\twords\trule\treason\ndoc\t104\t111\tmeeting\tG8\tnot theirs\n"
    )
    assert run(good, "--data", root)[0] == 2
    assert run(tmp_path / "none.sheet", "--check", "--data", root)[0] == 1


def test_the_sheet_on_the_page_for_annotators_can_be_read() -> None:
    page = (Path(__file__).parent.parent / "docs" / "worksheets.md").read_text(encoding="utf-8")
    content = "document" + page.split("```\ndocument")[1].split("```")[0]
    document = CORPUS.document(CORPUS.find("esper-tunis"))
    found = read(content, document, CORPUS.ontology)
    assert (len(found.annotation.events), len(found.negatives)) == (4, 1)
    assert findings(found, document, CORPUS.ontology) == []
