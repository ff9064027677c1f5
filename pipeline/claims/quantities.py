"""Find quantities in folded text: number, unit, hedge, and the interval they stand for.

The grammar is the manual's section 3.5. A number core is found by one regular expression; unit and hedges are
then looked up beside it, so that the time taken grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.claims.interim import interim
from pipeline.claims.intervals import above, interval
from pipeline.claims.lexicon_files import Entry, lexicon
from pipeline.claims.numerals import ARABIC, DIGITS, HAN, SCALE, number, plain

_CORE = re.compile(
    rf"(?P<percent>百分之(?:{ARABIC}|[{DIGITS}十百]++(?:点[{DIGITS}]++)?))"
    r"|翻了?(?P<fold>[一两二三四1-4](?=番))?番"
    r"|(?P<below>[二三四五六七八九十百千]++)分之(?P<above>[一二三四五六七八九十]++)"
    r"|(?P<half>(?:一半|半数)(?:(?=以上|左右|的|企业|项目)|(?<=[超近逾约达占为了过减低短缩到]..)))"
    rf"|(?P<rank>第(?P<ordinal>\d++|[{DIGITS}十百]++)|前(?P<top>\d++|[{DIGITS}十百]++)(?=强|位|名|列|[,。;、]|$))"
    rf"|(?P<order>(?:数|几|上|(?<![完建达形组生促构合])成)(?P<scale>[十百千万亿]++))"
    rf"|(?P<num>(?:{ARABIC}){SCALE}(?:(?:{ARABIC})[百千万]++)*+|{HAN})(?P<mid>[余多几来](?P<after>{SCALE}))?"
    r"|(?P<vague>多|若干|数)"
)
_SIGN = re.compile("[百翻半第前数几上成多若万亿千十一两\\d" + DIGITS + "]")
"""What a core may begin with: looking for one character is several times as quick as trying all of the above everywhere."""
_RANK_WORDS = re.compile(r"排名|位次|名次|排位|位居|位列|名列|跃居|列全|居全|晋位|进位|争先|前移|上升|跃升|提升|排|居|列第|榜")
_RANGE = re.compile(r"\s?(?:[-—–~]|至|到)\s?")
_PAIR = re.compile(r"(?P<one>[二三四五六七八])(?P<two>[三四五六七八九])(?P<scale>[十百千万亿]*+)")
_SCALE_NOUN = re.compile(r"(?:元)?(?:级|规模)?[一-鿿]{0,8}?(?:产业|集群|园区|企业|板块|链|工程)")
_MONEY_NOUN = re.compile(r"投资|资金|产值|收入|税|资本|融资|贷款|销售额|利润|金额|补助|奖")
_HAN_AFTER = re.compile(r"(?![元级的大产资投贷税左以上之多余规工项订融基年])[一-鿿]")
_PEOPLE_NOUN = re.compile(r"人口|就业|人员|员工|从业|用工")
_UP_TO = re.compile(r"(?:最高|最多)可?(?:给予|补贴|补助|奖励|资助|支持|可获|享受|授信|贷款|达到?|为){1,2}$")
_ABOUT = re.compile(r"约占[^,。;:\d]{1,11}$")
_EACH = re.compile(r"每(?:平方公里|平方米|万人|[一-鿿])$")
_SCALE = re.compile(r"[百千万亿]*+$")
_FROM = re.compile(r"[从由]\D{0,2}$")
_ENDS_SCALED = re.compile(r"[百千万亿]++$")
_UNITS, _HEDGES = lexicon("units"), lexicon("hedges")
_LONGEST_HEDGE = max(len(surface) for surface in _HEDGES.surfaces)
_HEDGE_ENDS = frozenset(surface[-1] for surface in _HEDGES.surfaces)


@interim
class Quantity:
    """A number with unit and hedge, as printed and as an interval."""

    start: int
    """First code point, hedge included."""

    end: int
    """One past the last, hedge included."""

    core: int
    """First code point of the number itself."""

    unit_end: int
    """One past the unit or classifier."""

    num: Decimal | None
    """Stated number with its magnitude."""

    low: Decimal | None
    """Lower bound."""

    high: Decimal | None
    """Upper bound."""

    unit: str
    """Normal form of the unit."""

    unit_surface: str
    """Unit or classifier as printed, magnitude of money included."""

    kind: str
    """Kind of the unit: money, size, output, span, share, rank, classifier."""

    entry: str
    """Name of the unit's entry in the lexicon; empty when the unit is implied."""

    comparator: str
    """eq, gt, ge, near_below, lt, le, approx, range, order or vague."""

    hedge: str | None
    """Hedging morpheme."""

    bare: bool
    """True when the number is a magnitude only (亿元, 百亿)."""


