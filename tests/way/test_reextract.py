"""Reading again brings the store up to today's rules, and never makes news of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db import changes, versions
from db.records import Article, Capture, Outcome, Reading
from db.store import Store
from db.stretches import every_page
from db.tables import metadata
from pipeline import way
from pipeline.reading import read
from pipeline.reextract import Reread, reextract
from pipeline.way import take
from tests.way.rooms import LONG, held_captures, held_changes, held_versions, post, rooms, seen

Reader = Callable[[Capture, Article], Article | None]
FIFTEEN = (LONG[0].replace("13", "15"), *LONG[1:])


def crawl(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, earlier: Reader, told: list[Capture]) -> None:
    """Take captures with the layouts of an earlier day, which read otherwise."""

    def reading(capture: Capture) -> Reading:
        today = read(capture)
        if today.article is None:
            return today
        article = earlier(capture, today.article)
        return replace(today, article=article) if article else Reading(outcome=Outcome.UNRECOGNISED, reason="no layout recognises the page")

    with monkeypatch.context() as patch:
        patch.setattr(way, "read", reading)
        for capture in told:
            take(capture, rooms(store, folder))


def again(store: Store, folder: Path) -> Reread:
    room = rooms(store, folder)
    (done,) = reextract(every_page(room.store, source="finews"), room)
    return done


def everything(store: Store) -> dict[str, list[Any]]:
    with store.look() as unit:
        return {name: [tuple(row) for row in unit.execute(select(table))] for name, table in metadata.tables.items()}


def with_line(line: str) -> Reader:
    return lambda _, article: replace(article, paragraphs=(*article.paragraphs, line))


TOLD = [seen(0, post()), seen(30, post(FIFTEEN)), seen(33, post(FIFTEEN, chrome="x")), seen(60, status=304), seen(80, b"no", status=403)]


def test_what_reads_as_before_changes_nothing(store: Store, folder: Path) -> None:
    for capture in TOLD:
        take(capture, rooms(store, folder))
    before = everything(store)
    done = again(store, folder)
    assert (done.changed, done.differences, done.worse, done.lost) == (False, 0, 0, 0)
    assert done.read >= 2
    assert everything(store) == before


def test_a_line_we_took_for_text_goes_and_no_news_is_made_of_it(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(store, folder, monkeypatch, with_line("相关阅读：热门新闻"), TOLD)
    recorded = held_changes(store)
    done = again(store, folder)
    assert done.changed
    assert [version.article.paragraphs for version in held_versions(store)] == [LONG, FIFTEEN]
    assert held_changes(store) == recorded
    assert recorded
    marked = held_changes(store, technical=True)
    assert done.differences == len(marked) > 0
    assert all(one.technical for one in marked)
    take(seen(100, post(FIFTEEN)), rooms(store, folder))
    assert len(held_versions(store)) == 2
    assert held_changes(store) == recorded
    assert not again(store, folder).changed


def test_an_edit_that_only_we_saw_becomes_technical(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hot(capture: Capture, article: Article) -> Article:
        return replace(article, paragraphs=(*article.paragraphs, f"热榜第{capture.fetched_at.day}名：某某新闻"))

    crawl(store, folder, monkeypatch, hot, [seen(0, post()), seen(30, post(chrome="x")), seen(60, post(FIFTEEN))])
    assert len(held_versions(store)) == 3
    again(store, folder)
    assert [version.article.paragraphs for version in held_versions(store)] == [LONG, FIFTEEN]
    assert [capture.version for capture in held_captures(store)] == [1, 1, 2]
    assert {one.versions for one in held_changes(store)} == {(1, 2)}
    assert held_changes(store, technical=True)


def test_pages_nobody_could_read_are_read_and_what_they_show_is_technical(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def redesigned(capture: Capture, article: Article) -> Article | None:
        return article if capture.fetched_at.day < 4 else None

    told = [seen(0, post()), seen(50, post(chrome="x")), seen(75, post(FIFTEEN)), seen(90, post(FIFTEEN))]
    crawl(store, folder, monkeypatch, redesigned, told)
    assert [one.outcome.value for one in held_captures(store)] == ["ok", *["unrecognised"] * 3]
    again(store, folder)
    assert [one.version for one in held_captures(store)] == [1, 1, 2, 2]
    assert held_changes(store) == []
    assert held_changes(store, technical=True)


def test_a_text_we_did_not_read_is_told_apart_again(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def headless(_: Capture, article: Article) -> Article:
        return replace(article, paragraphs=article.paragraphs[1:])

    crawl(store, folder, monkeypatch, headless, TOLD[:3])
    assert len(held_versions(store)) == 1
    again(store, folder)
    assert [version.article.paragraphs for version in held_versions(store)] == [LONG, FIFTEEN]
    assert [one.version for one in held_captures(store)] == [1, 2, 2]
    assert held_changes(store) == []


def test_what_gives_no_text_today_stands_as_it_was(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for capture in TOLD:
        take(capture, rooms(store, folder))
    before = everything(store)
    monkeypatch.setattr(
        "pipeline.reextract.read", lambda one: Reading(outcome=Outcome.EMPTY, reason="x") if one.status == 200 else read(one)
    )
    assert again(store, folder).worse == 2
    assert everything(store) == before


def test_claims_are_read_by_todays_rules(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(way, "claims_in", lambda *_, **__: ())
        take(seen(0, post()), rooms(store, folder))
    done = again(store, folder)
    assert done.differences > 0
    with store.look() as unit:
        assert versions.claims_of(unit, 1)
        assert changes.changes(unit) == []
    assert not again(store, folder).changed


def test_it_goes_on_behind_any_page(store: Store, folder: Path) -> None:
    take(seen(0, post()), rooms(store, folder))
    take(replace(seen(0, post()), key="NW202603023411120002"), rooms(store, folder))
    room = rooms(store, folder)
    assert [page.id for page in every_page(room.store, after=1)] == [2]
    assert not list(every_page(room.store, source="thepaper"))


def test_identities_survive_a_late_capture_after_reading_again(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(store, folder, monkeypatch, with_line("相关阅读：热门新闻"), TOLD)
    again(store, folder)
    recorded = {one.id for one in held_changes(store)}
    take(seen(10, post(chrome="late")), rooms(store, folder))
    assert {one.id for one in held_changes(store)} == recorded
    assert held_changes(store, technical=True)
