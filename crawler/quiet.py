"""Quiet hours: stretches of the day, in Shanghai, in which a site is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from crawler.schedule import SOME_DAY
from db.china import CHINA

_STRETCH = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


def stretch(text: str) -> tuple[time, time]:
    """Beginning and end of hours written as `23:00-06:30`; the end is no part of them. Raises ValueError."""
    match = _STRETCH.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no stretch of a day: write two times of day, such as 23:00-06:30")
    begin, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    if begin == end:
        raise ValueError(f"{text!r} begins where it ends: write two different times, or leave it out")
    return begin, end


def checked(hours: tuple[str, ...]) -> tuple[str, ...]:
    """The stretches as given; raises ValueError when together they leave no time of the day."""
    if is_quiet(hours, after_quiet(hours, SOME_DAY)):
        raise ValueError("these quiet hours leave no time of the day in which a run may begin: shorten one of them")
    return hours


def is_quiet(hours: Iterable[str], moment: datetime) -> bool:
    """Whether an aware moment lies in one of the stretches; one may go past midnight."""
    clock = moment.astimezone(CHINA).time()
    return any(_within(clock, *stretch(text)) for text in hours)


def after_quiet(hours: Iterable[str], moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet it lies in; stretches that touch are one quiet."""
    stretches = [stretch(text) for text in hours]
    for _ in stretches:
        ends = [end for begin, end in stretches if _within(moment.astimezone(CHINA).time(), begin, end)]
        moment = max((_next(end, moment) for end in ends), default=moment)
    return moment


def _next(clock: time, moment: datetime) -> datetime:
    local = moment.astimezone(CHINA)
    found = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return found if found > local else found + timedelta(days=1)


def _within(clock: time, begin: time, end: time) -> bool:
    return begin <= clock < end if begin < end else clock >= begin or clock < end
