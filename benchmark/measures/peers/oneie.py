"""OneIE's scorer (Lin et al., 2020; `scorer.py`): any gold item may match any number of predictions.

OneIE scores sentence by sentence and counts offsets in tokens; here the unit is the document and the code point. That
is the same wherever triggers and their arguments stand in one sentence, as OneIE's always do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.matching import Counts, Label
from benchmark.measures.pairing import Place
from benchmark.measures.places import exact
from benchmark.measures.preset import Preset
from benchmark.schema import Annotation


def any_match(gold: Iterable[Label], predicted: Iterable[Label], matched: Iterable[Label]) -> Counts:
    """Rows of a scorer that counts matched predictions, and divides that one number by the items of either side.

    So recall can pass 1: two right predictions of one gold item count twice.

    >>> any_match([("Meeting",)], [("Meeting",), ("Meeting",)], [("Meeting",), ("Meeting",)])
    {('Meeting',): (2, 2, 2, 1)}
    """
    wanted, given, right = Counter(gold), Counter(predicted), Counter(matched)
    return {label: (right[label], given[label], right[label], wanted[label]) for label in {**wanted, **given}}


@dataclass(frozen=True)
class Triggers(Measure):
    """A prediction is identified by any gold trigger of its span, and classified by the first of them alone.

    Each of several predictions on one gold span is right; the second type of a doubly labelled trigger never matches.
    """

    classify: bool

    source: ClassVar[str] = "Lin et al. (2020), OneIE"

    @property
    def base(self) -> str:
        return "oneie:TC" if self.classify else "oneie:TI"

    @property
    def title(self) -> str:
        return "the first gold trigger of the span has the type" if self.classify else "a gold trigger has the span"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = document.gold.events, document.predicted.events
        first: dict[Place, str] = {}
        for event in gold:
            first.setdefault(exact(event.trigger), event.type)
        found = [event for event in predicted if exact(event.trigger) in first]
        right = [event for event in found if not self.classify or first[exact(event.trigger)] == event.type]
        return any_match(*([(event.type,) for event in events] for events in (gold, predicted, right)))


@dataclass(frozen=True)
class Arguments(Measure):
    """Sets of (span, event type, role); a prediction is identified by any gold element of its span and event type.

    Identification divides by the elements too, so a span in two roles of an event counts twice in AI.
    """

    classify: bool

    source: ClassVar[str] = "Lin et al. (2020), OneIE"

    @property
    def base(self) -> str:
        return "oneie:AC" if self.classify else "oneie:AI"

    @property
    def title(self) -> str:
        return "argument span, event type and role, as sets" if self.classify else "AC's items, matched without role"

    def counts(self, document: Comparison) -> Counts:
        gold, predicted = _arguments(document.gold), _arguments(document.predicted)
        if self.classify:
            right = [item for item in predicted if item in gold]
        else:
            known = {item[:2] for item in gold}
            right = [item for item in predicted if item[:2] in known]
        return any_match(*([item[1:] for item in items] for items in (gold, predicted, right)))


def _arguments(annotation: Annotation) -> dict[tuple[Place, str, str], None]:
    """Distinct (span, event type, role), in the order of the file."""
    return dict.fromkeys((exact(a), event.type, a.role) for event in annotation.events for a in event.arguments)


PRESET = Preset(
    "oneie",
    "OneIE (Lin et al., 2020)",
    {
        "TI": Triggers(classify=False),
        "TC": Triggers(classify=True),
        "AI": Arguments(classify=False),
        "AC": Arguments(classify=True),
    },
    "Every prediction on a gold trigger's span is right, be it the second one, and only the first type of a doubly "
    "labelled trigger can match; arguments are sets, and AI divides by arguments with their roles.",
    "A document is one sentence.",
)
