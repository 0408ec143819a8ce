"""The corpus as Croissant metadata: what its files are, how records are read from them, and how they came about.

Written for the root of the repository: addresses are relative to it. `documents` joins texts with their facts, `gold`
has the stand-off annotation of each, `event_types`, `phenomena` and `splits` say what names and numbers mean.

Source: Croissant 1.0 and its vocabulary for responsible AI, http://mlcommons.org/croissant/1.0 and /RAI/1.0.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from benchmark.corpus import CONTRAST, SPLITS, Corpus
from benchmark.export.about import About, citation, read_about, release
from benchmark.files import read_bytes

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The names that Croissant 1.0 gives to its own terms and schema.org's."""

COLUMNS = {
    "split": ("sc:Text", "train, dev, test, or contrast: minimally edited partners of texts in the splits"),
    "date": ("sc:Date", "day of publication, on which relative times are anchored"),
    "title": ("sc:Text", "headline"),
    "source": ("sc:Text", "outlet; most are invented"),
    "register": ("sc:Text", "kind of news text"),
    "basis": ("sc:Text", "fictional, or public facts retold"),
    "cluster": ("sc:Text", "story; no story is in two splits"),
    "writer": ("sc:Text", "the voice that wrote the text"),
    "status": ("sc:Text", "how far gold has come: single, reviewed or adjudicated"),
}
"""The manifest's facts, with type and meaning."""

USES = {"train": "cr:TrainingSplit", "dev": "cr:ValidationSplit", "test": "cr:TestSplit", "contrast": "cr:TestSplit"}
"""What each split is for, in Croissant's terms."""


def to_json(corpus: Corpus) -> str:
    """croissant.json. The same corpus gives the same text."""
    return json.dumps(metadata(corpus), ensure_ascii=False, indent=2) + "\n"


def metadata(corpus: Corpus) -> dict[str, Any]:
    """The description as JSON-LD."""
    about, newest = read_about(corpus), release(corpus)
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": about.name,
        "alternateName": about.title,
        "description": f"{about.description} {corpus.canary}".rstrip(),
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "license": about.licence_url,
        "url": about.url,
        "creator": [{"@type": "sc:Organization", "name": author} for author in about.authors],
        "keywords": list(about.keywords),
        "inLanguage": about.language,
        "version": newest.version,
        "datePublished": newest.date,
        "citeAs": citation(about, newest),
        **_responsible(about),
        "distribution": _distribution(corpus),
        "recordSet": _record_sets(corpus),
    }


def _responsible(about: About) -> dict[str, Any]:
    process = about.process
    return {
        "rai:dataCollection": process.collection,
        "rai:dataCollectionType": ["Others"],
        "rai:dataAnnotationProtocol": list(process.annotation),
        "rai:annotatorDemographics": list(process.annotators),
        "rai:machineAnnotationTools": list(process.annotators),
        "rai:dataAnnotationAnalysis": list(process.agreement),
        "rai:dataLimitations": list(process.limitations),
        "rai:dataBiases": list(process.biases),
        "rai:dataUseCases": list(process.uses),
        "rai:dataSocialImpact": process.impact,
        "rai:personalSensitiveInformation": list(process.personal),
        "rai:dataReleaseMaintenancePlan": process.maintenance,
    }


def _distribution(corpus: Corpus) -> list[dict[str, Any]]:
    return [
        _file(corpus, "manifest", "corpus/manifest.jsonl", "application/jsonlines"),
        _file(corpus, "phenomena-table", "corpus/phenomena.tsv", "text/tab-separated-values"),
        _file_set("texts", "corpus/*/*.txt"),
        _file_set("gold-files", "annotations/gold/*/*.ann"),
    ]


def _file(corpus: Corpus, name: str, path: str, form: str) -> dict[str, Any]:
    content = read_bytes(corpus.root / path)
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": path.rpartition("/")[2],
        "contentUrl": path,
        "contentSize": f"{len(content)} B",
        "encodingFormat": form,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _file_set(name: str, pattern: str) -> dict[str, Any]:
    return {"@type": "cr:FileSet", "@id": name, "name": name, "includes": pattern, "encodingFormat": "text/plain"}


