"""PostgreSQL databases that are lent to one test after the other: emptied in between, which takes a tenth of making one.

One that a test left otherwise than a new one (another table, index, setting or revision) is thrown away, never lent again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

import psycopg
from sqlalchemy import make_url

NUMBERS = count()

SHAPE = """
SELECT md5(concat(
  (SELECT string_agg(concat(oid, relname, relkind, relchecks, relhastriggers, reloptions), ',' ORDER BY oid)
     FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(attrelid, attname, atttypid, attnotnull, attstattarget), ',' ORDER BY attrelid, attnum)
     FROM pg_attribute WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)),
  (SELECT string_agg(concat(oid, conname, convalidated), ',' ORDER BY oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(oid, tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat(oid, proname), ',' ORDER BY oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(oid, nspname), ',' ORDER BY oid) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'),
  (SELECT string_agg(concat(oid, extname), ',' ORDER BY oid) FROM pg_extension),
  (SELECT string_agg(setconfig::text, ',') FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase
     WHERE datname = current_database()),
  (SELECT string_agg(alembic_version::text, ',' ORDER BY version_num) FROM alembic_version)))
"""
"""Everything of a database but its rows; the tables' numbers among it, so that one that was made again counts as another."""

FILLED = """
SELECT string_agg(quote_ident(relname), ', ') FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""
OTHERS = (
    "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass
class Databases:
    """Databases of one server, made like one of them."""

    server: str
    """Its address."""

    template: str
    """The database they are made like; it holds no row."""

    _free: list[tuple[str, str]] = field(default_factory=list)
    """Names of those that nobody has, each with its shape when it was new."""

    @contextmanager
    def one(self) -> Iterator[str]:
        """The address of an empty one, for a block."""
        name, shape = self._free.pop() if self._free else self._made()
        try:
            yield make_url(self.server).set(database=name).render_as_string(hide_password=False)
        finally:
            if self._emptied(name, shape):
                self._free.append((name, shape))
            else:
                self._drop(name)

    def close(self) -> None:
        """Drop them all."""
        while self._free:
            self._drop(self._free.pop()[0])

    def _made(self) -> tuple[str, str]:
        name = f"zonewatch_{os.getpid()}_lent_{next(NUMBERS)}"
        with self._connected("postgres") as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        with self._connected(name) as own:
            return name, _first(own, SHAPE)

    def _emptied(self, name: str, shape: str) -> bool:
        """Empty it; False where it is not as it was, or somebody holds it."""
        with suppress(psycopg.Error), self._connected(name) as own:
            own.execute("SET lock_timeout = '5s'")
            own.execute(OTHERS)
            if _first(own, SHAPE) == shape:
                filled = _first(own, FILLED)
                if filled:
                    own.execute(f"TRUNCATE {filled} RESTART IDENTITY CASCADE")
                return True
        return False

    def _drop(self, name: str) -> None:
        with self._connected("postgres") as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _connected(self, name: str) -> psycopg.Connection[tuple[str, ...]]:
        url = make_url(self.server).set(drivername="postgresql", database=name)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def _first(connection: psycopg.Connection[tuple[str, ...]], question: str) -> str:
    row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]
