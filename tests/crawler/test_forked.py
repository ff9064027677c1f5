"""Children forked from a process that has loaded everything behave as fresh ones do, and that process holds nothing they would share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.child import Children, Limits, child_command
from crawler.forked import Forked, Mould
from crawler.plan import Task
from tests.forge import FORGED, Forge
from tests.way.rooms import START

DAEMON = """
[store]
url = 'sqlite:///{folder}/z.db'
[captures]
dir = '{folder}/captures'
[daemon]
metrics = 'off'
[sources.thepaper]
enabled = false
[sources.finews]
enabled = false
"""


@pytest.fixture(scope="module")
def mould(forge: Forge) -> Iterator[Mould]:
    """One that need not load anything itself."""
    patched = pytest.MonkeyPatch()
    for name, value in {**forge.environ(), "FORGE_TAG": "mould"}.items():
        patched.setenv(name, value)
    patched.setattr(sys, "executable", str(FORGED))
    made = Mould()
    made.begin()
    yield made
    made.end()
    patched.undo()


@pytest.fixture
def leash() -> Iterator[tuple[int, int]]:
    """Both ends of a pipe."""
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


def child(mould: Mould, *words: str, leash: int, memory: int = 2048) -> Forked:
    return mould.child(words, memory, leash)


@pytest.fixture
def settings(tmp_path: Path, ready: None) -> Path:
    """A configuration file beside an empty store."""
    config = tmp_path / "z.toml"
    config.write_text(DAEMON.format(folder=tmp_path), encoding="utf-8")
    return config


def lasting(mould: Mould, config: Path, leash: int) -> Forked:
    """A child that goes on until it is ended, and has said that it began."""
    made = child(mould, "--config", str(config), "daemon", leash=leash)
    until = time.monotonic() + 30
    while b"started" not in b"".join(bytes(one) for one in made._heard.values()):
        with pytest.raises(subprocess.TimeoutExpired):
            made.communicate(timeout=0.05)
        assert time.monotonic() < until
    return made


def test_it_says_what_a_fresh_one_says(mould: Mould, settings: Path, leash: tuple[int, int]) -> None:
    for command in (["sources", "--json"], ["crawl", "nowhere"]):
        words = ["--config", str(settings), *command]
        fresh = subprocess.run([sys.executable, "-m", "crawler.cli.main", *words], check=False, capture_output=True, text=True)
        forked = child(mould, *words, leash=leash[0])
        out, err = forked.communicate(timeout=60)
        assert (forked.returncode, out, err) == (fresh.returncode, fresh.stdout, fresh.stderr)


def test_two_at_once_are_heard_apart(mould: Mould, settings: Path, leash: tuple[int, int]) -> None:
    both = [child(mould, "--config", str(settings), "sources", "--json", leash=leash[0]) for _ in range(2)]
    assert len({one.pid for one in both}) == 2
    told = [one.communicate(timeout=60) for one in both]
    assert told[0] == told[1] and told[0][0], told


def test_its_end_is_told_to_every_thread(mould: Mould, settings: Path, leash: tuple[int, int]) -> None:
    made = lasting(mould, settings, leash[0])
    ends: list[int] = []
    threads = [threading.Thread(target=lambda: ends.append(made.wait(30))) for _ in range(4)]
    for thread in threads:
        thread.start()
    made.kill()
    for thread in threads:
        thread.join()
    assert ends == [-signal.SIGKILL] * 4


def test_it_ends_as_it_is_asked_to(mould: Mould, settings: Path, leash: tuple[int, int]) -> None:
    made = lasting(mould, settings, leash[0])
    assert made.poll() is None
    made.terminate()
    _, err = made.communicate(timeout=30)
    assert made.returncode == 0
    assert err.rstrip().endswith("stopped")


def test_a_limit_of_memory_holds(mould: Mould, settings: Path, leash: tuple[int, int]) -> None:
    made = child(mould, "--config", str(settings), "sources", leash=leash[0], memory=16)
    made.communicate(timeout=60)
    assert made.returncode != 0


def test_a_run_is_made_by_it(mould: Mould, settings: Path) -> None:
    settings.write_text(settings.read_text(encoding="utf-8") + "origin = 'http://127.0.0.1:1'\ndelay = 0\n", encoding="utf-8")
    limits = Limits(time=timedelta(seconds=60), memory=2048)
    ended = Children(command=child_command, config_path=settings, limits=limits, mould=mould).run(
        Task(source="finews", kind="full", since=START)
    )
    assert ended is not None
    assert ended.run is not None
    assert ended.run.source == "finews"
    assert "No list of finews could be read" in (ended.fault or "")


def test_it_holds_no_thread_and_no_file_but_its_own(mould: Mould, forge: Forge) -> None:
    (number,) = living(forge)
    assert len(list(Path(f"/proc/{number}/task").iterdir())) == 1
    files = {file.name: str(file.readlink()).partition(":")[0] for file in Path(f"/proc/{number}/fd").iterdir()}
    assert {kind for name, kind in files.items() if name not in "012"} == {"socket", "anon_inode"}


def test_its_children_end_with_it_and_the_next_one_comes_from_another(
    mould: Mould, forge: Forge, settings: Path, leash: tuple[int, int]
) -> None:
    made = lasting(mould, settings, leash[0])
    (number,) = living(forge)
    os.kill(number, signal.SIGKILL)
    assert made.wait(30) == -signal.SIGKILL
    assert child(mould, "--config", str(settings), "sources", leash=leash[0]).wait(60) == 0


def test_it_gives_its_memory_back_when_nobody_asks_and_begins_anew(mould: Mould, settings: Path, leash: tuple[int, int]) -> None:
    brief = Mould(idle=0.2)
    for _ in range(2):
        assert child(brief, "--config", str(settings), "sources", leash=leash[0]).wait(60) == 0
        assert brief._process is not None
        assert brief._process.wait(30) == 0
    brief.end()


def test_nobody_waits_for_it_to_load_when_everything_ends(mould: Mould, leash: tuple[int, int]) -> None:
    loading = Mould()
    loading.begin()
    loading.leave_off()
    with pytest.raises(OSError, match="no more runs are begun"):
        child(loading, "sources", leash=leash[0])
    loading.end()


def living(forge: Forge) -> list[int]:
    return [number for number, words in forge.living("mould").items() if words[0] == "crawler.mould"]
