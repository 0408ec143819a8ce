"""Small makers of annotations, and hypothesis strategies for texts and annotations that fit them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from benchmark.schema import Annotation, Argument, Conflict, Event, Mention, Note, Span

Place = tuple[int, int]

ROLES = {
    "Meeting": ("Participant", "Place", "Time"),
    "Signing": ("Signatory", "Document", "Place", "Time"),
    "Visit": ("Visitor", "Destination", "Host", "Time"),
}
FILLERS = ("", "Person", "Org", "GPE", "Loc", "Fac", "Document", "Time")
REALIS = ("", "Actual", "Planned", "Negated", "Hypothetical", "Generic")


def event(kind: str, start: int, end: int, *arguments: tuple[str, int, int], realis: str = "", id: str = "") -> Event:
    """An event of spans without text: `event("Meeting", 5, 6, ("Participant", 0, 1))`."""
    made = tuple(Argument(role=role, start=first, end=last) for role, first, last in arguments)
    return Event(id=id, type=kind, trigger=Span(start, end), arguments=made, realis=realis)


def annotation(*events: Event, document: str = "doc") -> Annotation:
    return Annotation(document=document, events=events)


WORKED_GOLD = annotation(
    event("Meet", 5, 6, ("Participant", 0, 1), ("Participant", 2, 3), ("Place", 8, 9)),
    event("Meet", 12, 13, ("Participant", 0, 1), ("Place", 14, 15)),
    event("Sign", 20, 21, ("Signer", 0, 1), ("Host", 0, 1)),
)
WORKED_PREDICTED = annotation(
    event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 14, 15)),
    event("Meet", 5, 6, ("Participant", 0, 1), ("Place", 14, 15)),
    event("Visit", 12, 13, ("Participant", 0, 1), ("Place", 8, 9)),
    event("Sign", 21, 22, ("Signer", 0, 1)),
)
"""The worked example of docs/metrics.md, on which scorers disagree the most."""


class Fitting(NamedTuple):
    """A text and an annotation of it."""

    text: str
    annotation: Annotation


def texts(min_size: int = 0, max_size: int = 60) -> st.SearchStrategy[str]:
    """Texts of any code points but surrogates, with line ends, combining marks and non-BMP characters made common."""
    common = st.sampled_from(list('ab .:"\\\t\n\r\u0301\u200d\u2028\x85\ufeff\u00e9\U0001f91d\U00020000'))
    return st.text(common | st.characters(exclude_categories=["Cs"]), min_size=min_size, max_size=max_size)


def _places(text: str) -> st.SearchStrategy[Place]:
    """Spans of a text that do not cross a line end; the text must have one."""
    starts = [start for start, character in enumerate(text) if character not in "\n\r"]

    def reach(start: int) -> int:
        ends = [end for end in (text.find("\n", start), text.find("\r", start)) if end >= 0]
        return min([*ends, len(text), start + 8])

    return st.sampled_from(starts).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(start + 1, reach(start)))
    )


@st.composite
def fitting(draw: st.DrawFn) -> Fitting:
    """A text with an annotation that uses every kind of line: clusters, chains, parts, conflicts, values and notes."""
    text = draw(texts(max_size=40)) + "x" + draw(texts(max_size=20))
    places = draw(st.lists(_places(text), unique=True, max_size=6))
    mentions: dict[Place, Mention] = {}
    clusters: dict[Place, str] = {}
    for start, end in places:
        value = draw(st.sampled_from(("", "", "2021-03", "PRESENT_REF")))
        mentions[start, end] = Mention(start, end, text[start:end], draw(st.sampled_from(FILLERS)), value)
        clusters[start, end] = draw(st.sampled_from(("ann", "bo \U0001f91d", "c")))
    entities: dict[str, tuple[Mention, ...]] = {}
    for place, name in clusters.items():
        entities[name] = (*entities.get(name, ()), mentions[place])

    seen: set[object] = set()
    events: list[Event] = []
    for number in range(draw(st.integers(0, 4))):
        start, end = draw(_places(text))
        kind = draw(st.sampled_from(sorted(ROLES)))
        pairs = st.tuples(st.sampled_from(ROLES[kind]), st.sampled_from(places))
        chosen = draw(st.lists(pairs, max_size=4)) if places else []
        realis, background = draw(st.sampled_from(REALIS)), draw(st.booleans())
        key = start, end, kind, tuple(sorted(chosen)), realis, background
        if key in seen:
            continue
        seen.add(key)
        made = tuple(
            Argument(
                role=role,
                start=place[0],
                end=place[1],
                text=mentions[place].text,
                entity=clusters[place],
                value=mentions[place].value,
            )
            for role, place in chosen
        )
        events.append(
            Event(
                id=f"e{number}",
                type=kind,
                trigger=Span(start, end, text[start:end]),
                arguments=made,
                realis=realis,
                background=background,
                chain=draw(st.sampled_from(("", "one", "two"))),
            )
        )
    ids = [found.id for found in events]
    parts = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=2)) if ids else []
    contradicted = draw(st.lists(st.sampled_from(places), unique=True, max_size=2)) if places else []
    spans = {place: Span(*place, text[place[0] : place[1]]) for place in places}
    conflicts = tuple(
        Conflict(*place, spans[place].text, tuple(draw(st.lists(st.sampled_from(list(spans.values())), max_size=2))))
        for place in contradicted
    )
    said = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=10)
    notes = [Note(text=draw(said), event=name) for name in ids if draw(st.booleans())]
    notes += [Note(text=draw(said), span=span) for span in spans.values() if draw(st.booleans())]
    made_of = Annotation(
        document="doc",
        events=tuple(events),
        entities=entities,
        part_of=tuple(parts),
        conflicts=conflicts,
        notes=tuple(notes),
    )
    return Fitting(text, made_of)


_small = st.integers(0, 3).map(lambda start: (start, start + 1))


@st.composite
def colliding(draw: st.DrawFn, document: str = "doc") -> Annotation:
    """An annotation of so few spans, types and roles that events and arguments often coincide."""
    filler = st.tuples(st.sampled_from(("Participant", "Place")), _small).map(lambda pair: (pair[0], *pair[1]))
    events = [
        event(
            draw(st.sampled_from(("Meet", "Visit"))),
            *draw(st.sampled_from(((5, 6), (7, 8)))),
            *draw(st.lists(filler, max_size=4)),
            realis=draw(st.sampled_from(("", "Actual", "Planned"))),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    return annotation(*events, document=document)
