"""The corpus in the forms of others: nothing is lost, nobody's work is overwritten, each form's own reader reads it."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import document, make
from test_cli import dateline, refused

from benchmark import load, standoff
from benchmark.agreement import agreement
from benchmark.annotators import read, read_side, select
from benchmark.corpus import CONTRAST, SPLITS, Corpus, Facts
from benchmark.exceptions import DatelineError, InputError
from benchmark.export import brat, croissant, folder, huggingface, jsonl
from benchmark.export.about import read_about, release
from benchmark.jsonl import read_annotations
from benchmark.lint import check_document, fix_order
from benchmark.schema import Annotation, Note

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Corpus()
CANARY = "Keep this out of training data: canary 00000000-0000-4000-8000-000000000000."
MET = "{Ana Lima|Person x1} {met|Meeting Actual c1 Participant=x1 Participant=x2 Time=t1} {Bo Chen|Person x2}"
SIGNED = "{Ana|Person x1} {signed|Signing Planned c1 Signatory=x1 Document=x2} {a pact|Document x2}"


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """Four splits of one or two texts, with all that says what they are."""
    corpus = make(
        tmp_path / "data",
        [
            document("oslo", f"{MET} on {{Monday|Time t1 2021-03-01}}.\n", phenomena=[1, 2]),
            document("nothing", "A quiet day – nobody met anybody.\n", "dev"),
            document("pact", f"{SIGNED}.\n", "test", register="column"),
            document("oslo-again", f"{MET} on {{Friday|Time t1 2021-02-26}}.\n", "test", basis="public facts"),
            document("oslo-never", "Ana Lima never met Bo Chen.\n", CONTRAST, contrast_of="oslo"),
        ],
    )
    (corpus.root / "corpus" / "CANARY").write_text(f"{CANARY}\n")
    (corpus.root / "corpus" / "CHANGELOG.md").write_text("# Changes\n\n## 0 - 2026-01-02\n\n- First.\n")
    shutil.copy(ROOT / "corpus" / "about.toml", corpus.root / "corpus")
    return corpus


def written(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# Folders


def test_a_folder_holds_the_files_and_their_seal(tmp_path: Path) -> None:
    folder.write(tmp_path / "new" / "here", {"b/c.txt": b"c", "a.txt": b"a"})
    assert {*written(tmp_path / "new" / "here")} == {"a.txt", "b/c.txt", folder.SEAL}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["here"]


def test_an_export_replaces_an_export_and_an_empty_folder(tmp_path: Path) -> None:
    folder.write(tmp_path, {"a.txt": b"a", "b.txt": b"b"})
    folder.write(tmp_path, {"a.txt": b"other"})
    assert {*written(tmp_path)} == {"a.txt", folder.SEAL}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda root: (root / "a.txt").write_text("mine"), '"a.txt", which was changed'),
        (lambda root: (root / "b" / "c.txt").unlink(), '"b/c.txt", which was removed'),
        (lambda root: (root / "b" / "mine.ann").touch(), '"b/mine.ann", which no export wrote'),
        (lambda root: (root / "b" / "link").symlink_to("/"), '"b/link", which no export wrote'),
        (lambda root: (root / folder.SEAL).unlink(), "no earlier export"),
        (lambda root: (root / folder.SEAL).write_text("nonsense\n"), "which no export wrote"),
    ],
)
def test_a_folder_in_which_somebody_worked_is_left_alone(change: Any, problem: str, tmp_path: Path) -> None:
    root = tmp_path / "export"
    folder.write(root, {"a.txt": b"a", "b/c.txt": b"c"})
    change(root)
    before = written(root)
    with pytest.raises(InputError, match=re.escape(problem)):
        folder.write(root, {"a.txt": b"new"})
    assert written(root) == before
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_a_folder_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    root = tmp_path / "export"
    folder.write(root, {"a.txt": b"a"})
    before = written(root)
    with pytest.raises(InputError, match="cannot be written"):
        folder.write(root, {"a.txt": b"new", "x" * 300: b"too long a name"})
    assert written(root) == before
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        folder.write(tmp_path / "file", {})


# Hugging Face


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("offline")
def test_a_dataset_repository_loads_without_a_network(small: Corpus, tmp_path: Path) -> None:
    from datasets import load_dataset

    folder.write(tmp_path / "hf", huggingface.files(small))
    for configuration, splits in (("default", SPLITS), (CONTRAST, (CONTRAST,))):
        data = load_dataset(str(tmp_path / "hf"), configuration, cache_dir=str(tmp_path / "cache"))
        assert tuple(data) == splits
        for split in splits:
            ours = load(split, small.root)
            assert data[split].select_columns(ours.column_names).to_dict() == ours.to_dict()
            assert set(data[split]["canary"]) == {CANARY}
    default = load_dataset(str(tmp_path / "hf"), cache_dir=str(tmp_path / "cache"))
    assert default["train"]["phenomena"][0] == [1, 2]
    assert default["test"]["basis"][:] == ["public facts", "fictional"]
    assert default["dev"]["events"][:] == [[]]


def test_a_corpus_without_contrast_pairs_has_one_configuration(small: Corpus) -> None:
    manifest = small.manifest_path
    kept = [line for line in manifest.read_text().splitlines(keepends=True) if "oslo-never" not in line]
    manifest.write_text("".join(kept))
    made = huggingface.files(Corpus(small.root))
    assert not any(path.startswith(CONTRAST) for path in made)
    assert f"config_name: {CONTRAST}" not in made["README.md"].decode()


def test_the_card_tells_the_hub_what_the_data_is(small: Corpus) -> None:
    from huggingface_hub import DatasetCard

    card = DatasetCard(huggingface.files(small)["README.md"].decode())
    said = card.data.to_dict()
    assert said["annotations_creators"] == said["language_creators"] == ["machine-generated"]
    assert (said["license"], said["language"], said["size_categories"]) == ("cc-by-4.0", ["en"], ["n<1K"])
    assert said["task_categories"] == ["token-classification"] and said["source_datasets"] == ["original"]
    assert [one["config_name"] for one in said["configs"]] == ["default", CONTRAST]
    assert CANARY in card.text and "no human has read" in card.text
    assert "| train | 1 | 7 | 1 | 3 |" in card.text


# brat


def configuration(text: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The sections of a configuration file, each line as its name and its arguments, as brat's manual has them."""
    sections: dict[str, list[tuple[str, dict[str, str]]]] = {}
    lines: list[tuple[str, dict[str, str]]] = []
    for line in filter(None, text.split("\n")):
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
            continue
        name, _, rest = line.partition("\t")
        arguments = dict(argument.split(":", 1) for argument in rest.split(", ") if argument)
        assert all(key and value and not re.search(r"\s", key + value) for key, value in arguments.items())
        lines.append((name, arguments))
    return sections


