"""How fast scoring is, beside a plain Counter loop in the same run. Not a test: run `python tests/performance.py`.

Makes 10,000 synthetic documents with about 100,000 gold events of about two arguments each and noisy predictions, and
prints the seconds for reading both JSONL files, for the six trigger and argument measures with their tallies per type
and role, for the plain loop that computes two F1s (TC and AC) and nothing else, and the peak memory.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmark.jsonl import read_annotations, write_annotations
from benchmark.measures import parse_measures
from benchmark.schema import Annotation, Argument, Event, Span
from benchmark.scoring import score

TYPES = {
    "Meeting": ("Participant", "Place", "Time"),
    "Signing": ("Signatory", "Document", "Place", "Time"),
    "Visit": ("Visitor", "Destination", "Host", "Time"),
}
SIX = ("TI", "TC", "AI", "AC", "AI+", "AC+")
Result = TypeVar("Result")


def synthetic(documents: int, seed: int) -> tuple[list[Annotation], list[Annotation]]:
    """Gold with 10 events a document on average, and predictions with about a third of everything wrong."""
    draw = random.Random(seed)
    gold, predicted = [], []
    for number in range(documents):
        name = f"doc-{number:05d}"
        events, guesses = [], []
        for index in range(draw.randint(5, 15)):
            start = 100 * index + draw.randint(0, 40)
            kind = draw.choice(list(TYPES))
            spans = [
                (draw.choice(TYPES[kind]), 100 * index + 50 + 10 * position) for position in range(draw.randint(0, 4))
            ]
            events.append(_event(f"E{index + 1}", kind, start, spans))
            if draw.random() < 0.8:
                guess = kind if draw.random() < 0.9 else draw.choice(list(TYPES))
                shifted = start if draw.random() < 0.9 else start + 1
                roles = [(role, place) for role, place in spans if role in TYPES[guess] and draw.random() < 0.8]
                guesses.append(_event(f"E{index + 1}", guess, shifted, roles))
        gold.append(Annotation(document=name, events=tuple(events)))
        predicted.append(Annotation(document=name, events=tuple(guesses)))
    return gold, predicted


def _event(name: str, kind: str, start: int, spans: list[tuple[str, int]]) -> Event:
    arguments = tuple(Argument(role=role, start=place, end=place + 6, text="filler") for role, place in spans)
    return Event(
        id=name, type=kind, trigger=Span(start, start + 4, "word"), arguments=arguments, realis="Actual", confidence=0.5
    )


def counter_loop(gold: list[Annotation], predicted: list[Annotation]) -> tuple[float, float]:
    """TC and AC F1, and nothing else, as one would write it in ten minutes."""
    found = {annotation.document: annotation for annotation in predicted}
    counts = [[0, 0, 0], [0, 0, 0]]
    for annotation in gold:
        other = found[annotation.document]
        pairs = []
        for side in (annotation, other):
            triggers = Counter((e.trigger.start, e.trigger.end, e.type) for e in side.events)
            arguments = Counter((e.type, a.start, a.end, a.role) for e in side.events for a in e.arguments)
            pairs.append((triggers, arguments))
        for index, count in enumerate(counts):
            ours, theirs = pairs[0][index], pairs[1][index]
            count[0] += sum((ours & theirs).values())
            count[1] += sum(theirs.values())
            count[2] += sum(ours.values())
    tc, ac = (2 * matched / (guessed + wanted) for matched, guessed, wanted in counts)
    return tc, ac


def timed(what: Callable[[], Result], repeat: int = 3) -> tuple[float, Result]:
    """The best of a few runs, in seconds, with the result."""
    best = float("inf")
    for _ in range(repeat):
        begin = time.perf_counter()
        result = what()
        best = min(best, time.perf_counter() - begin)
    return best, result


def main(documents: int = 10_000) -> None:
    measures = parse_measures(SIX)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"]
        for path, side in zip(paths, synthetic(documents, seed=7), strict=True):
            write_annotations(path, side)
        size = sum(path.stat().st_size for path in paths) / 1e6
        reading, (gold, predicted) = timed(lambda: [list(read_annotations(path)) for path in paths])
        loop, (tc, ac) = timed(lambda: counter_loop(gold, predicted))
        scoring, scores = timed(lambda: score(gold, predicted, measures))
    events = sum(len(annotation.events) for annotation in gold)
    read = events + sum(len(annotation.events) for annotation in predicted)
    arguments = sum(len(event.arguments) for annotation in gold for event in annotation.events)
    assert abs(scores.tally("TC").f1 - tc) < 1e-12, "the loop and the scorer disagree on TC"
    assert abs(scores.tally("AC").f1 - ac) < 1e-12, "the loop and the scorer disagree on AC"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "linux" else 1 << 30)
    print(f"{documents} documents, {events} gold events with {arguments} arguments, {size:.0f} MB of JSONL")
    print(f"reading and checking both files   {reading:6.2f} s   {read / reading:10,.0f} events/s")
    print(f"plain Counter loop, TC and AC     {loop:6.2f} s   {events / loop:10,.0f} gold events/s")
    print(f"six measures with all tallies     {scoring:6.2f} s   {events / scoring:10,.0f} gold events/s")
    print(f"ratio to the loop                 {scoring / loop:6.2f}")
    print(f"peak memory                       {memory:6.2f} GB")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
