"""The command for health checks: alive."""

from typing import Annotated

import typer

from crawler.cli import doors

commands = typer.Typer()


@commands.command()
def alive(
    part: Annotated[str, typer.Argument(metavar="PART", help="daemon, worker or desk.")],
    now: doors.Now = None,
) -> None:
    """Is a daemon, worker or desk alive? For the health checks of containers; exit status 1 when not.

    Example: zonewatch alive daemon
    """
    from crawler.alive import PARTS
    from crawler.alive import alive as ask

    if part not in PARTS:
        raise typer.BadParameter(f"{part} is none of {', '.join(PARTS)}")
    typer.echo(ask(part, doors.configuration(), doors.present(now)))
