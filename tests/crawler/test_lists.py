"""Lists: what addresses are read from feeds, indexes, list pages and the API's answers."""

from __future__ import annotations

import json
import time

from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from crawler.lists import entries, links, locations
from crawler.spiders.finews import ARCHIVE, archive_address
from crawler.spiders.thepaper import addresses, articles, calls, items, parsed

BASE = "https://finews.withounder.com/"


def html(text: str) -> HtmlResponse:
    return HtmlResponse(BASE, body=text.encode(), encoding="utf-8")


def xml(text: str) -> XmlResponse:
    return XmlResponse(BASE, body=text.encode())


def test_links_are_made_absolute_and_broken_ones_left_out() -> None:
    page = html('<a href="/x/2026/a.html">1</a><a href=" b.html ">2</a><a href="http://[">3</a><a>4</a><a href="https://e.example/c">5</a>')
    assert list(links(page, BASE)) == [f"{BASE}x/2026/a.html", f"{BASE}b.html", "https://e.example/c"]
    assert list(links(None, BASE)) == []


def test_a_feed_gives_its_entries_and_not_its_own_address() -> None:
    feed = xml(
        '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://x.example/feed.xml" rel="self"/>'
        '<entry><link href="https://x.example/1" rel="alternate"/><link href="https://x.example/p.png" rel="enclosure"/></entry>'
        '<entry><link href="https://x.example/2"/></entry></feed>'
    )
    assert list(entries(feed)) == ["https://x.example/1", "https://x.example/2"]
    assert list(entries(xml("no feed at all"))) == []


def test_a_sitemap_gives_its_locations() -> None:
    text = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://x.example/1 </loc></url></urlset>'
    assert list(locations(xml(text))) == ["https://x.example/1"]


def test_a_feed_cannot_read_files_of_ours() -> None:
    feed = xml('<!DOCTYPE f [<!ENTITY e SYSTEM "file:///etc/hostname">]><feed><entry><link href="https://x.example/"/>&e;</entry></feed>')
    assert list(entries(feed)) == ["https://x.example/"]


def test_the_archive_keeps_a_post_under_its_day_and_code() -> None:
    assert archive_address(f"{BASE}kejiribao/2026/03/02/NW1.html") == f"{ARCHIVE}/old_post/2026-03-02-NW1.md"
    assert archive_address(f"{BASE}a/b/c/2026/03/02/NW1.html?x=1") == f"{ARCHIVE}/old_post/2026-03-02-NW1.md"
    assert archive_address(f"{BASE}category/kejiribao.html") is None
    assert archive_address(f"{ARCHIVE}/old_post/2026-03-02-NW1.md") is None


def next_page(data: object) -> HtmlResponse:
    return html(f'<a href="/newsDetail_forward_999999">hot</a><script id="__NEXT_DATA__">{json.dumps(data)}</script>')


def test_a_list_page_gives_the_articles_of_its_list_and_not_of_its_sidebar() -> None:
    held = {
        "props": {"pageProps": {"data": {"list": [{"contId": "31000001"}, {"contId": 31000002}, {"contId": "x"}, {"name": "ad"}, None]}}}
    }
    assert [url.rpartition("_")[2] for url in articles(next_page(held))] == ["31000001", "31000002"]


def test_a_list_page_without_a_list_gives_its_links() -> None:
    for held in ({}, [], {"props": None}, {"props": {"pageProps": {"data": {"list": "none"}}}}):
        assert "https://www.thepaper.cn/newsDetail_forward_999999" in list(articles(next_page(held)))
    assert list(articles(html('<script id="__NEXT_DATA__">{"broken</script>'))) == []


def test_the_api_is_asked_for_every_word_and_every_account() -> None:
    asked = list(calls(["高新区", "开发区"], ["36079"]))
    assert [body.get("word") or body["pphId"] for _, body in asked] == ["高新区", "开发区", "36079"]
    assert {url for url, _ in asked} == {"https://api.thepaper.cn/search/web/news", "https://api.thepaper.cn/contentapi/cont/pph/user"}


def test_hostile_lists_are_read_in_no_time() -> None:
    began = time.perf_counter()
    deep = "[" * 100_000
    assert parsed(deep) is None
    assert list(addresses(items({"data": {"list": [{"contId": "9" * 100_000}]}}, "data", "list")))
    assert list(links(html("<a href=" * 20_000), BASE)) is not None
    assert list(entries(TextResponse(BASE, body=b"<entry>" * 15_000))) == []
    assert time.perf_counter() - began < 1
