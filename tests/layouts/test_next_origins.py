"""Where a Next.js page prints its origin outside its data: the quick way and the page's tree say the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from db.records import Capture, Outcome
from pipeline.reading import read

DETAIL = {"contentDetail": {"contId": 1, "name": "园区新闻", "content": "<p>园区新增企业12家。</p><p>今年一季度再增3家。</p>"}}
DATA = json.dumps({"props": {"pageProps": {"detailData": DETAIL}}}, ensure_ascii=False)
PAGES = {
    "one plain element": ("<span>来源：澎湃新闻</span>", "澎湃新闻"),
    "blanks around it": ("<div class='a'>\n  来源：澎湃新闻 \n</div>", "澎湃新闻"),
    "a blank as an entity": ("<span>&nbsp;来源：澎湃新闻</span>", "澎湃新闻"),
    "a link within": ("<span>来源：<a>澎湃新闻</a></span>", "澎湃新闻"),
    "an entity within": ("<span>来源：甲&amp;乙</span>", "甲&乙"),
    "the words as numbers": ("<span>&#26469;&#28304;：澎湃新闻</span>", "澎湃新闻"),
    "in a comment only": ("<!-- <span>来源：旧</span> -->", None),
    "after one in a comment": ("<!-- <span>来源：旧</span> --><p>来源：新</p>", "新"),
    "in a script only": ("<script>var a = '<p>来源：旧</p>'</script>", None),
    "in words that only begin so": ("<span>来源可靠的消息</span><em>来源：澎湃新闻</em>", "澎湃新闻"),
    "in an element that states nothing": ("<h2>来源：旧</h2><span>来源：新</span>", "新"),
    "within the body's wrap only": ("<div class='index_cententWrap__x'><p>来源：旧</p></div>", None),
    "after the body's wrap": ("<div class='index_cententWrap__x'><p>来源：旧</p></div><span>来源：新</span>", "新"),
    "before the body's wrap": ("<span>来源：新</span><div class='index_cententWrap__x'><p>来源：旧</p></div>", "新"),
    "nowhere": ("<span>澎湃新闻</span>", None),
}


@pytest.mark.parametrize("where", PAGES)
def test_the_origin_is_read_wherever_it_is_printed(where: str) -> None:
    chrome, origin = PAGES[where]
    assert source_line(chrome) == origin
    # What the data repeat in a comment makes the page's tree be asked in place of the quick way.
    assert source_line(f"<!-- __NEXT_DATA__ --><b>&#32;</b>{chrome}") == origin


def source_line(chrome: str) -> str | None:
    page = f'<html><body>{chrome}<script id="__NEXT_DATA__" type="application/json">{DATA}</script></body></html>'
    address = "https://www.thepaper.cn/newsDetail_forward_1"
    at = datetime(2026, 3, 2, tzinfo=UTC)
    reading = read(Capture(source="thepaper", key="1", url=address, final_url=address, fetched_at=at, status=200, body=page.encode()))
    assert reading.outcome is Outcome.OK and reading.article
    assert reading.article.title == "园区新闻"
    return reading.article.source_line
