"""The command that moves a store: from one machine's SQLite to a PostgreSQL for many, or back."""

from typing import Annotated

import typer

from crawler.cli import doors

commands = typer.Typer()


@commands.command()
def move(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="Address of a store that holds nothing yet; its tables are made.")],
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """Move everything held to another store, whole or not at all; the captures folder stays as it is.

    Example: zonewatch move --to postgresql://zonewatch@db.example/zonewatch
    """
    from dataclasses import asdict

    from crawler.moving import moved_to

    moved = moved_to(doors.configuration().store.url, to, doors.present(now), doors.progress)
    if json:
        doors.say_json(asdict(one) for one in moved)
        return
    for one in moved:
        typer.echo(f"{one.table:12} {one.rows:>12,}  {one.digest[:16]}")
    doors.note("every row lies in both stores alike: now set `[store] url` to the new one, and leave `[captures] dir` as it is")
