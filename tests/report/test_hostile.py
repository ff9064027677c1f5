"""No form lets the words of a page act: not in a browser, a feed reader, a terminal, a spreadsheet or a JSON reader."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.console import RenderableType

from db.claim import claim_to_json
from db.records import Article, Edit, Op
from pipeline.report import atom, html, jsonl, table, text, text_holdings
from pipeline.report.material import ChangeSheet, Comparison, ReportData
from pipeline.report.words import UNSAFE, safe_href
from tests.report import hostile, samples
from tests.report.views import drawn

VOID = {"meta", "link", "br", "img", "input", "hr"}
KNOWN = {
    "html", "head", "meta", "title", "link", "style", "body", "a", "nav", "main", "footer", "section", "h1", "h2", "h3", "p",
    "ol", "ul", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "del", "ins", "span", "b", "br",
    "code", "time", "div", "details", "summary", "figure", "figcaption", "svg", "line", "rect", "circle", "path", "text",
    "g", "desc", "defs",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "rel", "type", "href", "title", "class", "id", "aria-label",
    "aria-hidden", "role", "datetime", "scope", "viewbox", "preserveaspectratio", "width", "height", "x", "y", "x1", "x2", "y1", "y2",
    "cx", "cy", "r", "rx", "d", "text-anchor", "colspan", "start", "xmlns", "version", "aria-labelledby", "transform", "fill",
    "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-miterlimit", "opacity", "font-size", "font-weight",
    "font-family",
}  # fmt: skip
PLACES = re.compile(
    r"(\.\./)?((changes|pages|zones)/[0-9A-Za-z-]+\.html|(index|promises)\.html(#\w+)?|feed\.xml|feeds/(zones|sources)/[0-9A-Za-z-]+\.xml|changes\.csv|changes\.jsonl|report\.txt)|#\w+"
)


class Page(HTMLParser):
    """The elements and attributes of a page; refuses what does not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.used: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.used.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Page:
    """The page, read; nothing is left open."""
    reader = Page()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(params=hostile.WORDS)
