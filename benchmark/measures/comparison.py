"""Two annotations of one document, side by side: what every measure is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple

from benchmark.schema import Annotation, Argument, Mention, Span

Text = str | tuple[str, ...]
"""A document's text, or its tokens where offsets count tokens."""

Made = TypeVar("Made")
Settings = TypeVarTuple("Settings")


class Comparison:
    """One document's gold and predicted annotation, with its text where it is known.

    What several measures need (aligned mentions, paired events) is made once and kept: `document.once(make, ...)`.
    """

    __slots__ = ("_made", "gold", "predicted", "text")

    def __init__(self, gold: Annotation, predicted: Annotation, text: Text | None = None) -> None:
        self.gold, self.predicted, self.text = gold, predicted, text
        self._made: dict[object, Any] = {}

    def once(self, make: Callable[[Comparison, *Settings], Made], *settings: *Settings) -> Made:
        """`make(self, *settings)`, made at the first call and kept for the next one with equal settings."""
        key = (make, *settings) if settings else make
        if key not in self._made:
            self._made[key] = make(self, *settings)
        found: Made = self._made[key]
        return found

    def words(self, span: Span | Argument | Mention) -> str | None:
        """What stands at a span, as the annotation or the document's text tells; None when neither does."""
        if span.text or self.text is None:
            return span.text or None
        piece = self.text[span.start : span.end]
        return piece if isinstance(piece, str) else " ".join(piece)
