"""Turn words of time into days: rules T1 to T9 of the annotation manual, section 3.6.

Words found by `dates` are resolved against the publication day, the years named in the same sentence and the
reporting day of the paragraph. What stays unknown stays None: an article without a date has no 今年.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.claims.dates import TimeWords

_ASOF = re.compile(r"(?:截至|截止|截)到?\s?$")
_UNTIL = re.compile(r"(?:到|至|至迟)\s?$")
_REACH = re.compile(r"(?:到|至|截至)$")
_SINCE = re.compile(r"(?:从|自|自从)\s?$")
_BASELINE = re.compile(r"(?:较|比|与|同|相比|相较|相对|高于|低于|超过|多于|较之|和|是|为|相当于)\s?$")
_AFTER_BASELINE = re.compile(r"(?:的?同期|相比|同比|的?(?:\d|[一二两三四五六七八九十])+(?:\.\d+)?倍)")
BEFORE = re.compile(
    r"(?:底|末)?(?:之前|以前|前夕|前(?!沿|景|列|期|瞻|身|往|后|来|进|移|述|茅|途|端|锋|三甲|海|哨|提|置|(?:\d|[一二两三四五六七八九十]){1,3}(?:个?月|个?季度|强|名|位|甲)))"
)
"""前 that sets a deadline, not 前景, 前进 or 前10强."""
_FROM = re.compile(r"(?:以来|起|开始|就开始|至今|以后)")
_DATELINE = re.compile(r"\s?(?:电|讯)")
_BIRTH = re.compile(r"诞生|成立|设立|挂牌|创立|始建|建立|启动")


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """Words of time as days."""

    words: TimeWords
    """Where they stand."""

    role: str
    """asof, deadline, since, duration, span (a stretch that is a period or a point), vague or baseline."""

    first: date | None
    """First day; None when open or unknown."""

    last: date | None
    """Last day; None when open or unknown."""

    granularity: str
    """day, month, quarter, half or year."""

    basis: str
    """explicit, relative, holiday, derived or implicit_pub."""

    ambiguous: bool = False
    """True when two rules give two years."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What words of time are resolved against."""

    published: date | None
    """Publication day."""

    reported: date | None = None
    """Day on which the paragraph says its reporter was there."""

    year: int | None = None
    """Year named last before the words in their sentence."""

    anchor: int | None = None
    """Year of the latest 截至 date of the sentence."""

    named: int | None = None
    """Calendar year named last before the words in the article; what 全年 means in a review of that year."""

    forward: bool = False
    """True when a plan or a target asks: a date without a year lies ahead."""


def moment(text: str, words: TimeWords, setting: Setting) -> Moment:
    """The days that words of time in the folded text stand for, and the role they play there."""
    days = _days(words, setting)
    before, role = text[max(0, words.start - 4) : words.start], "span"
    if words.form in ("now", "span", "recent"):
        role = {"now": "asof", "span": "duration", "recent": "vague"}[words.form]
    elif (
        _DATELINE.match(text, words.end)
        or _AFTER_BASELINE.match(text, words.end)
        or (_BASELINE.search(before) and not re.search(r"截至|合同$", before) and not _stands_alone(text, words, before))
    ):
        role = "baseline"
    elif words.form == "plan" and text.startswith(("末", "期末"), words.end):
        role = "deadline" if setting.forward else "asof"
    elif _ASOF.search(before):
        role = "asof"
    elif found := BEFORE.match(text, words.end):
        return _deadline(days, words, found.group())
    elif text.startswith("的", words.end) and words.end + 1 < len(text) and text[words.end + 1].isdigit():
        return replace(days, role="span")
    elif _SINCE.search(before) or _FROM.match(text, words.end):
        return replace(days, role="since", last=None)
    elif setting.forward and _UNTIL.search(before) and words.form != "feast":
        role = "deadline"
    elif _REACH.search(before):
        role = "asof"
    return replace(days, role=role, first=None) if role in ("asof", "deadline") else replace(days, role=role)


def _stands_alone(text: str, words: TimeWords, before: str) -> bool:
    """和2014年, 与今年 in a list of dates are no baseline; 是2014年 only is one when a multiple follows."""
    return before.endswith(("是", "为", "和", "与", "同")) and not text.startswith(("同期", "相比"), words.end)


def _deadline(days: Moment, words: TimeWords, suffix: str) -> Moment:
    edge = suffix[0] in "底末" or (words.granularity in ("month", "quarter", "half") and words.days is None and words.form != "feast")
    end = days.last if edge else days.first and days.first - timedelta(days=1)
    return replace(days, role="deadline", first=None, last=end, granularity="day" if words.form == "feast" else days.granularity)