class _Core(NamedTuple):
    """A number before its unit is known; a named tuple, for most of what looks like a number makes one and few are kept."""

    start: int
    end: int
    num: Decimal | None
    comparator: str
    hedge: str | None
    words: str
    upper: Decimal | None = None
    rank: bool = False
    unit: str = ""


def quantities(text: str, marks: bytearray) -> tuple[Quantity, ...]:
    """Quantities of the folded text in order; `marks` holds 1 where digits are no quantity."""
    found: list[Quantity] = []
    position = 0
    while sign := _SIGN.search(text, position):
        at = position = sign.start()
        match = None if marks[at] else _CORE.match(text, at)
        core = None if match is None else _core(text, match)
        if match is None or core is None:
            position = at + 1 if match is None else max(at + 1, match.end())
            continue
        unit = _unit_at(text, core.end, core)
        if (joined := _extended(text, core, unit, marks)) is not None:
            core, unit = joined, _unit_at(text, joined.end, joined)
        quantity = _with_unit(text, core, unit)
        if quantity is None:
            position = core.end
            continue
        if not found or quantity.start >= found[-1].end:
            found.append(quantity)
        elif quantity.core >= found[-1].end:
            found.append(replace(quantity, start=found[-1].end))
        position = max(quantity.end, match.end())
    return tuple(found)


def _core(text: str, match: re.Match[str]) -> _Core | None:
    if match.lastgroup in ("num", "mid", "after"):
        return _counted(match)
    start, end, words = match.start(), match.end(), match.group()
    if match["percent"]:
        return _Core(start=start, end=end, num=number(words[3:]), comparator="eq", hedge=None, words=words)
    if words[0] == "翻":
        # 翻一番 is twice as much, so one time more; 翻两番 three times more.
        grown = 2 ** (number(match["fold"] or "一") or 1) - 1
        return _Core(start=start, end=end, num=Decimal(grown), comparator="eq", hedge=None, words=words, unit="倍")
    if match["below"]:
        return _fraction(match)
    if match["half"]:
        return _Core(start=start, end=end, num=Decimal(50), comparator="eq", hedge=None, words=words, unit="%")
    if match["rank"]:
        top = match["top"] is not None
        value = number(match["top"] or match["ordinal"])
        return _Core(start=start, end=end, num=value, comparator="le" if top else "eq", hedge="前" if top else None, words=words, rank=True)
    if match["order"]:
        return _order(text, match)
    return _Core(start=start, end=end, num=None, comparator="vague", hedge=words, words=words)


def _fraction(match: re.Match[str]) -> _Core | None:
    """三分之一 as a percentage of two decimals."""
    whole, part = number(match["below"]), number(match["above"])
    if not whole or part is None:
        return None
    share = plain((100 * part / whole).quantize(Decimal("0.01")))
    return _Core(start=match.start(), end=match.end(), num=share, comparator="eq", hedge=None, words=match.group(), unit="%")


def _order(text: str, match: re.Match[str]) -> _Core | None:
    if match["order"][0] == "上" and match.start() and text[match.start() - 1] in "以同海线之及网在":
        return None
    scale = number(match["scale"])
    upper = None if scale is None else scale * 10
    if scale is not None and match["order"][0] in "数几":
        scale *= 2
    return _Core(
        start=match.start(), end=match.end(), num=scale, upper=upper, comparator="order", hedge=match["order"][0], words=match["order"]
    )


def _counted(match: re.Match[str]) -> _Core | None:
    words, middle = match["num"], match["mid"]
    if words == "一" and not middle:
        return None
    pair = _PAIR.fullmatch(words)
    if pair and ord(pair["one"]) != ord(pair["two"]) and "二三四五六七八九".index(pair["two"]) == "二三四五六七八九".index(pair["one"]) + 1:
        low, high = number(pair["one"] + pair["scale"]), number(pair["two"] + pair["scale"])
        return _Core(start=match.start(), end=match.end("num"), num=low, upper=high, comparator="range", hedge=None, words=words)
    value = number(words)
    if value is None or words[0] in "零〇":
        return None
    if middle:
        scaled = number(words + match["after"]) if match["after"] else value
        return _Core(start=match.start(), end=match.end(), num=scaled, comparator="gt", hedge=middle[0], words=words + match["after"])
    return _Core(match.start(), match.end(), value, "eq", None, words)


