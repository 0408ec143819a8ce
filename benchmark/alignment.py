"""Strings without offsets, as language models give them, placed in the text by a named policy.

A predicted trigger, argument or mention may be given by its text alone. Such a string is looked for

1. as it stands, as whole words;
2. up to what the policy tolerates, as whole words: a repair;
3. as it stands, inside words ("diplomat" in "diplomats");
4. up to what the policy tolerates, inside words: a repair too,

and the first of these that finds anything gives its occurrences: from left to right, none overlapping the one before.
So "met" never lands in "metal" while the text says "met", and tolerance never changes the place of a string that the
text has as it stands. Letters bind into words only where letters have case: Chinese, Thai, Korean or Arabic join words
and particles without a space, and there every stretch counts as whole.

A string that is not found is unplaceable. It is counted, and it keeps a place beyond every text (`NOWHERE`), where no
gold span is: so every measure that compares places counts it as wrong, and none loses it.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Annotated, NamedTuple, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field
from msgspec.structs import asdict

from benchmark.exceptions import DatelineError, did_you_mean, quoted
from benchmark.schema import (
    NOWHERE,
    Annotation,
    Argument,
    Conflict,
    Event,
    Identifier,
    Mention,
    Name,
    Note,
    Probability,
    Range,
    Record,
    Span,
)

MAX_SPANS = 1 << 18
"""How many spans the strings of one document may become; only `all` multiplies them."""

MAX_WORK = 1 << 32
"""How many code points may be searched for one document's strings: 4,096 distinct strings in a text of 1 MiB."""

_HIT = 1 << 12
"""What a place where a string is found costs at least, in code points searched: so there are a million at most."""

Given = TypeVar("Given")
Stretch = tuple[int, int]
Place = Annotated[int, Meta(ge=0, lt=NOWHERE, description="Unicode code points from the start of the text")]
Occurrence = Annotated[int, Meta(ge=0, lt=NOWHERE, description="1 is the first one in the text, 0 is nowhere")]


