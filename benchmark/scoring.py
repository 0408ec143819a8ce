"""Gold and predicted annotations, scored: every document once, into a table of tallies that all scores are sums of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.measures import DEFAULT, Block, Comparison, Label, Measure, Tally, Text, find_preset, parse_measures
from benchmark.schema import Annotation
from benchmark.statistics import Estimate, Interval, Resamples, estimates, seed_of

if TYPE_CHECKING:
    import pandas as pd

Thing = TypeVar("Thing")

SCORER = 1
"""Part of every signature; raised only when a score can change."""

_BLOCK = 512
"""How many documents are scored together: enough to sort at length, few enough to stay in a processor's cache."""

_PARTS = 200
"""How many scores get their intervals in one pass: rows of all documents are laid out for each."""

RESAMPLES = 10_000
"""How many bootstrap resamples intervals are made of, unless the user says otherwise."""


Part = tuple[NDArray[np.float64], Callable[[NDArray[np.float64]], NDArray[np.float64]]]
"""(documents, columns) rows, and what makes scores of their total: all that resampling needs to know of a score."""

MACRO = ("macro",)
"""Stands for a label where the average over types is meant."""


@dataclass(frozen=True, eq=False)
class TallyTable:
    """One measure's rows: cell i says that document `places[i, 0]` has the row `rows[i]` under label `places[i, 1]`.

    `places` is (cells, 2), `rows` is (cells, the measure's columns); documents and labels without a cell count nothing.
    """

    measure: Measure
    labels: tuple[Label, ...]
    documents: int
    places: NDArray[np.int64]
    rows: NDArray[np.float64]

    def _chosen(self, prefix: Label) -> NDArray[np.bool_] | slice:
        if not prefix:
            return slice(None)
        wanted = np.array([label[: len(prefix)] == prefix for label in self.labels], dtype=bool)
        return wanted[self.places[:, 1]]

    def by_document(self, prefix: Label = ()) -> NDArray[np.float64]:
        """(documents, columns): each document's sums over the labels that begin with `prefix`, all when it is empty."""
        chosen = self._chosen(prefix)
        found = np.zeros((self.documents, self.rows.shape[1]))
        np.add.at(found, self.places[chosen, 0], self.rows[chosen])
        return found

    def sums(self, prefix: Label = (), documents: Sequence[int] | None = None) -> NDArray[np.float64]:
        """(columns,): the sums over documents and the labels that begin with `prefix`.

        Fractions are added exactly and rounded once, so the sums do not depend on the order of documents, and those of
        a corpus scored in parts are those of the whole.
        """
        rows = self.rows[self._chosen(prefix)]
        if documents is not None:
            rows = self.by_document(prefix)[list(documents)]
        if self._whole:
            total: NDArray[np.float64] = rows.sum(axis=0)
            return total
        return np.array([math.fsum(column) for column in rows.T.tolist()])

    @cached_property
    def _whole(self) -> bool:
        """Whether all rows are whole numbers, whose sums are exact in any order."""
        return bool(np.all(self.rows == np.trunc(self.rows)))

    def tally(self, prefix: Label = ()) -> Tally:
        """The sums as a `Tally`; only for measures that count matched, predicted and gold items."""
        if self.measure.columns != Tally._fields:
            raise DatelineError(f"{self.measure.name} has no tally: its columns are {', '.join(self.measure.columns)}")
        return Tally(*(int(value) if value.is_integer() else value for value in self.sums(prefix).tolist()))

    def values(self, prefix: Label = ()) -> dict[str, float]:
        """The measure's scores by name: precision, recall and f1 for most."""
        if not prefix and self.labels and type(self.measure).total is not Measure.total:
            by_label = np.array([self.sums(label) for label in self.labels])
            return dict(zip(self.measure.values_are, self.measure.total(by_label).tolist(), strict=True))
        return self.named(self.sums(prefix))

    def named(self, sums: NDArray[np.float64]) -> dict[str, float]:
        """Sums as scores by name."""
        return dict(zip(self.measure.values_are, self.measure.values(sums).tolist(), strict=True))

    def prefixes(self) -> list[Label]:
        """Every label and what it begins with, in order: (Meeting,), (Meeting, Participant), ..."""
        return sorted({label[:length] for label in self.labels for length in range(1, len(label) + 1)})

    @property
    def types(self) -> list[Label]:
        """The event types that either side has, as labels; none where the measure is not labelled by type."""
        return [label for label in self.prefixes() if len(label) == 1] if self.measure.by_type else []

    def macro(self) -> dict[str, float]:
        """Unweighted means of the scores over the event types (first parts of labels) that either side has.

        Empty for a measure that is not labelled by type, and where there are no types.
        """
        if not self.types:
            return {}
        rows, values = self.macro_part()
        return dict(zip(self.measure.values_are, values(rows.sum(axis=0)).tolist(), strict=True))

    def macro_part(self) -> Part:
        """The macro average as rows, (documents, types x columns), and what makes scores of their total.

        Only where there are `types`.
        """
        types, columns = self.types, self.rows.shape[1]
        rows = np.concatenate([self.by_document(label) for label in types], axis=1)

        def values(sums: NDArray[np.float64]) -> NDArray[np.float64]:
            by_type = sums.reshape(*sums.shape[:-1], len(types), columns)
            # A resample may lack a type: then it has no score there, as the corpus has none of types it lacks.
            there = by_type.any(axis=-1, keepdims=True)
            mean: NDArray[np.float64] = (self.measure.values(by_type) * there).sum(axis=-2) / np.maximum(
                there.sum(axis=-2), 1
            )
            return mean

        return rows, values

    def part(self, label: Label = (), labels: Sequence[Label] | None = None) -> Part:
        """The scores of a label as rows, (documents, columns), and what makes scores of their total.

        Where the total is no sum over labels, it is made of `labels`, by default the table's own.
        """
        if label or type(self.measure).total is Measure.total:
            return self.by_document(label), self.measure.values
        rows = [self.by_document(one) for one in (self.labels if labels is None else labels)]
        rows = rows or [np.zeros((self.documents, self.rows.shape[1]))]
        shape = len(rows), self.rows.shape[1]
        return np.concatenate(rows, axis=1), lambda sums: self.measure.total(sums.reshape(*sums.shape[:-1], *shape))

    def document_values(self) -> NDArray[np.float64]:
        """(documents, values): the scores of each document by itself."""
        rows, values = self.part()
        return values(rows)

    def joined(self, other: TallyTable) -> TallyTable:
        """This table with another's documents behind its own."""
        labels = tuple(sorted({*self.labels, *other.labels}))
        place = {label: number for number, label in enumerate(labels)}
        parts = []
        for table, offset in ((self, 0), (other, self.documents)):
            moved = np.array([place[label] for label in table.labels], dtype=np.int64)
            parts.append(np.stack((table.places[:, 0] + offset, moved[table.places[:, 1]]), axis=1))
        rows = np.concatenate((self.rows, other.rows))
        return TallyTable(self.measure, labels, self.documents + other.documents, np.concatenate(parts), rows)


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of one set of predictions.

    `documents` are the units of resampling: gold's documents, or what they are windows of. `missing` are the gold
    documents that had no prediction. `tables` has each measure's tallies under the name it was asked for, or the other
    scorer's own label when scored like one. `data` names the gold and `like` the scorer; with `strings`, the policy by
    which strings without offsets were placed, they make the signature.
    """

    documents: tuple[str, ...]
    missing: tuple[str, ...]
    tables: dict[str, TallyTable]
    read: int = 0
    """How many gold documents were scored: more than `documents` where those are windows of these."""
    data: str = "unnamed"
    like: str = "dateline"
    strings: str = ""
    resamples: int = RESAMPLES
    _estimates: dict[tuple[str, Label], tuple[Estimate, ...]] = field(default_factory=dict, repr=False)

    @property
    def signature(self) -> str:
        """What scores must have in common to be compared, in one line."""
        counting = "counting:one-to-one" if self.like == "dateline" else f"like:{self.like}"
        strings = f"|strings:{self.strings}" if self.strings else ""
        boot = f"|boot:{self.resamples}|seed:{self.seed % 2**32:08x}" if self.resamples else ""
        return f"dateline|{self.data}|{counting}|avg:micro{strings}{boot}|scorer:{SCORER}"

    @property
    def comparable(self) -> tuple[object, ...]:
        """What two systems' scores must share: all of the signature but how a system's own strings were placed."""
        return self.data, self.like, self.resamples

    @property
    def seed(self) -> int:
        """The seed of all resampling: made from what names the data, so that all systems meet the same resamples."""
        return seed_of(self.data)

    def tally(self, measure: str, label: Label = ()) -> Tally:
        """Counts of a measure, over everything or over the labels that begin with `label`.

        Raises `DatelineError` for a measure that was not scored.
        """
        return self.table(measure).tally(label)

    def table(self, measure: str) -> TallyTable:
        """A measure's tallies, by the name it was asked for or its own.

        Raises `DatelineError` with the nearest name for one that was not scored.
        """
        if measure in self.tables:
            return self.tables[measure]
        for table in self.tables.values():
            if table.measure.name == measure:
                return table
        raise DatelineError(f"{quoted(measure)} was not scored; {did_you_mean(measure, self.tables)}")

    @property
    def resampling(self) -> Resamples:
        """The bootstrap resamples of these documents: the same for every system scored on this data."""
        return Resamples(len(self.documents), self.seed, self.resamples)

    def interval(self, measure: str, label: Label = (), value: str | None = None) -> Interval | None:
        """The 95 % percentile bootstrap interval of a score over documents, of its headline (F1 for most) by default.

        `MACRO` as label stands for the average over types. None when there are fewer than two documents or no
        resamples. Raises `DatelineError` for an unknown measure or value.
        """
        names = self.table(measure).measure.values_are
        if value is not None and value not in names:
            raise DatelineError(f"{measure} has no {quoted(value)}; {did_you_mean(value, names)}")
        if not self.resamples or (label == MACRO and not self.table(measure).types):
            return None
        if (measure, label) not in self._estimates:
            self.estimate([(measure, label)] if label else [(name, ()) for name in self.tables])
        return self._estimates[measure, label][names.index(value) if value else -1].interval

    def estimate(self, wanted: Sequence[tuple[str, Label]]) -> None:
        """Make the intervals of many measures and labels for `interval` to give, some hundreds in a pass."""
        for some in batched((key for key in dict.fromkeys(wanted) if key not in self._estimates), _PARTS):
            parts = [
                self.tables[name].macro_part() if label == MACRO else self.tables[name].part(label)
                for name, label in some
            ]
            self._estimates.update(zip(some, estimates(parts, self.resampling), strict=True))

    def merge(self, other: Scores) -> Scores:
        """The scores of two parts of a corpus together: exactly what scoring them in one go gives.

        Raises `DatelineError` when a document is in both parts, or the parts were scored by different measures.
        """
        both = set(self.documents) & set(other.documents)
        if both:
            raise DatelineError(f"document {quoted(min(both))} is in both parts; parts may not overlap")
        mine, theirs = ({n: t.measure for n, t in side.tables.items()} for side in (self, other))
        if mine != theirs or (self.like, self.strings) != (other.like, other.strings):
            raise DatelineError("the parts were scored by different measures or settings; score both alike")
        return replace(
            self,
            documents=self.documents + other.documents,
            missing=self.missing + other.missing,
            read=self.read + other.read,
            tables={name: table.joined(other.tables[name]) for name, table in self.tables.items()},
            data=self.data if self.data == other.data else "+".join(sorted({self.data, other.data})),
            resamples=min(self.resamples, other.resamples),
            _estimates={},
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat record for each measure and label; the label "" is everything."""
        for name, table in self.tables.items():
            for label in [(), *table.prefixes()]:
                yield {"measure": name, "label": label_text(label), **record(table, label)}

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame indexed by measure and label; `low` and `high` bound the headline's interval.

        A measure's own columns are empty for the others.
        """
        import pandas as pd

        rows = []
        for row in self.rows():
            name, label = row["measure"], row["label"]
            interval = self.interval(name) if not label else None
            rows.append({**row, **({"low": interval.low, "high": interval.high} if interval else {})})
        return pd.DataFrame(rows).set_index(["measure", "label"])


def record(table: TallyTable, label: Label = ()) -> dict[str, float | int]:
    """The fields of tables and JSON: the scores, then the counts; `matched` counts gold items.

    Where a measure's two matched counts differ, `matched_predicted` stands beside it.
    """
    return _fields(table.measure, table.values(label), table.sums(label))


def document_records(table: TallyTable) -> Iterator[dict[str, float | int]]:
    """As `record`, for each document by itself."""
    names = table.measure.values_are
    for row, values in zip(table.by_document(), table.document_values().tolist(), strict=True):
        yield _fields(table.measure, dict(zip(names, values, strict=True)), row)


def _fields(measure: Measure, scores: dict[str, float], sums: NDArray[np.float64]) -> dict[str, float | int]:
    counts = {
        name: int(value) if value.is_integer() else value
        for name, value in zip(measure.columns, sums.tolist(), strict=True)
    }
    if measure.columns == Tally._fields:
        matched = counts.pop("matched_gold")
        if counts["matched_predicted"] == matched:
            del counts["matched_predicted"]
        counts = {"matched": matched, **counts}
    # An average's columns are its scores, summed: they are no counts.
    return dict(scores) if set(counts) & set(scores) else {**scores, **counts}


def label_text(label: Label) -> str:
    """A label as one string: "Meeting", "Meeting.Participant"; a realis that is not given is "unstated".

    A dot inside a name gets a backslash, so that no two labels look alike.

    >>> label_text(("Meeting", "")), label_text(("Contact.Meet",))
    ('Meeting.unstated', 'Contact\\\\.Meet')
    """
    return ".".join(part.replace(".", "\\.") or "unstated" for part in label)


def score(
    gold: Iterable[Annotation],
    predicted: Iterable[Annotation],
    measures: Sequence[Measure | str] | str | None = None,
    *,
    like: str = "dateline",
    data: str = "unnamed",
    texts: Mapping[str, Text] | None = None,
    units: Mapping[str, str] | None = None,
    strings: str = "",
    resamples: int = RESAMPLES,
) -> Scores:
    """Score predictions against gold; documents are aligned by id, in the order of gold.

    A gold document without prediction counts as an empty one and is listed in `missing`. `measures` (or their names)
    defaults to `DEFAULT`; with `like`, to all that the scorer of that name prints, and they are its own labels.
    `texts` (document id to text, or to tokens where offsets count those) is needed by measures that look at words.
    `units` names what a document is a part of, where gold's documents are sentences or windows: those are what
    intervals resample. `data` names the gold in the signature, `strings` the policy by which strings were placed.
    Raises `DatelineError` for a document that stands twice on a side, a predicted one that gold does not have, or an
    unknown scorer or measure.
    """
    chosen = choose_measures([measures] if isinstance(measures, str) else measures, like)
    if resamples < 0:
        raise DatelineError(f"{resamples} resamples cannot be drawn; give 0 for none")
    found = _by_document(predicted, "predictions")
    wanted = _by_document(gold, "gold")
    for name in found:
        if name not in wanted:
            hint = did_you_mean(name, wanted)
            raise DatelineError(f"predictions have document {quoted(name)}, which gold has not; {hint}")
    columns = {label: _Column(measure) for label, measure in chosen.items()}
    rows: dict[str, int] = {}
    if like != "dateline":
        # Other scorers know of no text conflicts: a repaired filler is wrong there.
        wanted = {name: msgspec.structs.replace(annotation, conflicts=()) for name, annotation in wanted.items()}
    for some in batched(wanted.items(), _BLOCK):
        block = Block(
            [
                Comparison(annotation, found.get(name) or Annotation(document=name, events=()), (texts or {}).get(name))
                for name, annotation in some
            ]
        )
        units_of = [units.get(name, name) if units else name for name, _ in some]
        numbers = np.array([rows.setdefault(unit, len(rows)) for unit in units_of], dtype=np.int64)
        for column in columns.values():
            column.add(numbers, block)
    return Scores(
        tuple(rows),
        tuple(name for name in wanted if name not in found),
        {label: column.table(len(rows)) for label, column in columns.items()},
        read=len(wanted),
        data=data,
        like=like,
        strings=strings,
        resamples=resamples,
    )


def choose_measures(measures: Sequence[Measure | str] | None, like: str = "dateline") -> dict[str, Measure]:
    """The measures to score, by the label they are shown under.

    Raises `DatelineError` with the nearest name for an unknown scorer, measure, setting or label.
    """
    if like == "dateline":
        return parse_measures(DEFAULT if measures is None else measures)
    known = find_preset(like).measures
    if measures is None:
        return dict(known)
    for label in measures:
        if label not in known:
            raise DatelineError(f"{like} prints no {quoted(label)}; {did_you_mean(str(label), known)}")
    return {str(label): known[str(label)] for label in measures}


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Lists of so many things, the last one shorter."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some


def _by_document(annotations: Iterable[Annotation], side: str) -> dict[str, Annotation]:
    found: dict[str, Annotation] = {}
    for annotation in annotations:
        if annotation.document in found:
            raise DatelineError(f"{side} have document {quoted(annotation.document)} twice; keep one")
        found[annotation.document] = annotation
    return found


class _Column:
    """One measure's rows while blocks of documents pass by."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.labels: dict[Label, int] = {}
        self.places: list[NDArray[np.int64]] = [np.zeros((0, 2), dtype=np.int64)]
        self.rows: list[NDArray[np.float64]] = [np.zeros((0, len(measure.columns)))]

    def add(self, numbers: NDArray[np.int64], block: Block) -> None:
        """Score a block whose documents have these numbers."""
        cells = self.measure.cells(block)
        labels = np.array([self.labels.setdefault(label, len(self.labels)) for label in cells.labels], dtype=np.int64)
        self.places.append(np.stack((numbers[cells.documents], labels[cells.numbers]), axis=1))
        self.rows.append(cells.rows)

    def table(self, documents: int) -> TallyTable:
        """All rows, under labels in their order."""
        places, rows = np.concatenate(self.places), np.concatenate(self.rows)
        used = set(places[:, 1].tolist())
        order = sorted(label for label, number in self.labels.items() if number in used)
        moved = np.zeros(len(self.labels), dtype=np.int64)
        moved[[self.labels[label] for label in order]] = np.arange(len(order))
        places[:, 1] = moved[places[:, 1]]
        return TallyTable(self.measure, tuple(order), documents, places, rows)
