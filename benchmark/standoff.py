"""brat stand-off annotation: the form in which gold and annotators' passes are kept.

Lines, in canonical order (fields separated by tabs):

    T1  Person 0 34  US Secretary of ...      a mention or a trigger: type, start, end, and what stands there
    E1  Meeting:T2 Participant:T1 Place:T3    an event on its trigger; a repeated role is numbered from 2
    *   Coref T1 T7                           mentions of one entity          * EventCoref E3 E5: one event chain
    R1  PartOf Arg1:E3 Arg2:E4                a part and its whole
    R2  Repair Arg1:T8 Arg2:T6                a contradicted filler and the mention that would repair it
    A1  Realis E1 Actual                      also: Background E6, TextConflict T8
    N1  Reference T4 TIMEX3:2020-09-30  Wednesday
    #1  AnnotatorNotes E1  why this is so
    #0  Canary #0  Dateline is a benchmark...  no annotation: keeps the file out of training data; the last line

`write` puts everything in one order with one numbering, so that a file that is canonical survives reading and writing
byte for byte, and a diff shows only what changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmark.exceptions import InputError, quoted
from benchmark.files import read_text
from benchmark.schema import Annotation, Argument, Conflict, Event, Mention, Note, Span

UNTYPED = "Mention"
"""The T type of a mention whose entity type nobody gave."""


@dataclass(frozen=True)
class TextBound:
    """A T line."""

    line: int
    id: str
    type: str
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end, self.text)


@dataclass(frozen=True)
class EventLine:
    """An E line; roles without their brat numbers."""

    line: int
    id: str
    type: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Equivalence:
    """A * line."""

    line: int
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """An R line."""

    line: int
    id: str
    type: str
    first: str
    second: str


@dataclass(frozen=True)
class Attribute:
    """An A line; a flag has no value."""

    line: int
    id: str
    name: str
    target: str
    value: str


@dataclass(frozen=True)
class Reference:
    """An N line."""

    line: int
    id: str
    target: str
    value: str


@dataclass(frozen=True)
class Remark:
    """A # line."""

    line: int
    id: str
    target: str
    text: str


@dataclass(frozen=True)
class Canary:
    """The #0 line; with line 0 there is none. It is its own target: brat complains of targets that are not there."""

    line: int
    text: str


@dataclass
class StandOff:
    """The lines of one .ann file, by kind, before anything is looked up."""

    path: Path
    textbounds: list[TextBound] = field(default_factory=list)
    events: list[EventLine] = field(default_factory=list)
    equivalences: list[Equivalence] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    canary: Canary = Canary(0, "")

    def numbered(self) -> Iterable[TextBound | EventLine | Relation | Attribute | Reference | Remark]:
        """All lines that have an id."""
        for lines in (
            self.textbounds,
            self.events,
            self.relations,
            self.attributes,
            self.references,
            self.remarks,
        ):
            yield from lines


_TEXTBOUND = re.compile(r"(T\d{1,9})\t(\S+) (\d{1,10}) (\d{1,10})\t([^\r\n]+)")
_DISCONTINUOUS = re.compile(r"T\d+\t\S+ \d+ \d+(;\d+ \d+)+\t")
_EVENT = re.compile(r"(E\d{1,9})\t(\S+?):(T\d{1,9})((?: [^\s:]+:[TE]\d{1,9})*) ?")
_EQUIVALENCE = re.compile(r"\*\t(Coref|EventCoref)((?: [TE]\d{1,9}){2,})")
_RELATION = re.compile(r"(R\d{1,9})\t(PartOf|Repair) Arg1:([TE]\d{1,9}) Arg2:([TE]\d{1,9})\t?")  # brat writes the tab
_ATTRIBUTE = re.compile(r"(A\d{1,9})\t(Realis|Background|TextConflict) ([TE]\d{1,9})(?: (\S+))?")
_REFERENCE = re.compile(r"(N\d{1,9})\tReference (T\d{1,9}) TIMEX3:(\S+)\t([^\r\n]*)")
_REMARK = re.compile(r"(#\d{1,9})\tAnnotatorNotes ([TE]\d{1,9})\t([^\r\n]*)")
_CANARY = re.compile(r"#0\tCanary #0\t([^\r\n]+)")

