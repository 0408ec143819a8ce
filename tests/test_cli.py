"""The command line as a user types it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmark.corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
DEV_DOCUMENTS = [facts.id for facts in Corpus().of_split("dev")]


def dateline(*arguments: str, at: Path = ROOT, feed: bytes | None = None) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "benchmark", *arguments],
        cwd=at,
        input=feed,
        capture_output=True,
        env={**os.environ, "COLUMNS": "120", "PYTHONUTF8": "1"},
        timeout=120,
        check=False,
    )
    done = subprocess.CompletedProcess(result.args, result.returncode)
    done.stdout, done.stderr = result.stdout.decode(), result.stderr.decode()
    return done


def refused(*arguments: str, at: Path = ROOT) -> str:
    """The one line that a mistake earns."""
    result = dateline(*arguments, at=at)
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    return line


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return path


def event(kind: str = "Meeting", start: object = 0, end: object = 3, **more: object) -> dict[str, object]:
    return {"type": kind, "trigger": {"start": start, "end": end}, **more}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['dateline', '--help']\n"
        "from benchmark.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('pandas', 'datasets', 'sklearn', 'scipy', 'spacy', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_run_writes_predictions_and_ends_in_a_table(tmp_path: Path) -> None:
    result = dateline("run", "trigger_lexicon", "--split", "dev", at=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "AC+" in result.stdout and "corpus:" in result.stdout
    assert f"coverage: {len(DEV_DOCUMENTS)} of {len(DEV_DOCUMENTS)}" in result.stderr and "next: " in result.stderr
    written = tmp_path / "baselines" / "trigger_lexicon" / "predictions" / "dev.jsonl"
    assert len(written.read_text(encoding="utf-8").splitlines()) == len(DEV_DOCUMENTS)
    assert [path.name for path in written.parent.iterdir()] == ["dev.jsonl"]
    scored = dateline("score", str(written), "--split", "dev", "--format", "json", at=tmp_path)
    scores = json.loads(scored.stdout)
    assert 0 < scores["scores"]["TC"]["f1"] < 1
    assert set(scores["scores"]["TC"]) == {"precision", "recall", "f1", "interval", "matched", "predicted", "gold"}
    assert "Meeting.Participant" in scores["labels"]["AC"]


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    assert dateline("new", "mine", at=tmp_path).returncode == 0
    code = tmp_path / "baselines" / "mine" / "extractor.py"
    broken = code.read_text(encoding="utf-8").replace(
        "        return [",
        '        if document.id == "mole-accord" and not Path("go").exists():\n            1 / 0\n        return [',
        1,
    )
    code.write_text(broken.replace("import re\n", "import re\nfrom pathlib import Path\n", 1), encoding="utf-8")
    failed = dateline("run", "mine", at=tmp_path)
    assert failed.returncode == 1 and "ZeroDivisionError" in failed.stderr and "mole-accord" in failed.stderr
    assert not (code.parent / "predictions" / "dev.jsonl").exists()
    (tmp_path / "go").touch()
    again = dateline("run", "mine", at=tmp_path)
    assert again.returncode == 0, again.stderr
    assert f"going on after {DEV_DOCUMENTS.index('mole-accord')} of {len(DEV_DOCUMENTS)} documents" in again.stderr


def test_new_makes_a_system_that_runs(tmp_path: Path) -> None:
    made = dateline("new", "mine", at=tmp_path)
    assert made.returncode == 0 and made.stdout.splitlines()[0].endswith("baseline.toml")
    assert dateline("run", "mine", "--split", "dev", at=tmp_path).returncode == 0
    assert "is there already" in refused("new", "mine", at=tmp_path)


def test_extract_reads_files_and_standard_input(tmp_path: Path) -> None:
    text = "The minister met the mayor in Oslo on Monday. 🕊 They signed an accord.\n"
    (tmp_path / "article.txt").write_text(text, encoding="utf-8")
    for source, feed in (("article.txt", None), ("-", text.encode())):
        result = dateline("extract", "trigger_lexicon", source, "--format", "jsonl", at=tmp_path, feed=feed)
        found = json.loads(result.stdout)
        assert {e["type"] for e in found["events"]} >= {"Meeting", "Signing"}
        for e in found["events"]:
            assert text[e["trigger"]["start"] : e["trigger"]["end"]] == e["trigger"]["text"]
    assert "Meeting “met”" in dateline("extract", "trigger_lexicon", "article.txt", at=tmp_path).stdout


def test_show_prints_a_text_with_its_gold() -> None:
    result = dateline("show", "esper-tunis")
    assert result.returncode == 0
    assert "met[E2]" in result.stdout and "the Moroccan Defence Minister" in result.stdout
    assert "text conflict" in result.stdout


def test_the_corpus_is_free_of_lint() -> None:
    assert dateline("lint", "--errors-only").returncode == 0
    assert "documents" in dateline("corpus").stdout


def test_names_are_suggested() -> None:
    assert 'did you mean "trigger_lexicon"?' in refused("run", "triger_lexicon")
    assert 'did you mean "dev"?' in refused("run", "trigger_lexicon", "--split", "dve")
    assert 'did you mean "esper-tunis"?' in refused("show", "esper-tuns")
    assert "paths are not names" in refused("run", "../trigger_lexicon")
    assert "paths are not names" in refused("show", "../x")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('{"document": "amber-wing", "events": [}', "column 39"),
        ({"document": "amber-wing", "events": [], "evnts": 1}, "unknown field `evnts`"),
        ({"document": "amber-wing", "events": [event("Meting")]}, 'did you mean "Meeting"?'),
        ({"document": "amber-wing", "events": [event(realis="Actul")]}, 'did you mean "Actual"?'),
        ({"document": "amber-wing", "events": [event(start=5, end=5)]}, "event 1: trigger"),
        ({"document": "amber-wing", "events": [event(start=True)]}, "got `bool`"),
        ({"document": "amber-wing", "events": [event(start=1.0)]}, "got `float`"),
        ({"document": "amber-wing", "events": [event(end=10**6)]}, "the text has"),
        ({"document": "amber-wing", "events": [event(confidence=float("nan"))]}, "NaN"),
        ({"document": "amber-win", "events": []}, 'did you mean "amber-wing"?'),
        ({"document": "amber-wing", "events": [{"type": "Visit", "trigger": {"start": 3}}]}, "give both"),
        ("[" * 100_000, "nest deeper"),
        ('{"document": "amber-wing", "events": [], "x": 1e999}', "out of range"),
        ('{"document": "' + "x" * (1 << 20) + '"}', "longer than 1 MiB"),
    ],
)
def test_bad_predictions_are_one_located_line(record: object, expected: str, tmp_path: Path) -> None:
    path = lines(tmp_path / "p.jsonl", {"document": "larnaca-denial", "events": []}, record)
    line = refused("score", str(path), "--split", "dev")
    assert f"{path}:2: " in line and expected in line


def test_missing_and_unreadable_files_are_named(tmp_path: Path) -> None:
    assert "nowhere.jsonl: cannot be read" in refused("score", "nowhere.jsonl", "--split", "dev")
    assert "cannot be read" in refused("score", str(tmp_path), "--split", "dev")
    (tmp_path / "latin.txt").write_bytes("café".encode("latin-1"))
    assert "not UTF-8" in refused("extract", "trigger_lexicon", str(tmp_path / "latin.txt"))
    (tmp_path / "bom.jsonl").write_bytes(b"\xef\xbb\xbf{}\n")
    assert "BOM" in refused("score", str(tmp_path / "bom.jsonl"), "--split", "dev")


def test_missing_documents_count_as_empty(tmp_path: Path) -> None:
    path = lines(tmp_path / "p.jsonl")
    result = dateline("score", str(path), "--split", "dev", "--format", "json")
    assert result.returncode == 0 and f"coverage: 0 of {len(DEV_DOCUMENTS)}" in result.stderr
    assert json.loads(result.stdout)["scores"]["AC+"]["f1"] == 0.0


def test_any_gold_can_be_scored_against(tmp_path: Path) -> None:
    gold = lines(tmp_path / "g.jsonl", {"document": "Any Name", "events": [event("Attack", realis="ACTUAL")]})
    result = dateline("score", str(gold), "--gold", str(gold), "--format", "json")
    assert json.loads(result.stdout)["scores"]["TC+realis"]["f1"] == 1.0
    assert "another ontology" in result.stderr
    empty = lines(tmp_path / "e.jsonl", {"document": "Any Name", "events": []})
    for pair in ((empty, empty), (gold, empty), (empty, gold)):
        assert dateline("score", str(pair[0]), "--gold", str(pair[1]), "--ontology", "any").returncode == 0


def test_an_edited_or_crlf_text_is_refused(tmp_path: Path) -> None:
    from benchmark.corpus import Corpus
    from benchmark.exceptions import InputError
    from benchmark.lint import check_corpus

    for folder in ("corpus", "annotations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    corpus = Corpus(tmp_path)
    facts = corpus.find("esper-tunis")
    path = corpus.text_path(facts)
    text = path.read_bytes()
    path.write_bytes(text.replace(b"\n", b"\r\n"))
    with pytest.raises(InputError, match=r"esper-tunis.txt:1: has a carriage return"):
        corpus.document(facts)
    path.write_bytes(text.replace(b"Esper", b"Asper", 1))
    with pytest.raises(InputError, match="sha256"):
        corpus.document(facts)
    assert {"L01", "L12"} <= {finding.rule for finding in check_corpus(corpus)}


def test_a_split_loads_as_a_dataset() -> None:
    import benchmark

    data = benchmark.load("dev")
    assert len(data) == len(DEV_DOCUMENTS)
    for row in data:
        for found in row["events"]:
            trigger = found["trigger"]
            assert row["text"][trigger["start"] : trigger["end"]] == trigger["text"]


def test_scores_become_a_frame() -> None:
    import benchmark

    gold = [annotated.gold for annotated in benchmark.Corpus().annotated("dev")]
    frame = benchmark.score(gold, gold).to_frame()
    assert frame.loc[("AC+", ""), "f1"] == 1.0


def test_the_published_schema_is_the_code() -> None:
    from gates import json_schema

    assert (ROOT / "docs" / "schema.json").read_text(encoding="utf-8") == json_schema()