def _record_sets(corpus: Corpus) -> list[dict[str, Any]]:
    facts = {
        name: _field("documents", name, kind, meaning, _column("manifest", name))
        for name, (kind, meaning) in COLUMNS.items()
    }
    facts["split"]["references"] = {"field": {"@id": "splits/name"}}
    phenomena = "what makes the text hard: numbers of the record set phenomena"
    return [
        _record_set(
            "documents",
            "A text and what is known of it.",
            "id",
            [
                {
                    **_field("documents", "id", "sc:Text", "name of the document", _file_name("texts", "txt")),
                    "references": _column("manifest", "id"),
                },
                *facts.values(),
                {
                    **_field("documents", "phenomena", "sc:Integer", phenomena, _column("manifest", "phenomena")),
                    "repeated": True,
                },
                _field("documents", "text", "sc:Text", "the text; offsets are code points into it", _content("texts")),
            ],
        ),
        _record_set(
            "gold",
            "The adjudicated annotation of a document.",
            "id",
            [
                _field("gold", "id", "sc:Text", "name of the document", _file_name("gold-files", "ann")),
                _field("gold", "annotation", "sc:Text", "brat stand-off", _content("gold-files")),
            ],
        ),
        _table("phenomena", "What makes texts hard.", "number", {"number": "sc:Integer", "name": "sc:Text"}),
        _listed(
            "event_types",
            "What counts as an event, and what fills its roles.",
            {"name": "the type", "definition": "when there is one", "roles": "its roles with the types that fill them"},
            [
                {
                    "name": name,
                    "definition": kind.definition,
                    "roles": "; ".join(f"{role}: {', '.join(fillers)}" for role, fillers in kind.roles.items()),
                }
                for name, kind in corpus.ontology.types.items()
            ],
        ),
        {
            **_listed(
                "splits",
                "What each split is for.",
                {"name": "the split", "url": "the kind of split it is"},
                [{"name": name, "url": USES[name]} for name in (*SPLITS, CONTRAST)],
            ),
            "dataType": "cr:Split",
        },
    ]


def _record_set(name: str, meaning: str, key: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    identity = {"@type": "cr:RecordSet", "@id": name, "name": name, "description": meaning}
    return {**identity, "key": {"@id": f"{name}/{key}"}, "field": fields}


def _field(of: str, name: str, kind: str, meaning: str, source: dict[str, Any] | None = None) -> dict[str, Any]:
    identity = {"@type": "cr:Field", "@id": f"{of}/{name}", "name": name, "description": meaning, "dataType": kind}
    return identity if source is None else {**identity, "source": source}


def _table(name: str, meaning: str, key: str, columns: dict[str, str]) -> dict[str, Any]:
    """A record set that is a table of its own name."""
    fields = [_field(name, column, kind, column, _column(f"{name}-table", column)) for column, kind in columns.items()]
    return _record_set(name, meaning, key, fields)


def _listed(name: str, meaning: str, columns: dict[str, str], rows: list[dict[str, str]]) -> dict[str, Any]:
    """A record set whose records stand here."""
    fields = [_field(name, column, "sc:Text", said) for column, said in columns.items()]
    data = [{f"{name}/{column}": value for column, value in row.items()} for row in rows]
    return {**_record_set(name, meaning, next(iter(columns)), fields), "data": data}


def _column(file: str, name: str) -> dict[str, Any]:
    return {"fileObject": {"@id": file}, "extract": {"column": name}}


def _content(files: str) -> dict[str, Any]:
    return {"fileSet": {"@id": files}, "extract": {"fileProperty": "content"}}


def _file_name(files: str, suffix: str) -> dict[str, Any]:
    # The suffix may be gone: a reader that joins on the name applies the expression twice.
    name = {"fileSet": {"@id": files}, "extract": {"fileProperty": "filename"}}
    return {**name, "transform": {"regex": rf"^(.+?)(?:\.{suffix})?$"}}
