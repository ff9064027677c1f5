"""Find what a figure is said of when a list or a whole before it is shared out: 甲、乙分别增长20%、19%, 32个项目中已有26个开工."""

from __future__ import annotations

import re

from pipeline.claims.body import Clause
from pipeline.claims.quantities import Quantity
from pipeline.claims.reading import Reading
from pipeline.claims.rows import inside

_WHOLE = re.compile(r"(?:\d|[一二三四五六七八九十百千])+(?:余|多)?[个家项条名户件](?P<what>[^,。;:、\d]{2,16})中$")
_APART = re.compile(r"[、和与及]")


def part(reading: Reading, clause: Clause, quantity: Quantity, listed: tuple[int, int] | None) -> tuple[int, int] | None:
    """The part of the list `listed`, or the whole named before, that the figure is said of; None when nothing is shared out."""
    return _of_list(reading, clause, quantity, listed) if listed is not None else _of_whole(reading, clause, quantity)


def _of_list(reading: Reading, clause: Clause, quantity: Quantity, found: tuple[int, int]) -> tuple[int, int] | None:
    """甲、乙分别增长20%、19%: each share belongs to its part of the list, when there are as many parts as shares."""
    text = reading.scene.text
    if "分别" not in text[found[1] : quantity.core]:
        return None
    shares = [item for item in inside(clause, reading.scene.quantities) if item.kind == quantity.kind]
    parts, start = [], found[0]
    for mark in _APART.finditer(text, *found):
        parts.append((start, mark.start()))
        start = mark.end()
    parts.append((start, found[1]))
    return parts[shares.index(quantity)] if 1 < len(parts) == len(shares) and all(high - low > 1 for low, high in parts) else None


def _of_whole(reading: Reading, clause: Clause, quantity: Quantity) -> tuple[int, int] | None:
    """What a part is counted of, when the clause before names the whole: 32个重点项目中,已有26个开工."""
    if quantity.kind != "classifier" or not clause.number:
        return None
    before = reading.scene.body.clauses[clause.number - 1]
    whole = _WHOLE.search(reading.scene.text, before.start, before.end) if before.sentence == clause.sentence else None
    return whole.span("what") if whole else None
