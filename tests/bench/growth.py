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
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Grown:
    """One filled store."""

    pages: int
    """How many pages it holds."""

    store: Store
    """The store."""

    folder: Path
    """Where its captures go."""

    took: float
    """Seconds to fill it."""


def main(words: list[str]) -> None:
    """Measure each size on each database (those named among the words, or both), and print one table."""
    sizes = [int(word) for word in words if word.isdecimal()] or list(SIZES)
    kinds = [kind for kind in DATABASES if kind.lower() in words] or list(DATABASES)
    table = Table("Store", "Pages", "Due", "Insert", "Queue", "Ledger", "Points", "A page", "Filled in", box=SIMPLE_HEAD)
    table.add_row("goal", "", "< 5 ms", "falls < 20 %", "< 100 ms", "", "", "", "")
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stores:
            grown = [
                filled(stores.enter_context(DATABASES[kind](Path(folder), size)), Path(folder) / f"captures-{size}", size) for size in sizes
            ]
            found = measured(grown)
        for one, figures in zip(grown, found, strict=True):
            rate = f"{figures.rate:,.1f}/s ({figures.rate / found[0].rate - 1:+.0%})"
            times = (f"{figures.due:.1f} ms", rate, f"{figures.queue:.1f} ms", f"{figures.ledger:.1f} ms", f"{figures.points:,}")
            table.add_row(kind, f"{one.pages:,}", *times, f"{figures.size:.1f} kB", f"{one.took:.0f} s")
            print(f"{kind} {one.pages:,}: {figures}", file=sys.stderr, flush=True)
    Console(width=140).print(table)


def filled(store: Store, folder: Path, size: int) -> Grown:
    """Fill an empty store to a size."""
    began = time.perf_counter()
    for number in range(len(ARTICLES)):
        for version in range(VERSIONS):
            _bring(store, folder, number, version)
    grow(store, size // len(ARTICLES), lambda words: print(f"{time.perf_counter() - began:6.0f} s {words}", file=sys.stderr, flush=True))
    took = time.perf_counter() - began
    _settle(store)
    return Grown(pages=size, store=store, folder=folder, took=took)


def measured(grown: Sequence[Grown]) -> list[Figures]:
    """Ask each store what is asked all the time, and bring captures to all of them in turn."""
    asked = [_asked(one) for one in grown]
    return [replace(figures, rate=rate) for figures, rate in zip(asked, _rates(grown), strict=True)]


def _asked(grown: Grown) -> Figures:
    now = START + timedelta(days=20)
    with grown.store.look() as unit:
        zone = str(unit.scalar(text("SELECT zone FROM statement WHERE id = (SELECT max(id) FROM statement)")))
        return Figures(
            due=1000 * best(lambda: pages.due(unit, "site3", now, limit=100, longest=timedelta(days=90)), rounds=40),
            queue=1000 * best(lambda: queue(unit, Wanted()), rounds=40),
            ledger=1000 * best(lambda: points_of(unit, {zone: (zone,)}), rounds=40),
            points=len(points_of(unit, {zone: (zone,)})[zone]),
            rate=0.0,
            size=_bytes(grown.store) / grown.pages / 1000,
        )


def _settle(store: Store) -> None:
    """Let what the fill left to be written reach the disk, so that it is not paid for by what is measured next."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("CHECKPOINT")
    os.sync()


def _rates(grown: Sequence[Grown]) -> list[float]:
    """By the medians of new pages, edits and repetitions: whatever else the machine does now and then is left out.

    The stores take turns, so that they share what the machine does for longer.
    """
    spent: list[dict[str, list[float]]] = [defaultdict(list) for _ in grown]
    for kind, version, later in (("new", 0, 0), ("again", 0, 1), ("edited", 1, 2)):
        for number in range(BROUGHT):
            for one, own in zip(grown, spent, strict=True):
                own[kind].append(_bring(one.store, one.folder, 1_000 + number, version, later))
    return [len(own) / sum(map(statistics.median, own.values())) for own in spent]


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
def _sqlite(folder: Path, size: int) -> Iterator[Store]:
    store = open_store(f"sqlite:///{folder.as_posix()}/zonewatch-{size}.db")
    yield store
    store.close()


@contextmanager
def _postgres(folder: Path, _size: int) -> Iterator[Store]:
    with server(folder, CAREFUL) as address, database(address) as empty:
        upgrade_store(empty)
        store = open_store(empty)
        yield store
        store.close()


DATABASES = {"PostgreSQL": _postgres, "SQLite": _sqlite}


if __name__ == "__main__":
    main(sys.argv[1:])
