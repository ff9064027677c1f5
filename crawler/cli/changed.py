"""Commands about changes: changes, show, review, report."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli import doors
from db.china import CHINA
from db.errors import ZonewatchError

commands = typer.Typer()

Since = Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only what was seen at or after this time.")]
ChangeName = Annotated[str, typer.Argument(metavar="CHANGE", help="Identity of a change, or the beginning of it.")]


class OneVerdict(ZonewatchError):
    """A review says one thing: give --confirm, --dismiss or --undo, or a --note alone."""


class TwoForms(ZonewatchError):
    """--json and --csv exclude each other: give one of them."""


@commands.command()
def changes(
    since: Since = None,
    zone: Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Only of this zone: its id, or part of its name.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only of this kind, such as value_changed.")] = None,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="Only what nobody has judged.")] = False,
    technical: Annotated[bool, typer.Option("--technical", help="Only what our own reading changed, which is told to nobody.")] = False,
    json: doors.Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets.")] = False,
) -> None:
    """Recorded changes, most important first, with the reasons for the order.

    Example: zonewatch changes --zone 内江高新区 --kind value_changed
    """
    from db.changes import changes as recorded
    from pipeline.changes.grouping import told_once
    from pipeline.report import jsonl, table, text

    if json and csv:
        raise TwoForms
    with doors.looking() as unit:
        start = doors.moment(since) if since else None
        found = recorded(unit, since=start, zone=zone, kind=kind, unreviewed=unreviewed, technical=technical)
    if json:
        doors.say_json(jsonl.change_json(one) for one in found)
    elif csv:
        typer.echo(table.changes_csv(found), nl=False)
    else:
        doors.say(text.changes_table(told_once(found)))


@commands.command()
def show(change: ChangeName, json: doors.Json = False) -> None:
    """One change: coloured diff, claims before and after, evidence, and everything people said of it.

    Example: zonewatch show 3f9a
    """
    from db.changes import change_named
    from pipeline.gather import sheet
    from pipeline.report import jsonl, text

    with doors.looking() as unit:
        seen = sheet(unit, change_named(unit, change))
    if json:
        doors.say_json([{**jsonl.change_json(seen.recorded), "reviews": [jsonl.review_json(one) for one in seen.said]}])
    else:
        doors.say(text.change_page(seen))


@commands.command()
def review(
    change: ChangeName,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who judges.")],
    confirm: Annotated[bool, typer.Option("--confirm", help="The change is real and rightly read.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="It is not.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back your latest verdict on it; the one before stands again.")] = False,
    remark: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; by itself a remark that judges nothing.")] = "",
    now: doors.Now = None,
) -> None:
    """Append a verdict or a remark on a change; what was said before stays.

    Example: zonewatch review 3f9a --confirm --by 林 --note 与公报一致
    """
    from db.changes import change_named
    from db.records import Review
    from db.standing import CONFIRM, DISMISS, NOTE, UNDONE
    from pipeline.judging import judge

    chosen = [name for name, given in ((CONFIRM, confirm), (DISMISS, dismiss), (UNDONE, undo)) if given]
    if len(chosen) > 1 or not (chosen or remark):
        raise OneVerdict
    verdict = chosen[0] if chosen else NOTE
    with doors.opened() as store, store.unit() as unit:
        found = change_named(unit, change)
        judge(unit, Review(change=found.id, verdict=verdict, by=by, at=doors.present(now), note=remark))
    doors.note(f"{verdict} by {by} noted on {found.id}")


@commands.command()
def report(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write; an earlier report there is replaced.")],
    since: Since = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="Tell so many changes, the most important ones.")] = 2_000,
    language: Annotated[str | None, typer.Option("--language", metavar="LANG", help="zh or en; else that of [desk].")] = None,
    now: doors.Now = None,
) -> None:
    """A static HTML report with diffs, charts, promises and Atom feeds, to open from disk, mail or host.

    Example: zonewatch report --out var/report
    """
    from pipeline.gather import report_data
    from pipeline.report.folder import write_report
    from pipeline.report.tongue import known

    made_at, moment = doors.present(now), doors.moment(since) if since else None
    config = doors.configuration()
    spoken = known(language or config.desk.language)
    with doors.opened(config) as store, store.look() as unit:
        day = made_at.astimezone(CHINA).date()
        data = report_data(unit, moment, on=day, language=spoken, most=most, progress=doors.progress)
    typer.echo(write_report(out, data, made_at=made_at, progress=doors.progress))
