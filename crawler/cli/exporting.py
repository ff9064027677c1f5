"""The command that hands everything to other tools: export."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

commands = typer.Typer()


BINARY = frozenset({"parquet", "sqlite"})


class NotForScreens(ZonewatchError):
    """{form} is no form for a screen: give --out FILE, or send it on through a pipe."""


@commands.command()
def export(
    form: Annotated[str, typer.Option("--format", metavar="FORM", help="csv, jsonl, jsonld, parquet or sqlite.")],
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="File to write, whole or not at all; - for standard output.")],
    what: Annotated[
        str, typer.Option("--what", metavar="TABLE", help="changes, claims, versions, captures, pages, reviews or ledger.")
    ] = "changes",
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="Of changes: only what was seen at or after it.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, by which Excel knows UTF-8.")] = False,
) -> None:
    """Everything held of one sort, for other tools. In CSV no cell can be made to run as a formula.

    Example: zonewatch export --format parquet --what claims --out claims.parquet
    """
    from pipeline.export.write import export as exported
    from pipeline.export.write import export_to_file

    if out == "-" and form in BINARY and sys.stdout.isatty():
        raise NotForScreens(form=form)
    when = doors.moment(since) if since else None
    with doors.looking() as unit:
        if out == "-":
            exported(unit, what, form, sys.stdout.buffer, since=when, bom=bom, progress=doors.progress)
            sys.stdout.buffer.flush()
            return
        try:
            export_to_file(unit, what, form, Path(out), since=when, bom=bom, progress=doors.progress)
        except OSError as error:
            raise doors.Unwritable(path=out, why=error.strerror or error) from error
