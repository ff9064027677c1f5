"""What is due, made once: `zonewatch tick`, for cron and systemd timers. The daemon asks and runs in the same way (watch.py)."""

from __future__ import annotations

import signal
import sys
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from crawler.after import after_run, tell_people
from crawler.child import Children, Command, child_command, limits_of
from crawler.keys import Config
from crawler.plan import COUNTS, LastRuns, names, tasks
from crawler.record import log_to_stderr
from db import runs
from db.errors import ZonewatchError
from db.run import Run
from db.store import Store, open_store
from pipeline.telling import watch


class SomeRunsFailed(ZonewatchError):
    """{count} of {all} site runs failed ({why}): mend what they name and run `zonewatch tick` again."""

    runs: tuple[Run, ...] = ()
    """The runs that were made all the same."""


def last_runs(store: Store, config: Config, only: Collection[str] = ()) -> LastRuns:
    """The latest runs that count for the schedules of a configuration, or of some of its sources; raises StoreFailing."""
    wanted = [(source, work) for source, work in names(config) if not only or source in only]
    with store.look() as unit:
        return {(source, work): runs.last_run(unit, source, COUNTS[work]) for source, work in wanted}


def tick(
    config: Config, config_path: Path | None, now: datetime, *, live: bool = False, command: Command = child_command
) -> tuple[Run, ...]:
    """Make every run that is due at `now`, a child each at the same time; raises SomeRunsFailed (with its `runs`).

    `live` says that `now` is the clock's time: the children then read the clock themselves, as each answer comes.
    Must be called from the main thread; SIGTERM and SIGINT end the child as well.
    """
    log_to_stderr(config.daemon.log)
    children = Children(command=command, config_path=config_path, limits=limits_of(config), now=lambda: None if live else now)
    store = open_store(config.store.url)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    watch(store, config.recipients(), now)
    due = tasks(config, last_runs(store, config), now)
    pool = ThreadPoolExecutor(max_workers=max(1, len(due)))  # sites are strangers to one another: none need wait
    try:
        ended = [outcome for outcome in pool.map(children.run, due) if outcome]
        for outcome in ended:
            after_run(store, config, outcome, datetime.now(UTC) if live else now)
        tell_people(store, config, datetime.now(UTC) if live else now)
    finally:
        children.stop()
        pool.shutdown()
        store.close()
    made = tuple(outcome.run for outcome in ended if outcome.run)
    faults = [f"{outcome.source}: {outcome.fault}" for outcome in ended if outcome.fault]
    if faults:
        error = SomeRunsFailed(count=len(faults), all=len(ended), why="; ".join(faults))
        error.runs = made
        raise error
    return made