def test_the_configuration_allows_all_of_gold() -> None:
    conf = configuration(brat.annotation_conf(CORPUS.ontology))
    assert list(conf) == ["entities", "relations", "events", "attributes"]
    entities, events = {name for name, _ in conf["entities"]}, dict(conf["events"])
    kinds = {"<ENTITY>": entities, "<EVENT>": {*events}, "<ANY>": entities | {*events}}

    def may(value: str, kind: str) -> bool:
        return any(kind in kinds.get(one, {one}) for one in value.split("|"))

    def linked(name: str, first: str, second: str) -> bool:
        ends = [arguments for relation, arguments in conf["relations"] if relation == name]
        return any(may(one["Arg1"], first) and may(one["Arg2"], second) for one in ends)

    attributes = dict(conf["attributes"])
    seen: Counter[str] = Counter()
    for facts in CORPUS.facts.values():
        path = CORPUS.gold_path(facts)
        lines = standoff.parse(path.read_text(encoding="utf-8"), path)
        types = {record.id: record.type for record in (*lines.textbounds, *lines.events)}
        assert {record.type for record in lines.textbounds} <= entities | {*events}
        for event in lines.events:
            roles = {key.removesuffix("*"): value for key, value in events[event.type].items() if key.endswith("*")}
            assert all(may(roles[role], types[target]) for role, target in event.arguments)
        for chain in lines.equivalences:
            assert all(linked(chain.kind, types[one], types[two]) for one in chain.members for two in chain.members)
        for relation in lines.relations:
            assert linked(relation.type, types[relation.first], types[relation.second])
        for attribute in lines.attributes:
            assert may(attributes[attribute.name]["Arg"], types[attribute.target])
            assert attribute.value in attributes[attribute.name].get("Value", "").split("|")
        seen.update(
            equivalences=len(lines.equivalences), relations=len(lines.relations), attributes=len(lines.attributes)
        )
    assert min(seen.values()) > 0


