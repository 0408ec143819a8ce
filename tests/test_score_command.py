"""`dateline score`, `compare` and `explain` as a user types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from test_cli import DEV_DOCUMENTS, ROOT, dateline, event, lines, refused

DEV = str(ROOT / "baselines" / "trigger_lexicon" / "predictions" / "dev.jsonl")
DOCUMENT = "mole-accord"


def printed(*arguments: str) -> Any:
    result = dateline(*arguments, "--format", "json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def documents(path: Path, *triggers: int, count: int = 6) -> str:
    """Gold or predictions of another corpus: `count` documents, each with an event at every one of the triggers."""
    records = [
        {"document": f"d{number}", "events": [event("Attack", at, at + 3) for at in triggers]}
        for number in range(count)
    ]
    return str(lines(path, *records))


def test_every_score_has_an_interval_and_the_signature_says_of_what() -> None:
    found = printed("score", DEV, "--split", "dev", "--measures", "TC,AC+@chain,Realis,FalseAlarms")
    assert set(found["scores"]) == {"TC", "AC+@chain", "Realis", "FalseAlarms"}
    for of in (found["scores"], found["macro"], *found["labels"].values()):
        for score in of.values():
            low, high = score["interval"]
            assert low <= high
    low, high = found["scores"]["TC"]["interval"]
    assert low < found["scores"]["TC"]["f1"] < high
    assert found["signature"].startswith("dateline|corpus:") and "|boot:10000|seed:" in found["signature"]
    assert found == printed("score", DEV, "--split", "dev", "--measures", "TC,AC+@chain,Realis,FalseAlarms")


def test_without_resamples_there_are_no_intervals() -> None:
    found = printed("score", DEV, "--split", "dev", "--resamples", "0", "--measures", "TC")
    assert found["scores"]["TC"]["interval"] is None and "boot" not in found["signature"]


def test_scores_of_each_document_add_up() -> None:
    found = printed("score", DEV, "--split", "dev", "--per-document")
    assert len(found["documents"]) == len(DEV_DOCUMENTS)
    for measure, total in found["scores"].items():
        for count in {"matched", "predicted", "gold"} & set(total):
            parts = [of[measure][count] for of in found["documents"].values()]
            assert sum(parts) == pytest.approx(total[count], abs=1e-9)
    assert "--per-document goes with --format json" in refused("score", DEV, "--split", "dev", "--per-document")


def test_tables_come_in_the_forms_that_papers_and_programs_take() -> None:
    arguments = ("score", DEV, "--split", "dev", "--measures", "TC,TC+realis", "--labels")
    rows = list(csv.DictReader(io.StringIO(dateline(*arguments, "--format", "csv").stdout)))
    exact = printed(*arguments)
    assert float(rows[0]["F1"]) == exact["scores"]["TC"]["f1"]
    assert float(rows[0]["95 % interval low"]) == exact["scores"]["TC"]["interval"][0]
    markdown = dateline(*arguments, "--format", "markdown").stdout
    assert markdown.splitlines()[0].startswith("| measure") and "`dateline|corpus:" in markdown
    latex = dateline(*arguments, "--format", "latex").stdout
    assert latex.startswith(r"\begin{tabular}") and "\n% dateline|corpus:" in latex


def test_labels_of_strangers_cannot_break_out_of_a_table(tmp_path: Path) -> None:
    evil = "a|b\n=1+1\\end{tabular}<script>\x1b[2J"
    gold = str(lines(tmp_path / "g.jsonl", {"document": "d", "events": [event(evil)]}))
    arguments = ("score", gold, "--gold", gold, "--measures", "TC", "--labels", "--format")
    for form in ("table", "csv", "markdown", "latex"):
        out = dateline(*arguments, form).stdout
        assert "\x1b" not in out
        if form == "markdown":
            assert "<script>" not in out.replace("\\<", "") and "a\\|b" in out
        if form == "latex":
            assert out.count(r"\end{tabular}") == 1
    assert json.loads(dateline(*arguments, "json").stdout)["labels"]["TC"][evil]["f1"] == 1.0


def test_measures_scorers_and_formats_are_listed() -> None:
    listed = dateline("score", "--list").stdout
    for name in ("AC+", "CEAF-RME", "BLANC", "Nugget", "textee", "nervaluate"):
        assert name in listed
    formats = dateline("score", "--list-formats").stdout
    assert all(name in formats for name in ("dateline", "tbf", "conll", "gtt", "iterx"))
    assert 'did you mean "textee"' in refused("score", DEV, "--split", "dev", "--like", "texte")
    assert 'did you mean "AC+"' in refused("score", DEV, "--split", "dev", "--measures", "TC,AC++")
    assert "say what to score" in refused("score", "--split", "dev")


def test_scored_like_another_the_labels_are_its_own() -> None:
    found = printed("score", DEV, "--split", "dev", "--like", "textee", "--measures", "TC,AC+")
    assert list(found["scores"]) == ["TC", "AC+"] and "|like:textee|" in found["signature"]
    assert 'textee prints no "AC+@chain"' in refused(
        "score", DEV, "--split", "dev", "--like", "textee", "--measures", "AC+@chain"
    )


def test_the_disagreement_shows_every_scorer_with_a_sentence() -> None:
    from benchmark.measures import presets

    table, sentences = printed("score", DEV, "--split", "dev", "--disagreement").values()
    assert {row["scorer"] for row in sentences} == {"dateline", *presets()}
    assert len(table) > 30 and all(row["difference"] for row in sentences)


def test_causes_of_loss_and_slices_stand_beside_the_scores() -> None:
    found = printed("score", DEV, "--split", "dev", "--errors", "--slices", "--measures", "TC+realis,AC+@chain")
    for kind, measure in (("event", "TC+realis"), ("argument", "AC+@chain")):
        total = found["scores"][measure]
        of_kind = [cause for cause in found["errors"] if cause["kind"] == kind]
        assert sum(cause["missing"] for cause in of_kind) == total["gold"] - total["matched"]
        assert sum(cause["spurious"] for cause in of_kind) == total["predicted"] - total["matched"]
    cut_by = {part["by"] for part in found["slices"]}
    assert cut_by >= {"type", "realis", "register", "phenomenon", "trigger in train", "argument", "document length"}
    table = dateline("score", DEV, "--split", "dev", "--errors", "--slices").stdout
    assert "Points lost" in table and "in another sentence" in table


def test_strings_without_offsets_are_placed_counted_and_never_lost(tmp_path: Path) -> None:
    said = [
        {"type": "Signing", "trigger": {"text": "signed"}},
        {"type": "Signing", "trigger": {"text": "SIGN"}},
        {"type": "Meeting", "trigger": {"text": "no such words"}, "arguments": [{"role": "Place", "text": "Atlantis"}]},
    ]
    path = str(lines(tmp_path / "p.jsonl", {"document": DOCUMENT, "events": said}))
    arguments = ("score", path, "--split", "dev", "--measures", "TI,AC")
    found = printed(*arguments)
    assert found["strings"] == {"policy": "first-unused", "given": 0, "placed": 1, "repaired": 0, "unplaceable": 3}
    assert found["scores"]["TI"]["predicted"] == 3 and found["scores"]["AC"]["predicted"] == 1
    assert "strings without offsets (first-unused): 1 placed" in dateline(*arguments).stderr
    tolerant = printed(*arguments, "--strings", "first-unused,tolerant")
    assert tolerant["strings"]["repaired"] == 1
    assert "|strings:first-unused,tolerant|" in tolerant["signature"]
    assert "did you mean" in refused(*arguments, "--strings", "first-unuse")
    assert "nowhere in the text" in dateline("explain", path, DOCUMENT).stdout


def test_labels_outside_the_ontology_are_refused_or_counted(tmp_path: Path) -> None:
    path = str(lines(tmp_path / "p.jsonl", {"document": DOCUMENT, "events": [event("Party", 0, 3)]}))
    assert "unknown type" in refused("score", path, "--split", "dev")
    found = printed("score", path, "--split", "dev", "--count-outside", "--errors")
    assert found["scores"]["TC"]["predicted"] == 1
    assert [cause["spurious"] for cause in found["errors"] if cause["cause"] == "outside the ontology"] == [1]


def test_explain_walks_through_a_document() -> None:
    result = dateline("explain", "trigger_lexicon", DOCUMENT)
    assert result.returncode == 0, result.stderr
    assert "✓ Signing “signed” (138-144)" in result.stdout
    assert "missed event: nothing was found at a gold trigger" in result.stdout
    assert "Points lost" in result.stdout
    assert 'did you mean "mole-accord"' in refused("explain", "trigger_lexicon", "mole-acord")
    assert "has no predictions on train" in refused("explain", "trigger_lexicon", "esper-tunis")


def test_systems_are_compared_by_name_by_file_and_by_kept_tallies(tmp_path: Path) -> None:
    gold = documents(tmp_path / "gold.jsonl", 0, 10, 20, 30, count=20)
    good = documents(tmp_path / "good.jsonl", 0, 10, 20, count=20)
    poor = documents(tmp_path / "poor.jsonl", 0, count=20)
    kept = str(tmp_path / "poor.json")
    assert dateline("score", poor, "--gold", gold, "--measures", "TC", "--save", kept).returncode == 0
    for other in (poor, kept):
        found = printed("compare", f"poor={other}", f"good={good}", "--gold", gold, "--measure", "TC")
        assert [system["name"] for system in found["systems"]] == ["good", "poor"]
        assert found["systems"][0]["ranks"] == [1, 1]
        (pair,) = found["contrasts"]
        assert pair["told_apart"] and pair["p"] < 0.001 and (pair["wins"], pair["losses"]) == (20, 0)
    result = dateline("compare", f"a={good}", f"b={good}", "--gold", gold, "--measure", "TC")
    assert "1-2" in result.stdout and "not told apart: a and b" in result.stderr
    pooled = printed("compare", f"two={good},{poor}", f"one={poor}", "--gold", gold, "--measure", "TC")
    assert pooled["systems"][0]["headline"]["runs"] == 2 and pooled["systems"][0]["headline"]["sd"] > 0


def test_scores_of_different_data_or_settings_are_not_compared(tmp_path: Path) -> None:
    kept = []
    for number, (triggers, more) in enumerate((((0,), ()), ((0, 10), ()), ((0,), ("--resamples", "100")))):
        gold = documents(tmp_path / f"gold{number}.jsonl", *triggers)
        kept.append(str(tmp_path / f"{number}.json"))
        arguments = ("score", gold, "--gold", gold, "--measures", "TC", "--save", kept[-1], *more)
        assert dateline(*arguments).returncode == 0
    assert "their signatures differ" in refused("compare", kept[0], kept[1], "--measure", "TC")
    assert "their signatures differ" in refused("compare", kept[0], kept[2], "--measure", "TC")
    assert '"AC" was not scored' in refused("compare", f"a={kept[0]}", f"b={kept[0]}", "--measure", "AC")
    assert "two systems or more" in refused("compare", kept[0])
    assert "one name" in refused("compare", kept[0], kept[0])


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"scorer": 999}, "was made by scorer 999"),
        ({"documents": ["d0", "d0"]}, "names a document twice"),
        ({"tables": {"TC": {"measure": "TX", "labels": [], "cells": []}}}, 'no measure "TX"'),
        ({"tables": {"TC": {"measure": "TC", "labels": [["A"]], "cells": [[0, 1, 1, 1, 1, 1]]}}}, "is not there"),
        ({"tables": {"TC": {"measure": "TC", "labels": [["A"]], "cells": [[0, 0, 1, 1]]}}}, "does not have 6 numbers"),
        ({"documents": 5}, "has no tallies"),
        ({"more": 1}, "has no tallies"),
    ],
)
def test_tallies_that_were_tampered_with_are_refused(edit: dict[str, Any], said: str, tmp_path: Path) -> None:
    gold = documents(tmp_path / "gold.jsonl", 0)
    kept = tmp_path / "kept.json"
    assert dateline("score", gold, "--gold", gold, "--measures", "TC", "--save", str(kept)).returncode == 0
    file = {**json.loads(kept.read_text(encoding="utf-8")), **edit}
    kept.write_text(json.dumps(file, separators=(",", ":")), encoding="utf-8")
    assert said in refused("compare", f"a={kept}", f"b={kept}", "--measure", "TC")


FILES = ROOT / "tests" / "formats"


@pytest.mark.parametrize(
    ("predictions", "gold", "arguments", "measures"),
    [
        (
            "key.conll",
            "key.conll",
            ("--from", "conll", "--measures", "MUC,B3,CEAFm,CEAFe,BLANC,LEA"),
            {"MUC", "B3", "CEAFm", "CEAFe", "BLANC", "LEA"},
        ),
        ("preds_gtt.out", "gtt.jsonl", ("--from", "gtt", "--like", "gtt"), {"micro_avg"}),
        ("preds_grit.out", "grit.jsonl", ("--from", "grit", "--like", "grit"), {"strict", "prop"}),
        (
            "iterx.jsonl",
            "gtt.jsonl",
            ("--from", "iterx", "--gold-from", "gtt", "--measures", "CEAF-RME@phi3,CEAF-RME@subset", "--per-document"),
            {"CEAF-RME@phi3", "CEAF-RME@subset"},
        ),
        ("nuggets.tbf", "nuggets.tbf", ("--from", "tbf", "--measures", "Nugget+type,MUC"), {"Nugget+type", "MUC"}),
        (
            "nuggets_by_token.tbf",
            "nuggets_by_token.tbf",
            ("--from", "tbf", "--tokens", str(FILES / "tokens"), "--measures", "TC"),
            {"TC"},
        ),
        ("textee_predicted.jsonl", "textee.jsonl", ("--from", "textee", "--measures", "TC,AC@text"), {"TC", "AC@text"}),
        ("oneie.jsonl", "oneie.jsonl", ("--from", "oneie", "--measures", "TC,AC@head"), {"TC", "AC@head"}),
    ],
)
def test_files_of_other_projects_are_scored(
    predictions: str, gold: str, arguments: tuple[str, ...], measures: set[str]
) -> None:
    found = printed("score", str(FILES / predictions), "--gold", str(FILES / gold), *arguments)
    assert set(found["scores"]) == measures
    assert all(0 < score["f1"] <= 1 for score in found["scores"].values())
    if "--per-document" in arguments:
        assert set(found["documents"]) == {"TST3-MUC4-0002", "TST1-MUC3-0011"}


def test_what_a_reader_had_to_do_is_said_and_a_wrong_file_is_named(tmp_path: Path) -> None:
    gtt = str(FILES / "gtt.jsonl")
    result = dateline("score", str(FILES / "preds_gtt.out"), "--gold", gtt, "--from", "gtt", "--like", "gtt")
    assert "gtt.jsonl: gold templates equal to another one of their document, left out: 1" in result.stderr
    assert "looks like tbf" in refused("score", gtt, "--gold", str(FILES / "nuggets.tbf"), "--from", "gtt")
    assert 'no format "gt"' in refused("score", gtt, "--gold", gtt, "--from", "gt")
    other = tmp_path / "other.conll"
    other.write_text((FILES / "key.conll").read_text(encoding="utf-8").replace("(", "(x", 1), encoding="utf-8")
    line = refused("score", str(other), "--gold", str(FILES / "key.conll"), "--from", "conll")
    assert "other.conll" in line
    oneie = str(FILES / "oneie.jsonl")
    assert "is not in" in refused(
        "score", str(FILES / "textee.jsonl"), "--gold", oneie, "--from", "textee", "--gold-from", "oneie"
    )


def test_windows_of_a_document_are_one_unit_of_resampling(tmp_path: Path) -> None:
    windows = [
        {"doc_id": "D", "wnd_id": f"D-{n}", "events": [{"trigger": [n, n + 1, "MEET", "x"], "arguments": []}]}
        for n in range(3)
    ]
    gold = str(lines(tmp_path / "gold.json", *windows))
    result = dateline("score", gold, "--gold", gold, "--from", "textee", "--measures", "TC", "--format", "json")
    assert "coverage: 3 of 3 documents" in result.stderr
    found = json.loads(result.stdout)
    assert found["coverage"]["documents"] == 1 and found["scores"]["TC"]["interval"] is None


def test_strings_cannot_be_placed_without_texts(tmp_path: Path) -> None:
    gold = documents(tmp_path / "gold.jsonl", 0, count=1)
    said = str(lines(tmp_path / "p.jsonl", {"document": "d0", "events": [{"type": "A", "trigger": {"text": "met"}}]}))
    assert "there is no text of the document to place it in" in refused("score", said, "--gold", gold)
    assert "go with --gold" in refused("score", said, "--split", "dev", "--ontology", "any")
    assert "one of them" in refused("score", said, "--split", "dev", "--gold", gold)


def test_compared_systems_may_differ_in_how_strings_were_placed(tmp_path: Path) -> None:
    said = {"document": DOCUMENT, "events": [{"type": "Signing", "trigger": {"text": "signed"}}]}
    strings = str(lines(tmp_path / "strings.jsonl", said))
    result = dateline("compare", f"strings={strings}", f"offsets={DEV}", "--split", "dev", "--measure", "TC")
    assert result.returncode == 0, result.stderr
    assert f"{len(DEV_DOCUMENTS) - 1} of {len(DEV_DOCUMENTS)} documents have no prediction" in result.stderr
    assert dateline("compare", f"a={DEV}", f"b={DEV}", "--like", "textee").returncode == 0


def test_rates_are_compared_as_rates_and_runs_stay_shares(tmp_path: Path) -> None:
    rates = dateline("compare", f"a={DEV}", f"b={DEV}", "--measure", "FalseAlarms", "--format", "csv").stdout
    scored = printed("score", DEV, "--split", "dev", "--measures", "FalseAlarms", "--resamples", "0")
    rate = scored["scores"]["FalseAlarms"]["per_1000_words"]
    assert float(next(csv.DictReader(io.StringIO(rates)))["FalseAlarms"]) == pytest.approx(rate, abs=0.01)
    gold = documents(tmp_path / "gold.jsonl", 0, 10)
    right, wrong = documents(tmp_path / "r.jsonl", 0, 10), documents(tmp_path / "w.jsonl", 50)
    pooled = printed("compare", f"a={right},{wrong}", f"b={wrong}", "--gold", gold, "--measure", "TC")
    low, high = pooled["systems"][0]["headline"]["interval"]
    assert 0 <= low < high <= 1


def test_saving_replaces_nothing_that_it_should_not(tmp_path: Path) -> None:
    gold = documents(tmp_path / "gold.jsonl", 0)
    arguments = ("score", gold, "--gold", gold, "--measures", "TC", "--save")
    assert "something else than a file" in refused(*arguments, str(tmp_path))
    assert "would overwrite what is scored" in refused(*arguments, gold)
    kept = str(tmp_path / "kept.json")
    assert dateline(*arguments, kept, "--resamples", "0").returncode == 0
    assert "without resamples" in refused("compare", f"a={kept}", f"b={kept}", "--measure", "TC")


def test_predictions_that_count_tokens_of_another_text_are_refused(tmp_path: Path) -> None:
    window = {"doc_id": "D", "wnd_id": "D-0", "text": "They met", "tokens": ["They", "met"], "lang": "en"}
    event_ = {"id": "E", "event_type": "MEET", "trigger": {"text": "met", "start": 1, "end": 2}, "arguments": []}
    gold = str(lines(tmp_path / "g.json", {**window, "entity_mentions": [], "event_mentions": [event_]}))
    far = {"doc_id": "D", "wnd_id": "D-0", "events": [{"trigger": [7, 9, "MEET", "x"], "arguments": []}]}
    path = str(lines(tmp_path / "p.json", far))
    assert "ends at token 9, and the text has 2" in refused("score", path, "--gold", gold, "--from", "textee")
    own = str(lines(tmp_path / "own.jsonl", {"document": "D-0", "events": []}))
    assert "give both in one format" in refused("score", own, "--gold", gold, "--gold-from", "textee")


def test_names_with_dots_stay_apart_and_no_name_drives_the_terminal(tmp_path: Path) -> None:
    filler = [{"role": "B", "start": 4, "end": 5}]
    events = [event("A", 0, 3, arguments=filler), event("A.B", 6, 9)]
    gold = str(lines(tmp_path / "g.jsonl", {"document": "d", "events": events}))
    found = printed("score", gold, "--gold", gold, "--measures", "AC,TC")
    assert set(found["labels"]["TC"]) == {"A", "A\\.B"} and set(found["labels"]["AC"]) == {"A", "A.B"}
    evil = str(lines(tmp_path / "e.jsonl", {"document": "d\x1b[2J\n", "events": []}))
    result = dateline("score", evil, "--gold", gold)
    assert result.returncode == 2 and "\x1b" not in result.stderr and len(result.stderr.splitlines()) == 2
    forged = str(lines(tmp_path / "f.jsonl", {"document": "d", "events": [event("X\n✓ FAKE", 0, 3)]}))
    assert "\n✓ FAKE" not in dateline("explain", forged, "d", "--gold", gold).stdout


def test_far_spans_do_not_make_errors_slow(tmp_path: Path) -> None:
    gold = documents(tmp_path / "g.jsonl", *range(0, 80_000, 10), count=1)
    guess = documents(tmp_path / "p.jsonl", *range(5, 80_000, 10), count=1)
    found = printed("score", guess, "--gold", gold, "--measures", "TC", "--errors")
    assert [cause["missing"] for cause in found["errors"]] == [8000, 0]


def test_texts_of_another_corpus_place_strings_and_count_words(tmp_path: Path) -> None:
    gold = str(
        lines(
            tmp_path / "g.jsonl", {"document": "d", "events": [event("Attack", 5, 8)]}, {"document": "e", "events": []}
        )
    )
    said = {"document": "d", "events": [{"type": "Attack", "trigger": {"text": "met"}}]}
    path = str(lines(tmp_path / "p.jsonl", said, {"document": "e", "events": [event("Attack", 0, 3)]}))
    arguments = ("score", path, "--gold", gold, "--measures", "TC,FalseAlarms", "--texts", str(tmp_path))
    assert "cannot be read" in refused(*arguments)
    (tmp_path / "d.txt").write_text("They met.", encoding="utf-8")
    (tmp_path / "e.txt").write_text("Nobody came here at all.", encoding="utf-8")
    found = printed(*arguments)
    assert found["scores"]["TC"]["matched"] == 1 and found["strings"]["placed"] == 1
    assert found["scores"]["FalseAlarms"]["per_1000_words"] == 200
    (tmp_path / "d.txt").write_text("Met.", encoding="utf-8")
    assert "g.jsonl:1: event 1: trigger: ends at 8" in refused(*arguments)
    evil = str(lines(tmp_path / "x.jsonl", {"document": "../g", "events": []}))
    assert "cannot name a file" in refused("score", evil, "--gold", evil, "--texts", str(tmp_path))


def test_an_empty_gold_file_and_choices_without_effect_are_refused(tmp_path: Path) -> None:
    empty = str(lines(tmp_path / "empty.jsonl"))
    assert "has no documents" in refused("score", empty, "--gold", empty)
    assert "leave other choices" in refused("score", DEV, "--split", "dev", "--disagreement", "--like", "textee")
