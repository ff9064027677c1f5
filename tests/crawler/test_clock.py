"""The clock with its real threads: one run of a source at a time, no time lost or doubled, and a machine's clock that is set."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawler import clock as clock_module
from crawler.clock import Clock

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = Clock(parallel=2)
    made.start()
    yield made
    made.stop()


class Work:
    """Notes when it begins, and how many are at it at once."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds, self.begun, self.at_it, self.most = seconds, [], 0, 0
        self.told = threading.Condition()

    def __call__(self) -> None:
        with self.told:
            self.begun.append(time.monotonic())
            self.at_it += 1
            self.most = max(self.most, self.at_it)
            self.told.notify_all()
        time.sleep(self.seconds)
        self.at_it -= 1

    def times(self, count: int) -> bool:
        with self.told:
            return self.told.wait_for(lambda: len(self.begun) >= count, timeout=10)


def test_a_job_that_takes_longer_than_its_interval_is_never_at_work_twice(clock: Clock) -> None:
    work = Work(1.4)
    clock.at_times("finews", ["1s"], work)
    assert work.times(1)
    work.seconds = 0.0  # from the second time on: nobody need wait for its end
    assert work.times(2)
    assert work.most == 1
    assert work.begun[1] - work.begun[0] > 1.4


def test_times_missed_long_ago_are_one_time_and_it_is_not_dropped(clock: Clock) -> None:
    work = Work()
    clock.at_times("finews", ["6h"], work)
    clock.appoint("finews", datetime.now(UTC) - timedelta(days=400))
    assert work.times(1)
    time.sleep(0.1)
    assert len(work.begun) == 1


def test_a_job_without_an_appointment_waits_for_one(clock: Clock) -> None:
    work = Work()
    clock.at_times("finews", ["1s", "0 7 * * *"], work)
    clock.appoint("finews", None)
    assert not work.begun
    clock.appoint("finews", clock.now())
    assert work.times(1)


def test_more_runs_may_be_allowed_while_one_is_under_way(clock: Clock) -> None:
    first, second = Work(0.5), Work()
    clock.at_times("finews", ["6h"], first)
    clock.appoint("finews", clock.now())
    assert first.times(1)
    clock.widen(1)
    clock.at_times("finews", ["6h"], second)
    clock.appoint("finews", clock.now())
    assert second.times(1)


def test_a_shifted_clock_is_appointed_in_its_own_time() -> None:
    made, work = Clock(parallel=1, shift=timedelta(days=-300)), Work()
    made.start()
    made.at_times("finews", ["6h"], work)
    made.appoint("finews", made.now() + SECOND / 2)
    assert work.times(1)
    assert abs(datetime.now(UTC) - made.now() - timedelta(days=300)) < SECOND
    made.stop()


@pytest.mark.parametrize(("by", "said"), [(0.0, 0.0), (1.5, 0.0), (3600.0, 3600.0), (-3600.0, -3600.0)])
def test_a_machine_whose_clock_is_set_is_noticed_once(monkeypatch: pytest.MonkeyPatch, by: float, said: float) -> None:
    made = Clock(parallel=1)
    monkeypatch.setattr(clock_module, "time", lambda: time.time() + by)
    assert made.jumped() == pytest.approx(said, abs=0.5)
    assert made.jumped() == 0.0
