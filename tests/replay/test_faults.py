"""Whatever goes wrong between a good page and its next look: recorded for what it is, and never taken for a change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from db.captures import captures_of
from db.changes import changes
from db.pages import page_named
from db.records import HeldCapture, PageState
from db.store import open_store
from db.versions import versions_of
from pipeline.verify import verify
from tests.readme import README
from tests.replay.fault_cases import GOOD, Case, Sent, cases, edition, faulty, good, older, path_of
from tests.replay.fault_site import FaultSite, fault_site
from tests.replay.fault_table import written
from tests.replay.forks import Door, door
from tests.replay.world import moment

CASES = cases()
HOSTS = {"finews": "https://finews.withounder.com", "thepaper": "https://www.thepaper.cn"}
REBOUND = {"raw.githubusercontent.com": ["127.0.0.1"]}
CONFIG = """
[store]
url = "sqlite:///{folder}/z.db"
[captures]
dir = "{folder}/captures"
[sources.finews]
origin = "{origin}"
delay = 0
timeout = 3
concurrency = 8
[sources.thepaper]
origin = "{origin}"
delay = 0
timeout = 3
concurrency = 8
"""


@dataclass(frozen=True)
class Held:
    """What is held of a case's page at one point."""

    versions: int
    changes: int
    state: PageState
    captures: tuple[HeldCapture, ...]


@dataclass(frozen=True)
class History:
    """What is held of every case's page after the good answer, after the fault, and after the next good answer."""

    before: dict[int, Held]
    after: dict[int, Held]
    recovered: dict[int, Held]
    bad: tuple[str, ...]


def held(folder: Path) -> dict[int, Held]:
    store = open_store(f"sqlite:///{folder}/z.db")
    found = {}
    with store.look() as unit:
        told = changes(unit)
        for case in CASES:
            page = page_named(unit, case.edition.key)
            count = sum(one.page == page.id for one in told)
            found[case.number] = Held(len(versions_of(unit, page.id)), count, page.state, tuple(captures_of(unit, page.id)))
    store.close()
    return found


def answer(site: FaultSite, phase: str, path: str) -> Sent:
    """What the site sends in a phase: the older text, the good page, or the fault of the page's case."""
    case = next((one for one in CASES if path.split("?")[0] == one.path), None)
    if case is None:
        other = edition("finews" if path.endswith(".html") else "thepaper", 9999)
        return good(other, GOOD) if path == path_of(other) else Sent(status=200, headers={}, body=b"<html><body>front page</body></html>")
    if phase == "older":
        return good(older(case.edition), moment(0))
    return faults_at(site.origin)[case.number] if phase == "fault" else good(case.edition, GOOD)


@cache
def faults_at(origin: str) -> dict[int, Sent]:
    """The fault of every case; made once, for some are large."""
    return {case.number: faulty(case, origin) for case in CASES}


def visit(door: Door, config: Path, now: str, those: list[Case]) -> None:
    for source in HOSTS:
        urls = [HOSTS[source] + case.path for case in those if case.source == source]
        if urls:
            told = door.run(config, source, now, urls, impatient=True, names=REBOUND)
            assert told["ended"] == 0 and "error" not in told, (config.parent / "runs.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, upgraded_file: Path) -> Iterator[History]:
    folder = tmp_path_factory.mktemp("faults")
    shutil.copyfile(upgraded_file, folder / "z.db")
    config = folder / "zonewatch.toml"
    every = list(CASES)
    with fault_site(lambda phase, path: answer(site, phase, path)) as site, door() as runs:
        config.write_text(CONFIG.format(folder=folder, origin=site.origin), encoding="utf-8")
        site.phase = "older"
        visit(runs, config, moment(0).isoformat(), [case for case in CASES if case.stale])
        site.phase = "good"
        visit(runs, config, moment(1).isoformat(), every)
        before = held(folder)
        faults_at(site.origin)
        site.phase = "fault"
        for at, those in groupby(sorted(CASES, key=lambda case: case.at), key=lambda case: case.at):
            visit(runs, config, at.isoformat(), list(those))
        after = held(folder)
        site.phase = "good"
        visit(runs, config, moment(3).isoformat(), every)
    store = open_store(f"sqlite:///{folder}/z.db")
    bad = verify(store, folder / "captures").bad
    store.close()
    yield History(before, after, held(folder), tuple(map(str, bad)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_fault_is_recorded_as_what_it_is(history: History, case: Case) -> None:
    known = {(one.url, one.fetched_at) for one in history.before[case.number].captures}
    new = [one for one in history.after[case.number].captures if (one.url, one.fetched_at) not in known]
    told = [f"{one.outcome}: {one.reason}" for one in new if one.url.endswith(case.path) is not case.follows]
    assert [words.startswith(f"{case.outcome}: ") and case.because in words for words in told] == [True], told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_fault_changes_nothing(history: History, case: Case) -> None:
    before, after = history.before[case.number], history.after[case.number]
    assert (after.versions, after.changes) == (before.versions, before.changes)
    assert after.state is not PageState.WITHDRAWN


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_next_good_answer_is_read_and_tells_no_change(history: History, case: Case) -> None:
    before, now = history.before[case.number], history.recovered[case.number]
    assert (now.versions, now.changes, now.state) == (before.versions, before.changes, PageState.LIVE)
    latest = max(now.captures, key=lambda one: one.fetched_at if one.url.endswith(case.path) else moment(-99))
    assert latest.outcome == "ok"


def test_the_table_in_the_readme_is_made_of_these_cases() -> None:
    readme = README.read_text(encoding="utf-8")
    assert written(readme) == readme, "write it anew: make faults-table"


def test_every_page_was_held_before_and_the_store_is_whole_after(history: History) -> None:
    assert {held.versions for held in history.before.values()} == {1, 2}
    assert history.bad == ()
