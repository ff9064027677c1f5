"""The desk's feeds are Atom, point into the desk, and open to a reader that shows a token as its password."""

from __future__ import annotations

import pytest
from lxml import etree

from db.store import Store
from pipeline.desk.app import serve_app
from pipeline.desk.rooms import Desk
from tests.desk.inside import inside
from tests.desk.test_api import GIVEN, token
from tests.desk.world import Browser, user

ATOM = "{http://www.w3.org/2005/Atom}"


def read(answer: object) -> etree._Element:
    """A feed."""
    assert answer.headers["content-type"] == "application/atom+xml"
    return etree.fromstring(answer.content)


@pytest.mark.parametrize("path", ["/feed.atom", "/zones/内江高新区/feed.atom", "/sources/finews/feed.atom"])
def test_a_feed_tells_the_latest_changes_and_where_they_are_shown(browser: Browser, path: str) -> None:
    root = read(browser.http.get(path))
    entries = root.findall(f"{ATOM}entry")
    assert entries
    moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert moments == sorted(moments, reverse=True)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        (link,) = entry.findall(f"{ATOM}link")
        assert browser.http.get(link.get("href")).status_code == 200


def test_a_zone_or_source_that_is_none_has_no_feed(browser: Browser) -> None:
    assert browser.http.get("/zones/火星/feed.atom").status_code == 404
    assert browser.http.get("/sources/nothing/feed.atom").status_code == 404


def test_a_reader_shows_a_token_as_its_password(desk: Desk, own: Store) -> None:
    user(own, "看", "view")
    token(own, "看")
    reader = inside(serve_app(desk), client="192.0.2.7")
    refused = reader.get("/feed.atom")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Basic realm="zonewatch"')
    assert reader.get("/feed.atom", auth=("anybody", GIVEN)).status_code == 200
    assert reader.get("/feed.atom", auth=("anybody", "wrong")).status_code == 401
    assert reader.get("/api/v1/sources", auth=("anybody", GIVEN)).status_code == 401
