"""The command line's entrance: finds the groups of commands beside it and turns errors into sentences.

A group is a module of this folder with a Typer object named `commands`; adding one is adding a file. Such a module leaves
`from __future__ import annotations` out: Typer evaluates the annotations of every command at every start, and evaluating
them from text took a third of that.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated

import typer
from typer.main import get_command

from crawler import cli
from db.errors import ZonewatchError

app = typer.Typer(
    name="zonewatch",
    help="Watch what Chinese news pages say about development zones, and keep the record of how those claims change.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        str | None, typer.Option(help="Configuration file; else $ZONEWATCH_CONFIG, else ./zonewatch.toml, else defaults.")
    ] = None,
) -> None:
    """Options every command takes."""
    if config:
        # For the command and the processes it starts, no longer: whoever called us keeps the environment they had.
        context.with_resource(_named_configuration(config))


@contextmanager
def _named_configuration(path: str) -> Iterator[None]:
    before = os.environ.get("ZONEWATCH_CONFIG")
    os.environ["ZONEWATCH_CONFIG"] = path
    try:
        yield
    finally:
        del os.environ["ZONEWATCH_CONFIG"]
        if before is not None:
            os.environ["ZONEWATCH_CONFIG"] = before


def groups() -> list[str]:
    """The modules of this folder that bring commands."""
    return sorted(info.name for info in pkgutil.iter_modules(cli.__path__) if info.name not in ("main", "doors"))


for _name in groups():
    _group = importlib.import_module(f"crawler.cli.{_name}").commands
    app.add_typer(_group, name=_group.info.name)


@cache
def command() -> Callable[..., None]:
    """Every command, as it is run; made once, which whoever is forked from this process need not do again."""
    return get_command(app)


def main() -> None:
    """Run a command: 0 done, 1 could not be done (one sentence on standard error), 2 wrong usage."""
    try:
        command()(prog_name="zonewatch")
    except ZonewatchError as error:
        print(f"zonewatch: {error}", file=sys.stderr)  # noqa: T201 -- this is where people are spoken to
        sys.exit(1)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
