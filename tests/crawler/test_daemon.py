"""The clock with real processes: runs that never overlap, and an end within ten seconds."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.child import Children, Limits, child_command
from crawler.config import parse
from crawler.keys import Config
from crawler.plan import Task
from crawler.tick import SomeRunsFailed, tick
from db import runs
from db.store import open_store
from tests.forge import here
from tests.piped import Piped

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SCRIPT = Path(__file__).with_name("stand_in.py")
pytestmark = pytest.mark.usefixtures("ready")


@dataclass(frozen=True)
class Long:
    """What takes seconds of mere waiting, begun before the other tests; each gives what its test asks of it."""

    deaf: Future[tuple[Piped, str, float]]
    locked: Future[tuple[str, str]]


@pytest.fixture(scope="module", autouse=True)
def long(tmp_path_factory: pytest.TempPathFactory, upgraded_file: Path) -> Iterator[Long]:
    folders = [tmp_path_factory.mktemp(name) for name in ("deaf", "locked")]
    for folder in folders:
        shutil.copyfile(upgraded_file, folder / "z.db")
    here()
    with ThreadPoolExecutor(len(folders)) as beside:
        yield Long(beside.submit(deaf, folders[0]), beside.submit(locked, folders[1]))


@contextmanager
def running(folder: Path, schedule: str, *child: str) -> Iterator[Piped]:
    daemon = here().open("tests.crawler.daemon_door", str(folder), schedule, *child)
    overdue = threading.Timer(60, daemon.kill)  # whoever waits for it to say something must not wait for ever
    overdue.start()
    try:
        yield daemon
    finally:
        overdue.cancel()
        if daemon.poll() is None:
            daemon.kill()
        daemon.communicate()


def notes(folder: Path) -> list[list[str]]:
    path = folder / "notes"
    return [line.split() for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def wait_for(folder: Path, what: str, times: int) -> None:
    until = time.monotonic() + 60
    while sum(note[1] == what for note in notes(folder)) < times:
        assert time.monotonic() < until, f"{what} was not seen {times} times: {notes(folder)}"
        time.sleep(0.02)


def test_a_source_that_never_ran_runs_at_once_and_its_runs_do_not_overlap(tmp_path: Path) -> None:
    with running(tmp_path, "1s", "1.3", "0") as daemon:
        wait_for(tmp_path, "end", 2)
        daemon.send_signal(signal.SIGTERM)
        _, err = daemon.communicate(timeout=10)
    assert daemon.returncode == 0
    told = [note[1] for note in notes(tmp_path)]
    assert told[:4] == ["begin", "end", "begin", "end"]
    assert re.search(r"finews: 3 requests, 2 new pages, 2 new versions, 0 changes, 0 passed over in \d+ s$", err, re.MULTILINE)
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_end_is_passed_on_to_the_run_under_way(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path, "6h", "60", "0") as daemon:
        wait_for(tmp_path, "begin", 1)
        began = time.monotonic()
        daemon.send_signal(number)
        daemon.communicate(timeout=10)
    assert daemon.returncode == 0
    assert time.monotonic() - began < 5
    assert [note[1] for note in notes(tmp_path)] == ["begin", "asked"]


def log_of(daemon: Piped, words: str) -> str:
    """The next line of the log that holds the words."""
    for line in daemon.stderr:
        if words in line:
            return line
    raise AssertionError(f"the log ended without {words!r}")


def settings(folder: Path, text: str) -> None:
    (folder / "daemon.toml").write_text(text, encoding="utf-8")


def deaf(folder: Path) -> tuple[Piped, str, float]:
    """A daemon whose child does not listen, told to end: it, what it said, and how long that took."""
    with running(folder, "6h", "60", "0", "deaf") as daemon:
        wait_for(folder, "begin", 1)
        began = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        _, err = daemon.communicate(timeout=10)
        return daemon, err, time.monotonic() - began


def locked(folder: Path) -> tuple[str, str]:
    """What a daemon says while its store is locked, and after that."""
    settings(folder, "[daemon]\nlease = '3s'")
    with running(folder, "6h", "0", "0") as daemon:
        log_of(daemon, "3 requests")
        lock = "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); time.sleep(5)"
        subprocess.run([sys.executable, "-c", lock, f"{folder}/z.db"], check=True)
        return log_of(daemon, "nothing can be started"), log_of(daemon, "store")


def test_a_wrong_configuration_is_not_taken_and_a_right_one_is(tmp_path: Path) -> None:
    with running(tmp_path, "6h", "0", "0") as daemon:
        log_of(daemon, "started: finews")
        for text, says in (
            ("[daemon]\nparalel = 1", "the one before stays: test: daemon.paralel is not a known key: did you mean parallel?"),
            ("[captures]\ndir = '/elsewhere'", "the one before stays: captures.dir changes by a restart only"),
            ("[daemon]\nlog = 'json'", '"message": "the configuration was read again and is taken"'),
        ):
            settings(tmp_path, text)
            daemon.send_signal(signal.SIGHUP)
            assert says in log_of(daemon, "configuration")


def test_two_daemons_do_not_work_on_one_store_and_a_killed_one_is_followed_at_once(tmp_path: Path) -> None:
    with running(tmp_path, "6h", "1", "0") as first:
        log_of(first, "started")
        with running(tmp_path, "6h", "0", "0") as second:
            _, err = second.communicate(timeout=20)
        assert second.returncode == 1
        assert err.strip().startswith("zonewatch: Another daemon (")
        first.kill()
        first.wait()
        with running(tmp_path, "6h", "0", "0") as third:
            assert log_of(third, "started")


def limited(folder: Path, code: str, **limits: object) -> str | None:
    words = {"time": timedelta(seconds=20), "memory": 512, **limits}
    children = Children(command=lambda *_: [sys.executable, "-c", code], config_path=None, limits=Limits(**words))  # type: ignore[arg-type]
    ended = children.run(Task(source="finews", kind="full", since=NOW))
    assert ended is not None
    return ended.fault


@pytest.mark.parametrize(
    ("code", "limits", "says"),
    [
        ("import time; time.sleep(30)", {"time": timedelta(seconds=0.5)}, "longer than its limit of 0:00:00.500000"),
        ("x = bytearray(2**30)", {}, "MemoryError"),
        ("import os; os.kill(os.getpid(), 9)", {}, "killed (signal 9)"),
        ("pass", {}, "ended well but printed no run"),
        ("import sys; sys.exit(3)", {}, "exit status 3"),
    ],
)
def test_a_child_that_goes_astray_is_ended_and_said_why(tmp_path: Path, code: str, limits: dict[str, object], says: str) -> None:
    assert says in (limited(tmp_path, code, **limits) or "")


def configured(folder: Path) -> Config:
    return parse({"store": {"url": f"sqlite:///{folder}/z.db"}, "captures": {"dir": str(folder)}}, "test")


def test_tick_runs_what_is_due_each_site_once_and_all_at_the_same_time(tmp_path: Path) -> None:
    config = configured(tmp_path)
    done = tick(
        config, None, NOW, command=lambda source, _path, _now, _kind: [sys.executable, str(SCRIPT), f"{tmp_path}/notes", source, "0.1", "0"]
    )
    assert [run.source for run in done] == ["finews", "thepaper"]
    told = [note[1] for note in notes(tmp_path)]
    assert sorted(told) == ["begin", "begin", "end", "end"]


@pytest.mark.parametrize(("live", "passed_on"), [(True, None), (False, NOW)])
def test_children_read_the_clock_themselves_unless_a_day_is_replayed(tmp_path: Path, live: bool, passed_on: datetime | None) -> None:
    times: list[datetime | None] = []

    def command(source: str, _path: object, now: datetime | None, _kind: str) -> list[str]:
        times.append(now)
        return [sys.executable, str(SCRIPT), f"{tmp_path}/notes", source, "0", "0"]

    tick(configured(tmp_path), None, NOW, live=live, command=command)
    assert times == [passed_on, passed_on]


def test_tick_leaves_out_what_is_not_due(tmp_path: Path) -> None:
    config = configured(tmp_path)
    store = open_store(config.store.url)
    with store.unit() as unit:
        for name in config.sources:
            runs.start_run(unit, name, NOW)
    store.close()
    assert tick(config, None, NOW, command=lambda *_: ["/nowhere"]) == ()


def test_a_run_that_fails_is_told_with_its_last_words_and_the_others_are_made(tmp_path: Path) -> None:
    def command(source: str, _path: object, _now: object, _kind: str) -> list[str]:
        return [sys.executable, str(SCRIPT), f"{tmp_path}/notes", source, "0", "1" if source == "finews" else "0"]

    with pytest.raises(SomeRunsFailed, match=r"1 of 2 .*finews: zonewatch: the site is closed for repairs") as failed:
        tick(configured(tmp_path), None, NOW, command=command)
    assert [run.source for run in failed.value.runs] == ["thepaper"]


def test_a_run_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(SomeRunsFailed, match="cannot be started"):
        tick(configured(tmp_path), None, NOW, command=lambda *_: [f"{tmp_path}/nowhere"])


def test_the_command_of_a_child_names_source_configuration_and_time() -> None:
    command = child_command("finews", Path("z.toml"), NOW)
    assert command[1:] == [
        "-m",
        "crawler.cli.main",
        "--config",
        "z.toml",
        "crawl",
        "finews",
        "--json",
        "--no-tell",
        "--now",
        "2026-03-02T04:00:00+00:00",
    ]


def test_a_child_that_does_not_listen_holds_the_end_up_by_less_than_ten_seconds(long: Long) -> None:
    daemon, err, took = long.deaf.result()
    assert daemon.returncode == 0
    assert took < 10
    assert "finews: nothing in " in err


def test_a_store_that_is_locked_is_said_once_and_waited_for(long: Long) -> None:
    while_locked, then = long.locked.result()
    assert "database is locked" in while_locked
    assert "the store answers again" in then
