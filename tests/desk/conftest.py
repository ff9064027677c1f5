"""One filled store a module of tests, and a fresh copy of it for whoever writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store, open_store
from pipeline.desk.rooms import Desk
from tests.desk.world import Browser, fill, make_desk


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a filled store and its captures."""
    folder = tmp_path_factory.mktemp("desk")
    store = open_store(f"sqlite:///{folder.as_posix()}/zonewatch.db")
    fill(store, folder / "captures")
    store.close()
    return folder


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """A filled store of the test's own."""
    shutil.copy(filled / "zonewatch.db", tmp_path / "own.db")
    store = open_store(f"sqlite:///{tmp_path.as_posix()}/own.db")
    yield store
    store.close()


@pytest.fixture
def desk(own: Store, filled: Path) -> Desk:
    """A desk over the filled store."""
    return make_desk(own, filled / "captures")


@pytest.fixture
def browser(desk: Desk) -> Browser:
    """A browser at that desk, on the same machine."""
    return Browser(desk)
