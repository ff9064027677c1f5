"""The clock: schedules to child runs, for ever (`daemon`) or once (`tick`).

APScheduler only tells the time; what is due stands in our own run log, so nothing is lost with the process.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from crawler.child import Children, Command, Ended, child_command
from crawler.keys import Config
from crawler.schedule import SHANGHAI, next_after, trigger
from db import runs
from db.errors import ZonewatchError
from db.run import Run
from db.store import open_store

PATIENCE = 10.0
"""Seconds a child is given to end when the daemon stops."""

MOST_JITTER = 30

logger = logging.getLogger("zonewatch.daemon")


class SomeRunsFailed(ZonewatchError):
    """{count} of {all} site runs failed ({why}): mend what they name and run `zonewatch tick` again."""

    runs: tuple[Run, ...] = ()
    """The runs that were made all the same."""


def due_sources(config: Config, last_runs: Mapping[str, Run | None], now: datetime) -> tuple[str, ...]:
    """The enabled sources whose schedule named a time since their last run began, or that never ran. Pure."""
    enabled = ((name, site.schedule) for name, site in config.sources.items() if site.enabled)
    return tuple(name for name, schedule in enabled if _is_due(schedule, last_runs.get(name), now))


def last_runs(config: Config) -> dict[str, Run | None]:
    """The latest run of every source, from the run log; raises a store's error."""
    store = open_store(config.store.url)
    try:
        with store.look() as unit:
            return {name: runs.last_run(unit, name) for name in config.sources}
    finally:
        store.close()


def tick(
    config: Config, config_path: Path | None, now: datetime, *, live: bool = False, command: Command = child_command
) -> tuple[Run, ...]:
    """Run every source that is due at `now`, a child each at the same time; raises SomeRunsFailed (with its `runs`).

    `live` says that `now` is the clock's time: the children then read the clock themselves, as each answer comes.
    Must be called from the main thread; SIGTERM and SIGINT end the child as well.
    """
    children = Children(command=command, config_path=config_path, now=None if live else now)
    due = due_sources(config, last_runs(config), now)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    pool = ThreadPoolExecutor(max_workers=max(1, len(due)))  # sites are strangers to one another: none need wait
    try:
        ended = [outcome for outcome in pool.map(children.run, due) if outcome]
    finally:
        children.stop(PATIENCE)
        pool.shutdown()
    made = tuple(outcome.run for outcome in ended if outcome.run)
    faults = [f"{outcome.source}: {outcome.fault}" for outcome in ended if outcome.fault]
    if faults:
        error = SomeRunsFailed(count=len(faults), all=len(ended), why="; ".join(faults))
        error.runs = made
        raise error
    return made


def daemon(config: Config, config_path: Path | None, *, command: Command = child_command) -> int:
    """Run every enabled source on its schedule until SIGTERM or SIGINT; what is overdue runs at once. Gives 0.

    Must be called from the main thread. Children get SIGTERM, and are killed when they outlive 10 s.
    """
    _log_to_stderr()
    told, tell = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(tell, b"."))
    children = Children(command=command, config_path=config_path)
    clock = _clock(config, children)
    clock.start()
    logger.info("started: %s", ", ".join(job.id for job in clock.get_jobs()) or "no source is enabled")
    os.read(told, 1)  # a pipe: unlike an Event it may be told by a handler at any moment
    clock.shutdown(wait=False)
    children.stop(PATIENCE)
    logger.info("stopped")
    return 0


def _log_to_stderr() -> None:
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a firing passed over because a run is under way is no news


def _clock(config: Config, children: Children) -> BackgroundScheduler:
    clock = BackgroundScheduler(timezone=SHANGHAI)
    known, now = last_runs(config), datetime.now(UTC)
    overdue = due_sources(config, known, now)
    for name, site in config.sources.items():
        if not site.enabled:
            continue
        last = known[name]
        begun = now if name in overdue or last is None else last.started_at
        at_once: dict[str, Any] = {"next_run_time": now} if name in overdue else {}
        clock.add_job(
            _fire,
            trigger(site.schedule, begun, jitter=_jitter(site.schedule, now)),
            args=(children, name),
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # a machine that slept runs what it missed, once
            **at_once,
        )
    return clock


def _jitter(schedule: str, now: datetime) -> int | None:
    first = next_after(schedule, now)
    second = next_after(schedule, first) if first else None
    between = (second - first).total_seconds() if first and second else 0
    return min(MOST_JITTER, int(between / 20)) or None


def _fire(children: Children, source: str) -> None:
    begun = monotonic()
    ended = children.run(source)
    if ended is None:
        logger.info("%s: not run, for a run of it is under way", source)
    else:
        logger.log(logging.WARNING if ended.fault else logging.INFO, "%s", line(ended, monotonic() - begun))


def line(ended: Ended, seconds: float) -> str:
    """One line about a child's end, for the log."""
    run = ended.run
    brought = "nothing"
    if run:
        brought = f"{run.requests} requests, {run.new_pages} new pages, {run.new_versions} new versions, {run.changes} changes"
        brought += f", {run.passed_over} passed over"
    return f"{ended.source}: {brought} in {seconds:.0f} s" + (f"; failed: {ended.fault}" if ended.fault else "")


def _is_due(schedule: str, last: Run | None, now: datetime) -> bool:
    if last is None:
        return True
    following = next_after(schedule, last.started_at)
    return following is not None and following <= now
