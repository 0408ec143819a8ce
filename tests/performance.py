"""How fast scoring is, beside a plain Counter loop and other scorers in one run. Not a test: run it as a script.

Makes 10,000 synthetic documents with about 100,000 gold events of about two arguments each in about 80,000 chains, and
noisy predictions, and prints the seconds of reading, of each family of measures and of resampling, next to the plain
loop that computes two F1s (TC and AC) and nothing else. The other scorers are timed where they are installed
(`pip install -e ".[peers]"`), each on as many of the same documents as take it some seconds, and compared by events
per second with the nearest equal measures of ours on all of them.
"""

from __future__ import annotations

import importlib.util
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmark.jsonl import read_annotations, write_annotations
from benchmark.results import compare_scores
from benchmark.schema import Annotation, Argument, Event, Mention, Span
from benchmark.scoring import score

TYPES = {
    "Meeting": ("Participant", "Place", "Time"),
    "Signing": ("Signatory", "Document", "Place", "Time"),
    "Visit": ("Visitor", "Destination", "Host", "Time"),
}
REALIS = ("Actual", "Actual", "Actual", "Planned", "Negated", "Generic")
SIX = ("TI", "TC", "AI", "AC", "AI+", "AC+")
NUGGETS = ("Nugget", "Nugget+type", "Nugget+realis", "Nugget+type+realis")
ITEMS = (*SIX, "AC+@chain", "TC+realis", "Realis", *NUGGETS)
CHAINS = ("MUC", "B3", "CEAFm", "CEAFe", "BLANC", "LEA", "CoNLL")
RECORDS = ("CEAF-REE", "CEAF-REE@prop", "CEAF-RME", "CEAF-RME@mentions", "CEAF-RME@subset", "GTT")
Result = TypeVar("Result")
Pair = tuple[Annotation, Annotation]


def synthetic(documents: int, seed: int) -> tuple[list[Annotation], list[Annotation]]:
    """Gold with 10 events a document on average, and predictions with about a third of everything wrong."""
    draw = random.Random(seed)
    pairs = [_document(f"doc-{number:05d}", draw) for number in range(documents)]
    return [gold for gold, _ in pairs], [found for _, found in pairs]


def _document(name: str, draw: random.Random) -> Pair:
    events: list[Event] = []
    guesses: list[Event] = []
    for index in range(draw.randint(5, 15)):
        start = 100 * index + draw.randint(0, 40)
        kind = draw.choice(list(TYPES))
        same = [event for event in events if event.type == kind]
        chain = draw.choice(same).chain if same and draw.random() < 0.3 else f"c{index}"
        fillers = [
            (draw.choice(TYPES[kind]), 100 * index + 50 + 10 * position, draw.randint(0, 9))
            for position in range(draw.randint(0, 4))
        ]
        events.append(_event(f"E{index + 1}", kind, start, fillers, chain, draw.choice(REALIS)))
        if draw.random() < 0.8:
            guess = kind if draw.random() < 0.9 else draw.choice(list(TYPES))
            shifted = start if draw.random() < 0.9 else start + 1
            kept = [filler for filler in fillers if filler[0] in TYPES[guess] and draw.random() < 0.8]
            linked = chain if draw.random() < 0.8 else f"g{index}"
            realis = events[-1].realis if draw.random() < 0.8 else "Actual"
            guesses.append(_event(f"E{index + 1}", guess, shifted, kept, linked, realis))
    return tuple(  # type: ignore[return-value]
        Annotation(document=name, events=tuple(side), entities=_entities(side)) for side in (events, guesses)
    )


def _event(name: str, kind: str, start: int, fillers: Sequence[tuple[str, int, int]], chain: str, realis: str) -> Event:
    arguments = tuple(
        Argument(role=role, start=place, end=place + 6, text="filler", entity=f"x{entity}")
        for role, place, entity in fillers
    )
    return Event(
        id=name,
        type=kind,
        trigger=Span(start, start + 4, "word"),
        arguments=arguments,
        realis=realis,
        chain=chain,
        confidence=0.5,
    )


def _entities(events: Sequence[Event]) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, dict[int, Mention]] = {}
    for event in events:
        for a in event.arguments:
            found.setdefault(a.entity, {})[a.start] = Mention(a.start, a.end, f"name {a.start % 70}"[:6].ljust(6, "x"))
    return {name: tuple(mentions.values()) for name, mentions in found.items()}


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


def nervaluate(gold: list[Annotation], predicted: list[Annotation]) -> float:
    """Strict F1 of typed trigger spans."""
    from nervaluate import Evaluator

    sides = [
        [[{"label": e.type, "start": e.trigger.start, "end": e.trigger.end - 1} for e in a.events] for a in side]
        for side in (gold, predicted)
    ]
    result = Evaluator(*sides, tags=list(TYPES), loader="dict").evaluate()["overall"]["strict"]
    return float(result.f1)


def seqeval(gold: list[Annotation], predicted: list[Annotation]) -> float:
    """F1 of typed trigger spans from BIO tags, a tag for each ten code points."""
    from seqeval.metrics import f1_score

    def tags(annotation: Annotation) -> list[str]:
        sequence = ["O"] * 1600
        for event in annotation.events:
            sequence[event.trigger.start] = f"B-{event.type}"
            sequence[event.trigger.start + 1 : event.trigger.end] = [f"I-{event.type}"] * 3
        return sequence

    return float(f1_score([tags(a) for a in gold], [tags(a) for a in predicted]))


