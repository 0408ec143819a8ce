"""A rule baseline: words that were triggers in train find events, word patterns around them find arguments and realis.

The lexicon is learned from train gold alone; everything else is in the tables below. No tagger and no parser: a noun
phrase is a determiner or a capital and the content words that follow, a subject is the nearest phrase to the left that
no preposition governs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import simplemma

from benchmark.schema import AnnotatedDocument, Argument, Document, Event, Span

Words = frozenset[str]


def _words(text: str) -> Words:
    return frozenset(text.split())


TOKEN = re.compile(r"[^\W\d_]+n['’]t\b|['’]s\b|\d[^\W_]*(?:[.,:-][^\W_]+)*|[^\W\d_]+(?:[-&][^\W_]+)*|\S")
ABBREVIATIONS = _words(
    "mr mrs ms dr prof gen lt col maj capt cpl sgt brig adm rev hon st sen rep gov pres no vs jan feb mar apr jun jul "
    "aug sep sept oct nov dec inc ltd co corp"
)

PREPOSITIONS = _words(
    "in at on to from of with by for about into over under between among against during through near outside inside "
    "without within towards toward around since until via despite across per next"
)
CONJUNCTIONS = _words("and or but nor that when while as after before if because although though where whether than so")
RELATIVES = _words("who which whom whose what how why")
AUXILIARIES = _words(
    "is are was were be been being am has have had having do does did done will would shall should can could may might "
    "must cannot"
)
VERBS = _words(
    "said says told tells took takes gave gives came comes went goes held holds made makes left leaves got gets began "
    "begins ran put puts set let saw sees thought felt found kept brought spoke speaks stood sat wrote wants want "
    "hopes denies claims plans became become hold take make give go come"
)
ADVERBS = _words(
    "not never also then there here now again just only still yet too once already later earlier soon afterwards "
    "together home back out up down off away ago both either neither"
)
STOPS = PREPOSITIONS | CONJUNCTIONS | RELATIVES | AUXILIARIES | VERBS | ADVERBS
BEING = _words("is are was were be been being got")

POSSESSIVES = _words("his her their its our my your")
DETERMINERS = POSSESSIVES | _words(
    "a an the this these those both all several some two three four five six seven eight nine ten eleven twelve"
)
PRONOUNS = _words("he she they we i you it him her them us me everybody everyone")
VAGUE = _words("nobody none anyone no")

ROLE_NOUNS = _words(
    "minister president premier secretary ambassador envoy chief executive chairman chairwoman chair director governor "
    "mayor commander general colonel captain major king queen prince pm official delegate spokesman spokeswoman leader "
    "boss owner manager counsel rector bishop vicar judge speaker deputy senator lawmaker adviser head chancellor "
    "vice-president vice-chancellor commissioner coach counterpart representative mission negotiator"
)
TITLES_WITH_OF = ROLE_NOUNS | _words("university bank ministry house bay gulf republic kingdom board department")
DOCUMENTS = _words(
    "agreement accord treaty memorandum roadmap contract charter protocol pact deal letter intent lease arrangement "
    "declaration convention statement document text paper draft annex pledge outline understanding mou communique truce"
)

# Phrases in which an event word is none, by guidelines G4 and G5: words right after, soon after, and right before it.
NOT_BEFORE = {"sign": _words("of off up language"), "signature": _words("dish tune style")}
NOT_SOON_BEFORE = {
    "sign": _words("autograph autographs petition petitions guest guestbook"),
    "meet": _words("target targets criteria specification deadline demand demands need needs halfway exceed"),
}
NOT_AFTER = {"sign": _words("road traffic warning"), "stop": _words("bus tram"), "visit": _words("website")}

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_PART = r"(?:morning|afternoon|evening|night)"
_WHICH = r"(?:[Ll]ast|[Nn]ext|[Tt]his|[Tt]hat|[Tt]he same|[Ee]very|[Ee]ach)"
TIME = re.compile(
    rf"\b(?:(?:{_WHICH}|[Tt]he)\s)?{_DAY}\b(?:\s{_PART})?(?:,?\s\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?)?"
    rf"|\b\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?|\b(?:{_WHICH}\s)?{_MONTH}(?:\s\d{{4}}|\s\d{{1,2}}(?:,\s\d{{4}})?)?\b"
    rf"|\b{_WHICH}\s(?:week|month|year|weekend|spring|summer|autumn|winter|day|{_PART})\b"
    r"|\bthe\s(?:spring|summer|autumn|winter)(?:\sof\s\d{4})?\b|\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b"
    r"|\b(?:noon|midnight|overnight)\b|\b(?:19|20)\d{2}\b|\b\d{1,2}\so’clock\b"
    r"|(?<=\bfor\s)(?:a|an|one|two|three|four|five|six|seven|ten|\d+)\s(?:minute|hour|day|week|month|year)s?\b"
)


def _cues(*tables: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((realis, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for realis, words in tables)


CUES_BEFORE = _cues(
    ("Negated", r"not|never|\w+n['’]t|cannot|no|nobody|nothing|neither|without|denie[sd]|deny|cancell?ed|called off"),
    ("Negated", r"refuse[sd]?|scrapped|declined|rejected|instead of|failed to|ruled out|turned down"),
    ("Hypothetical", r"if|would|could|may|might|allegedly|alleges|alleged|claims?|claimed|reportedly|hope[sd]?"),
    ("Hypothetical", r"rumou?rs?|rumou?red|whether|unless|perhaps|should|asked to|wants? to|wanted to|is said to"),
    ("Planned", r"will|is to|are to|was to|were to|plans? to|planned|due|expected to|scheduled|invite[sd]?|next"),
    ("Planned", r"invitation to|agreed to|ready to|set to|going to|postponed|upcoming|offered"),
    ("Generic", r"usually|every|often|always|normally|each|such"),
)
"""Cues of realis within `Extractor.REACH` words before the trigger, in its clause; the nearest one counts."""
CUES_AFTER = _cues(
    ("Negated", r"cancell?ed|called off|scrapped|never|did not|was not|has not|refused|ruled out|fell through"),
    ("Hypothetical", r"might|could|would|may"),
    ("Planned", r"postponed|scheduled|is due|is planned|will|is expected|is set"),
    ("Generic", r"usually|often|every"),
)


PARTY = {"Meeting": "Participant", "Signing": "Signatory", "Visit": "Visitor"}
BY_PREPOSITION: dict[str, dict[str, str]] = {
    "Meeting": {"": "Participant", "with": "Participant", "between": "Participant", "in": "Place", "at": "Place"},
    "Signing": {"": "Document", "of": "Document", "by": "Signatory", "with": "Signatory", "in": "Place", "at": "Place"},
    "Visit": {"": "Destination", "to": "Destination", "in": "Destination", "at": "Destination", "by": "Visitor"},
}
RECEIVING = _words("receive host welcome show guide")
"""Visit verbs whose subject is the host, and whose object travels."""


@dataclass(frozen=True)
class Token:
    """One word or sign, with its offsets in the document."""

    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True)
class Phrase:
    """Tokens `first` up to but not including `last` of a sentence. Kinds: noun, pronoun, document, time."""

    first: int
    last: int
    kind: str


Sentence = list[Token]


@cache
def lemma(word: str) -> str:
    """The English lemma of a word in lower case."""
    return str(simplemma.lemmatize(word, lang="en")).lower()


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text: no sentence goes over a line, and an abbreviation's full stop ends none."""
    for line in re.finditer(r"[^\r\n]+", text):
        tokens = [Token(m.start(), m.end(), m.group()) for m in TOKEN.finditer(text, line.start(), line.end())]
        begin = next((i + 1 for i in range(1, min(len(tokens), 15)) if _dateline_ends(tokens, i)), 0)
        for index in range(begin + 1, len(tokens)):
            if _ends_before(tokens, index):
                yield tokens[begin:index]
                begin = index
        if begin < len(tokens):
            yield tokens[begin:]


