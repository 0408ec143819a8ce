"""`dateline new`: the folder of a new system, ready to run."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from benchmark.commands import console
from benchmark.exceptions import DatelineError
from benchmark.files import check_name, write_whole


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the system: a-z, 0-9, - and _.")],
) -> None:
    """Make baselines/NAME with a card and an extractor that works."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    folder = console.workspace() / "baselines" / check_name(name, "baseline")
    if folder.exists():
        raise DatelineError(f"{console.shown(folder)} is there already; choose another name or edit it")
    templates = Environment(
        loader=PackageLoader("benchmark"), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    for file in ("baseline.toml", "extractor.py"):
        template = templates.get_template(f"{file}.jinja")
        write_whole(folder / file, [template.render(name=name, today=date.today().isoformat())])
        typer.echo(console.shown(folder / file))
    console.say(f"next: dateline run {name} --split dev, then edit {console.shown(folder / 'extractor.py')}")