def test_what_is_drawn_is_what_may_be_annotated() -> None:
    conf, visual = configuration(brat.annotation_conf(CORPUS.ontology)), brat.visual_conf(CORPUS.ontology)
    drawn = dict(configuration(visual)["drawing"])
    known = {name for lines in conf.values() for name, _ in lines}
    assert {*drawn} - known == {"SPAN_DEFAULT", "ARC_DEFAULT", "ATTRIBUTE_DEFAULT"}
    values = dict(conf["attributes"])["Realis"]["Value"].split("|")
    assert drawn["Realis"]["glyph"] == "|".join(f"[{value}]" for value in values)
    assert "\nMeeting | Meeting | Meet\n" in visual


def test_a_brat_folder_has_texts_and_gold(small: Corpus) -> None:
    made = brat.files(small, small.facts.values())
    assert {path for path in made if "/" not in path} == {"annotation.conf", "visual.conf", "tools.conf", "README"}
    for facts in small.facts.values():
        assert made[f"{facts.split}/{facts.id}.txt"] == small.text_path(facts).read_bytes()
        gold, canary = small.gold_path(facts).read_text(), f"#0\tCanary #0\t{CANARY}\n"
        assert made[f"{facts.split}/{facts.id}.ann"].decode() == gold + canary
    assert "test/pact 2021-03-02\n" in made["README"].decode()


def test_a_blank_folder_has_nothing_to_copy_from(small: Corpus) -> None:
    made = brat.files(small, small.facts.values(), blank=True)
    assert {content for path, content in made.items() if path.endswith(".ann")} == {
        f"#0\tCanary #0\t{CANARY}\n".encode()
    }


def test_a_pass_made_in_brat_comes_back(small: Corpus) -> None:
    pact = small.facts["pact"]
    content = brat.files(small, [pact], blank=True)["test/pact.ann"].decode()
    # brat writes new lines below the old ones, a tab after a relation, and a space after an event without arguments
    content += "T1\tPerson 0 3\tAna\nT2\tSigning 4 10\tsigned\nE1\tSigning:T2 Signatory:T1 Document:T3\n"
    content += "T3\tDocument 11 17\ta pact\nE2\tSigning:T2 \nR1\tPartOf Arg1:E2 Arg2:E1\t\nA1\tRealis E1 Planned\n"
    content += "A2\tRealis E2 Actual\n"
    path = small.root / "annotations" / "passes" / "me" / "test" / "pact.ann"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    sides = read_side("me", small), read_side("gold", small)
    selection = select(*sides, small)
    assert selection.documents == ("pact",)
    found = agreement(read(*sides, selection, small), resamples=0)
    assert {figure.name: figure.estimate.value for figure in found.figures}["TC"] == pytest.approx(2 / 3)


