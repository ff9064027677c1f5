"""Schedules: what is next, and what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import checked, interval, next_after
from db.china import CHINA

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)

NEXT = [
    ("0 10 * * *", "2026-03-03T10:00"),
    ("30 10 * * *", "2026-03-02T10:30"),
    ("*/5 * * * *", "2026-03-02T10:05"),
    ("0 10 * * 0", "2026-03-08T10:00"),
    ("0 10 * * 7", "2026-03-08T10:00"),
    ("0 10 * * 1", "2026-03-09T10:00"),
    ("0 10 * * 1-5", "2026-03-03T10:00"),
    ("0 10 * * 5-7", "2026-03-06T10:00"),
    ("0 10 * * 6,0", "2026-03-07T10:00"),
    ("0 10 * * sun", "2026-03-08T10:00"),
    ("0 10 * * */3", "2026-03-04T10:00"),
    ("0 10 15 * *", "2026-03-15T10:00"),
    ("6h", "2026-03-02T16:00"),
    ("15m", "2026-03-02T10:15"),
    ("2d", "2026-03-04T10:00"),
    ("0 0 31 2 *", None),
]


@pytest.mark.parametrize(("schedule", "expected"), NEXT)
def test_the_next_time_is_strictly_after_the_moment_in_shanghai(schedule: str, expected: str | None) -> None:
    found = next_after(schedule, MONDAY)
    assert found == (datetime.fromisoformat(expected).replace(tzinfo=CHINA) if expected else None)


WRONG = ["", "6", "h", "-1h", "1.5h", "6 h", "０h", "٣h", "99999999999w", "* * * * * *", "a b c d e", "0 10 * * 8", "0 10 * * 5-1"]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_schedule_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        checked(wrong)


@given(st.integers(1, 9999), st.sampled_from("smhd"))
def test_an_interval_is_as_long_as_it_says(number: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert interval(f"{number}{unit}") == timedelta(seconds=number * seconds)
