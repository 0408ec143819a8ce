"""The profile of the corpus: every property that it must have, with its figure and its bound.

`PROPERTIES` is the list; what is counted is in `texts` (sizes, likeness, tags) and `gold` (events). docs/profile.md
defines each in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from benchmark.corpus import Corpus
from benchmark.occurrences import ALWAYS
from benchmark.profile import gold, texts
from benchmark.profile.material import Figure, Material, read_material

Measure = Callable[[Material], Figure]


@dataclass(frozen=True)
class Bound:
    """What a figure must be: at least `low`, at most `high`, or below `under`; without any, it is only told."""

    low: float | None = None
    high: float | None = None
    under: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a figure keeps the bound.

        >>> Bound(25, 45).holds(25), Bound(under=15).holds(15)
        (True, False)
        """
        return (
            (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
            and (self.under is None or value < self.under)
        )

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            return f"{self.low:,g} to {self.high:,g}"
        limits = ((">=", self.low), ("<=", self.high), ("<", self.under))
        return next((f"{sign} {round(limit, 2):,g}" for sign, limit in limits if limit is not None), "")


class Property(NamedTuple):
    """A property by the name that tables print, how it is measured, and its bound. Shares are in %."""

    name: str
    measure: Measure
    bound: Bound


def at_least(low: float) -> Bound:
    return Bound(low=low)


def at_most(high: float) -> Bound:
    return Bound(high=high)


FREE = Bound()
NONE = at_most(0)

PROPERTIES = (
    Property("texts in train", texts.in_split("train"), at_least(120)),
    Property("texts in dev", texts.in_split("dev"), at_least(40)),
    Property("texts in test", texts.in_split("test"), at_least(80)),
    Property("texts outside 120 to 900 words", texts.outside(120, 900), NONE),
    Property("texts over 400 words, %", texts.longer_than(400), at_least(20)),
    Property("registers", texts.registers, at_least(12)),
    Property("texts of public facts, %", texts.public_facts, Bound(25, 45)),
    Property("phenomena in 3 test and 3 train texts", texts.phenomena(3), at_least(55)),
    Property("contrast pairs", gold.contrast_pairs, at_least(30)),
    Property("clusters over two splits", texts.split_clusters, NONE),
    Property("test texts before the last of train and dev", texts.early_tests, NONE),
    Property("largest 5-gram Jaccard between clusters", texts.likeness(5, within=False), at_most(0.15)),
    Property("largest 5-gram Jaccard within a cluster", texts.likeness(5, within=True), at_most(0.5)),
    Property("texts with the commonest sentence frame", texts.frames(3), at_most(3)),
    Property("event mentions", gold.mentions(), at_least(1500)),
    Property("Meeting mentions", gold.mentions("Meeting"), at_least(350)),
    Property("Signing mentions", gold.mentions("Signing"), at_least(350)),
    Property("Visit mentions", gold.mentions("Visit"), at_least(350)),
    Property("trigger lemmas", gold.lemmas, at_least(60)),
    Property("mentions of the commonest trigger lemma, %", gold.commonest_lemma, Bound(under=15)),
    Property("nominal triggers, %", gold.nominal, at_least(40)),
    Property("occurrences of trigger lemmas that are no events, %", gold.negatives(), at_least(30)),
    Property("occurrences of trigger lemmas unsettled (W01)", gold.unlisted_negatives, NONE),
    Property("occurrences of visit, meet, sign and their like that are no events, %", gold.negatives(ALWAYS), FREE),
    Property("mentions not Actual, %", gold.not_actual, at_least(30)),
    Property("Actual mentions", gold.of_realis("Actual"), at_least(60)),
    Property("Planned mentions", gold.of_realis("Planned"), at_least(60)),
    Property("Negated mentions", gold.of_realis("Negated"), at_least(60)),
    Property("Hypothetical mentions", gold.of_realis("Hypothetical"), at_least(60)),
    Property("Generic mentions", gold.of_realis("Generic"), at_least(60)),
    Property("arguments outside the trigger's sentence, %", gold.far_arguments, at_least(15)),
    Property("texts with an event in headline or first sentence, %", gold.opening("either"), at_most(60)),
    Property("texts with an event in the headline, %", gold.opening("headline"), FREE),
    Property("texts with an event in the first sentence, %", gold.opening("first sentence"), FREE),
    Property("texts without an event, %", gold.empty, at_least(10)),
    Property("mentions with a coreferent mention, %", gold.coreferent, at_least(100 / 3)),
    Property("test (trigger, type) pairs unseen in train, %", gold.unseen("form"), at_least(25)),
    Property("test (trigger lemma, type) pairs unseen in train, %", gold.unseen("lemma"), FREE),
)
"""What is demanded of the corpus, in the order of the table. A property with a free bound is another reading of the one
above it, or a part of it."""


class Row(NamedTuple):
    """A property as it is: its figure, whether it keeps the bound (None where there is none), and what is to blame."""

    name: str
    figure: float
    bound: str
    ok: bool | None
    offenders: tuple[str, ...]


def profile(corpus: Corpus) -> list[Row]:
    """Every property of a corpus, in the order of `PROPERTIES`."""
    material = read_material(corpus)
    rows = []
    for name, measure, bound in PROPERTIES:
        figure = measure(material)
        # The exact figure is judged; rounding is for the eye.
        ok = bound.holds(figure.value) if bound != FREE else None
        rows.append(Row(name, round(figure.value, 3), str(bound), ok, figure.offenders))
    return rows
