"""Times as Chinese news pages print them, made into moments; the pages' clock is Beijing's (+08:00)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from db.china import CHINA

_ABSOLUTE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[\sT]{1,6}(\d{1,2})[:：](\d\d)(?:[:：](\d\d))?(?:\.\d{1,9})?(?:\s?([+-]\d\d):?(\d\d)|(Z))?)?(?!\d)"
)
_AGO = re.compile(r"(\d{1,4})\s?(秒|分钟|小时|天)前")
_NAMED = re.compile(r"(今天|昨天|前天)\s?(\d{1,2})[:：](\d\d)")
_UNITS = {"秒": "seconds", "分钟": "minutes", "小时": "hours", "天": "days"}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}
# Thepaper opened in 2014; an earlier stamp is a zero or a unit read wrongly.
_EARLIEST = datetime(2000, 1, 1, tzinfo=CHINA)


def moment(words: str) -> datetime | None:
    """The first absolute time in the words, +08:00 unless they state an offset; None when there is none that exists."""
    for found in _ABSOLUTE.finditer(words):
        year, month, day, hour, minute, second, ahead, more, zulu = found.groups()
        try:
            zone = _zone(ahead, more, zulu)
            return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone)
        except ValueError:
            continue
    return None


def span_of_moment(words: str) -> tuple[int, int] | None:
    """Where the first absolute time with an hour stands in the words; None when there is none."""
    found = next((found for found in _ABSOLUTE.finditer(words) if found.group(4)), None)
    return found.span() if found else None


def relative_moment(words: str, now: datetime) -> datetime | None:
    """The moment that words such as `20小时前` or `昨天 08:30` meant when they were read at `now`; None when they are others.

    The result is as coarse as the words: minutes for 分钟 and 小时, midnight for 天.
    """
    here = now.astimezone(CHINA)
    if words.strip() == "刚刚":
        return here.replace(second=0, microsecond=0)
    if found := _AGO.search(words):
        then = here - timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})
        return then.replace(hour=0, minute=0, second=0, microsecond=0) if found.group(2) == "天" else then.replace(second=0, microsecond=0)
    if found := _NAMED.search(words):
        day = here - timedelta(days=_DAYS_BACK[found.group(1)])
        hour, minute = int(found.group(2)), int(found.group(3))
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0) if hour < 24 and minute < 60 else None
    return None


def stamp(value: object, now: datetime) -> datetime | None:
    """The moment of an epoch stamp, number or digits, in milliseconds or seconds by its size; None when it cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    digits = str(int(value)) if not isinstance(value, str) and abs(value) < 1e15 else str(value).strip()
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 14:
        return None
    number = int(digits)
    then = datetime.fromtimestamp(number / 1000 if number >= 10**11 else number, CHINA)
    return then if _EARLIEST <= then <= now + timedelta(days=366) else None


def _zone(ahead: str | None, more: str | None, zulu: str | None) -> timezone:
    if zulu:
        return timezone(timedelta())
    if ahead is None:
        return CHINA
    minutes = timedelta(hours=int(ahead), minutes=int(more or 0) * (-1 if ahead.startswith("-") else 1))
    return timezone(minutes)
