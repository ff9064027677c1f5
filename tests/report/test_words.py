"""Words, moments and addresses are shown so that they can be trusted."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import words
from tests.report import samples

NOON = datetime(2021, 3, 1, 4, 0, tzinfo=UTC)


@given(st.text(st.characters()))
def test_visible_words_can_be_written_anywhere(said: str) -> None:
    shown = words.visible(said)
    assert not words.UNSAFE.search(shown)
    shown.encode("utf-8")
    node = ElementTree.Element("p")
    node.text = shown
    read = ElementTree.fromstring(ElementTree.tostring(node, encoding="utf-8"))  # noqa: S314 - we wrote it
    assert (read.text or "") == shown


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_ordinary_words_are_shown_as_they_are(said: str) -> None:
    assert words.visible(said) == said


@given(st.text())
def test_one_line_is_one_line(said: str) -> None:
    assert len(words.one_line(said).splitlines()) <= 1


def test_an_unsafe_character_is_named() -> None:
    assert words.visible("a\u202eb\x1b[2J") == "a‹U+202E›b‹U+001B›[2J"


def test_of_a_long_run_of_unsafe_characters_the_rest_is_counted() -> None:
    assert words.visible("\u202e" * 50_000) == "‹U+202E›" * 16 + "‹49984 more›"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(0), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=15), "15 min"),
        (timedelta(hours=23, minutes=5), "23 h 5 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=3, minutes=4), "2 days 3 h"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_a_window_is_told_in_its_two_largest_units(gap: timedelta, said: str) -> None:
    assert words.window((NOON, NOON + gap)) == said


def test_moments_are_told_in_china_with_the_offset() -> None:
    assert words.stamp(NOON) == "2021-03-01 12:00 +08:00"
    assert words.stamp(None) == "–"


def test_a_change_is_dated_by_both_captures() -> None:
    said = words.honest((NOON, NOON + timedelta(hours=2)))
    assert said == "between 2021-03-01 12:00 +08:00 and 2021-03-01 14:00 +08:00 (a window of 2 h)"


def test_the_headline_carries_the_direction_of_the_primary_kind() -> None:
    assert words.headline(samples.LOWERED) == "value changed (lowered)"
    assert words.other_kinds(samples.LOWERED) == ("hedge changed (strengthened)",)
    assert words.headline(samples.WITHDRAWN) == "page withdrawn"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.thepaper.cn/newsDetail_forward_1",
        "http://finews.withounder.com/a/2022/05/25/NW1.html?x=1&y=2#z",
        "HTTPS://example.com/",
        "https://例子.测试/路径",
        "https://[2001:db8::1]/",
    ],
)
def test_a_web_address_may_be_followed(url: str) -> None:
    assert words.safe_href(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.com/",
        "/newsDetail_forward_1",
        "https:",
        "https://",
        "https:///x",
        "https://user@example.com/",
        "https://www.thepaper.cn:x@evil.example/",
        'https://example.com/"onclick="x',
        "https://example.com/a b",
        "https://example.com/\u202egnp.exe",
        "https://[::1/",
        "http\x00://example.com/",
    ],
)
def test_anything_else_is_no_link(url: str) -> None:
    assert words.safe_href(url) is None


@pytest.mark.parametrize("said", ["https://" + "a" * 100_000, "\u202e" * 100_000, " " * 100_000 + "x", "\r\n" * 50_000])
def test_a_hundred_kilobytes_take_less_than_a_second(said: str) -> None:
    began = time.process_time()
    words.visible(said)
    words.one_line(said)
    words.safe_href(said)
    assert time.process_time() - began < 1


def test_a_cut_says_how_much_is_missing() -> None:
    assert words.shortened("x" * 10, 8) == "xxxxxxxx… (2 more characters)"
    assert words.shortened("x" * 8, 8) == "x" * 8