def _days(words: TimeWords, setting: Setting) -> Moment:
    made = Moment(words=words, role="span", first=None, last=None, granularity=words.granularity, basis="explicit")
    return {"now": _now, "span": _duration, "recent": _vague, "plan": _plan, "feast": _feast, "day": _day}.get(words.form, _calendar)(
        made, setting
    )


def _now(made: Moment, setting: Setting) -> Moment:
    basis = "explicit" if setting.reported else "implicit_pub"
    return replace(made, last=setting.reported or setting.published, granularity="day", basis=basis)


def _duration(made: Moment, setting: Setting) -> Moment:
    if setting.forward:
        return replace(made, basis="relative")
    return replace(made, last=setting.published, basis="implicit_pub")


def _vague(made: Moment, setting: Setting) -> Moment:
    return made


def _plan(made: Moment, setting: Setting) -> Moment:
    entry = made.words.entry
    first = int(entry.data["first"]) if entry else 0
    return replace(made, first=date(first, 1, 1), last=date(first + 4, 12, 31))


def _day(made: Moment, setting: Setting) -> Moment:
    entry, published = made.words.entry, setting.published
    day = published + timedelta(days=entry.data["offset"]) if entry and published else None
    return replace(made, first=day, last=day, granularity="day", basis="relative")


def _feast(made: Moment, setting: Setting) -> Moment:
    """The feast nearest to publication in the direction of the modality (rule T3)."""
    entry = made.words.entry
    if entry is None or setting.published is None:
        return replace(made, basis="holiday", granularity="day")
    published = setting.published
    table = entry.data.get("days")
    years = range(published.year - 1, published.year + 2)
    if made.words.year is not None:
        years = range(made.words.year, made.words.year + 1)
    days = [date.fromisoformat(day) for day in table] if table else [date(year, *entry.data["day"]) for year in years]
    ahead, behind = [day for day in days if day >= published], [day for day in days if day < published]
    if made.words.year is not None:
        named = [day for day in days if day.year == made.words.year]
        return replace(made, first=named[0] if named else None, last=named[0] if named else None, granularity="day", basis="holiday")
    day = (ahead[0] if ahead else None) if setting.forward or not behind else behind[-1]
    return replace(made, first=day, last=day, granularity="day", basis="holiday")


def _calendar(made: Moment, setting: Setting) -> Moment:
    words = made.words
    offset = words.entry.data.get("offset") if words.entry else None
    year, ambiguous, basis = words.year, False, "explicit"
    if year is None and offset is not None:
        basis = "relative"
        year, ambiguous = _relative_year(words, int(offset), setting)
    elif year is None:
        year = _implied_year(words, setting)
    if year is None:
        return replace(made, basis=basis)
    first, last = _bounds(words, year)
    return replace(made, first=first, last=last, basis=basis, ambiguous=ambiguous)


def _relative_year(words: TimeWords, offset: int, setting: Setting) -> tuple[int | None, bool]:
    """今年, 全年 and 当年 take the year of the sentence's 截至 (rule T5); the others count from publication."""
    published = setting.published.year if setting.published else None
    if offset == 0 and words.entry:
        whole = words.entry.surfaces and setting.named is not None and not setting.forward and words.whole
        year = setting.anchor or (setting.named if whole else published)
        return year, year is not None and published is not None and year != published
    return (None if published is None else published + offset), False


def _implied_year(words: TimeWords, setting: Setting) -> int | None:
    """A month without a year: the sentence's year, else the nearest not after publication, or ahead for plans (rule T2)."""
    if setting.year is not None and words.form in ("month", "part"):
        return setting.year
    if setting.published is None or words.months is None:
        return setting.published.year if setting.published else None
    published, first = setting.published, (words.months[0], (words.days or (1, 1))[0])
    if setting.forward:
        return published.year + ((words.months[1], (words.days or (31, 31))[1]) < (published.month, published.day))
    return published.year - (first > (published.month, published.day))


def _bounds(words: TimeWords, year: int) -> tuple[date, date]:
    if words.months is None:
        return date(year, 1, 1), date(words.last_year or year, 12, 31)
    start, end = words.months
    if words.days is None:
        return date(year, start, 1), _month_end(year, max(start, end))
    return _safe(year, start, words.days[0]), _safe(year, end, words.days[1])


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _safe(year: int, month: int, day: int) -> date:
    """The day, or the month's last when a text says 2月30日 or 下旬."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def derived(text: str, words: TimeWords, earlier: tuple[Moment, ...]) -> tuple[date, date] | None:
    """N年就V after a dated birth event: that year plus N (rule T7); None when there is no such event before it."""
    if words.form != "span" or words.count is None or "年" not in (words.unit or "") or "就" not in text[words.end : words.end + 3]:
        return None
    for birth in reversed(earlier):
        if birth.role == "span" and birth.first and _BIRTH.search(text, birth.words.end, birth.words.end + 20):
            year = birth.first.year + words.count
            return date(year, 1, 1), date(year, 12, 31)
    return None