def words(request: pytest.FixtureRequest) -> str:
    """Hostile words by name."""
    return hostile.WORDS[request.param]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A page of the report."""

    words: str
    """As it is sent."""

    read: Page
    """As it is read."""


@cache
def report(words: str) -> dict[str, Drawn]:
    """The pages of a report of such words, by name: drawn and read once for all that is asked of them."""
    pages = html.render(hostile.data(words), made_at=samples.MADE_AT)
    return {name: Drawn(words=page, read=read(page)) for name, page in pages.items()}


def views(said: str) -> list[RenderableType]:
    """Every view of the terminal, each saying the words."""
    data = hostile.data(said)
    sheet, history = data.changes[0], data.pages[0]
    return [
        text.changes_table([sheet.recorded]),
        text.change_page(sheet),
        text.compare_view(hostile.comparison(said)),
        text.article_view(hostile.reading(said)),
        text_holdings.pages_table([history.page]),
        text_holdings.versions_table(history.versions),
        text_holdings.captures_table(history.captures),
        text_holdings.run_summary(hostile.run(said)),
        text_holdings.claims_table([hostile.claim(said)], said),
    ]


def test_no_page_gets_an_element_or_an_attribute_of_its_own_making(words: str) -> None:
    compared = html.comparison_page(hostile.comparison(words), old_name=words, new_name=words)
    for page in (*report(words).values(), Drawn(words=compared, read=read(compared))):
        assert page.read.used <= KNOWN
        assert page.read.attributes <= ATTRIBUTES
        assert not UNSAFE.search(page.words)
        page.words.encode("utf-8")


def test_every_link_leads_into_the_report_or_to_the_web(words: str) -> None:
    for link in {link for page in report(words).values() for link in page.read.links}:
        assert PLACES.fullmatch(link) or safe_href(link) == link


def test_every_file_lies_in_the_folder_of_the_report(words: str) -> None:
    for name in report(words):
        assert re.fullmatch(r"((changes|pages|zones)/)?[0-9A-Za-z-]+\.html", name)


def test_the_feed_is_well_formed_and_its_entries_hold_no_foreign_element(words: str) -> None:
    feed = atom.render(hostile.data(words), made_at=samples.MADE_AT)["feed.xml"]
    root = ElementTree.fromstring(feed.encode("utf-8"))  # noqa: S314 - we wrote it
    contents = [content.text or "" for content in root.iter(f"{{{atom.ATOM}}}content")]
    assert len(contents) == 2
    for content in contents:
        assert read(content).used <= {"ul", "li", "p", "span", "del", "ins", "a", "code"}


def test_no_cell_of_the_table_begins_like_a_formula(words: str) -> None:
    printed = table.changes_csv([sheet.recorded for sheet in hostile.data(words).changes])
    printed.encode("utf-8")
    header, *rows = csv.reader(io.StringIO(printed, newline=""))
    assert tuple(header) == table.COLUMNS
    assert len(rows) == 2
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not UNSAFE.search(cell)


def test_json_gives_the_words_back_unaltered_and_on_one_line(words: str) -> None:
    recorded = hostile.data(words).changes[0].recorded
    line = jsonl.line(jsonl.change_json(recorded))
    line.encode("utf-8")
    assert line.splitlines() == [line]
    assert not UNSAFE.search(line)
    again = json.loads(line)
    assert again["url"] == recorded.url
    assert again["before"] == claim_to_json(hostile.claim(words))


@pytest.mark.parametrize("colour", [False, True])
def test_the_terminal_is_sent_no_code_of_the_pages_making(words: str, colour: bool) -> None:
    for view in views(words[:150]):
        shown = drawn(view, colour=colour)
        bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert not UNSAFE.search(bare)
        assert max(map(cell_len, bare.split("\n"))) <= 80
        bare.encode("utf-8")


def test_rich_markup_of_a_page_is_shown_as_it_stands() -> None:
    said = hostile.WORDS["rich markup"]
    shown = drawn(text.article_view(hostile.reading(said)), colour=True)
    assert said in shown
    assert "\x1b[1;31m" not in shown


def test_templates_of_a_page_are_not_run() -> None:
    page = html.render(hostile.data("{{ 7 * 7 }}"), made_at=samples.MADE_AT)["index.html"]
    assert "{{ 7 * 7 }}" in page
    assert "49" not in re.sub(r"<style>.*?</style>|sha256-\S+", "", page, flags=re.DOTALL)


ONE_FIELD: dict[str, Callable[[str], object]] = {
    "terminal article": lambda said: drawn(text.article_view(replace(samples.READING, article=Article(title="", paragraphs=(said,))))),
    "terminal claims": lambda said: drawn(text_holdings.claims_table([hostile.claim("x")], said)),
    "terminal list": lambda said: drawn(text.changes_table([replace(samples.RETITLED, zone=said)])),
    "html": lambda said: html.comparison_page(
        Comparison(old=(), new=(said,), edits=(Edit(op=Op.ADDED, new=(0,)),), changes=(), same_text=False), old_name="a", new_name="b"
    ),
    "json": lambda said: jsonl.line({"words": said}),
    "csv": table.harmless,
    "feed": lambda said: atom.render(
        ReportData(changes=(ChangeSheet(recorded=replace(samples.RETITLED, change=replace(samples.RETITLED.change, new_words=said))),)),
        made_at=samples.MADE_AT,
    ),
}


@pytest.mark.parametrize("form", ONE_FIELD)
@pytest.mark.parametrize("name", hostile.HUGE)
def test_a_hundred_kilobytes_in_one_field_are_drawn_within_seconds(name: str, form: str) -> None:
    began = time.process_time()
    ONE_FIELD[form](hostile.HUGE[name])
    assert time.process_time() - began < 4  # what grows with the square takes minutes
