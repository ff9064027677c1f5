"""Two statements about one time that cannot both be true."""

from __future__ import annotations

from datetime import date

from pipeline.changes.kinds import stated
from pipeline.ledger.intervals import interval
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.series import ONE_OFF, is_realis

_LENGTH = {"day": 10, "month": 7, "quarter": 7, "half": 7, "year": 4}


def same_time(a: Point, b: Point) -> bool:
    """Whether both texts state the same as-of day, period or point, at the coarser of their granularities."""
    one, other = stated(a.claim.time), stated(b.claim.time)
    if one is None or other is None or one.role != other.role or one.end is None or other.end is None:
        return False
    if one.role == "period":
        return (one.start, one.end) == (other.start, other.end)
    length = min(_LENGTH.get(one.granularity or "day", 10), _LENGTH.get(other.granularity or "day", 10))
    return one.end.isoformat()[:length] == other.end.isoformat()[:length]


def contradicted(a: Point, b: Point) -> Relation | None:
    """Figures that exclude each other, affirmed against denied, or two days for what happens once."""
    if not (is_realis(a.claim) and is_realis(b.claim)):
        return None
    if a.claim.predicate.name in ONE_OFF and a.claim.value is None and b.claim.value is None and _two_days(a, b):
        days = f"{a.claim.time.surface} and {b.claim.time.surface}"
        return Relation(name="contradicted", a=a, b=b, reasons=(f"it happens once, and two times are given: {days}",))
    if not same_time(a, b):
        return None
    if a.claim.polarity != b.claim.polarity:
        return Relation(name="contradicted", a=a, b=b, reasons=("one affirms what the other denies, of the same time",))
    one, other = interval(a.claim.value), interval(b.claim.value)
    if one and other and a.claim.aggregate == b.claim.aggregate and one.apart(other) and a.claim.value and b.claim.value:
        figures = f"{a.claim.value.surface} and {b.claim.value.surface}"
        return Relation(name="contradicted", a=a, b=b, reasons=(f"of the same time {figures} are stated",))
    return None


def _two_days(a: Point, b: Point) -> bool:
    one, other = stated(a.claim.time), stated(b.claim.time)
    if one is None or other is None or one.role != "point" or other.role != "point":
        return False
    return _ends_before(one.end, other.start) or _ends_before(other.end, one.start)


def _ends_before(end: date | None, start: date | None) -> bool:
    return end is not None and start is not None and end < start
