"""The clock: for ever (`daemon`) or once (`tick`), runs that are due are made, each a child process.

The daemon's own process holds no page and no crawl: it asks every second which runs are due (plan.py), starts them as its
limits allow, and keeps its lease. What is due stands in the store's run log, so nothing is lost with the process.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

from crawler.accepted import Accepted
from crawler.after import after_run
from crawler.bell import Bell, hang_up
from crawler.child import Children, Command, Limits, child_command
from crawler.hold import Hold, held
from crawler.keys import Config
from crawler.plan import COUNTS, LastRuns, Task, names, tasks
from crawler.record import log_to_stderr, say, say_end
from db import runs
from db.errors import ZonewatchError
from db.run import Run
from db.store import Store, open_store

BEAT = 1.0
"""Seconds between two looks at what is due; a clock that jumps is noticed within one."""

LOOK_AFRESH = 30.0
"""Seconds after which the run log is read again, for runs made by hand count too."""

LOCK_PATIENCE = 1.0
"""Seconds the daemon waits for a locked store: it must hear a signal soon, and asks again at its next beat."""

HOLD_BACK, LONGEST_HOLD_BACK = 60.0, 1800.0
"""Seconds a source is left alone after a run of it failed; doubled with every further one."""


class SomeRunsFailed(ZonewatchError):
    """{count} of {all} site runs failed ({why}): mend what they name and run `zonewatch tick` again."""

    runs: tuple[Run, ...] = ()
    """The runs that were made all the same."""


def last_runs(store: Store, config: Config) -> LastRuns:
    """The latest runs that count for the schedules of a configuration; raises StoreFailing."""
    with store.look() as unit:
        return {(source, work): runs.last_run(unit, source, COUNTS[work]) for source, work in names(config)}


def tick(
    config: Config, config_path: Path | None, now: datetime, *, live: bool = False, command: Command = child_command
) -> tuple[Run, ...]:
    """Make every run that is due at `now`, a child each at the same time; raises SomeRunsFailed (with its `runs`).

    `live` says that `now` is the clock's time: the children then read the clock themselves, as each answer comes.
    Must be called from the main thread; SIGTERM and SIGINT end the child as well.
    """
    log_to_stderr(config.daemon.log)
    children = Children(command=command, config_path=config_path, limits=limits(config), now=None if live else now)
    store = open_store(config.store.url)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    due = tasks(config, last_runs(store, config), now)
    pool = ThreadPoolExecutor(max_workers=max(1, len(due)))  # sites are strangers to one another: none need wait
    try:
        ended = [outcome for outcome in pool.map(children.run, due) if outcome]
        for outcome in ended:
            after_run(store, config, outcome, datetime.now(UTC) if live else now)
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


def daemon(
    config: Config, config_path: Path | None, *, reload: Callable[[], Accepted] | None = None, command: Command = child_command
) -> int:
    """Make every run when it is due until SIGTERM or SIGINT, and end within ten seconds; SIGHUP reads the configuration again.

    Gives 0, or 1 when another daemon took the store over. Raises DaemonRunning, StoreUnreachable, StoreOutdated or StoreFailing
    before anything is run. Must be called from the main thread.
    """
    log_to_stderr(config.daemon.log)
    bell = hang_up()
    with ExitStack() as closing:
        _prepare(config.store.url)
        store = open_store(config.store.url, patience=LOCK_PATIENCE)
        closing.callback(store.close)
        hold = closing.enter_context(held(store, config.daemon.lease, datetime.now(UTC)))
        children = Children(command=command, config_path=config_path, limits=limits(config))
        watch = Watch(config=config, children=children, store=store, hold=hold)
        if config.daemon.metrics != "off":
            from crawler.metrics import serving

            closing.enter_context(serving(watch))
        closing.callback(say, "stopped")
        closing.callback(watch.wait)
        closing.callback(children.stop)
        enabled = sorted(name for name, site in config.sources.items() if site.enabled)
        say(f"started: {', '.join(enabled) or 'no source is enabled'}")
        return watch.until_told(bell, reload)


def _prepare(url: str) -> None:
    # Making or upgrading an SQLite store takes Alembic, which would stay in this process for ever; what fails here fails again there.
    code = "import sys; from db.store import open_store; open_store(sys.stdin.read()).close()"
    subprocess.run([sys.executable, "-c", code], input=url.encode(), stderr=subprocess.DEVNULL, check=False)  # noqa: S603 -- our own code


def fixed(config: Config) -> dict[str, object]:
    """What a running daemon cannot change, by key."""
    return {"store.url": config.store.url, "captures.dir": config.captures.dir, "daemon.metrics": config.daemon.metrics}


def limits(config: Config) -> Limits:
    """What one child may take."""
    return Limits(time=config.daemon.time_limit, memory=config.daemon.memory_limit)


@dataclass(kw_only=True)
class Watch:
    """The daemon's state between two beats; only its main thread beats."""

    config: Config
    children: Children
    store: Store
    hold: Hold
    busy: set[str] = field(default_factory=set)
    failures: dict[str, int] = field(default_factory=dict)
    fault: str | None = None
    _known: LastRuns = field(default_factory=dict)
    _known_at: float | None = None
    _ended: int = 0
    _ended_known: int = -1
    _renewed: float = field(default_factory=monotonic)
    _next_start: float = 0.0
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _not_before: dict[str, float] = field(default_factory=dict)

    def until_told(self, bell: Bell, reload: Callable[[], Accepted] | None) -> int:
        """Beat until the bell rings for the end; 1 when another daemon took the store over."""
        while True:
            if not self._beat_safely():
                say("another daemon holds the store by now; this one ends", bad=True)
                return 1
            word = bell.listen(BEAT)
            if word == "end":
                return 0
            if word == "reload" and reload:
                self._reload(reload)

    def wait(self, seconds: float = 1.0) -> None:
        """Let the runs that were stopped say so."""
        until = monotonic() + seconds
        while self.busy and monotonic() < until:
            sleep(0.02)

    def beat(self, now: datetime) -> bool:
        """Renew the lease and start what is due, as the limits allow; False when the lease is lost. Raises StoreFailing."""
        if monotonic() - self._renewed > self.hold.length.total_seconds() / 3:
            if not self.hold.renew(now):
                return False
            self._renewed = monotonic()
        known = self._last_runs()
        for task in tasks(self.config, known, now, self.config.daemon.jitter):
            if len(self.busy) >= self.config.daemon.parallel or monotonic() < self._next_start:
                break
            if task.source not in self.busy and monotonic() >= self._not_before.get(task.source, 0.0):
                self._start(task)
        return True

    def _beat_safely(self) -> bool:
        try:
            good = self.beat(datetime.now(UTC))
        except ZonewatchError as error:
            if self.fault is None:
                say(f"nothing can be started: {error}", bad=True)
            self.fault = str(error)
            return True
        if self.fault:
            self.fault = None
            say("the store answers again")
        return good

    def _last_runs(self) -> LastRuns:
        ended = self._ended  # read first: a run that ends while the log is read makes it old again
        if ended != self._ended_known or self._known_at is None or monotonic() - self._known_at > LOOK_AFRESH:
            self._known, self._known_at, self._ended_known = last_runs(self.store, self.config), monotonic(), ended
        return self._known

    def _start(self, task: Task) -> None:
        self.busy.add(task.source)
        self._next_start = monotonic() + self.config.daemon.spread.total_seconds()
        threading.Thread(target=self._make, args=(task,), name=task.source, daemon=True).start()

    def _make(self, task: Task) -> None:
        begun = monotonic()
        try:
            ended = self.children.run(task)
            if ended is None:
                return
            say_end(ended, task.kind, monotonic() - begun)
            if not ended.stopped:
                self.failures[task.source] = self.failures.get(task.source, 0) + 1 if ended.fault else 0
                back = HOLD_BACK * 2 ** (self.failures[task.source] - 1)
                self._not_before[task.source] = monotonic() + min(back, LONGEST_HOLD_BACK) if ended.fault else 0.0
                after_run(self.store, self.config, ended, datetime.now(UTC))
        finally:
            with self._guard:
                self._ended += 1  # before the source is free again: the run log has changed and is read first
            self.busy.discard(task.source)

    def _reload(self, reload: Callable[[], Accepted]) -> None:
        try:
            taken = reload()
        except (ZonewatchError, OSError) as error:
            say(f"the configuration is not taken and the one before stays: {error}", bad=True)
            return
        old, new = fixed(self.config), fixed(taken.config)
        moved = [key for key in old if new[key] != old[key]]
        if moved:
            say(f"the configuration is not taken and the one before stays: {moved[0]} changes by a restart only", bad=True)
            return
        self.config, self.children.config_path, self.children.limits = taken.config, taken.path, limits(taken.config)
        self._known_at = None
        log_to_stderr(taken.config.daemon.log)
        say("the configuration was read again and is taken")