def _dateline_ends(tokens: Sentence, index: int) -> bool:
    """Whether a dash ends a dateline here: "TASHKENT, Feb 16 (Corvane) -"."""
    return tokens[index].text in {"-", "–", "—"} and tokens[index - 1].text == ")" and tokens[0].text.isupper()


def _ends_before(tokens: Sentence, index: int) -> bool:
    mark = index - 1
    while mark > 0 and tokens[mark].text in {'"', "”", "’", ")", "'"} and tokens[mark - 1].end == tokens[mark].start:
        mark -= 1
    if mark < 1 or tokens[mark].text not in {".", "!", "?", "…"} or tokens[index].start == tokens[index - 1].end:
        return False
    before = tokens[mark - 1].text
    if tokens[mark].text == "." and (before.lower() in ABBREVIATIONS or (len(before) == 1 and before.isupper())):
        return False
    return not tokens[index].text[0].islower()


class Extractor:
    """Events by a lexicon of trigger lemmas, their arguments and realis by patterns."""

    SHARE = 0.2
    """A lemma is kept when at least this share of its words in train are triggers; of .1 to .5, the best on dev."""
    REACH = 8
    """How many words before a trigger a cue of its realis may stand."""
    SPREAD = 15
    """How many words after a trigger its arguments are looked for."""

    def __init__(self) -> None:
        self._types: dict[str, str] = {}
        self._vetoes: dict[str, Words] = {}
        self._common: Words = frozenset()

    def fit(self, train: list[AnnotatedDocument], dev: list[AnnotatedDocument]) -> None:
        """Learn the trigger lemmas and the neighbours that veto them from train; dev is not used."""
        types: dict[str, Counter[str]] = defaultdict(Counter)
        seen: Counter[str] = Counter()
        neighbours: dict[str, dict[bool, Counter[str]]] = defaultdict(lambda: {True: Counter(), False: Counter()})
        common: list[str] = []
        for document, gold in train:
            triggers = {event.trigger.start: event.type for event in gold.events}
            for tokens in sentences(document.text):
                common.extend(token.text for token in tokens if token.text.islower())
                for index, token in enumerate(tokens):
                    name, kind = lemma(token.low), triggers.get(token.start, "")
                    seen[name] += 1
                    neighbours[name][bool(kind)].update(_neighbours(tokens, index))
                    if kind:
                        types[name][kind] += 1
        kept = [name for name, kinds in types.items() if kinds.total() >= self.SHARE * seen[name]]
        # Ties go to the type that comes first in the alphabet, so that the order of train does not matter.
        self._types = {name: min(types[name].items(), key=lambda item: (-item[1], item[0]))[0] for name in sorted(kept)}
        self._vetoes = {name: frozenset(neighbours[name][False]) - frozenset(neighbours[name][True]) for name in kept}
        self._common = frozenset(common)

    def extract(self, document: Document) -> list[Event]:
        """The events of a document, in the order of their triggers."""
        events: list[Event] = []
        for tokens in sentences(document.text):
            marks = [index for index in range(len(tokens)) if self._is_trigger(tokens, index)]
            if not marks:
                continue
            phrases = self._phrases(document.text, tokens, marks)
            for index in marks:
                kind = self._types[lemma(tokens[index].low)]
                found = Roles(tokens, marks, phrases, index, kind, self.SPREAD).find()
                spans = sorted((tokens[p.first].start, tokens[p.last - 1].end, role) for role, p in found)
                arguments = tuple(
                    Argument(role=role, start=start, end=end, text=document.text[start:end])
                    for start, end, role in dict.fromkeys(spans)
                )
                trigger = Span(tokens[index].start, tokens[index].end, tokens[index].text)
                realis = self._realis(tokens, index)
                events.append(
                    Event(id=f"E{len(events) + 1}", type=kind, trigger=trigger, arguments=arguments, realis=realis)
                )
        return events

    def _is_trigger(self, tokens: Sentence, index: int) -> bool:
        name = lemma(tokens[index].low)
        if name not in self._types:
            return False
        before = tokens[index - 1].low if index else ""
        after = [token.low for token in tokens[index + 1 : index + 4]]
        if before in NOT_AFTER.get(name, frozenset()):
            return False
        if after and after[0] in NOT_BEFORE.get(name, frozenset()):
            return False
        if any(word in NOT_SOON_BEFORE.get(name, frozenset()) for word in after):
            return False
        return not any(cue in self._vetoes[name] for cue in _neighbours(tokens, index))

    def _phrases(self, text: str, tokens: Sentence, marks: list[int]) -> list[Phrase]:
        """Times first, then noun phrases and pronouns in what is left, from left to right."""
        places = {tokens[i].start: i for i in range(len(tokens))}
        times: dict[int, int] = {}
        for match in TIME.finditer(text, tokens[0].start, tokens[-1].end):
            if match.start() in places and not (match.group() in {"May", "March"} and places[match.start()] == 0):
                inside = [i for i in range(len(tokens)) if match.start() <= tokens[i].start < match.end()]
                if tokens[inside[-1]].end == match.end():
                    times[inside[0]] = inside[-1] + 1
        barred = frozenset(marks) | frozenset(times)
        phrases: list[Phrase] = []
        index = 0
        while index < len(tokens):
            if index in times:
                phrase: Phrase | None = Phrase(index, times[index], "time")
            else:
                phrase = self._noun_phrase(tokens, index, barred)
            if phrase:
                phrases.append(phrase)
            index = phrase.last if phrase else index + 1
        return phrases

    def _noun_phrase(self, tokens: Sentence, first: int, barred: frozenset[int]) -> Phrase | None:
        """The base noun phrase that begins at a token: rule A1, so it stops before a preposition or a comma."""
        token = tokens[first]
        if first in barred or not token.word or token.low in VAGUE:
            return None
        determined = token.low in DETERMINERS
        last = first + 1
        while last < len(tokens) and (step := _continues(tokens, first, last, determined, barred)):
            last += step
        if token.low in PRONOUNS and last == first + 1:
            return Phrase(first, last, "pronoun")
        if determined:
            return Phrase(first, last, _kind(tokens[last - 1])) if last > first + 1 else None
        if token.low in STOPS or not (token.capital or _leads_to_name(tokens, first, barred)):
            return None
        if first == 0 and last == 1 and token.low in self._common:
            return None
        return Phrase(first, last, _kind(tokens[last - 1]))

    def _realis(self, tokens: Sentence, index: int) -> str:
        """The realis of the nearest cue before the trigger, else of the first cue after it, else Actual."""
        before = _clause(tokens[max(0, index - self.REACH) : index][::-1])[::-1]
        after = _clause(tokens[index + 1 : index + 7])
        line = " ".join(token.low for token in before)
        if found := [(match.end(), realis) for realis, cue in CUES_BEFORE for match in cue.finditer(line)]:
            return max(found)[1]
        line = " ".join(token.low for token in after)
        if found := [(match.start(), realis) for realis, cue in CUES_AFTER for match in cue.finditer(line)]:
            return min(found)[1]
        return "Actual"


