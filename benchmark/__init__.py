"""Dateline: an open benchmark for extracting meetings, signings and visits from news.

>>> import benchmark
>>> benchmark.load("dev")                       # a datasets.Dataset          # doctest: +SKIP
>>> benchmark.score(gold, predicted).to_frame() # a pandas DataFrame          # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmark.schema import AnnotatedDocument, Annotation, Argument, Document, Event, Mention, Record, Span

if TYPE_CHECKING:
    from benchmark.corpus import Corpus, load
    from benchmark.scoring import Scores, score

__all__ = [
    "AnnotatedDocument",
    "Annotation",
    "Argument",
    "Corpus",
    "Document",
    "Event",
    "Mention",
    "Record",
    "Scores",
    "Span",
    "load",
    "score",
]

_LATE = {"Corpus": "corpus", "load": "corpus", "Scores": "scoring", "score": "scoring"}


def __getattr__(name: str) -> Any:
    # numpy stands behind scoring: loaded when asked for, so that extractors and `dateline --help` start fast.
    if name in _LATE:
        from importlib import import_module

        return getattr(import_module(f"benchmark.{_LATE[name]}"), name)
    raise AttributeError(f"module 'benchmark' has no attribute {name!r}")
