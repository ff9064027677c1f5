"""Commands about the evidence itself: verify, reextract."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli import doors

if TYPE_CHECKING:
    from crawler.keys import Config
    from pipeline.rooms import Rooms

commands = typer.Typer()


@commands.command()
def verify(json: doors.Json = False) -> None:
    """Check every stored digest and every archived record against one another. Exit status 1 when something is bad.

    Example: zonewatch verify --json
    """
    from dataclasses import asdict

    from pipeline.folder import folder_at
    from pipeline.report import text_house
    from pipeline.verify import verify as verified

    config = doors.configuration()
    with doors.opened(config) as store:
        found = verified(store, folder_at(config.captures.dir), doors.progress)
    if json:
        doors.say_json([asdict(found)])
    else:
        good = f"{found.captures} payloads and {found.versions} texts checked"
        doors.say(text_house.findings_table([("evidence", not found.bad, good), *((one.place, False, one.why) for one in found.bad)]))
    raise typer.Exit(1 if found.bad else 0)


@commands.command()
def reextract(
    source: Annotated[str | None, typer.Option("--source", metavar="SOURCE", help="Only the pages of this source.")] = None,
    after: Annotated[int, typer.Option("--after", metavar="PAGE", help="Only pages with a greater number: to go on after a stop.")] = 0,
    until: Annotated[int | None, typer.Option("--until", metavar="PAGE", help="Only pages up to this number.")] = None,
    batches: Annotated[
        int | None, typer.Option("--batches", min=1, metavar="N", help="On PostgreSQL: let the workers do it, N pages at a time.")
    ] = None,
    json: doors.Json = False,
) -> None:
    """Read stored captures again with today's layouts and rules; differences are marked technical and announced to nobody.

    Example: zonewatch reextract --source finews
    """
    from crawler.door import open_rooms
    from crawler.leash import heed
    from db.pages import numbers
    from pipeline.sources import source as source_named

    heed(os.environ)
    if source:
        source_named(source)
    config = doors.configuration()
    rooms = open_rooms(config)
    try:
        with rooms.store.look() as unit:
            chosen = numbers(unit, source, after, until)
        if batches:
            _by_workers(rooms, config, chosen, source, batches)
        else:
            _here(rooms, source, chosen, json)
    finally:
        rooms.store.close()


def _here(rooms: "Rooms", source: str | None, pages: list[int], json: bool) -> None:
    from dataclasses import asdict

    from db.stretches import every_page
    from pipeline.reextract import reextract as read_again

    told, last = dict.fromkeys(("read", "changed", "differences", "worse", "lost"), 0), pages[0] - 1 if pages else 0
    chosen = every_page(rooms.store, source=source, after=last, until=pages[-1]) if pages else ()
    try:
        for one in doors.progress(read_again(chosen, rooms), len(pages), "pages"):
            last = one.page
            told = {name: count + getattr(one, name) for name, count in told.items()}
            if json and one.changed:
                doors.say_json([asdict(one)])
    except KeyboardInterrupt:
        doors.note(f"stopped: go on with `zonewatch reextract --after {last}`")
        raise
    if not json:
        typer.echo("{read} captures read again, {changed} pages read otherwise, {differences} technical changes".format(**told))
        if told["worse"] or told["lost"]:
            doors.note("{worse} captures give no text today and stand as they were; {lost} cannot be read back: see verify".format(**told))


def _by_workers(rooms: "Rooms", config: "Config", pages: list[int], source: str | None, size: int) -> None:
    from crawler.batches import by_workers
    from db.changes import technical_changes

    with rooms.store.look() as unit:
        before = technical_changes(unit)
    total = -(-len(pages) // size)
    try:
        for _ in doors.progress(by_workers(rooms.store, config.store.url, pages, source, size), total, "batches"):
            pass
    except KeyboardInterrupt:
        doors.note("the batches stay in the queue, and the workers go on with them")
        raise
    with rooms.store.look() as unit:
        told = technical_changes(unit) - before
    typer.echo(f"{len(pages)} pages read again in {total} batches, {told} technical changes")
