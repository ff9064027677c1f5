"""What charts say beside the words of the articles, in both languages of the house."""

from __future__ import annotations

from decimal import Decimal

from db.claim import Value
from pipeline.report.claim_words import number, value_words

LANGUAGES = ("en", "zh")
"""The languages of whatever people are shown."""

MARKS = {
    "stated": ("stated", "说法"),
    "contradicted": ("contradicted by another article", "与其他报道矛盾"),
    "regressed": ("fell though such a count never falls", "只增不减之数反而下降"),
    "target": ("target (open)", "目标（未到期）"),
    "passed": ("target (its day has passed)", "目标（期限已过）"),
    "overdue": ("target (overdue)", "目标（逾期无下文）"),
    "missed": ("target (missed)", "目标（未达成）"),
    "late": ("target (reached late)", "目标（逾期后达成）"),
    "fulfilled": ("target (reached)", "目标（已达成）"),
}
"""What each mark means, in the order of the legend."""

_WORDS = {
    "day": ("As of, or due by", "截至日或期限"),
    "sort": ("What it is", "类别"),
    "figure": ("Figure", "数值"),
    "published": ("Published", "发布日"),
    "evidence": ("Evidence", "原文"),
    "address": ("Address", "网址"),
    "today": ("day of this chart", "制图日"),
    "comma": (", ", "、"),
    "described": (
        "{count} statements from {first} ({low}) to {last} ({high}). A bar is an interval, an arrow an open one.",
        "共{count}条说法，从{first}（{low}）到{last}（{high}）。竖条表示区间，箭头表示不设上限或下限。",
    ),
    "marked": ("Shown: {marks}.", "图中标有：{marks}。"),
}

_UNITS = {
    "CNY": ("yuan", "元"),
    "USD": ("US dollars", "美元"),
    "HKD": ("Hong Kong dollars", "港元"),
    "EUR": ("euros", "欧元"),
    "JPY": ("yen", "日元"),
    "m2": ("m²", "平方米"),
    "m": ("m", "米"),
    "t": ("t", "吨"),
    "pct": ("%", "%"),
    "pp": ("percentage points", "个百分点"),
    "times": ("times", "倍"),
    "place": ("rank", "名次"),
    "year": ("years", "年"),
    "month": ("months", "个月"),
    "day": ("days", "天"),
    "workday": ("working days", "个工作日"),
    "hour": ("hours", "小时"),
}
_LARGER = {"m2": ((Decimal(10) ** 6, ("km²", "平方公里")),)}
_POWERS = ((Decimal(10) ** 8, ("{} (× 100 million)", "亿{}")), (Decimal(10) ** 4, ("{} (× 10,000)", "万{}")))


def figure_words(value: Value, language: str) -> str:
    """A quantity as printed and what it stands for: `10余家 = more than 10, below 20`, or `10余家（大于10，小于20）`."""
    if language == "en":
        return value_words(value)
    low, high, reached = value.low, value.high, value.comparator
    above, below = reached == "gt", reached in {"gt", "near_below", "lt", "order"}
    lower = "" if low is None or (low == 0 and reached in {"lt", "le"}) else f"{'大于' if above else '不少于'}{number(low)}"
    upper = "" if high is None else f"{'小于' if below else '不多于'}{number(high)}"
    said = number(low) if low is not None and low == high else "，".join(part for part in (lower, upper) if part)
    return value.surface if value.surface.startswith(said) else f"{value.surface}（{said}）"


def labels(language: str) -> dict[str, str]:
    """Every word of a chart in one language, by its name; KeyError's kin ValueError for a language that is not there."""
    column = _column(language)
    return {name: words[column] for name, words in (_WORDS | MARKS).items()}


def _column(language: str) -> int:
    if language == "zh_CN":  # as catalogues name it
        return 1
    return LANGUAGES.index(language)


def axis_unit(unit: str, printed: str, highest: Decimal, language: str) -> tuple[Decimal, str]:
    """By what figures up to `highest` are divided on an axis, and the unit that gives, in words; `printed` is the classifier."""
    column = _column(language)
    base = _UNITS[unit][column] if unit in _UNITS else printed or unit
    for size, words in _LARGER.get(unit, ()):
        if highest >= size:
            return size, words[column]
    for size, forms in _POWERS:
        if highest >= size * 10:
            return size, forms[column].format(base)
    return Decimal(1), base
