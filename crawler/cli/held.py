"""Commands that list what is held: pages, versions, captures."""

from typing import Annotated

import typer

from crawler.cli import doors

commands = typer.Typer()

PageName = Annotated[str, typer.Argument(metavar="PAGE", help="Number, key or address of a page.")]


@commands.command()
def pages(
    source: Annotated[str | None, typer.Option("--source", metavar="SOURCE", help="Only the pages of this source.")] = None,
    json: doors.Json = False,
) -> None:
    """The pages held, with their addresses, state, versions and next look.

    Example: zonewatch pages --source finews
    """
    from db.pages import all_pages
    from pipeline.report import jsonl, text_holdings
    from pipeline.sources import source as source_named

    if source:
        source_named(source)
    with doors.looking() as unit:
        found = all_pages(unit, source)
    if json:
        doors.say_json(jsonl.page_json(page) for page in found)
    else:
        doors.say(text_holdings.pages_table(found))


@commands.command()
def versions(page: PageName, json: doors.Json = False) -> None:
    """The versions of a page: each distinct text, when it was first and last seen; and those that caches showed in turn.

    Example: zonewatch versions NW202205252391675717
    """
    from db.flickers import flickers_of
    from db.pages import page_named
    from db.versions import versions_of
    from pipeline.report import jsonl, text_holdings

    with doors.looking() as unit:
        number = page_named(unit, page).id
        found, flickers = versions_of(unit, number), flickers_of(unit, number)
    if json:
        doors.say_json(jsonl.version_json(version, flickers) for version in found)
    else:
        doors.say(text_holdings.versions_table(found, flickers))


@commands.command()
def captures(page: PageName, json: doors.Json = False) -> None:
    """The captures of a page: when, what came of it, digest, and where the bytes lie.

    Example: zonewatch captures 10925465
    """
    from db.captures import captures_of
    from db.pages import page_named
    from pipeline.report import jsonl, text_holdings

    with doors.looking() as unit:
        found = captures_of(unit, page_named(unit, page).id)
    if json:
        doors.say_json(jsonl.capture_json(capture) for capture in found)
    else:
        doors.say(text_holdings.captures_table(found))
