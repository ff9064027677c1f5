"""A claim in words says what its fields say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from db.claim import Time, Value
from pipeline.report.claim_words import became, gist, replaces, side_by_side, time_words, value_words
from tests.report import samples


def value(surface: str, low: str | None, high: str | None, comparator: str, unit: str = "count") -> Value:
    """A quantity as a scanner gives it."""
    bounds = {name: Decimal(said) if said else None for name, said in (("low", low), ("high", high))}
    return Value(surface=surface, num=None, **bounds, unit=unit, unit_surface="", comparator=comparator, hedge=None, start=0, end=0)


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (value("13个", "13", "13", "eq"), "13个"),
        (value("1830万元", "18300000", "18300000", "eq", "CNY"), "1830万元 = 18,300,000 CNY"),
        (value("31.90%", "31.90", "31.90", "eq", "pct"), "31.90%"),
        (value("百分之五", "5", "5", "eq", "pct"), "百分之五 = 5 %"),
        (value("10余家", "10", "20", "gt"), "10余家 = more than 10, below 20"),
        (value("超5亿元", "500000000", None, "gt", "CNY"), "超5亿元 = more than 500,000,000 CNY"),
        (value("10个以上", "10", None, "ge"), "10个以上 = at least 10"),
        (value("近100家", "90", "100", "near_below"), "近100家 = from 90, below 100"),
        (value("不足30家", "0", "30", "lt"), "不足30家 = below 30"),
        (value("30天以内", "0", "30", "le", "day"), "30天以内 = at most 30 day"),
        (value("前50强", None, "50", "le", "place"), "前50强 = at most 50 (rank)"),
        (value("约20家", "18", "22", "approx"), "约20家 = from 18 to 22"),
        (value("数百家", "200", "1000", "order"), "数百家 = from 200, below 1,000"),
        (value("多个", "2", None, "vague"), "多个 = at least 2"),
        (value("若干", None, None, "vague"), "若干 = no stated number"),
    ],
)
def test_a_value_is_told_as_printed_and_as_an_interval(quantity: Value, said: str) -> None:
    assert value_words(quantity) == said


def test_no_value_says_nothing() -> None:
    assert value_words(None) == ""


def test_times_are_told_by_role_words_and_days() -> None:
    assert time_words(samples.JUNE.time) == "deadline 6月底前 = by 2021-06-30"
    assert time_words(Time(role="none")) == ""
    assert (
        time_words(replace(samples.JUNE.time, surface=None, basis="implicit_pub"))
        == "deadline = by 2021-06-30 (from the day of publication)"
    )


def test_fields_that_differ_are_marked_and_the_others_are_not() -> None:
    differing = [row.label for row in side_by_side(samples.JUNE, samples.SEPTEMBER) if row.differs]
    assert differing == ["Time", "Certainty", "Evidence"]


def test_one_claim_alone_differs_from_nothing() -> None:
    assert not any(row.differs or row.after for row in side_by_side(samples.SCHOOLS, None))
    assert side_by_side(None, None) == ()


def test_what_became_what_names_the_compared_fields() -> None:
    assert [(row.label, row.before, row.after) for row in became(samples.LOWERED.change)] == [
        ("Value", "10余家 = more than 10, below 20", "8家")
    ]


def test_what_became_what_falls_back_on_the_words_as_printed() -> None:
    (row,) = became(samples.RETITLED.change)
    assert (row.label, row.before, row.after) == ("", "高新区引进项目十余家", "高新区项目建设提速")
    assert became(samples.WITHDRAWN.change) == ()


def test_related_claims_both_stand() -> None:
    assert replaces(samples.LOWERED.change)
    assert not replaces(samples.OVERDUE.change)


def test_the_gist_says_nothing_twice() -> None:
    assert gist(samples.JUNE) == "二期厂房 封顶"
