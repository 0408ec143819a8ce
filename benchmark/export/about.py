"""What is said of the corpus wherever it goes: corpus/about.toml, and its newest version in corpus/CHANGELOG.md."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

import msgspec

from benchmark.corpus import Corpus
from benchmark.exceptions import InputError, quoted
from benchmark.files import read_text


class Process(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the data came about, in sentences that a dataset card and the responsible-AI fields of Croissant can take."""

    limitations: tuple[str, ...]
    biases: tuple[str, ...]
    collection: str
    annotation: tuple[str, ...]
    annotators: tuple[str, ...]
    agreement: tuple[str, ...]
    personal: tuple[str, ...]
    uses: tuple[str, ...]
    impact: str
    maintenance: str


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the data is, whose, and under which licence (an SPDX identifier and the address of its text)."""

    name: str
    title: str
    description: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    language: str
    licence: str
    licence_url: str
    url: str
    process: Process


class Release(NamedTuple):
    """A version of the data and the day it came out."""

    version: str
    date: str


def read_about(corpus: Corpus) -> About:
    """What the corpus says of itself; raises `InputError` for a file that is missing or malformed."""
    path = corpus.root / "corpus" / "about.toml"
    try:
        return msgspec.convert(tomllib.loads(read_text(path)), About)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(f"does not describe a corpus: {error}", path=path) from None


def release(corpus: Corpus) -> Release:
    """The newest version in the changelog; raises `InputError` when that is not the version of the corpus."""
    path = corpus.root / "corpus" / "CHANGELOG.md"
    version = read_text(corpus.root / "corpus" / "VERSION").strip()
    newest = re.search(r"^## (\S+) - (\d{4}-\d{2}-\d{2})$", read_text(path), re.MULTILINE)
    if newest is None or newest[1] != version:
        found = f"newest entry is of {quoted(newest[1])}" if newest else "has no entry"
        raise InputError(f"{found}, but corpus/VERSION is {version}; add `## {version} - YYYY-MM-DD`", path=path)
    return Release(newest[1], newest[2])


def citation(about: About, release: Release) -> str:
    """How to cite the data, in BibTeX."""
    fields = {
        "title": f"{{{about.title}}}",
        "author": " and ".join(f"{{{author}}}" for author in about.authors),
        "year": release.date[:4],
        "version": release.version,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return f"@misc{{{about.name.lower()},\n" + ",\n".join(lines) + "\n}"
