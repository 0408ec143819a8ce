"""Gold and predicted annotations, scored: every document once, into a table of tallies that all scores are sums of."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.measures import Comparison, Counts, Label, Measure, Tally, find_preset, parse_measures
from benchmark.schema import Annotation, Event

if TYPE_CHECKING:
    import pandas as pd

SCORER = 1
"""Part of every signature; raised only when a score can change."""


@dataclass(frozen=True)
class TallyTable:
    """One measure's tallies: `counts[document, label]` is (matched predicted, predicted, matched gold, gold)."""

    measure: Measure
    labels: tuple[Label, ...]
    counts: NDArray[np.int64]

    def tally(self, prefix: Label = ()) -> Tally:
        """The sum over all documents and the labels that begin with `prefix`; all labels when it is empty."""
        chosen = [index for index, label in enumerate(self.labels) if label[: len(prefix)] == prefix]
        return Tally(*self.counts[:, chosen].sum(axis=(0, 1)).tolist())

    def prefixes(self) -> list[Label]:
        """Every label and what it begins with, in order: (Meeting,), (Meeting, Participant), ..."""
        return sorted({label[:length] for label in self.labels for length in range(1, len(label) + 1)})

    def macro(self) -> tuple[float, float, float]:
        """Unweighted means of precision, recall and F1 over the event types that gold or predictions have."""
        tallies = [self.tally(prefix) for prefix in self.prefixes() if len(prefix) == 1]
        if not tallies:
            return 0.0, 0.0, 0.0
        columns = zip(*((tally.precision, tally.recall, tally.f1) for tally in tallies), strict=True)
        precision, recall, f1 = (sum(column) / len(tallies) for column in columns)
        return precision, recall, f1


@dataclass(frozen=True)
class Scores:
    """The scores of one set of predictions. `missing` are the gold documents that had no prediction."""

    documents: tuple[str, ...]
    missing: tuple[str, ...]
    tables: dict[str, TallyTable]
    signature: str

    def tally(self, measure: str, label: Label = ()) -> Tally:
        """Counts of a measure, over everything or over the labels that begin with `label`.

        Raises `KeyError` for a measure that was not scored.
        """
        return self.tables[measure].tally(label)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat record for each measure and label; the label "" is everything."""
        for name, table in self.tables.items():
            for label in [(), *table.prefixes()]:
                yield {"measure": name, "label": label_text(label), **record(table.tally(label))}

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame indexed by measure and label."""
        import pandas as pd

        return pd.DataFrame(list(self.rows())).set_index(["measure", "label"])


def record(tally: Tally) -> dict[str, float | int]:
    """A tally as the fields of tables and JSON; `matched` counts gold items."""
    return {
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "matched": tally.matched_gold,
        "predicted": tally.predicted,
        "gold": tally.gold,
    }


def label_text(label: Label) -> str:
    """A label as one string: "Meeting", "Meeting.Participant"; a realis that is not given is "unstated".

    >>> label_text(("Meeting", ""))
    'Meeting.unstated'
    """
    return ".".join(part or "unstated" for part in label)


