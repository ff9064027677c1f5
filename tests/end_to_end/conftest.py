"""One week of the replay, crawled by the real tick with real spiders over real HTTP; every test here reads its store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from db.captures import captures_of
from db.pages import all_pages
from db.records import HeldCapture, Page
from db.store import open_store
from tests.forge import python
from tests.replay.demo import CONFIGURATION, crawl_again, replay, tick, turn_to, zonewatch
from tests.replay.site import DAYS


@dataclass(frozen=True)
class Week:
    """What seven days brought."""

    config: Path
    runs: dict[int, list[dict[str, Any]]]
    again: list[dict[str, Any]]
    folder: Path

    def asked(self, *words: str) -> list[dict[str, Any]]:
        """JSON Lines of a command."""
        return [json.loads(line) for line in zonewatch(self.config, *words, "--json", capture=True, run=python).splitlines()]

    def captures(self) -> list[tuple[Page, HeldCapture]]:
        """Every capture held, with its page; read from the store at once, for a command a page would take long."""
        store = open_store(f"sqlite:///{self.folder.as_posix()}/zonewatch.db")
        with store.look() as unit:
            held = [(page, capture) for page in all_pages(unit) for capture in captures_of(unit, page.id)]
        store.close()
        return held


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """The replay's days one after the other, the last one twice; the site stays up for the tests."""
    folder = tmp_path_factory.mktemp("week")
    config = folder / "zonewatch.toml"
    with replay() as origins:
        config.write_text(CONFIGURATION.format(folder=folder.as_posix(), **origins), encoding="utf-8")
        runs = {}
        for day in range(DAYS):
            turn_to(day, origins["thepaper"])
            runs[day] = tick(config, day, python)
        yield Week(config=config, runs=runs, again=crawl_again(config, python), folder=folder)
