"""Tables without keys and indexes for a block, which are built again at its end just as they were: for filling large stores.

What there was is read from the database's catalogue, so that it is the migrations that say how a store looks, and not this file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Row, text

from db.store import Store, Unit

_CONSTRAINTS = text(
    "SELECT c.conrelid::regclass::text AS of, c.conname AS name, c.contype AS kind, pg_get_constraintdef(c.oid) AS words,"
    " c.confrelid::regclass::text AS target FROM pg_constraint c"
    " WHERE c.connamespace = current_schema()::regnamespace AND c.contype IN ('p', 'u', 'f') ORDER BY c.contype = 'f', 1, c.contype, 2"
)
_INDEXES = text(
    "SELECT x.tablename AS of, x.indexname AS name, x.indexdef AS words FROM pg_indexes x WHERE x.schemaname = current_schema()"
    " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = to_regclass(quote_ident(x.indexname))) ORDER BY 1, 2"
)
_OF_FILE = text("SELECT tbl_name AS of, name, sql AS words FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1, 2")
_LARGE = ("maintenance_work_mem = '2GB'", "work_mem = '256MB'", "synchronous_commit = off")


@contextmanager
def filling(store: Store) -> Iterator[Unit]:
    """One unit of work with settings for bringing much at once."""
    if store.engine.dialect.name != "sqlite":
        with store.unit() as unit:
            for one in _LARGE:
                unit.exec_driver_sql(f"SET LOCAL {one}")
            yield unit
        return
    store.close()
    with store.engine.connect() as connection:
        for one in ("foreign_keys = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
            connection.connection.driver_connection.execute(f"PRAGMA {one}")  # type: ignore[union-attr] -- it is connected
        with connection.begin():
            yield connection
    store.engine.dispose()


@contextmanager
def bare(unit: Unit, tables: Collection[str], told: Callable[[str], None]) -> Iterator[None]:
    """Tables without keys and indexes for a block; what they held is kept, and lies in tables `first_…` as well meanwhile."""
    for name in tables:
        unit.exec_driver_sql(f'CREATE TEMPORARY TABLE "first_{name}" AS SELECT * FROM "{name}"')
    if unit.dialect.name == "sqlite":
        yield from _bare_file(unit, tables, told)
        return
    keys = [row for row in unit.execute(_CONSTRAINTS) if row.of in tables or row.target in tables]
    indexes = [row for row in unit.execute(_INDEXES) if row.of in tables]
    for row in reversed(keys):
        unit.exec_driver_sql(f'ALTER TABLE "{row.of}" DROP CONSTRAINT "{row.name}"')
    _drop(unit, indexes)
    for name in tables:
        _begun_anew(unit, name)
    yield
    _let_go(unit, tables)
    for row in keys:
        if row.kind != "f":
            _key(unit, row, told)
    _build(unit, indexes, told)
    for name in tables:
        unit.exec_driver_sql(f'ANALYZE "{name}"')  # what is asked when foreign keys are checked should be planned well
    for row in keys:
        if row.kind == "f":
            _key(unit, row, told)


def _bare_file(unit: Unit, tables: Collection[str], told: Callable[[str], None]) -> Iterator[None]:
    indexes = [row for row in unit.execute(_OF_FILE) if row.of in tables]
    _drop(unit, indexes)
    yield
    _let_go(unit, tables)
    _build(unit, indexes, told)


def _begun_anew(unit: Unit, table: str) -> None:
    # A table emptied in the same transaction needs no log where the server keeps none for others (wal_level = minimal).
    unit.exec_driver_sql(f'TRUNCATE "{table}"')
    unit.exec_driver_sql(f'INSERT INTO "{table}" SELECT * FROM "first_{table}"')


def _let_go(unit: Unit, tables: Collection[str]) -> None:
    for name in tables:
        unit.exec_driver_sql(f'DROP TABLE "first_{name}"')


def _drop(unit: Unit, indexes: list[Row[tuple[str, str, str]]]) -> None:
    for row in indexes:
        unit.exec_driver_sql(f'DROP INDEX "{row.name}"')


def _build(unit: Unit, indexes: list[Row[tuple[str, str, str]]], told: Callable[[str], None]) -> None:
    for row in indexes:
        unit.exec_driver_sql(row.words)
        told(f"{row.of}: {row.name}")


def _key(unit: Unit, row: Row[tuple[str, str, str, str, str]], told: Callable[[str], None]) -> None:
    unit.exec_driver_sql(f'ALTER TABLE "{row.of}" ADD CONSTRAINT "{row.name}" {row.words}')
    told(f"{row.of}: {row.name}")
