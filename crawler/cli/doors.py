"""What the commands share: reading configuration, clock and times, opening the store, printing.

Only here are the environment and the clock read; everything below gets them as arguments.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from db.china import moment_of
from db.errors import ZonewatchError

if TYPE_CHECKING:  # imported when needed: `zonewatch --help` must not wait for libraries it does not use
    from rich.console import RenderableType

    from crawler.keys import Config
    from db.store import Store, Unit

T = TypeVar("T")


Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines (or one object) and nothing else.")]
Now = Annotated[
    str | None, typer.Option("--now", metavar="TIME", help="ISO 8601 time to take for the present; +08:00 when no offset is given.")
]


class WrongTime(ZonewatchError):
    """{words!r} is not a time: give ISO 8601, such as 2026-03-02 or 2026-03-02T08:00:00+08:00."""


class Unreadable(ZonewatchError):
    """{path} cannot be read ({why}): check the name and the rights."""


class Unwritable(ZonewatchError):
    """{path} cannot be written ({why}): choose another place or mend the rights."""


def moment(words: str) -> datetime:
    """A time as given on the command line; without an offset it is meant in +08:00. Raises WrongTime."""
    try:
        return moment_of(words)
    except ValueError as error:
        raise WrongTime(words=words) from error


def day(words: str | None) -> date | None:
    """A day as given on the command line; None stays None. Raises WrongTime."""
    return moment(words).date() if words else None


def present(now: str | None) -> datetime:
    """The time given by --now, else the clock's."""
    return moment(now) if now else datetime.now(UTC)


def configuration() -> Config:
    """The configuration named by --config or $ZONEWATCH_CONFIG, else ./zonewatch.toml, else the defaults."""
    from crawler.config import load

    return load(None, os.environ)


@contextmanager
def opened(config: Config | None = None) -> Iterator[Store]:
    """The configured store, closed at the end."""
    from db.store import open_store

    store = open_store((config or configuration()).store.url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def looking() -> Iterator[Unit]:
    """A unit of the configured store that only reads."""
    with opened() as store, store.look() as unit:
        yield unit


def contents(path: Path | str, most: int = -1) -> bytes:
    """The bytes of a file or of an address in shared storage, or so many from its beginning; raises Unreadable."""
    from pipeline.folder import file_at, opened

    try:
        with opened(*file_at(path)) as file:
            return file.read(most)
    except OSError as error:
        raise Unreadable(path=path, why=error.strerror or error) from error


def write(path: Path, words: str) -> None:
    """Write a file whole or not at all; raises Unwritable."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(words, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unwritable(path=path, why=error.strerror or error) from error


def say(view: RenderableType) -> None:
    """Show something to people, in colour where the output is a terminal."""
    from rich.console import Console

    colour = True if os.environ.get("FORCE_COLOR") else None
    Console(force_terminal=colour, highlight=False).print(view)


def progress(items: Iterable[T], total: int, words: str) -> Iterable[T]:
    """Pass things on; on a terminal a bar on standard error shows how far along it is."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(items, words, total=total, console=console, transient=True) if console.is_terminal else items


def say_json(forms: Iterable[dict[str, Any]]) -> None:
    """Print each form as one line of JSON."""
    from pipeline.report.jsonl import line

    for form in forms:
        sys.stdout.write(line(form) + "\n")
    sys.stdout.flush()


def note(words: str) -> None:
    """Say something beside the output proper, on standard error."""
    sys.stderr.write(f"zonewatch: {words}\n")
