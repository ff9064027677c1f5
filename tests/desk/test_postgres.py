"""The desk over PostgreSQL: the pages, a search, verdicts and the API, as over SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store, open_store
from db.verdicts import reviews_of
from pipeline.desk.rooms import Desk
from tests.desk.test_api import Program, token
from tests.desk.world import Browser, fill, make_desk, user
from tests.stores import database

PLACES = (
    *("/", "/?state=all", "/?zone=内江高新区", "/?kind=value_changed", "/?source=finews&severity=medium", "/?outlet=科技日报"),
    *(
        "/?q=电子信息",
        "/?q=项",
        "/?since=2026-03-03&until=2026-03-03",
        "/pages",
        "/pages?q=项目",
        "/pages/1",
        "/pages/1/compare?old=1&new=2",
    ),
    *(
        "/zones",
        "/zones/内江高新区",
        "/promises",
        "/sources",
        "/search?q=项目",
        "/search?q=没有这样的话",
        "/feed.atom",
        "/zones/内江高新区/feed.atom",
    ),
)


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """The filled store on PostgreSQL, and its captures."""
    captures = tmp_path_factory.mktemp("captures")
    with database(request.getfixturevalue("postgres"), request.getfixturevalue("upgraded")) as address:
        store = open_store(address)
        fill(store, captures)
        yield store, captures
        store.close()


@pytest.fixture
def shared(place: tuple[Store, Path]) -> Desk:
    """A desk over it."""
    return make_desk(*place)


def test_every_page_is_drawn_as_over_sqlite(shared: Desk, browser: Browser) -> None:
    here = Browser(shared)
    for address in PLACES:
        told, wanted = here.get(address), browser.get(address)
        assert told.status_code == wanted.status_code == 200, address
        assert _plain(told.text) == _plain(wanted.text), address


def test_a_change_is_judged_disputed_and_taken_back(shared: Desk) -> None:
    here = Browser(shared)
    first = re.findall(r'class="entry" id="c-(\w+)"', here.get("/").text)[0]
    assert "已引进" in here.get(f"/changes/{first}").text
    here.post(f"/changes/{first}/verdict", verdict="confirm", note="与公报一致")
    assert first not in here.get("/").text.split('class="entries"')[-1]
    here.post("/undo", back="/")
    assert f'id="c-{first}"' in here.get("/").text
    with shared.store.look() as unit:
        assert [one.verdict for one in reviews_of(unit, [first])[first]] == ["confirm", "undone"]


def test_programs_read_and_judge(shared: Desk) -> None:
    user(shared.store, "陈", "review")
    token(shared.store, "陈")
    program = Program(shared)
    (first, *_) = told = program.all("changes", 2, state="all")
    assert len(told) >= 4
    answer = program.http.post(f"/api/v1/changes/{first['id']}/reviews", json={"verdict": "dismiss", "note": "\x00"})
    assert answer.status_code == 422, "a character that cannot be kept is refused in a sentence"
    assert program.http.post(f"/api/v1/changes/{first['id']}/reviews", json={"verdict": "dismiss"}).status_code == 201
    assert program.all("pages", 1) == program.all("pages", 200)
    assert program.all("zones/内江高新区/ledger", 3)


def _plain(page: str) -> str:
    return re.sub(r'name="seal" value="\w+"|/captures/\d+/|"updated">[^<]+|<updated>[^<]+', "", page)
