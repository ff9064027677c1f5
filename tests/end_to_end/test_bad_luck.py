"""Bad luck, one by one and with the real processes: nothing is lost, nothing is held twice, work goes on by itself."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from db.captures import captures_of
from db.changes import changes
from db.pages import all_pages
from db.store import open_store
from db.versions import versions_of
from tests.forge import Forge, Process
from tests.replay.demo import CONFIGURATION, replay, turn_to
from tests.replay.site import ReplaySite
from tests.replay.world import Answer, Asked, moment

AWAY = "http://127.0.0.1:9"
ONE_SOURCE = "\n[sources.thepaper]\nenabled = false\n"
MINE = CONFIGURATION[: CONFIGURATION.index("[sources.thepaper]")] + CONFIGURATION[CONFIGURATION.index("[sources.finews]") :] + ONE_SOURCE
TOLD = '\n[notify.log]\nlanguage = "en"\n'
HOUR = timedelta(hours=1)
ANSWERED = 6
"""Requests that are answered before a child is killed: its lists and some of its pages, but not all."""


@dataclass(frozen=True)
class Ticked:
    """How a tick ended."""

    returncode: int
    said: str


@dataclass(frozen=True)
class Desk:
    """A store of its own, watching the replay's finews."""

    forge: Forge
    folder: Path
    origins: dict[str, str]

    def configure(self, more: str = "", **origins: str) -> Path:
        path = self.folder / "zonewatch.toml"
        path.write_text(MINE.format(folder=self.folder.as_posix(), **(self.origins | origins)) + more, encoding="utf-8")
        return path

    def begin(self, now: datetime, *, file_size: int | None = None) -> Process:
        words = ("--config", f"{self.folder}/zonewatch.toml", "tick", "--json", "--now", now.isoformat())
        return self.forge.start(*words, tag=self.folder.name, file_size=file_size)

    def tick(self, now: datetime, *, file_size: int | None = None) -> Ticked:
        running = self.begin(now, file_size=file_size)
        return Ticked(running.wait(), running.said())

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


def new_desk(forge: Forge, folder: Path, origins: dict[str, str], ready: Path) -> Desk:
    turn_to(0, origins["thepaper"])
    made = Desk(forge, folder, origins)
    made.configure()
    shutil.copyfile(ready, folder / "zonewatch.db")
    return made


@pytest.fixture
def desk(forge: Forge, tmp_path: Path, origins: dict[str, str], upgraded_file: Path) -> Desk:
    return new_desk(forge, tmp_path, origins, upgraded_file)


@pytest.fixture(scope="module")
def undisturbed(
    forge: Forge, tmp_path_factory: pytest.TempPathFactory, origins: dict[str, str], upgraded_file: Path
) -> dict[str, list[str]]:
    """What day 0 leaves when nothing goes wrong."""
    made = new_desk(forge, tmp_path_factory.mktemp("calm"), origins, upgraded_file)
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


@pytest.fixture(scope="module", autouse=True)
def waited(forge: Forge, tmp_path_factory: pytest.TempPathFactory, upgraded_file: Path) -> Iterator[Future[tuple[Ticked, Desk]]]:
    """A tick whose store is locked for five seconds, which go by while the other tests are made."""

    folder = tmp_path_factory.mktemp("locked")

    def tick() -> tuple[Ticked, Desk]:
        with ReplaySite() as site:
            desk = new_desk(forge, folder, site.origins, upgraded_file)
            with locked(desk.folder / "zonewatch.db", 5):
                return desk.tick(moment(0)), desk

    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(tick)


def test_a_full_disk_is_said_and_what_could_not_be_kept_is_fetched_again(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    held_open = sqlite3.connect(desk.folder / "zonewatch.db")  # so that SQLite's shared memory is there: it could not be made
    held_open.execute("PRAGMA user_version").fetchall()
    done = desk.tick(moment(0), file_size=20_000)
    held_open.close()
    assert done.returncode == 1
    assert "Traceback" not in done.said.splitlines()[-1]
    assert "1 of 1 site runs failed (finews: " in done.said
    again = desk.tick(moment(0) + HOUR / 4)
    assert again.returncode == 0, again.said
    assert desk.held() == undisturbed


def test_a_clock_that_jumps_adds_no_version_and_no_change(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    for hours in (0, 13, 0, 26, 12, -1):
        assert desk.tick(moment(0) + hours * HOUR).returncode == 0
    assert desk.held() == undisturbed
    assert desk.kinds() == []


def test_a_network_that_is_away_for_a_day_costs_nothing_but_the_day(desk: Desk, origins: dict[str, str]) -> None:
    assert desk.tick(moment(0)).returncode == 0
    before = desk.held()
    desk.configure(TOLD, finews=AWAY, finews_upstream=AWAY, finews_archive=AWAY)
    turn_to(1, origins["thepaper"])
    said = [desk.tick(moment(1) + hours * HOUR) for hours in (0, 13)]
    for done in said:
        assert done.returncode == 1
        assert done.said.splitlines()[-1].startswith(
            "zonewatch: 1 of 1 site runs failed (finews: zonewatch: No list of finews could be read"
        )
    assert ["finews runs needs attention: 2 runs in a row failed" in done.said for done in said] == [False, True]
    assert desk.held() == before and desk.kinds() == []
    desk.configure(TOLD)
    turn_to(2, origins["thepaper"])
    back = desk.tick(moment(2) + 6 * HOUR)
    assert back.returncode == 0, back.said
    assert "finews runs is well again" in back.said
    assert len(desk.held()) >= len(before)
    assert "page_withdrawn" not in desk.kinds()


class Holding(ReplaySite):
    """Answers ANSWERED requests, and those that follow when it is let go: who asks for them is surely at work until then."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.let_go = Event(), Event()

    def _answer(self, asked: Asked) -> Answer:
        if len(self.log) >= ANSWERED:
            self.held.set()
            assert self.let_go.wait(60)
        return super()._answer(asked)


def test_a_child_that_is_killed_is_made_again_and_holds_nothing_up(desk: Desk, undisturbed: dict[str, list[str]]) -> None:
    with Holding() as site:
        desk.configure(**site.origins)
        running = desk.begin(moment(0))
        assert site.held.wait(60), running.said()
        (child,) = (number for number in desk.forge.living(desk.folder.name) if number != running.number)
        os.kill(child, signal.SIGKILL)
        site.let_go.set()
        assert running.wait(60) == 1
        assert "it was killed (signal 9); what it did is kept, the rest is due" in running.said()
        again = desk.tick(moment(0) + HOUR / 4)
    assert again.returncode == 0, again.said
    assert desk.held() == undisturbed


def test_a_store_locked_for_five_seconds_is_waited_for(waited: Future[tuple[Ticked, Desk]], undisturbed: dict[str, list[str]]) -> None:
    done, desk = waited.result()
    assert done.returncode == 0, done.said
    assert desk.held() == undisturbed
