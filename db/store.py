"""Open the store, and give units of work: what one capture brings commits together or not at all.

SQLite (in WAL mode) by default: such a store is made and upgraded on first use. PostgreSQL by address:
it is upgraded by `zonewatch db upgrade` only. Everything held is read and written by the plain
functions of the neighbouring modules, each of which takes a `Unit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from db.errors import StoreFailing, StoreOutdated, StoreUnreachable
from db.revisions import MIGRATIONS, current_revision, newest_revision

Unit: TypeAlias = Connection
"""A connection inside one transaction."""

BUSY_SECONDS = 30
"""How long a writer waits for another one on SQLite."""


@dataclass(frozen=True)
class Store:
    """An open store."""

    url: str
    """Its address, without a password."""

    engine: Engine
    """The connection pool."""

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """One unit of work: commits at the end, rolls back when anything is raised. Raises StoreFailing."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except OperationalError as error:
            raise StoreFailing(url=self.url, why=_first_line(error)) from error

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """A unit that only reads: it waits for no writer and holds none up. Raises StoreFailing."""
        try:
            with self.engine.connect().execution_options(reading=True) as connection, connection.begin():
                yield connection
        except OperationalError as error:
            raise StoreFailing(url=self.url, why=_first_line(error)) from error

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_store(url: str, *, patience: float = BUSY_SECONDS) -> Store:
    """The store at an SQLAlchemy address, made and upgraded first when it is SQLite; a writer waits `patience` seconds for another.

    Raises StoreUnreachable when it cannot be opened, StoreOutdated when a PostgreSQL store needs `db upgrade`.
    """
    store = _connect(url, patience)
    found, wanted = revision(store), newest_revision()
    if found != wanted:
        if store.engine.dialect.name != "sqlite":
            store.close()
            raise StoreOutdated(url=store.url, found=found, wanted=wanted)
        _upgrade(store)
    return store


def upgrade_store(url: str) -> str:
    """Bring the store at an address to the newest revision, making it when it is not there; gives that revision."""
    store = _connect(url, BUSY_SECONDS)
    try:
        _upgrade(store)
    finally:
        store.close()
    return newest_revision()


def revision(store: Store) -> str | None:
    """The revision the store is at; None when it holds nothing yet."""
    with store.look() as unit:
        return current_revision(unit)


def _connect(url: str, patience: float) -> Store:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreUnreachable(url=url, why="not an address of a store, such as sqlite:///var/zonewatch.db") from error
    sqlite = address.get_backend_name() == "sqlite"
    try:
        _make_folder(address.database if sqlite else None)
        engine = create_engine(address, connect_args={"timeout": patience} if sqlite else {})
        if sqlite:
            event.listen(engine, "connect", _sqlite_ways)
            event.listen(engine, "begin", _begin_at_once)
        with engine.connect():
            pass
    except (NoSuchModuleError, ModuleNotFoundError, SQLAlchemyError, OSError) as error:
        raise StoreUnreachable(url=address.render_as_string(), why=_first_line(error)) from error
    return Store(address.render_as_string(), engine)


def _make_folder(database: str | None) -> None:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _sqlite_ways(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own half-transactions off: SQLAlchemy's begin is the only one
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_at_once(connection: Connection) -> None:
    # IMMEDIATE: two writers queue for the lock at the start instead of failing half-way through.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _upgrade(store: Store) -> None:
    # Not at the top: most runs find the store up to date, and should not wait for what they do not use.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with store.unit() as unit:
            config.attributes["connection"] = unit
            command.upgrade(config, "head")
    except StoreFailing as error:
        raise StoreUnreachable(url=store.url, why=_first_line(error.__cause__ or error)) from error


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
