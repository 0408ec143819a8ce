"""Gates: generated files are current, and the corpus is what was demanded of it. Run by .ci/run."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from benchmark.alignment import LooseAnnotation
from benchmark.corpus import Corpus
from benchmark.export import croissant
from benchmark.export.about import release
from benchmark.measures import presets
from benchmark.profile import profile

ROOT = Path(__file__).resolve().parent.parent

STILL_SHORT = {"contrast pairs", "occurrences of trigger lemmas unsettled (W01)"}
"""What the corpus still lacks of what is demanded of it; every other bound of its profile holds."""


def json_schema() -> str:
    """The JSON Schema of one line of a predictions file; gold is the same, with offsets everywhere."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dateline annotation of one document",
        "$comment": "A prediction may give a span by its text alone; gold needs start and end.",
        **msgspec.json.schema(LooseAnnotation),
    }
    for name in ("LooseSpan", "LooseArgument", "LooseMention"):
        schema["$defs"][name]["anyOf"] = [{"required": ["start", "end"]}, {"required": ["text"]}]
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def with_scorers(page: str) -> str:
    """docs/metrics.md with the table of scorers as the presets describe themselves."""
    begin = "<!-- scorers: written by `python tests/gates.py --write` -->\n"
    end = "<!-- end of scorers -->"
    rows = [
        f"| `{preset.name}` | {preset.title} | {preset.difference} | {preset.not_imitated} |"
        for preset in presets().values()
    ]
    table = "\n".join(("| `--like` | scorer | how it differs | what is not imitated |", "|---|---|---|---|", *rows))
    before, _, rest = page.partition(begin)
    return f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"


def with_scores(page: str) -> str:
    """README.md with the table that the committed predictions of trigger_lexicon give."""
    predictions = ROOT / "baselines" / "trigger_lexicon" / "predictions" / "dev.jsonl"
    return with_output(page, {"dateline run trigger_lexicon --split dev": f"dateline score {predictions} --split dev"})


def with_output(page: str, stands_for: Mapping[str, str] | None = None) -> str:
    """A page in which each block under `<!-- dateline ... -->` is what that command prints.

    `stands_for` names commands that are too slow to run here, with one that prints the same.
    """

    def printed(match: re.Match[str]) -> str:
        _, *words = shlex.split((stands_for or {}).get(match["command"], match["command"]))
        command = [sys.executable, "-m", "benchmark", *words]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        # A profile that is short of a bound still prints.
        if not run.stdout:
            raise SystemExit(f"{match['command']}: {run.stderr}")
        return f"<!-- {match['command']} -->\n```\n{run.stdout.rstrip()}\n```"

    return re.sub(r"<!-- (?P<command>dateline [^\n]*) -->\n```\n(.*?)```", printed, page, flags=re.DOTALL)


def with_validity(page: str) -> str:
    """docs/validity.md with the tables of its command."""
    begin = "<!-- dateline validity --format markdown -->\n"
    end = "<!-- end of tables -->"
    command = [sys.executable, "-m", "benchmark", "validity", "--format", "markdown"]
    tables = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    before, _, rest = page.partition(begin)
    return f"{before}{begin}{tables}{end}{rest.partition(end)[2]}"


def with_version(page: str) -> str:
    """CITATION.cff with the version of the data and its day."""
    for name, value in zip(("version", "date-released"), release(Corpus()), strict=True):
        page = re.sub(rf"^{name}: .*$", f"{name}: {value}", page, flags=re.MULTILINE)
    return page


def profile_faults() -> str:
    """What the profile of the corpus breaks beyond what it is known to be short of, or no longer breaks."""
    short = {row.name for row in profile(Corpus()) if row.ok is False}
    broken, mended = sorted(short - STILL_SHORT), sorted(STILL_SHORT - short)
    found = [f"short of its bound: {name}; dateline corpus --profile --verbose" for name in broken]
    return "\n".join(found + [f"no longer short: {name}; take it from STILL_SHORT" for name in mended])


def main(arguments: list[str]) -> int:
    pages = ("docs/schema.json", "docs/metrics.md", "README.md", "docs/validity.md", "CITATION.cff", "croissant.json")
    schema, metrics, readme, validity, cited, described = (ROOT / name for name in pages)
    datasheet = ROOT / "DATASHEET.md"
    made = {
        schema: json_schema(),
        metrics: with_scorers(metrics.read_text(encoding="utf-8")),
        readme: with_scores(readme.read_text(encoding="utf-8")),
        validity: with_validity(validity.read_text(encoding="utf-8")),
        datasheet: with_output(datasheet.read_text(encoding="utf-8")),
        cited: with_version(cited.read_text(encoding="utf-8")),
        described: croissant.to_json(Corpus()),
    }
    stale = [path for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    if arguments == ["--write"]:
        for path in stale:
            path.write_text(made[path], encoding="utf-8")
        return 0
    if faults := profile_faults():
        print(faults, file=sys.stderr)
    if stale:
        names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
        print(f"out of date: {names}; python tests/gates.py --write", file=sys.stderr)
    return 1 if stale or faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
