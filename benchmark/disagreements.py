"""Every decision on which two annotators differ, one row each: the list that an adjudicator settles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmark.annotators import Material, background, entity_spans, events_of_both, of_places, trigger_pairs
from benchmark.measures import Comparison
from benchmark.measures.overlap import Item, item_pairs, stretch
from benchmark.measures.places import exact
from benchmark.measures.realis import Pair
from benchmark.schema import Annotation, Argument, Event, Mention, Span
from benchmark.sentences import bounds, sentence_at, sentence_starts

KINDS: Mapping[str, str] = {
    "missed by A": "B has an event where A has none",
    "missed by B": "A has an event where B has none",
    "span": "one event, its trigger marked on different words that overlap",
    "type": "one trigger, two types; their arguments go with the type and are not compared",
    "realis": "one event, two realis values",
    "background": "one event, a background event for one of the two",
    "role": "one filler of one event in two roles",
    "filler span": "one role of one event, filled by different words that overlap",
    "filler mention": "one role of one event, filled by two mentions of an entity (so say A's or B's chains)",
    "filler missing in A": "a filler that only B gives to an event of both",
    "filler missing in B": "a filler that only A gives to an event of both",
    "mention span": "one mention that fills no role, marked on different words that overlap",
    "mention missing in A": "a mention, filling no role, that only B marks",
    "mention missing in B": "a mention, filling no role, that only A marks",
    "value": "a mention of both with two TIMEX3 values",
    "entity type": "a mention of both with two types",
    "text conflict": "a filler flagged as contradicted, or repaired, by one of the two",
    "event chain": "events of both that one of the two puts in one chain",
    "entity chain": "mentions of both that one of the two puts in one entity",
    "part-of": "events of both, one a part of the other for one of the two",
}
"""What a disagreement can be about, in the order of rows at one place."""


class Disagreement(NamedTuple):
    """One decision for the adjudicator: what A and B said, of which words, and the sentence with these in [[ ]].

    Words and values are on one line. What one side does not have is empty; a trigger or filler is given as
    "35-38 met".
    """

    document: str
    kind: str
    start: int
    end: int
    words: str
    a: str
    b: str
    sentence: str


COLUMNS = (
    *("document", "guidelines", "kind", "start", "end", "words", "A", "B"),
    *("decision", "rule", "note", "adjudicator", "sentence"),
)
"""The columns of the sheet that an adjudicator fills in: those of adjudication.tsv, and the sentence."""


def to_tsv(found: Iterable[Disagreement]) -> Iterator[str]:
    """The lines of that sheet; what the adjudicator writes is left empty."""
    yield "\t".join(COLUMNS) + "\n"
    for row in found:
        document, *said, sentence = row
        yield "\t".join((document, "", *map(str, said), "", "", "", "", sentence)) + "\n"


def disagreements(material: Material) -> list[Disagreement]:
    """Every decision on which A and B differ, by document and place; a file's order plays no part."""
    return [row for document in material.comparisons() for row in differences(document)]


def differences(document: Comparison) -> list[Disagreement]:
    """The same for one document, whose gold stands for A and whose prediction for B."""
    return sorted(_rows(document), key=_order)


def _order(row: Disagreement) -> tuple[object, ...]:
    return row.start, row.end, list(KINDS).index(row.kind), row.a, row.b


Place = Span | Argument | Mention


@dataclass(frozen=True)
class _Page:
    """A text on which disagreements are pointed out."""

    document: str
    text: str
    starts: list[int]

    def at(self, place: Place) -> str:
        return f"{place.start}-{place.end} {self.words(place)}"

    def words(self, place: Place) -> str:
        return one_line(place.text or self.text[place.start : place.end])

    def row(self, kind: str, place: Place, a: str, b: str) -> Disagreement:
        here = place.start, place.end
        return Disagreement(self.document, kind, *here, self.words(place), one_line(a), one_line(b), self.marked(*here))

    def marked(self, start: int, end: int) -> str:
        """The sentence, or sentences, of a stretch of text with [[ ]] around it; "" for one that is nowhere."""
        if end > len(self.text):
            return ""
        begin, _ = bounds(self.starts, sentence_at(self.starts, start), self.text)
        _, stop = bounds(self.starts, sentence_at(self.starts, end - 1), self.text)
        return one_line(f"{self.text[begin:start]}[[{self.text[start:end]}]]{self.text[end:stop]}")

    def event(self, event: Event) -> str:
        """An event in one line: type, realis, flag and fillers."""
        fillers = sorted(event.arguments, key=lambda a: (a.role, a.start, a.end))
        said = [" ".join(filter(None, (event.type, event.realis, "background" if event.background else "")))]
        return "; ".join(said + [f"{argument.role} {self.at(argument)}" for argument in fillers])


