"""The archive is read again in batches by the workers, each page once, and what differs is recorded as ever."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.batches import stretches
from crawler.config import parse
from crawler.door import open_rooms
from db.jobs import upgrade_queue
from db.tables import version
from pipeline.takein import capture_of, take_in
from pipeline.verify import verify
from tests.forge import MAIN, Forge, python
from tests.stores import database
from tests.way.rooms import post

PAGES = 5


@given(st.lists(st.integers(1, 10_000), unique=True, max_size=40).map(sorted), st.integers(1, 9))
def test_every_page_lies_in_one_stretch(pages: list[int], size: int) -> None:
    cut = stretches(pages, size)
    assert [[page for page in pages if after < page <= until] for after, until in cut] == [
        pages[at : at + size] for at in range(0, len(pages), size)
    ]


def reextract(config: Path) -> subprocess.CompletedProcess[str]:
    return python(MAIN, "--config", str(config), "reextract", "--batches", "2")


def test_workers_read_the_archive_again(postgres: str, upgraded: str, tmp_path: Path, forge: Forge) -> None:
    with database(postgres, upgraded) as address:
        config = tmp_path / "zonewatch.toml"
        config.write_text(f'store.url = "{address}"\ncaptures.dir = "{tmp_path.as_posix()}/captures"\n', encoding="utf-8")
        rooms = open_rooms(parse({"store": {"url": address}, "captures": {"dir": f"{tmp_path}/captures"}}, "test"))
        upgrade_queue(rooms.store)
        for number in range(PAGES):
            url = f"https://finews.withounder.com/kejiribao/2026/03/02/NW20260302{number:010d}.html"
            at = datetime(2026, 3, 2, 4, tzinfo=UTC) + timedelta(hours=number)
            list(take_in([("x", capture_of(post(title=f"第{number}期"), source="finews", url=url, at=at))], rooms))
        with rooms.store.unit() as unit:
            unit.execute(version.update().values(text_sha256="0" * 64))
        worker = forge.start("--config", str(config), "worker", tag="batches")
        told = reextract(config)
        os.kill(worker.number, signal.SIGTERM)
        assert worker.wait(15) == 0, worker.said()
        assert told.stdout == f"{PAGES} pages read again in 3 batches, 0 technical changes\n", told.stderr
        assert verify(rooms.store, tmp_path / "captures").bad == ()
        rooms.store.close()


def test_batches_on_sqlite_are_refused_with_the_remedy(tmp_path: Path) -> None:
    config = tmp_path / "zonewatch.toml"
    config.write_text(f'store.url = "sqlite:///{tmp_path.as_posix()}/z.db"\n', encoding="utf-8")
    done = reextract(config)
    assert done.returncode == 1
    assert "run `zonewatch reextract` without --batches" in done.stderr
