"""Annotations as JSON lines, one document a line: the form of predictions and exports.

The fast path decodes a line straight into records. Only when that fails, or when a key may stand twice, is the line
read again slowly, to say exactly what is wrong and where. Predictions may have strings without offsets: a line that has
them is read into loose records, and `alignment` places its strings in the document's text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec

from benchmark.alignment import (
    DEFAULT,
    LooseAnnotation,
    LooseEvent,
    Placed,
    Placement,
    Policy,
    is_nowhere,
    place_annotation,
)
from benchmark.exceptions import DatelineError, InputError, did_you_mean, quoted
from benchmark.files import read_lines, write_whole
from benchmark.ontology import Ontology
from benchmark.schema import Annotation, Argument, Event, Mention, Span

Read = TypeVar("Read", Annotation, Annotation | LooseAnnotation)

MAX_DEPTH = 12
"""How deep the brackets of a line may nest; the schema needs six."""


class _Repeated(Exception):
    """A key stands twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found


class _NotANumber(Exception):
    """NaN or an infinity, which JSON does not have."""


def _constant(name: str) -> NoReturn:
    raise _NotANumber(name)


def _depth(text: str) -> int:
    """How deep the brackets outside strings nest."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _check_json(line: bytes, path: Path, number: int) -> None:
    """Raise the located error of a line that is not JSON, repeats a key, has NaN in it or nests too deep."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8: byte 0x{line[error.start]:02x} at column {error.start + 1}; save it as UTF-8",
            path=path,
            line=number,
        ) from None
    if _depth(text) > MAX_DEPTH:
        raise InputError(f"brackets nest deeper than {MAX_DEPTH}; see docs/schema.json", path=path, line=number)
    try:
        json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise InputError(
            f"is not JSON: {error.msg[:1].lower() + error.msg[1:]}; one complete object a line",
            path=path,
            line=number,
            field=f"column {error.pos + 1}",
        ) from None
    except _Repeated as error:
        problem = f"key {quoted(str(error))} stands twice in one object; keep one"
        raise InputError(problem, path=path, line=number) from None
    except _NotANumber as error:
        raise InputError(f"has {error}, which is not JSON; leave the field out", path=path, line=number) from None
    except ValueError:
        raise InputError("has a number too long to read", path=path, line=number) from None


_decode_any = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def _may_repeat_a_key(line: bytes, raw: Any) -> bool:
    """Whether an object of the line may have a key twice. Never False when one does.

    Decoding keeps one of two equal keys, so encoding again gives fewer `":` than the line has. That count is sure only
    when colons follow their keys at once and no quotation mark is written as an escape; other lines count as doubtful.
    """
    if b" :" in line or b"\t:" in line or b"\r:" in line or b"\\u0022" in line:
        return True
    return line.count(b'":') != _encode(raw).count(b'":')


def _field(message: str) -> tuple[str, str]:
    """Split msgspec's "problem - at `$.events[0].trigger`" into ("event 1: trigger", "problem")."""
    problem, _, place = message.partition(" - at `$.")
    place = place.rstrip("`").replace("[...]", "")
    parts = []
    for part in place.split("."):
        name, _, index = part.partition("[")
        singular = {"events": "event", "arguments": "argument", "part_of": "part_of", "conflicts": "conflict"}.get(name)
        if singular and index.rstrip("]").isdigit():
            parts.append(f"{singular} {int(index.rstrip(']')) + 1}")
        elif part:
            parts.append(part)
    return ": ".join(parts), problem


def _explained(problem: str, raw_has_text: bool) -> str:
    if problem.startswith("Object missing required field `start`") and raw_has_text:
        return (
            "span has a text but no start and end; only triggers, arguments and mentions of predictions may: give both"
        )
    if problem.startswith("Object contains unknown field"):
        return f"{problem[:1].lower()}{problem[1:]}; the fields are listed in docs/schema.json"
    if problem.startswith("Object missing required field"):
        return f"{problem[:1].lower()}{problem[1:]}; give it"
    if problem.startswith("Expected `int`"):
        return f"{problem[:1].lower()}{problem[1:]}; offsets are whole numbers of code points"
    return problem[:1].lower() + problem[1:]


