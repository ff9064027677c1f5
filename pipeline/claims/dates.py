"""Find the words of time in folded text: dates, parts of a year, plans, feasts, spans such as 连续3年.

Nothing is resolved here, for a month without a year means one thing in a report and another in a plan: `times`
does that when it knows which claim asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import Entry, Hit, alternation, lexicon
from pipeline.claims.numerals import number

_WORDS = alternation(
    {entry_surface: 0 for entry in lexicon("times").entries if entry.data["form"] in ("part", "feast") for entry_surface in entry.surfaces}
    | {"全年": 0}
)
_YEAR = r"(?:(?<!\d)(?P<year>(?:19|20)\d\d)(?:年度|年)|(?P<hanyear>二[〇零][〇零一二三四][〇零一二三四五六七八九])年)"
_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_MONTH = (
    rf"(?P<month>1[0-2]|0?[1-9]|{_HAN_MONTH})"
    rf"(?P<range>(?:月份?|月(?P<day0>\d{{1,2}})日)?(?:[-—–~至到]|、)(?P<month2>1[0-2]|[1-9]|{_HAN_MONTH}))?月"
)
_DAY = (
    r"(?:(?P<day>3[01]|[12]\d|0?[1-9])(?:[日号]?(?:[-—–~至到])(?P<day2>3[01]|[12]\d|0?[1-9])(?=[日号]))?[日号]"
    r"|份?(?P<third>底|末|初|上旬|中旬|下旬)|份)?"
)
_LATER = _MONTH.replace("?P<", "?P<a") + _DAY.replace("?P<", "?P<a")
_DATE = re.compile(
    rf"{_YEAR}(?:(?:[-—–~至到])(?P<year2>(?:19|20)\d\d)年"
    rf"|\s?(?:{_MONTH}{_DAY}|(?P<edge>底|末|初)|第?(?P<word>{_WORDS})|前(?P<first>\d{{1,2}})个?月))?"
    rf"|(?<![\d.月十一二三四五六七八九]){_LATER}"
    r"|前(?P<afirst>1[0-2]|[1-9]|[二两三四五六七八九十]|十一)个?月"
    r"|(?<!\d)(?P<years>(?:19|20)\d\d)[-—–~至到](?P<years2>(?:19|20)\d\d)年"
)
_TAIL = re.compile(
    rf"(?:(?P<month>1[0-2]|[1-9])(?:月份?)?(?:[-—–~至到])(?P<month2>1[0-2]|[1-9])月份?"
    rf"|(?P<m>1[0-2]|[1-9])月{_DAY.replace('?P<third>', '?P<third>')}|(?P<edge>年?底|年?末|年?初)|前(?P<first>\d{{1,2}})个?月)"
)
_SPAN = re.compile(
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十几半]{1,3})(?P<more>余|多)?"
    r"(?P<unit>周年|年|个多?月|天|周|个季度)(?P<more2>多)?(?P<tail>以来|来|间|之?内|之?后|之?前|时间|期间|就)?"
)
_LEAD = re.compile(r"(?:连续|近|过去|仅用?了?|只用了?|短短|用时|历时|时隔|最近|未来|今后|前|不到|历经|经过|用了?)$")
_DIGITS = re.compile(r"(?:(?<!\d)\d|前|(?<![第一二三四五六七八九十])[〇零一二两三四五六七八九十几半])")
_LIMIT = re.compile(r"(?:压缩|缩短|控制|限时|时限|缩减|减少|办理|办结|延长)[^,。;]{0,8}$")
_BARE_YEAR = re.compile(r"(?<![\d.,万亿])(?P<year>20[0-4]\d)(?=[一-鿿])")


@interim
class TimeWords:
    """A stretch of text that says when."""

    start: int
    """First code point."""

    end: int
    """One past the last; prepositions and 前, 底前, 以来 are not part of it."""

    form: str
    """year, month, day, part, now, recent, plan, feast or span."""

    entry: Entry | None = None
    """The word of the lexicon it is or begins with."""

    year: int | None = None
    """Calendar year; None when unsaid."""

    months: tuple[int, int] | None = None
    """First and last month; None when unsaid."""

    days: tuple[int, int] | None = None
    """First and last day of the month (or of the last month); None when unsaid."""

    last_year: int | None = None
    """Second year of 2011-2015年; None otherwise."""

    granularity: str = "year"
    """day, month, quarter, half or year."""

    count: int | None = None
    """Years, months or days of a span; None when vague."""

    unit: str | None = None
    """Unit of a span as printed."""

    inner: bool = False
    """True for 年内: within the year, and so still to come."""

    whole: bool = False
    """True for 全年, 当年, 同年: the year meant is the one spoken of, not the one of publication."""


def time_words(text: str, marks: bytearray, hits: Iterable[Hit]) -> tuple[TimeWords, ...]:
    """Words of time in the folded text, in order, none overlapping.

    `marks` holds 1 where digits belong to a name, `hits` are the words of the lexicon `times` in the text.
    """
    found: list[TimeWords] = []
    for words in sorted(_all(text, marks, hits), key=lambda words: (words.start, -words.end)):
        if not found or words.start >= found[-1].end:
            found.append(words)
    return tuple(found)


def _all(text: str, marks: bytearray, hits: Iterable[Hit]) -> Iterator[TimeWords]:
    starts = [found.start() for found in _DIGITS.finditer(text) if not marks[found.start()]]
    reached = 0
    for start in starts:
        if start >= reached and (match := _DATE.match(text, start)):
            reached = match.end()
            yield _date(match)
    for match in _BARE_YEAR.finditer(text):
        if not marks[match.start()] and _is_year(text, match.end()):
            yield TimeWords(start=match.start(), end=match.end(), form="year", year=int(match["year"]))
    for hit in hits:
        if hit.entry.data["form"] in ("plan", "feast") or not marks[hit.start]:
            yield _worded(text, hit.entry, hit.start, hit.end)
    for start in starts:
        match = _SPAN.match(text, start)
        lead = _LEAD.search(text, max(0, start - 4), start) if match else None
        if match and (lead or match["tail"]) and not _LIMIT.search(text, max(0, start - 14), start):
            yield _span(match, lead.start() if lead else start)


def _is_year(text: str, end: int) -> bool:
    """A bare 2021 is a year unless a unit, a classifier or more of a number follows."""
    if text[end] in "年余多几万亿千百十至到和与及":
        return False
    return not any(text[end : end + length] in lexicon("units").surfaces for length in range(1, 6))


def _date(match: re.Match[str]) -> TimeWords:
    get = match.groupdict()
    year = get["year"] or get["years"]
    number_of_year = int(year) if year else int(number(get["hanyear"]) or 0) if get["hanyear"] else None
    last = get["year2"] or get["years2"]
    word = lexicon("times").surfaces[get["word"]][0] if get["word"] else None
    months, days, granularity = _inner(get)
    if word is not None:
        months, granularity = _part(word)
    feast = word is not None and word.data["form"] == "feast"
    return TimeWords(
        start=match.start(),
        end=match.end(),
        form="feast" if feast else "month" if months else "year",
        entry=word,
        year=number_of_year,
        months=months,
        days=days,
        last_year=int(last) if last else None,
        granularity=granularity,
    )


def _part(entry: Entry) -> tuple[tuple[int, int] | None, str]:
    months = entry.data.get("months")
    return ((months[0], months[1]), entry.data["granularity"]) if months else (None, "year")


def _inner(get: dict[str, Any]) -> tuple[tuple[int, int] | None, tuple[int, int] | None, str]:
    """Months, days and granularity out of the groups of a date."""
    first = get.get("first") or get.get("afirst")
    if first:
        return (1, int(number(first) or 1)), None, "month"
    if get.get("edge"):
        return ((1, 1) if get["edge"] == "初" else (12, 12)), None, "month"
    month = get.get("month") or get.get("amonth")
    if not month:
        return None, None, "year"
    month2 = get.get("month2") or get.get("amonth2")
    day, day2 = get.get("day") or get.get("aday"), get.get("day2") or get.get("aday2")
    third = get.get("third") or get.get("athird")
    first_month = int(number(month) or 1)
    months = (first_month, int(number(month2) or 1) if month2 else first_month)
    if day:
        first_day = get.get("day0") or get.get("aday0") or day
        return months, (int(first_day), int(day2 or day)), "day"
    return months, {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}.get(third or ""), "month"


def _worded(text: str, entry: Entry, start: int, end: int) -> TimeWords:
    form = entry.data["form"]
    if form == "year" and (tail := _TAIL.match(text, end)):
        get = tail.groupdict() | {"month": tail["month"] or tail["m"], "edge": (tail["edge"] or "")[-1:]}
        months, days, granularity = _inner(get)
        return TimeWords(start=start, end=tail.end(), form=form, entry=entry, months=months, days=days, granularity=granularity)
    if form == "year":
        for length in range(min(6, len(text) - end), 1, -1):
            for part in lexicon("times").surfaces.get(text[end : end + length], ()):
                if part.data["form"] == "part":
                    months, granularity = _part(part)
                    return TimeWords(start=start, end=end + length, form=form, entry=entry, months=months, granularity=granularity)
    months, granularity = _part(entry)
    whole, inner = text[start:end] in entry.data.get("ambiguous", ()), text[start:end] == "年内"
    return TimeWords(start=start, end=end, form=form, entry=entry, months=months, granularity=granularity, whole=whole, inner=inner)


def _span(match: re.Match[str], start: int) -> TimeWords:
    count = number(match["count"]) if match["count"] not in ("几", "半") else None
    end = match.end("tail") if match["tail"] and match["tail"] != "就" else match.end("more2") if match["more2"] else match.end("unit")
    unit = match["unit"]
    granularity = "year" if "年" in unit else "day" if unit == "天" else "month"
    return TimeWords(start=start, end=end, form="span", count=None if count is None else int(count), unit=unit, granularity=granularity)
