"""Turn one isolated numeral into a number, exactly: 1,234.5万, 十二, 百亿, 1亿2000万.

Decimal throughout: a figure compared across years must not differ in its last binary digit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
DIGITS = "零〇一二两三四五六七八九"
ARABIC = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
HAN = f"[{DIGITS}十百千万亿]++(?:点[{DIGITS}]++)?"
SCALE = r"(?:[十万亿]|百(?!分)|千(?![瓦米克伏卡]))*+"
"""Magnitudes behind a number; 千 before 瓦 and 米 belongs to the unit."""
_PART = re.compile(rf"({ARABIC})([十百千万亿]*+)")
_PLAIN_DIGITS = re.compile(r"[零〇一二三四五六七八九]{2,}")
LONGEST = 24
"""Longest numeral read, in code points; what is longer is no figure of a news text."""


def magnitude(words: str) -> Decimal:
    """The factor of 万, 千万, 万亿 and the like; 1 for no words."""
    factor = Decimal(1)
    for word in words:
        factor *= MAGNITUDES[word]
    return factor


@lru_cache(maxsize=4096)
def number(words: str) -> Decimal | None:
    """The number a folded numeral stands for; None when it is none."""
    if not words or len(words) > LONGEST:
        return None
    parts = _PART.findall(words)
    if parts:
        whole = "".join(digits + scale for digits, scale in parts) == words
        return sum((Decimal(digits.replace(",", "")) * magnitude(scale) for digits, scale in parts), Decimal(0)) if whole else None
    return _han(words)


def _han(words: str) -> Decimal | None:
    if all(word in MAGNITUDES for word in words):
        return magnitude(words)
    if _PLAIN_DIGITS.fullmatch(words):
        return Decimal("".join(str("零一二三四五六七八九".index(word.replace("〇", "零"))) for word in words))
    import cn2an  # not at the top: it brings a masker of names along, which a run that reads no new text never needs

    try:
        return Decimal(str(cn2an.cn2an(("一" + words) if words[0] in "十百千万亿" else words.replace("〇", "零"), "smart")))
    except (ValueError, KeyError, IndexError):  # cn2an says in its own ways that this is no numeral
        return None


def last_place(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 10 for 40, 1000 for 12000, 0.1 for 1.5; 1 for nothing."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(10) ** exponent if isinstance(exponent, int) and value else Decimal(1)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros behind the point, and never as a power of ten: 5144700, not 5144700.00."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and value.adjusted() < 27 else value.normalize()
