"""A store grown to any size: what the real way put in, copied many times over inside the database, each copy with names of its own.

Every copy has its own page, addresses, texts, captures, claims, edits and changes, its own moments, one of SITES sources and
one of ZONES zones (every so often the first one's own). Paragraphs are copied too; the texts of copies point to the first ones.

Keys and indexes are taken off for the filling and built again afterwards, by the database's own definitions of them (bare.py):
kept row by row, they take nearly all of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Table, TextClause, func, select, text

from db.move import number_on
from db.search import pairs
from db.store import Store, Unit
from db.tables import change, metadata, searched
from tests.bare import bare, filling

SITES = 20
ZONES = 600
MINUTES = 30 * 24 * 60
"""Next looks lie within so many minutes."""

COPIED = ("page", "address", "paragraph", "version", "capture", "statement", "said", "edit", "change", "searched")


def grow(store: Store, copies: int, told: Callable[[str], None] = lambda _: None) -> None:
    """Let a store hold so many times what it holds, and tell of every table and index; call it once."""
    if copies < 2:
        return
    with filling(store) as unit, bare(unit, COPIED, told):
        strides = {name: _highest(unit, metadata.tables[name]) for name in COPIED}
        sites = "SELECT 'site' || n, first_seen FROM source CROSS JOIN k WHERE source.name = (SELECT min(source) FROM page)"
        unit.execute(_insert(unit, "source (name, first_seen)", SITES, sites))
        for name in COPIED:
            made = unit.execute(_copied(unit, metadata.tables[name], strides, copies)).rowcount
            number_on(unit, metadata.tables[name])
            told(f"{name}: {made:,} rows")
        if _sqlite(unit):
            _seek_copies(unit, strides["searched"], copies)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if _sqlite(connection) else "VACUUM ANALYZE")
    told("looked over")


def _seek_copies(unit: Unit, stride: int, copies: int) -> None:
    """The full-text index lies beside the tables; a copy is found by the words of the first."""
    query = select(searched.c.id, change.c.zone, change.c.old_words, change.c.new_words).join(change, change.c.id == searched.c.change_id)
    rows = unit.execute(query.where(searched.c.id <= stride)).all()
    for row in rows:
        said = " ".join(pairs((row.zone, row.old_words, row.new_words)))
        many = f"SELECT {row.id} + n * {stride}, :pairs FROM k"
        unit.execute(_insert(unit, "seek (rowid, pairs)", copies - 1, many), {"pairs": said})


def _copied(unit: Unit, table: Table, strides: Mapping[str, int], copies: int) -> TextClause:
    names = [column.name for column in table.columns]
    values = ", ".join(_value(unit, table, name, strides) for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    # One copy after the other: rows then lie by their numbers, as those do that come one by one.
    # From a table beside it: what is read over and over must not grow meanwhile.
    first = f'"first_{table.name}"'
    once = f"{first} t" if _sqlite(unit) else f"LATERAL (SELECT * FROM {first} ORDER BY {key} OFFSET 0 * k.n) t"
    return _insert(unit, f'"{table.name}" ({listed})', copies - 1, f"SELECT {values} FROM k CROSS JOIN {once}")


def _insert(unit: Unit, into: str, last: int, chosen: str) -> TextClause:
    series = f"WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {last})"
    return text(f"{series} INSERT INTO {into} {chosen}" if _sqlite(unit) else f"INSERT INTO {into} {series} {chosen}")


def _value(unit: Unit, table: Table, name: str, strides: Mapping[str, int]) -> str:
    column, here = table.columns[name], f't."{name}"'
    key = next(iter(column.foreign_keys), None)
    target = key.column.table.name if key else table.name if column is table.autoincrement_column else ""
    if name == "page_id" and not key:
        target = "page"  # known by its number without being bound to it
    if target in strides:
        return f"{here} + n * {strides[target]}"
    place = "substr(CAST(10000000 + n AS TEXT), 2)"
    again = "CAST('-' || n AS BLOB)" if _sqlite(unit) else "convert_to('-' || n, 'UTF8')"
    special = {
        ("page", "source"): f"'site' || (1 + n % {SITES})",
        ("page", "key"): f"{here} || '-' || n",
        ("page", "next_look"): _later(unit, here, f"(n * 7919) % {MINUTES}"),
        ("address", "url"): f"{here} || '?' || n",
        ("paragraph", "digest"): f"{here} / 2 + n",
        ("statement", "digest"): f"CAST({here} || {again} AS BLOB)" if _sqlite(unit) else f"{here} || {again}",
        ("statement", "thread"): f"CASE WHEN n % {ZONES} = 0 THEN {here} ELSE substr({here}, 1, 10) || (n % {ZONES}) END",
        ("statement", "zone"): f"CASE WHEN n % {ZONES} = 0 THEN {here} ELSE {here} || (n % {ZONES}) END",
        ("change", "id"): f"{place} || substr({here}, 1, 9)",
        ("searched", "change_id"): f"{place} || substr({here}, 1, 9)",
        ("change", "zone"): f"CASE WHEN n % {ZONES} = 0 THEN {here} ELSE {here} || (n % {ZONES}) END",
        ("change", "verdict"): f"CASE WHEN n % 10 = 0 THEN {here} ELSE '' END",
        ("change", "severity"): f"{here} * (n % 97) / 97.0",
        ("change", "edit_group"): f"CASE WHEN {here} = '' THEN '' ELSE {place} || substr({here}, 1, 9) END",
        ("capture", "warc"): f"replace({here}, '#', '-' || n || '#')",
    }
    if (table.name, name) in special:
        return special[table.name, name]
    return _later(unit, here, f"n % {MINUTES}") if name in ("first_seen", "last_seen", "looked_at", "fetched_at", "seen_at") else here


def _later(unit: Unit, value: str, minutes: str) -> str:
    if _sqlite(unit):
        return f"strftime('%Y-%m-%d %H:%M:%f', {value}, '+' || ({minutes}) || ' minutes') || '000'"
    return f"{value} + ({minutes}) * interval '1 minute'"


def _highest(unit: Unit, table: Table) -> int:
    counted = table.autoincrement_column
    return 0 if counted is None else int(unit.scalar(select(func.max(counted))) or 0)


def _sqlite(unit: Unit) -> bool:
    return unit.dialect.name == "sqlite"
