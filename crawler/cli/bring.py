"""The command that brings archived captures into the store: import."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

if TYPE_CHECKING:
    from db.records import Capture

commands = typer.Typer()


class NothingOfIt(ZonewatchError):
    """{path} holds no page of {source} ({passed}): check the source, or give another file."""


@commands.command("import")
def bring(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Archived captures: WARC, HTML, saved plain text, Markdown; also s3://bucket/file."),
    ],
    source: Annotated[str, typer.Option("--source", metavar="SOURCE", help="Source they were taken from.")],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When they were taken, ISO 8601; a WARC says it itself.")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Address of the page they show; a WARC says it itself.")] = None,
    json: doors.Json = False,
) -> None:
    """Add archived captures as if fetched at that time; the same one twice changes nothing.

    Example: zonewatch import seed.txt --source thepaper --url https://www.thepaper.cn/newsDetail_forward_10925465 --at 2024-05-01
    """
    from dataclasses import asdict

    from crawler.door import open_rooms
    from pipeline.takein import take_in

    when = doors.moment(at) if at else None
    counted = [_captures(file, source, url, when) for file in files]
    rooms = open_rooms(doors.configuration())
    try:
        captures = chain.from_iterable(held for held, _ in counted)
        for one in take_in(doors.progress(captures, sum(count for _, count in counted), "import"), rooms):
            if json:
                doors.say_json([asdict(one)])
            else:
                typer.echo(one.sentence())
    finally:
        rooms.store.close()


def _captures(file: str, source: str, url: str | None, at: datetime | None) -> "tuple[Iterator[tuple[str, Capture | None]], int]":
    """The captures of a file by name, and how many they are at most."""
    from pipeline.sources import source as source_named
    from pipeline.takein import capture_of, warc_captures
    from pipeline.warcs import contents, is_warc

    begin = doors.contents(file, most=4096)
    if not is_warc(begin):
        if url is None or at is None:
            raise typer.BadParameter(f"{file} is no WARC file and does not say where and when it was taken: give --url and --at")
        return iter([(file, capture_of(doors.contents(file), source=source, url=url, at=at))]), 1
    held = contents(file, source_named(source))
    passed = ", ".join(f"{count} {why}" for why, count in sorted(held.passed.items())) or "no record at all"
    if not held.entries:
        raise NothingOfIt(path=file, source=source, passed=passed)
    if held.passed:
        doors.note(f"{file}: records passed over: {passed}")
    return warc_captures(held, source=source, url=url, at=at), len(held.entries)
