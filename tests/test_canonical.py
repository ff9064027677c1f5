"""What is no edit compares equal, what is one does not, and nothing else decides it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.china import CHINA
from db.records import Article
from pipeline.canonical import canonical, same_header, same_words, text_sha256

NOON = datetime(2022, 5, 25, 12, 0, tzinfo=CHINA)

SAME = [
    ("引进企业30余家，", "引进企业30余家,"),
    ("增长１２．５％", "增长12.5%"),
    ("“五张牌”", '"五张牌"'),
    ("「五张牌」", "“五张牌”"),
    ("上海 证券 报", "上海证券报"),
    ("企业，\u3000全面达产", "企业，全面达产"),
    ("达到 35 亿元", "达到35亿元"),
    ("项\u200b目\ufeff落\u00ad地", "项目落地"),
    ("Hello\u00a0  World", "Hello World"),
    ("聚焦｜园区", "聚焦|园区"),
    ("免税城......", "免税城……"),
    ("高新区--先行者", "高新区——先行者"),
    ("e\u0301", "é"),
    ("\u0358\n\u0357", "\u0357\u0358"),
    ("搓搓手！👇👇", "搓搓手！��"),
    ("10:30", "10：30"),
    ("10～20家", "10~20家"),
    ("  园区 \n", "园区"),
]
DIFFERENT = [
    ("引进企业30余家", "引进企业30家"),
    ("10家", "11家"),
    ("1.5亿元", "15亿元"),
    ("增长5%", "增长5个百分点"),
    ("高新区", "开发区"),
    ("new town", "newtown"),
    ("10 000", "10000"),
    ("已建成。", "已建成"),
    ("A", "a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_typography_is_no_edit(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_words_and_figures_are_edits(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(st.text(max_size=60), st.sampled_from(" \t\u3000\u00a0\u200b\ufeff"), st.integers(0, 60))
def test_a_blank_beside_a_chinese_character_is_nothing(text: str, blank: str, at: int) -> None:
    split = f"{text[:at]}区{blank}{text[at:]}"
    assert canonical(split) == canonical(f"{text[:at]}区{text[at:]}")


def test_blank_and_invisible_paragraphs_do_not_count() -> None:
    assert text_sha256(["园区", "", " \u3000", "\u200b", "👇👇"]) == text_sha256(["园区"])


def test_the_order_of_paragraphs_counts_and_their_borders_do_not() -> None:
    assert len({text_sha256(parts) for parts in (["甲", "乙"], ["乙", "甲"], ["甲乙"])}) == 2
    assert len({text_sha256(parts) for parts in (["new", "town"], ["newtown"], ["new town"])}) == 2


@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_text_has_one_digest_however_its_lines_break(parts: list[str]) -> None:
    assert text_sha256(parts) == text_sha256(["\n".join(parts)])


LINES = st.lists(st.text("区a1 .-—…\n\u3000\u0301\u200b．。", max_size=4), max_size=4)


@given(LINES, LINES)
@example(["a", "\u0301"], [])
def test_bodies_have_the_same_words_just_when_they_have_one_digest(old: list[str], new: list[str]) -> None:
    assert same_words(old, new) == (text_sha256(old) == text_sha256(new))
    assert same_words(old, ["".join(old)]) == (text_sha256(old) == text_sha256(["".join(old)]))


def test_a_lone_surrogate_has_a_digest() -> None:
    assert len(text_sha256(["\ud800 10家"])) == 64


@pytest.mark.parametrize("unit", [" ", ".", "…", "—", "-", "�", "园 ", "a ", "e\u0301"])
def test_a_hundred_thousand_characters_take_no_time(unit: str) -> None:
    begun = time.process_time()
    canonical(unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 2


HEADERS = [
    (Article(title="全"), Article(title="全"), True),
    (Article(title="聚焦|园区打好五张牌"), Article(title="聚焦｜园区打好五张牌"), True),
    (Article(title="园区打好五张..."), Article(title="园区打好五张牌，融入经济圈"), True),
    (Article(title="园区打好五张牌，融入经济圈"), Article(title="园区打好……"), True),
    (Article(title="……"), Article(title="园区"), False),
    (Article(title="园区打好四张..."), Article(title="园区打好五张牌"), False),
    (Article(title=""), Article(title="园区"), True),
    (Article(title="园区"), Article(title="开发区"), False),
    (Article(title="甲", published_at=NOON), Article(title="甲", published_at=NOON + timedelta(seconds=59)), True),
    (Article(title="甲", published_at=NOON), Article(title="甲", published_at=NOON.astimezone(UTC)), True),
    (Article(title="甲", published_at=NOON), Article(title="甲", published_at=NOON + timedelta(minutes=1)), False),
    (Article(title="甲", published_at=NOON), Article(title="甲"), True),
    (Article(title="甲", source_line="澎湃新闻；内江高新"), Article(title="甲", source_line="内江高新"), True),
    (Article(title="甲", source_line="澎湃新闻；内江高新"), Article(title="甲"), True),
    (Article(title="甲", source_line="科技日报"), Article(title="甲", source_line="经济日报"), False),
    (Article(title="甲", source_line="甲报；乙报"), Article(title="甲", source_line="甲报；丙报"), False),
]


@pytest.mark.parametrize(("old", "new", "same"), HEADERS)
def test_headers_are_compared_leniently(old: Article, new: Article, same: bool) -> None:
    assert same_header(old, new) is same
    assert same_header(new, old) is same
