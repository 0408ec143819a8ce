"""Warnings: what is often, but not always, a slip of the annotator. Each is mended or waived by a row with a reason.

Where the rules of `lint` look at one file, most warnings need the text, the chains, or the other texts of the corpus.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import product
from typing import NamedTuple

from benchmark.exceptions import quoted
from benchmark.negatives import Negative, spans_by_document, unlisted
from benchmark.occurrences import Analysed, trigger_lemmas
from benchmark.schema import Argument, Event, Mention
from benchmark.sentences import sentence_at

WARNINGS = {
    "W01": "a word whose lemma triggers events elsewhere is neither annotated nor listed in annotations/negatives.tsv",
    "W02": "a name or an event word that is annotated elsewhere has another type here or is left bare",
    "W03": "a Meeting of one participant, or a Signing without a document where one is near, over the chain",
    "W04": "one entity is both Visitor and Host of an event",
    "W05": "an Actual event within a few words behind a cue of another realis, in its clause",
    "W06": "two mentions of one chain have times that cannot both be right",
    "W07": "the Place of a meeting or signing is one of its parties",
}

REACH = 6
"""W05: how many words before a trigger a cue may stand."""
NEAR = 3
"""W02: how many words may stand between a trigger and a bare name."""


class Doubt(NamedTuple):
    """One warning: at which words of which document, and what looks wrong."""

    document: str
    start: int
    warning: str
    words: str
    problem: str


@dataclass(frozen=True)
class Gold:
    """All annotated texts, what they have in common, and which words are listed as negatives."""

    texts: list[Analysed]
    listed: Mapping[str, Collection[tuple[int, int]]]

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return trigger_lemmas(self.texts)

    @cached_property
    def types_of_names(self) -> dict[str, dict[str, list[str]]]:
        """Every name of several words, without regard to case: its types, each with the documents that have it."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for text in self.texts:
            for mention in _mentions(text):
                if _is_name(mention.text) and " " in mention.text:
                    found[mention.text.casefold()][mention.type].append(text.facts.id)
        return found


Doubts = Iterator[Doubt]


def _doubt(text: Analysed, warning: str, start: int, end: int, problem: str) -> Doubt:
    return Doubt(text.facts.id, start, warning, text.text[start:end], problem)


def _at(text: Analysed, warning: str, event: Event, problem: str) -> Doubt:
    return _doubt(text, warning, event.trigger.start, event.trigger.end, problem)


def _mentions(text: Analysed) -> Iterator[Mention]:
    for mentions in text.gold.entities.values():
        yield from mentions


def _chains(text: Analysed) -> Iterator[list[Event]]:
    """The events of each chain, in the order of the text."""
    found: dict[str, list[Event]] = {}
    for events in text.triggers.values():
        for event in events:
            found.setdefault(event.chain, []).append(event)
    yield from found.values()


def _fillers(events: Iterable[Event], *roles: str) -> list[Argument]:
    return [argument for event in events for argument in event.arguments if argument.role in roles]


def _candidates_are_settled(gold: Gold, text: Analysed) -> Doubts:
    for word, _ in unlisted(text, gold.lemmas, gold.listed):
        problem = f"{quoted(word.text)} ({word.lemma}) is neither annotated nor listed; a trigger, or a negative?"
        yield _doubt(text, "W01", word.start, word.end, problem)


_PRONOUNS = frozenset({"i", "he", "she", "it", "we", "you", "they", "this", "that", "these", "those", "one"})


def _is_name(words: str) -> bool:
    """Whether a mention's words are a name: each begins with a capital, but for "of", "and", "the" between them."""
    parts = words.split()
    inner = all(part[0].isupper() or part in {"of", "and", "the", "for", "de", "la", "du", "al"} for part in parts[1:])
    return len(words) > 1 and parts[0][0].isupper() and parts[0].lower() not in _PRONOUNS | {"the"} and inner


def _one_name_has_one_type(gold: Gold, text: Analysed) -> Doubts:
    first: dict[str, Mention] = {}
    for mention in sorted(_mentions(text), key=lambda mention: mention.start):
        known = first.setdefault(mention.text.casefold(), mention)
        if len(mention.text) > 1 and mention.text.lower() not in _PRONOUNS and known.type != mention.type:
            yield _doubt(
                text, "W02", mention.start, mention.end, f"a {mention.type} here, a {known.type} at {known.start}"
            )
    for key, mention in first.items():
        kinds = gold.types_of_names.get(key, {})
        elsewhere = {kind: [place for place in places if place != text.facts.id] for kind, places in kinds.items()}
        others = {kind: places for kind, places in elsewhere.items() if places and kind != mention.type}
        if others and len(kinds[mention.type]) <= max(map(len, others.values())):
            kind, places = max(others.items(), key=lambda item: len(item[1]))
            yield _doubt(text, "W02", mention.start, mention.end, f"a {mention.type} here, a {kind} in {places[0]}")


