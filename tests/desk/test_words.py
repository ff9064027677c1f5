"""Every page of the desk and of the report, in both languages: a Chinese one says nothing in English, an English one nothing in Chinese.

The desk is walked link by link over a store with something of everything in it. What articles, people and programs are called is data and
stays; Chinese in an English page must be words of the articles, of the gazetteer or of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from crawler.config import load
from crawler.health import sources_view, watch_findings
from db import changes, pages, versions
from db.claim import claim_to_json
from db.records import Review
from db.store import Store, open_store
from db.verdicts import add_reviews
from pipeline.desk.rooms import Desk, Standing, Watched
from pipeline.gather import report_data
from pipeline.report.html import render
from tests.desk.world import NOW, PASSWORD, Browser, fill, logged_in, make_desk, user
from tests.way import filled as way

STARTS = ("/", "/?state=all", "/?state=all&technical=1", "/keys", "/name", "/people", "/search?q=项目", "/promises", "/sources")
REFUSED = (
    *("/nowhere", "/pages/999", "/pages/x", "/changes/ffffffffffffffff", "/zones/火星", "/promises?zone=火星", "/captures/999/text"),
    *("/?kind=x", "/?source=x", "/?since=2026-02-30", "/?after=!", "/?zone=火星", "/pages/1/compare?old=1&new=9", "/?q=没有这样的话"),
)
NAMES = frozenset(
    (
        "zonewatch",
        "English",
        "finews",
        "thepaper",
        "WARC",
        "SHA",
        "JSON",
        "Lines",
        "Atom",
        "HTML",
        "JavaScript",
        "UTF",
        "Tab",
        "Enter",
        "feed",
    )
)
"""What is called so in any language."""

LATIN = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile("[\u3400-\u9fff]+")
DATA = re.compile(
    r"`[^`]*`|“zonewatch [^”]*”|https?://\S+|\b[0-9a-f]{16,64}\b|\d[\dT:.+-]*|\b(?:finews|thepaper)[-\w]*|\bNW\w+|\w+\.warc\S*|host:1:a|m²"
)
"""What is no word: commands, addresses, digests, moments, sources with their layouts and keys, files."""

SPOKEN = ("alt", "title", "aria-label", "placeholder")


class Read(HTMLParser):
    """What a page says to people, with the words of code and of other languages left out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tag = held.get("lang") or "" if tag == "html" else self.tag
        self.links += [held["href"] or ""] if "href" in held and tag == "a" else []
        if not self.silent:
            self.said += [held[name] or "" for name in SPOKEN if name in held]
        if tag not in {"meta", "link", "br", "input", "img", "path", "circle", "line", "rect"}:
            foreign = tag in {"code", "kbd", "style", "script", "textarea"} or (held.get("lang") == "en" and tag != "html")
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)

    @property
    def silent(self) -> bool:
        """Within something that is not read as words."""
        return any(foreign for _, foreign in self.open)


def read(page: str) -> Read:
    """A page as it is read."""
    reader = Read()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """A store with something of everything, and its captures."""
    folder = tmp_path_factory.mktemp("varied")
    store = open_store(f"sqlite:///{folder.as_posix()}/zonewatch.db")
    fill(store, folder / "captures")
    way.fill(store, folder)
    with store.unit() as unit:
        (first, *_) = [one for one in changes.changes(unit) if one.change.kind == "value_changed"]
        said = (("confirm", "陈"), ("dismiss", "王"), ("note", "王"), ("undone", "王"))
        add_reviews(unit, [Review(change=first.id, verdict=verdict, by=by, at=NOW, note="与公报一致") for verdict, by in said])
    yield store, folder / "captures"
    store.close()


def desk_in(language: str, varied: tuple[Store, Path]) -> Desk:
    """A desk in a language, whose health is that of a real configuration."""
    store, captures = varied
    config = load(None, {})
    return replace(
        make_desk(store, captures),
        language=language,
        standings=lambda _unit, at: [Standing(what=one.what, well=one.well, words=one.words) for one in watch_findings(store, config, at)],
        sources=lambda unit, at: [
            Watched(name=one.name, enabled=one.enabled, schedule="6h", due=len(one.due)) for one in sources_view(unit, config, at)
        ],
    )


