"""Checks of what is generated: files that must be made anew when their source changes. Run by .ci/run."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmark.schema import json_schema

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    schema = ROOT / "docs" / "schema.json"
    if arguments == ["--write"]:
        schema.write_text(json_schema(), encoding="utf-8")
    if schema.read_text(encoding="utf-8") != json_schema():
        print("docs/schema.json is out of date: python tests/gates.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
