"""Turn words of time into days: rules T1 to T9 of the annotation manual, section 3.6.

Words found by `dates` are resolved against the publication day, the years named in the same sentence and the
reporting day of the paragraph. What stays unknown stays None: an article without a date has no 今年.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import field
from datetime import date, timedelta
from functools import lru_cache

from pipeline.claims.dates import TimeWords
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import Entry

_ASOF = re.compile(r"(?:截至|截止|截)到?\s?$")
_UNTIL = re.compile(r"(?:到|至|至迟|面向)\s?$")
_REACH = re.compile(r"(?:到|至|截至)$")
_SINCE = re.compile(r"(?:从|自|自从)\s?$")
_BASELINE = re.compile(r"(?:较|比|与|同|相比|相较|相对|高于|低于|超过|多于|较之|和|是|为|相当于)\s?$")
_NO_BASELINE = re.compile(r"截至|合同$")
_AFTER_BASELINE = re.compile(r"(?:的?同期|相比|同比|的?(?:[近约逾超]|超过)?(?:\d|[一二两三四五六七八九十])+(?:\.\d+)?余?倍)")
BEFORE = re.compile(
    r"(?:底|末)?(?:之前|以前|前夕|前(?!沿|景|列|期|瞻|身|往|后|来|进|移|述|茅|途|端|锋|三甲|海|哨|提|置|(?:\d|[一二两三四五六七八九十]){1,3}(?:个?月|个?季度|强|名|位|甲)))"
)
"""前 that sets a deadline, not 前景, 前进 or 前10强."""
_FROM = re.compile(r"(?:以来|起|开始|就开始|至今|以后)")
_GONE = re.compile(r"(?:佳节|假期|小长假|长假|黄金周)?(?:后|刚过|过后|一过|将至|临近|来临|在即)")
"""What only sets a feast as the scene: 端午假期刚过."""
_DATELINE = re.compile(r"\s?(?:电|讯)")
_BIRTH = re.compile(r"诞生|成立|设立|挂牌|创立|始建|建立|启动")


@interim
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


@interim
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

    seen: dict[int, Moment] = field(default_factory=dict, compare=False)
    """Moments resolved so far, by where their words begin: each is asked for by every clause it governs."""

    turned: list[Setting] = field(default_factory=list, compare=False)
    """The same setting seen from a plan, once it was asked for."""

    def leaning(self, forward: bool) -> Setting:
        """The setting as a plan sees it, or as what was done does."""
        if forward == self.forward:
            return self
        if not self.turned:
            self.turned.append(Setting(self.published, self.reported, self.year, self.anchor, self.named, forward))
        return self.turned[0]


Days = tuple[date | None, date | None, str, str, bool]
"""First day, last day, granularity, basis, and whether two rules give two years."""


def moment(text: str, words: TimeWords, setting: Setting) -> Moment:
    """The days that words of time in the folded text stand for, and the role they play there; a setting is of one text."""
    found = setting.seen.get(words.start)
    if found is None:
        found = setting.seen[words.start] = _moment(text, words, setting)
    return found


def _moment(text: str, words: TimeWords, setting: Setting) -> Moment:
    first, last, granularity, basis, ambiguous = days = _days(words, setting)
    before, role = text[max(0, words.start - 4) : words.start], "span"
    scenic = words.form == "feast" and not setting.forward and _GONE.match(text, words.end) is not None
    if scenic or words.form in ("now", "span", "recent"):
        role = {"now": "asof", "span": "duration"}.get(words.form, "vague")
    elif (
        _DATELINE.match(text, words.end)
        or _AFTER_BASELINE.match(text, words.end)
        or (_BASELINE.search(before) and not _NO_BASELINE.search(before) and not _stands_alone(text, words, before))
    ):
        role = "baseline"
    elif words.form == "plan" and text.startswith(("末", "期末"), words.end):
        role = "deadline" if setting.forward else "asof"
    elif _ASOF.search(before):
        role = "asof"
    elif found := BEFORE.match(text, words.end):
        return _deadline(days, words, found.group())
    elif text.startswith("的", words.end) and words.end + 1 < len(text) and text[words.end + 1].isdigit():
        role = "span"
    elif _SINCE.search(before) or _FROM.match(text, words.end):
        role, last = "since", None
    elif setting.forward and _UNTIL.search(before) and words.form != "feast":
        role = "deadline"
    elif _REACH.search(before):
        role = "asof"
    return Moment(words, role, None if role in ("asof", "deadline") else first, last, granularity, basis, ambiguous)


def _stands_alone(text: str, words: TimeWords, before: str) -> bool:
    """和2014年, 与今年 in a list of dates are no baseline; 是2014年 only is one when a multiple follows."""
    return before.endswith(("是", "为", "和", "与", "同")) and not text.startswith(("同期", "相比"), words.end)


def _deadline(days: Days, words: TimeWords, suffix: str) -> Moment:
    first, last, granularity, basis, ambiguous = days
    edge = suffix[0] in "底末" or (words.granularity in ("month", "quarter", "half") and words.days is None and words.form != "feast")
    end = last if edge else first and first - timedelta(days=1)
    return Moment(words, "deadline", None, end, "day" if words.form == "feast" else granularity, basis, ambiguous)


def _days(words: TimeWords, setting: Setting) -> Days:
    return _BY_FORM.get(words.form, _calendar)(words, setting)


def _now(words: TimeWords, setting: Setting) -> Days:
    return None, setting.reported or setting.published, "day", "explicit" if setting.reported else "implicit_pub", False


def _monthly(words: TimeWords, setting: Setting) -> Days:
    if words.entry is None or setting.published is None:
        return None, None, "month", "relative", False
    year, month = divmod(setting.published.year * 12 + setting.published.month - 1 + int(words.entry.data["offset"]), 12)
    return date(year, month + 1, 1), month_end(year, month + 1), "month", "relative", False


def _duration(words: TimeWords, setting: Setting) -> Days:
    if setting.forward:
        return None, None, words.granularity, "relative", False
    return None, setting.published, words.granularity, "implicit_pub", False


def _vague(words: TimeWords, setting: Setting) -> Days:
    return None, None, words.granularity, "explicit", False


def _plan(words: TimeWords, setting: Setting) -> Days:
    first = int(words.entry.data["first"]) if words.entry else 0
    return date(first, 1, 1), date(first + 4, 12, 31), words.granularity, "explicit", False


def _day(words: TimeWords, setting: Setting) -> Days:
    entry, published = words.entry, setting.published
    day = published + timedelta(days=entry.data["offset"]) if entry and published else None
    return day, day, "day", "relative", False


def _feast(words: TimeWords, setting: Setting) -> Days:
    """The feast nearest to publication in the direction of the modality (rule T3)."""
    entry, published = words.entry, setting.published
    if entry is None or published is None:
        return None, None, "day", "holiday", False
    years = range(published.year - 1, published.year + 2)
    if words.year is not None:
        years = range(words.year, words.year + 1)
    days = _feast_days(entry, years)
    ahead, behind = [day for day in days if day >= published], [day for day in days if day < published]
    if words.year is not None:
        named = [day for day in days if day.year == words.year]
        found = named[0] if named else None
        return found, found, "day", "holiday", False
    day = (ahead[0] if ahead else None) if setting.forward or not behind else behind[-1]
    return day, day, "day", "holiday", False


def _feast_days(entry: Entry, years: range) -> list[date]:
    table = entry.data.get("days")
    return [date.fromisoformat(day) for day in table] if table else [date(year, *entry.data["day"]) for year in years]


def just_past(words: TimeWords, published: date | None) -> bool:
    """Whether the feast was less than a month ago and the next is far: 端午节前 said in mid-June is no plan."""
    if words.entry is None or published is None or words.year is not None:
        return False
    days = _feast_days(words.entry, range(published.year - 1, published.year + 2))
    return any(timedelta(0) < published - day < timedelta(days=30) for day in days)


_BY_FORM: dict[str, Callable[[TimeWords, Setting], Days]] = {
    "now": _now,
    "span": _duration,
    "monthly": _monthly,
    "recent": _vague,
    "plan": _plan,
    "feast": _feast,
    "day": _day,
}


def _calendar(words: TimeWords, setting: Setting) -> Days:
    offset = words.entry.data.get("offset") if words.entry else None
    year, ambiguous, basis = words.year, False, "explicit"
    if year is None and offset is not None:
        basis = "relative"
        year, ambiguous = _relative_year(words, int(offset), setting)
    elif year is None:
        year = _implied_year(words, setting)
    if year is None:
        return None, None, words.granularity, basis, False
    return (*_bounds(year, words.last_year, words.months, words.days), words.granularity, basis, ambiguous)


def _relative_year(words: TimeWords, offset: int, setting: Setting) -> tuple[int | None, bool]:
    """今年, 全年 and 当年 take the year of the sentence's 截至 (rule T5); the others count from publication."""
    published = setting.published.year if setting.published else None
    if words.entry and words.entry.data.get("base") == "named":
        named = setting.year or setting.named
        return (None if named is None or published is None else named + offset), False
    if offset == 0 and words.entry:
        whole = words.entry.surfaces and setting.named is not None and not setting.forward and words.whole
        year = (setting.year if words.whole and published else None) or setting.anchor or (setting.named if whole else published)
        return year, year is not None and published is not None and year != published
    return (None if published is None else published + offset), False


