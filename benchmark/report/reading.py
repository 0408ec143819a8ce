"""A text with its events, for reading: triggers and arguments marked in the text, events listed below."""

from __future__ import annotations

from rich.text import Text

from benchmark.schema import Annotation, Document

STYLES = {"Meeting": "bold green", "Signing": "bold magenta", "Visit": "bold blue"}
_OTHER = "bold yellow"


def safe(text: str) -> str:
    """A stranger's text without the control characters that could drive a terminal; length and line ends stay.

    >>> safe("a\\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return "".join(c if c.isprintable() or c in "\n\t  \u00a0\u202f" else "\ufffd" for c in text)


def one_line(text: str) -> str:
    """The same on one line, so that a stranger's name cannot look like a line of ours."""
    return safe(text).replace("\n", "\ufffd")


def to_text(document: Document, annotation: Annotation) -> Text:
    """The text with [trigger|E1] marks and underlined arguments, then each event with its arguments."""
    marks: dict[int, list[str]] = {}
    view = Text(safe(document.text))
    for number, event in enumerate(annotation.events, 1):
        style = STYLES.get(event.type, _OTHER)
        view.stylize(f"{style} reverse", event.trigger.start, event.trigger.end)
        marks.setdefault(event.trigger.end, []).append(event.id or f"E{number}")
        for argument in event.arguments:
            view.stylize("underline", argument.start, argument.end)
    shown = Text()
    last = 0
    for place in sorted(marks):
        shown.append_text(view[last:place])
        shown.append(f"[{','.join(safe(name) for name in marks[place])}]", style="dim")
        last = place
    shown.append_text(view[last:])
    for number, event in enumerate(annotation.events, 1):
        name = safe(event.id or f"E{number}")
        notes = [event.realis or "realis not stated", *(["background"] if event.background else [])]
        shown.append(f"\n{name} ", style="dim")
        shown.append(safe(event.type), style=STYLES.get(event.type, _OTHER))
        trigger = document.text[event.trigger.start : event.trigger.end]
        shown.append(f" “{safe(trigger)}”  {', '.join(safe(note) for note in notes)}")
        if event.chain:
            shown.append(f"  {safe(event.chain)}", style="dim")
        for argument in event.arguments:
            filler = document.text[argument.start : argument.end]
            value = f"  = {safe(argument.value)}" if argument.value else ""
            shown.append(f"\n     {safe(argument.role):<12} {safe(filler)}{value}")
    if not annotation.events:
        shown.append("\nno events")
    return shown
