"""One document's events and arguments, gold beside predicted, with the cause of every lost point."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from benchmark.alignment import is_nowhere
from benchmark.errors import CAUSES, Outcome
from benchmark.report.reading import one_line
from benchmark.schema import Annotation, Argument, Event, Span


def to_text(
    outcomes: Sequence[Outcome], gold: Annotation, text: str, left_out: Sequence[tuple[Event, Argument]] = ()
) -> Text:
    """Events in the order of the text with their arguments: ✓ right, ✗ wrong or spurious, ○ missing, · not judged."""
    shown = Text()
    shown.append(one_line(gold.document), style="bold")
    events = sorted((o for o in outcomes if o.kind == "event"), key=lambda o: _first(o).trigger.start)
    arguments = [o for o in outcomes if o.kind == "argument"]
    told: set[int] = set()
    for outcome in events:
        shown.append_text(_event_line(outcome, text))
        for number, argument in enumerate(arguments):
            own = argument.gold is not None and argument.gold is outcome.gold
            theirs = argument.predicted is not None and argument.predicted is outcome.predicted
            if (own or theirs) and number not in told:
                told.add(number)
                shown.append_text(_argument_line(argument, text))
        for event, repair in left_out:
            if event is outcome.predicted:
                shown.append(f"\n     · {_argument(repair, text)}   not judged: it repairs what the text contradicts")
    if not events:
        shown.append("\nno events on either side")
    return shown


def _first(outcome: Outcome) -> Event:
    event = outcome.gold or outcome.predicted
    assert event is not None, "an outcome has a gold or a predicted event"
    return event


def _mark(outcome: Outcome) -> tuple[str, str]:
    if not outcome.cause:
        return "✓", "green"
    return ("○", "yellow") if outcome.sides == (1, 0) else ("✗", "red")


def _event_line(outcome: Outcome, text: str) -> Text:
    mark, style = _mark(outcome)
    line = Text(f"\n{mark} ", style=style)
    sides = [_event(event, text) for event in (outcome.gold, outcome.predicted) if event is not None]
    _append(line, sides, outcome)
    return line


def _argument_line(outcome: Outcome, text: str) -> Text:
    mark, style = _mark(outcome)
    line = Text(f"\n     {mark} ", style=style)
    sides = [_argument(a, text) for a in (outcome.gold_argument, outcome.argument) if a is not None]
    if outcome.cause == "wrong event" and outcome.gold is not None:
        sides[0] += f" of the {outcome.gold.type} at {outcome.gold.trigger.start}"
    _append(line, sides, outcome)
    return line


def _append(line: Text, sides: list[str], outcome: Outcome) -> None:
    """What gold has, then what was predicted where it is something else, then why."""
    gold, predicted = outcome.sides
    if gold and predicted and sides[0] != sides[1]:
        line.append(f"{sides[0]}  ← predicted {sides[1]}", style="default")
    else:
        line.append(sides[0], style="default")
    if outcome.cause:
        line.append(f"   {outcome.cause}", style="bold")
        line.append(f": {CAUSES[outcome.cause]}", style="dim")


def _event(event: Event, text: str) -> str:
    return f"{one_line(event.type)} {_string(event.trigger, text)} {one_line(event.realis or 'realis not stated')}"


def _argument(argument: Argument, text: str) -> str:
    return f"{one_line(argument.role)} {_string(argument, text)}"


def _string(span: Span | Argument, text: str) -> str:
    words = span.text or text[span.start : span.end]
    place = "nowhere in the text" if is_nowhere(span) else f"{span.start}-{span.end}"
    return f"“{one_line(words)}” ({place})" if words else f"({place})"