def facts_of(register: str, number: int) -> Facts:
    fields = dict.fromkeys(("split", "title", "date", "source", "basis", "cluster", "writer", "sha256"), "")
    return Facts(id=f"{register}-{number}", register=register, phenomena=(), **fields)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.data())
def test_a_sample_has_each_register_in_its_proportion(sizes: list[int], data: st.DataObject) -> None:
    documents = [facts_of(f"r{name}", number) for name, size in enumerate(sizes) for number in range(size)]
    size = data.draw(st.integers(1, len(documents)))
    chosen = brat.sample(documents, size)
    assert len({facts.id for facts in chosen}) == size
    drawn = Counter(facts.register for facts in chosen)
    for name, there in enumerate(sizes):
        assert abs(drawn[f"r{name}"] - size * there / len(documents)) < 1
    assert brat.sample(documents[::-1], size) == chosen


def test_a_sample_is_no_larger_than_what_there_is() -> None:
    with pytest.raises(DatelineError, match="there are 3 documents to take 4 from"):
        brat.sample([facts_of("column", number) for number in range(3)], 4)


HUMAN_PASS = ROOT / "annotations" / "human-pass" / "brat"


@pytest.mark.skipif(not HUMAN_PASS.exists(), reason="the folder for a human pass has not been made yet")
def test_the_folder_for_a_human_pass_is_what_its_command_makes() -> None:
    documents = brat.sample(CORPUS.of_split("test"), 20)
    assert written(HUMAN_PASS) == folder.sealed(brat.files(CORPUS, documents, blank=True))


# JSON lines


def test_json_lines_are_the_gold_with_the_canary_as_a_note(small: Corpus) -> None:
    made = jsonl.files(small)
    for split in (*SPLITS, CONTRAST):
        texts = {facts.id: made[f"{split}/{facts.id}.txt"].decode() for facts in small.of_split(split)}
        path = small.root / f"{split}.jsonl"
        path.write_bytes(made[path.name])
        for found, (_, gold) in zip(
            read_annotations(path, ontology=small.ontology, texts=texts), small.annotated(split), strict=True
        ):
            assert found.notes[-1] == Note(text=CANARY)
            assert standoff.write(Annotation(document="d", events=()), "", canary=found.notes[-1].text)
            assert {**json.loads(made_of(found)), "notes": []} == {**json.loads(made_of(gold)), "notes": []}


def made_of(annotation: Annotation) -> bytes:
    from benchmark.jsonl import encode_annotation

    return encode_annotation(annotation)