_FORMS = {
    "T": "T1<tab>Type start end<tab>text",
    "E": "E1<tab>Type:T1 Role:T2 Role2:T3",
    "*": "*<tab>Coref T1 T2 or *<tab>EventCoref E1 E2",
    "R": "R1<tab>PartOf Arg1:E1 Arg2:E2 or R1<tab>Repair Arg1:T1 Arg2:T2",
    "A": "A1<tab>Realis E1 Value, A1<tab>Background E1 or A1<tab>TextConflict T1",
    "N": "N1<tab>Reference T1 TIMEX3:value<tab>text",
    "#": "#1<tab>AnnotatorNotes E1<tab>text",
}


def parse(content: str, path: Path) -> StandOff:
    """Split an .ann file into its lines; raises `InputError` at the first line that has none of the forms above."""
    found = StandOff(path)
    lines = content.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        _parse_line(line, number, found)
    return found


def _parse_line(line: str, number: int, found: StandOff) -> None:
    if match := _TEXTBOUND.fullmatch(line):
        name, kind, start, end, text = match.groups()
        found.textbounds.append(TextBound(number, name, kind, int(start), int(end), text))
    elif match := _EVENT.fullmatch(line):
        name, kind, trigger, rest = match.groups()
        pairs = (part.rsplit(":", 1) for part in rest.split())
        arguments = tuple((role.rstrip("0123456789") or role, target) for role, target in pairs)
        found.events.append(EventLine(number, name, kind, trigger, arguments))
    elif match := _EQUIVALENCE.fullmatch(line):
        found.equivalences.append(Equivalence(number, match[1], tuple(match[2].split())))
    elif match := _RELATION.fullmatch(line):
        found.relations.append(Relation(number, *match.groups()))
    elif match := _ATTRIBUTE.fullmatch(line):
        found.attributes.append(Attribute(number, match[1], match[2], match[3], match[4] or ""))
    elif match := _REFERENCE.fullmatch(line):
        found.references.append(Reference(number, match[1], match[2], match[3]))
    elif match := _REMARK.fullmatch(line):
        found.remarks.append(Remark(number, *match.groups()))
    elif match := _CANARY.fullmatch(line):
        if found.canary.line:
            raise InputError(
                f"a second canary line, after line {found.canary.line}; keep one", path=found.path, line=number
            )
        found.canary = Canary(number, match[1])
    elif _DISCONTINUOUS.match(line):
        raise InputError(
            "span in several parts; annotate the one contiguous phrase instead", path=found.path, line=number
        )
    else:
        form = _FORMS.get(line[:1])
        hint = f"the form is {form}" if form else f"lines begin with one of {' '.join(_FORMS)}"
        raise InputError(f"cannot read {quoted(line)}; {hint}", path=found.path, line=number)


