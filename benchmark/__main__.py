"""The command line: `dateline VERB`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import os
import sys

import typer

from benchmark.commands import (
    agreement,
    compare,
    console,
    contrast,
    corpus,
    explain,
    export,
    extract,
    lint,
    new,
    run,
    score,
    show,
    validity,
    worksheet,
)
from benchmark.exceptions import DatelineError

app = typer.Typer(
    name="dateline",
    help="An open benchmark for extracting meetings, signings and visits from news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(score.score)
app.command()(compare.compare)
app.command()(explain.explain)
app.command()(extract.extract)
app.command()(show.show)
app.command()(new.new)
app.command()(corpus.corpus)
app.command()(lint.lint)
app.command()(worksheet.worksheet)
app.command()(agreement.agreement)
app.command()(export.export)
app.command()(contrast.contrast)
app.command()(validity.validity)


def main() -> None:
    """Run a command; a user's mistake becomes one line on stderr and exit code 2."""
    try:
        app()
    except DatelineError as error:
        console.say(f"error: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output is gone (`dateline score ... | head`): nothing left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        console.say(f"error: cannot write ({(error.strerror or str(error)).lower()})")
        sys.exit(1)
    except Exception as error:
        trace = getattr(error, "trace", None)
        if trace is None:
            raise
        typer.echo(f"{trace}error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
