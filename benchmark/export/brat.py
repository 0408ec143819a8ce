"""A data folder for brat: texts with gold, or with nothing, and the configuration that the ontology asks for.

    annotation.conf visual.conf tools.conf    what may be annotated, how it looks, how texts are shown
    README                                    what brat shows of the folder: licence, and when each text was published
    <split>/<document>.txt and .ann

Source: brat's manual, "Annotation configuration", and what brat 1.3 itself reads: its signs for how often a role may be
filled, for spans that overlap and for relations that make chains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from benchmark import standoff
from benchmark.corpus import Corpus, Facts
from benchmark.exceptions import DatelineError
from benchmark.export.about import read_about, release
from benchmark.ontology import Ontology
from benchmark.schema import Annotation

SEED = "human pass"
"""What the order of a sample depends on, beside the ids."""

_WARM = ("#ffd27f", "#ffb3a7", "#f7e36b", "#ffc0e0")
_COOL = ("#a8d5ff", "#b8e6c1", "#d3c4f3", "#bfe8e8", "#dcdcdc", "#e9dcc3", "#c9d8b6", "#c4cdea")


def files(corpus: Corpus, documents: Iterable[Facts], *, blank: bool = False) -> dict[str, bytes]:
    """The folder of these documents, with their gold, or `blank` for somebody to annotate."""
    chosen = sorted(documents, key=lambda facts: (facts.split, facts.id))
    made = {
        "annotation.conf": annotation_conf(corpus.ontology).encode(),
        "visual.conf": visual_conf(corpus.ontology).encode(),
        "tools.conf": _TOOLS.encode(),
        "README": _readme(corpus, chosen).encode(),
    }
    for facts in chosen:
        document = corpus.document(facts)
        nothing = Annotation(document=facts.id, events=())
        annotation = nothing if blank else corpus.annotation(facts, document.text)
        path = f"{facts.split}/{facts.id}"
        made[f"{path}.txt"] = document.text.encode()
        made[f"{path}.ann"] = standoff.write(annotation, document.text, canary=corpus.canary).encode()
    return made


def sample(documents: Sequence[Facts], size: int) -> list[Facts]:
    """So many of the documents, sorted by id, each register in its proportion: the same ones every time.

    Every n-th of a list that is sorted by register and, within a register, by a hash of the ids: systematic sampling
    with implicit stratification. A register with a share of x in the sample gets x documents, rounded up or down.

    Raises `DatelineError` when there are not so many.
    """
    if size > len(documents):
        raise DatelineError(f"there are {len(documents)} documents to take {size} from; ask for fewer")
    ordered = sorted(
        documents, key=lambda facts: (facts.register, hashlib.sha256(f"{SEED}:{facts.id}".encode()).digest())
    )
    chosen = [ordered[(2 * number + 1) * len(ordered) // (2 * size)] for number in range(size)]
    return sorted(chosen, key=lambda facts: facts.id)


def annotation_conf(ontology: Ontology) -> str:
    """What may be annotated. A role may repeat or be missing, mentions may overlap, a chain is of one event type."""
    entities = [f"{name}\t<NORM>:TIMEX3" if name == "Time" else name for name in ontology.fillers]
    relations = [
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "Coref\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
        *(f"EventCoref\tArg1:{name}, Arg2:{name}, <REL-TYPE>:symmetric-transitive" for name in ontology.types),
        "PartOf\tArg1:<EVENT>, Arg2:<EVENT>",
        "Repair\tArg1:<ENTITY>, Arg2:<ENTITY>",
    ]
    events = [
        f"{name}\t{', '.join(f'{role}*:{_alternatives(fillers)}' for role, fillers in kind.roles.items())}"
        for name, kind in ontology.types.items()
    ]
    attributes = [
        f"Realis\tArg:<EVENT>, Value:{_alternatives(ontology.realis)}",
        "Background\tArg:<EVENT>",
        "TextConflict\tArg:<ENTITY>",
    ]
    return _sections(entities=entities, relations=relations, events=events, attributes=attributes)


def visual_conf(ontology: Ontology) -> str:
    """How it looks: events in warm colours, mentions in cool ones, links of chains dashed, realis in words."""
    roles = dict.fromkeys(role for kind in ontology.types.values() for role in kind.roles)
    labels = [f"{name} | {name} | {name[:4]}" for name in dict.fromkeys((*ontology.types, *ontology.fillers, *roles))]
    drawing = [
        "SPAN_DEFAULT\tfgColor:black, bgColor:lightgray, borderColor:darken",
        "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5",
        "ATTRIBUTE_DEFAULT\tglyph:*",
        *_coloured(ontology.types, _WARM),
        *_coloured(ontology.fillers, _COOL),
        *(f"{name}\tcolor:#1f6fb2, dashArray:3-3, arrowHead:none" for name in ("Coref", "EventCoref")),
        "PartOf\tcolor:#8a5a00",
        "Repair\tcolor:#b00020",
        f"Realis\tglyph:{_alternatives(f'[{value}]' for value in ontology.realis)}",
        "Background\tglyph:[background]",
        "TextConflict\tglyph:[conflict]",
    ]
    return _sections(labels=labels, drawing=drawing)


_TOOLS = """\
[options]
Validation\tvalidate:all
Sentences\tsplitter:newline

[normalization]
TIMEX3\t<URL>:https://www.timeml.org/
"""


def _readme(corpus: Corpus, documents: Iterable[Facts]) -> str:
    about = read_about(corpus)
    lines = [
        f"{about.title}, data {release(corpus).version}",
        f"Texts and annotations: {about.licence}, {about.licence_url}",
        *filter(None, [corpus.canary]),
        "Published:",
        *(f"{facts.split}/{facts.id} {facts.date}" for facts in documents),
    ]
    return "".join(f"{line}\n" for line in lines)


def _alternatives(values: Iterable[str]) -> str:
    return "|".join(values)


def _coloured(names: Iterable[str], palette: Sequence[str]) -> Iterable[str]:
    return (f"{name}\tbgColor:{palette[number % len(palette)]}" for number, name in enumerate(names))


def _sections(**sections: Iterable[str]) -> str:
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())
