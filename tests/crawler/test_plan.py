"""Which runs are due: every case is a configuration, what ran last, and what must be run."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import parse
from crawler.keys import Config
from crawler.plan import AGAIN, LastRuns, due_since, next_due, put_off, tasks
from crawler.quiet import after_quiet, is_quiet
from crawler.schedule import next_after
from db.china import CHINA
from db.run import Run

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
HOUR = timedelta(hours=1)


def config(finews: dict[str, object], thepaper: dict[str, object] | None = None) -> Config:
    return parse({"sources": {"finews": finews, "thepaper": thepaper or {"enabled": False}}}, "x")


def run(hours_ago: float, finished: bool = True) -> Run:
    began = MONDAY - hours_ago * HOUR
    return Run(source="finews", started_at=began, finished_at=began + HOUR / 60 if finished else None)


def last(known: Run | None, new: Run | None = None) -> LastRuns:
    return {("finews", "due"): known, ("finews", "new"): new or known}


def asked(held: Config, runs: LastRuns, now: datetime = MONDAY) -> list[tuple[str, str]]:
    return [(task.source, task.kind) for task in tasks(held, runs, now)]


def test_a_source_is_due_when_it_never_ran_or_its_schedule_named_a_time_since() -> None:
    held = config({"schedule": "6h"}, {"schedule": "0 8 * * *"})
    assert asked(held, {}) == [("finews", "full"), ("thepaper", "full")]
    every = {(source, work): run(1) for source in ("finews", "thepaper") for work in ("due", "new")}
    assert asked(held, every) == []
    assert asked(held, {key: run(6) for key in every}) == [("thepaper", "full"), ("finews", "full")]


def test_a_source_that_is_switched_off_is_never_due() -> None:
    assert asked(config({"enabled": False}), {}) == []


@pytest.mark.parametrize(
    ("known", "new", "kinds"),
    [(3, 1, ["due"]), (1, 13, ["new"]), (3, 13, ["full"]), (1, 1, [])],
)
def test_discovery_may_have_a_schedule_of_its_own(known: float, new: float, kinds: list[str]) -> None:
    held = config({"schedule": "2h", "discover_schedule": "12h"})
    assert [kind for _, kind in asked(held, last(run(known), run(new)))] == kinds


def test_what_was_missed_is_made_once_and_the_longest_due_first() -> None:
    held = config({"schedule": "30m"}, {"schedule": "30m"})
    runs = {("finews", "due"): run(5), ("thepaper", "due"): run(50)}
    assert asked(held, runs) == [("thepaper", "full"), ("finews", "full")]


def test_nothing_begins_in_quiet_hours_and_everything_after_them() -> None:
    held = config({"schedule": "1h", "quiet": ["23:00-06:30"]})
    at = {hour: asked(held, {}, MONDAY.replace(hour=hour // 100, minute=hour % 100)) for hour in (2259, 2300, 400, 629, 630)}
    assert [bool(found) for found in at.values()] == [True, False, False, False, True]


@given(st.times())
def test_hours_past_midnight_are_the_others_turned_round(clock: object) -> None:
    moment = datetime.combine(MONDAY.date(), clock, CHINA)  # type: ignore[arg-type]
    assert is_quiet(["22:00-06:00"], moment) != is_quiet(["06:00-22:00"], moment)


def test_a_run_that_was_killed_is_made_again_soon_and_not_at_once() -> None:
    killed = Run(source="finews", started_at=MONDAY)
    assert due_since("6h", killed, MONDAY + AGAIN - HOUR / 60) is None
    assert due_since("6h", killed, MONDAY + AGAIN) == MONDAY + AGAIN
    assert due_since("5m", killed, MONDAY + HOUR / 12) == MONDAY + HOUR / 12


def test_a_run_under_a_clock_that_was_ahead_does_not_silence_its_source() -> None:
    ahead = Run(source="finews", started_at=MONDAY + HOUR, finished_at=MONDAY + HOUR)
    assert due_since("6h", ahead, MONDAY) is not None
    slightly = Run(source="finews", started_at=MONDAY + HOUR / 60, finished_at=MONDAY + HOUR / 60)
    assert due_since("6h", slightly, MONDAY) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["30m", "6h", "0 7,12,19 * * *"]), st.integers(0, 7200))  # noqa: DTZ001 -- the zone follows
def test_a_run_is_put_off_a_little_and_always_by_the_same(began: datetime, schedule: str, jitter: int) -> None:
    moment = began.replace(tzinfo=CHINA)
    following = next_after(schedule, moment)
    assert following is not None
    late = put_off(schedule, moment, following, timedelta(seconds=jitter))
    assert timedelta(0) <= late <= min(timedelta(seconds=jitter), (following - moment) / 20)
    assert late == put_off(schedule, moment, following, timedelta(seconds=jitter))


DUE = [
    ({"schedule": "6h"}, 1, "2026-03-02T15:00"),
    ({"schedule": "6h"}, 7, "2026-03-02T09:00"),
    ({"schedule": "6h", "discover_schedule": "0 12 * * *"}, 1, "2026-03-02T12:00"),
    ({"schedule": "6h", "quiet": ["14:00-18:30"]}, 1, "2026-03-02T18:30"),
    ({"schedule": "6h", "quiet": ["09:30-11:00", "11:00-12:00"]}, 7, "2026-03-02T12:00"),
    ({"schedule": "6h", "quiet": ["23:00-16:00"]}, 1, "2026-03-02T16:00"),
]


@pytest.mark.parametrize(("finews", "hours_ago", "expected"), DUE)
def test_the_next_run_of_a_source_is_known_beforehand(finews: dict[str, object], hours_ago: float, expected: str) -> None:
    held = config(finews)
    found = next_due("finews", held.sources["finews"], last(run(hours_ago)), MONDAY)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=CHINA)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)), st.lists(st.sampled_from(["22:00-06:00", "05:00-09:30", "12:00-13:00"])))  # noqa: DTZ001 -- the zone follows
def test_what_comes_after_the_quiet_is_not_quiet_and_nothing_loud_lies_before_it(naive: datetime, hours: list[str]) -> None:
    moment = naive.replace(tzinfo=CHINA)
    after = after_quiet(hours, moment)
    assert not is_quiet(hours, after)
    assert after == moment or is_quiet(hours, after - timedelta(seconds=1))
    assert after - moment < timedelta(days=1)


@given(st.integers(0, 3000), st.sampled_from(["30m", "6h", "0 7,12,19 * * *"]), st.sampled_from([(), ("23:00-06:30",)]))
def test_a_run_is_due_exactly_from_its_appointment_on(minutes_ago: int, schedule: str, quiet: tuple[str, ...]) -> None:
    held = config({"schedule": schedule, "quiet": quiet})
    runs = last(run(minutes_ago / 60))
    at = next_due("finews", held.sources["finews"], runs, MONDAY)
    assert at is not None
    assert bool(tasks(held, runs, MONDAY)) == (at <= MONDAY)
    assert tasks(held, runs, max(at, MONDAY))
