"""The daemon's clock: APScheduler, with one job a source at the times of its schedules and the house's own jobs at intervals.

It says when to look, and nothing else: whether a run is due is asked of the run log then (plan.py), so APScheduler keeps
nothing that a crash could lose. Times that passed unheard are one time (`coalesce`), a job is never begun while it is at
work (`max_instances`), and no time is so late that it is dropped (`misfire_grace_time`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic, time
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crawler.record import say
from crawler.schedule import trigger

HOUSE_JOBS = 3
"""Jobs of the house at work at once; site runs have a pool of their own."""

JUMP = 2.0
"""Seconds by which the clock may run away from the time that passed before it counts as a jump."""


class Threads(BasePoolExecutor):  # type: ignore[misc] # APScheduler has no types
    """APScheduler's way to a pool of threads that this module made, and so can wait for."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__(pool)


class Clock:
    """What happens when. `shift` is how far its present lies from the machine's, for days that are replayed."""

    def __init__(self, *, parallel: int, shift: timedelta = timedelta(0)) -> None:
        self.shift = shift
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # what it would say is said in the daemon's own log
        self._pools = [ThreadPoolExecutor(HOUSE_JOBS)]
        self._scheduler = BackgroundScheduler(
            executors={"default": Threads(self._pools[0])},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_listener(_astray, EVENT_JOB_ERROR)
        self._ahead = time() - monotonic()
        self._house: list[str] = []
        self.widen(parallel)

    def now(self) -> datetime:
        """The present."""
        return datetime.now(UTC) + self.shift

    def start(self) -> None:
        """Begin to fire."""
        self._scheduler.start()

    def stop(self) -> None:
        """Fire no more, and wait for the jobs at work."""
        self._scheduler.shutdown(wait=False)  # waiting, it would hold the lock that a job needs to appoint its next time
        for pool in self._pools:
            pool.shutdown(wait=True)

    def every(self, name: str, span: timedelta, work: Callable[[], None]) -> None:
        """Do something of the house at once and then at intervals."""
        at = IntervalTrigger(seconds=span.total_seconds(), timezone=UTC)
        self._scheduler.add_job(work, at, id=name, next_run_time=datetime.now(UTC))
        self._house.append(name)

    def at_times(self, name: str, schedules: Sequence[str], work: Callable[[], None]) -> None:
        """Do something at the times of some schedules; `appoint` says when for the first time."""
        times = [trigger(text, None) for text in schedules]
        either = times[0] if len(times) == 1 else OrTrigger(times)
        self._scheduler.add_job(work, either, id=name, executor=self._runs, replace_existing=True)

    def appoint(self, name: str, at: datetime | None) -> None:
        """Put a job's next time where the run log wants it; None: nowhere, until it is appointed again."""
        # The least representable time stands for "since ever", and cannot be shifted.
        real = at and max(at, self.now()) - self.shift
        with suppress(JobLookupError):
            self._scheduler.modify_job(name, next_run_time=real)

    def leave_out(self, name: str) -> None:
        """Do something no more."""
        with suppress(JobLookupError):
            self._scheduler.remove_job(name)

    def widen(self, parallel: int) -> None:
        """So many site runs at once, of the jobs that are added from now on; runs under way go on beside them."""
        # Never a pool in place of another: APScheduler drops a job whose pool it does not find for a moment.
        self._pools.append(ThreadPoolExecutor(parallel))
        self._runs = f"runs {len(self._pools)}"
        self._scheduler.add_executor(Threads(self._pools[-1]), self._runs)

    def afresh(self) -> None:
        """Do now what the house does at intervals: after the machine's clock was set, its times are wrong."""
        for name in self._house:
            self.appoint(name, self.now())

    def jumped(self) -> float:
        """Seconds by which the machine's clock was set since this was last asked; 0 when it only went on."""
        ahead = time() - monotonic()
        by, self._ahead = ahead - self._ahead, ahead
        return by if abs(by) > JUMP else 0.0


def _astray(event: Any) -> None:
    say(f"{event.job_id}: {type(event.exception).__name__}: {event.exception}", bad=True)
