"""What holds for any text at all: offsets, totality, order, and time that grows with length only."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.fold import fold
from pipeline.claims.lexicon_files import lexicon
from pipeline.claims.read import claims
from pipeline.claims.scan import units
from pipeline.claims.scanner import KINDS, scanned

_WORDS = (
    "内江高新区 引进 项目 13个 10余家 超过 2.4亿元 ， 。 “ ” 截至2021年12月 同比增长 12.3% 力争 到2025年 已 未 将 春节前"
    " 的 、 等 和 百亿级 前20强 从 2020年的 2.6% 至 8.6% 3个工作日 《 》 一 万 亿 第 1-8月 “1+3” １２ ％ 萬 億元 a 0 . ,"
    " 年 月 日 去年 建成后 其中"
)
PIECES = [*_WORDS.split(), "\n", "\u3000", "\ud800"]
ARTICLES = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
ANY = st.one_of(ARTICLES, st.text(alphabet=st.characters(), max_size=200))


@given(st.text(alphabet=st.characters()))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200, deadline=None)
@given(ANY, st.one_of(st.none(), st.dates(date(2005, 1, 1), date(2035, 12, 31))))
def test_any_text_is_read_and_every_span_holds_its_words(text: str, published: date | None) -> None:
    paragraphs = text.split("\n")
    body = "\n".join(paragraphs)
    found = claims(paragraphs, doc="any", published=published)
    assert [claim.id for claim in found] == [f"any-{number:03d}" for number in range(1, len(found) + 1)]
    for claim in found:
        assert body[claim.evidence.start : claim.evidence.end] == claim.evidence.text
        assert all(body[mention.start : mention.end] == mention.text for mention in claim.mentions)
        if claim.value:
            assert body[claim.value.start : claim.value.end] == claim.value.surface
        if claim.metric.start is not None and claim.metric.end is not None:
            assert body[claim.metric.start : claim.metric.end] == claim.metric.surface
        if claim.time.span:
            assert body[slice(*claim.time.span)] == claim.time.surface


@settings(max_examples=100, deadline=None)
@given(ARTICLES)
def test_claims_come_in_the_order_of_the_text(text: str) -> None:
    found = claims(text.split("\n"), doc="any", published=None)
    places = [claim.value.start if claim.value else claim.evidence.start for claim in found]
    assert places == sorted(places)


@given(ARTICLES.map(fold))
@settings(deadline=None)
def test_one_pass_over_a_text_finds_what_each_lexicon_finds_by_itself(text: str) -> None:
    assert scanned(text) == {kind: list(lexicon(kind).hits(text)) for kind in KINDS}


@given(ANY)
@settings(deadline=None)
def test_units_are_in_order_and_disjoint(text: str) -> None:
    spans = units(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


@settings(max_examples=50, deadline=None)
@given(ARTICLES)
def test_reading_twice_gives_the_same(text: str) -> None:
    paragraphs = text.split("\n")
    once = claims(paragraphs, doc="any", published=date(2022, 5, 25))
    assert once == claims(paragraphs, doc="any", published=date(2022, 5, 25))


_HOSTILE = "一 1 “ ” 亿 ， 0, 1月 引进 13个 “《 前 建成后 占 ( 。 引进项目13个、 13个。 比1 X1 a 年至 内江高新区 和 A1 从2 企业 （"
HOSTILE = [*_HOSTILE.split(), "“引进13个。”", "\n"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        began = time.process_time()
        claims([text], doc="any", published=None)
        units(text)
        return time.process_time() - began

    seconds(500)
    short = seconds(6_000)
    # Four times the text may take four times as long and some; a quadratic reader takes sixteen times. Below a second it is no matter.
    most = max(1.0, 11 * short)
    assert seconds(24_000) < most or seconds(24_000) < most
