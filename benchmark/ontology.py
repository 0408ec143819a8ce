"""The ontology: event types, their roles, what may fill a role, and the realis values. It is data, not code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmark.exceptions import InputError, did_you_mean, quoted
from benchmark.files import read_text
from benchmark.schema import Annotation


class EventType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event type: what it means, and which filler types each of its roles takes."""

    definition: str
    roles: dict[str, tuple[str, ...]]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    realis: tuple[str, ...]
    fillers: tuple[str, ...]
    types: dict[str, EventType]


@dataclass(frozen=True)
class Ontology:
    """Types, roles, filler types and realis values that an annotation may use."""

    types: dict[str, EventType]
    fillers: tuple[str, ...]
    realis: tuple[str, ...]

    def fault(self, annotation: Annotation) -> tuple[str, str] | None:
        """The first place where an annotation leaves the ontology, as (field, problem), or None.

        An empty realis or filler type is "not said" and passes.
        """
        for number, event in enumerate(annotation.events, 1):
            place = f"event {number}"
            kind = self.types.get(event.type)
            if kind is None:
                return f"{place}: type", f"unknown type {quoted(event.type)}; {did_you_mean(event.type, self.types)}"
            if event.realis and event.realis not in self.realis:
                found, hint = quoted(event.realis), did_you_mean(event.realis, self.realis)
                return f"{place}: realis", f"unknown realis {found}; {hint}"
            for argument in event.arguments:
                if argument.role not in kind.roles:
                    hint = did_you_mean(argument.role, kind.roles)
                    return f"{place}: role", f"{event.type} has no role {quoted(argument.role)}; {hint}"
        for name, mentions in annotation.entities.items():
            for mention in mentions:
                if mention.type and mention.type not in self.fillers:
                    found, hint = quoted(mention.type), did_you_mean(mention.type, self.fillers)
                    return f"entity {quoted(name)}: type", f"unknown entity type {found}; {hint}"
        return None


def read_ontology(path: Path) -> Ontology:
    """Read an ontology file (TOML); raises `InputError` for one that is malformed or names an undeclared filler."""
    text = read_text(path)
    try:
        data = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(f"is not an ontology: {error}", path=path) from None
    for name, kind in data.types.items():
        for role, fillers in kind.roles.items():
            if role[-1:].isdigit():
                raise InputError(
                    f"role {quoted(role)} ends in a digit, which brat reads as a count; rename it",
                    path=path,
                    field=f"types.{name}",
                )
            for filler in fillers:
                if filler not in data.fillers:
                    raise InputError(
                        f"role {role} takes undeclared filler type {quoted(filler)}; "
                        f"{did_you_mean(filler, data.fillers)}",
                        path=path,
                        field=f"types.{name}",
                    )
    return Ontology(data.types, data.fillers, data.realis)
