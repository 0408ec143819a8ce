"""A system: a folder in `baselines/` with a card (`baseline.toml`), an extractor, and its predictions."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
import tomllib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Annotated, Protocol, runtime_checkable

import msgspec

from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import check_name, read_text
from benchmark.schema import AnnotatedDocument, Document, Event


@runtime_checkable
class Extractor(Protocol):
    """What `extractor.py` defines as `class Extractor`; its `fit(train, dev)` is called first if there is one."""

    def extract(self, document: Document) -> list[Event]:
        """The events of one document. It sees the text and the facts known before reading, never gold."""
        ...


class Fitted(Protocol):
    """An extractor that learns from annotated documents before it extracts."""

    def fit(self, train: Sequence[AnnotatedDocument], dev: Sequence[AnnotatedDocument]) -> None: ...


Title = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `baseline.toml` says about a system."""

    title: Title
    authors: tuple[str, ...]
    date: str
    license: str
    kind: Annotated[str, msgspec.Meta(pattern="^(rules|classical|neural|llm|human)$")]
    description: Annotated[str, msgspec.Meta(max_length=500)] = ""
    url: str = ""
    training_data: tuple[str, ...]
    saw_test: bool = False
    deterministic: bool = True
    network: bool = False
    extra_dependencies: tuple[str, ...] = ()


class Baseline:
    """A folder in `baselines/`; its code is only imported when `extractor()` is called."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.card_path = folder / "baseline.toml"
        self.code_path = folder / "extractor.py"

    def card(self) -> Card:
        """The card; raises `InputError` for one that is missing, malformed or has unknown keys."""
        try:
            return msgspec.convert(tomllib.loads(read_text(self.card_path)), Card)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise InputError(f"is not a baseline card: {error}; see docs/baselines.md", path=self.card_path) from None

    def fingerprint(self) -> str:
        """A hash of every source file of the folder: what a resumed run must share with the one that was cut off."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.suffix in {".py", ".toml"}:
                digest.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def extractor(self) -> Extractor:
        """Import `extractor.py` and make its Extractor. This runs the system's code.

        Raises `DatelineError` when a declared dependency is missing or the file defines no Extractor.
        """
        missing = [name for name in self.card().extra_dependencies if not _installed(name)]
        if missing:
            listed = " ".join(f'"{name}"' for name in missing)
            raise DatelineError(f"{self.name} needs {', '.join(missing)}: pip install {listed}")
        if not self.code_path.is_file():
            raise InputError(
                "is missing; a system without code can only be scored (`dateline score`)", path=self.code_path
            )
        spec = importlib.util.spec_from_file_location(f"dateline_baseline_{self.name}", self.code_path)
        if spec is None or spec.loader is None:
            raise InputError("cannot be imported", path=self.code_path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        made = module.Extractor() if hasattr(module, "Extractor") else None
        if not isinstance(made, Extractor):
            raise InputError("defines no class Extractor with a method extract(document)", path=self.code_path)
        return made


def _installed(requirement: str) -> bool:
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    try:
        metadata.version(name)
    except (metadata.PackageNotFoundError, ValueError):
        return False
    return True


def find_baseline(name: str, folders: Sequence[Path]) -> Baseline:
    """The baseline `name` in the first of the `baselines/` folders that has it; raises `DatelineError` if none has."""
    check_name(name, "baseline")
    for folder in folders:
        if (folder / name / "baseline.toml").is_file():
            return Baseline(name, folder / name)
    known = {path.parent.name for folder in folders for path in folder.glob("*/baseline.toml")}
    raise DatelineError(f"no baseline {quoted(name)}; {did_you_mean(name, known)}; `dateline new {name}` makes one")
