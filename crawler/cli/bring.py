"""The command that brings archived captures into the store: import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli import doors

commands = typer.Typer()


@commands.command("import")
def bring(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Archived captures: HTML, saved plain text, Markdown.")],
    source: Annotated[str, typer.Option("--source", metavar="SOURCE", help="Source they were taken from.")],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When they were taken, ISO 8601.")],
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Public address of the page they show.")],
    json: doors.Json = False,
) -> None:
    """Add archived captures as if fetched at that time; the same one twice changes nothing.

    Example: zonewatch import seed.txt --source thepaper --url https://www.thepaper.cn/newsDetail_forward_10925465 --at 2024-05-01
    """
    from dataclasses import asdict

    from crawler.door import open_rooms
    from pipeline.takein import capture_of, take_in

    when = doors.moment(at)
    captures = [(str(file), capture_of(doors.contents(file), source=source, url=url, at=when)) for file in files]
    rooms = open_rooms(doors.configuration())
    try:
        taken = take_in(captures, rooms)
    finally:
        rooms.store.close()
    if json:
        doors.say_json(asdict(one) for one in taken)
    else:
        for one in taken:
            typer.echo(one.sentence())
