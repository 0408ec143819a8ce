"""Agreement: what is compared with what, and the command."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from make import annotation, colliding, event, fitting
from msgspec.structs import replace
from two_sides import CORPUS, facts, material
from typer.testing import CliRunner

from benchmark import agreement as compared
from benchmark.agreement import Agreement, Figure
from benchmark.commands.agreement import agreement as command
from benchmark.disagreements import disagreements
from benchmark.exceptions import DatelineError
from benchmark.measures import Comparison
from benchmark.schema import Annotation, Event, Mention


def compare(a: Annotation, b: Annotation, **more: Any) -> Agreement:
    return compared.agreement(material([a], [b], **more), resamples=0)


def figure(found: Agreement, name: str, group: str = "") -> Figure:
    return next(f for f in found.figures if f.name == name and group in ("", f.group))


def value(found: Agreement, name: str, group: str = "") -> float:
    return figure(found, name, group).estimate.value


def test_types_are_compared_on_spans_of_both_whatever_their_type() -> None:
    a = annotation(event("Meeting", 0, 1), event("Visit", 2, 3), event("Visit", 4, 5), event("Signing", 6, 7))
    b = annotation(event("Meeting", 0, 1), event("Visit", 2, 3), event("Meeting", 4, 5), event("Signing", 8, 9))
    found = compare(a, b)
    assert figure(found, "type: raw").both == 3 and value(found, "type: raw") == pytest.approx(2 / 3)
    # p_e = (1 * 2 + 2 * 1) / 9; (6 - 4) / (9 - 4)
    assert value(found, "type: Cohen's kappa") == pytest.approx(0.4)
    assert (value(found, "TI"), value(found, "TC")) == (0.75, 0.5)
    (types,) = [c for c in found.confusions if c.of == "type"]
    assert types.labels == ("Meeting", "Visit") and types.counts == ((1, 0), (1, 1))


def test_an_unstated_realis_is_a_label_of_its_own() -> None:
    found = compare(annotation(event("Visit", 0, 1, realis="Actual")), annotation(event("Visit", 0, 1)))
    assert value(found, "realis: raw") == 0
    (realis,) = [c for c in found.confusions if c.of == "realis"]
    assert realis.labels == ("Actual", "unstated")


def test_f1_is_the_mean_of_both_directions_where_chains_decide() -> None:
    meets = event("Meeting", 0, 1, ("Participant", 2, 3)), event("Meeting", 0, 1, ("Participant", 4, 5))
    a, b = annotation(meets[0]), annotation(meets[1])
    chained = replace(a, entities={"X": (Mention(2, 3), Mention(4, 5))})
    assert value(compare(a, b), "AC+@chain") == 0
    assert value(compare(chained, b), "AC+@chain") == value(compare(b, chained), "AC+@chain") == 0.5
    both = replace(b, entities={"Y": (Mention(2, 3), Mention(4, 5))})
    assert value(compare(chained, both), "AC+@chain") == 1


def test_alpha_of_words_is_that_of_krippendorffs_binary_example() -> None:
    text = "one two three four five six seven eight nine ten"
    starts = [0, *(place + 1 for place, mark in enumerate(text) if mark == " ")]

    def marked(coder: str) -> Annotation:
        return annotation(
            *(event("Visit", start, start + 3) for start, said in zip(starts, coder, strict=True) if said == "1")
        )

    found = compare(marked("0100000010"), marked("1110010000"), text=text)
    assert round(value(found, "trigger: Krippendorff's alpha"), 3) == 0.095
    assert figure(found, "trigger: Krippendorff's alpha").both == 10


def test_a_word_triggers_the_types_of_all_triggers_that_touch_it() -> None:
    text = "They co-signed and met-ish, did they?"
    one = annotation(event("Signing", 8, 14), event("Meeting", 19, 22), event("Visit", 19, 22), event("Visit", 19, 22))
    ours = [decision[0] for decision in compared.word_decisions(Comparison(one, annotation(), text))]
    assert ours == ["none", "Signing", "none", "Meeting+Visit", "none", "none"]


def test_a_time_has_its_value_compared_once_a_document_and_only_where_both_have_it() -> None:
    def said(value: str, *events: Event) -> Annotation:
        return annotation(
            *(
                replace(e, arguments=tuple(replace(a, value=value if a.role == "Time" else "") for a in e.arguments))
                for e in events
            )
        )

    first, again = event("Visit", 0, 1, ("Time", 2, 3)), event("Meeting", 4, 5, ("Time", 2, 3), ("Place", 6, 7))
    alone = event("Meeting", 8, 9, ("Time", 10, 11))
    a, b = said("2024", first, again, alone), said("2023", first, again)
    assert (figure(compare(a, b), "time value: raw").both, value(compare(a, b), "time value: raw")) == (1, 0)
    assert value(compare(a, said("2024", first)), "time value: raw") == 1


def test_chains_are_compared_on_all_mentions_and_on_those_of_both() -> None:
    def chained(*starts: int) -> Annotation:
        events = [replace(event("Visit", start, start + 1), chain="C") for start in starts]
        entity = tuple(Mention(start + 20, start + 21) for start in starts)
        return replace(annotation(*events), entities={"X": entity})

    found = compare(chained(0, 2, 4), chained(0, 2))
    for name, group in (("B3", "event chains"), ("B3@entities", "entity chains")):
        # Both mentions of B are right; A's three are each found with two of three, one not at all: R = 4 / 9.
        assert value(found, name, group) == pytest.approx(2 * 4 / 9 / (1 + 4 / 9))
        assert value(found, name, f"{group}, mentions of both") == 1


def test_what_nothing_can_be_said_of_is_undefined() -> None:
    found = compare(annotation(), annotation())
    assert all(math.isnan(one.estimate.value) for one in found.figures)
    assert {one.verdict for one in found.figures if one.aim} == {"undefined"}
    assert disagreements(material([annotation()], [annotation()])) == []


def test_aims_are_met_or_short() -> None:
    met = compare(annotation(event("Visit", 0, 1)), annotation(event("Visit", 0, 1)))
    short = compare(annotation(event("Visit", 0, 1)), annotation(event("Visit", 0, 1), event("Visit", 2, 3)))
    assert (figure(met, "TC").verdict, figure(short, "TC").verdict, figure(met, "TI").verdict) == ("met", "short", "")
    assert {(f.group, f.name) for f in met.figures if f.aim is not None} == set(compared.AIMS)


@given(fitting())
@settings(max_examples=60, deadline=None)
def test_an_annotator_agrees_with_himself(found: Any) -> None:
    itself = material([found.annotation], [found.annotation], text=found.text)
    for one in compared.agreement(itself, resamples=0).figures:
        if not one.name.startswith("CoNLL"):  # its MUC is 0 where nothing is chained
            assert math.isnan(one.estimate.value) or one.estimate.value == pytest.approx(1), one
    assert disagreements(itself) == []


@given(colliding(), colliding())
@settings(max_examples=80, deadline=None)
def test_swapping_the_two_changes_no_f1(a: Annotation, b: Annotation) -> None:
    there, back = compare(a, b), compare(b, a)
    for one, other in zip(there.figures, back.figures, strict=True):
        if one.group != compared.LABELS:  # ties between events of one trigger may fall otherwise
            assert one.estimate.value == pytest.approx(other.estimate.value, nan_ok=True), one.name


def test_resamples_are_of_documents_and_the_same_when_swapped() -> None:
    a = [annotation(event("Visit", 0, 1), document=f"d{number}") for number in range(12)]
    b = [annotation(*([event("Visit", 0, 1)] * (number % 3 > 0)), document=f"d{number}") for number in range(12)]
    there, back = (compared.agreement(material(*sides), resamples=200) for sides in ((a, b), (b, a)))
    interval = figure(there, "TC").estimate.interval
    assert interval is not None and interval.low < value(there, "TC") == 0.8 < interval.high
    assert interval == figure(back, "TC").estimate.interval and material(a, b).seed == material(b, a).seed
    assert figure(there, "realis: Cohen's kappa").estimate.interval is None  # undefined: one label


def test_slices_are_types_and_phenomena() -> None:
    a = [annotation(event("Visit", 0, 1), event("Meeting", 2, 3), document=name) for name in ("d1", "d2")]
    b = [annotation(event("Visit", 0, 1), document="d1"), annotation(event("Meeting", 2, 3), document="d2")]
    known = {"d1": facts("d1", "", phenomena=(7,)), "d2": facts("d2", "", phenomena=(7, 9))}
    found = compared.agreement(material(a, b, facts=known, phenomena={7: "planned"}), resamples=0, sliced=True)
    rows = [(s.by, s.value, s.documents, s.a, s.b, round(s.trigger.value, 3)) for s in found.slices]
    assert rows == [
        ("type", "Meeting", 2, 2, 1, 0.667),
        ("type", "Visit", 2, 2, 1, 0.667),
        ("phenomenon", "7 planned", 2, 4, 2, 0.667),
        ("phenomenon", "9", 1, 2, 1, 0.667),
    ]


def test_realis_of_a_type_is_that_of_events_of_which_both_gave_it() -> None:
    a = annotation(event("Visit", 0, 1, realis="Actual"), event("Visit", 2, 3, realis="Planned"), event("Visit", 4, 5))
    b = annotation(
        event("Visit", 0, 1, realis="Actual"), event("Visit", 2, 3, realis="Planned"), event("Meeting", 4, 5)
    )
    cut = compared.agreement(material([a], [b]), resamples=0, sliced=True).slices
    assert [(s.value, s.realis.value) for s in cut if s.value == "Visit"] == [("Visit", 1.0)]
    unlike = replace(b, events=(*b.events[:2], replace(b.events[2], realis="Generic")))
    assert compared.agreement(material([a], [unlike]), resamples=0, sliced=True).slices[1].realis.value == 1.0


# The command


def run(*arguments: str) -> tuple[str, str]:
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def test_gold_agrees_with_itself(tmp_path: Path) -> None:
    stdout, _ = run("gold", "gold", "--split", "dev", "--resamples", "20", "--slices", "--format", "json")
    found = json.loads(stdout)
    assert all(one["value"] in (1.0, None) or one["name"].startswith("CoNLL") for one in found["figures"])
    assert {one["verdict"] for one in found["figures"] if one["aim"]} == {"met"}
    assert found["slices"]
    (tmp_path / "few").write_text("mole-accord\namber-wing\n", encoding="utf-8")
    _, stderr = run("gold", "gold", "--documents", str(tmp_path / "few"), "--resamples", "20")
    assert "under 40 documents" in stderr


def test_a_systems_output_is_compared_like_an_annotator(tmp_path: Path) -> None:
    predictions = str(CORPUS.root / "baselines" / "trigger_lexicon" / "predictions" / "dev.jsonl")
    for output in ("table", "csv", "markdown", "latex"):
        stdout, _ = run("gold", predictions, "--resamples", "20", "--slices", "--format", output)
        assert "short" in stdout and "realis kappa" in stdout
    sheet = tmp_path / "rows.tsv"
    _, stderr = run("gold", predictions, "--resamples", "0", "--disagreements", str(sheet))
    listed, _ = run("gold", predictions, "--disagreements", "-", "--format", "json")
    rows = json.loads(listed)["Disagreements"]
    assert len(sheet.read_text(encoding="utf-8").splitlines()) == 1 + len(rows) and f"wrote {len(rows)}" in stderr
    with pytest.raises(DatelineError, match="may hold decisions"):
        run("gold", predictions, "--disagreements", str(sheet))