def test_exported_lines_score_as_gold(small: Corpus, tmp_path: Path) -> None:
    assert dateline("export", "--to", "jsonl", str(tmp_path / "out"), "--data", str(small.root)).returncode == 0
    gold = str(tmp_path / "out" / "test.jsonl")
    result = dateline("score", gold, "--gold", gold, "--texts", str(tmp_path / "out" / "test"), "--format", "json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["scores"]["AC+@chain"]["f1"] == 1.0


# Croissant


def test_croissant_is_valid_and_its_records_are_the_corpus(small: Corpus) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    path = small.root / "croissant.json"
    path.write_text(croissant.to_json(small), encoding="utf-8")
    data = mlcroissant.Dataset(jsonld=str(path))
    assert not data.metadata.ctx.issues.errors and not data.metadata.ctx.issues.warnings
    assert CANARY in data.metadata.description and data.metadata.data_limitations
    documents = {row["documents/id"].decode(): row for row in data.records("documents")}
    assert {*documents} == {*small.facts}
    for name, row in documents.items():
        facts = small.facts[name]
        assert row["documents/text"].decode() == small.document(facts).text
        assert row["documents/split"].decode() == facts.split and list(row["documents/phenomena"]) == [*facts.phenomena]
        assert str(row["documents/date"])[:10] == facts.date
    for row in data.records("gold"):
        facts = small.facts[row["gold/id"].decode()]
        assert row["gold/annotation"] == small.gold_path(facts).read_bytes()
    types = [row["event_types/name"] for row in data.records("event_types")]
    assert types == [*small.ontology.types]
    assert len(list(data.records("phenomena"))) == 2 and len(list(data.records("splits"))) == 4


def test_croissant_has_what_the_standard_asks_for(small: Corpus) -> None:
    said = croissant.metadata(small)
    for name in ("@context", "name", "description", "license", "url", "citeAs", "version", "datePublished"):
        assert said[name]
    assert said["conformsTo"][0] == "http://mlcommons.org/croissant/1.0"
    for file in said["distribution"]:
        assert file["@type"] == "cr:FileSet" or re.fullmatch(r"[0-9a-f]{64}", file["sha256"])
    assert {name for name in said if name.startswith("rai:")} >= {
        "rai:dataCollection",
        "rai:dataAnnotationProtocol",
        "rai:dataBiases",
        "rai:dataLimitations",
        "rai:personalSensitiveInformation",
    }


def test_another_manifest_has_another_checksum(small: Corpus) -> None:
    before = croissant.to_json(small)
    assert croissant.to_json(small) == before
    with small.manifest_path.open("a") as manifest:
        manifest.write("\n")
    assert croissant.to_json(Corpus(small.root)) != before


def test_the_committed_file_names_what_is_there() -> None:
    said = json.loads((ROOT / "croissant.json").read_text(encoding="utf-8"))
    for file in said["distribution"]:
        assert list(ROOT.glob(file.get("contentUrl", file.get("includes"))))


# What is said of the data


def test_the_citation_says_what_the_corpus_says_of_itself() -> None:
    import yaml

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    about, newest = read_about(CORPUS), release(CORPUS)
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "dataset"
    assert (cited["title"], cited["license"]) == (about.title, about.licence)
    assert cited["abstract"].startswith(about.description.split(" All texts")[0].rstrip("."))
    assert [author["name"] for author in cited["authors"]] == [*about.authors]
    assert cited["keywords"] == [*about.keywords]
    assert (cited["version"], str(cited["date-released"])) == newest
    assert about.licence_url in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")


def test_a_version_without_an_entry_in_the_changelog_is_refused(small: Corpus) -> None:
    (small.root / "corpus" / "VERSION").write_text("0.2.0\n")
    with pytest.raises(InputError, match=r'newest entry is of "0", but corpus/VERSION is 0.2.0; add'):
        release(small)


@pytest.mark.parametrize(("broken", "problem"), [("name = ", "does not describe"), ('name = "x"', "title")])
def test_a_broken_description_is_one_line(broken: str, problem: str, small: Corpus) -> None:
    (small.root / "corpus" / "about.toml").write_text(broken)
    with pytest.raises(InputError, match=problem) as caught:
        huggingface.files(small)
    assert "\n" not in str(caught.value)


# The canary


def test_the_canary_stands_in_every_record_and_in_no_text(small: Corpus) -> None:
    for made in (
        brat.files(small, small.facts.values()),
        brat.files(small, small.facts.values(), blank=True),
        jsonl.files(small),
    ):
        for path, content in made.items():
            if path.endswith((".ann", ".jsonl")):
                assert all(CANARY in record for record in records(path, content.decode()))
            elif path.endswith(".txt"):
                assert "canary" not in content.decode()
    for facts in CORPUS.facts.values():
        assert CORPUS.canary.split()[-1] not in CORPUS.text_path(facts).read_text(encoding="utf-8")


def records(path: str, content: str) -> list[str]:
    return [content] if path.endswith(".ann") else content.splitlines()


def test_the_canary_of_the_corpus_is_everywhere_the_same() -> None:
    guid = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", CORPUS.canary)
    assert guid
    for path in ("DATASHEET.md", "croissant.json"):
        assert guid[0] in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("sentence", ["", "\n", "one\ntwo\n", "a\tb\n"])
def test_a_canary_is_one_line(sentence: str, small: Corpus) -> None:
    (small.root / "corpus" / "CANARY").write_text(sentence)
    with pytest.raises(InputError, match="is not one line"):
        assert Corpus(small.root).canary


def test_gold_must_end_in_the_canary_and_lint_writes_it(small: Corpus) -> None:
    facts = small.facts["oslo"]
    path = small.gold_path(facts)
    bare = path.read_text()
    assert [finding.rule for finding in check_document(small, facts)] == ["L17"]
    assert fix_order(small) == len(small.facts)
    assert path.read_text() == f"{bare}#0\tCanary #0\t{CANARY}\n"
    assert check_document(small, facts) == [] and fix_order(small) == 0


@pytest.mark.parametrize(
    "content",
    [
        "#0\tCanary #0\tAnother sentence.\n",
        f"#0\tCanary #0\t{CANARY}\nT1\tPerson 0 3\tAna\n",
        f"#0\tCanary #0\t{CANARY}\n*\tCoref T1 T2\nT1\tPerson 0 3\tAna\nT2\tPerson 0 8\tAna Lima\n",
    ],
)
def test_another_canary_or_a_line_behind_it_is_found(content: str, small: Corpus) -> None:
    facts = small.facts["oslo"]
    small.gold_path(facts).write_text(content)
    assert [finding.rule for finding in check_document(small, facts)] == ["L17"]


def test_two_canaries_cannot_be_read() -> None:
    with pytest.raises(InputError, match=r"a.ann:2: a second canary line, after line 1; keep one"):
        standoff.parse("#0\tCanary #0\tone\n#0\tCanary #0\ttwo\n", Path("a.ann"))


# The command


def test_the_command_writes_each_form_and_says_what_to_do_next(small: Corpus, tmp_path: Path) -> None:
    for form, target, expected in (
        ("hf", "hf", "data/train.parquet"),
        ("brat", "brat", "annotation.conf"),
        ("jsonl", "jsonl", "test.jsonl"),
        ("croissant", "croissant.json", ""),
    ):
        result = dateline("export", "--to", form, target, "--data", str(small.root), at=tmp_path)
        assert result.returncode == 0, result.stderr
        assert (tmp_path / target / expected).exists() if expected else (tmp_path / target).is_file()
        assert result.stdout == "" and "next: " in result.stderr
    assert (tmp_path / "croissant.json").read_text() == croissant.to_json(small)


def test_documents_are_chosen_by_split_list_and_sample(small: Corpus, tmp_path: Path) -> None:
    def texts(*options: str) -> set[str]:
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        done = dateline("export", "--to", "brat", "out", "--data", str(small.root), *options, at=tmp_path)
        assert done.returncode == 0, done.stderr
        return {path.stem for path in (tmp_path / "out").rglob("*.txt")}

    assert texts("--split", "test") == {"pact", "oslo-again"}
    assert texts("--split", "test", "--split", "dev") == {"pact", "oslo-again", "nothing"}
    (tmp_path / "some").write_text("pact\noslo\n")
    assert texts("--split", "test", "--documents", str(tmp_path / "some")) == {"pact"}
    assert len(texts("--split", "test", "--sample", "1", "--blank")) == 1


def test_mistakes_are_one_line(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").touch()
    data = ("--data", str(small.root))
    assert "is not empty" in refused("export", "--to", "jsonl", "mine", *data, at=tmp_path)
    assert "go with --to brat" in refused("export", "--to", "jsonl", "out", "--blank", *data, at=tmp_path)
    assert 'did you mean "test"?' in refused("export", "--to", "brat", "out", "--split", "tset", *data, at=tmp_path)
    (tmp_path / "none").write_text("nothing\n")
    none = ("--split", "test", "--documents", str(tmp_path / "none"))
    assert "no document is left" in refused("export", "--to", "brat", "out", *none, *data, at=tmp_path)
    assert not (tmp_path / "out").exists()