def _names_beside_triggers_are_annotated(gold: Gold, text: Analysed) -> Doubts:
    spans = [(mention.start, mention.end) for mention in _mentions(text)]
    names = {mention.text: name for name, found in text.gold.entities.items() for mention in found}
    names = {words: name for words, name in names.items() if _is_name(words) and words.lower() not in _PRONOUNS}
    for words, entity in names.items():
        for match in re.finditer(rf"(?<!\w)(?<!\w[-'’]){re.escape(words)}(?![\w]|[-'’]\w{{2,}})", text.text):
            start, end = match.span()
            if any(first < end and start < last for first, last in spans) or _is_part_of_name(text.text, start, end):
                continue
            for events in text.triggers.values():
                if _words_between(text, events[0], start, end) <= NEAR and not any(
                    argument.entity == entity for event in events for argument in _of_chain(text, event)
                ):
                    problem = (
                        f"bare beside {quoted(events[0].trigger.text)}, but annotated elsewhere; does it fill a role?"
                    )
                    yield _doubt(text, "W02", start, end, problem)
                    break


def _of_chain(text: Analysed, event: Event) -> Iterator[Argument]:
    for other in text.gold.events:
        if other.chain == event.chain:
            yield from other.arguments


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """Whether a capitalised word stands right before or behind: "Azerbaijan" in "Azerbaijan Airlines"."""
    return bool(re.search(r"[^\W\d_]*[A-ZÀ-Þ][\w.]*[ -]$", text[:start][-30:]) or re.match(r"[ -][A-ZÀ-Þ]", text[end:]))


def _words_between(text: Analysed, event: Event, start: int, end: int) -> int:
    """How many words stand between a trigger and a span of its clause; many when the clause ends in between."""
    first, last = sorted([(event.trigger.start, event.trigger.end), (start, end)])
    between = text.text[first[1] : last[0]]
    return 99 if _CLAUSE_END.search(between) else len(between.split())


def _event_words_are_settled(gold: Gold, text: Analysed) -> Doubts:
    """Words that trigger here, but too seldom in the corpus to be W01's: other occurrences in the same document."""
    words = {start: text.word_of(events[0].trigger) for (start, _), events in text.triggers.items()}
    triggers = {(word.lemma, word.word_class): start for start, word in words.items()}
    taken = [*text.triggers, *((mention.start, mention.end) for mention in _mentions(text))]
    taken += gold.listed.get(text.facts.id, ())
    for word in text.words:
        place = triggers.get((word.lemma, word.word_class))
        free = not any(start < word.end and word.start < end for start, end in taken)
        if place is not None and free and word.word_class == "noun" and word.lemma not in gold.lemmas:
            problem = f"{quoted(word.text)} is bare here and triggers an event at {place}; a trigger, or a negative?"
            yield _doubt(text, "W02", word.start, word.end, problem)


_MANY = re.compile(
    r"\b(?:and|&|they|them|we|us|both|all|each|two|three|four|five|six|seven|eight|nine|ten|dozen|some|several|many|pair"
    r"|people|others|everybody|everyone|parties|staff|\d+)\b|(?<![su'’i])s$",
    re.IGNORECASE,
)
"""Words for more than one, or a plural's ending on the last word."""


def _parties_are_complete(gold: Gold, text: Analysed) -> Doubts:
    for chain in _chains(text):
        if chain[0].type == "Meeting":
            fillers = _fillers(chain, "Participant")
            entities = {argument.entity for argument in fillers}
            if len(entities) == 1 and not any(_is_many(argument.text) for argument in fillers):
                yield _at(text, "W03", chain[0], f"a Meeting of {quoted(fillers[0].text)} alone; with whom?")
        elif chain[0].type == "Signing" and not _fillers(chain, "Document"):
            for event in filter(partial(_document_near, text), chain):
                yield _at(text, "W03", event, "a Signing without a Document, and one is mentioned near; is it this?")
                break


def _is_many(words: str) -> bool:
    """Whether a phrase is of more than one; a name is of one, whatever it ends in ("Chris", "Valparaíso Partners")."""
    return not _is_name(words) and bool(_MANY.search(words.partition(" of ")[0]))


def _document_near(text: Analysed, event: Event) -> bool:
    """Whether a document is mentioned in the trigger's sentence or the one before: one that it may be about."""
    place = sentence_at(text.sentence_starts, event.trigger.start)
    return any(
        mention.type == "Document" and 0 <= place - sentence_at(text.sentence_starts, mention.start) <= 1
        for mention in _mentions(text)
    )


def _nobody_visits_himself(gold: Gold, text: Analysed) -> Doubts:
    for event in text.gold.events:
        hosts = {argument.entity: argument for argument in _fillers([event], "Host")}
        for argument in _fillers([event], "Visitor"):
            if argument.entity in hosts:
                yield _at(text, "W04", event, f"{quoted(argument.text)} is Visitor and Host")


