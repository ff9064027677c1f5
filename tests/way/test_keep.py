"""What is kept of what the lists bring: one page on its way, judged when it first shows an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.keys import PolicyTable
from crawler.policy import watched_by
from db import pages, passed
from db.records import Capture
from db.store import Store
from pipeline import way
from pipeline.keep import concerns, looked_for
from pipeline.rooms import Rooms

KEY = "31000001"
URL = f"https://www.thepaper.cn/newsDetail_forward_{KEY}"
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
PAGE = """<html><body><div class="newscontent"><h1 class="news_title">{title}</h1>
<div class="news_about"><p></p><p>2026-03-01 09:00</p></div>
<div class="news_txt" data-size="standard">{body}<br></div><input id="hidden_contid" value="31000001"></div></body></html>"""
ZONED, PLAIN = PAGE.format(title="快报", body="一季度，内江高新区新增企业12家。"), PAGE.format(title="快报", body="周末气温回升。")


@pytest.fixture
def rooms(store: Store, tmp_path: Path) -> Rooms:
    return Rooms(store=store, captures=tmp_path / "captures", writer="test", next_look=watched_by(PolicyTable()))


def send(rooms: Rooms, body: str, *, hours: int = 0, status: int = 200, wanted: bool = False) -> way.Visit:
    at = AT + timedelta(hours=hours)
    visit = way.Visit(
        capture=Capture(source="thepaper", key=KEY, url=URL, final_url=URL, fetched_at=at, status=status, body=body.encode()), wanted=wanted
    )
    for stage in way.WAY:
        visit = stage(visit, rooms)
    return visit


def held(rooms: Rooms) -> tuple[bool, bool | None, bool]:
    """Whether the page is held, whether it is wanted, and whether it was passed over."""
    with rooms.store.look() as unit:
        page = pages.page_by_key(unit, "thepaper", KEY)
        return page is not None, page.wanted if page else None, passed.is_passed(unit, "thepaper", KEY, looked_for((), ()))


def test_an_article_that_names_a_zone_is_kept_and_wanted_from_then_on(rooms: Rooms) -> None:
    assert send(rooms, ZONED).recorded
    assert held(rooms) == (True, True, False)


def test_an_article_that_names_none_leaves_only_its_key(rooms: Rooms) -> None:
    visit = send(rooms, PLAIN)
    assert (visit.passed_over, visit.recorded, visit.stored) == (looked_for((), ()), None, None)
    assert held(rooms) == (False, None, True)
    assert not rooms.captures.exists()


def test_what_was_asked_for_is_kept_whatever_it_says(rooms: Rooms) -> None:
    assert send(rooms, PLAIN, wanted=True).recorded
    assert held(rooms) == (True, True, False)


def test_a_page_that_failed_at_first_is_judged_when_it_shows_its_article(rooms: Rooms) -> None:
    send(rooms, "<h1>502 Bad Gateway</h1>", status=502)
    assert held(rooms) == (True, False, False)
    assert send(rooms, PLAIN, hours=6).recorded is None
    with rooms.store.look() as unit:
        assert pages.due(unit, "thepaper", AT + timedelta(days=400)) == []
    assert held(rooms) == (True, False, True)


@pytest.mark.parametrize(
    ("text", "watch", "words", "ours"),
    [
        ("内江高新区新增企业12家", (), (), True),
        ("高新区新增企业12家", (), (), False),
        ("内江国家高新技术产业开发区新增企业12家", ("内江高新区",), (), True),
        ("德阳高新区新增企业12家", ("内江高新区",), (), False),
        ("德阳高新区新增企业12家", ("内江高新区",), ("企业",), True),
        ("德阳高新区新增企业12家", (), ("Ａi",), False),
        ("德阳高新区的AI产业", (), ("ａi",), True),
        ("某岛自由港开放", ("某岛自由港",), (), True),
    ],
)
def test_a_text_is_ours_by_its_zones_and_words(text: str, watch: tuple[str, ...], words: tuple[str, ...], ours: bool) -> None:
    assert concerns((text,), watch=watch, words=words) is ours


def test_what_was_looked_for_differs_with_what_is_watched() -> None:
    said = {looked_for((), ()), looked_for(("内江高新区",), ()), looked_for((), ("园区",)), looked_for(("内江高新区",), ("园区",))}
    assert len(said) == 4
