"""The command that lets old bytes go by rule: prune."""

from typing import Annotated

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

commands = typer.Typer()


class KeepsAll(ZonewatchError):
    """Nothing may be let go, for `[captures] retain` is "all": set it to a length of time, such as "180d", to allow it."""


@commands.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """Let go the bytes of old captures that prove nothing others do not; by `[captures] retain`.

    Example: zonewatch prune --dry-run
    """
    from dataclasses import asdict

    from pipeline.folder import folder_at
    from pipeline.retention import prune as let_go

    config = doors.configuration()
    if config.captures.retain is None:
        raise KeepsAll
    with doors.opened(config) as store:
        done = let_go(store, folder_at(config.captures.dir), doors.present(now), config.captures.retain, dry=dry_run)
    if json:
        doors.say_json([{**asdict(done), "dry_run": dry_run}])
    else:
        words = "would be let go" if dry_run else "let go"
        typer.echo(f"bytes of {done.captures} captures {words}: {done.records} records, {done.size / 2**20:.1f} MiB in {done.files} files")