def _implied_year(words: TimeWords, setting: Setting) -> int | None:
    """A month without a year: the sentence's year, else the nearest not after publication, or ahead for plans (rule T2)."""
    if setting.year is not None and words.form in ("month", "part"):
        return setting.year
    if setting.published is None or words.months is None:
        return setting.published.year if setting.published else None
    published, first = setting.published, (words.months[0], (words.days or (1, 1))[0])
    if words.days is None and words.months[0] != words.months[1] and words.form == "month":
        # 1-11月 is told of a year in which November has begun, whoever plans something beside it.
        return published.year - (words.months[1] > published.month and not setting.forward)
    if setting.forward:
        return published.year + ((words.months[1], (words.days or (31, 31))[1]) < (published.month, published.day))
    return published.year - (first > (published.month, published.day))


@lru_cache(maxsize=4096)
def _bounds(year: int, last_year: int | None, months: tuple[int, int] | None, days: tuple[int, int] | None) -> tuple[date, date]:
    """First and last day; kept, for one article names a few stretches of time again and again."""
    if months is None:
        return date(year, 1, 1), date(last_year or year, 12, 31)
    start, end = months
    if days is None:
        return date(year, start, 1), month_end(year, max(start, end))
    return _safe(year, start, days[0]), _safe(year, end, days[1])


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
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