def _extended(text: str, core: _Core, unit: tuple[Entry, int] | None, marks: bytearray) -> _Core | None:
    """The core joined with a second number to a range; None where none follows."""
    if core.comparator != "eq" or core.rank:
        return None
    link = _RANGE.match(text, unit[1] if unit else core.end)
    if link is None or _FROM.search(text[max(0, core.start - 3) : core.start]):
        return None
    second = _CORE.match(text, link.end())
    if second is None or not second["num"] or marks[second.start()]:
        return None
    upper, low = _counted(second), core.num
    if upper is None or upper.num is None or low is None:
        return None
    scale = _ENDS_SCALED.search(second["num"])
    if scale and not unit and low < upper.num and core.words[-1] not in "百千万亿":
        low = number(core.words + scale.group()) or low
    if low >= upper.num:
        return None
    return _Core(start=core.start, end=upper.end, num=low, upper=upper.num, comparator="range", hedge=None, words=upper.words)


def _unit_at(text: str, position: int, core: _Core) -> tuple[Entry, int] | None:
    """The longest unit whose contexts allow it at the position (a blank may stand before), and where it ends."""
    if core.unit or core.words.startswith("百分之"):
        return _UNITS.surfaces[core.unit or "%"][0], position
    begin = position + text.startswith(" ", position)
    found = _UNITS.pattern.match(text, begin)
    for length, entry in _UNITS.choices[found.group()] if found else ():
        end = begin + length
        if (entry.anywhere or entry.fits(text, begin, end)) and _suits(text, entry, core, text[begin:end]):
            return entry, end
    return None


def _suits(text: str, entry: Entry, core: _Core, surface: str) -> bool:
    if entry.data["kind"] == "rank":
        ranked = bool(_RANK_WORDS.search(text, max(0, core.start - 20), core.start))
        return surface in ("强", "个位次", "位次", "个名次") or core.rank or ranked
    if core.rank or (core.comparator == "vague" and entry.data["kind"] != "classifier"):
        return False
    return not entry.data.get("arabic") or core.words[0].isdigit() or len(core.words) > 1


def _with_unit(text: str, core: _Core, unit: tuple[Entry, int] | None) -> Quantity | None:
    after = core.end
    bare = core.words[0] in "十百千万亿" and all(word in "十百千万亿" for word in core.words)
    if unit is None:
        return _without_unit(text, core, after, bare)
    entry, end = unit
    if core.rank and core.comparator == "eq" and not _RANK_WORDS.search(text, max(0, core.start - 20), core.start):
        return None
    return _finished(text, core, entry, (after, end), bare)


def _without_unit(text: str, core: _Core, after: int, bare: bool) -> Quantity | None:
    """Ranks without classifier, 百亿级 and 百亿产业 (money understood), and amounts that end in 万 or 亿."""
    units = _UNITS.surfaces
    if core.rank:
        ranked = core.comparator == "le" or _RANK_WORDS.search(text, max(0, core.start - 12), core.start)
        return _finished(text, core, units["位"][0], (after, after), bare) if ranked else None
    if core.words.startswith("百分之") or not core.words.endswith(("亿", "万")):
        return None
    if text.startswith("级", after):
        return _finished(text, core, units["元"][0], (after, after), bare)
    left = text[max(0, core.start - 10) : core.start]
    if _HAN_AFTER.match(text, after) and not _MONEY_NOUN.search(left):
        return None
    if core.words.endswith("亿") and (_SCALE_NOUN.match(text, after) and (bare or text.startswith("元", after))):
        return _finished(text, _as_order(core), units["元"][0], (after, after), bare)
    if not bare and (core.words.endswith("亿") or _MONEY_NOUN.search(left)):
        return _finished(text, core, units["元"][0], (after, after), bare)
    return _finished(text, core, units["人"][0], (after, after), bare) if not bare and _PEOPLE_NOUN.search(left) else None


