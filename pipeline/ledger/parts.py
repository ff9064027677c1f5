"""Claims of one article that must add up: stages of the same projects, and what was added to what there is."""

from __future__ import annotations

from pipeline.ledger.intervals import interval
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.series import STOCK, stage

_HELD = frozenset({"cumulative", "total"})


def part_of(one: Point, other: Point) -> Relation | None:
    """`stage_subset` (13 brought in, 10 of them landed) or `increment_of` (3 new, 4 altogether) within one article."""
    if one.page != other.page or one.version != other.version or one is other:
        return None
    return _stages(one, other) or _stages(other, one) or _increment(one, other) or _increment(other, one)


def _stages(wide: Point, narrow: Point) -> Relation | None:
    first, second = stage(wide.claim.predicate.name), stage(narrow.claim.predicate.name)
    same = _same_matter(wide, narrow) and wide.claim.metric.canon == narrow.claim.metric.canon
    stock = {wide.claim.aggregate, narrow.claim.aggregate} <= STOCK and wide.claim.time.end == narrow.claim.time.end
    if first is None or second is None or first >= second or not (same and stock) or wide.claim.time.role != narrow.claim.time.role:
        return None
    names = f"{wide.claim.predicate.name} and {narrow.claim.predicate.name}"
    return Relation(name="stage_subset", a=wide, b=narrow, reasons=(f"stages of the same {wide.claim.metric.canon}: {names}",))


def _increment(new: Point, whole: Point) -> Relation | None:
    same = _same_matter(new, whole) and new.claim.metric.canon == whole.claim.metric.canon
    held = whole.claim.aggregate in _HELD or (whole.claim.aggregate == "none" and whole.claim.predicate.name == "拥有")
    if not same or new.claim.aggregate != "increment" or not held:
        return None
    return Relation(name="increment_of", a=new, b=whole, reasons=(f"what was added is part of all {whole.claim.metric.canon}",))


def _same_matter(one: Point, other: Point) -> bool:
    a, b = one.claim, other.claim
    quantities = interval(a.value), interval(b.value)
    units = {quantity.unit for quantity in quantities if quantity}
    zones = a.zone.id == b.zone.id if a.zone and b.zone else False
    return zones and a.subject.canon == b.subject.canon and a.polarity == b.polarity == "pos" and None not in quantities and len(units) == 1
