"""Commands for housekeeping: sources, doctor, and the group `db`."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli import doors

commands = typer.Typer()
store_commands = typer.Typer(help="The store: bring it up to date, check it, count what it holds.", no_args_is_help=True)
commands.add_typer(store_commands, name="db")


@commands.command()
def sources(
    due: Annotated[bool, typer.Option("--due", help="List the pages that are due now.")] = False,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """The sources, how they are scheduled, their last run, and what is due.

    Example: zonewatch sources --due
    """
    from crawler.health import sources_view
    from pipeline.report import text_house

    when = doors.present(now)
    config = doors.configuration()
    with doors.looking() as unit:
        found = sources_view(unit, config, when, explained=due)
    if json:
        doors.say_json(one.form(due) for one in found)
    else:
        doors.say(text_house.sources_table([one.row(due) for one in found]))


@commands.command()
def doctor(json: doors.Json = False, now: doors.Now = None) -> None:
    """Is everything in order? Exit status 1 when something needs attention.

    Example: zonewatch doctor --json
    """
    from crawler.health import examine
    from pipeline.report import text_house

    findings = examine(doors.configuration(), doors.present(now))
    if json:
        doors.say_json(one.form() for one in findings)
    else:
        doors.say(text_house.findings_table([(one.what, one.well, one.words) for one in findings]))
    raise typer.Exit(0 if all(one.well for one in findings) else 1)


@store_commands.command()
def upgrade() -> None:
    """Bring the store to this version's tables, making it when it is not there.

    Example: zonewatch db upgrade
    """
    from db.sole import is_shared
    from db.store import upgrade_store

    config = doors.configuration()
    found = upgrade_store(config.store.url)
    with doors.opened(config) as store:
        if is_shared(store):
            from db.jobs import upgrade_queue

            upgrade_queue(store)
    typer.echo(f"the store is at revision {found}")


@store_commands.command()
def check(json: doors.Json = False) -> None:
    """Is the store whole: its revision, its tables, its references? Exit status 1 when it is not.

    Example: zonewatch db check
    """
    from db.upkeep import faults

    with doors.opened() as store:
        found = faults(store)
    if json:
        doors.say_json([{"faults": found}])
    else:
        typer.echo("\n".join(found) or "the store is whole")
    raise typer.Exit(1 if found else 0)


@store_commands.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, which must not be there yet.")]) -> None:
    """Copy an SQLite store to a file, whole and as of now, while daemon and desk go on; PostgreSQL has pg_dump.

    Example: zonewatch db backup backup/zonewatch.db
    """
    from db.backup import back_up

    with doors.opened() as store:
        typer.echo(f"{back_up(store, file):,} bytes in {file}")


@store_commands.command()
def stats(json: doors.Json = False) -> None:
    """How much the store holds.

    Example: zonewatch db stats
    """
    from db.upkeep import counts

    with doors.looking() as unit:
        found = counts(unit)
    if json:
        doors.say_json([dict(found)])
    else:
        for name, count in found.items():
            typer.echo(f"{name:12} {count:>10,}")
