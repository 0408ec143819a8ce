"""Gold as JSON lines, as docs/schema.json has it, beside the texts.

    test.jsonl              one document a line, sorted by id
    test/<document>.txt     its text, to which all offsets point

The canary of a record is its last note, on no event and no span; notes are never scored.
"""

from __future__ import annotations

import msgspec

from benchmark.corpus import CONTRAST, SPLITS, Corpus
from benchmark.jsonl import encode_annotation
from benchmark.schema import Annotation, Note


def files(corpus: Corpus) -> dict[str, bytes]:
    """The gold and the texts of every split that has documents."""
    made: dict[str, bytes] = {}
    for split in (*SPLITS, CONTRAST):
        lines = []
        for document, gold in corpus.annotated(split):
            made[f"{split}/{document.id}.txt"] = document.text.encode()
            lines.append(encode_annotation(_marked(gold, corpus.canary)) + b"\n")
        if lines:
            made[f"{split}.jsonl"] = b"".join(lines)
    return made


def _marked(gold: Annotation, canary: str) -> Annotation:
    return msgspec.structs.replace(gold, notes=(*gold.notes, Note(text=canary))) if canary else gold
