"""Statements are worked out once for all stores of a kind, and what was made for one asks the next for its own rows."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.engine.interfaces import CacheStats

from db.pages import page_of
from db.tables import page
from tests.stores import NewStore

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ASKED = select(page.c.key.label("asked_by_this_test_alone")).order_by(page.c.key)


def test_a_store_opened_later_takes_what_was_worked_out_for_the_first(new_store: NewStore) -> None:
    for keys, known in ((["a"], CacheStats.CACHE_MISS), (["b", "c"], CacheStats.CACHE_HIT), ([], CacheStats.CACHE_HIT)):
        with new_store() as store:
            with store.unit() as unit:
                for key in keys:
                    page_of(unit, "finews", key, NOW)
            with store.look() as unit:
                found = unit.execute(ASKED)
                assert found.context.cache_hit is known
                assert list(found.scalars()) == keys
