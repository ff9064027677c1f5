"""Schedules as people write them in zonewatch.toml: an interval such as `6h`, or five cron fields.

Cron fields mean Shanghai time, where both outlets work, and count weekdays as cron does (0 and 7 are Sunday).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from db.china import CHINA

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
LONGEST = timedelta(days=36_500)
SOME_DAY = datetime(2026, 1, 1, tzinfo=CHINA)
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

_INTERVAL = re.compile(r"([1-9][0-9]{0,8})([smhdw])")
_DAY_RANGE = re.compile(r"(\*|[0-7])(?:-([0-7]))?(?:/([1-7]))?")


def interval(text: str) -> timedelta:
    """A length of time written as a whole number and one of s, m, h, d, w; raises ValueError otherwise."""
    match = _INTERVAL.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no length of time: write a whole number and s, m, h, d or w, such as 15m or 6h")
    seconds = int(match[1]) * SECONDS[match[2]]
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{text!r} is longer than a century: write a shorter one, such as 30d")
    return timedelta(seconds=seconds)


def checked(schedule: str) -> str:
    """The schedule as given; raises ValueError when it is neither an interval nor five cron fields, or names no time at all."""
    if next_after(schedule, SOME_DAY) is None:
        raise ValueError(f"{schedule!r} names no time: there is no such day, so nothing would ever run")
    return schedule


def next_after(schedule: str, moment: datetime) -> datetime | None:
    """The first time the schedule names after an aware moment; None when there is none (31 February)."""
    return _next(trigger(schedule, moment), moment)


def trigger(schedule: str, last: datetime | None, jitter: int | None = None) -> Any:
    """APScheduler's trigger of a schedule; intervals are counted from `last`. `jitter` is in seconds, at most."""
    if " " not in schedule.strip():
        return IntervalTrigger(seconds=int(interval(schedule).total_seconds()), start_date=last, timezone=CHINA, jitter=jitter)
    fields = schedule.split()
    if len(fields) != 5:
        needed = "cron needs five (minute hour day month weekday); or write an interval, such as 6h"
        raise ValueError(f"{schedule!r} has {len(fields)} fields: {needed}")
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        raise ValueError(f"{schedule!r} restricts both the day of the month and the weekday: leave one of them at *")
    try:
        made = CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=CHINA, jitter=jitter)
    except ValueError as error:
        raise ValueError(f"{schedule!r} is no cron schedule ({error}): write one such as */30 8-20 * * 1-5") from error
    return made


def _next(made: Any, moment: datetime) -> datetime | None:
    # Asking as if it had fired at that moment gives the time strictly after it.
    found: datetime | None = made.get_next_fire_time(moment, moment)
    return found


def _weekdays(field: str) -> str:
    # APScheduler counts from Monday and cron from Sunday: numbers are written out as names before it sees them.
    return ",".join(_named(part) for part in field.split(","))


def _named(part: str) -> str:
    match = _DAY_RANGE.fullmatch(part)
    if not match or part == "*":
        return part
    first = 0 if match[1] == "*" else int(match[1])
    last = int(match[2]) if match[2] else (6 if match[1] == "*" or match[3] else first)
    if first > last:
        raise ValueError(f"{part!r} runs backwards")
    days = range(first, last + 1, int(match[3] or 1))
    return ",".join(dict.fromkeys(DAYS[day % 7] for day in days))