def _neighbours(tokens: Sentence, index: int) -> list[str]:
    """The word before, and the next word and the next two words, marked with where they stand."""
    words = [token.low for token in tokens[index + 1 : index + 3]]
    before = [f"{tokens[index - 1].low} _"] if index else []
    return before + [f"_ {' '.join(words[:count])}" for count in range(1, len(words) + 1)]


def _clause(tokens: list[Token]) -> list[Token]:
    """The tokens up to the first sign that ends a clause."""
    for index, token in enumerate(tokens):
        if token.text in {";", ":", "–", "—", "“", "”", '"'}:
            return tokens[:index]
    return tokens


def _content(tokens: Sentence, index: int, barred: frozenset[int]) -> bool:
    low = tokens[index].low
    return index not in barred and tokens[index].word and low not in STOPS and low not in DETERMINERS | PRONOUNS | VAGUE


def _leads_to_name(tokens: Sentence, index: int, barred: frozenset[int]) -> bool:
    """Whether at most three lower-case words from here end in a role noun: "deputy transport minister"."""
    for place in range(index, min(index + 3, len(tokens))):
        if not _content(tokens, place, barred) or tokens[place].capital:
            return False
        if tokens[place].low in ROLE_NOUNS:
            return tokens[index - 1].capital or (place + 1 < len(tokens) and tokens[place + 1].capital)
    return False


