"""Mark the stretches whose digits are not quantities: names in quotes, titles, idioms, codes.

"Quotes make a name, no exceptions" is the annotation manual's rule; an utterance in quotes is not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.claims.body import Quote
from pipeline.claims.lexicon_files import Hit

NUMERAL = frozenset("0123456789.零〇一二两三四五六七八九十百千万亿")
_IDENTIFIER = re.compile(
    # One sign first, what it was told behind it: so the engine skips all the text that has none of them.
    r"[A-Za-z\d×](?:(?:(?<=h)ttps?://|(?<=w)ww\.)[\w./?=&%#-]++"
    r"|(?<=[A-Za-z])(?<![A-Za-z][A-Za-z])[A-Za-z]*+-?\d++(?:[.-]\d++)*+(?![\d.]*+[%万亿余多])"
    r"|(?<=\d)(?:\d{0,5}号(?!召)|\d{2,3}-\d{7,8}|(?<=1)(?<!\d1)[3-9]\d{9}(?!\d)|(?<!\d\d)\d{0,8}[xX×*](?=\d))"
    r"|(?<=×)(?=\d))"
)

_ROAD = re.compile(
    r"(?<=[纵横经纬])[一二三四五六七八九十]{1,3}(?=[路街线]|大道)|[一二三四五六七八九十]{1,3}届[一二三四五六七八九十]{1,3}[中次]?全会"
    r"|(?<![\d.])\d(?=类(?:[一-鿿]{0,4}药|医疗器械))"
)
"""纵四路 is the name of a road, 十三届八次全会 that of a meeting, 1类新药 that of a kind."""


def masked(text: str, quotes: tuple[Quote, ...], idioms: Iterable[Hit]) -> bytearray:
    """One byte a code point of the folded text: 1 where digits belong to a name, an idiom or a code."""
    marks = bytearray(len(text))
    for start, end in _stretches(text, quotes, idioms):
        marks[start:end] = b"\x01" * (end - start)
    return marks


def _stretches(text: str, quotes: tuple[Quote, ...], idioms: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    for quote in quotes:
        if not quote.utterance:
            yield quote.start, quote.end
    for hit in idioms:
        # 一个 inside 二十一个 is part of a numeral, no idiom.
        if not (text[hit.start] in NUMERAL and text[hit.start - 1 : hit.start] in NUMERAL and hit.start):
            yield hit.start, hit.end
    for found in chain(_IDENTIFIER.finditer(text), _ROAD.finditer(text)):
        yield found.start(), found.end()
