"""A store of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An SQLite store in a temporary folder, made by the migrations."""
    made = open_store(f"sqlite:///{tmp_path}/store/zonewatch.db")
    yield made
    made.close()
