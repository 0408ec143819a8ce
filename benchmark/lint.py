"""Checks of the gold: the error rules L01 to L19.

L01-L09 look at single lines of an .ann file, L10-L11 at chains and parts, L12 at the text, L13 at times, L14 at the
order of lines, L15-L16 at the tables beside gold, L17 at the canary line, L18 at contrast partners, L19 at what was
decided between the passes. What is only suspicious is in `warnings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmark import adjudication, contrast, negatives, standoff, waivers
from benchmark.annotators import passes_in
from benchmark.corpus import Corpus, Facts, checksum
from benchmark.exceptions import DatelineError, InputError, quoted
from benchmark.files import read_text, write_whole
from benchmark.occurrences import Analysed, analyse
from benchmark.ontology import Ontology
from benchmark.standoff import StandOff, TextBound
from benchmark.warnings import Doubt

RULES = {
    "L01": "the T line's text is what stands at its offsets",
    "L02": "a span has no space or punctuation at its edges",
    "L03": "a span begins and ends at word boundaries",
    "L04": "a trigger is one word (a hyphenated word is one)",
    "L05": "types, roles and values are in the ontology",
    "L06": "a role is filled by a type that it takes",
    "L07": "ids are unique, point somewhere, and every trigger carries an event",
    "L08": "every event has a realis",
    "L09": "no span fills one role of an event twice",
    "L10": "a chain has one type and does not mix Actual with Generic",
    "L11": "PartOf has no cycle",
    "L12": "the text is UTF-8, NFC, with LF ends and a last one, and is the one in the manifest",
    "L13": "a time has a TIMEX3 value, and an Actual event's does not lie after publication",
    "L14": "the file is in canonical order",
    "L15": "a row of negatives.tsv says what stands in the text, names a rule, has a reason, and is no trigger",
    "L16": "a row of waivers.tsv waives a warning that there is, and has a reason",
    "L17": "the file ends in the canary line, if the corpus has a canary",
    "L18": "a contrast partner is a small edit of a text of its cluster, with other gold",
    "L19": "each difference of the passes has its row in adjudication.tsv, a row names a rule, and gold follows it",
}

_OPENING, _CLOSING = set("([{“‘«¿¡#@$€£"), set(")]}”’»%")
_TIMEX3 = re.compile(
    r"(?P<year>\d{4}|XXXX)"
    r"(-(?P<rest>\d{2}(-(\d{2}|XX))?|XX(-\d{2}|-XX)?|W(\d{2}|XX)(-[1-7]|-WE)?|Q[1-4]|H[12]|SP|SU|FA|WI))?"
    r"(T(\d{2}(:\d{2})?|MO|MI|AF|EV|NI|DT))?"
    r"|\d{2,3}"
    r"|P(\d+[YMWD]|XX?[YMWD]|T\d+[HM]|TX[HM]|T\d+H\d+M)"
    r"|T(\d{2}:\d{2}|MO|MI|AF|EV|NI)"
    r"|(PAST|PRESENT|FUTURE)_REF"
)


class Finding(NamedTuple):
    """One broken rule: where, which, and what was found."""

    path: Path
    line: int
    rule: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.problem}"


@dataclass(frozen=True)
class Sheet:
    """One annotated text as the rules see it."""

    lines: StandOff
    text: str
    published: str
    ontology: Ontology
    canary: str = ""

    @property
    def triggers(self) -> set[str]:
        return {event.trigger for event in self.lines.events}

    def textbound(self, name: str) -> TextBound | None:
        return next((record for record in self.lines.textbounds if record.id == name), None)


Problems = Iterator[tuple[int, str]]
_RULES: dict[str, Callable[[Sheet], Problems]] = {}


def _rule(name: str) -> Callable[[Callable[[Sheet], Problems]], Callable[[Sheet], Problems]]:
    def register(check: Callable[[Sheet], Problems]) -> Callable[[Sheet], Problems]:
        _RULES[name] = check
        return check

    return register


@_rule("L01")
def _text_is_there(sheet: Sheet) -> Problems:
    for record in sheet.lines.textbounds:
        there = sheet.text[record.start : record.end]
        if record.start >= record.end:
            yield record.line, f"{record.id} starts at {record.start} and ends at {record.end}; spans are never empty"
        elif there != record.text:
            yield record.line, f"{record.id} says {quoted(record.text)}, but the text has {quoted(there)} there"


@_rule("L02")
def _edges_are_clean(sheet: Sheet) -> Problems:
    for record in sheet.lines.textbounds:
        first, last = record.text[0], record.text[-1]
        bad_start = not first.isalnum() and first not in _OPENING
        abbreviation = last == "." and re.search(r"(\b\w\.|\b[A-Z]\w{0,4}\.)$", record.text)
        bad_end = not last.isalnum() and last not in _CLOSING and not abbreviation
        if bad_start or bad_end:
            yield record.line, f"{record.id} {quoted(record.text)} has a space or punctuation at its edge; shorten it"


@_rule("L03")
def _no_cut_words(sheet: Sheet) -> Problems:
    for record in sheet.lines.textbounds:
        text = sheet.text
        cut_start = 0 < record.start < len(text) and text[record.start - 1].isalnum() and text[record.start].isalnum()
        cut_end = 0 < record.end < len(text) and text[record.end - 1].isalnum() and text[record.end].isalnum()
        if cut_start or cut_end:
            yield record.line, f"{record.id} {quoted(record.text)} cuts a word; take all of it"


@_rule("L04")
def _triggers_are_words(sheet: Sheet) -> Problems:
    triggers = sheet.triggers
    for record in sheet.lines.textbounds:
        if record.id in triggers and re.search(r"\s", record.text):
            yield record.line, f"trigger {quoted(record.text)} is more than one word; mark the one that names the event"


@_rule("L05")
def _in_the_ontology(sheet: Sheet) -> Problems:
    ontology = sheet.ontology
    for record in sheet.lines.textbounds:
        if record.type not in ontology.types and record.type not in ontology.fillers:
            yield record.line, f"unknown type {quoted(record.type)}"
    for event in sheet.lines.events:
        if event.type not in ontology.types:
            yield event.line, f"unknown event type {quoted(event.type)}"
            continue
        for role, _ in event.arguments:
            if role not in ontology.types[event.type].roles:
                yield event.line, f"{event.type} has no role {quoted(role)}"
    for attribute in sheet.lines.attributes:
        if attribute.name == "Realis" and attribute.value not in ontology.realis:
            yield attribute.line, f"unknown realis {quoted(attribute.value)}"


@_rule("L06")
def _roles_take_their_types(sheet: Sheet) -> Problems:
    types = {record.id: record.type for record in sheet.lines.textbounds}
    for event in sheet.lines.events:
        kind = sheet.ontology.types.get(event.type)
        for role, target in event.arguments:
            takes = kind.roles.get(role, ()) if kind else ()
            if takes and target in types and types[target] not in takes:
                yield event.line, f"{role} is filled by {target}, a {types[target]}; it takes {', '.join(takes)}"


@_rule("L07")
def _ids_hold(sheet: Sheet) -> Problems:
    yield from standoff.faults(sheet.lines)
    triggers = sheet.triggers
    for record in sheet.lines.textbounds:
        if record.type in sheet.ontology.types and record.id not in triggers:
            yield record.line, f"{record.id} is a {record.type} trigger without an event; add its E line or drop it"


@_rule("L08")
def _realis_is_said(sheet: Sheet) -> Problems:
    said = {attribute.target for attribute in sheet.lines.attributes if attribute.name == "Realis"}
    for event in sheet.lines.events:
        if event.id not in said:
            yield event.line, f"{event.id} has no Realis"


@_rule("L09")
def _fillers_are_distinct(sheet: Sheet) -> Problems:
    for event in sheet.lines.events:
        if len(set(event.arguments)) < len(event.arguments):
            role, target = next(pair for pair in event.arguments if event.arguments.count(pair) > 1)
            yield event.line, f"{target} fills {role} of {event.id} twice"


@_rule("L10")
def _chains_agree(sheet: Sheet) -> Problems:
    types = {event.id: event.type for event in sheet.lines.events}
    realis = {record.target: record.value for record in sheet.lines.attributes if record.name == "Realis"}
    for chain in sheet.lines.equivalences:
        if chain.kind == "EventCoref":
            kinds = sorted({types[name] for name in chain.members if name in types})
            if len(kinds) > 1:
                yield chain.line, f"chain mixes {' and '.join(kinds)}"
            if {"Actual", "Generic"} <= {realis.get(name, "") for name in chain.members}:
                yield chain.line, "chain mixes Actual and Generic"


@_rule("L11")
def _parts_have_no_cycle(sheet: Sheet) -> Problems:
    wholes: dict[str, list[str]] = {}
    for relation in sheet.lines.relations:
        if relation.type == "PartOf":
            wholes.setdefault(relation.first, []).append(relation.second)
    for relation in sheet.lines.relations:
        reached, ahead = set(), [relation.second] if relation.type == "PartOf" else []
        while ahead:
            name = ahead.pop()
            if name == relation.first:
                yield relation.line, f"{relation.first} is a part of itself"
                break
            if name not in reached:
                reached.add(name)
                ahead += wholes.get(name, [])


@_rule("L13")
def _times_have_values(sheet: Sheet) -> Problems:
    values = {reference.target: reference for reference in sheet.lines.references}
    for record in sheet.lines.textbounds:
        if record.type == "Time" and record.id not in values:
            yield record.line, f"{record.id} {quoted(record.text)} has no TIMEX3 value"
    for reference in sheet.lines.references:
        if not _TIMEX3.fullmatch(reference.value) or not _is_date(reference.value):
            yield reference.line, f"{quoted(reference.value)} is no TIMEX3 value"
    realis = {record.target: record.value for record in sheet.lines.attributes if record.name == "Realis"}
    for event in sheet.lines.events:
        for role, target in event.arguments:
            value = values[target].value if role == "Time" and target in values else ""
            if not (sheet.published and re.match(r"\d{4}(-\d\d|$)", value)):
                continue
            length = min(len(value.split("T")[0]), len(sheet.published))
            day, today = value[:length], sheet.published[:length]
            # Only this way round: a plan that an article tells of in the past keeps its past date (guideline R1).
            if realis.get(event.id) == "Actual" and day > today:
                yield event.line, f"{event.id} is Actual, but its time {value} lies after publication {sheet.published}"


@_rule("L17")
def _ends_in_the_canary(sheet: Sheet) -> Problems:
    canary = sheet.lines.canary
    last = max((record.line for record in (*sheet.lines.numbered(), *sheet.lines.equivalences)), default=0)
    if sheet.canary and (canary.text != sheet.canary or canary.line < last):
        yield max(last, canary.line, 1), "does not end in the canary line; `dateline lint --fix` writes it"


def _is_date(value: str) -> bool:
    """Whether a value that looks like a day is one."""
    if match := re.match(r"\d{4}-\d{2}-\d{2}", value):
        try:
            date.fromisoformat(match[0])
        except ValueError:
            return False
    return True


def _text_problems(facts: Facts, text: str) -> Iterator[tuple[int, str]]:
    if unicodedata.normalize("NFC", text) != text:
        yield 1, "text is not in Unicode form NFC"
    if not text.endswith("\n"):
        yield text.count("\n") + 1, "text does not end with a line feed"
    if checksum(text) != facts.sha256:
        yield 1, "text differs from its sha256 in the manifest; run `dateline corpus --seal` after an intended edit"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.strip(" \t") or "\t" in line:
            yield number, "a tab, or a space at the end of a line"


def check_annotation(
    content: str, path: Path, text: str, published: str, ontology: Ontology, canary: str = ""
) -> list[Finding]:
    """Every broken rule of one .ann file (all but L12), sorted by line; L17 where there is a canary.

    A line that cannot be read at all is reported as L07, alone, since nothing after it is sure.
    """
    try:
        sheet = Sheet(standoff.parse(content, path), text, published, ontology, canary)
    except InputError as error:
        return [Finding(path, error.line or 1, "L07", error.problem)]
    found = [Finding(path, line, rule, problem) for rule, check in _RULES.items() for line, problem in check(sheet)]
    if not found:
        annotation = standoff.assemble(sheet.lines, "document")
        rewritten = standoff.write(annotation, text, canary=sheet.lines.canary.text)
        if rewritten != content:
            pairs = zip(content.split("\n"), rewritten.split("\n"), strict=False)
            line = next((number for number, (old, new) in enumerate(pairs, 1) if old != new), 1)
            found.append(Finding(path, line, "L14", "not in canonical order; `dateline lint --fix` writes it anew"))
    return sorted(found, key=lambda finding: (finding.line, finding.rule))


def check_document(corpus: Corpus, facts: Facts) -> list[Finding]:
    """Every broken rule of one document of the corpus."""
    path = corpus.text_path(facts)
    try:
        text = read_text(path, corpus_text=True)
    except InputError as error:
        return [Finding(error.path, error.line or 1, "L12", error.problem)]
    found = [Finding(path, line, "L12", problem) for line, problem in _text_problems(facts, text)]
    gold = corpus.gold_path(facts)
    try:
        content = read_text(gold)
    except InputError as error:
        return [*found, Finding(error.path, error.line or 1, "L07", error.problem)]
    found += check_annotation(content, gold, text, facts.date, corpus.ontology, corpus.canary)
    return found + [Finding(path, 1, "L18", problem) for problem in contrast.faults(corpus, facts)]


def read_texts(corpus: Corpus) -> dict[str, Analysed]:
    """Every document with its gold, by id, without those whose errors keep them from being read."""
    found = {}
    for facts in corpus.facts.values():
        try:
            found[facts.id] = analyse(corpus, facts)
        except InputError:
            continue  # the findings say what is wrong with it
    return found


def check_negatives(
    corpus: Corpus, texts: Mapping[str, Analysed], names: Collection[str] | None = None
) -> Iterator[Finding]:
    """L15: the rows of negatives.tsv, or those of the documents `names`, held against the texts."""
    rows = [row for row in negatives.read_negatives(corpus) if names is None or row[1].document in names]
    known = negatives.rule_ids(corpus) if rows else frozenset()
    for line, problem in negatives.faults(rows, texts, corpus.facts, known):
        yield Finding(negatives.path_in(corpus), line, "L15", problem)


def check_waivers(corpus: Corpus, doubts: Collection[Doubt]) -> Iterator[Finding]:
    """L16: the rows of waivers.tsv, held against all warnings of the corpus."""
    for line, problem in waivers.faults(waivers.read_waivers(corpus), doubts):
        yield Finding(waivers.path_in(corpus), line, "L16", problem)


def check_passes(corpus: Corpus, names: Collection[str] | None = None) -> Iterator[Finding]:
    """L01 to L09: the form of every file of the passes, or of the documents `names`; files that belong nowhere.

    What the later rules ask of a whole annotation is asked of gold alone: passes stay as they were made.
    """
    root = passes_in(corpus)
    for path in sorted(root.glob("*/**/*.ann")):
        folder = root / path.relative_to(root).parts[0]
        facts = corpus.facts.get(path.stem)
        if names is not None and path.stem not in names:
            continue
        if facts is None:
            yield Finding(path, 1, "L12", "file is not in the manifest; add its line or remove it")
        elif path.parent not in (folder, folder / facts.split):
            yield Finding(path, 1, "L12", f"file is of a document of {facts.split}; move it to {facts.split}/")
        else:
            yield from _form_of(path, corpus, facts)


def _form_of(path: Path, corpus: Corpus, facts: Facts) -> list[Finding]:
    try:
        text = read_text(corpus.text_path(facts), corpus_text=True)
    except InputError:
        return []  # the findings of the text say what is wrong with it
    try:
        content = read_text(path)
    except InputError as error:
        return [Finding(error.path, error.line or 1, "L07", error.problem)]
    found = check_annotation(content, path, text, facts.date, corpus.ontology)
    return [finding for finding in found if finding.rule <= "L09"]


def check_adjudication(
    corpus: Corpus, texts: Mapping[str, Analysed], names: Collection[str] | None = None
) -> Iterator[Finding]:
    """L19: the rows of adjudication.tsv, or those of the documents `names`, held against both passes and gold."""
    rows = [row for row in adjudication.read_adjudication(corpus) if names is None or row[1].document in names]
    known = adjudication.cases(corpus, texts, corpus.facts if names is None else names)
    rules = negatives.rule_ids(corpus) if rows else frozenset()
    for line, problem in sorted(adjudication.faults(rows, texts, known, rules)):
        yield Finding(adjudication.path_in(corpus), line, "L19", problem)


def check_corpus(corpus: Corpus) -> Iterator[Finding]:
    """Every broken rule of texts and gold, and files that the manifest does not know."""
    known = set()
    for facts in corpus.facts.values():
        known |= {corpus.text_path(facts), corpus.gold_path(facts)}
        yield from check_document(corpus, facts)
    for folder, suffix in (("corpus", "*/*.txt"), ("annotations/gold", "*/*.ann")):
        for path in sorted((corpus.root / folder).glob(suffix)):
            if path not in known:
                yield Finding(path, 1, "L12", "file is not in the manifest; add its line or remove it")


def fix_order(corpus: Corpus) -> int:
    """Write every gold file that can be read in canonical order, with its canary line; returns how many changed."""
    changed = 0
    for facts in corpus.facts.values():
        path = corpus.gold_path(facts)
        content = read_text(path)
        text = read_text(corpus.text_path(facts), corpus_text=True)
        try:
            lines = standoff.parse(content, path)
            canary = corpus.canary or lines.canary.text
            rewritten = standoff.write(standoff.assemble(lines, facts.id), text, canary=canary)
        except (DatelineError, ValueError):
            continue  # the findings say what is wrong with it
        if rewritten != content:
            write_whole(path, [rewritten])
            changed += 1
    return changed
