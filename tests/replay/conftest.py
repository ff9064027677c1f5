"""One running replay for all tests of this folder, put back to day 0 before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.replay.site import ReplaySite


@pytest.fixture(scope="module")
def running() -> Iterator[ReplaySite]:
    with ReplaySite() as site:
        yield site


@pytest.fixture
def site(running: ReplaySite) -> ReplaySite:
    running.day = 0
    return running
