"""Workers on a real PostgreSQL: a site is one worker's at a time, nothing a dead one had is lost, and an end comes soon."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import procrastinate
import pytest
from procrastinate.jobs import Job

from crawler.config import parse
from crawler.worker import LONGEST, Later, RunStopped, put_off
from db.jobs import QueueMissing, defer_run, jobs_by_status, pending, queue_over, require_queue, upgrade_queue
from db.sole import hold
from db.store import Store, open_store
from tests.forge import here, python
from tests.piped import Piped
from tests.stores import database

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shared(postgres: str, upgraded: str) -> Iterator[Store]:
    """A PostgreSQL store with a queue."""
    with database(postgres, upgraded) as address:
        store = open_store(address)
        upgrade_queue(store)
        yield store
        store.close()


@pytest.fixture
def queue(shared: Store) -> Iterator[procrastinate.App]:
    with queue_over(address_of(shared)).open() as app:
        yield app


def address_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def jobs(store: Store) -> dict[str, int]:
    with store.look() as unit:
        return dict(jobs_by_status(unit))


@contextmanager
def working(address: str, folder: Path, name: str, *child: str) -> Iterator[Piped]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = here().open("tests.crawler.worker_door", address, str(folder), name, *child, env=environ)
    try:
        assert "takes up to 2 runs" in process.stderr.readline()
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def notes(folder: Path) -> list[tuple[str, str, float]]:
    path = folder / "notes"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(source, what, float(at)) for source, what, at in (line.split() for line in lines)]


def wait_for(folder: Path, what: str, times: int) -> None:
    until = time.monotonic() + 30
    while sum(note[1] == what for note in notes(folder)) < times:
        assert time.monotonic() < until, f"{what} was not seen {times} times: {notes(folder)}"
        time.sleep(0.02)


def test_a_run_is_queued_once_and_taken_once(shared: Store, queue: procrastinate.App, tmp_path: Path) -> None:
    asked = (("finews", "full"), ("finews", "due"), ("thepaper", "new"))
    assert [defer_run(queue, source, kind) for source, kind in asked] == [True, False, True]
    assert pending(queue) == {"finews", "thepaper"}
    with working(address_of(shared), tmp_path, "a", "0.3", "0") as one, working(address_of(shared), tmp_path, "b", "0.3", "0") as two:
        wait_for(tmp_path, "end", 2)
        done = [(source, what) for source in ("finews", "thepaper") for what in ("begin", "end")]
        assert sorted(note[:2] for note in notes(tmp_path)) == done
        until = time.monotonic() + 30
        while pending(queue):
            assert time.monotonic() < until, "a run that is made stays in the queue"
            time.sleep(0.02)
        for worker in (one, two):
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait(10) for worker in (one, two)] == [0, 0]
    assert pending(queue) == frozenset()
    assert jobs(shared) == {}


def test_what_a_killed_worker_had_is_made_again_by_another(shared: Store, queue: procrastinate.App, tmp_path: Path) -> None:
    with working(address_of(shared), tmp_path, "a", "60", "0", "leashed") as first:
        defer_run(queue, "finews", "full")
        wait_for(tmp_path, "begin", 1)
        with working(address_of(shared), tmp_path, "b", "0.1", "0") as second:
            killed = time.monotonic()
            first.kill()
            wait_for(tmp_path, "end", 1)
            assert time.monotonic() - killed < 30
            second.send_signal(signal.SIGTERM)
            _, err = second.communicate(timeout=10)
    assert [what for _, what, _ in notes(tmp_path)] == ["begin", "asked", "begin", "end"]  # the first run ended with its worker
    assert "site finews: its worker is dead, so it is made again" in err


def test_a_worker_that_is_told_to_end_gives_back_what_it_has(shared: Store, queue: procrastinate.App, tmp_path: Path) -> None:
    with working(address_of(shared), tmp_path, "a", "60", "0", "cross") as worker:
        defer_run(queue, "finews", "full")
        wait_for(tmp_path, "begin", 1)
        told = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        _, err = worker.communicate(timeout=15)
    assert (worker.returncode, "Traceback" in err) == (0, False), err
    assert time.monotonic() - told < 10
    assert [what for _, what, _ in notes(tmp_path)] == ["begin", "asked"]
    assert jobs(shared) == {"todo": 1}


@pytest.mark.parametrize(("source", "seconds"), [("finews", 2), ("thepaper", 7), ("gone", 0)])
def test_a_run_that_was_broken_off_goes_on_at_the_pace_of_its_site(source: str, seconds: int) -> None:
    config = parse({"sources": {"finews": {"delay": 1.5}, "thepaper": {"delay": 7}}}, "test")
    job = Job(id=1, queue="sites", lock=None, queueing_lock=None, task_name="run", task_kwargs={"source": source})
    decision = Later(config).get_retry_decision(exception=RunStopped(source), job=job)
    assert decision is not None and decision.retry_at is not None
    assert seconds - 1 < (decision.retry_at - datetime.now(UTC)).total_seconds() <= seconds


def test_a_run_that_fails_is_put_off(shared: Store, queue: procrastinate.App, tmp_path: Path) -> None:
    with working(address_of(shared), tmp_path, "a", "0", "1"):
        defer_run(queue, "finews", "full")
        wait_for(tmp_path, "end", 1)
        until = time.monotonic() + 10
        while not (job := queue.job_manager.list_jobs()[0]).attempts:
            assert time.monotonic() < until
            time.sleep(0.05)
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert defer_run(queue, "finews", "full") is False


def test_waits_between_tries_grow_up_to_a_bound() -> None:
    waits = [put_off(attempts) for attempts in range(12)]
    assert waits[:4] == [15, 30, 60, 120]
    assert max(waits) == waits[-1] == LONGEST


def test_a_name_is_held_by_one_process_and_free_when_its_holder_ends(shared: Store) -> None:
    other = open_store(address_of(shared))
    held = hold(shared, "run of finews")
    assert held is not None
    assert hold(other, "run of finews") is None
    free = hold(other, "run of thepaper")
    assert free is not None
    held.close()
    again = hold(other, "run of finews")
    assert again is not None
    again.close()
    free.close()
    other.close()


def test_a_store_without_a_queue_is_refused_with_the_remedy(postgres: str, upgraded: str) -> None:
    with database(postgres, upgraded) as address:
        store = open_store(address)
        with pytest.raises(QueueMissing, match="zonewatch db upgrade"):
            require_queue(store)
        upgrade_queue(store)
        upgrade_queue(store)
        require_queue(store)
        store.close()


def test_a_worker_on_sqlite_is_refused_with_the_remedy(tmp_path: Path) -> None:
    done = python("tests.crawler.worker_door", f"sqlite:///{tmp_path}/z.db", str(tmp_path), "a")
    assert done.returncode == 1
    assert "run `zonewatch daemon` alone there, or name a PostgreSQL" in done.stderr
