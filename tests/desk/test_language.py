"""The desk in two languages: every message is translated, placeholders and all, and the page says which it is in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from babel.messages.catalog import Message

from pipeline.desk.phrases import FIELDS, SENTENCES, field, sentence
from pipeline.desk.rooms import Desk
from pipeline.desk.speech import catalogue, preferred
from tests.desk.messages import held, wanted
from tests.desk.world import Browser

ZH = catalogue("zh").gettext
PLACES = re.compile(r"%\(\w+\)s|%%|\{\w+\}")


@cache
def messages() -> tuple[Message, ...]:
    return tuple(message for message in wanted() if message.id)


def test_every_message_is_translated_with_the_same_places_to_fill() -> None:
    kept = {message.id: message.string for message in held() if message.id}
    assert len(messages()) > 300
    for message in messages():
        said = kept.get(message.id)
        said = said[0] if isinstance(said, tuple) else said
        english = message.id if isinstance(message.id, str) else message.id[1]
        assert said, f"{message.id!r} is not translated: run `python -m tests.desk.messages` and translate what it prints"
        assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(english)), message.id


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    assert {message.id for message in held() if message.id} == {message.id for message in messages()}


def test_a_chinese_page_says_nothing_in_english_but_names(desk: Desk) -> None:
    browser = Browser(replace(desk, language="zh"))
    page = browser.get("/").text
    assert '<html lang="zh-CN">' in page
    words = re.sub(r"<[^>]*>", " ", page)
    assert not set(re.findall(r"[A-Za-z]{3,}", words)) - {"zonewatch", "English", "finews", "thepaper", "Enter"}


@pytest.mark.parametrize(
    ("header", "tag"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-GB,en;q=0.9,zh;q=0.1", "en"), ("fr", "zh-CN"), ("", "zh-CN"), ("de,en;q=x,zh", "zh-CN")],
)
def test_the_browser_chooses_the_language_where_nothing_else_does(desk: Desk, header: str, tag: str) -> None:
    page = Browser(replace(desk, language="auto")).get("/", headers={"accept-language": header}).text
    assert f'<html lang="{tag}">' in page


def test_the_language_is_switched_on_the_page_and_stays(desk: Desk) -> None:
    browser = Browser(replace(desk, language="en"))
    browser.get("/?kind=value_changed")
    page = browser.post("/language", language="zh", back="/?kind=value_changed")
    assert '<html lang="zh-CN">' in page.text
    assert str(page.url).endswith("/?kind=value_changed")
    assert '<html lang="zh-CN">' in browser.get("/zones").text


def test_reasons_are_told_in_chinese_and_the_words_of_the_article_stay() -> None:
    assert sentence("13个 became 15个 (+15 %)", ZH) == "13个 变为 15个（+15%）"
    assert sentence("8.9% became 8.6% (-0.3 points)", ZH) == "8.9% 变为 8.6%（-0.3 个百分点）"
    assert sentence("第27位 became 第25位 (2 places up)", ZH) == "第27位 变为 第25位（前进 2 位）"
    assert sentence("planned became achieved: it has come closer to being a fact", ZH) == "由“计划”变为“已实现”：更接近既成事实"
    assert sentence("nobody ever wrote this", ZH) == "nobody ever wrote this"
    assert field("Time", "deadline 到2025年 = by 2025-12-31", ZH) == "期限 到2025年 = 2025-12-31 前"
    assert field("Time", "asof 截至2025年 = as of 2025-12-31", ZH) == "截至2025年 = 截至 2025-12-31"
    assert field("Time", "asof = as of 2025-12-31", ZH) == "截至 2025-12-31"
    assert field("Value", "2.4亿元 = 240,000,000 CNY", ZH) == "2.4亿元 = 240,000,000 元"
    assert field("Value", "10余家 = more than 10, below 20", ZH) == "10余家 = 大于 10，小于 20"
    assert field("Evidence", "= by 2025-12-31", ZH) == "= by 2025-12-31"


def test_every_pattern_of_a_sentence_fills_the_places_of_its_message() -> None:
    for pattern, message in (*SENTENCES, *FIELDS):
        assert set(re.findall(r"%\((\w+)\)s", message)) <= set(pattern.groupindex), message


def test_no_sentence_takes_long_whatever_it_says() -> None:
    for words in ("became " * 280, "(" * 1900, " as of 1, " * 190, "a: b and " * 200):
        assert sentence(words, ZH)


def test_a_strange_header_is_no_trouble() -> None:
    assert preferred(";q=1,,;q=,en;q=0,zh;q=abc") == []
    assert len(preferred("x" * 10_000 + ",zh")) == 1