def faults(lines: StandOff) -> Iterable[tuple[int, str]]:
    """Every id that is used twice, points nowhere or at the wrong kind of line, as (line, problem)."""
    seen: dict[str, int] = {}
    for record in lines.numbered():
        if record.id in seen:
            yield record.line, f"id {record.id} is used on line {seen[record.id]} already; give each line its own"
        seen[record.id] = record.line
    textbounds = {record.id: record for record in lines.textbounds}
    events = {record.id: record for record in lines.events}
    triggers = {event.trigger for event in lines.events}

    def dangling(name: str, wanted: str) -> str:
        if name not in (textbounds if wanted == "T" else events):
            return f"{name} is not a {'T' if wanted == 'T' else 'E'} line of this file; add it or drop the reference"
        return ""

    for event in lines.events:
        if problem := dangling(event.trigger, "T"):
            yield event.line, problem
        elif (kind := textbounds[event.trigger].type) != event.type:
            yield event.line, f"event is a {event.type}, but its trigger {event.trigger} is a {kind}; make them equal"
        for role, target in event.arguments:
            if problem := dangling(target, "T"):
                yield event.line, f"{role}: {problem}"
            elif target in triggers:
                yield event.line, f"{role}: {target} is a trigger; arguments are mentions"
    member_of: dict[str, int] = {}
    for equivalence in lines.equivalences:
        wanted = "T" if equivalence.kind == "Coref" else "E"
        for name in equivalence.members:
            if problem := dangling(name, wanted):
                yield equivalence.line, problem
            elif name in triggers:
                yield equivalence.line, f"{name} is a trigger; chain events by EventCoref"
            if name in member_of:
                yield equivalence.line, f"{name} is in the cluster of line {member_of[name]} already; join the two"
            member_of[name] = equivalence.line
    for relation in lines.relations:
        for name in (relation.first, relation.second):
            if problem := dangling(name, "E" if relation.type == "PartOf" else "T"):
                yield relation.line, problem
    said: dict[tuple[str, str], int] = {}
    for attribute in lines.attributes:
        if problem := dangling(attribute.target, "T" if attribute.name == "TextConflict" else "E"):
            yield attribute.line, problem
        if bool(attribute.value) != (attribute.name == "Realis"):
            needs = "needs a value" if attribute.name == "Realis" else "is a flag without a value"
            yield attribute.line, f"{attribute.name} {needs}"
        key = (attribute.name, attribute.target)
        if key in said:
            yield attribute.line, f"{attribute.target} has {attribute.name} on line {said[key]} already; keep one"
        said[key] = attribute.line
    valued: dict[str, int] = {}
    for reference in lines.references:
        if problem := dangling(reference.target, "T"):
            yield reference.line, problem
        if reference.target in valued:
            yield reference.line, f"{reference.target} has a value on line {valued[reference.target]} already; keep one"
        valued[reference.target] = reference.line
    for remark in lines.remarks:
        if problem := dangling(remark.target, remark.target[0]):
            yield remark.line, problem


def assemble(lines: StandOff, document: str) -> Annotation:
    """Look up every id and make the annotation of `document`; raises `InputError` at the first fault.

    Entities are named X1, X2... and chains C1, C2... in the order of their first mention; an event or mention that no
    * line names is a cluster of one.
    """
    for line, problem in faults(lines):
        raise InputError(problem, path=lines.path, line=line)
    textbounds = {record.id: record for record in lines.textbounds}
    for record in lines.textbounds:
        if record.start >= record.end:
            raise InputError(
                f"{record.id} starts at {record.start} and ends at {record.end}; spans are half-open and never empty",
                path=lines.path,
                line=record.line,
            )
        if len(record.text) != record.end - record.start:
            raise InputError(
                f"{record.id} has {len(record.text)} code points of text for {record.start}-{record.end}; "
                "offsets are Unicode code points",
                path=lines.path,
                line=record.line,
            )
    triggers = {event.trigger for event in lines.events}
    values = {reference.target: reference.value for reference in lines.references}
    conflicting = [attribute.target for attribute in lines.attributes if attribute.name == "TextConflict"]
    realis = {attribute.target: attribute.value for attribute in lines.attributes if attribute.name == "Realis"}
    background = {attribute.target for attribute in lines.attributes if attribute.name == "Background"}

    mentions = sorted(
        (record for record in lines.textbounds if record.id not in triggers),
        key=lambda record: (record.start, record.end, record.type),
    )
    entity_of = _clusters([record.id for record in mentions], lines.equivalences, "Coref", "X")
    chain_of = _clusters([record.id for record in lines.events], lines.equivalences, "EventCoref", "C")
    entities: dict[str, list[Mention]] = {}
    for record in mentions:
        kind = "" if record.type == UNTYPED else record.type
        mention = Mention(record.start, record.end, record.text, kind, values.get(record.id, ""))
        entities.setdefault(entity_of[record.id], []).append(mention)

    def argument(role: str, target: str) -> Argument:
        record = textbounds[target]
        return Argument(
            role=role,
            start=record.start,
            end=record.end,
            text=record.text,
            entity=entity_of[target],
            value=values.get(target, ""),
        )

    events = tuple(
        Event(
            id=event.id,
            type=event.type,
            trigger=textbounds[event.trigger].span,
            arguments=tuple(argument(role, target) for role, target in event.arguments),
            realis=realis.get(event.id, ""),
            background=event.id in background,
            chain=chain_of[event.id],
        )
        for event in lines.events
    )
    repairs = [(relation.first, relation.second) for relation in lines.relations if relation.type == "Repair"]
    conflicts = tuple(
        Conflict(
            textbounds[name].start,
            textbounds[name].end,
            textbounds[name].text,
            tuple(textbounds[second].span for first, second in repairs if first == name),
        )
        for name in dict.fromkeys([*conflicting, *(first for first, _ in repairs)])
    )
    return Annotation(
        document=document,
        events=events,
        entities={name: tuple(found) for name, found in entities.items()},
        part_of=tuple((line.first, line.second) for line in lines.relations if line.type == "PartOf"),
        conflicts=conflicts,
        notes=tuple(
            Note(text=remark.text, event=remark.target)
            if remark.target[0] == "E"
            else Note(text=remark.text, span=textbounds[remark.target].span)
            for remark in lines.remarks
        ),
    )