def metametric(gold: list[Annotation], predicted: list[Annotation]) -> float:
    """The event suite: TI, TC, AI and AC attached to their triggers, by document."""
    from metametric.metrics.event_extraction import event_extraction_suite
    from metametric.structures import ie

    def events(annotation: Annotation) -> object:
        return ie.EventSet(
            [
                ie.Event(
                    ie.Trigger(ie.Mention(e.trigger.start, e.trigger.end), e.type),
                    [ie.Argument(ie.Mention(a.start, a.end), a.role) for a in e.arguments],
                )
                for e in annotation.events
            ]
        )

    suite = event_extraction_suite.new()
    for wanted, found in zip(gold, predicted, strict=True):
        suite.update_single(events(found), events(wanted))
    return float(next(iter(suite.compute().values())))


Peer = tuple[int, tuple[str, ...], Callable[[list[Annotation], list[Annotation]], float]]

PEERS: dict[str, Peer] = {
    "nervaluate": (10_000, ("TI", "TC"), nervaluate),
    "seqeval": (2_000, ("TC",), seqeval),
    "metametric": (200, ("TI", "TC", "AI+", "AC+"), metametric),
}
"""Scorer -> how many documents it is given, the nearest equal measures of ours, and what runs it."""


def compare_with(name: str, gold: list[Annotation], predicted: list[Annotation]) -> str:
    documents, measures, run = PEERS[name]
    if importlib.util.find_spec(name) is None:
        return f"{name:<34}not installed"
    wanted, found = gold[:documents], predicted[:documents]
    events = sum(len(annotation.events) for annotation in wanted)
    theirs, _ = timed(lambda: run(wanted, found), 1)
    all_events = sum(len(annotation.events) for annotation in gold)
    ours, _ = timed(lambda: score(gold, predicted, measures, resamples=0))
    ratio = (all_events / ours) / (events / theirs)
    return (
        f"{name + ', ' + str(documents) + ' documents':<34}{theirs:6.2f} s   {events / theirs:10,.0f} gold events/s   "
        f"ours ({', '.join(measures)}): {all_events / ours:,.0f}, {ratio:,.0f} times as many"
    )


def main(documents: int = 10_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"]
        for path, side in zip(paths, synthetic(documents, seed=7), strict=True):
            write_annotations(path, side)
        size = sum(path.stat().st_size for path in paths) / 1e6
        reading, (gold, predicted) = timed(lambda: [list(read_annotations(path)) for path in paths])
    events = sum(len(annotation.events) for annotation in gold)
    read = events + sum(len(annotation.events) for annotation in predicted)
    arguments = sum(len(event.arguments) for annotation in gold for event in annotation.events)
    print(f"{documents} documents, {events} gold events with {arguments} arguments, {size:.0f} MB of JSONL")
    print(f"reading and checking both files   {reading:6.2f} s   {read / reading:10,.0f} events/s")
    loop, (tc, ac) = timed(lambda: counter_loop(gold, predicted))
    print(f"plain Counter loop, TC and AC     {loop:6.2f} s   {events / loop:10,.0f} gold events/s")
    for what, names in (("TC alone", ("TC",)), ("six measures", SIX), (f"all {len(ITEMS)} of items", ITEMS)):
        seconds, scores = timed(lambda names=names: score(gold, predicted, names, resamples=0))  # type: ignore[misc]
        rate = f"{events / seconds:10,.0f} gold events/s"
        print(f"{what + ', with all tallies':<34}{seconds:6.2f} s   {rate}   {seconds / loop:.2f} times the loop")
    assert abs(scores.tally("TC").f1 - tc) < 1e-12, "the loop and the scorer disagree on TC"
    assert abs(scores.tally("AC").f1 - ac) < 1e-12, "the loop and the scorer disagree on AC"
    for what, names in (("coreference, 7 measures", CHAINS), (f"records, {len(RECORDS)} measures", RECORDS)):
        seconds, _ = timed(lambda names=names: score(gold, predicted, names, resamples=0), 1)  # type: ignore[misc]
        print(f"{what:<34}{seconds:6.2f} s   {events / seconds:10,.0f} gold events/s")
    one = score(gold, predicted, ["TC"])
    other = score(gold, [*predicted[:-500], *gold[-500:]], ["TC"])
    drawing, _ = timed(lambda: [list(map(len, one.resampling.multiplicities()))])
    both, _ = timed(lambda: [s.resampling.resampled(s.table("TC").by_document()) for s in (one, other)])
    paired, _ = timed(lambda: compare_scores({"one": [one], "other": [other]}, "TC"))
    print(f"10,000 resamples: drawing them    {drawing:6.2f} s")
    print(f"sums of two systems, apart        {both:6.2f} s")
    print(f"the whole comparison of the two   {paired:6.2f} s   with intervals and 10,000 shuffles")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "linux" else 1 << 30)
    print(f"peak memory                       {memory:6.2f} GB")
    for name in PEERS:
        print(compare_with(name, gold, predicted))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
