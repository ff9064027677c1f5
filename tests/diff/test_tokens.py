"""Nothing is lost and nothing is cut: the tokens rebuild both texts, and figures stay whole."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given

from pipeline.diff.tokens import token_diff
from pipeline.diff.words import words
from tests.diff.strategies import paragraph, wild


def rebuilt(tokens: tuple[tuple[str, str], ...], sign: str) -> str:
    return "".join(text for own, text in tokens if own in ("=", sign))


@given(paragraph, paragraph)
def test_tokens_rebuild_both_texts(old: str, new: str) -> None:
    tokens = token_diff(old, new)
    assert (rebuilt(tokens, "-"), rebuilt(tokens, "+")) == (old, new)


@given(wild, wild)
def test_tokens_rebuild_any_text(old: str, new: str) -> None:
    tokens = token_diff(old, new)
    assert (rebuilt(tokens, "-"), rebuilt(tokens, "+")) == (old, new)
    assert all(text for _, text in tokens)


@given(wild)
def test_words_rebuild_their_text(text: str) -> None:
    assert "".join(words(text)) == text


@given(paragraph, paragraph)
def test_no_piece_is_cut(old: str, new: str) -> None:
    tokens = token_diff(old, new)
    for text, sign in ((old, "-"), (new, "+")):
        ends, at = {0}, 0
        for word in words(text):
            at += len(word)
            ends.add(at)
        border = 0
        for own, part in tokens:
            border += len(part) if own in ("=", sign) else 0
            assert border in ends


@given(paragraph, paragraph)
def test_the_way_back_is_the_mirror(old: str, new: str) -> None:
    flipped = {"=": "=", "-": "+", "+": "-"}
    back = [(flipped[sign], text) for sign, text in token_diff(new, old)]
    assert sorted(back) == sorted(token_diff(old, new))


@given(paragraph)
def test_equal_texts_are_one_equal_piece(text: str) -> None:
    assert token_diff(text, text) == ((("=", text),) if text else ())


WHOLE = (
    ("云岭高新区已引进项目", "13个", "15个", "。"),
    ("已汇聚", "10余家", "10家", "企业"),
    ("实现产值", "35亿元以上", "3.5亿元", "。"),
    ("力争", "到2025年", "到2027年", "建成基地"),
    ("签约于", "1月14日", "1月24日", "。"),
    ("成立于", "2021年底", "2022年初", "。"),
    ("增长", "12.5%", "12.9%", "。"),
    ("提高", "3.2个百分点", "3.4个百分点", "。"),
    ("落户", "云岭高新区", "云峰高新区", "。"),
    ("占地", "1,200亩", "1,300亩", "。"),
    ("实施", "“3+2”", "“3+3”", "机制"),
    ("共", "三十余户", "四十余户", "企业"),
    ("装机", "20万千瓦", "25万千瓦", "。"),
    ("用时", "3个多月", "4个多月", "。"),
    ("约有", "近百名", "逾百名", "工人"),
    ("引入", "Tesla", "Testo", "公司"),
    ("占", "百分之三十", "百分之四十", "。"),
)


@pytest.mark.parametrize(("before", "old", "new", "after"), WHOLE)
def test_a_figure_a_date_or_a_name_is_shown_whole(before: str, old: str, new: str, after: str) -> None:
    assert token_diff(before + old + after, before + new + after) == (("=", before), ("-", old), ("+", new), ("=", after))


def test_a_verb_before_a_zone_is_not_part_of_its_name() -> None:
    assert "云岭高新区" in words("项目落户云岭高新区") and "云岭高新区" in words("走进云岭高新区")


def test_speech_is_not_taken_for_a_name() -> None:
    assert "2栋" in words("“2栋厂房，都要封顶。”")


HOSTILE = [
    "1",
    "一",
    "1,",
    "“",
    "“a",
    "约",
    "a-",
    "a.",
    "新区",
    "1到",
    "1月",
    "百分之",
    "高新",
    "1.1",
    "一点",
    "《a",
    "不少",
    "十多",
    "区",
    "万",
    "𝟙",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_is_cut_in_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    assert "".join(words(text)) == text
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("size", [1_000, 20_000, 200_000])
def test_texts_with_nothing_in_common_take_no_longer_than_a_second(size: int) -> None:
    old = "".join(chr(0x4E00 + (k * 7919) % 5000) for k in range(size))
    new = "".join(chr(0x4E00 + (k * 104729 + 17) % 4999) for k in range(size))
    begun = time.process_time()
    tokens = token_diff(old, new)
    assert time.process_time() - begun < 1.5
    assert (rebuilt(tokens, "-"), rebuilt(tokens, "+")) == (old, new)


def test_a_long_paragraph_with_small_edits_is_shown_finely() -> None:
    old = "".join(f"第{k}园区引进企业{k}家，" for k in range(400))
    new = re.sub("第(7|250)园区引进企业", r"第\1园区招引企业", old)
    changed = [text for sign, text in token_diff(old, new) if sign != "="]
    assert changed == ["引进", "招引", "引进", "招引"] or changed == ["进", "招", "引"] * 2 or max(map(len, changed)) <= 12
