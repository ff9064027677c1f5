"""Ten days of the replay under the real daemon, with kill -9 at random moments, leave what ten undisturbed days leave.

One site is enough here, and half the time: runs of different sites share nothing but the store.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from db.captures import captures_of
from db.changes import changes
from db.pages import all_pages
from db.runs import last_good_run
from db.store import Store, Unit, open_store
from db.told import faults_of_telling, is_unnoticed, waiting
from db.upkeep import faults
from db.versions import versions_of
from tests.forge import Forge, Process
from tests.notices.hook import Hook, listening
from tests.replay.demo import CONFIGURATION, replay, turn_to
from tests.replay.world import moment

DAYS = 10
SEED = 20260302
MOST_KILLS = 2
LATEST_KILL = 1.0
"""Seconds after its start up to which a daemon is killed; an undisturbed one needs about that long for a day's run."""

MAY_BE_TOLD = ("is in progress on this machine: wait for its end, or stop it, and try again.", "failed: it was stopped")
AGAIN = timedelta(minutes=11)
MORE = """enabled = false

[daemon]
metrics = "off"

[notify.room]
by = "webhook"
url = "http://{hook}/{tag}"
at_once = 0.0
digest = "off"
alerts = false
"""


def kill(forge: Forge, running: Process, whom: str) -> None:
    """Kill the daemon, its child, or both; a child left alone is let finish, as it would be, and a daemon is told to end."""
    living = forge.living(running_tag := running.out.name.partition("-")[0])
    children = [number for number in living if number != running.number]
    for victim in {"daemon": [running.number], "child": children, "both": [running.number, *children]}[whom]:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    if whom == "child":
        with suppress(ProcessLookupError):
            os.kill(running.number, signal.SIGTERM)
    running.wait(60)
    forge.until_gone(running_tag)


def finished(running: Process, config: Path, day: int) -> None:
    """Wait until the day's run is made, by this daemon or by a child a killed one left; then end it as an init system would."""
    until = time.monotonic() + 120
    store = open_store(url(config))
    while not (made(store, day) and "started" in running.said()):
        assert time.monotonic() < until, running.said()
        time.sleep(0.05)
    store.close()
    os.kill(running.number, signal.SIGTERM)
    assert running.wait(10) == 0
    # A child that a killed daemon left may still be at work when the next one begins; one whose run is recorded may be stopped as it goes.
    others = [line for line in running.said().splitlines() if not line.endswith(MAY_BE_TOLD)]
    assert not [line for line in others if "failed" in line or "Traceback" in line], running.said()


def made(store: Store, day: int) -> bool:
    with store.look() as unit:
        run = last_good_run(unit, "thepaper")
    return run is not None and run.started_at >= moment(day)


def live(forge: Forge, hook: Hook, folder: Path, ready: Path, kills: random.Random | None) -> Path:
    """The days one after the other, disturbed where there is a chance for it; gives the configuration."""
    config, tag = folder / "zonewatch.toml", "rough" if kills else "calm"
    shutil.copyfile(ready, folder / "zonewatch.db")
    with replay() as origins:
        config.write_text(
            CONFIGURATION.format(folder=folder.as_posix(), **origins) + MORE.format(hook=hook.place, tag=tag), encoding="utf-8"
        )
        for day in range(DAYS):
            turn_to(day, origins["thepaper"])
            now = moment(day)
            for _ in range(kills.randint(0, MOST_KILLS) if kills else 0):
                assert kills is not None
                running = forge.start("--config", str(config), "daemon", "--now", now.isoformat(), tag=tag)
                time.sleep(kills.uniform(0, LATEST_KILL))
                kill(forge, running, kills.choice(("daemon", "child", "both")))
                now += AGAIN
            finished(forge.start("--config", str(config), "daemon", "--now", now.isoformat(), tag=tag), config, day)
        assert forge.start("--config", str(config), "notify", "send", "--now", now.isoformat(), tag=tag).wait() == 0
    return config


def url(config: Path) -> str:
    return f"sqlite:///{config.parent}/zonewatch.db"


@contextmanager
def looking(config: Path) -> Iterator[Unit]:
    store = open_store(url(config))
    try:
        with store.look() as unit:
            yield unit
    finally:
        store.close()


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as server:
        yield server


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, upgraded_file: Path, hook: Hook, forge: Forge) -> tuple[Path, Path]:
    """The configurations of an undisturbed and of a disturbed store."""
    calm, rough = tmp_path_factory.mktemp("calm"), tmp_path_factory.mktemp("rough")
    with ThreadPoolExecutor(2) as both:
        first = both.submit(live, forge, hook, calm, upgraded_file, None)
        second = both.submit(live, forge, hook, rough, upgraded_file, random.Random(SEED))
        return first.result(), second.result()


def test_the_same_versions_are_held(stores: tuple[Path, Path]) -> None:
    calm, rough = (texts(config) for config in stores)
    assert len(calm) > 5
    assert calm == rough


def texts(config: Path) -> dict[tuple[str, str], list[tuple[int, str, str]]]:
    with looking(config) as unit:
        return {
            (page.source, page.key): [(one.number, one.text_sha256, one.article.title) for one in versions_of(unit, page.id)]
            for page in all_pages(unit)
        }


def test_the_same_changes_are_recorded_under_the_same_identity(stores: tuple[Path, Path]) -> None:
    calm, rough = (told(config) for config in stores)
    assert len(calm) > 5
    assert calm == rough


def told(config: Path) -> dict[str, tuple[str, tuple[int, int], str | None]]:
    with looking(config) as unit:
        return {one.id: (one.change.kind, one.versions, one.zone) for one in changes(unit)}


def test_captures_turned_out_to_be_the_same(stores: tuple[Path, Path]) -> None:
    assert outcomes(stores[0]) == outcomes(stores[1])


def outcomes(config: Path) -> set[tuple[str, str, str]]:
    with looking(config) as unit:
        return {(page.source, page.key, str(one.outcome)) for page in all_pages(unit) for one in captures_of(unit, page.id)}


def test_the_disturbed_store_is_whole_and_no_capture_is_held_twice(stores: tuple[Path, Path]) -> None:
    store = open_store(url(stores[1]))
    assert faults(store) == []
    store.close()
    with looking(stores[1]) as unit:
        for page in all_pages(unit):
            held = [(one.url, one.fetched_at, one.payload_sha256) for one in captures_of(unit, page.id)]
            assert len(held) == len(set(held))


def test_everybody_heard_of_every_change_and_of_none_twice(stores: tuple[Path, Path], hook: Hook) -> None:
    for config, tag in zip(stores, ("calm", "rough"), strict=True):
        heard = [one["id"] for one in hook.told if one["path"] == f"/{tag}"]
        assert len(heard) == len(set(heard)) > 5
        with looking(config) as unit:
            perhaps = {f"room-{one.number}" for one in faults_of_telling(unit)}
            assert is_unnoticed(unit, "room", moment(0)) is False
            assert waiting(unit, "room", moment(DAYS + 1)) == []
            noted = messages(unit, "room")
        assert noted - perhaps <= set(heard) <= noted
        assert len(perhaps) <= (10 if tag == "rough" else 0)


def messages(unit: Unit, recipient: str) -> set[str]:
    rows = unit.exec_driver_sql("SELECT id FROM told WHERE notifier = ? AND topic LIKE 'changes %'", (recipient,))
    return {f"{recipient}-{row.id}" for row in rows}
