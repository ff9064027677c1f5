"""The time both sources mean when they name no offset; it has no summer time since 1991, so an offset is enough."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def moment_of(words: str) -> datetime:
    """An ISO 8601 time; without an offset it is meant in China. Raises ValueError."""
    given = datetime.fromisoformat(words.strip())
    return given if given.tzinfo else given.replace(tzinfo=CHINA)
