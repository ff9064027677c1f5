"""Commands that go out: crawl one source now, the daemon, one tick of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli import doors

if TYPE_CHECKING:
    from crawler.keys import Config
    from db.run import Run

commands = typer.Typer()


@commands.command()
def crawl(  # noqa: PLR0913 -- each is an option of the command
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Source to crawl: thepaper, finews.")],
    url: Annotated[
        list[str] | None, typer.Option("--url", metavar="URL", help="Visit just this address, due or not; may be repeated.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only known pages that are due: no discovery.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Only discovery: no known pages.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Visit at most N pages.")] = None,
    tell: Annotated[bool, typer.Option("--tell/--no-tell", help="Tell people afterwards; daemon and tick do so themselves.")] = True,
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """One run of one spider now: discovery and the known pages that are due.

    Example: zonewatch crawl finews --limit 20
    """
    from crawler.leash import heed
    from crawler.run import RunBroken, run_site

    heed(os.environ)
    when, config = doors.moment(now) if now else None, doors.configuration()
    with _telling(config if tell else None, now):
        try:
            _show((run_site(source, config=config, urls=tuple(url or ()), due=due, new=new, limit=limit, now=when),), json)
        except RunBroken as broken:
            _show((broken.run,) if broken.run else (), json)
            raise


@commands.command()
def daemon(now: doors.Now = None) -> None:
    """Run for ever on the schedule, one child process per site run; ends cleanly on SIGTERM, reads the configuration again on SIGHUP.

    With --now its clock begins at that time and goes on from there.

    Example: zonewatch daemon
    """
    from datetime import UTC, datetime, timedelta
    from tempfile import TemporaryDirectory

    from crawler.accepted import accept
    from crawler.daemon import daemon as run_daemon

    with TemporaryDirectory(prefix="zonewatch-") as folder:
        taken = accept(None, os.environ, Path(folder))
        shift = doors.moment(now) - datetime.now(UTC) if now else timedelta(0)
        raise typer.Exit(run_daemon(taken.config, taken.path, shift=shift, reload=lambda: accept(None, os.environ, Path(folder))))


@commands.command()
def tick(json: doors.Json = False, now: doors.Now = None) -> None:
    """Do what is due now and exit: for cron and systemd timers.

    Example: zonewatch tick --json
    """
    from crawler.tick import SomeRunsFailed
    from crawler.tick import tick as run_tick

    try:
        _show(run_tick(doors.configuration(), _config_path(), doors.present(now), live=now is None), json)
    except SomeRunsFailed as failed:
        _show(failed.runs, json)
        raise


@contextmanager
def _telling(config: "Config | None", now: str | None) -> Iterator[None]:
    """Tell the notifiers of what the block brings, where there are any."""
    if config is None or not config.notify:
        yield
        return
    from crawler.after import tell_people
    from crawler.record import log_to_stderr
    from pipeline.telling import watch

    log_to_stderr(config.daemon.log)
    with doors.opened(config) as store:
        watch(store, config.recipients(), doors.present(now))
        try:
            yield
        finally:
            tell_people(store, config, doors.present(now))


def _show(runs: "tuple[Run, ...]", json: bool) -> None:
    from pipeline.report import jsonl, text_holdings

    for run in runs:
        if json:
            doors.say_json([jsonl.run_json(run)])
        else:
            doors.say(text_holdings.run_summary(run))


def _config_path() -> Path | None:
    named = os.environ.get("ZONEWATCH_CONFIG")
    return Path(named) if named else None