def _as_order(core: _Core) -> _Core:
    upper = None if core.num is None else core.num * 10
    return _Core(start=core.start, end=core.end, num=core.num, upper=upper, comparator="order", hedge=None, words=core.words)


def _finished(text: str, core: _Core, entry: Entry, unit: tuple[int, int], bare: bool) -> Quantity:
    hedged = _hedged(text, core, entry, unit)
    num = None if core.num is None else _times(core.num, entry.data.get("factor", 1))
    upper = num * 10 if hedged.comparator == "order" and core.upper is None and num is not None else core.upper
    low, high = interval(hedged.comparator, num, upper)
    if hedged.inside and num is not None:
        low, high = above(num)
    if entry.data["kind"] == "rank" and hedged.comparator == "le":
        low = None
    printed = text[unit[0] : unit[1]].strip()
    if entry.data["kind"] == "money":
        printed = _SCALE.search(core.words)[0] + printed  # type: ignore[index]
    return Quantity(
        hedged.start,
        hedged.end,
        core.start,
        unit[1],
        num,
        low,
        high,
        entry.data["unit"],
        printed,
        entry.data["kind"],
        entry.name,
        hedged.comparator,
        hedged.hedge,
        bare,
    )


@lru_cache(maxsize=4096)
def _times(num: Decimal, factor: str | int) -> Decimal:
    """A number in the normal unit; kept, for one article names a few numbers in a few units again and again."""
    return plain(num * Decimal(factor))


class _Hedged(NamedTuple):
    """The comparator of a number with the hedges around it, and the span they give it."""

    start: int
    end: int
    comparator: str
    hedge: str | None
    inside: bool


def _hedged(text: str, core: _Core, entry: Entry, unit: tuple[int, int]) -> _Hedged:
    """A hedge inside the number (余) wins over one after it (以上), that over one before it (超过)."""
    lately = text[max(0, core.start - 14) : core.start]
    each = _EACH.search(text, max(0, core.start - 6), core.start) if "每" in lately else None
    before, after = hedge_before(text, each.start() if each else core.start), _hedge_after(text, unit[1], entry)
    start, end = before[1] if before and not each else core.start, unit[1]
    comparator, hedge = core.comparator, core.hedge
    if comparator == "eq" and after:
        comparator, hedge, end = after[0].name, text[end : after[1]], after[1]
    elif comparator == "eq" and before:
        comparator, hedge = before[0].name, text[before[1] : before[2]]
    elif comparator == "eq" and "最" in lately and _UP_TO.search(text, max(0, core.start - 9), core.start):
        comparator, hedge = "le", "最高"
    elif (
        comparator == "eq"
        and "约占" in lately
        and entry.data["kind"] == "share"
        and _ABOUT.search(text, max(0, core.start - 14), core.start)
    ):
        comparator, hedge = "approx", "约"
    if comparator == "eq" and text[unit[0] : unit[1]].strip() == "强":
        comparator, hedge = "le", "强"
    return _Hedged(start, end, comparator, hedge, core.comparator == "gt")


def hedge_before(text: str, start: int) -> tuple[Entry, int, int] | None:
    """The hedge that ends at (or, with 了, 到, 达 or a blank between, just before) the offset, with its span."""
    for gap in (0, 1):
        end = start - gap
        sign = text[end - 1 : end]
        if gap and text[end:start] not in ("了", "到", "达", " "):
            return None
        for length in range(_LONGEST_HEDGE, 0, -1) if sign in _HEDGE_ENDS else ():
            begin = end - length
            for entry in _HEDGES.surfaces.get(text[begin:end], ()) if begin >= 0 else ():
                if entry.data["place"] == "before" and entry.fits(text, begin, end):
                    return entry, begin, end
    return None


def _hedge_after(text: str, end: int, unit: Entry) -> tuple[Entry, int] | None:
    found = _HEDGES.pattern.match(text, end)
    for length, entry in _HEDGES.choices[found.group()] if found else ():
        allowed = entry.data["place"] == "after" and (text[end : end + length] != "内" or unit.data["kind"] == "span")
        if (
            allowed
            and entry.fits(text, end, end + length)
            and not (entry.name == "order" and unit.data["kind"] in ("classifier", "rank", "share"))
        ):
            return entry, end + length
    return None
