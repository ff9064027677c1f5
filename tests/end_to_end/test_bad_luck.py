"""Bad luck, one by one and with the real processes: nothing is lost, nothing is held twice, work goes on by itself."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.captures import captures_of
from db.changes import changes
from db.pages import all_pages
from db.store import open_store
from db.versions import versions_of
from tests.replay.demo import CONFIGURATION, ROOT, replay, turn_to
from tests.replay.world import moment

AWAY = "http://127.0.0.1:9"
ONE_SOURCE = "\n[sources.thepaper]\nenabled = false\n"
MINE = CONFIGURATION[: CONFIGURATION.index("[sources.thepaper]")] + CONFIGURATION[CONFIGURATION.index("[sources.finews]") :] + ONE_SOURCE
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """A store of its own, watching the replay's finews."""

    folder: Path
    origins: dict[str, str]

    def configure(self, more: str = "", **origins: str) -> Path:
        path = self.folder / "zonewatch.toml"
        path.write_text(MINE.format(folder=self.folder.as_posix(), **(self.origins | origins)) + more, encoding="utf-8")
        return path

    def tick(self, now: datetime, *, file_size: int | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crawler.cli.main", "--config", f"{self.folder}/zonewatch.toml", "tick", "--json", "--now"]

        def full() -> None:
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        return subprocess.run(
            [*command, now.isoformat()], cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=full, timeout=120
        )

    def held(self) -> dict[str, list[str]]:
        """Texts by page; a capture held twice fails."""
        store = open_store(f"sqlite:///{self.folder}/zonewatch.db")
        with store.look() as unit:
            found = {}
            for page in all_pages(unit):
                seen = [(one.url, one.fetched_at, one.payload_sha256) for one in captures_of(unit, page.id)]
                assert len(seen) == len(set(seen))
                found[page.key] = [one.text_sha256 for one in versions_of(unit, page.id)]
        store.close()
        return found

    def kinds(self) -> list[str]:
        store = open_store(f"sqlite:///{self.folder}/zonewatch.db")
        with store.look() as unit:
            found = [one.change.kind for one in changes(unit)]
        store.close()
        return sorted(found)


@pytest.fixture(scope="module")
def origins() -> Iterator[dict[str, str]]:
    with replay() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, origins: dict[str, str]) -> Desk:
    turn_to(0, origins["thepaper"])
    made = Desk(tmp_path, origins)
    made.configure()
    return made


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, origins: dict[str, str]) -> dict[str, list[str]]:
    """What day 0 leaves when nothing goes wrong."""
    turn_to(0, origins["thepaper"])
    made = Desk(tmp_path_factory.mktemp("calm"), origins)
    made.configure()
    assert made.tick(moment(0)).returncode == 0
    return made.held()


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    begin = "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE')"
    code = f"{begin}; print(flush=True); time.sleep(float(sys.argv[2]))"
    holder = subprocess.Popen([sys.executable, "-c", code, str(path), str(seconds)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    yield
    holder.wait()
    holder.stdout.close()


def test_a_store_locked_for_five_seconds_is_waited_for(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    open_store(f"sqlite:///{desk.folder}/zonewatch.db").close()
    with locked(desk.folder / "zonewatch.db", 5):
        done = desk.tick(moment(0))
    assert done.returncode == 0, done.stderr
    assert desk.held() == undisturbed


def test_a_full_disk_is_said_and_what_could_not_be_kept_is_fetched_again(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    store = desk.folder / "zonewatch.db"
    open_store(f"sqlite:///{store}").close()
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    done = desk.tick(moment(0), file_size=20_000)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr.splitlines()[-1]
    assert "1 of 1 site runs failed (finews: " in done.stderr
    again = desk.tick(moment(0) + HOUR / 4)
    assert again.returncode == 0, again.stderr
    assert desk.held() == undisturbed


def test_a_clock_that_jumps_adds_no_version_and_no_change(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    for hours in (0, 13, 0, 26, 12, -1):
        assert desk.tick(moment(0) + hours * HOUR).returncode == 0
    assert desk.held() == undisturbed
    assert desk.kinds() == []


def test_a_network_that_is_away_for_a_day_costs_nothing_but_the_day(desk: Desk, origins: dict[str, str]) -> None:
    assert desk.tick(moment(0)).returncode == 0
    before = desk.held()
    desk.configure("\n[notify.log]\n", finews=AWAY, finews_upstream=AWAY, finews_archive=AWAY)
    turn_to(1, origins["thepaper"])
    said = [desk.tick(moment(1) + hours * HOUR) for hours in (0, 13)]
    for done in said:
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith(
            "zonewatch: 1 of 1 site runs failed (finews: zonewatch: No list of finews could be read"
        )
    assert ["finews runs broken: 2 runs in a row failed" in done.stderr for done in said] == [False, True]
    assert desk.held() == before and desk.kinds() == []
    desk.configure("\n[notify.log]\n")
    turn_to(2, origins["thepaper"])
    back = desk.tick(moment(2) + 6 * HOUR)
    assert back.returncode == 0, back.stderr
    assert "finews runs well again" in back.stderr
    assert len(desk.held()) >= len(before)
    assert "page_withdrawn" not in desk.kinds()


def test_a_child_that_is_killed_is_made_again_and_holds_nothing_up(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    command = [
        sys.executable,
        "-m",
        "crawler.cli.main",
        "--config",
        f"{desk.folder}/zonewatch.toml",
        "tick",
        "--now",
        moment(0).isoformat(),
    ]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if not Path("/proc").exists():
        pytest.skip("this system does not tell a process's children")
    until = time.monotonic() + 60
    while not (found := _all_children(running.pid)):
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(1.0)
    for child in found:
        subprocess.run(["kill", "-9", child], check=False)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "it was killed (signal 9); what it did is kept, the rest is due" in err
    again = desk.tick(moment(0) + HOUR / 4)
    assert again.returncode == 0, again.stderr
    assert desk.held() == undisturbed


def _all_children(process: int) -> list[str]:
    # A tick starts its children from threads, each of which has children of its own.
    return [child for path in Path(f"/proc/{process}/task").glob("*/children") for child in path.read_text(encoding="ascii").split()]