def _continues(tokens: Sentence, first: int, last: int, determined: bool, barred: frozenset[int]) -> int:
    """How many tokens from `last` on belong to the noun phrase that began at `first`; 0 ends it."""
    low, before = tokens[last].low, tokens[last - 1]
    following = last + 1 if last + 1 < len(tokens) else None
    if following is not None and _content(tokens, following, barred):
        if low in {"'s", "’s"} or (low == "." and before.low in ABBREVIATIONS and tokens[following].capital):
            return 2
        if low == "of" and before.low in TITLES_WITH_OF and tokens[following].capital:
            return 2
    if not _content(tokens, last, barred):
        return 0
    if tokens[last].capital:
        # "the same ceremony Brno Works ...": a name after two plain nouns begins a phrase of its own.
        plain = last > first + 2 and before.text.isalpha() and not before.capital and before.low not in ROLE_NOUNS
        return (
            1 if (determined and not plain) or before.capital or before.low in ROLE_NOUNS or before.text == "." else 0
        )
    if determined:
        verb = last > first + 1 and (low.endswith("ed") or low.endswith("ly"))
        return 0 if verb else 1
    return 1 if low in ROLE_NOUNS or low in DOCUMENTS or _leads_to_name(tokens, last, barred) else 0


def _kind(head: Token) -> str:
    return "document" if lemma(head.low) in DOCUMENTS else "noun"


