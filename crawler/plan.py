"""Which runs are due: schedules, quiet hours and the run log in, the runs to make out. Pure; daemon and tick share it.

What was missed while nothing ran is made once, not as often as it was missed: a schedule only says whether a time of it
has passed since the last run began.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.keys import Config, SourceTable
from crawler.quiet import after_quiet, is_quiet
from crawler.schedule import next_after
from db.run import Run

Kind = Literal["full", "due", "new"]
"""What a run does: everything, known pages that are due, discovery only."""

COUNTS: Mapping[str, tuple[str, ...]] = {"due": ("full", "due"), "new": ("full", "new")}
"""The kinds of run that do the work of a schedule."""

LastRuns = Mapping[tuple[str, str], Run | None]
"""The latest run of a source that looked at known pages (`due`) or for new ones (`new`), finished or not."""

AGAIN = timedelta(minutes=10)
"""A run that was killed is made again after so long, or at its schedule's next time if that is sooner."""

SLACK = timedelta(minutes=5)
"""A run that began by more than this in the future was made under a wrong clock; less is a clock being put right."""

LEAST_SHARE = 20
"""A run is put off by no more than one in so many parts of its interval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One run to make."""

    source: str
    """Name of the source."""

    kind: Kind
    """What the run does."""

    since: datetime
    """Since when it is due."""


def tasks(config: Config, last: LastRuns, now: datetime, jitter: timedelta = timedelta(0)) -> tuple[Task, ...]:
    """The runs due at `now`, the longest due first; at most one a source, and none in its quiet hours."""
    found = (_task(name, site, last, now, jitter) for name, site in config.sources.items() if site.enabled)
    return tuple(sorted((task for task in found if task), key=lambda task: (task.since, task.source)))


def names(config: Config) -> Iterator[tuple[str, str]]:
    """The keys of LastRuns that a configuration needs."""
    for source in config.sources:
        yield from ((source, work) for work in COUNTS)


def next_due(name: str, site: SourceTable, last: LastRuns, now: datetime, jitter: timedelta = timedelta(0)) -> datetime | None:
    """From when on a run of a source is asked for, past or to come; None when its schedules name no time any more."""
    works = {"due": site.schedule, "new": site.discover_schedule}
    found = (asked_from(text, last.get((name, work)), now, jitter) for work, text in works.items() if text)
    at = min((one for one in found if one), default=None)
    return after_quiet(site.quiet, max(at, now)) if at and is_quiet(site.quiet, max(at, now)) else at


def due_since(schedule: str, last: Run | None, now: datetime, jitter: timedelta = timedelta(0)) -> datetime | None:
    """Since when a schedule asks for a run; None when it does not."""
    at = asked_from(schedule, last, now, jitter)
    return at if at and at <= now else None


def asked_from(schedule: str, last: Run | None, now: datetime, jitter: timedelta = timedelta(0)) -> datetime | None:
    """From when on a schedule asks for a run after the last one, past or to come; None when it never does again.

    A run that began later than now was made under a wrong clock and does not count.
    """
    if last is None or last.started_at > now + SLACK:
        return datetime.min.replace(tzinfo=now.tzinfo)
    following = next_after(schedule, last.started_at)
    at = following + put_off(schedule, last.started_at, following, jitter) if following else None
    if last.finished_at is None:
        again = last.started_at + AGAIN
        at = min(at, again) if at else again
    return at


def put_off(schedule: str, last: datetime, following: datetime, jitter: timedelta) -> timedelta:
    """By how much a run is put off, at most `jitter` and a twentieth of its interval.

    It comes from the schedule and the run before, so that asking again, or a restart, gives the same.
    """
    draw = int.from_bytes(hashlib.sha256(f"{schedule} {last.isoformat()}".encode()).digest()[:4], "big") / 2**32
    return min(jitter, (following - last) / LEAST_SHARE) * draw


def _task(name: str, site: SourceTable, last: LastRuns, now: datetime, jitter: timedelta) -> Task | None:
    if is_quiet(site.quiet, now):
        return None
    known = due_since(site.schedule, last.get((name, "due")), now, jitter)
    if site.discover_schedule is None:
        return Task(source=name, kind="full", since=known) if known else None
    new = due_since(site.discover_schedule, last.get((name, "new")), now, jitter)
    if known and new:
        return Task(source=name, kind="full", since=min(known, new))
    if known:
        return Task(source=name, kind="due", since=known)
    return Task(source=name, kind="new", since=new) if new else None