def _clusters(members: list[str], equivalences: list[Equivalence], kind: str, letter: str) -> dict[str, str]:
    """Each member's cluster name, numbered by first member."""
    first_of = {
        name: equivalence.line
        for equivalence in equivalences
        if equivalence.kind == kind
        for name in equivalence.members
    }
    names: dict[object, str] = {}
    return {member: names.setdefault(first_of.get(member, member), f"{letter}{len(names) + 1}") for member in members}


def read(path: Path, document: str) -> Annotation:
    """The annotation in an .ann file; raises `InputError`, naming the line, for anything it cannot read."""
    return assemble(parse(read_text(path), path), document)


def canonical(annotation: Annotation) -> Annotation:
    """The same annotation in canonical order with canonical names; what no .ann line can hold (confidence) is left out.

    Argument spans that no entity lists become entities of one mention, and so do contradicted and repairing fillers.
    Raises `ValueError` when one span is a mention of two entities.
    """
    events = sorted(
        annotation.events,
        key=lambda event: (
            event.trigger.start,
            event.trigger.end,
            event.type,
            sorted((a.start, a.end, a.role) for a in event.arguments),
            event.realis,
            event.background,
        ),
    )
    cluster_of, mentions = _mentions(annotation)
    ordered = sorted(mentions, key=lambda key: (*key, mentions[key].type or UNTYPED))
    entity_names: dict[object, str] = {}
    entities: dict[str, list[Mention]] = {}
    for key in ordered:
        name = entity_names.setdefault(cluster_of[key], f"X{len(entity_names) + 1}")
        entities.setdefault(name, []).append(mentions[key])

    chain_names: dict[object, str] = {}
    new_id = {id(event): f"E{number}" for number, event in enumerate(events, 1)}
    renamed = {event.id: new_id[id(event)] for event in events if event.id}
    made = []
    for event in events:
        chain = chain_names.setdefault(event.chain or id(event), f"C{len(chain_names) + 1}")
        arguments = tuple(
            Argument(
                role=a.role,
                start=a.start,
                end=a.end,
                text=mentions[a.start, a.end].text,
                entity=entity_names[cluster_of[a.start, a.end]],
                value=mentions[a.start, a.end].value,
            )
            for a in sorted(event.arguments, key=lambda a: (a.role, a.start, a.end))
        )
        made.append(
            Event(
                id=new_id[id(event)],
                type=event.type,
                trigger=event.trigger,
                arguments=arguments,
                realis=event.realis,
                background=event.background,
                chain=chain,
            )
        )

    def number(name: str) -> int:
        return int(name[1:])

    def place(span: Span | Conflict) -> tuple[int, int]:
        return span.start, span.end

    conflicts = tuple(
        Conflict(conflict.start, conflict.end, conflict.text, tuple(sorted(conflict.repaired, key=place)))
        for conflict in sorted(annotation.conflicts, key=place)
    )
    parts = [(renamed[part], renamed[whole]) for part, whole in annotation.part_of]
    notes = [Note(text=note.text, event=renamed.get(note.event, ""), span=note.span) for note in annotation.notes]
    notes.sort(key=lambda n: (n.span is None, place(n.span) if n.span else (number(n.event or "E0"), 0), n.text))
    return Annotation(
        document=annotation.document,
        events=tuple(made),
        entities={name: tuple(found) for name, found in entities.items()},
        part_of=tuple(sorted(parts, key=lambda pair: (number(pair[0]), number(pair[1])))),
        conflicts=conflicts,
        notes=tuple(notes),
    )


