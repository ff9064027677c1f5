"""Move everything held into another store, whole or not at all: rows are copied as they lie, then counted and digested there.

Both sides are read through the same columns, and a table's digest does not depend on the order of its rows, so that two
stores hold the same exactly when their digests are equal, whichever databases keep them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import LargeBinary, String, Table, TableClause, column, func, select, table
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.types import TypeEngine

from db.compact import Words
from db.engine import first_line
from db.errors import ZonewatchError
from db.packing import Packed
from db.search import enter_all
from db.storable import storable
from db.store import Store, Unit
from db.tables import Printed, metadata, searched

BATCH = 1_000

AS_THEY_LIE: dict[type, TypeEngine[Any]] = {Packed: LargeBinary(), Words: LargeBinary(), Printed: String()}
"""What is read and written without being looked into."""

COPIED = tuple(one for one in metadata.sorted_tables if one is not searched)
"""The tables that are moved; what is searched lies otherwise on either kind of store, and is made anew of the changes."""

Progress: TypeAlias = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""Passes rows on, given their number and a name, and may show how far along it is."""


class TargetHolds(ZonewatchError):
    """The store {url} is not empty ({count:,} rows in table {table}), so nothing was moved there: name one that holds nothing."""


class NotMoved(ZonewatchError):
    """Table {table} could not be moved to {url} ({why}), and nothing stays there: mend that, and move again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """One table as it lies in both stores."""

    table: str
    """Its name."""

    rows: int
    """How many rows."""

    digest: str
    """64 hexadecimal digits made of all of them, whatever their order."""


@dataclass(kw_only=True, slots=True)
class _Sum:
    """Rows counted, and their digests added up."""

    table: str
    rows: int = 0
    total: int = field(default=0)

    def passing(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        for row in rows:
            plain = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))
            self.rows += 1
            self.total += int.from_bytes(hashlib.sha256(plain.encode()).digest())
            yield dict(row._mapping)

    def done(self) -> Moved:
        return Moved(table=self.table, rows=self.rows, digest=f"{self.total % 2**256:064x}")


def plainly(rows: Iterable[Any], _total: int, _words: str) -> Iterable[Any]:
    """No sign of progress."""
    return rows


def move(source: Store, target: Store, progress: Progress = plainly) -> tuple[Moved, ...]:
    """Copy every table into a store that holds nothing; raises TargetHolds, NotMoved or StoreFailing, and then it holds nothing still.

    The source is read as it was at one moment and is not written to.
    """
    with source.look() as old, target.unit() as new:
        for one in metadata.sorted_tables:
            count = _count(new, one)
            if count:
                raise TargetHolds(url=target.url, count=count, table=one.name)
        moved = tuple(_copied(old, new, one, target.url, progress) for one in COPIED)
        for one, copied in zip(COPIED, moved, strict=True):
            if digest_of(new, one, progress) != copied:
                raise NotMoved(table=one.name, url=target.url, why="what lies there differs from what was read")
            number_on(new, one)
        enter_all(new)
    return moved


def digest_of(unit: Unit, one: Table, progress: Progress = plainly) -> Moved:
    """A table of a store, counted and digested."""
    total = _Sum(table=one.name)
    for _ in total.passing(progress(_rows(unit, one), _count(unit, one), f"{one.name} again")):
        pass
    return total.done()


def _copied(old: Unit, new: Unit, one: Table, url: str, progress: Progress) -> Moved:
    total, add, batch = _Sum(table=one.name), _as_it_lies(one).insert(), list[dict[str, Any]]()
    try:
        for row in total.passing(progress(_rows(old, one), _count(old, one), one.name)):
            batch.append(row)
            if len(batch) == BATCH:
                new.execute(add, batch)
                batch = []
        if batch:
            new.execute(add, batch)
    except (DataError, IntegrityError) as error:
        raise NotMoved(table=one.name, url=url, why=first_line(error)) from error
    return total.done()


def _rows(unit: Unit, one: Table) -> Iterable[Any]:
    return unit.execute(select(_as_it_lies(one)).execution_options(yield_per=BATCH))


def _as_it_lies(one: Table) -> TableClause:
    return table(one.name, *(column(each.name, AS_THEY_LIE.get(type(each.type), each.type)) for each in one.columns))


def _count(unit: Unit, one: Table) -> int:
    return int(unit.scalar(select(func.count()).select_from(one)) or 0)


def number_on(unit: Unit, one: Table) -> None:
    """Let the next row get a number that is free; SQLite sees to it by itself."""
    counted = one.autoincrement_column
    if counted is None or unit.dialect.name == "sqlite":
        return
    highest = select(func.max(counted)).scalar_subquery()
    sequence = func.pg_get_serial_sequence(f'"{one.name}"', counted.name)
    unit.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | memoryview) else storable(value)
