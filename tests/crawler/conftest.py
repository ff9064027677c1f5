"""A store that is made already, for tests that need one: making it takes longer than most of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def ready(tmp_path: Path, upgraded_file: Path) -> None:
    """An empty store in the test's folder, as `z.db`."""
    shutil.copyfile(upgraded_file, tmp_path / "z.db")
