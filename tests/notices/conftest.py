"""A hook that hears notices, and changes for them to tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.records import Capture
from db.store import Store
from pipeline.way import take
from tests.notices.hook import Hook, listening
from tests.way import rooms as way_rooms

Edit = Callable[..., None]


@pytest.fixture(scope="module")
def one_hook() -> Iterator[Hook]:
    """One hook for a module."""
    with listening() as server:
        yield server


@pytest.fixture
def hook(one_hook: Hook) -> Hook:
    """It, having heard nothing."""
    one_hook.told.clear()
    one_hook.status, one_hook.seconds = 204, 0.0
    return one_hook


@pytest.fixture
def show(store: Store, tmp_path: Path) -> Edit:
    """Lets a page show its first paragraph: text, hours after the start, number of the page."""
    rooms = way_rooms.rooms(store, tmp_path / "captures")

    def show(text: str, hours: float, page: int = 1, **other: str) -> None:
        seen = way_rooms.seen(hours, way_rooms.post((text, *way_rooms.LONG[1:]), **other))
        take(numbered(seen, page), rooms)

    return show


def numbered(seen: Capture, page: int) -> Capture:
    """The capture as one of another page."""
    key = f"{seen.key[:-1]}{page}"
    url = seen.url.replace(seen.key, key)
    return replace(seen, key=key, url=url, final_url=url)
