"""A page whose essence is as before is not read again: so no two pages of one essence may read otherwise, whatever they show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.records import Capture, Outcome, Reading
from pipeline.essence import essence, lasting_essence
from pipeline.reading import _by_layout, by_transport, read, reduced
from pipeline.sources import source

ADDRESS = "https://www.thepaper.cn/newsDetail_forward_1"
AT = datetime(2026, 3, 2, tzinfo=UTC)
BODIES = (
    "<p>园区新增企业12家。</p><p>今年一季度再增3家。</p>",
    "<p>园区新增企业21家。</p><p>今年一季度再增3家。</p>",
    "<p>来源：乙</p><p>园区新增企业12家，一季度再增3家。</p>",
    "<p>此文章已下线</p>",
    "<!-- 来源 --><p>园区新增&lt;/script&gt;企业12家。</p>",
    "",
)
DATA = {
    "contId": st.sampled_from([1, 2]),
    "name": st.sampled_from(["园区新闻", "园区新闻……", ""]),
    "content": st.sampled_from(BODIES),
    "contType": st.sampled_from(["0", "1"]),
    "pubTime": st.sampled_from(["2026-03-01 08:00", "2026-03-01 08:01", "20小时前", ""]),
    "pubTimeLong": st.sampled_from([None, 1772323200000, 1872323200000]),
    "updateTime": st.sampled_from([None, 1772323200000, 1972323200000]),
    "author": st.sampled_from(["甲", ""]),
    "source": st.sampled_from(["丙", ""]),
    "summary": st.sampled_from(["", "园区简讯一则。"]),
}
CHROME = (
    "<li>热榜 1</li>",
    "<li>热榜 2</li>",
    "<span>来源：甲</span>",
    "<span>来源：乙</span>",
    "<span>来源：<a>丁</a></span>",
    "<em>&#26469;源：戊</em>",
    "<SCRIPT>来源：己</SCRIPT>",
    "<script>var a = '<p>来源：庚</p>'</script>",
    "<!-- 来源：辛 -->",
    "<!--",
    "-->",
    "</script>",
    '<div class="index_cententWrap__x"><p>另一篇正文，在页面上。</p></div>',
    '<div class="newscontent"><h1 class="news_title">旧</h1><div class="news_txt">旧版正文一段。</div></div>',
    '<h1 class="t_newsinfo">旧</h1><div class="news_part">旧版正文一段。</div>',
    "<h1>页上的题目</h1>",
    "<title>页题_澎湃新闻-The Paper</title>",
    "<b>__NEXT_DATA__</b>",
    "访问过于频繁，请输入验证码",
    "</body></html>",
)
PIECES = st.lists(st.sampled_from(CHROME), max_size=3).map("".join)
DETAILS = st.fixed_dictionaries({}, optional=DATA)
TAGS = st.sampled_from(["", "", ' crossorigin="anonymous"', " nonce=x"])
ARTICLE = {"contId": 1, "name": "园区新闻", "content": BODIES[0], "contType": "0", "pubTime": "2026-03-01 08:00"}


def page(detail: dict[str, object], before: str = "", after: str = "", tag: str = "", *, escaped: bool = True) -> Capture:
    data = json.dumps({"props": {"pageProps": {"detailData": {"contentDetail": detail}}}}, ensure_ascii=False)
    data = data.replace("<", "\\u003c") if escaped else data  # as Next.js does
    script = f'<script id="__NEXT_DATA__" type="application/json"{tag}>{data}</script>'
    html = f"<html><head></head><body>{before}{script}{after}</body></html>"
    return Capture(source="thepaper", key="1", url=ADDRESS, final_url=ADDRESS, fetched_at=AT, status=200, body=html.encode())


PAGES = st.builds(
    page,
    DETAILS | st.builds(lambda more: {**ARTICLE, **more}, DETAILS),
    PIECES,
    PIECES,
    TAGS,
    escaped=st.sampled_from([True, True, True, False]),
)


def read_whole(capture: Capture) -> Reading:
    return by_transport(capture) or _by_layout(capture, source("thepaper"))


@settings(max_examples=60)
@given(PAGES)
@example(page(ARTICLE, '<div class="index_cententWrap__x"><p>另一篇正文，在页面上。</p></div>'))
@example(page({**ARTICLE, "content": "", "contType": "1", "summary": "园区简讯一则。"}, after=CHROME[12]))
@example(page({**ARTICLE, "name": ""}, "<h1>页上的题目</h1>"))
def test_a_page_reads_as_it_does_when_it_is_read_whole(capture: Capture) -> None:
    assert read(capture) == read_whole(capture)
    small = reduced(capture)
    assert small is None or reduced(small) == small


@settings(max_examples=40)
@given(st.data(), DETAILS, PIECES, TAGS)
def test_two_pages_of_one_essence_read_the_same_whenever_they_are_read(
    data: st.DataObject, detail: dict[str, Any], after: str, tag: str
) -> None:
    one = page({**ARTICLE, **detail}, after=after, tag=tag)
    edit = data.draw(st.sampled_from([{}, {}, {"name": "园区要闻"}, {"content": BODIES[1]}, {"pubTime": "20小时前"}, {"source": "丑"}]))
    other = page({**ARTICLE, **detail, **edit}, data.draw(PIECES), data.draw(PIECES), tag)
    if (held := lasting_essence(one, read(one))) is not None and held == essence(other):
        later = replace(other, fetched_at=AT + timedelta(days=data.draw(st.integers(0, 600))))
        assert read_whole(later) == read_whole(one)


@settings(max_examples=40)
@given(DETAILS, PIECES, PIECES, st.sampled_from(["title", "time", "origin", "body", "withdrawn"]))
def test_an_edit_gives_another_essence_or_none(detail: dict[str, object], before: str, after: str, what: str) -> None:
    old = page({**ARTICLE, **detail, "name": "园区新闻", "pubTime": "2026-03-01 08:00", "content": BODIES[0]}, before, after)
    changed = {"title": {"name": "园区要闻"}, "time": {"pubTime": "2026-03-01 09:00"}, "body": {"content": BODIES[1]}}
    edit = {**changed, "origin": {"source": "丑"}, "withdrawn": {"content": "<p>此文章已下线</p>"}}[what]
    new = page({**ARTICLE, **detail, "name": "园区新闻", "pubTime": "2026-03-01 08:00", "content": BODIES[0], **edit}, before, after)
    held = lasting_essence(old, read(old))
    assert held is None or held != essence(new)


def test_chrome_that_changes_leaves_the_essence_as_it_was() -> None:
    one = page(ARTICLE, "<span>来源：甲</span><li>热榜 1</li>", "<li>12 赞</li>")
    other = page(ARTICLE, "<span>来源：甲</span><li>热榜 2</li><!-- 9 -->", "<li>13 赞</li>")
    assert lasting_essence(one, read(one)) == essence(other) is not None
    assert essence(page(ARTICLE, "<span>来源：乙</span>")) != essence(other)


def test_what_depends_on_when_it_was_read_has_no_essence_that_lasts() -> None:
    for late in ({"pubTime": "20小时前"}, {"updateTime": int((AT + timedelta(days=400)).timestamp() * 1000)}):
        capture = page({**ARTICLE, **late})
        reading = read(capture)
        assert reading.outcome is Outcome.OK
        assert lasting_essence(capture, reading) is None


def test_an_answer_judged_by_its_transport_has_no_essence() -> None:
    capture = page(ARTICLE)
    for answer in ({"status": 404}, {"fault": "no answer in time"}, {"final_url": "https://example.org/verify"}, {"status": 206}):
        assert essence(replace(capture, **answer)) is None