def score(
    gold: Iterable[Annotation],
    predicted: Iterable[Annotation],
    measures: Sequence[Measure | str] | None = None,
    *,
    like: str = "dateline",
    data: str = "unnamed",
) -> Scores:
    """Score predictions against gold; documents are aligned by id, in the order of gold.

    A gold document without prediction counts as an empty one and is listed in `missing`. `like` names the preset that
    says how duplicates count; `measures` (or their names) defaults to the preset's. `data` names the gold in the
    signature.
    Raises `DatelineError` for a document that stands twice on a side, a predicted one that gold does not have, or an
    unknown preset or measure.
    """
    preset = find_preset(like)
    chosen = _chosen(preset.measures if measures is None else measures)
    found = _by_document(predicted, "predictions")
    wanted = _by_document(gold, "gold")
    for name in found:
        if name not in wanted:
            hint = did_you_mean(name, wanted)
            raise DatelineError(f"predictions have document {quoted(name)}, which gold has not; {hint}")
    columns = [_Column(measure) for measure in chosen]
    for number, (name, annotation) in enumerate(wanted.items()):
        guess = found.get(name) or Annotation(document=name, events=())
        if preset.dont_care and annotation.conflicts:
            guess = without_dont_care(annotation, guess)
        document = Comparison(annotation, guess, preset.counting)
        for column in columns:
            column.add(number, column.measure.counts(document))
    tables = {column.measure.name: column.table(len(wanted)) for column in columns}
    like_note = "" if preset.name == "dateline" else f"|like:{preset.name}"
    signature = f"dateline|{data}|match:exact|counting:{preset.counting}|avg:micro|scorer:{SCORER}{like_note}"
    missing = tuple(name for name in wanted if name not in found)
    return Scores(tuple(wanted), missing, tables, signature)


def _chosen(measures: Sequence[Measure | str]) -> tuple[Measure, ...]:
    return tuple(parse_measures([measure])[0] if isinstance(measure, str) else measure for measure in measures)


def _by_document(annotations: Iterable[Annotation], side: str) -> dict[str, Annotation]:
    found: dict[str, Annotation] = {}
    for annotation in annotations:
        if annotation.document in found:
            raise DatelineError(f"{side} have document {quoted(annotation.document)} twice; keep one")
        found[annotation.document] = annotation
    return found


class _Column:
    """One measure's counts while documents pass by: (document, label, the four counts) in one flat array."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.labels: dict[Label, int] = {}
        self.cells: array[int] = array("q")

    def add(self, number: int, counts: Counts) -> None:
        labels, extend = self.labels, self.cells.extend
        for label, (matched_predicted, predicted, matched_gold, gold) in counts.items():
            place = labels.setdefault(label, len(labels))
            extend((number, place, matched_predicted, predicted, matched_gold, gold))

    def table(self, documents: int) -> TallyTable:
        cells = np.frombuffer(self.cells, dtype=np.int64).reshape(-1, 6)
        order = sorted(self.labels)
        sorted_place = np.empty(len(order), dtype=np.int64)
        sorted_place[[self.labels[label] for label in order]] = np.arange(len(order))
        counts = np.zeros((documents, len(order), 4), dtype=np.int64)
        counts[cells[:, 0], sorted_place[cells[:, 1]]] = cells[:, 2:]
        return TallyTable(self.measure, tuple(order), counts)


def without_dont_care(gold: Annotation, predicted: Annotation) -> Annotation:
    """The prediction without fillers that repair what the text contradicts: they are neither right nor wrong.

    A predicted argument is left out when, for its event type and role, gold has the contradicted filler as written, and
    the argument's span is a mention of an entity that would repair it and is not itself gold in that type and role.
    """
    fillers: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for event in gold.events:
        for argument in event.arguments:
            fillers.setdefault((event.type, argument.role), set()).add((argument.start, argument.end))
    dont_care: set[tuple[str, str, int, int]] = set()
    for conflict in gold.conflicts:
        repaired = {(span.start, span.end) for span in conflict.repaired}
        for mentions in gold.entities.values():
            spans = {(mention.start, mention.end) for mention in mentions}
            if spans & repaired:
                repaired |= spans
        for (kind, role), spans in fillers.items():
            if (conflict.start, conflict.end) in spans:
                dont_care |= {(kind, role, *span) for span in repaired - spans}

    def kept(event: Event) -> Event:
        arguments = tuple(a for a in event.arguments if (event.type, a.role, a.start, a.end) not in dont_care)
        return event if len(arguments) == len(event.arguments) else msgspec.structs.replace(event, arguments=arguments)

    return msgspec.structs.replace(predicted, events=tuple(kept(event) for event in predicted.events))
