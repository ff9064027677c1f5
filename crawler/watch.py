"""What the daemon does while it runs: at the times its clock fires it asks what is due, makes it, and keeps its lease.

Its own process holds no page and no crawl. What is due stands in the store's run log, so nothing is lost with the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from crawler.accepted import Accepted
from crawler.after import after_run
from crawler.bell import Bell
from crawler.child import Children, Ended, limits_of
from crawler.clock import Clock
from crawler.hold import Hold
from crawler.keys import Config
from crawler.plan import Task, next_due, tasks
from crawler.record import log_to_stderr, say, say_end
from crawler.tick import last_runs
from db.errors import ZonewatchError
from db.store import Store
from pipeline.telling import pending, watch

if TYPE_CHECKING:  # loading the queue takes twelve MiB, which a daemon without one should not hold
    from crawler.deferring import Queued

BEAT = 1.0
"""Seconds between two looks at the signals and at the machine's clock, and after which a failing store is asked again."""

LOOK_AFRESH = timedelta(seconds=30)
"""After so long the run log is read again, for runs made by hand count too."""

INSTANT = timedelta(microseconds=1)
HOLD_BACK, LONGEST_HOLD_BACK = 60.0, 1800.0
"""Seconds a source is left alone after a run of it failed; doubled with every further one."""


def fixed(config: Config) -> dict[str, object]:
    """What a running daemon cannot change, by key."""
    return {"store.url": config.store.url, "captures.dir": config.captures.dir, "daemon.metrics": config.daemon.metrics}


@dataclass(kw_only=True)
class Watch:
    """The daemon's state; its jobs run in the threads of its clock."""

    config: Config
    children: Children | Queued
    store: Store
    hold: Hold
    clock: Clock
    failures: dict[str, int] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    """Jobs that found the store failing."""

    _lost: bool = False
    _ending: threading.Event = field(default_factory=threading.Event)
    _next_start: float = 0.0
    _turns: threading.Lock = field(default_factory=threading.Lock)
    _not_before: dict[str, float] = field(default_factory=dict)

    def start(self) -> None:
        """Give the clock its jobs and let it fire. Raises StoreFailing."""
        watch(self.store, self.config.recipients(), self.clock.now())
        self.clock.start()
        self.clock.every("the lease", self.hold.length / 3, partial(self._safely, "the lease", self.renew))
        self._appoint_sources()
        self.clock.every("the notices", LOOK_AFRESH, partial(self._safely, "the notices", self.tell))
        self.clock.every("the run log", LOOK_AFRESH, partial(self._safely, "the run log", self.appoint))

    def stop(self) -> None:
        """End the runs under way and wait until they have said so."""
        self._ending.set()
        self.children.stop()
        self.clock.stop()

    def until_told(self, bell: Bell, reload: Callable[[], Accepted] | None) -> int:
        """Let the clock fire until the bell rings for the end; 1 when another daemon took the store over."""
        while not self._lost:
            word = bell.listen(BEAT)
            if word == "end":
                return 0
            if word == "reload" and reload:
                self._reload(reload)
            if by := self.clock.jumped():
                say(f"the machine's clock was set {'forward' if by > 0 else 'back'} by {abs(by):.0f} s; what is due is asked anew")
                self.clock.afresh()
        say("another daemon holds the store by now; this one ends", bad=True)
        return 1

    def renew(self) -> None:
        """Keep the lease, or know that it is lost. Raises StoreFailing."""
        self._lost = not self.hold.renew(self.clock.now())

    def appoint(self, *only: str) -> None:
        """Put the next run of every source, or of these, where the run log wants it. Raises StoreFailing."""
        busy = self.children.under_way()  # asked first: a run that ends while the log is read is not taken for one to be made
        known, now = last_runs(self.store, self.config, only), self.clock.now()
        free = [name for name in only or self.config.sources if self.config.sources[name].enabled and name not in busy]
        due = {name: next_due(name, self.config.sources[name], known, now, self.config.daemon.jitter) for name in free}
        for place, name in enumerate(sorted(free, key=lambda one: due[one] or now)):
            at = max(asked, now + place * INSTANT) if (asked := due[name]) else None  # the longest due begins first
            self.clock.appoint(name, self._held_back(name, at, now))

    def look(self, source: str) -> None:
        """Make the run of a source, if one is due. Raises StoreFailing."""
        now = self.clock.now()
        due = tasks(self.config, last_runs(self.store, self.config, (source,)), now, self.config.daemon.jitter)
        for task in due:
            if task.source == source and monotonic() >= self._not_before.get(source, 0.0) and self._in_turn():
                self.make(task)
        self.appoint(source)

    def make(self, task: Task) -> None:
        """Make a run to its end, and do what follows it; or leave both to a worker."""
        begun = monotonic()
        ended = self.children.run(task)
        if ended is None:
            return
        say_end(ended, task.kind, monotonic() - begun)
        if not ended.stopped:
            self._count(ended)
            after_run(self.store, self.config, ended, self.clock.now())
            self.clock.appoint("the notices", self.clock.now())

    def tell(self) -> None:
        """Let a child send what people are to hear by now, if there is anything. Raises StoreFailing."""
        with self.store.look() as unit:
            some = pending(unit, self.config.recipients(), self.clock.now())
        if some and not self._ending.is_set():
            self.children.tell()

    def _count(self, ended: Ended) -> None:
        count = self.failures[ended.source] = self.failures.get(ended.source, 0) + 1 if ended.fault else 0
        back = min(HOLD_BACK * 2 ** (count - 1), LONGEST_HOLD_BACK) if ended.fault else 0.0
        self._not_before[ended.source] = monotonic() + back

    def _held_back(self, source: str, due: datetime | None, now: datetime) -> datetime | None:
        left = self._not_before.get(source, 0.0) - monotonic()
        return max(due, now + timedelta(seconds=left)) if due and left > 0 else due

    def _in_turn(self) -> bool:
        """Wait until a run may begin after the one before; False when everything ends first."""
        if self.children.at_once:
            return not self._ending.is_set()
        with self._turns:
            at = max(monotonic(), self._next_start)
            self._next_start = at + self.config.daemon.spread.total_seconds()
        return not self._ending.wait(at - monotonic())

    def _safely(self, name: str, work: Callable[[], None]) -> None:
        try:
            work()
        except ZonewatchError as error:
            if not self.faults:
                say(f"nothing can be started: {error}", bad=True)
            self.faults.add(name)
            self.clock.appoint(name, self.clock.now() + timedelta(seconds=BEAT))
            return
        if name in self.faults:
            self.faults.discard(name)
            if not self.faults:
                say("the store answers again")

    def _appoint_sources(self) -> None:
        for name, site in self.config.sources.items():
            if site.enabled:
                schedules = [text for text in (site.schedule, site.discover_schedule) if text]
                self.clock.at_times(name, schedules, partial(self._safely, name, partial(self.look, name)))
            else:
                self.clock.leave_out(name)

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
        self._take(taken)
        say("the configuration was read again and is taken")

    def _take(self, taken: Accepted) -> None:
        if taken.config.daemon.parallel != self.config.daemon.parallel:
            self.clock.widen(taken.config.daemon.parallel)
        self.config, self.children.config_path, self.children.limits = taken.config, taken.path, limits_of(taken.config)
        watch(self.store, taken.config.recipients(), self.clock.now())
        self._appoint_sources()
        self.clock.afresh()
        log_to_stderr(taken.config.daemon.log)
