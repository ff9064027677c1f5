"""Commands for notices: try a recipient, and send what waits."""

from typing import Annotated

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

commands = typer.Typer()
notify_commands = typer.Typer(help="Notices: try who is told of changes, and send what waits.", no_args_is_help=True)
commands.add_typer(notify_commands, name="notify")


class NobodyToTell(ZonewatchError):
    """{why}: name whoever is to be told under `[notify.<name>]` in zonewatch.toml."""


@notify_commands.command("test")
def trial(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A recipient, `[notify.<name>]`; all without it.")] = None,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """Send a test message to a recipient, or to all, and say what came of it; nothing is recorded.

    Example: zonewatch notify test
    """
    from crawler.record import log_to_stderr
    from pipeline.telling import try_out

    config = doors.configuration()
    log_to_stderr(config.daemon.log)
    wanted = [one for one in config.recipients() if name in (None, one.name)]
    if not wanted:
        raise NobodyToTell(why=f"no recipient is named {name!r}" if name else "there is no recipient")
    told = {one.name: try_out(one, doors.present(now)) for one in wanted}
    if json:
        doors.say_json([{"recipient": one, "told": fault is None, "fault": fault} for one, fault in told.items()])
    else:
        for one, fault in told.items():
            typer.echo(f"{one}: {fault or 'told'}")
    raise typer.Exit(1 if any(told.values()) else 0)


@notify_commands.command()
def send(now: doors.Now = None) -> None:
    """Send what waits to be heard: alerts, changes, the day's digest, and again what could not be sent; the daemon does it by itself.

    Example: zonewatch notify send
    """
    import signal
    from threading import Event

    from crawler.after import tell_people
    from crawler.record import log_to_stderr

    config = doors.configuration()
    log_to_stderr(config.daemon.log)
    ending = Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())  # the message under way is sent to its end: a half is neither sent nor not
    with doors.opened(config) as store:
        raise typer.Exit(0 if tell_people(store, config, doors.present(now), ending.is_set) else 1)