def one_line(text: str) -> str:
    """A stranger's text in a cell: one space for each run of white space, nothing that could drive a terminal.

    >>> one_line("a\\tb\\n\\x1b[2Jc")
    'a b \ufffd[2Jc'
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def _rows(document: Comparison) -> Iterator[Disagreement]:
    text = document.text if isinstance(document.text, str) else ""
    page = _Page(document.gold.document, text, sentence_starts(text))
    pairs = _with_overlapping(document)
    both = sorted(events_of_both(pairs), key=_in_text_order)
    one_of = _same_entity(document)
    for one, other in pairs:
        if one is None or other is None:
            event = one or other
            assert event is not None, "a pair has an event"
            said = page.event(event)
            yield page.row("missed by A" if one is None else "missed by B", event.trigger, *_sides(one, said))
            continue
        where = one.trigger
        if exact(where) != exact(other.trigger):
            yield page.row("span", where, page.at(where), page.at(other.trigger))
        if one.type != other.type:
            yield page.row("type", where, page.event(one), page.event(other))
        if one.realis != other.realis:
            yield page.row("realis", where, one.realis or "unstated", other.realis or "unstated")
        if one.background != other.background:
            yield page.row("background", where, background(one), background(other))
        if one.type == other.type:
            yield from _fillers(page, one, other, one_of)
    yield from _mentions(page, document)
    yield from _conflicts(page, document)
    same_type = [pair for pair in both if pair[0].type == pair[1].type]
    chains = [
        (one.trigger, one.chain or f"\n{number}", other.chain or f"\n{number}")
        for number, (one, other) in enumerate(same_type)
    ]
    yield from _chains(page, "event chain", chains)
    ours, theirs = entity_spans(document.gold), entity_spans(document.predicted)
    mentions = [(Span(*place), ours[place], theirs[place]) for place in sorted(ours.keys() & theirs.keys())]
    yield from _chains(page, "entity chain", mentions)
    yield from _parts(page, document, both)


def _in_text_order(pair: tuple[Event, Event]) -> tuple[object, ...]:
    one, other = pair
    return stretch(one.trigger), one.type, stretch(other.trigger)


def _sides(one: Event | Argument | None, said: str) -> tuple[str, str]:
    """What A's cell and B's say of something that only one of them has."""
    return ("", said) if one is None else (said, "")


def _with_overlapping(document: Comparison) -> list[Pair]:
    """`trigger_pairs`, where events left alone on spans that overlap are partners too, of equal type before others."""
    pairs = trigger_pairs(document)
    ours = [one for one, other in pairs if one is not None and other is None]
    theirs = [other for one, other in pairs if one is None and other is not None]
    gold, predicted = ([Item("", event.type, event.trigger) for event in side] for side in (ours, theirs))
    places, others = item_pairs(gold, predicted, 0, document.gold.document)
    partner = {place: number for number, place in enumerate(others)}
    chosen: list[tuple[int | None, int | None]] = [(one, partner.pop(at, None)) for one, at in enumerate(places)]
    chosen += [(None, other) for other in partner.values()]
    return [pair for pair in pairs if None not in pair] + of_places(chosen, ours, theirs)


Same = Callable[[Argument, Argument], bool]


def _same_entity(document: Comparison) -> Same:
    """Whether A's or B's chains make two fillers mentions of one entity."""
    names: list[dict[tuple[int, int], str]] = []
    for side in (document.gold, document.predicted):
        fillers = {(a.start, a.end): a.entity for event in side.events for a in event.arguments if a.entity}
        names.append({**fillers, **entity_spans(side)})

    def same(one: Argument, other: Argument) -> bool:
        ours, theirs = (one.start, one.end), (other.start, other.end)
        return any(found.get(ours, "") == found.get(theirs) for found in names)

    return same


def _fillers(page: _Page, one: Event, other: Event, one_of: Same) -> Iterator[Disagreement]:
    """What two annotations of one event say of its fillers: each filler is in one row at most."""
    ours, theirs = (sorted(event.arguments, key=lambda a: (a.start, a.end, a.role)) for event in (one, other))

    def said(argument: Argument, event: Event, *, filler: bool = False) -> str:
        which = f"{argument.role} of {page.at(event.trigger)}"
        return f"{which}: {page.at(argument)}" if filler else which

    def taken(same: Same) -> Iterator[tuple[Argument, Argument]]:
        for mine in list(ours):
            yours = next((argument for argument in theirs if same(mine, argument)), None)
            if yours is not None:
                ours.remove(mine)
                theirs.remove(yours)
                yield mine, yours

    for _ in taken(lambda x, y: (x.role, x.start, x.end) == (y.role, y.start, y.end)):
        pass
    for mine, yours in taken(lambda x, y: (x.start, x.end) == (y.start, y.end)):
        yield page.row("role", mine, said(mine, one), said(yours, other))
    alike: dict[str, Same] = {
        "filler span": lambda x, y: x.role == y.role and x.start < y.end and y.start < x.end,
        "filler mention": lambda x, y: x.role == y.role and one_of(x, y),
    }
    for kind, same in alike.items():
        for mine, yours in taken(same):
            yield page.row(kind, mine, said(mine, one, filler=True), said(yours, other, filler=True))
    for argument in ours:
        yield page.row("filler missing in B", argument, said(argument, one), "")
    for argument in theirs:
        yield page.row("filler missing in A", argument, "", said(argument, other))


def _mentions(page: _Page, document: Comparison) -> Iterator[Disagreement]:
    """Values and types of the mentions of both, each once a document."""
    ours, theirs = ({(m.start, m.end): m for m in _all_mentions(side)} for side in (document.gold, document.predicted))
    for place in ours.keys() & theirs.keys():
        one, other = ours[place], theirs[place]
        if one.value != other.value:
            yield page.row("value", one, one.value or "none", other.value or "none")
        if one.type and other.type and one.type != other.type:
            yield page.row("entity type", one, one.type, other.type)
    # What fills a role has its row among the fillers, or with its event.
    fillers = {
        (a.start, a.end) for side in (document.gold, document.predicted) for e in side.events for a in e.arguments
    }
    mine = [ours[place] for place in sorted(ours.keys() - theirs.keys() - fillers)]
    yours = [theirs[place] for place in sorted(theirs.keys() - ours.keys() - fillers)]
    for one in mine:
        near = next((mention for mention in yours if mention.start < one.end and one.start < mention.end), None)
        if near is None:
            yield page.row("mention missing in B", one, page.at(one), "")
        else:
            yours.remove(near)
            yield page.row("mention span", one, page.at(one), page.at(near))
    for other in yours:
        yield page.row("mention missing in A", other, "", page.at(other))


def _all_mentions(annotation: Annotation) -> Iterator[Mention]:
    """Fillers, then mentions of entities, which say more."""
    for event in annotation.events:
        for argument in event.arguments:
            yield Mention(argument.start, argument.end, argument.text, "", argument.value)
    for mentions in annotation.entities.values():
        yield from mentions


def _conflicts(page: _Page, document: Comparison) -> Iterator[Disagreement]:
    def flagged(annotation: Annotation) -> dict[Span, str]:
        return {
            Span(conflict.start, conflict.end): "yes"
            + "".join(sorted(f"; repaired by {page.at(span)}" for span in conflict.repaired))
            for conflict in annotation.conflicts
        }

    ours, theirs = flagged(document.gold), flagged(document.predicted)
    for span in {**ours, **theirs}:
        one, other = ours.get(span, "no"), theirs.get(span, "no")
        if one != other:
            yield page.row("text conflict", span, one, other)


def _chains(page: _Page, kind: str, mentions: Sequence[tuple[Span, str, str]]) -> Iterator[Disagreement]:
    """Where two partitions of the same mentions differ; a mention comes with the names of its clusters, in text order.

    Mentions that stand together on both sides are one block. A block gets a row, at its first mention, when the
    cluster it belongs to begins at another mention in A than in B. Partitions that differ have at least one such block,
    and one wrong link makes one row however long the chains are.
    """
    first: tuple[dict[str, int], dict[str, int]] = {}, {}
    blocks: set[tuple[str, str]] = set()
    for number, (span, *clusters) in enumerate(mentions):
        heads = [begins.setdefault(cluster, number) for begins, cluster in zip(first, clusters, strict=True)]
        block = clusters[0], clusters[1]
        if block not in blocks and heads[0] != heads[1]:
            a, b = ("none before" if head == number else f"with {page.at(mentions[head][0])}" for head in heads)
            yield page.row(kind, span, a, b)
        blocks.add(block)


def _parts(page: _Page, document: Comparison, both: Sequence[tuple[Event, Event]]) -> Iterator[Disagreement]:
    """Which events are parts of which, for the events of both.

    A link joins happenings, not mentions: events that A or B chains are one happening here, so that the same link on
    another mention of it is no disagreement. Links of an event that one side lacks go with that event.
    """
    happening = _happenings(both)
    wholes: list[dict[int, set[int]]] = []
    for side, annotation in enumerate((document.gold, document.predicted)):
        numbers = {pair[side].id: happening[number] for number, pair in enumerate(both) if pair[side].id}
        links: dict[int, set[int]] = {}
        for inner, outer in annotation.part_of:
            if inner in numbers and outer in numbers:
                links.setdefault(numbers[inner], set()).add(numbers[outer])
        wholes.append(links)
    for part in wholes[0].keys() | wholes[1].keys():
        a, b = ("; ".join(f"part of {page.at(both[n][0].trigger)}" for n in sorted(w.get(part, ()))) for w in wholes)
        if a != b:
            yield page.row("part-of", both[part][0].trigger, a, b)


def _happenings(both: Sequence[tuple[Event, Event]]) -> list[int]:
    """For each pair the first of those that A's chains and B's, taken together, join with it."""
    first = list(range(len(both)))
    moved = True
    while moved:
        moved = False
        for side in (0, 1):
            begins: dict[str, int] = {}
            for number, pair in enumerate(both):
                if chain := pair[side].chain:
                    begins[chain] = min(first[number], begins.get(chain, first[number]))
            for number, pair in enumerate(both):
                least = begins.get(pair[side].chain, first[number])
                moved = moved or least < first[number]
                first[number] = least
    return first
