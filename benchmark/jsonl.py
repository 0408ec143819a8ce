"""Annotations as JSON lines, one document a line: the form of predictions and exports.

The fast path decodes a line straight into records. Only when that fails, or when a key may stand twice, is the line
read again slowly, to say exactly what is wrong and where.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from benchmark.exceptions import InputError, did_you_mean, quoted
from benchmark.files import read_lines, write_whole
from benchmark.ontology import Ontology
from benchmark.schema import Annotation, Argument, Span

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
        return "span has a text but no start and end; strings without offsets are not placed yet: give both offsets"
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
    raw: Any = None
    try:
        raw = _decode_any(line)
        annotation = msgspec.convert(raw, Annotation)
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


def _spans(annotation: Annotation) -> Iterator[tuple[str, Any]]:
    """Every span of an annotation with the place where it stands."""
    for number, event in enumerate(annotation.events, 1):
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
    for place, span in _spans(annotation):
        if problem := misplaced(span, text):
            raise InputError(f"{problem}", path=path, line=line, field=place)


def read_annotations(
    path: Path, *, ontology: Ontology | None = None, texts: Mapping[str, str] | None = None
) -> Iterator[Annotation]:
    """Annotations of a JSONL file, in its order, one in memory at a time.

    With `ontology`, types, roles and realis must be in it. With `texts` (document id to text), documents must be among
    them and spans must fit them. Raises `InputError`, naming file, line and field, at the first fault.
    """
    seen: dict[str, int] = {}
    for number, line in read_lines(path):
        annotation = parse_line(line, path, number)
        name = annotation.document
        if name in seen:
            raise InputError(
                f"document {quoted(name)} stands on line {seen[name]} already; one line a document",
                path=path,
                line=number,
            )
        seen[name] = number
        if ontology is not None and (fault := ontology.fault(annotation)) is not None:
            raise InputError(fault[1], path=path, line=number, field=fault[0])
        if texts is not None:
            if name not in texts:
                hint = did_you_mean(name, texts)
                raise InputError(f"document {quoted(name)} is not in the split; {hint}", path=path, line=number)
            check_spans(annotation, texts[name], path, number)
        yield annotation


def encode_annotation(annotation: Annotation) -> bytes:
    """One annotation as one JSON line, without its newline."""
    return _encode(annotation)


def write_annotations(path: Path, annotations: Iterable[Annotation]) -> None:
    """Write annotations sorted by document, one a line, whole or not at all."""
    ordered = sorted(annotations, key=lambda annotation: annotation.document)
    write_whole(path, (encode_annotation(annotation) + b"\n" for annotation in ordered))
