"""`make bench-growth`: what due pages, an insert, a page of the queue and a zone's ledger take as the store grows, on both databases.

Ten real articles go the real way in five versions each and are then copied inside the database (tests/growth.py). PostgreSQL
is one of our own, with its files as safe as people have them. `python -m tests.bench.growth postgresql 1000000` measures one of
them, or other sizes.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from db import pages
from db.queue import Wanted, queue
from db.store import Store, open_store, upgrade_store
from pipeline import way
from pipeline.ledger.held import points_of
from tests.bench.rows import best
from tests.growth import grow
from tests.postgres import CAREFUL, server
from tests.stores import database
from tests.way.rooms import START, post, rooms, seen

ARTICLES = sorted((Path(__file__).parents[1] / "gate" / "articles").glob("*.txt"))[:10]
SIZES = (10_000, 100_000)
VERSIONS = 5
PARAGRAPHS = 3
BROUGHT = 20
"""New pages, and as many edits and as many repetitions, brought at each size."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What was measured at one size."""

    due: float
    """Milliseconds for the hundred pages of a site that are longest due."""

    queue: float
    """Milliseconds for the first page of the review queue."""

    ledger: float
    """Milliseconds for what is said of one zone of 600."""

    points: int
    """How many statements that was."""

    rate: float
    """Captures written to the store in a second, a third of them new pages and a third edits."""

    size: float
    """Kilobytes a page."""

    took: float
    """Seconds to fill it."""


def main(words: list[str]) -> None:
    """Measure each size on each database (those named among the words, or both), and print one table."""
    sizes = [int(word) for word in words if word.isdecimal()] or list(SIZES)
    kinds = [kind for kind in DATABASES if kind.lower() in words] or list(DATABASES)
    table = Table("Store", "Pages", "Due", "Insert", "Queue", "Ledger", "Points", "A page", "Filled in", box=SIMPLE_HEAD)
    table.add_row("goal", "", "< 5 ms", "falls < 20 %", "< 100 ms", "", "", "", "")
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            opened, first = DATABASES[kind], 0.0
            for size in sizes:
                with opened(Path(folder)) as store:
                    found = measured(store, Path(folder) / f"captures-{kind}-{size}", size)
                first = first or found.rate
                rate = f"{found.rate:,.0f}/s ({found.rate / first - 1:+.0%})"
                times = (f"{found.due:.1f} ms", rate, f"{found.queue:.1f} ms", f"{found.ledger:.1f} ms", f"{found.points:,}")
                table.add_row(kind, f"{size:,}", *times, f"{found.size:.1f} kB", f"{found.took:.0f} s")
                print(f"{kind} {size:,}: {found}", file=sys.stderr, flush=True)
    Console(width=140).print(table)


def measured(store: Store, folder: Path, size: int) -> Figures:
    """Fill an empty store to a size, and measure."""
    began = time.perf_counter()
    _base(store, folder)
    grow(store, size // len(ARTICLES), lambda words: print(f"{time.perf_counter() - began:6.0f} s {words}", file=sys.stderr, flush=True))
    took = time.perf_counter() - began
    _settle(store)
    now = START + timedelta(days=20)
    with store.look() as unit:
        zone = str(unit.scalar(text("SELECT zone FROM statement WHERE id = (SELECT max(id) FROM statement)")))
        held = points_of(unit, {zone: (zone,)})[zone]
        return Figures(
            due=1000 * best(lambda: pages.due(unit, "site3", now, limit=100, longest=timedelta(days=90)), rounds=40),
            queue=1000 * best(lambda: queue(unit, Wanted()), rounds=40),
            ledger=1000 * best(lambda: points_of(unit, {zone: (zone,)}), rounds=40),
            points=len(held),
            rate=_rate(store, folder),
            size=_bytes(store) / size / 1000,
            took=took,
        )


def _settle(store: Store) -> None:
    """Let what the fill left to be written reach the disk, so that it is not paid for by what is measured next."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("CHECKPOINT")
    os.sync()


def _base(store: Store, folder: Path) -> None:
    for number in range(len(ARTICLES)):
        for version in range(VERSIONS):
            _bring(store, folder, number, version)


def _rate(store: Store, folder: Path) -> float:
    """By the medians of new pages, edits and repetitions: whatever else the machine does now and then is left out."""
    brought = (("new", 0, 0), ("again", 0, 1), ("edited", 1, 2))
    spent = {kind: [_bring(store, folder, 1_000 + number, version, later) for number in range(BROUGHT)] for kind, version, later in brought}
    return len(spent) / sum(map(statistics.median, spent.values()))


def _bring(store: Store, folder: Path, number: int, version: int, later: int = 0) -> float:
    """Send one capture the way; gives the seconds that the store took for it."""
    lines = ARTICLES[number % len(ARTICLES)].read_text(encoding="utf-8").splitlines()
    words = [f"{line}（{number}）" for line in lines if line.strip()][:PARAGRAPHS]
    words[version % len(words)] += f"项目增至{20 + version}个。"
    capture = replace(seen(24 * version + later / 60, post(words)), key=f"NW{number:018}")
    visit, place = way.Visit(capture=capture, wanted=True), rooms(store, folder)
    for stage in way.WAY[:-1]:
        visit = stage(visit, place)
    began = time.perf_counter()
    way.WAY[-1](visit, place)
    return time.perf_counter() - began


def _bytes(store: Store) -> int:
    with store.look() as unit:
        pages_of_file = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        asked = pages_of_file if unit.dialect.name == "sqlite" else "pg_database_size(current_database())"
        return int(unit.scalar(text(f"SELECT {asked}")) or 0)


@contextmanager
def _sqlite(folder: Path) -> Iterator[Store]:
    file = folder / "zonewatch.db"
    store = open_store(f"sqlite:///{file.as_posix()}")
    yield store
    store.close()
    for part in folder.glob("zonewatch.db*"):
        part.unlink()


@contextmanager
def _postgres(folder: Path) -> Iterator[Store]:
    with server(folder, CAREFUL) as address, database(address) as empty:
        upgrade_store(empty)
        store = open_store(empty)
        yield store
        store.close()


DATABASES = {"PostgreSQL": _postgres, "SQLite": _sqlite}


if __name__ == "__main__":
    main(sys.argv[1:])