class _Loose(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """A span given by start and end, or by its text alone and, if wanted, which occurrence of it is meant.

    Raises `ValueError` when neither or only half of that is given, or when the offsets make no span.
    """

    start: Place | UnsetType = UNSET
    end: Place | UnsetType = UNSET
    text: str | UnsetType = UNSET
    occurrence: Occurrence | UnsetType = UNSET
    head: Range | None = None

    def __post_init__(self) -> None:
        if self.start is not UNSET and self.end is not UNSET:
            if self.occurrence is not UNSET:
                raise ValueError("span has offsets and an occurrence; an occurrence is for a text without offsets")
            self.at(self.start, self.end, self.text or "")
        elif self.start is not UNSET or self.end is not UNSET:
            has, lacks = ("end", "start") if self.start is UNSET else ("start", "end")
            raise ValueError(f"span has {has} but no {lacks}; give both, or only the text")
        elif self.text is UNSET:
            raise ValueError("span has neither start and end nor a text; give one of them")
        elif self.head is not None or getattr(self, "parts", None):
            raise ValueError("span has offsets of its head or parts, but no start and end; give all of them or none")

    @property
    def says_where(self) -> bool:
        """Whether no policy has to choose a place."""
        return self.start is not UNSET or self.occurrence is not UNSET

    def at(self, start: int, end: int, text: str) -> Span | Argument | Mention:
        """The record of this span at a place."""
        return Span(start, end, text, self.head)


class LooseSpan(_Loose, frozen=True, gc=False, kw_only=True):
    """A trigger with offsets or without."""

    parts: tuple[Range, ...] = ()

    def at(self, start: int, end: int, text: str) -> Span:
        return Span(start, end, text, self.head, self.parts)


class LooseArgument(_Loose, frozen=True, gc=False, kw_only=True):
    """An argument with offsets or without."""

    role: Name
    entity: Identifier = ""
    value: Identifier = ""

    def at(self, start: int, end: int, text: str) -> Argument:
        return Argument(
            role=self.role, start=start, end=end, text=text, entity=self.entity, value=self.value, head=self.head
        )


class LooseMention(_Loose, frozen=True, gc=False, kw_only=True):
    """A mention of an entity with offsets or without."""

    type: Identifier = ""
    value: Identifier = ""

    def at(self, start: int, end: int, text: str) -> Mention:
        return Mention(start, end, text, self.type, self.value, self.head)


class LooseEvent(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """An event whose trigger and arguments may lack offsets; otherwise as `Event`.

    >>> LooseEvent(type="Meeting", trigger=LooseSpan(text="met")).trigger.text
    'met'
    """

    id: Identifier = ""
    type: Name
    trigger: LooseSpan
    arguments: tuple[LooseArgument, ...] = ()
    realis: Identifier = ""
    background: bool = False
    chain: Identifier = ""
    confidence: Probability | None = None


class LooseAnnotation(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, kw_only=True):
    """A prediction of one document whose triggers, arguments and mentions may lack offsets; otherwise `Annotation`."""

    document: Name
    events: tuple[LooseEvent, ...]
    entities: dict[str, tuple[LooseMention, ...]] = field(default_factory=dict)
    part_of: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Note, ...] = ()
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Placement:
    """How many spans came with offsets, and what became of the strings that came without. Sums are sums of fields.

    >>> Placement(given=3, placed=1) + Placement(placed=2, unplaceable=1)
    Placement(given=3, placed=3, repaired=0, unplaceable=1)
    """

    given: int = 0
    placed: int = 0
    repaired: int = 0
    unplaceable: int = 0

    @property
    def strings(self) -> int:
        """All strings that came without offsets."""
        return self.placed + self.repaired + self.unplaceable

    def __add__(self, other: Placement) -> Placement:
        return Placement(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


class Placed(NamedTuple):
    """A prediction whose spans all have offsets, and how they came by them."""

    annotation: Annotation
    placement: Placement


def is_nowhere(span: Span | Argument | Mention) -> bool:
    """Whether a span stands for a string that could not be placed.

    >>> is_nowhere(Span(NOWHERE, NOWHERE + 3, "met"))
    True
    """
    return span.start >= NOWHERE


_TYPOGRAPHY = {
    **dict.fromkeys("‘’‚‛‹›′ʼ`´＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "…": "...",
}


def _typographic(piece: str) -> str:
    return _TYPOGRAPHY.get(piece, piece)


def _tolerant(piece: str) -> str:
    if piece.isspace():
        return " "
    if unicodedata.category(piece[0]) == "Cf":
        return ""
    # Canonical caseless matching, Unicode 3.13 D145, one character at a time so that places can be found again.
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFD", piece).casefold())
    return "".join(map(_typographic, decomposed))


class _Tolerance(NamedTuple):
    """How a piece of text is folded, which folded pieces count once in a row, and which not at all at the ends.

    A piece is a run of ASCII letters and digits, which keeps its length, or any other character, which need not.
    """

    fold: Callable[[str], str]
    once: str
    trimmed: str


_FOLDS = {
    "typographic": _Tolerance(_typographic, "-", ""),
    "exact": None,
    "tolerant": _Tolerance(_tolerant, "- ", " "),
}

CHOICES = ("first-unused", "nearest-trigger", "all")
TOLERANCES = tuple(_FOLDS)


@dataclass(frozen=True)
class Policy:
    """Which occurrence of a string is meant, and how far the string may differ from the text.

    `choice`, where a string says no `occurrence`:

    first-unused     a trigger takes the first occurrence that no other trigger of its event type has; an argument, the
                     first that no other argument of its role has in the same event; a mention, the first that no other
                     mention has. Strings choose in the order of the file, after the spans that say where they are.
    nearest-trigger  an argument takes, of the occurrences not used so, the one nearest its event's trigger: the fewest
                     code points between them, the left one of two as near. All else is first-unused.
    all              a string stands for each of its occurrences: the event is repeated for each of its trigger, the
                     argument for each of its filler. Further events carry no id.

    When all occurrences are used they are taken again in the same order: two events may share a trigger. The order of
    events in a file therefore matters to which of equal strings is which, and only to that.

    `tolerance`, where the text does not have the string as it stands:

    typographic  curly and straight quotes are alike, so are hyphens, dashes and runs of them, and "…" and "..."
    exact        nothing is
    tolerant     also upper and lower case (full folding: "ß" is "ss"), white space of any kind and length (and none at
                 the string's ends), composed and decomposed letters, with or without invisible format characters

    The default, printed as `first-unused`, forgives only what keyboards and models do to punctuation: a string in
    another case may be another word, so that is forgiven only where the policy's name says so.

    Source: nearest-trigger is how Li, Ji and Han (2021; gen-arg) place generated arguments; they count words, take no
    account of used occurrences and drop what they do not find.

    >>> Policy("nearest-trigger", "tolerant").name
    'nearest-trigger,tolerant'
    """

    choice: str = CHOICES[0]
    tolerance: str = TOLERANCES[0]

    def __post_init__(self) -> None:
        for word, words in ((self.choice, CHOICES), (self.tolerance, TOLERANCES)):
            if word not in words:
                raise DatelineError(f"there is no policy {quoted(word)} for strings; {did_you_mean(word, words)}")

    @property
    def name(self) -> str:
        """What users type and outputs print; `parse_policy` makes the policy of it again."""
        return self.choice if self.tolerance == TOLERANCES[0] else f"{self.choice},{self.tolerance}"


def parse_policy(name: str) -> Policy:
    """The policy of a name; what the name leaves out is as in the default.

    >>> parse_policy("all,exact")
    Policy(choice='all', tolerance='exact')
    """
    settings: dict[str, str] = {}
    for word in (part.strip() for part in name.split(",")):
        known = {**dict.fromkeys(CHOICES, "choice"), **dict.fromkeys(TOLERANCES, "tolerance")}
        if word not in known:
            raise DatelineError(f"there is no policy {quoted(word)} for strings; {did_you_mean(word, known)}")
        if settings.setdefault(known[word], word) != word:
            problem = f"policy {quoted(name)} says both {settings[known[word]]} and {word}; keep one"
            raise DatelineError(problem)
    return Policy(**settings)


DEFAULT = Policy()


def place(events: Sequence[LooseEvent], text: str, policy: Policy = DEFAULT) -> tuple[tuple[Event, ...], Placement]:
    """Events with offsets, in their order (further ones of `all` behind them), and the counts of their spans.

    >>> said = LooseEvent(type="Meeting", trigger=LooseSpan(text="met"), arguments=(
    ...     LooseArgument(role="Participant", text="the king's son"), LooseArgument(role="Participant", text="Bo")))
    >>> (event,), placement = place([said], "The king’s son met Bo; the king’s son left.")
    >>> [(argument.start, argument.text) for argument in event.arguments]
    [(23, 'the king’s son'), (19, 'Bo')]
    >>> placement
    Placement(given=0, placed=2, repaired=1, unplaceable=0)

    Offsets that are given are not compared with the text.
    Raises `DatelineError` for more strings or occurrences than `MAX_WORK` and `MAX_SPANS` allow.
    """
    document = _Document(text, policy)
    return document.events(events), document.placement


def place_annotation(loose: LooseAnnotation, text: str, policy: Policy = DEFAULT) -> Placed:
    """A whole prediction with offsets; raises as `place`, and `ValueError` as `Annotation` does."""
    document = _Document(text, policy)
    made = {"events": document.events(loose.events), "entities": document.entities(loose.entities)}
    return Placed(Annotation(**{**asdict(loose), **made}), document.placement)


class _Document:
    """The places of one document's strings, found one after the other."""

    def __init__(self, text: str, policy: Policy) -> None:
        self._text, self._all = text, policy.choice == "all"
        self._nearest = policy.choice == "nearest-trigger"
        self._occurrences = _Occurrences(text, _FOLDS[policy.tolerance])
        self._counts: Counter[str] = Counter()
        self._spans = 0
        self._beyond = NOWHERE

    @property
    def placement(self) -> Placement:
        return Placement(**self._counts)

    def events(self, events: Sequence[LooseEvent]) -> tuple[Event, ...]:
        triggers = self._settle([(event.type, event.trigger) for event in events])
        first: list[tuple[LooseEvent, Stretch | None, list[Sequence[Stretch]]]] = []
        further = []
        for event, places in zip(events, triggers, strict=True):
            trigger = places[0] if places else None
            fillers = self._settle([(argument.role, argument) for argument in event.arguments], trigger)
            self._allow(max(1, len(places)) * (1 + sum(max(1, len(filler)) for filler in fillers)))
            first.append((event, trigger, fillers))
            further += [(event, other, fillers) for other in places[1:]]
        return (
            *(self._event(event, event.id, trigger, fillers) for event, trigger, fillers in first),
            *(self._event(event, "", trigger, fillers) for event, trigger, fillers in further),
        )

    def entities(self, entities: dict[str, tuple[LooseMention, ...]]) -> dict[str, tuple[Mention, ...]]:
        places = iter(self._settle([("", mention) for mentions in entities.values() for mention in mentions]))
        made = {}
        for name, mentions in entities.items():
            stretches = [next(places) for _ in mentions]
            self._allow(sum(max(1, len(found)) for found in stretches))
            made[name] = tuple(mention.at(*self._span(mention, one)) for mention, one in _spread(mentions, stretches))
        return made

    def _event(self, event: LooseEvent, name: str, trigger: Stretch | None, fillers: list[Sequence[Stretch]]) -> Event:
        made = {
            "id": name,
            "trigger": event.trigger.at(*self._span(event.trigger, trigger)),
            "arguments": tuple(
                argument.at(*self._span(argument, one)) for argument, one in _spread(event.arguments, fillers)
            ),
        }
        return Event(**{**asdict(event), **made})

    def _allow(self, more: int) -> None:
        self._spans += more
        if self._spans > MAX_SPANS:
            raise DatelineError(
                f"the strings stand for more than {MAX_SPANS:,} spans of one document; "
                + ("use the policy first-unused" if self._all else "split it")
            )

    def _settle(self, spans: Sequence[tuple[str, _Loose]], trigger: Stretch | None = None) -> list[Sequence[Stretch]]:
        """The places of labelled spans, none for an unplaceable one: first of those that say where, then the others."""
        used: defaultdict[str, set[Stretch]] = defaultdict(set)
        turns: dict[tuple[str, str], Iterator[Stretch]] = {}
        settled: list[Sequence[Stretch]] = [()] * len(spans)
        for number, (label, span) in enumerate(spans):
            if span.says_where:
                settled[number] = places = self._said(span)
                used[label].update(places)
        for number, (label, span) in enumerate(spans):
            if span.says_where or span.text is UNSET:
                continue
            places, repaired = self._occurrences.of(span.text)
            self._counts[_outcome(places, repaired=repaired)] += 1
            if places and not self._all:
                turn = turns.get((label, span.text))
                if turn is None:
                    order = _outwards(places, trigger) if trigger and self._nearest else places
                    turn = turns[label, span.text] = _in_turn(order, used[label])
                places = (next(turn),)
                used[label].update(places)
            settled[number] = places
        return settled

    def _said(self, span: _Loose) -> Sequence[Stretch]:
        if span.start is not UNSET and span.end is not UNSET:
            self._counts["given"] += 1
            return ((span.start, span.end),)
        places: Sequence[Stretch] = ()
        repaired = False
        if span.occurrence and span.text is not UNSET:
            places, repaired = self._occurrences.of(span.text)
            places = places[span.occurrence - 1 : span.occurrence]
        self._counts[_outcome(places, repaired=repaired)] += 1
        return places

    def _span(self, span: _Loose, place: Stretch | None) -> tuple[int, int, str]:
        """Start, end and text of a span at its place, or beyond the text if it has none."""
        if place is not None:
            return *place, (self._text[slice(*place)] if span.start is UNSET else span.text or "")
        text = span.text or ""
        start, end = self._beyond, self._beyond + max(1, len(text))
        self._beyond = end + 1
        if end >= 2 * NOWHERE:
            raise DatelineError(f"the unplaceable strings of one document are longer than {NOWHERE:,} code points")
        return start, end, text


def _outcome(places: Sequence[Stretch], *, repaired: bool) -> str:
    if not places:
        return "unplaceable"
    return "repaired" if repaired else "placed"


def _spread(spans: Sequence[Given], places: Sequence[Sequence[Stretch]]) -> Iterator[tuple[Given, Stretch | None]]:
    """Each span with its first place, in their order, then those that have more with the further ones."""
    for span, found in zip(spans, places, strict=True):
        yield span, found[0] if found else None
    for span, found in zip(spans, places, strict=True):
        for other in found[1:]:
            yield span, other


def _in_turn(order: Iterable[Stretch], used: set[Stretch]) -> Iterator[Stretch]:
    """Places in order without those used by then; when there are no more, all of them again and again."""
    passed = []
    for place in order:
        passed.append(place)
        if place not in used:
            yield place
    while True:
        yield from passed


def _outwards(places: Sequence[Stretch], trigger: Stretch) -> Iterator[Stretch]:
    """Places by the gap between them and the trigger, the left one first of two as near."""

    def gap(place: Stretch) -> int:
        return max(place[0] - trigger[1], trigger[0] - place[1], 0)

    middle = bisect_left(places, trigger)
    before = (places[number] for number in range(middle - 1, -1, -1))
    after = (places[number] for number in range(middle, len(places)))
    return heapq.merge(before, after, key=gap)


class _Found(NamedTuple):
    places: Sequence[Stretch]
    repaired: bool


class _Occurrences:
    """Where strings stand in one text; each is looked for once."""

    def __init__(self, text: str, tolerance: _Tolerance | None) -> None:
        self._text, self._tolerance = text, tolerance
        self._folded: _Folded | None = None
        self._known: dict[str, _Found] = {}
        self._work = 0

    def of(self, string: str) -> _Found:
        found = self._known.get(string)
        if found is None:
            found = self._known[string] = self._find(string)
        return found

    def _find(self, string: str) -> _Found:
        whole, inside = self._sorted_out(self._as_it_stands(string))
        if whole:
            return _Found(whole, repaired=False)
        whole_repaired, inside_repaired = self._sorted_out(self._folded_alike(string))
        if whole_repaired:
            return _Found(whole_repaired, repaired=True)
        return _Found(inside, repaired=False) if inside else _Found(inside_repaired, repaired=True)

    def _as_it_stands(self, string: str) -> Iterator[Stretch]:
        return ((at, at + len(string)) for at in self._hits(string, self._text))

    def _folded_alike(self, string: str) -> Iterator[Stretch]:
        if self._tolerance is None:
            return
        if self._folded is None:
            self._folded = _fold(self._text, self._tolerance)
        text, starts, ends = self._folded
        wanted = _fold(string, self._tolerance).text.strip(self._tolerance.trimmed)
        for at in self._hits(wanted, text):
            start, end = starts[at], ends[at + len(wanted) - 1]
            if start >= 0 and end >= 0:
                yield start, end

    def _hits(self, wanted: str, text: str) -> Iterator[int]:
        if not wanted:
            return
        self._spend(len(text))
        at = text.find(wanted)
        while at >= 0:
            self._spend(_HIT + 4 * len(wanted))  # `find` prepares the wanted string anew each time
            yield at
            at = text.find(wanted, at + 1)

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > MAX_WORK:
            raise DatelineError(
                "the strings of one document are too many, or stand in it too often, to be looked for: over "
                f"{MAX_WORK:,} code points to search; give offsets, or split the text"
            )

    def _sorted_out(self, found: Iterable[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
        """The stretches that are whole words and those that are not, without those that overlap an earlier one."""
        whole: list[Stretch] = []
        inside: list[Stretch] = []
        for stretch in found:
            start, end = stretch
            kept = inside if _binds(self._text, start) or _binds(self._text, end) else whole
            if not kept or kept[-1][1] <= start:
                kept.append(stretch)
        return whole, inside


_BINDING = frozenset(("Lu", "Ll", "Lt", "Nd", "Mn", "Mc", "Me"))


def _binds(text: str, at: int) -> bool:
    """Whether the code points before and at `at` belong to one word.

    >>> [_binds("a metal, 会见了", at) for at in (2, 5, 7, 10)]
    [False, True, False, False]
    """
    if not 0 < at < len(text):
        return False
    before, here = unicodedata.category(text[at - 1]), unicodedata.category(text[at])
    return here[0] == "M" or (here in _BINDING and before in _BINDING)


class _Folded(NamedTuple):
    """A folded text and, for each of its characters, where what it stands for begins and ends in the text.

    A character that folds to several has its start at the first of them and its end at the last; between them is -1,
    so that nothing begins or ends inside it.
    """

    text: str
    starts: list[int]
    ends: list[int]


_PIECES = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)


def _fold(text: str, tolerance: _Tolerance) -> _Folded:
    """Fold a text, remembering places.

    >>> _fold("Maß", _FOLDS["tolerant"])
    _Folded(text='mass', starts=[0, 1, 2, -1], ends=[1, 2, -1, 3])
    """
    known: dict[str, str] = {}
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, last = 0, ""
    for piece in _PIECES.findall(text):
        begin, at = at, at + len(piece)
        if (new := known.get(piece)) is None:
            new = known[piece] = tolerance.fold(piece)
        if not new:
            continue
        if new == last and new in tolerance.once:
            ends[-1] = at
            continue
        last = new
        folded.append(new)
        if len(new) == len(piece):
            starts += range(begin, at)
            ends += range(begin + 1, at + 1)
        else:
            inner = [-1] * (len(new) - 1)
            starts += (begin, *inner)
            ends += (*inner, at)
    return _Folded("".join(folded), starts, ends)
