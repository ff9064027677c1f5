"""Lists: what is read from feeds, indexes, sitemaps, list pages and the API's answers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import datetime

import pytest
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from crawler.lists import Listed, entries, links, locations, sitemaps
from crawler.spiders.finews import ARCHIVE, archive_address
from crawler.thepaper_lists import Batch, answered_batch, by_author, by_channel, by_node, by_word, hot_batch, page_batch

BASE = "https://finews.withounder.com/"
NOW = datetime.fromisoformat("2026-03-02T12:00:30+08:00")


def html(text: str) -> HtmlResponse:
    return HtmlResponse(BASE, body=text.encode(), encoding="utf-8")


def xml(text: str) -> XmlResponse:
    return XmlResponse(BASE, body=text.encode())


def urls(found: Iterable[Listed]) -> list[str]:
    return [one.url for one in found]


def test_links_are_made_absolute_and_broken_ones_left_out() -> None:
    page = html(
        '<a href="/x/2026/a.html"> 内江\n高新区 </a><a href=" b.html ">2</a><a href="http://[">3</a><a>4</a><a href="https://e.example/c">5</a>'
    )
    assert urls(links(page, BASE)) == [f"{BASE}x/2026/a.html", f"{BASE}b.html", "https://e.example/c"]
    assert [one.title for one in links(page, BASE)] == ["内江 高新区", "2", "5"]
    assert list(links(None, BASE)) == []


def test_a_feed_gives_its_entries_and_not_its_own_address() -> None:
    feed = xml(
        '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://x.example/feed.xml" rel="self"/>'
        '<entry><title type="html">A&amp;amp;B</title><link href="https://x.example/1" rel="alternate"/>'
        '<link href="https://x.example/p.png" rel="enclosure"/><published>2026-03-02T09:00:00+08:00</published>'
        '<content type="html">&lt;p&gt;内江&lt;b&gt;高新区&lt;/b&gt;&lt;/p&gt;</content></entry>'
        '<entry><link href="https://x.example/2"/><summary>short</summary></entry><entry><title>no link</title></entry></feed>'
    )
    one, two = entries(feed)
    assert (one.url, one.text, one.summary) == ("https://x.example/1", "内江高新区", "")
    assert one.published_at == datetime.fromisoformat("2026-03-02T09:00:00+08:00")
    assert (two.url, two.text, two.summary, two.published_at) == ("https://x.example/2", None, "short", None)
    assert list(entries(xml("no feed at all"))) == []


def test_a_sitemap_gives_its_pages_and_an_index_its_sitemaps() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    page = f"<urlset {space}><url><loc> https://x.example/1 </loc><lastmod>2026-03-01</lastmod></url></urlset>"
    (found,) = locations(xml(page))
    assert (found.url, found.published_at) == ("https://x.example/1", datetime.fromisoformat("2026-03-01T00:00:00+08:00"))
    assert list(sitemaps(xml(page))) == []
    dated = [("old", "2025-01-01"), ("new", "2026-01-01")]
    index = "".join(f"<sitemap><loc>https://x.example/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>" for name, day in dated)
    assert list(sitemaps(xml(f"<sitemapindex {space}>{index}</sitemapindex>"))) == [
        "https://x.example/new.xml",
        "https://x.example/old.xml",
    ]


def test_a_feed_cannot_read_files_of_ours() -> None:
    feed = xml(
        '<!DOCTYPE f [<!ENTITY e SYSTEM "file:///etc/hostname">]><feed><entry><link href="https://x.example/"/><title>&e;</title></entry></feed>'
    )
    assert [(one.url, one.title) for one in entries(feed)] == [("https://x.example/", "")]


def test_the_archive_keeps_a_post_under_its_day_and_code() -> None:
    assert archive_address(f"{BASE}kejiribao/2026/03/02/NW1.html") == f"{ARCHIVE}/old_post/2026-03-02-NW1.md"
    assert archive_address(f"{BASE}a/b/c/2026/03/02/NW1.html?x=1") == f"{ARCHIVE}/old_post/2026-03-02-NW1.md"
    assert archive_address(f"{BASE}category/kejiribao.html") is None
    assert archive_address(f"{ARCHIVE}/old_post/2026-03-02-NW1.md") is None


def next_page(data: object) -> HtmlResponse:
    return html(f'<a href="/newsDetail_forward_999999">hot</a><script id="__NEXT_DATA__">{json.dumps(data)}</script>')


def listing(*items: object, **more: object) -> dict[str, object]:
    return {"list": list(items), "startTime": 1772424000000, **more}


def test_a_list_page_gives_the_articles_of_its_list_and_where_the_next_page_begins() -> None:
    data = listing({"contId": "31000001"}, {"contId": 31000002, "name": "题"}, {"contId": "x"}, {"name": "ad"}, None, hasNext=True)
    batch = page_batch(next_page({"props": {"pageProps": {"data": data}}}), NOW)
    assert batch is not None
    assert [url.rpartition("_")[2] for url in urls(batch.listed)] == ["31000001", "31000002"]
    assert (batch.start, batch.more, batch.keys) == ("1772424000000", True, (31000001, 31000002))


@pytest.mark.parametrize("held", [{}, [], {"props": None}, {"props": {"pageProps": {"data": {"list": "none"}}}}])
def test_a_list_page_without_a_list_has_no_batch(held: object) -> None:
    assert page_batch(next_page(held), NOW) is None
    assert page_batch(html('<script id="__NEXT_DATA__">{"broken</script>'), NOW) is None


@pytest.mark.parametrize(
    ("item", "when"),
    [
        ({"pubTimeLong": 1772413200000, "pubTime": "5小时前"}, "2026-03-02T09:00:00+08:00"),
        ({"pubTimeLong": "1772413200000"}, "2026-03-02T09:00:00+08:00"),
        ({"pubTime": "20小时前"}, "2026-03-01T16:00:00+08:00"),
        ({"pubTime": "2026-02-27"}, "2026-02-27T00:00:00+08:00"),
        ({"pubTime": "上周"}, None),
    ],
)
def test_a_listed_time_means_what_it_meant_when_the_list_was_read(item: dict[str, object], when: str | None) -> None:
    batch, _ = answered_batch(json.dumps({"code": 200, "data": listing({"contId": "31000001", **item})}), NOW)
    assert batch is not None
    assert batch.listed[0].published_at == (datetime.fromisoformat(when) if when else None)


def test_a_search_hit_is_listed_without_the_marks_in_its_title() -> None:
    hit = {"contId": "31000001", "name": "<font color='#00a5eb'>内江高新区</font>出新规", "summary": "<em>新规</em>共5条"}
    batch, _ = answered_batch(json.dumps({"code": "200", "data": listing(hit)}), NOW)
    assert batch is not None
    assert (batch.listed[0].title, batch.listed[0].summary) == ("内江高新区出新规", "新规共5条")


def test_an_answer_that_refuses_is_no_list() -> None:
    assert answered_batch('{"code": 99998, "desc": "x", "data": null}', NOW) == (None, 99998)
    assert answered_batch("<html>403</html>", NOW) == (None, None)


def test_the_sidebar_lists_what_is_read_most_and_anything_else_is_no_list() -> None:
    hot = {"resultCode": 1, "data": {"hotNews": [{"contId": "31000001", "name": "内江高新区出新规"}, {"contId": None}], "other": []}}
    batch = hot_batch(json.dumps(hot), NOW)
    assert batch is not None
    assert [(one.url, one.title) for one in batch.listed] == [("https://www.thepaper.cn/newsDetail_forward_31000001", "内江高新区出新规")]
    for other in ("", "<html>", "[]", '{"data": null}', '{"data": {"hotNews": 3}}', '{"data": []}'):
        assert hot_batch(other, NOW) is None


def test_every_call_asks_for_its_own_list_and_passes_the_start_back() -> None:
    before = Batch(listed=(), start="1772424000000", more=True, keys=(31000001,))
    asked = {
        call(before, 2)[0].rpartition("/")[2]: call(before, 2)[1] for call in (by_node("25462"), by_channel("36079"), by_author("52108"))
    }
    assert [(name, body["startTime"], body["excludeContIds"], body["pageNum"]) for name, body in asked.items()] == [
        (name, 1772424000000, [31000001], 2) for name in ("getByNodeIdPortal", "getByChannelId", "user")
    ]
    assert (asked["getByNodeIdPortal"]["nodeId"], asked["getByChannelId"]["channelId"], asked["user"]["pphId"]) == (
        "25462",
        "36079",
        "52108",
    )
    url, body = by_word("高新区")(None, 3)
    assert url == "https://api.thepaper.cn/search/web/news"
    assert body == {"word": "高新区", "orderType": 3, "searchType": 1, "pageNum": 3, "pageSize": 20}


def test_a_list_that_stands_still_or_shows_nothing_has_no_next_page() -> None:
    one = Listed(url="https://www.thepaper.cn/newsDetail_forward_31000001")
    first = Batch(listed=(one,), start="5", more=True, keys=(1,))
    assert not first.after(first).more
    assert not Batch(listed=(), start="4", more=True, keys=()).after(first).more
    onward = Batch(listed=(one,), start="4", more=True, keys=(2,)).after(first)
    assert (onward.more, onward.keys) == (True, (1, 2))


def test_hostile_lists_are_read_in_no_time() -> None:
    began = time.process_time()
    deep = "[" * 100_000
    assert answered_batch(deep, NOW) == (None, None)
    batch, _ = answered_batch(
        json.dumps({"code": 200, "data": {"list": [{"contId": "9" * 100_000}, {"contId": "1", "name": "<font" * 20_000}]}}), NOW
    )
    assert batch is not None
    assert len(batch.listed) == 1
    assert list(links(html("<a href=" * 20_000), BASE)) is not None
    assert list(entries(TextResponse(BASE, body=b"<entry>" * 15_000))) == []
    assert time.process_time() - began < 2
