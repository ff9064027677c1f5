"""Stores for tests: whatever asks for `store`, `address` or `new_store` runs once on SQLite and once on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import create_engine, make_url

from db.records import Look
from db.store import Store, open_store, upgrade_store
from pipeline.rooms import Rooms
from tests.emptied import Databases
from tests.postgres import NoServer, server

NUMBERS = count()

NewStore: TypeAlias = Callable[[], AbstractContextManager[Store]]
"""Makes an empty store of its own for a block."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server, one for the whole run; the test is skipped where there is none."""
    own = tmp_path_factory.getbasetemp()
    try:
        with server(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as address:
            yield address
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def upgraded(postgres: str) -> Iterator[str]:
    """The name of an upgraded database without rows, to make others from."""
    with database(postgres) as address:
        upgrade_store(address)
        yield str(make_url(address).database)


@pytest.fixture(scope="session")
def databases(postgres: str, upgraded: str) -> Iterator[Databases]:
    """Upgraded databases without rows, each lent to one test after the other."""
    made = Databases(postgres, upgraded)
    yield made
    made.close()


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded SQLite store without rows, to make others from."""
    file = tmp_path_factory.mktemp("stores") / "zonewatch.db"
    open_store(f"sqlite:///{file.as_posix()}").close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], AbstractContextManager[str]]:
    """Gives addresses of empty stores, each for a block: on SQLite in one test, on PostgreSQL in the other."""

    @contextmanager
    def file() -> Iterator[str]:
        copy = tmp_path / f"zonewatch{next(NUMBERS)}.db"
        shutil.copyfile(request.getfixturevalue("upgraded_file"), copy)
        yield f"sqlite:///{copy.as_posix()}"

    if request.param == "sqlite":
        return file
    lent: Databases = request.getfixturevalue("databases")
    return lent.one


@pytest.fixture
def new_store(new_address: Callable[[], AbstractContextManager[str]]) -> NewStore:
    """Gives empty stores, each for a block."""

    @contextmanager
    def new() -> Iterator[Store]:
        with new_address() as address:
            store = open_store(address)
            try:
                yield store
            finally:
                store.close()

    return new


@pytest.fixture
def address(new_address: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of an empty store."""
    with new_address() as one:
        yield one


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    made = open_store(address)
    yield made
    made.close()


def in_a_day(looks: tuple[Look, ...], _published: datetime | None, _deadlines: tuple[date, ...]) -> datetime | None:
    """When to look again, for tests that ask nothing about that."""
    return looks[-1].at + timedelta(days=1)


@pytest.fixture
def rooms(store: Store, tmp_path: Path) -> Rooms:
    """An empty store and an empty captures folder."""
    return Rooms(store=store, captures=tmp_path / "captures", writer="test", next_look=in_a_day)


@contextmanager
def database(address: str, template: str = "template0", encoding: str = "UTF8") -> Iterator[str]:
    """The address of a database that is there for the block only, made like another on the server, or with nothing in it."""
    name = f"zonewatch_{os.getpid()}_{next(NUMBERS)}"
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.dispose()
