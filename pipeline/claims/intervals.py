"""The interval a hedged number stands for: the table of section 3.5 of the annotation manual."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pipeline.claims.numerals import last_place

Bounds = tuple[Decimal | None, Decimal | None]


def interval(comparator: str, num: Decimal | None, upper: Decimal | None = None) -> Bounds:
    """Lower and upper bound for a comparator; None is open. `upper` is the second number of a range, the end of an order."""
    if num is None:
        return (Decimal(2), None) if comparator == "vague" else (None, None)
    if comparator in ("range", "order"):
        return num, upper
    return _BOUNDS[comparator](num)


def above(num: Decimal) -> Bounds:
    """10余 lies between 10 and 20, 1.2万余 between 12000 and 13000: up to the next step of the last digit's place."""
    return num, num + last_place(num)


_BOUNDS: dict[str, Callable[[Decimal], Bounds]] = {
    "eq": lambda num: (num, num),
    "gt": lambda num: (num, None),
    "ge": lambda num: (num, None),
    "near_below": lambda num: (num * Decimal("0.9"), num),
    "lt": lambda num: (Decimal(0), num),
    "le": lambda num: (Decimal(0), num),
    "approx": lambda num: (num * Decimal("0.9"), num * Decimal("1.1")),
    "vague": lambda num: (Decimal(2), None),
}
