"""Bytes become the words the outlet wrote, whatever charset they are in and however broken the page is."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.china import CHINA
from db.records import Capture
from pipeline.canonical import text_sha256
from pipeline.layouts.clock import moment, relative_moment, stamp
from pipeline.layouts.payload import page_text
from pipeline.reading import read
from tests.layouts.saved import PAGES, capture_of

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=CHINA)
WORDS = "喆海集团计划投资3.5亿元，建设研发中心。"
DESKTOP = '<html><body><div class="newscontent"><h1>题</h1><div class="news_txt">{}</div></div></body></html>'
POST = "---\nlayout: post\ntitle: x\n---\n{}"


def _capture(body: bytes, source: str = "thepaper", content_type: str = "") -> Capture:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Capture(source=source, key="", url="", fetched_at=NOW, headers=headers, body=body, imported=True)


@pytest.mark.parametrize(
    ("charset", "content_type", "meta"),
    [
        ("utf-8", "", ""),
        ("utf-8", "text/html; charset=utf-8", ""),
        ("utf-8", "text/html; charset=gbk", ""),
        ("utf-8", "text/html; charset=ISO-8859-1", ""),
        ("utf-8-sig", "", ""),
        ("utf-16", "", ""),
        ("gb18030", "", ""),
        ("gb18030", "text/html; charset=GB2312", ""),
        ("gb18030", "", '<meta charset="gbk">'),
        ("gb18030", "text/html; charset=nonsense", ""),
        ("gb18030", "text/html; charset=base64", ""),
    ],
)
def test_words_survive_their_charset(charset: str, content_type: str, meta: str) -> None:
    assert WORDS in page_text(_capture((meta + WORDS * 9).encode(charset), content_type=content_type))


def test_one_damaged_byte_does_not_change_the_rest() -> None:
    damaged = (WORDS * 40).encode()[:-1]
    assert page_text(_capture(damaged)).startswith(WORDS * 39)


def test_page_and_file_of_one_post_have_one_text() -> None:
    page, file = (read(capture_of(PAGES / "finews" / name)).article for name in ("finews-page/article", "finews-post/html-body"))
    assert page is not None
    assert file is not None
    assert (page.title, page.published_at, page.source_line) == (file.title, file.published_at, file.source_line)
    assert text_sha256(page.paragraphs) == text_sha256(file.paragraphs)


UNITS = ["<div>", "<p>", "<", "<!-- EM_StockImg_Start -->", "&", "[", "**", "> ", "---\n", "来源：", "（", "\u3000", "\n\n", "<img>"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("source", "page"), [("thepaper", DESKTOP), ("finews", POST), ("thepaper", "{}")])
def test_a_hundred_kilobytes_of_anything_are_read_in_a_second(unit: str, source: str, page: str) -> None:
    body = page.format(unit * (100_000 // len(unit.encode()))).encode()
    begun = time.process_time()
    read(_capture(body, source))
    assert time.process_time() - begun < 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "content", "contId", "text", "summary"]), inner),
    max_leaves=8,
)
FIELDS = ["contId", "name", "content", "summary", "author", "pubTime", "publishTime", "updateTime", "images", "videos", "contType"]


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON), st.sampled_from(["contentDetail", "liveDetail", "specialDetail"]))
def test_data_of_any_type_crash_nothing(detail: dict[str, object], name: str) -> None:
    held: object = {"specialInfo": detail} if name == "specialDetail" else detail
    body = json.dumps({"pageProps": {"detailData": {name: held}}}).encode()
    read(_capture(body))
    read(_capture(json.dumps(detail).encode(), "finews"))


def test_json_nested_beyond_reason_crashes_nothing() -> None:
    read(_capture(b'{"text":' * 50_000, "finews"))
    read(_capture(b'<script id="__NEXT_DATA__">' + b"[" * 99_000 + b"</script>"))


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2019-08-13 14:07", "2019-08-13T14:07:00+08:00"),
        ("(GMT+8, Asia/Shanghai, CST) 2022-05-25 16:53:43", "2022-05-25T16:53:43+08:00"),
        ("2021-12-08 12:41:23 +0800", "2021-12-08T12:41:23+08:00"),
        ("2021-12-08T04:41:23Z", "2021-12-08T04:41:23+00:00"),
        ("2024年5月20日 08:30", "2024-05-20T08:30:00+08:00"),
        ("2024-05-20", "2024-05-20T00:00:00+08:00"),
        (" +0800", None),
        ("2024-13-45 10:00", None),
        ("2024-05-20 25:00", None),
        ("12024-05-20", None),
    ],
)
def test_printed_times_are_beijing_time(words: str, iso: str | None) -> None:
    then = moment(words)
    assert (then.isoformat() if then else None) == iso


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("20小时前", "2024-05-19T16:00:00+08:00"),
        ("3 分钟前", "2024-05-20T11:57:00+08:00"),
        ("2天前", "2024-05-18T00:00:00+08:00"),
        ("昨天 08:30", "2024-05-19T08:30:00+08:00"),
        ("刚刚", "2024-05-20T12:00:00+08:00"),
        ("昨天 88:30", None),
        ("前几天", None),
    ],
)
def test_relative_times_count_from_the_fetch(words: str, iso: str | None) -> None:
    then = relative_moment(words, NOW.astimezone(UTC))
    assert (then.isoformat() if then else None) == iso


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (1716177600000, "2024-05-20T12:00:00+08:00"),
        ("1716177600000", "2024-05-20T12:00:00+08:00"),
        (1716177600, "2024-05-20T12:00:00+08:00"),
        (0, None),
        (-5, None),
        (10**30, None),
        (float("inf"), None),
        (True, None),
        ("soon", None),
        ("²", None),
        (None, None),
        (4102444800000, None),
    ],
)
def test_stamps_are_milliseconds_or_seconds_and_plausible(value: object, iso: str | None) -> None:
    then = stamp(value, NOW)
    assert (then.isoformat() if then else None) == iso