def walked(desk: Desk) -> Iterator[tuple[str, Read]]:
    """Every page of the desk that a link leads to, and what is refused."""
    browser, waiting, seen = Browser(desk), list(STARTS), set[str]()
    while waiting:
        place = waiting.pop().partition("#")[0]
        kind = re.sub(r"[0-9a-f]{16}|\d+|=[^&]*", "_", place) if "?" in place else place
        if kind in seen or not place.startswith("/") or re.search(r"/(text|warc|feed\.atom)$", place):
            continue
        seen.add(kind)
        answer = browser.get(place)
        assert answer.status_code == 200, place
        found = read(answer.text)
        waiting += found.links
        yield place, found
    for place in REFUSED:
        yield place, read(browser.get(place).text)
    assert len(seen) > 40


def reported(language: str, store: Store) -> Iterator[tuple[str, Read]]:
    """Every page of the report."""
    with store.look() as unit:
        data = report_data(unit, None, on=NOW.date(), language=language)
    for name, page in render(data, made_at=NOW).items():
        yield name, read(page)


def words_of(store: Store) -> str:
    """Everything Chinese that articles, claims and people say."""
    with store.look() as unit:
        held = [version for page in pages.all_pages(unit) for version in versions.versions_of(unit, page.id)]
        claims = [claim for one in held for claim in versions.claims_of(unit, versions.version_id(unit, one))]
    texts = [
        " ".join((one.article.title, one.article.source_line or "", one.article.byline or "", *one.article.paragraphs)) for one in held
    ]
    return " ".join((*texts, *(str(list(_leaves(claim_to_json(claim)))) for claim in claims)))


def _leaves(form: object) -> Iterator[str]:
    if isinstance(form, str):
        yield form
    elif isinstance(form, dict):
        yield from (leaf for value in form.values() for leaf in _leaves(value))
    elif isinstance(form, list | tuple):
        yield from (leaf for value in form for leaf in _leaves(value))


def latin(found: Iterable[tuple[str, Read]]) -> dict[str, list[str]]:
    """Words of another language than Chinese, by page."""
    told = {}
    for place, page in found:
        assert page.tag == "zh-CN", place
        left = [unquote(said).strip() for said in page.said if set(LATIN.findall(DATA.sub(" ", unquote(said)))) - NAMES]
        if left:
            told[place] = left
    return told


def test_a_chinese_desk_says_nothing_in_english(varied: tuple[Store, Path]) -> None:
    assert latin(walked(desk_in("zh", varied))) == {}


def test_a_chinese_report_says_nothing_in_english(varied: tuple[Store, Path]) -> None:
    assert latin(reported("zh", varied[0])) == {}


def test_an_english_page_says_nothing_in_chinese_but_what_articles_and_people_say(varied: tuple[Store, Path]) -> None:
    known = words_of(varied[0]) + "林陈王李火星没有这样的话中文科技日报与公报一致项目"
    told = {}
    for place, page in (*walked(desk_in("en", varied)), *reported("en", varied[0])):
        assert page.tag == "en", place
        left = [run for said in page.said for run in HAN.findall(said) if run not in known]
        if left:
            told[place] = left
    assert told == {}


def test_the_log_in_and_its_refusals_are_told_in_the_language_of_the_page(varied: tuple[Store, Path], own: Store) -> None:
    user(own, "李", "admin")
    desk = replace(desk_in("zh", varied), store=own)
    asked = Browser(desk)
    asked.get("/login")
    wrong = asked.post("/login", name="李", password=PASSWORD[::-1])
    refused = asked.http.post("/login", data={"name": "李", "password": "x", "seal": "0"})
    shown = [logged_in(desk, "李").get("/people"), asked.get("/login"), wrong, refused]
    assert latin((str(number), read(answer.text)) for number, answer in enumerate(shown)) == {}
