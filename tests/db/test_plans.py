"""What is asked all the time is found by an index, however much is held: read from the plans of both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from db import captures, changes, pages, sightings, versions
from db.beside import Spot, busy, statements_beside
from db.claims import zones_held
from db.newest import statements_newest
from db.queue import Wanted, count, group_of, open_by_zone, queue, zones_changed
from db.shelf import said_by_zone
from db.statements import promises_due, statements_on
from db.store import Store, Unit, open_store
from pipeline.ledger.held import points_of
from tests.growth import grow
from tests.stores import database
from tests.way.filled import fill
from tests.way.rooms import URL

NOW = datetime(2026, 3, 3, tzinfo=UTC)
LARGE = {"page", "address", "paragraph", "version", "capture", "statement", "said", "edit", "change", "searched"}

CATALOGUE = (
    "SELECT conrelid::regclass::text, conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid <> 0 ORDER BY 1, 2",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT relname, relkind, relpersistence FROM pg_class WHERE relnamespace = current_schema()::regnamespace ORDER BY 1",
    "SELECT attrelid::regclass::text, attname, atttypid::regtype, attnotnull FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
    " WHERE relnamespace = current_schema()::regnamespace AND attnum > 0 AND relkind = 'r' ORDER BY 1, 2",
)
"""What PostgreSQL tells of its tables."""

QUESTIONS: dict[str, Callable[[Unit], Any]] = {
    "due pages": lambda unit: pages.due(unit, "site3", NOW),
    "due pages under a ceiling": lambda unit: pages.due(unit, "site3", NOW, longest=timedelta(days=90)),
    "pages waiting": lambda unit: list(pages.waiting(unit, "site3", NOW, longest=timedelta(days=90))),
    "pages by their addresses": lambda unit: pages.addressed(unit, [3, 4]),
    "a page's latest address": lambda unit: pages.latest_address(unit, 4),
    "late pages": lambda unit: pages.late(unit, "site3", NOW),
    "a page": lambda unit: pages.page_by_key(unit, "site3", "NW2-42"),
    "a page by its address": lambda unit: pages.page_named(unit, f"{URL}?42"),
    "the newest pages": lambda unit: sightings.recent_sightings(unit, "site3", 20),
    "a page's captures": lambda unit: captures.captures_of(unit, 4),
    "a page's validators": lambda unit: captures.validators_of(unit, "site3", "NW2-42", f"{URL}?42"),
    "a page's texts": lambda unit: versions.texts_of(unit, 4),
    "the captures of a day": lambda unit: captures.outcome_counts(unit, "site3", NOW + timedelta(days=28)),
    "what is in doubt": lambda unit: captures.suspects(unit, "site3", NOW + timedelta(days=28)),
    "the queue": lambda unit: queue(unit, Wanted()),
    "a zone's queue": lambda unit: queue(unit, Wanted(zones=("内江高新区42",))),
    "a queue of the words few changes hold": lambda unit: queue(unit, Wanted(words="内江高新区42")),
    "how many few words find": lambda unit: count(unit, Wanted(words="内江高新区42")),
    "how many are open": lambda unit: count(unit, Wanted()),
    "how many are open of a zone": lambda unit: count(unit, Wanted(zones=("内江高新区42",))),
    "the zones that changed": zones_changed,
    "how many are open by zone": open_by_zone,
    "the same edit elsewhere": lambda unit: group_of(unit, next(iter(changes.changes(unit, page_id=4))).id),
    "a change": lambda unit: changes.change_named(unit, next(iter(changes.changes(unit, page_id=4))).id),
    "a page's changes": lambda unit: changes.changes(unit, page_id=4),
    "a zone's ledger": lambda unit: points_of(unit, {"": ("内江高新区42",)}),
    "a page's statements": lambda unit: statements_on(unit, 4),
    "what stands beside a statement": lambda unit: statements_beside(unit, 4, [Spot(thread="3b094001810e09c8", place=1, most=30)]),
    "which threads are busy": lambda unit: busy(unit, ["3b094001810e09c8", "another"], 60),
    "the newest of a zone's statements": lambda unit: statements_newest(unit, ["内江高新区42"], 20),
    "older ones of a zone": lambda unit: statements_newest(unit, ["内江高新区42"], 20, before=3_000),
    "the zones that something is said of": zones_held,
    "how much is said of each": said_by_zone,
    "what falls due": lambda unit: promises_due(unit, NOW.date()),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of six thousand pages."""
    folder = tmp_path_factory.mktemp("grown")
    if request.param == "sqlite":
        yield from opened(f"sqlite:///{folder.as_posix()}/z.db", folder)
    else:
        with database(request.getfixturevalue("postgres"), request.getfixturevalue("upgraded")) as address:
            yield from opened(address, folder)


def opened(address: str, folder: Path) -> Iterator[Store]:
    store = open_store(address)
    fill(store, folder)
    migrated = made_of(store)
    grow(store, 2_000)
    assert made_of(store) == migrated, "what fills a store for measurements leaves it otherwise than the migrations made it"
    yield store
    store.close()


def made_of(store: Store) -> list[str]:
    """Every table, column, key, index and trigger in the words of the database's own catalogue."""
    with store.look() as unit:
        if unit.dialect.name == "sqlite":
            return [str(row) for row in unit.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"))]
        return [str(row) for asked in CATALOGUE for row in unit.execute(text(asked))]


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_found_by_an_index(grown: Store, question: str) -> None:
    with grown.look() as unit:
        asked = statements(unit, QUESTIONS[question])
        assert asked
        for statement, values in asked:
            read_whole = whole(unit, statement, values)
            assert not read_whole, f"{question} reads the whole of {read_whole}: {statement}"


def statements(unit: Unit, question: Callable[[Unit], Any]) -> list[tuple[str, Any]]:
    """The statements that a question asks, with their values."""
    told: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        told.append((statement, values))

    event.listen(unit, "before_cursor_execute", hear)
    question(unit)
    event.remove(unit, "before_cursor_execute", hear)
    return told


def whole(unit: Unit, statement: str, values: Any) -> set[str]:
    """The large tables that a statement's plan reads from end to end."""
    if unit.dialect.name == "sqlite":
        plan = [row.detail for row in unit.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        return {found.group(1) for line in plan if (found := re.match(r"SCAN (\w+)", line)) and found.group(1) in LARGE}
    (plan,) = unit.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalars()
    return {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"} & LARGE


def nodes(plan: Any) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    for node in plan if isinstance(plan, list) else [plan]:
        inner = node.get("Plan", node)
        yield inner
        yield from nodes(inner.get("Plans", []))
