"""Several writers at once, as on several machines: nothing is lost, nothing doubled, and the history is as if they had queued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, select, text

from db import changes, pages
from db.errors import StoreFailing
from db.lease import lease_named, take_lease
from db.records import Capture
from db.store import Store, Unit, open_store
from db.tables import page, source
from db.tables import version as version_table
from pipeline import way
from pipeline.ledger.record import record_across
from pipeline.way import take
from tests.stores import NewStore
from tests.way.rooms import LONG, URL, post, rooms, seen
from tests.way.test_order import held

FIFTEEN = (LONG[0].replace("13", "15"), *LONG[1:])
TWENTY = (LONG[0].replace("13", "20"), *LONG[1:])


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What these give when each is begun by a thread of its own at the same moment."""
    gate = Barrier(len(works))

    def begun(work: Callable[[], Any]) -> Any:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begun, works))


def bring(store: Store, folder: Path, told: Sequence[Capture], writer: str) -> None:
    for capture in told:
        take(capture, rooms(store, folder, writer=writer))


def test_captures_of_one_page_brought_at_once_give_the_history_of_one_after_the_other(new_store: NewStore, tmp_path: Path) -> None:
    told = [seen(hours, post(words)) for hours, words in ((0, LONG), (30, FIFTEEN), (60, LONG), (90, TWENTY), (120, TWENTY), (150, LONG))]
    with new_store() as queued, new_store() as crowded:
        bring(queued, tmp_path / "queued", told, "q")
        places = (tmp_path / "crowded").mkdir() or tmp_path / "crowded"
        hands = [told[number:] + told[:number] for number in range(4)]  # each brings all of them, from another one on
        works = [lambda number=number, hand=hand: bring(crowded, places, hand, str(number)) for number, hand in enumerate(hands)]
        at_once(*works)
        assert held(crowded) == held(queued)


def test_pages_brought_at_once_share_source_and_paragraphs(store: Store, tmp_path: Path) -> None:
    told = [[replace(seen(number, post()), key=f"NW{number:018}") for number in range(hand, 12, 3)] for hand in range(3)]
    at_once(*(lambda hand=hand, number=number: bring(store, tmp_path, hand, str(number)) for number, hand in enumerate(told)))
    with store.look() as unit:
        assert [unit.scalar(select(func.count()).select_from(table)) for table in (source, page, version_table)] == [1, 12, 12]


def test_who_comes_while_a_page_is_written_waits_and_sees_it(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(store, tmp_path, [seen(0, post())], "a")
    elsewhere = replace(seen(60, post()), imported=True, url=URL.replace("https://", "https://mirror."))
    while_under_way(store, tmp_path, monkeypatch, seen(30, post(FIFTEEN)), elsewhere)
    with store.look() as unit:
        assert sorted(one.versions for one in changes.changes(unit)) == [(1, 2), (2, 1)]


def test_two_articles_that_contradict_each_other_are_found_though_neither_was_there_first(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [replace(seen(1, post(words)), key=f"NW{number:018}") for number, words in enumerate((LONG[1:], LONG, TWENTY[:1]))]
    bring(store, tmp_path, told[:1], "a")
    while_under_way(store, tmp_path, monkeypatch, *told[1:])
    with store.look() as unit:
        assert [one.change.kind for one in changes.changes(unit)] == ["contradicted"]


def while_under_way(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, first: Capture, second: Capture) -> None:
    """Bring a second capture while the unit of a first one has done everything but commit."""
    done, under_way = Event(), Event()

    def slow(*given: Any) -> int:
        told = record_across(*given)
        if not under_way.is_set():
            under_way.set()
            done.wait(0.5)
        return told

    def follow() -> None:
        under_way.wait()
        bring(store, folder, [second], "b")
        done.set()

    monkeypatch.setattr(way, "record_across", slow)
    at_once(lambda: bring(store, folder, [first], "a"), follow)


def test_of_many_who_want_a_lease_one_gets_it(store: Store) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    asked = [lambda name=name: store.write(lambda unit: take_lease(unit, "daemon", name, now, timedelta(minutes=1))) for name in "abcd"]
    assert at_once(*asked).count(None) == 1
    with store.look() as unit:
        assert lease_named(unit, "daemon") is not None, "and whoever only looks sees who"


@pytest.mark.parametrize("new_address", ["postgresql"], indirect=True)
def test_units_that_wait_for_each_other_are_begun_again(store: Store) -> None:
    with store.unit() as unit:
        rows = [pages.page_of(unit, "finews", key, datetime(2026, 3, 2, tzinfo=UTC)).id for key in "ab"]
    gate = Barrier(2)
    begun = []

    def crossing(order: Sequence[int]) -> Callable[[Unit], None]:
        def work(unit: Unit) -> None:
            pages.want(unit, order[0])
            if begun.append(order) or len(begun) <= 2:
                gate.wait()
            pages.want(unit, order[1])

        return work

    at_once(*(lambda order=order: store.write(crossing(order)) for order in (rows, rows[::-1])))
    assert len(begun) > 2, "the one that had to give way was begun again, more than once where the other was slow to go on"
    with store.look() as unit:
        assert all(one.wanted for one in pages.all_pages(unit))


def test_who_waits_too_long_for_another_is_told_so(address: str) -> None:
    holding, waiting = open_store(address), open_store(address, patience=0.1)
    with holding.unit() as unit:
        pages.page_of(unit, "finews", "a", datetime(2026, 3, 2, tzinfo=UTC))
        with pytest.raises(StoreFailing, match=r"locked|lock timeout"):
            waiting.write(lambda other: pages.page_of(other, "finews", "a", datetime(2026, 3, 2, tzinfo=UTC)))
    holding.close()
    waiting.close()


@pytest.mark.parametrize("new_address", ["postgresql"], indirect=True)
def test_a_connection_that_was_cut_off_is_told_and_the_next_one_works(store: Store) -> None:
    with pytest.raises(StoreFailing, match=r"terminating connection|closed"), store.look() as unit, store.look() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": unit.scalar(text("SELECT pg_backend_pid()"))})
        unit.scalar(text("SELECT 1"))
    with store.look() as unit:
        assert pages.all_pages(unit) == []
