"""Hostile words through every page: nothing runs, nothing turns the reading round, nothing breaks, however long."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree
from sqlalchemy.exc import StatementError

from db.captures import add_capture
from db.changes import Seen, add_change, add_edits
from db.claims import add_claims
from db.pages import page_of, seen_under
from db.records import Article, Capture, Outcome, Reading, Review
from db.storable import INSTEAD
from db.store import Store, Unit, open_store
from db.verdicts import add_review
from db.versions import add_text, number
from pipeline.desk.rooms import Desk, Standing, Watched
from pipeline.report.words import UNSAFE
from tests.desk.world import START, Browser, make_desk
from tests.report.hostile import WORDS, change, claim, edits

IDENTITY = "00000000000000a1"
PLACES = (
    *(
        "/",
        f"/?done={IDENTITY}",
        f"/changes/{IDENTITY}",
        f"/changes/{IDENTITY}?view=inline",
        "/pages",
        "/pages/1",
        "/pages/1/compare?old=1&new=2",
    ),
    *("/zones", "/promises", "/sources", "/search?q=a"),
)
ASKED = {
    "/": ("q", "zone", "outlet", "kind", "source", "state", "after", "done"),
    "/pages": ("q", "source", "state", "before"),
    "/search": ("q", "back"),
    "/promises": ("zone",),
}
PROGRAMS = (*("changes?state=all", f"changes/{IDENTITY}", "pages", "versions", "captures", "claims", "reviews", "zones", "promises"),)
STORABLE = {name: words.encode("utf-8", "ignore").decode() for name, words in WORDS.items()}


class Reader(HTMLParser):
    """Elements and attributes of a page as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def store_of(words: str, folder: Path, empty: Path) -> Store:
    """A store in which everything that comes from pages and people says the words; `empty` is one without rows."""
    shutil.copyfile(empty, folder / "hostile.db")
    store = open_store(f"sqlite:///{folder.as_posix()}/hostile.db")
    with store.unit() as unit:
        page = page_of(unit, "finews", words[:200], START)
        seen_under(unit, page.id, words, START)
        rows = [_version(unit, page.id, words, one) for one in ("a", "b")]
        number(unit, page.id, rows)
        for row in rows:
            add_claims(unit, row, [claim(words)] if words else [])
        add_edits(unit, *rows, edits(words))
        told = replace(change(words), kind=words[:40])
        seen = Seen(page=page.id, from_version=rows[0], to_version=rows[1], seen_at=START, last_without=START, first_with=START)
        add_change(unit, IDENTITY, 0, told, seen)
        add_change(unit, "00000000000000b2", 1, replace(told, before=None, after=None), seen)
        add_review(unit, Review(change=IDENTITY, verdict="note", by=words[:100], at=START, note=words))
        taken = Capture(source="finews", key=words, url=words, fetched_at=START, status=200, body=b"<script>alert(1)</script>")
        reading = Reading(outcome=Outcome.OK, reason=words, layout=words[:60])
        add_capture(unit, page.id, taken, reading, payload_sha256="0" * 64, text=rows[0])
    return store


def _version(unit: Unit, page: int, words: str, mark: str) -> int:
    article = Article(title=words, byline=words, source_line=words, original_title=words, paragraphs=(words,) * 4)
    return add_text(unit, page, article, text_sha256=mark * 64, layout=words[:60], at=START)


def desk_of(words: str, store: Store, folder: Path) -> Desk:
    """A desk over it, whose health says the words, too."""
    return replace(
        make_desk(store, folder / "captures"),
        name=words[:100] or "林",
        standings=lambda _unit, _now: (Standing(what=words, well=False, words=words),),
        sources=lambda _unit, _now: (Watched(name="finews", enabled=True, schedule=words, due=1),),
    )


@pytest.mark.parametrize("name", STORABLE)
def test_hostile_words_are_shown_and_nothing_else(name: str, tmp_path: Path, upgraded_file: Path) -> None:
    words = STORABLE[name]
    store = store_of(words, tmp_path, upgraded_file)
    browser = Browser(desk_of(words, store, tmp_path))
    for place in PLACES:
        answer = browser.get(place)
        assert answer.status_code == 200, (place, answer.text[-500:])
        _harmless(answer.text)
    for place in PROGRAMS:
        _plain_data(browser.http.get(f"/api/v1/{place}"), words, place)
    for place in ("/feed.atom", "/sources/finews/feed.atom"):
        _feed(browser.http.get(place))
    store.close()


@pytest.mark.parametrize("name", ["script", "event handler", "script address", "bidi controls", "xml", "template", "path", "lines"])
def test_hostile_words_in_an_address_are_answered_harmlessly(name: str, browser: Browser) -> None:
    words = STORABLE[name][:100]
    for place, fields in ASKED.items():
        for field in fields:
            answer = browser.get(place, params={field: words})
            assert answer.status_code in (200, 404, 422), (place, field)
            _harmless(answer.text)
    for place in ("/zones/", "/changes/", "/pages/"):
        _harmless(browser.get(place + quote(words, safe="")).text)


def test_the_store_itself_refuses_what_no_text_can_hold(tmp_path: Path, upgraded_file: Path) -> None:
    with pytest.raises((UnicodeEncodeError, StatementError)):
        store_of("\ud800", tmp_path, upgraded_file)


def _plain_data(answer: Any, words: str, place: str) -> None:
    """JSON and nothing a browser would take for anything else; the words stand in it as they were said."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), place
    assert answer.headers["x-content-type-options"] == "nosniff"
    told = json.loads(answer.text)
    if words and place == "changes?state=all":
        assert all(words.replace("\x00", INSTEAD) in one["new_words"] for one in told["items"])


def _feed(answer: Any) -> None:
    """A feed that any reader can read, whose fragments run nothing."""
    root = etree.fromstring(answer.content)
    for entry in root.iter("{http://www.w3.org/2005/Atom}entry"):
        _harmless(entry.findtext("{http://www.w3.org/2005/Atom}content") or "")
        assert all(link.get("href", "").startswith(("http://127.0.0.1", "/")) for link in entry.iter("{http://www.w3.org/2005/Atom}link"))


def _harmless(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    for tag, attributes in reader.elements:
        assert tag not in {"iframe", "object", "embed", "base", "style", "meta"} or (tag == "meta" and "http-equiv" not in attributes), tag
        assert tag != "script" or attributes == {"src": "/static/desk.js", "defer": None}
        assert tag != "img" or str(attributes["src"]).startswith(("/static/mark.svg", "/zones/"))
        assert not [key for key in attributes if key.startswith("on") or key == "style"], attributes
        for key in ("href", "src", "action"):
            target = attributes.get(key) or ""
            outward = target.startswith(("http://", "https://"))
            assert outward or target.startswith(("/", "#")) or not target, target
            assert not target.startswith("//")
            assert not outward or attributes.get("rel") == "noopener noreferrer nofollow external"
    assert not UNSAFE.search("".join(reader.said).replace("\n", "").replace("\t", ""))
