"""Commands about the evidence itself: verify, reextract."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.cli import doors

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
    json: doors.Json = False,
) -> None:
    """Read stored captures again with today's layouts and rules; differences are marked technical and announced to nobody.

    Example: zonewatch reextract --source finews
    """
    from dataclasses import asdict

    from crawler.door import open_rooms
    from pipeline.reextract import pages_to_read
    from pipeline.reextract import reextract as read_again
    from pipeline.sources import source as source_named

    if source:
        source_named(source)
    rooms, done = open_rooms(doors.configuration()), []
    try:
        chosen = pages_to_read(rooms, source, after)
        for one in doors.progress(read_again(chosen, rooms), len(chosen), "pages"):
            done.append(one)
            if json and one.changed:
                doors.say_json([asdict(one)])
    except KeyboardInterrupt:
        doors.note(f"stopped: go on with `zonewatch reextract --after {done[-1].page if done else after}`")
        raise
    finally:
        rooms.store.close()
    if not json:
        told = {name: sum(getattr(one, name) for one in done) for name in ("read", "changed", "differences", "worse", "lost")}
        typer.echo("{read} captures read again, {changed} pages read otherwise, {differences} technical changes".format(**told))
        if told["worse"] or told["lost"]:
            doors.note("{worse} captures give no text today and stand as they were; {lost} cannot be read back: see verify".format(**told))
