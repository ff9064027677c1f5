"""Ten days of the replay with kill -9 at random moments leave what ten undisturbed days leave.

One site is enough here, and half the time: runs of different sites share nothing but the store.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.captures import captures_of
from db.pages import all_pages
from db.store import Unit, open_store
from db.upkeep import faults
from db.versions import versions_of
from tests.replay.demo import CONFIGURATION, ROOT, replay, turn_to
from tests.replay.world import moment

DAYS = 10
SEED = 20260302
MOST_KILLS = 2
LATEST_KILL = 3.5
"""Seconds after its start up to which a tick is killed; an undisturbed one takes about that long."""

AGAIN = timedelta(minutes=11)


def tick(config: Path, now: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "crawler.cli.main", "--config", str(config), "tick", "--json", "--now", now]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def children_of(process: int) -> list[int]:
    # A tick starts its children from threads, each of which has children of its own.
    paths = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for path in paths for number in path.read_text(encoding="ascii").split()]


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def kill(running: subprocess.Popen[str], whom: str) -> None:
    """Kill the tick, its child, or both; a child left alone is let finish, as it would be."""
    children = children_of(running.pid)
    victims = {"tick": [running.pid], "child": children, "both": [running.pid, *children]}[whom]
    for victim in victims:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    running.communicate(timeout=60)
    until = time.monotonic() + 60
    while not all(gone(child) for child in children):
        assert time.monotonic() < until
        time.sleep(0.05)


def live(folder: Path, kills: random.Random | None) -> Path:
    """The days one after the other, disturbed where there is a chance for it; gives the configuration."""
    config = folder / "zonewatch.toml"
    with replay() as origins:
        config.write_text(CONFIGURATION.format(folder=folder.as_posix(), **origins) + "enabled = false\n", encoding="utf-8")
        for day in range(DAYS):
            turn_to(day, origins["thepaper"])
            now = moment(day)
            for _ in range(kills.randint(0, MOST_KILLS) if kills else 0):
                assert kills is not None
                running = tick(config, now.isoformat())
                with suppress(subprocess.TimeoutExpired):
                    running.wait(timeout=kills.uniform(0, LATEST_KILL))
                kill(running, kills.choice(("tick", "child", "both")))
                now += AGAIN
            last = tick(config, now.isoformat())
            _, err = last.communicate(timeout=120)
            assert last.returncode == 0, err
    return config


def asked(config: Path, *words: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "crawler.cli.main", "--config", str(config), *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


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
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The configurations of an undisturbed and of a disturbed store."""
    calm, rough = tmp_path_factory.mktemp("calm"), tmp_path_factory.mktemp("rough")
    with ThreadPoolExecutor(2) as both:
        first, second = both.submit(live, calm, None), both.submit(live, rough, random.Random(SEED))
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
    calm, rough = ({one["id"]: (one["kind"], one["versions"], one["zone"]) for one in asked(config, "changes")} for config in stores)
    assert len(calm) > 5
    assert calm == rough


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
