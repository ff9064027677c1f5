"""Killed, or with a full disk, at each step of a unit of work: after a restart the store holds what an undisturbed run leaves.

A step is a function of the product. A real child process that makes a real crawl is ended by signal 9 there, or finds
from there on that no file takes another byte; then the run is made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from db.captures import captures_of
from db.changes import changes
from db.pages import all_pages
from db.store import open_store
from db.upkeep import faults
from db.versions import versions_of
from pipeline.verify import verify
from tests.replay.fault_cases import MODELS, Sent, good, older, path_of
from tests.replay.fault_site import FaultSite, fault_site
from tests.replay.forks import Door, door
from tests.replay.small_disk import database_on, full, mounted
from tests.replay.world import moment
from tests.stores import database

KILLED = -9
ARTICLE = MODELS["finews"]
UNCHANGED = replace(ARTICLE, key="NW202603020000000001", title="另一篇")
URLS = [f"https://finews.withounder.com{path_of(one)}" for one in (ARTICLE, UNCHANGED)]
CONFIG = """
[store]
url = "{url}"
[captures]
dir = "{folder}/captures"
[sources.finews]
origin = "{origin}"
delay = 0
timeout = 9
[notify.log]
"""
COMMIT, CAPTURE = "sqlalchemy.engine.default:DefaultDialect.do_commit", "db.captures:add_capture"
STEPS = {
    "fetch": {"at": "crawler.spider:answered", "when": "before"},
    "archive, not begun": {"at": "pipeline.way:to_archive", "when": "before"},
    "archive, in the middle": {"at": "pipeline.archive:add", "when": "half-way"},
    "archive, done": {"at": "pipeline.way:to_archive", "when": "after"},
    "strip": {"at": "pipeline.way:read", "when": "after"},
    "claims": {"at": "pipeline.way:claims_in", "when": "after"},
    "capture": {"at": CAPTURE, "when": "after"},
    "version": {"at": "db.versions:add_text", "when": "after"},
    "claims of a version": {"at": "db.versions:add_claims", "when": "after"},
    "diff": {"at": "pipeline.history:compare", "when": "after"},
    "change": {"at": "db.changes:add_change", "when": "after"},
    "commit, not begun": {"at": COMMIT, "when": "before", "since": CAPTURE},
    "commit, done": {"at": COMMIT, "when": "after", "since": CAPTURE},
    "end of the run": {"at": "db.runs:finish_run", "when": "before"},
}
ON_POSTGRESQL = ("archive, done", "change", "commit, not begun", "commit, done")
NO_ROOM = ("capture", "version", "change")
"""Tables of which one finds no room for a row: the first that is written to, one in the middle, the last."""

NOTICE = {
    "notice, noted": {"at": "db.told:begin", "when": "after"},
    "notice, being told": {"at": "pipeline.notify.log:tell", "when": "before"},
    "notice, told": {"at": "pipeline.notify.log:tell", "when": "after"},
}
NUMBERS = count()


@dataclass(frozen=True)
class Desk:
    """A store with its captures and its configuration."""

    folder: Path
    url: str

    def history(self) -> dict[str, Any]:
        """Everything of the record that must not depend on what happened on the way; a store that is not whole fails."""
        store = open_store(self.url)
        assert faults(store) == []
        assert verify(store, self.folder / "captures").bad == ()
        with store.look() as unit:
            told = {one.id: (one.change.kind, one.between, one.versions, one.seen_at) for one in changes(unit)}
            texts = {page.key: versions_of(unit, page.id) for page in all_pages(unit)}
            seen = {page.key: captures_of(unit, page.id) for page in all_pages(unit)}
        store.close()
        captured = {
            key: [(one.url, one.fetched_at, one.outcome, one.version, one.payload_sha256) for one in those] for key, those in seen.items()
        }
        shown = {key: [(one.number, one.text_sha256, one.first_seen, one.last_seen) for one in those] for key, those in texts.items()}
        return {"changes": told, "versions": shown, "captures": captured}


@dataclass(frozen=True)
class Ground:
    """A site, a helper process and a store that holds the day before, to be copied."""

    site: FaultSite
    runs: Door
    base: Path
    kind: str
    folder: Path
    server: str | None = None
    template: str | None = None

    @contextmanager
    def desk(self, disk: Path | None = None) -> Iterator[Desk]:
        """A copy of the day before; on a server, its database may lie on a disk of its own."""
        folder = self.folder / str(next(NUMBERS))
        shutil.copytree(self.base, folder)
        with self._copy(folder, disk) as url:
            (folder / "zonewatch.toml").write_text(CONFIG.format(url=url, folder=folder, origin=self.site.origin), encoding="utf-8")
            yield Desk(folder, url)

    def _copy(self, folder: Path, disk: Path | None) -> AbstractContextManager[str]:
        if not self.server:
            return _file(folder)
        return database_on(self.server, self.template or "", disk) if disk else database(self.server, self.template or "")

    def run(self, desk: Desk, **more: Any) -> dict[str, Any]:
        """The run of the next day."""
        return self.runs.run(desk.folder / "zonewatch.toml", "finews", moment(1).isoformat(), URLS, names={}, **more)

    def calm(self) -> dict[str, Any]:
        """What the next day leaves when nothing goes wrong."""
        with self.desk() as desk:
            assert self.run(desk)["ended"] == 0
            return desk.history()


def _file(folder: Path) -> AbstractContextManager[str]:
    stack = ExitStack()
    return _given(stack, f"sqlite:///{folder}/z.db")


@contextmanager
def _given(stack: ExitStack, url: str) -> Iterator[str]:
    with stack:
        yield url


def answer(phase: str, path: str) -> Sent:
    """The article before its edit on the first day, after it on the second; the other page never changes."""
    said = next(one for one in (ARTICLE, UNCHANGED) if path_of(one) == path)
    return good(older(said) if said is ARTICLE and phase == "older" else said, moment(0))


@contextmanager
def ground(folder: Path, ready: str | Path, server: str | None) -> Iterator[Ground]:
    """Everything, with the first day done; `ready` is an upgraded store, to be copied."""
    base = folder / "base"
    base.mkdir()
    with ExitStack() as stack:
        url = stack.enter_context(database(server, str(ready))) if server else f"sqlite:///{shutil.copyfile(ready, base / 'z.db')}"
        site, runs = stack.enter_context(fault_site(answer)), stack.enter_context(door())
        site.phase = "older"
        config = base / "zonewatch.toml"
        config.write_text(CONFIG.format(url=url, folder=base, origin=site.origin), encoding="utf-8")
        told = runs.run(config, "finews", moment(0).isoformat(), URLS, names={})
        assert (told["ended"], told["new_versions"]) == (0, 2), told
        site.phase = "good"
        template = make_url(url).database if server else None
        yield Ground(site, runs, base, "postgresql" if server else "sqlite", folder, server, template)


@pytest.fixture(scope="module")
def on_file(tmp_path_factory: pytest.TempPathFactory, upgraded_file: Path) -> Iterator[tuple[Ground, dict[str, Any]]]:
    with ground(tmp_path_factory.mktemp("crash"), upgraded_file, None) as made:
        yield made, made.calm()


@pytest.fixture(scope="module")
def on_server(tmp_path_factory: pytest.TempPathFactory, postgres: str, upgraded: str) -> Iterator[tuple[Ground, dict[str, Any]]]:
    with ground(tmp_path_factory.mktemp("crash"), upgraded, postgres) as made:
        yield made, made.calm()


@pytest.mark.parametrize("step", STEPS)
def test_killed_and_then_without_room_at_a_step_nothing_is_lost_or_told_twice(on_file: tuple[Ground, dict[str, Any]], step: str) -> None:
    made, calm = on_file
    assert len(calm["changes"]) >= 1
    with made.desk() as desk:
        assert made.run(desk, fall={**STEPS[step], "how": "kill"})["ended"] == KILLED
        full = made.run(desk, fall={**STEPS[step], "how": "full"})
        assert full["ended"] == 0 and "error" in full  # what could not be kept is said, in a sentence
        assert "error" not in made.run(desk)
        assert desk.history() == calm


@pytest.mark.parametrize("step", ON_POSTGRESQL)
def test_on_postgresql_a_kill_loses_nothing_either(on_server: tuple[Ground, dict[str, Any]], step: str) -> None:
    made, calm = on_server
    with made.desk() as desk:
        assert made.run(desk, fall={**STEPS[step], "how": "kill"})["ended"] == KILLED
        assert "error" not in made.run(desk)
        assert desk.history() == calm


@pytest.mark.parametrize("table", NO_ROOM)
def test_on_postgresql_a_full_disk_loses_nothing_either(on_server: tuple[Ground, dict[str, Any]], table: str) -> None:
    made, calm = on_server
    with mounted() as disk, made.desk(disk) as desk:
        with full(disk, desk.url, table):
            told = made.run(desk)
            assert told["ended"] == 0 and "No space left on device" in told["error"]
        assert "error" not in made.run(desk)
        assert desk.history() == calm


@pytest.mark.parametrize("step", NOTICE)
def test_a_notice_is_never_sent_twice(on_file: tuple[Ground, dict[str, Any]], step: str) -> None:
    made, _ = on_file
    words = f"notice of {step}"
    with made.desk() as desk:
        assert made.run(desk, tell=words, fall={**NOTICE[step], "how": "kill"})["ended"] == KILLED
        assert made.run(desk, tell=words)["ended"] == 0
        log = (desk.folder / "runs.log").read_text(encoding="utf-8")
    assert log.count(words) == (0 if step == "notice, being told" else 1)  # noted before it is sent: one may be lost there