def _mentions(annotation: Annotation) -> tuple[dict[tuple[int, int], object], dict[tuple[int, int], Mention]]:
    """Each mention span's cluster and record, gathered from entities, arguments and conflicts."""
    cluster_of: dict[tuple[int, int], object] = {}
    mentions: dict[tuple[int, int], Mention] = {}
    for name, found in annotation.entities.items():
        for mention in found:
            key = mention.start, mention.end
            if cluster_of.setdefault(key, name) != name:
                raise ValueError(f"span {key[0]}-{key[1]} is a mention of two entities, {cluster_of[key]} and {name}")
            mentions[key] = mention
    for event in annotation.events:
        for argument in event.arguments:
            key = argument.start, argument.end
            known = mentions.get(key)
            if known is None:
                cluster_of[key] = argument.entity or key
                mentions[key] = Mention(argument.start, argument.end, argument.text, "", argument.value)
            elif argument.value and not known.value:
                mentions[key] = Mention(known.start, known.end, known.text, known.type, argument.value)
    for conflict in annotation.conflicts:
        for span in (Span(conflict.start, conflict.end, conflict.text), *conflict.repaired):
            key = span.start, span.end
            if key not in mentions:
                cluster_of[key] = key
                mentions[key] = Mention(span.start, span.end, span.text)
    return cluster_of, mentions


