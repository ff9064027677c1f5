"""Fixtures every test may use: stores of both kinds, and the shared reference material, where this machine has it."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import settings

from tests.forge import Forge, close, here
from tests.longest import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.longest import pytest_runtest_logreport as pytest_runtest_logreport
from tests.longest import pytest_sessionfinish as pytest_sessionfinish
from tests.room import take_room
from tests.stores import address as address
from tests.stores import databases as databases
from tests.stores import new_address as new_address
from tests.stores import new_store as new_store
from tests.stores import postgres as postgres
from tests.stores import rooms as rooms
from tests.stores import store as store
from tests.stores import upgraded as upgraded
from tests.stores import upgraded_file as upgraded_file

take_room()

# The same examples on every run: a test that fails here fails everywhere, and a passing one does not turn.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def forge() -> Forge:
    """Makes processes of `python -m MODULE …` that need not load anything (tests/forge.py)."""
    return here()


def pytest_collection_finish() -> None:
    """Take what collecting made, which stays, out of what is looked through for garbage after every few tests."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Leave no process behind."""
    close()


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of seeds, captures and gold claims beside the checkout; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the reference material (../shared) is not on this machine")
    return SHARED
