"""The fallback: pages of sources that have no layout of their own, and no others."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from db.records import Capture, Outcome
from pipeline import reading
from pipeline.sources import Source

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
URL = "https://gazette.example/news/1"
PARAGRAPHS = (
    "一季度，内江高新区新增规上工业企业12家，产值同比增长8.5%，园区用电量同步上升，企业订单排到了年中。",
    "截至3月底，内江高新区累计引进项目45个，其中已建成投产的有31个，在建的项目有14个，均按计划推进。",
    "下一步，园区将在年底之前新建标准厂房6万平方米，并为企业提供更多的人才公寓，让员工安心住下来。",
)
PAGE = f"""<!DOCTYPE html><html><head><title>内江高新区一季度新增企业12家_园区公报</title>
<meta property="article:published_time" content="2026-04-03T09:00:00+08:00"><meta name="author" content="甲乙"></head>
<body><div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">要闻</a></li><li><a href="/b">公告</a></li></ul></div>
<div class="content"><h1>内江高新区一季度新增企业12家</h1><div class="info"><span>来源：园区公报</span></div>
<div class="text">{"".join(f"<p>{words}</p>" for words in PARAGRAPHS)}<p>（责任编辑：丙丁）</p></div></div>
<div class="side"><h3>热门</h3><ul><li><a href="/1">另一园区签约项目20个</a></li><li><a href="/2">某地新建厂房</a></li></ul></div>
<div class="footer"><p>版权所有 未经授权不得转载</p></div></body></html>"""


@pytest.fixture
def gazette(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Source(name="gazette", hosts=("gazette.example",), key_of=lambda url: "1", canonical_url=lambda url: url)
    monkeypatch.setattr(reading, "source", lambda name: bare)


def capture(body: str) -> Capture:
    return Capture(source="gazette", key="1", url=URL, final_url=URL, fetched_at=AT, status=200, body=body.encode())


@pytest.mark.usefixtures("gazette")
def test_a_page_of_a_source_without_layouts_is_read_and_marked() -> None:
    read = reading.read(capture(PAGE))
    assert (read.outcome, read.layout) == (Outcome.OK, "generic")
    assert read.article is not None
    assert read.article.title == "内江高新区一季度新增企业12家"
    assert read.article.paragraphs == PARAGRAPHS
    assert read.article.published_at == datetime.fromisoformat("2026-04-03T09:00:00+08:00")
    assert (read.article.byline, read.article.source_line) == ("甲乙", "园区公报")


@pytest.mark.usefixtures("gazette")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("no markup at all", Outcome.UNRECOGNISED),
        ("<html><head><title>访问验证</title></head><body><p>请完成验证</p></body></html>", Outcome.REFUSED),
        ("<html><head><title>x</title></head><body><h1>404 Not Found</h1><p>nginx</p></body></html>", Outcome.GONE),
        ("<html><head><title>公报</title></head><body><div><p>该文章已下线。</p></div></body></html>", Outcome.OFFLINE),
        ("<html><body></body></html>", Outcome.EMPTY),
        ('{"a": 1}', Outcome.UNRECOGNISED),
    ],
)
def test_what_is_no_article_is_not_taken_for_one(body: str, outcome: Outcome) -> None:
    read = reading.read(capture(body))
    assert read.outcome == outcome
    assert read.article is None


@pytest.mark.usefixtures("gazette")
@pytest.mark.parametrize("piece", ["<div>", "<p>内江高新区，", "<", "<b><table><tr>", '<div style="' + " " * 50, "<br>", "<font>", "<!--"])
def test_hostile_pages_are_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    reading.read(capture("<html><body>" + piece * (100_000 // len(piece)) + "</html>"))
    assert time.process_time() - began < 3


def test_a_source_with_layouts_is_never_read_by_the_fallback() -> None:
    url = "https://www.thepaper.cn/newsDetail_forward_10925465"
    page = Capture(source="thepaper", key="10925465", url=url, final_url=url, fetched_at=AT, status=200, body=PAGE.encode())
    assert reading.read(page).outcome == Outcome.UNRECOGNISED
