"""Open the store, and give units of work: what one capture brings commits together or not at all.

SQLite (in WAL mode) by default: such a store is made and upgraded on first use. PostgreSQL by address:
it is upgraded by `zonewatch db upgrade` only. Everything held is read and written by the plain
functions of the neighbouring modules, each of which takes a `Unit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.engine import collided, connect, failed, first_line
from db.errors import StoreAhead, StoreFailing, StoreOutdated, StoreUnreachable
from db.locks import UPGRADE, hold
from db.revisions import MIGRATIONS, current_revision, every_revision, newest_revision

T = TypeVar("T")

Unit: TypeAlias = Connection
"""A connection inside one transaction."""

BUSY_SECONDS = 30
"""How long a writer waits for another one."""

TRIES = 5
"""How often a unit of work is begun that collides with others."""


@dataclass(frozen=True)
class Store:
    """An open store."""

    url: str
    """Its address, without a password."""

    engine: Engine
    """The connection pool."""

    ready: dict[bool, Connection] = field(default_factory=dict)
    """On SQLite a connection to read by and one to write by, between two units: taking one anew costs more than a small unit."""

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """One unit of work: commits at the end, rolls back when anything is raised. Raises StoreFailing."""
        with self._told(), self._connection(reading=False) as connection, connection.begin():
            yield connection

    def write(self, work: Callable[[Unit], T]) -> T:
        """One unit of work that reads before it writes: begun again when another one came in between; gives what it gives.

        It must bear being done twice: of the store nothing stays of the first time. Raises StoreFailing.
        """
        for _ in range(TRIES - 1):
            try:
                with self._connection(reading=False) as connection, connection.begin():
                    return work(connection)
            except DBAPIError as error:
                if not collided(error):
                    self._tell(error)
                    raise
        with self.unit() as connection:
            return work(connection)

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """A unit that only reads, all of it as of one moment: it waits for no writer and holds none up. Raises StoreFailing."""
        with self._told(), self._connection(reading=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        while self.ready:
            self.ready.popitem()[1].close()
        self.engine.dispose()

    @contextmanager
    def _connection(self, *, reading: bool) -> Iterator[Connection]:
        if self.engine.dialect.name != "sqlite":
            ways = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if reading else {}
            with self.engine.connect().execution_options(**ways) as connection:
                yield connection
            return
        ready: Connection | None = self.ready.pop(reading, None)
        connection = ready or self.engine.connect().execution_options(reading=reading)
        try:
            yield connection
        finally:
            # A unit within another one, or a thread beside it, took a connection of its own meanwhile.
            if connection.invalidated or self.ready.setdefault(reading, connection) is not connection:
                connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            self._tell(error)
            raise

    def _tell(self, error: DBAPIError) -> None:
        if failed(error):
            raise StoreFailing(url=self.url, why=first_line(error)) from error


def open_store(url: str, *, patience: float = BUSY_SECONDS) -> Store:
    """The store at an SQLAlchemy address, made and upgraded first when it is SQLite; a writer waits `patience` seconds for another.

    Raises StoreUnreachable when it cannot be opened, StoreUnfit when it never could be one, StoreOutdated when a PostgreSQL
    store needs `db upgrade`, and StoreAhead when a newer zonewatch upgraded it.
    """
    store = _connect(url, patience)
    try:
        found, wanted = revision(store), newest_revision()
        if found not in every_revision():
            raise StoreAhead(url=store.url, found=found, wanted=wanted)
        if found != wanted:
            if store.engine.dialect.name != "sqlite":
                raise StoreOutdated(url=store.url, found=found or "none", wanted=wanted)
            _upgrade(store)
    except BaseException:
        store.close()
        raise
    return store


def is_ready(url: str) -> bool:
    """Whether `open_store` would find nothing to make or to upgrade; False also when the store cannot be opened."""
    try:
        store = _connect(url, BUSY_SECONDS)
    except StoreUnreachable:
        return False
    try:
        return revision(store) == newest_revision()
    except StoreFailing:
        return False
    finally:
        store.close()


def upgrade_store(url: str, *, to: str = "head") -> str:
    """Bring the store at an address to the newest revision, or up to another, making it when it is not there; gives the newest.

    Raises StoreUnreachable, StoreUnfit, StoreAhead or StoreFailing.
    """
    store = _connect(url, BUSY_SECONDS)
    try:
        found = revision(store)
        if found not in every_revision():
            raise StoreAhead(url=store.url, found=found, wanted=newest_revision())
        _upgrade(store, to)
    finally:
        store.close()
    return newest_revision()


def revision(store: Store) -> str | None:
    """The revision the store is at; None when it holds nothing yet."""
    with store.look() as unit:
        return current_revision(unit)


def _connect(url: str, patience: float) -> Store:
    name, engine = connect(url, patience)
    return Store(name, engine)


def _upgrade(store: Store, to: str = "head") -> None:
    # Not at the top: most runs find the store up to date, and should not wait for what they do not use.
    from alembic import command
    from alembic.config import Config

    from db.adjust import adjust

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with store.unit() as unit:
            hold(unit, UPGRADE)
            config.attributes["connection"] = unit
            command.upgrade(config, to)
            adjust(unit)
    except StoreFailing as error:
        raise StoreUnreachable(url=store.url, why=first_line(error.__cause__ or error)) from error
