"""Furniture goes from the edges of a body, and words of the article stay wherever they stand."""

from __future__ import annotations

import time

import pytest

from pipeline.layouts.body import CREDIT, Line
from pipeline.layouts.furniture import joined_origins, origin_of, sift, whole_title

BODY = "全区上半年开工项目18个。"

AT_THE_END = [
    "编辑|许安",
    "责编｜方圆圆",
    "校对丨江一舟",
    "责任编辑：林舟",
    "责任编辑 林舟",
    "编辑：许安　校对：何雨　审核：江一舟",
    "编辑/校对：许安、何雨",
    "（责任编辑：DF100）",
    "一审：许安 二审：何雨 三审：江一舟",
    "来源 | 青湖发布",
    "来源：青湖发布、青湖人才网",
    "（文章来源：青湖日报）",
    "转自：青湖发布",
    "原标题：《别的标题》",
    "（原题为《别的标题》）",
    "原标题：没有书名号的标题",
    "阅读原文",
    "点击查看全文 >",
    "特别声明：本平台只提供存储服务",
    "— END —",
    "（完）",
    "未经授权，不得转载",
    "https://news.example/x?y=1",
    "来源 | 青湖发布\n扫描下方二维码\n1、回复【公寓】查看指南\n点【在看】",
]
WORDS = [
    "编辑部决定继续跟踪这个项目。",
    "编辑们说，园区变了。",
    "来源稳定、去向清楚，是监管的要求。",
    "责任编辑出身的她去年回乡创业，带动就业120人。",
    "原标题党账号已被关停。",
    "“关注我们，不如关注订单。”负责人说。",
    "参观者可扫描二维码预约，每天限200人。",
    "小程序上线三个月，注册企业超过900家。",
    "资金来源：省级专项债券12亿元；区级财政配套3亿元。",
    "记者在现场看到：三条生产线已经满负荷运转，日产量达到2万件。",
    "文/图并茂的展板吸引了不少人。",
    "（记者注意到，这是第三次调整。）",
    "版权交易额达到5亿元。",
]


@pytest.mark.parametrize("ending", AT_THE_END)
def test_what_ends_a_page_is_no_paragraph(ending: str) -> None:
    lines = [Line(text=BODY), *(Line(text=text) for text in ending.split("\n"))]
    assert sift(lines).paragraphs == [BODY]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_words_of_the_article_stay_wherever_they_stand(words: str, at: int) -> None:
    texts = [BODY, "全年目标是30个。"]
    texts.insert(at, words)
    assert sift([Line(text=text) for text in texts]).paragraphs == texts


@pytest.mark.parametrize("text", ["编辑：许安", "来源：青湖发布", "（完）", "阅读原文", "点【在看】", "原标题：《别的标题》"])
def test_the_middle_of_a_body_is_never_touched(text: str) -> None:
    texts = [BODY, "二。", "三。", "四。", text, "六。", "全年目标是30个。"]
    assert sift([Line(text=part) for part in texts]).paragraphs == texts


def test_a_marked_credit_is_taken_from_the_middle() -> None:
    found = sift([Line(text=BODY), Line(text="（文章来源：青湖日报）", kind=CREDIT), Line(text="续。")])
    assert (found.paragraphs, found.origins) == ([BODY, "续。"], ["青湖日报"])


def test_every_statement_of_origin_is_kept_once_in_its_order() -> None:
    lines = [Line(text=text) for text in ("来源：甲报", BODY, "来源 | 乙报 编辑：许安", "（文章来源：甲报）")]
    assert joined_origins(sift(lines).origins) == "甲报；乙报"


@pytest.mark.parametrize(
    ("title", "original", "whole"),
    [
        ("园区打好五张...", "园区打好五张牌", "园区打好五张牌"),
        ("园区打好五张…", "园区打好五张牌", "园区打好五张牌"),
        ("园区打好五张牌", "园区打好五张牌，融入经济圈", "园区打好五张牌"),
        ("园区打好四张...", "园区打好五张牌", "园区打好四张..."),
        ("...", "园区", "..."),
        ("", "园区", "园区"),
        ("园区", None, "园区"),
    ],
)
def test_only_a_cut_title_is_completed(title: str, original: str | None, whole: str) -> None:
    assert whole_title(title, original) == whole


@pytest.mark.parametrize(("line", "origin"), [("来源：甲报·政务", "甲报·政务"), ("来源广泛", None), ("字号", None), ("来源：", None)])
def test_an_origin_is_read_from_its_line(line: str, origin: str | None) -> None:
    assert origin_of(line) == origin


@pytest.mark.parametrize("unit", ["编辑：", "来源：", "编辑 张三 ", "（", "原标题：《", "本文", "未经授权", "一审", "=", "联系", " "])
def test_a_hundred_kilobytes_of_one_line_take_no_time(unit: str) -> None:
    begun = time.process_time()
    sift([Line(text=BODY), Line(text=unit * (100_000 // len(unit)))])
    assert time.process_time() - begun < 2
