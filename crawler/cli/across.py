"""Commands across articles: ledger, promises."""

from typing import Annotated

import typer

from crawler.cli import doors
from db.china import CHINA

commands = typer.Typer()

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day to look at it from; else today. Later articles are left out.")]


@commands.command()
def ledger(
    zone: Annotated[str, typer.Argument(metavar="ZONE", help="A zone's name in any form, its id, or part of its name.")],
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only what was first seen at this time or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only what was first seen before this time.")] = None,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """The claims of a zone as time series, how they stand to each other across articles, and notes on single articles.

    With a span of time the relations are those within it. Where pages say thousands of things of a zone, ask for a span.

    Example: zonewatch ledger 内江高新区
    """
    from pipeline.ledger.book import book
    from pipeline.ledger.held import points_of, zone_names
    from pipeline.report import ledger_json, text_ledger

    day = doors.present(now).astimezone(CHINA).date()
    with doors.looking() as unit:
        held = points_of(unit, zone_names(unit, zone), doors.moment(since) if since else None, doors.moment(until) if until else None)
        books = [book(name, points, day) for name, points in held.items()]
    for one in books:
        if json:
            doors.say_json(ledger_json.point_json(point) for points in one.series for point in points)
            doors.say_json(map(ledger_json.relation_json, one.relations))
            doors.say_json(ledger_json.flag_json(one.zone, url, flag) for url, flag in one.notes)
        else:
            doors.say(text_ledger.ledger_view(one.zone, one.series, one.relations, one.notes))


@commands.command()
def promises(
    zone: Annotated[str | None, typer.Argument(metavar="ZONE", help="Only of this zone: its name, its id, or part of its name.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    on: On = None,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """Targets and plans with their deadlines, and where they stand on a day.

    Example: zonewatch promises 内江高新区 --overdue --on 2026-01-01
    """
    from pipeline.ledger.held import points_of, zone_names
    from pipeline.ledger.promises import OVERDUE, STATUSES
    from pipeline.ledger.promises import promises as promised
    from pipeline.report import ledger_json, text_ledger

    day = doors.day(on) or doors.present(now).astimezone(CHINA).date()
    with doors.looking() as unit:
        held = points_of(unit, zone_names(unit, zone))
    found = [promise for points in held.values() for promise in promised(points, day) if promise.status == OVERDUE or not overdue]
    found.sort(key=lambda promise: STATUSES.index(promise.status))
    if json:
        doors.say_json(map(ledger_json.promise_json, found))
    else:
        doors.say(text_ledger.promises_table(found))
