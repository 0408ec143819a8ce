"""Two annotations of one-text documents, as `benchmark.annotators` would read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmark.annotators import Material
from benchmark.corpus import Corpus, Facts, checksum
from benchmark.schema import Annotation

CORPUS = Corpus()


def facts(name: str, text: str, split: str = "dev", phenomena: tuple[int, ...] = ()) -> Facts:
    known = dict.fromkeys(("title", "source", "register", "basis", "writer"), "")
    return Facts(
        id=name, split=split, date="2024-05-06", cluster=name, phenomena=phenomena, sha256=checksum(text), **known
    )


def material(a: Sequence[Annotation], b: Sequence[Annotation], text: str = "x" * 40, **more: Any) -> Material:
    texts = {one.document: text for one in a}
    known = {name: facts(name, text) for name in texts}
    given_facts = {"facts": known, "phenomena": {}, **more}
    return Material(a, b, texts, CORPUS.ontology, **given_facts)
