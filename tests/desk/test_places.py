"""The other pages: histories, comparisons, zones with their charts, promises, health, search, the evidence itself."""

from __future__ import annotations

import gzip
import hashlib
import re
from xml.etree import ElementTree

import pytest

from db.pages import all_pages
from db.store import Store
from pipeline.archive import record_in
from pipeline.desk import ledgers
from pipeline.desk.rooms import Desk
from tests.desk.world import Browser, logged_in, user


def test_a_page_shows_its_versions_changes_and_captures(browser: Browser, own: Store) -> None:
    with own.look() as unit:
        first = all_pages(unit)[0]
    page = browser.get(f"/pages/{first.id}").text
    assert page.count("<details") == 2
    assert "已引进电子信息项目15个" in page
    assert len(re.findall(r"/captures/\d+/warc", page)) == 2
    assert "<svg" in page


def test_any_two_versions_are_compared_either_way(browser: Browser) -> None:
    for old, new in ((1, 2), (2, 1)):
        page = browser.get(f"/pages/1/compare?old={old}&new={new}").text
        assert f"Version {old} and version {new}" in page
        assert "value changed" in page
    assert "The texts are the same" in browser.get("/pages/1/compare?old=1&new=1").text


def test_the_evidence_is_saved_as_text_or_as_its_record_and_never_shown_as_a_page(browser: Browser) -> None:
    page = browser.get("/pages/1").text
    digest = re.findall(r'<code class="digest">([0-9a-f]{64})</code>', page.split("Captures")[-1])[0]
    text, warc = (browser.get(re.findall(rf"/captures/\d+/{form}", page)[0]) for form in ("text", "warc"))
    assert hashlib.sha256(text.content).hexdigest() == digest
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert warc.headers["content-type"] == "application/warc"
    assert record_in(warc.content, "saved").body == text.content
    assert gzip.decompress(warc.content).startswith(b"WARC/1.1")
    for answer in (text, warc):
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_zone_shows_charts_that_draw_the_ledger_and_run_nothing(browser: Browser) -> None:
    page = browser.get("/zones/内江高新区").text
    pictures = re.findall(r'<img src="(/zones/[^"]+\.svg)" alt="([^"]+)"', page)
    assert pictures
    answer = browser.get(pictures[0][0])
    assert answer.headers["content-type"] == "image/svg+xml"
    drawn = "".join(ElementTree.fromstring(answer.text).itertext())  # noqa: S314 -- our own picture
    assert "15个" in drawn
    assert "11个" in drawn
    assert "<script" not in answer.text
    assert "电子信息项目" in pictures[0][1]
    assert browser.get("/zones/内江高新区/charts/ffffffffffff.svg").status_code == 404


def test_a_zone_of_which_much_is_said_is_shown_from_its_newest_page_back(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "STRETCH", 1)
    seen, at, address = [], "", "/zones/内江高新技术产业开发区"
    while address:
        page = browser.get(f"{address}&full=1" if "?" in address else f"{address}?full=1").text
        seen.append(re.findall(r'<a href="/pages/(\d+)">page \d+</a>', page))
        for picture in re.findall(r'<img src="(/zones/[^"]+)" alt=', page):
            assert browser.get(picture).status_code == 200
        older = re.search(r'href="(/zones/[^"]+\?before=\d+)">What older pages say', page)
        at, address = address, older.group(1) if older else ""
    assert len(seen) > 2 and "before=" in at
    numbers = [int(number) for stretch in seen for number in stretch]
    assert numbers == [4, 3, 1]


def test_promises_stand_on_the_board_by_what_became_of_them(browser: Browser) -> None:
    page = browser.get("/promises?zone=德阳高新区").text
    assert "due 2027-12-31" in page
    assert 'class="open"' in page


def test_the_health_page_says_what_needs_attention_first(browser: Browser) -> None:
    page = browser.get("/sources").text
    assert page.index("– needs attention") < page.index("– in order")
    assert "3 pages are due" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("德阳", "/zones/"), ("企业名单", "/pages/3"), ("集群", "/changes/"), ("没有这样的话", "Nothing was found"), ("", "Search")],
)
def test_search_finds_zones_pages_and_changes(browser: Browser, words: str, found: str) -> None:
    assert found in browser.get(f"/search?q={words}").text


def test_search_leads_straight_to_what_an_address_a_key_or_an_identity_names(browser: Browser, own: Store) -> None:
    with own.look() as unit:
        page = all_pages(unit)[0]
    change = re.findall(r'id="c-(\w+)"', browser.get("/").text)[0]
    for words, place in ((page.key, f"/pages/{page.id}"), (page.urls[0], f"/pages/{page.id}"), (change, f"/changes/{change}")):
        assert str(browser.get("/search", params={"q": words}).url).endswith(place)


def test_the_administrator_changes_a_role_and_ends_sessions(desk: Desk, own: Store) -> None:
    user(own, "陈", "admin")
    user(own, "王/..", "view")
    other, admin = logged_in(desk, "王/.."), logged_in(desk, "陈")
    assert "王/.." in admin.get("/people").text
    assert other.get("/people").status_code == 403
    assert admin.post("/people/王%2F../role", role="review").status_code in (200, 404)
    admin.post("/people/陈/sessions")
    assert "Log in" in admin.get("/people").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pages/0", 404),
        ("/pages/99999", 404),
        ("/pages/x", 404),
        ("/pages/1/compare?old=1&new=9", 404),
        ("/pages/1/compare?old=0&new=1", 422),
        ("/pages/1/compare", 422),
        ("/pages?source=nonsense", 422),
        ("/pages?state=nonsense", 422),
        ("/pages?before=x", 422),
        ("/zones/火星高新区", 404),
        ("/zones/%00", 404),
        ("/promises?zone=火星高新区", 404),
        ("/captures/99999/text", 404),
        ("/captures/x/warc", 404),
        ("/static/../app.py", 404),
        ("/static/desk.py", 404),
    ],
)
def test_a_wrong_address_is_answered_with_a_sentence(browser: Browser, path: str, status: int) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    assert "That cannot be done" in answer.text
    assert "Traceback" not in answer.text