def write(annotation: Annotation, text: str, *, canary: str = "") -> str:
    """The .ann form of an annotation of `text`, in canonical order, with the canary line at its end if there is one.

    Reading it gives `canonical(annotation)` again, with every span's text filled in. Raises `ValueError` for what no
    line can hold: a span outside the text or across a line end, a type, role or value with white space in it, a note
    of several lines or on nothing, a canary of several lines.

    >>> write(Annotation(document="d", events=()), "text", canary="Not for training.")
    '#0\\tCanary #0\\tNot for training.\\n'
    """
    annotation = canonical(annotation)
    _check_writable(annotation)
    if "\n" in canary or "\r" in canary:
        raise ValueError("the canary has several lines")
    types: dict[tuple[int, int, str], str] = {}
    for mentions in annotation.entities.values():
        for mention in mentions:
            types[mention.start, mention.end, mention.type or UNTYPED] = ""
    mention_type = {(start, end): kind for start, end, kind in types}
    for event in annotation.events:
        key = event.trigger.start, event.trigger.end, event.type
        if mention_type.get(key[:2]) == event.type:
            raise ValueError(f"span {key[0]}-{key[1]} is both a trigger and a mention of type {event.type}")
        types[key] = ""
    lines = []
    for number, key in enumerate(sorted(types), 1):
        start, end, kind = key
        there = text[start:end]
        if len(there) != end - start or "\n" in there or "\r" in there:
            raise ValueError(f"span {start}-{end} lies outside the text or crosses a line end")
        types[key] = f"T{number}"
        lines.append(f"T{number}\t{kind} {start} {end}\t{there}")

    def mention_id(span: Span | Mention | Argument | Conflict) -> str:
        return types[span.start, span.end, mention_type[span.start, span.end]]

    for event in annotation.events:
        trigger = types[event.trigger.start, event.trigger.end, event.type]
        parts = [f"{event.type}:{trigger}"]
        count: dict[str, int] = {}
        for argument in event.arguments:
            count[argument.role] = count.get(argument.role, 0) + 1
            digit = str(count[argument.role]) if count[argument.role] > 1 else ""
            parts.append(f"{argument.role}{digit}:{mention_id(argument)}")
        lines.append(f"{event.id}\t{' '.join(parts)}")
    for mentions in annotation.entities.values():
        if len(mentions) > 1:
            lines.append("*\tCoref " + " ".join(mention_id(mention) for mention in mentions))
    chains: dict[str, list[str]] = {}
    for event in annotation.events:
        chains.setdefault(event.chain, []).append(event.id)
    lines += ["*\tEventCoref " + " ".join(ids) for ids in chains.values() if len(ids) > 1]

    relations = [f"PartOf Arg1:{part} Arg2:{whole}" for part, whole in annotation.part_of]
    for conflict in annotation.conflicts:
        relations += [f"Repair Arg1:{mention_id(conflict)} Arg2:{mention_id(span)}" for span in conflict.repaired]
    attributes = [f"Realis {event.id} {event.realis}" for event in annotation.events if event.realis]
    attributes += [f"Background {event.id}" for event in annotation.events if event.background]
    attributes += [f"TextConflict {mention_id(conflict)}" for conflict in annotation.conflicts]
    references = [
        f"Reference {types[key]} TIMEX3:{value}\t{text[key[0] : key[1]]}" for key, value in _values(annotation, types)
    ]
    remarks = [f"AnnotatorNotes {_target(note, types)}\t{note.text}" for note in annotation.notes]
    for letter, bodies in (("R", relations), ("A", attributes), ("N", references), ("#", remarks)):
        lines += [f"{letter}{number}\t{body}" for number, body in enumerate(bodies, 1)]
    if canary:
        lines.append(f"#0\tCanary #0\t{canary}")
    return "".join(line + "\n" for line in lines)


def _check_writable(annotation: Annotation) -> None:
    words = [word for event in annotation.events for word in (event.type, event.realis)]
    words += [argument.role for event in annotation.events for argument in event.arguments]
    words += [word for mentions in annotation.entities.values() for m in mentions for word in (m.type, m.value)]
    for word in words:
        if re.search(r"\s", word):
            raise ValueError(f"{word!r} has white space in it, which separates the fields of a line")
    for note in annotation.notes:
        if "\n" in note.text or "\r" in note.text or (note.span is None and not note.event):
            raise ValueError(f"note {note.text[:40]!r} has several lines, or is on neither an event nor a span")


def _values(
    annotation: Annotation, types: Mapping[tuple[int, int, str], str]
) -> Iterable[tuple[tuple[int, int, str], str]]:
    """The TIMEX3 values with their T keys, in the order of the T lines."""
    values = {
        (mention.start, mention.end, mention.type or UNTYPED): mention.value
        for mentions in annotation.entities.values()
        for mention in mentions
        if mention.value
    }
    return [(key, values[key]) for key in sorted(types) if key in values]


def _target(note: Note, types: Mapping[tuple[int, int, str], str]) -> str:
    if note.span is None:
        return note.event
    for (start, end, _), name in types.items():
        if (start, end) == (note.span.start, note.span.end):
            return name
    raise ValueError(f"note on span {note.span.start}-{note.span.end}, which is neither a mention nor a trigger")