@dataclass(frozen=True)
class Roles:
    """One trigger among the phrases of its sentence."""

    tokens: Sentence
    marks: list[int]
    phrases: list[Phrase]
    index: int
    kind: str
    spread: int

    def find(self) -> list[tuple[str, Phrase]]:
        """The trigger's roles and their fillers: subject and objects, places, times."""
        found = [(role, p) for p in self._subjects() if (role := self._subject_role(p))]
        found += self._objects()
        found += [("Time", p) for p in self.phrases if p.kind == "time" and self._timely(p)]
        taken: dict[Phrase, str] = {}
        for role, phrase in found:
            taken.setdefault(phrase, role)
        return [(role, phrase) for phrase, role in taken.items()]

    @property
    def _passive(self) -> bool:
        before = [token.low for token in self.tokens[max(0, self.index - 3) : self.index]]
        return self.tokens[self.index].low.endswith(("ed", "n", "t")) and any(word in BEING for word in before)

    def _low(self, index: int) -> str:
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def _timely(self, phrase: Phrase) -> bool:
        """A time goes with the last trigger before it, else with the first one after, unless that is far away."""
        earlier = [mark for mark in self.marks if mark < phrase.first]
        if (earlier[-1] if earlier else self.marks[0]) != self.index:
            return False
        if earlier:
            return phrase.first - self.index <= self.spread and not self._breaks(phrase.first)
        return phrase.first <= 2 or self.index - phrase.last <= 6

    def _subjects(self) -> list[Phrase]:
        """The nearest phrase to the left that is no object, with those it is coordinated with."""
        left = [p for p in self.phrases if p.last <= self.index and p.kind != "time"]
        for place in range(len(left) - 1, -1, -1):
            if not self._may_be_subject(left[place]):
                continue
            if place and self._low(left[place].first - 1) == "," == self._low(left[place].last):
                # "Hanna Virta, the Finnish minister, met": the first of two in apposition is the filler.
                place -= left[place - 1].last == left[place].first - 1
            chosen = [left[place]]
            while place and left[place - 1].last == left[place].first - 1 and self._joined(left[place].first - 1):
                place -= 1
                chosen.append(left[place])
            return chosen
        return []

    def _joined(self, index: int) -> bool:
        return self._low(index) in {"and", "&"}

    def _may_be_subject(self, phrase: Phrase) -> bool:
        before = self._low(phrase.first - 1)
        if phrase.last == self.index and self._modifies(phrase):
            return False
        if before == "and" and any(p.last == phrase.first - 1 and not self._may_be_subject(p) for p in self.phrases):
            return False
        if phrase.last == self.index or self._low(phrase.last) in {"'s", "’s"}:
            return phrase.last >= self.index - 1 or before not in PREPOSITIONS
        return not before or before in CONJUNCTIONS | RELATIVES or not before[0].isalnum()

    def _modifies(self, phrase: Phrase) -> bool:
        """Whether a phrase right before the trigger is its article and adjectives: "the video" in "the video link"."""
        trigger, first, head = self._low(self.index), self._low(phrase.first), self._low(phrase.last - 1)
        noun = lemma(trigger) == trigger or trigger.endswith("ing")
        return noun and first in POSSESSIVES | {"a", "an", "the", "this", "another"} and not head.endswith("s")

    def _subject_role(self, phrase: Phrase) -> str:
        if self.kind == "Signing" and (phrase.kind == "document" or self._passive):
            return "Document"
        if phrase.kind == "document":
            return ""
        receiving = lemma(self._low(self.index)) in RECEIVING
        return "Host" if self.kind == "Visit" and receiving and not self._passive else PARTY[self.kind]

    def _objects(self) -> list[tuple[str, Phrase]]:
        """Phrases after the trigger by the preposition before them; a coordinated one has the role of its fellow."""
        found: list[tuple[str, Phrase]] = []
        later = [mark for mark in self.marks if mark > self.index]
        limit = min([self.index + self.spread, *later])
        previous = (self.index + 1, "")
        for phrase in self.phrases:
            if phrase.first <= self.index or phrase.kind == "time":
                continue
            if phrase.first > limit or self._breaks(phrase.first):
                break
            before = self._low(phrase.first - 1)
            if phrase.first == self.index + 1:
                role = self._object_role("", phrase)
            elif before in {"and", ","} and phrase.first - 1 == previous[0]:
                role = previous[1]
            else:
                role = self._object_role(before, phrase) if before in PREPOSITIONS else ""
            previous = (phrase.last, role)
            # After a comma stands an apposition, unless "and" follows: "with Anna Virta, the mayor, ..."
            if role and (before != "," or self._low(phrase.last) == "and"):
                found.append((role, phrase))
        return found

    def _breaks(self, first: int) -> bool:
        """Whether a new clause begins between the trigger and a phrase."""
        between = [token.low for token in self.tokens[self.index + 1 : first]]
        return any(
            word in {";", ":", "but", "who", "which", "that", "when", "while", "because", "if"} for word in between
        )

    def _object_role(self, preposition: str, phrase: Phrase) -> str:
        if self.kind == "Visit" and lemma(self._low(self.index)) in RECEIVING and preposition in {"", "by"}:
            return "Host" if preposition else "Visitor"
        if preposition == "of" and phrase.first != self.index + 2:
            return ""
        role = BY_PREPOSITION[self.kind].get(preposition, "")
        return "" if phrase.kind == "document" and role != "Document" else role
