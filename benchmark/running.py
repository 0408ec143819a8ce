"""Running a system over a split, with progress, and going on where a run was cut off."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from benchmark.alignment import is_nowhere
from benchmark.baseline import Baseline, Extractor
from benchmark.corpus import Corpus
from benchmark.exceptions import DatelineError, quoted
from benchmark.files import write_whole
from benchmark.jsonl import encode_annotation, misplaced, parse_prediction, write_annotations
from benchmark.schema import AnnotatedDocument, Annotation, Argument, Document, Event, Span


class ExtractorFailed(Exception):
    """A system's own code raised an error: `trace` is for its author, the message says on which document."""

    def __init__(self, message: str, trace: str) -> None:
        super().__init__(message)
        self.trace = trace


@dataclass(frozen=True)
class Run:
    """One system over one split. Predictions go to `folder/<split>.jsonl` when all documents are done."""

    baseline: Baseline
    corpus: Corpus
    split: str
    folder: Path

    @property
    def predictions_path(self) -> Path:
        return self.folder / f"{self.split}.jsonl"

    @property
    def partial_path(self) -> Path:
        """What a run that was cut off leaves: its key, then the documents it had finished."""
        return self.folder / f".{self.split}.partial.jsonl"

    def key(self) -> str:
        """A hash of the system's source, the library version and the corpus: a partial run with another is dropped."""
        parts = (self.baseline.fingerprint(), metadata.version("dateline"), self.corpus.version)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def finished(self) -> dict[str, Annotation]:
        """The documents that an earlier run with the same key finished; a last line cut short does not count."""
        try:
            lines = self.partial_path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return {}
        if not lines or lines[0].decode("utf-8", "replace").strip() != self.key():
            return {}
        done = {}
        for number, line in enumerate(lines[1:], 2):
            if line.endswith(b"\n"):
                annotation = parse_prediction(line, self.partial_path, number).annotation
                done[annotation.document] = annotation
        return done

    def __call__(self) -> Iterator[Annotation]:
        """Yield each document's annotation as soon as it is there, then write the predictions, whole.

        Raises `ExtractorFailed` when the system's code fails; what was finished is kept for the next run.
        """
        documents = list(self.corpus.documents(self.split))
        done = self.finished()
        write_whole(self.partial_path, [self.key() + "\n", *(encode_annotation(a) + b"\n" for a in done.values())])
        extractor = self._fitted() if len(done) < len(documents) else None
        found = []
        with self.partial_path.open("ab", buffering=0) as partial:
            for document in documents:
                annotation = done.get(document.id)
                if annotation is None and extractor is not None:
                    annotation = extract_one(extractor, document, self.baseline.name)
                    partial.write(encode_annotation(annotation) + b"\n")
                if annotation is not None:
                    found.append(annotation)
                    yield annotation
        write_annotations(self.predictions_path, found)
        self.partial_path.unlink(missing_ok=True)

    def _fitted(self) -> Extractor:
        return fitted(self.baseline, self.corpus)


def fitted(baseline: Baseline, corpus: Corpus) -> Extractor:
    """The baseline's extractor, fitted on train (and shown dev) if it has a `fit`. The test split's gold stays shut."""
    try:
        extractor = baseline.extractor()
        if hasattr(extractor, "fit"):
            train, dev = (_annotated(corpus, split) for split in ("train", "dev"))
            extractor.fit(train, dev)
    except DatelineError:
        raise
    except Exception as error:
        raise ExtractorFailed(
            f"{baseline.name} failed while it was loaded or fitted: {error!r}", _trace(error)
        ) from None
    return extractor


def _annotated(corpus: Corpus, split: str) -> list[AnnotatedDocument]:
    return list(corpus.annotated(split))


def extract_one(extractor: Extractor, document: Document, name: str) -> Annotation:
    """What a system finds in one document, as checked records whose spans fit the text."""
    try:
        events: Iterable[Event] = extractor.extract(document)
        # Written and read again as any prediction is: the system's records are checked like a stranger's file.
        line = encode_annotation(Annotation(document=document.id, events=tuple(events)))
        annotation = parse_prediction(line, Path(name), 1).annotation
    except Exception as error:
        raise ExtractorFailed(f"{name} failed on document {quoted(document.id)}: {error!r}", _trace(error)) from None
    for number, event in enumerate(annotation.events, 1):
        for what, span in _spans(event):
            if not is_nowhere(span) and (problem := misplaced(span, document.text)):
                message = f"{name}, document {quoted(document.id)}: event {number}: {what} {problem}"
                raise ExtractorFailed(message, "")
    return annotation


def _spans(event: Event) -> Iterator[tuple[str, Span | Argument]]:
    yield "trigger", event.trigger
    for argument in event.arguments:
        yield f"argument {argument.role}", argument


def _trace(error: BaseException) -> str:
    """The traceback of the system's own frames, without ours and those of the import machinery."""
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    ours = Path(__file__).parent
    own = [f for f in frames if Path(f.filename).parent != ours and not f.filename.startswith("<frozen")]
    return "".join([*traceback.format_list(own), *traceback.format_exception_only(error)])
