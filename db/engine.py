"""Connect to an address: what SQLite and PostgreSQL each need so that the rest of the store need not know which it is.

A password never leaves here: what messages and logs show is `shown`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from db.compiled import SHARED
from db.errors import StoreUnfit, StoreUnreachable
from db.prepared import run_as_it_is
from db.storable import before_execute

DRIVER = "postgresql+psycopg"
CONNECT_SECONDS = 10
COLLISIONS = frozenset({"40001", "40P01", "23505"})
"""SQLSTATEs of what goes well when it is done again: serialization failure, deadlock, a row that another unit added first."""

REFUSALS = frozenset({"25006", "42501"})
"""SQLSTATEs that are no fault of ours, though not called operational: a read-only server, rights that are missing."""

SECRETS = frozenset({"password", "passfile", "sslpassword", "sslkey", "service", "servicefile"})
"""Parameters of a PostgreSQL address that are nobody's business."""

ALIKE = {"compiled_cache": SHARED}
"""What every engine is made with."""

_LONE = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which neither driver takes unless it is escaped."""


def connect(url: str, patience: float) -> tuple[str, Engine]:
    """The address as it may be shown, and its connection pool, tried once; raises StoreUnreachable and StoreUnfit.

    A writer waits `patience` seconds for another one.
    """
    try:
        address = parsed(url)
    except (ArgumentError, ValueError) as error:
        why = "not an address of a store, such as sqlite:///var/zonewatch.db or postgresql://user@host/zonewatch"
        raise StoreUnreachable(url=_masked(url), why=why) from error
    try:
        engine = _sqlite(address, patience) if address.get_backend_name() == "sqlite" else _server(address, patience)
        event.listen(engine, "before_cursor_execute", before_execute, retval=True)
        with engine.connect() as connection:
            _check(connection, shown(address))
    except (NoSuchModuleError, ModuleNotFoundError, SQLAlchemyError, OSError) as error:
        raise StoreUnreachable(url=shown(address), why=_masked(first_line(error))) from error
    return shown(address), engine


def parsed(url: str) -> URL:
    """An address in parts; `postgres://` and `postgresql://` both mean PostgreSQL by psycopg 3. Raises ArgumentError or ValueError."""
    address = make_url(url.strip())
    return address.set(drivername=DRIVER) if address.drivername in ("postgres", "postgresql") else address


def shown(address: URL) -> str:
    """An address as people may see it."""
    query = {name: "***" if name in SECRETS else value for name, value in address.query.items()}
    return address.set(query=query).render_as_string(hide_password=True)


def first_line(error: BaseException) -> str:
    """What a driver says, in one line."""
    words = str(getattr(error, "orig", None) or error).strip()
    return words.splitlines()[0] if words else type(error).__name__


def as_json(value: Any) -> str:
    """Plain data as short as it goes: a Chinese character is three bytes, and six when it is escaped."""
    words = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value) if _LONE.search(words) else words


def collided(error: DBAPIError) -> bool:
    """Whether a unit failed only because of another one at the same time."""
    return _sqlstate(error) in COLLISIONS


def failed(error: DBAPIError) -> bool:
    """Whether the store itself fails (locked, full, gone), not what was asked of it."""
    return isinstance(error, OperationalError) or error.connection_invalidated or _sqlstate(error) in REFUSALS


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _masked(words: str) -> str:
    """Words in which an address may stand that nobody could read, without what may be its password."""
    return re.sub(r"([:/?&;\s](?:password=)?)[^/:@\s]*@", r"\1***@", re.sub(r"(password=)[^&\s]+", r"\1***", words))


def _sqlite(address: URL, patience: float) -> Engine:
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": patience}, json_serializer=as_json, execution_options=ALIKE)
    event.listen(engine, "connect", _sqlite_ways)
    event.listen(engine, "begin", _begin_at_once)
    return engine


def _sqlite_ways(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own half-transactions off: SQLAlchemy's begin is the only one
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_at_once(connection: Connection) -> None:
    # IMMEDIATE: two writers queue for the lock at the start instead of failing half-way through.
    reading = connection.get_execution_options().get("reading", False)
    run_as_it_is(connection, "BEGIN" if reading else "BEGIN IMMEDIATE")


def _server(address: URL, patience: float) -> Engine:
    given = {"connect_timeout": CONNECT_SECONDS, "application_name": "zonewatch", "client_encoding": "utf8"}
    arguments = {name: value for name, value in given.items() if name not in address.query}
    engine = create_engine(
        address, connect_args=arguments, pool_pre_ping=True, pool_recycle=3600, json_serializer=as_json, execution_options=ALIKE
    )

    def ways(connection: Any, _record: Any) -> None:
        # Not by libpq's `options`: a pooler between us and the server refuses those.
        connection.autocommit = True
        connection.execute("SELECT set_config('TimeZone', 'UTC', false), set_config('lock_timeout', %s, false)", (f"{patience:.3f}s",))
        connection.autocommit = False

    event.listen(engine, "connect", ways)
    return engine


def _check(connection: Connection, name: str) -> None:
    if connection.dialect.name == "sqlite":
        return
    encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
    if encoding != "UTF8":
        raise StoreUnfit(url=name, encoding=encoding)
