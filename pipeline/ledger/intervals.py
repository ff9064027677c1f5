"""Stated quantities as intervals in one unit a dimension, so that 10余家, 13家 and 1830万元 can be laid side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from db.claim import Value
from pipeline.changes.kinds import SAME_QUANTITY

_OPEN_BELOW = frozenset({"gt"})
_OPEN_ABOVE = frozenset({"gt", "lt", "near_below", "order"})
_AT_MOST = frozenset({"lt", "le"})
_BETTER_LESS = frozenset({"place", "day", "workday", "hour"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """What a stated quantity stands for."""

    unit: str
    """Basic unit of its dimension."""

    low: Decimal
    """Lower bound."""

    high: Decimal
    """Upper bound, infinite when open."""

    above: bool
    """True when the lower bound itself is excluded."""

    below: bool
    """True when the upper bound itself is excluded."""

    at_most: bool
    """True when less is what is meant to be reached: 不超过, ranks, durations."""

    def before(self, other: Interval) -> bool:
        """Whether it lies entirely below another."""
        return self.high < other.low or (self.high == other.low and (self.below or other.above))

    def apart(self, other: Interval) -> bool:
        """Whether the two have nothing in common."""
        return self.before(other) or other.before(self)

    def same(self, other: Interval) -> bool:
        """Whether both stand for the same."""
        return (self.low, self.high, self.above, self.below) == (other.low, other.high, other.above, other.below)

    def within(self, other: Interval) -> bool:
        """Whether it is narrower than another and lies in it."""
        low = self.low > other.low or (self.low == other.low and (self.above or not other.above))
        high = self.high < other.high or (self.high == other.high and (self.below or not other.below))
        return low and high and not self.same(other)

    def rounds(self, other: Interval) -> bool:
        """Whether another is the more exact form of it: narrower, and it is bounded itself."""
        return self.high.is_finite() and self.low > 0 and other.within(self)

    def reaches(self, aim: Interval) -> bool:
        """Whether it is at least what was aimed at; at most, where less is meant."""
        if aim.at_most:
            return self.high <= aim.high
        return self.low >= aim.low

    def falls_short(self, aim: Interval) -> bool:
        """Whether it is certainly not what was aimed at."""
        return aim.before(self) if aim.at_most else self.before(aim)


def interval(value: Value | None) -> Interval | None:
    """The interval of a value; None without one."""
    if value is None:
        return None
    unit, factor = SAME_QUANTITY.get(value.unit, (value.unit, Decimal(1)))
    infinite = Decimal("Infinity")
    return Interval(
        unit=unit,
        low=(value.low if value.low is not None else Decimal(0)) * factor,
        high=infinite if value.high is None else value.high * factor,
        above=value.comparator in _OPEN_BELOW,
        below=value.high is not None and value.comparator in _OPEN_ABOVE,
        at_most=value.comparator in _AT_MOST or unit in _BETTER_LESS,
    )
