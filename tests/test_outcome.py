"""A failure of the network, of the site or of its firewall is never an article, and never a removal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.records import REMOVALS, Capture, Outcome
from pipeline.outcome import by_words
from pipeline.reading import read

URL = "https://www.thepaper.cn/newsDetail_forward_7012345"
PAGE = '<html><body><div class="newscontent"><h1>题</h1><div class="news_txt">开工项目12个。</div></div></body></html>'
ANSWER = Capture(source="thepaper", key="7012345", url=URL, final_url=URL, fetched_at=datetime(2020, 5, 1, tzinfo=UTC), status=200)
FULL = replace(ANSWER, body=PAGE.encode())

STATUSES = [
    (200, "ok"),
    (204, "ok"),
    (304, "not_modified"),
    (401, "refused"),
    (403, "refused"),
    (404, "gone"),
    (410, "gone"),
    (418, "refused"),
    (429, "refused"),
    (451, "refused"),
    (400, "error"),
    (408, "error"),
    (500, "error"),
    (502, "error"),
    (503, "error"),
    (302, "error"),
    (101, "error"),
]


@pytest.mark.parametrize(("status", "outcome"), STATUSES)
def test_the_status_decides_before_the_page_does(status: int, outcome: str) -> None:
    assert read(replace(FULL, status=status)).outcome == outcome


def test_an_imported_file_is_read_as_if_it_had_answered_200() -> None:
    assert read(replace(FULL, status=None, imported=True)).outcome is Outcome.OK


def test_a_fault_is_an_error_whatever_else_is_there() -> None:
    reading = read(replace(FULL, status=404, fault="DNS lookup failed"))
    assert (reading.outcome, "DNS lookup failed" in reading.reason) == (Outcome.ERROR, True)


@pytest.mark.parametrize("host", ["thepaper.cn", "m.thepaper.cn", "www.thepaper.cn"])
def test_a_redirect_between_the_hosts_of_a_source_is_no_move(host: str) -> None:
    assert read(replace(FULL, final_url=f"https://{host}/newsDetail_forward_7012345")).outcome is Outcome.OK


@pytest.mark.parametrize("final", ["https://mp.weixin.qq.com/s/x", "https://www.thepaper.cn.evil.example/newsDetail_forward_7012345"])
def test_another_host_is_a_move(final: str) -> None:
    assert read(replace(FULL, final_url=final)).outcome is Outcome.MOVED


def test_an_address_that_cannot_be_parsed_does_not_crash() -> None:
    assert read(replace(FULL, final_url="http://[broken", url="http://[broken")).outcome is Outcome.OK


def test_an_announced_length_that_did_not_come_is_an_error() -> None:
    cut = replace(FULL, headers=(("Content-Length", str(len(FULL.body) + 1)),))
    assert read(cut).outcome is Outcome.ERROR
    packed = replace(cut, headers=(*cut.headers, ("Content-Encoding", "gzip")))
    assert read(packed).outcome is Outcome.OK


def test_an_article_about_captchas_is_an_article() -> None:
    talking = PAGE.replace("开工项目12个。", "登录时请完成安全验证，输入验证码；页面不存在时显示404。")
    assert read(replace(FULL, body=talking.encode())).outcome is Outcome.OK


def test_only_ok_carries_an_article() -> None:
    for status, _ in STATUSES:
        reading = read(replace(FULL, status=status))
        assert (reading.article is not None) == (reading.outcome is Outcome.OK)


@pytest.mark.parametrize("words", ["", "普通的一页", '{"code":200,"data":{}}', "<title>长三角政商</title>" + "正文" * 4000 + "验证码 404"])
def test_a_page_that_says_nothing_of_itself_gets_no_excuse(words: str) -> None:
    assert by_words(words, 200) is None


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["thepaper", "finews"]), st.sampled_from([None, 200, 404, 403]), st.text(max_size=20))
def test_no_bytes_crash_the_reading_and_noise_is_no_article(body: bytes, source: str, status: int | None, kind: str) -> None:
    capture = replace(ANSWER, source=source, body=body, status=status, headers=(("Content-Type", kind),))
    assert read(capture).outcome is not Outcome.OK


@given(st.sampled_from([200, 403, 429, 500, 502, 503]), st.sampled_from(["访问验证", "请输入验证码", "Access Denied", "acw_sc__v2"]))
def test_a_refusal_is_never_a_removal(status: int, words: str) -> None:
    capture = replace(ANSWER, status=status, body=f"<html><title>{words}</title><body>404 {words}</body></html>".encode())
    assert read(capture).outcome not in REMOVALS | {Outcome.OK}
