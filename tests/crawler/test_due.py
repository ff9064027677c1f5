"""Whose turn comes first among many pages that are due, and how little of them is held meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawler.due import AHEAD, in_turn
from crawler.worth import lateness
from db import pages
from db.pages import Addressed, Waiting
from db.records import PageState
from db.store import Store, open_store

NOW = datetime(2026, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MANY = 3 * AHEAD + 7


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Many pages that are due, each in its own degree, one that is not, and one that was never looked at."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('due')}/z.db")
    with store.unit() as unit:
        for number in range(MANY):
            looked = NOW - HOUR * (10 + number * 37 % 101)
            known(unit, f"k{number}", looked + HOUR * (1 + number % 7), looked)
        known(unit, "later", NOW + HOUR, NOW - HOUR)
        known(unit, "new", NOW, None)
        known(unit, "astray", NOW + 400 * 24 * HOUR, None)
    yield store
    store.close()


def known(unit: pages.Unit, key: str, next_look: datetime, looked: datetime | None) -> None:
    page = pages.page_of(unit, "finews", key, NOW)
    pages.seen_under(unit, page.id, url(key), NOW - HOUR)
    pages.seen_under(unit, page.id, f"{url(key)}?old", NOW - 2 * HOUR)
    pages.set_state(unit, page.id, PageState.LIVE, next_look, looked)


def url(key: str) -> str:
    return f"https://finews.withounder.com/{key}.html"


def turns(store: Store, allowed: int = MANY * 2) -> Iterator[str]:
    found = in_turn(store, "finews", NOW, ceiling=90 * 24 * HOUR, allowed=allowed, address=lambda page: page.urls[0])
    for turn in found:
        assert (turn.url, turn.held, turn.page.wanted) == (url(turn.page.key), None, False)
        yield turn.page.key


def test_every_due_page_has_its_turn_in_the_order_of_its_worth(store: Store) -> None:
    with store.look() as unit:
        due = list(pages.waiting(unit, "finews", NOW, longest=90 * 24 * HOUR))
        whole = pages.due(unit, "finews", NOW, longest=90 * 24 * HOUR)
    assert [one.id for one in due] == [page.id for page in whole]
    keys = {page.id: page.key for page in whole}
    assert list(turns(store)) == [keys[one.id] for one in sorted(due, key=lambda one: -worth(one))]
    assert "later" not in keys.values()


def worth(one: Waiting) -> float:
    return lateness(one.looked_at, one.next_look, NOW)


def test_a_budget_is_spent_on_the_most_worthy(store: Store) -> None:
    assert list(turns(store, 25)) == list(turns(store))[:25]
    assert set(turns(store, 2)) == {"new", "astray"}


def test_few_pages_are_held_however_many_are_due(store: Store) -> None:
    for place, _ in enumerate(turns(store)):
        if place % 70 == 0:
            assert sum(isinstance(one, Addressed | Waiting) for one in gc.get_objects()) <= AHEAD


def test_a_page_let_go_meanwhile_is_left_out(store: Store) -> None:
    with store.look() as unit:
        first = [one.id for one in pages.waiting(unit, "finews", NOW, longest=90 * 24 * HOUR)][:3]
        assert [page.id for page in pages.addressed(unit, [first[2], 10**6, first[0]])] == [first[2], first[0]]