_CLAUSE_END = re.compile(
    r"[,;:()\n—–.!?“”\"]|\s-\s|\b(?:that|who|which|whose|whom|when|while|after|before|because|although|though|but|and|as"
    r"|since|until|where|said|says|told)\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:will|would|['’]ll|won['’]t|may|might|could|shall|should|plans? to|planned|planning|intends?|hopes?|hoped"
    r"|wants? to|wanted to|(?:is|are|was|were|be|am) (?:\w+ )?to|due to|set to|expected|scheduled|invited?|invites"
    r"|offered|proposed|cancell?ed|cancels|called off|calls off|scrapped|postponed|denie[sd]|deny|denying|refuse[sd]?"
    r"|refusing|declined?s?|failed to|fails to|without|never|not|\w+n['’]t|cannot|no|nobody|if|unless|whether|allegedly"
    r"|alleged|reportedly|claims?|claimed|rumou?red)\b"
)
"""Cues of a realis other than Actual. Case counts: "May" is a month."""


def cue_before(text: Analysed, event: Event) -> str:
    """The last cue of a realis other than Actual within `REACH` words before a trigger, in its clause; "" for none."""
    first, _ = text.sentence(event.trigger.start)
    clause = _CLAUSE_END.split(text.text[first : event.trigger.start])[-1]
    cues = _CUE.findall(" ".join(clause.split()[-REACH:]))
    return str(cues[-1]) if cues else ""


def _cues_agree_with_realis(gold: Gold, text: Analysed) -> Doubts:
    for event in text.gold.events:
        if event.realis == "Actual" and (cue := cue_before(text, event)):
            yield _at(text, "W05", event, f"Actual, but behind {quoted(cue)} in its clause")


def _times_of_a_chain_agree(gold: Gold, text: Analysed) -> Doubts:
    for chain in _chains(text):
        timed = [(event, [a.value for a in _fillers([event], "Time") if a.value]) for event in chain]
        timed = [(event, values) for event, values in timed if values]
        for number, (event, values) in enumerate(timed):
            for other, earlier in timed[:number]:
                if not any(compatible(one, two) for one, two in product(values, earlier)):
                    problem = f"at {values[0]} here, and at {earlier[0]} at {other.trigger.start} of the same chain"
                    yield _at(text, "W06", event, problem)
                    break


def compatible(one: str, two: str) -> bool:
    """Whether two TIMEX3 values can be times of one happening: their days overlap, and their hours if both have them.

    Values that name no days of the calendar (durations, references, unknown years) fit all others.

    >>> compatible("2020-09", "2020-09-30"), compatible("2020-W40", "2020-10-05"), compatible("P2D", "2020")
    (True, False, True)
    """
    (first, clock), (second, other) = _days(one), _days(two)
    if first is None or second is None:
        return True
    if first[1] < second[0] or second[1] < first[0]:
        return False
    hours = clock[:2], other[:2]
    return not (first == second and all(map(str.isdigit, hours)) and hours[0] != hours[1])


Days = tuple[date, date]

_PARTS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}
_PARTS |= {"H1": (1, 6), "H2": (7, 12)} | {f"{month:02}": (month, month) for month in range(1, 13)}
"""The first and last month of parts of a year."""
_DATE = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d\d)(?:-(?P<weekday>\d|WE))?|-(?P<part>[A-Z]{2}|[A-Z]?\d{1,2})|(?P<day>-\d\d-\d\d))?"
)


def _days(value: str) -> tuple[Days | None, str]:
    """The first and last day that a value names, if it names any, and its clock time."""
    day, _, clock = value.partition("T")
    match = _DATE.fullmatch(day)
    try:
        return (_interval(match) if match else None), clock
    except ValueError:  # no such day: L13 says so
        return None, clock


def _interval(match: re.Match[str]) -> Days | None:
    year = int(match["year"])
    if match["day"]:
        only = date.fromisoformat(match[0])
        return only, only
    if match["week"]:
        first, last = (6, 7) if match["weekday"] == "WE" else (int(match["weekday"] or 1), int(match["weekday"] or 7))
        week = int(match["week"])
        return date.fromisocalendar(year, week, first), date.fromisocalendar(year, week, last)
    if match["part"] and match["part"] not in _PARTS:
        return None
    first, last = _PARTS[match["part"]] if match["part"] else (1, 12)
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def _places_are_no_parties(gold: Gold, text: Analysed) -> Doubts:
    for event in text.gold.events:
        parties = {argument.entity for argument in _fillers([event], "Participant", "Signatory")}
        for argument in _fillers([event], "Place"):
            if argument.entity in parties:
                yield _at(text, "W07", event, f"{quoted(argument.text)} is its Place and one of its parties")


_CHECKS = (
    _candidates_are_settled,
    _one_name_has_one_type,
    _names_beside_triggers_are_annotated,
    _event_words_are_settled,
    _parties_are_complete,
    _nobody_visits_himself,
    _cues_agree_with_realis,
    _times_of_a_chain_agree,
    _places_are_no_parties,
)


def check(
    texts: list[Analysed], negatives: Collection[tuple[int, Negative]], names: Collection[str] | None = None
) -> list[Doubt]:
    """The warnings on the documents `names` (all by default), judged by all texts, by document and place."""
    gold = Gold(texts, spans_by_document(negatives))
    chosen = [text for text in texts if names is None or text.facts.id in names]
    return sorted({doubt for text in chosen for check in _CHECKS for doubt in check(gold, text)})