def _lookup(raw: Any, message: str) -> Any:
    """The value that msgspec's path in `message` points at, as far as it can be followed."""
    place = message.partition(" - at `$")[2].rstrip("`")
    for part in place.replace("[", ".[").split("."):
        try:
            if part.startswith("["):
                raw = raw[int(part[1:-1])]
            elif part:
                raw = raw[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return raw


def parse_line(line: bytes, path: Path, number: int) -> Annotation:
    """One line as an annotation; raises `InputError` naming the line and the field of what is wrong with it."""
    return _parse(line, path, number, _strict)


def _strict(raw: Any) -> Annotation:
    return msgspec.convert(raw, Annotation)


def _strict_or_loose(raw: Any) -> Annotation | LooseAnnotation:
    try:
        return msgspec.convert(raw, Annotation)
    except msgspec.ValidationError as error:
        if not str(error).startswith(_OF_STRINGS):
            raise
    return msgspec.convert(raw, LooseAnnotation)


_OF_STRINGS = (
    "Object missing required field `start`",
    "Object missing required field `end`",
    "Object contains unknown field `occurrence`",
)
"""How msgspec's errors begin where a span may be a string without offsets."""


def _parse(line: bytes, path: Path, number: int, convert: Callable[[Any], Read]) -> Read:
    raw: Any = None
    try:
        raw = _decode_any(line)
        annotation = convert(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _check_json(line, path, number)
        field, problem = _field(str(error))
        if isinstance(error, msgspec.ValidationError):
            found = _lookup(raw, str(error))
            problem = _explained(problem, isinstance(found, dict) and "text" in found)
        raise InputError(problem, path=path, line=number, field=field) from None
    if _may_repeat_a_key(line, raw):
        _check_json(line, path, number)
    return annotation


def parse_prediction(
    line: bytes, path: Path, number: int, *, text: str | None = None, policy: Policy = DEFAULT
) -> Placed:
    """One line as a prediction, its strings without offsets placed in `text`; raises as `parse_line`."""
    return _placed(_parse(line, path, number, _strict_or_loose), path, number, text, policy)


def _placed(found: Annotation | LooseAnnotation, path: Path, number: int, text: str | None, policy: Policy) -> Placed:
    if isinstance(found, Annotation):
        return Placed(found, Placement(given=_count_spans(found)))
    if text is None:
        for place, span in _spans(found):
            if span.start is msgspec.UNSET and span.occurrence != 0:
                raise InputError(
                    "span has a text but no start and end, and there is no text of the document to place it in; "
                    "give both offsets, or --texts with the documents' texts",
                    path=path,
                    line=number,
                    field=place,
                )
    try:
        return place_annotation(found, text or "", policy)
    except (DatelineError, ValueError) as error:
        raise InputError(str(error), path=path, line=number) from None


def _count_spans(annotation: Annotation) -> int:
    """How many triggers, arguments and mentions there are."""
    return (
        len(annotation.events)
        + sum(len(event.arguments) for event in annotation.events)
        + sum(map(len, annotation.entities.values()))
    )


def _spans(annotation: Annotation | LooseAnnotation) -> Iterator[tuple[str, Any]]:
    """Every span of an annotation with the place where it stands."""
    events: Iterable[Event | LooseEvent] = annotation.events
    for number, event in enumerate(events, 1):
        yield f"event {number}: trigger", event.trigger
        for position, argument in enumerate(event.arguments, 1):
            yield f"event {number}: argument {position}", argument
    for name, mentions in annotation.entities.items():
        for position, mention in enumerate(mentions, 1):
            yield f"entity {quoted(name)}: mention {position}", mention
    for position, conflict in enumerate(annotation.conflicts, 1):
        yield f"conflict {position}", conflict
        for repaired in conflict.repaired:
            yield f"conflict {position}: repaired", repaired
    for position, note in enumerate(annotation.notes, 1):
        if note.span is not None:
            yield f"note {position}", note.span


def misplaced(span: Span | Argument, text: str) -> str:
    """What is wrong with a span as a part of `text`, or an empty string.

    >>> misplaced(Span(0, 3, "met"), "mee")
    'says "met" at 0-3, but the text has "mee" there; offsets are Unicode code points'
    """
    if span.end > len(text):
        return f"ends at {span.end}, but the text has {len(text)} code points; offsets are Unicode code points"
    if span.text and (there := text[span.start : span.end]) != span.text:
        return (
            f"says {quoted(span.text)} at {span.start}-{span.end}, but the text has {quoted(there)} there; "
            "offsets are Unicode code points"
        )
    return ""


def check_spans(annotation: Annotation, text: str, path: Path, line: int | None = None) -> None:
    """Raise `InputError` at the first span that lies outside `text` or says another string than stands there."""
    _check(_spans(annotation), text, path, line)


def _check(spans: Iterable[tuple[str, Any]], text: str, path: Path, line: int | None) -> None:
    for place, span in spans:
        if problem := misplaced(span, text):
            raise InputError(f"{problem}", path=path, line=line, field=place)


def read_annotations(
    path: Path, *, ontology: Ontology | None = None, texts: Mapping[str, str] | None = None
) -> Iterator[Annotation]:
    """Annotations of a JSONL file, in its order, one in memory at a time.

    With `ontology`, types, roles and realis must be in it. With `texts` (document id to text), documents must be among
    them and spans must fit them. Raises `InputError`, naming file, line and field, at the first fault.
    """
    for number, annotation in _read(path, _strict, texts):
        _check_labels(annotation, ontology, path, number)
        if texts is not None:
            check_spans(annotation, texts[annotation.document], path, number)
        yield annotation


def read_predictions(
    path: Path,
    *,
    policy: Policy = DEFAULT,
    ontology: Ontology | None = None,
    texts: Mapping[str, str] | None = None,
) -> Iterator[Placed]:
    """Predictions of a JSONL file as `read_annotations` reads them, each with the counts of its spans.

    Triggers, arguments and mentions may have a `text` and no offsets, and which `occurrence` of it they mean: `policy`
    places them in `texts`, without which they are refused. Offsets that are given must be right.
    """
    for number, found in _read(path, _strict_or_loose, texts):
        text = None if texts is None else texts[found.document]
        placed = _placed(found, path, number, text, policy)
        _check_labels(placed.annotation, ontology, path, number)
        if text is not None:
            spans = _spans(placed.annotation)
            if placed.placement.unplaceable:
                spans = ((place, span) for place, span in spans if not is_nowhere(span))
            _check(spans, text, path, number)
        yield placed


def _read(path: Path, convert: Callable[[Any], Read], texts: Mapping[str, str] | None) -> Iterator[tuple[int, Read]]:
    """The numbered lines of a file as records: each document once, and among `texts` where these are given."""
    seen: dict[str, int] = {}
    for number, line in read_lines(path):
        annotation = _parse(line, path, number, convert)
        name = annotation.document
        if name in seen:
            raise InputError(
                f"document {quoted(name)} stands on line {seen[name]} already; one line a document",
                path=path,
                line=number,
            )
        seen[name] = number
        if texts is not None and name not in texts:
            hint = did_you_mean(name, texts)
            raise InputError(f"document {quoted(name)} is not in the split; {hint}", path=path, line=number)
        yield number, annotation


def _check_labels(annotation: Annotation, ontology: Ontology | None, path: Path, number: int) -> None:
    if ontology is not None and (fault := ontology.fault(annotation)) is not None:
        raise InputError(fault[1], path=path, line=number, field=fault[0])


def encode_annotation(annotation: Annotation) -> bytes:
    """One annotation as one JSON line, without its newline. Unplaceable strings are written as they came: as texts.

    >>> from benchmark.alignment import NOWHERE
    >>> from benchmark.schema import Event
    >>> event = Event(type="Meeting", trigger=Span(NOWHERE, NOWHERE + 3, "met"))
    >>> encode_annotation(Annotation(document="d", events=(event,)))
    b'{"document":"d","events":[{"type":"Meeting","trigger":{"text":"met","occurrence":0}}]}'
    """
    return _encode(_without_nowhere(annotation) if any(map(is_nowhere, _placeable(annotation))) else annotation)


def _placeable(annotation: Annotation) -> Iterator[Span | Argument | Mention]:
    for event in annotation.events:
        yield event.trigger
        yield from event.arguments
    for mentions in annotation.entities.values():
        yield from mentions


def _without_nowhere(annotation: Annotation) -> Any:
    """The JSON form with `"occurrence": 0` for places beyond the text: no policy places such a string again."""
    raw = msgspec.to_builtins(annotation)
    spans = [span for event in raw["events"] for span in (event["trigger"], *event.get("arguments", ()))]
    spans += [mention for mentions in raw.get("entities", {}).values() for mention in mentions]
    for span, record in zip(spans, _placeable(annotation), strict=True):
        if is_nowhere(record):
            del span["start"], span["end"]
            span.setdefault("text", "")
            span["occurrence"] = 0
    return raw


def write_annotations(path: Path, annotations: Iterable[Annotation]) -> None:
    """Write annotations sorted by document, one a line, whole or not at all."""
    ordered = sorted(annotations, key=lambda annotation: annotation.document)
    write_whole(path, (encode_annotation(annotation) + b"\n" for annotation in ordered))
