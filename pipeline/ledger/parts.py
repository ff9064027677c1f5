"""Claims of one article that must add up: stages of the same projects, and what was added to what there is."""

from __future__ import annotations

from db.claim import Claim
from pipeline.ledger.intervals import interval
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.series import STOCK, stage

_HELD = frozenset({"cumulative", "total"})


def part_of(one: Point, other: Point) -> Relation | None:
    """`stage_subset` (13 brought in, 10 of them landed) or `increment_of` (3 new, 4 altogether) within one article."""
    if one.page != other.page or one.version != other.version or one is other:
        return None
    for a, b in ((one, other), (other, one)):
        if is_stage_of(a.claim, b.claim):
            stages = f"{a.claim.predicate.name} and {b.claim.predicate.name}"
            return Relation(name="stage_subset", a=a, b=b, reasons=(f"stages of the same {a.claim.metric.canon}: {stages}",))
        if is_increment_of(a.claim, b.claim):
            return Relation(name="increment_of", a=a, b=b, reasons=(f"what was added is part of all {b.claim.metric.canon}",))
    return None


def is_stage_of(wide: Claim, narrow: Claim) -> bool:
    """Whether `narrow` counts those of the same things that came to a later stage by the same day."""
    first, second = stage(wide.predicate.name), stage(narrow.predicate.name)
    if first is None or second is None or first >= second:
        return False
    stock = {wide.aggregate, narrow.aggregate} <= STOCK and wide.time.end == narrow.time.end and wide.time.role == narrow.time.role
    return stock and _same_things(wide, narrow)


def is_increment_of(new: Claim, whole: Claim) -> bool:
    """Whether `new` counts what was added to what `whole` counts altogether."""
    held = whole.aggregate in _HELD or (whole.aggregate == "none" and whole.predicate.name == "拥有")
    return new.aggregate == "increment" and held and _same_things(new, whole)


def _same_things(one: Claim, other: Claim) -> bool:
    quantities = interval(one.value), interval(other.value)
    units = {quantity.unit for quantity in quantities if quantity}
    zones = one.zone.id == other.zone.id if one.zone and other.zone else False
    same = one.subject.canon == other.subject.canon and one.metric.canon == other.metric.canon
    return zones and same and one.polarity == other.polarity == "pos" and None not in quantities and len(units) == 1
