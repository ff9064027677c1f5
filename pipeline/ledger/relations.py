"""How claims of one zone stand to each other, in time and across articles: section 6 of the claim schema.

`relate` judges two points, `relations` all points of a zone. Nothing is compared by default; see `series.standing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations

from pipeline.ledger.intervals import interval
from pipeline.ledger.parts import part_of
from pipeline.ledger.points import Point, Relation, earlier_first, order
from pipeline.ledger.promises import kept, overdue
from pipeline.ledger.same_day import contradicted, same_time
from pipeline.ledger.series import INCOMPARABLE, SCOPE, STOCK, is_prospective, is_realis, matter, monotone, standing, thread

MOST_LOOKED_AT = 400
"""Points of a zone among which near misses are looked for."""

MOST_TOGETHER = 60
"""Points of one thread up to which every two are compared; beyond it neighbours in time only."""

DECIDING = frozenset({"fulfilled", "missed"})
"""What the first report that decides a promise tells, and no other after it."""


def relate(one: Point, other: Point) -> Relation:
    """How two points stand to each other; `incomparable` when nothing says that they speak of one matter."""
    summed = part_of(one, other)
    if summed:
        return summed
    a, b = earlier_first(one, other)
    verdict, reasons = standing(a.claim, b.claim)
    if verdict == INCOMPARABLE:
        return Relation(name=INCOMPARABLE, a=a, b=b, reasons=reasons)
    if verdict == SCOPE:
        narrow, wide = (a, b) if len(a.claim.metric.qualifiers) > len(b.claim.metric.qualifiers) else (b, a)
        return Relation(name=SCOPE, a=narrow, b=wide, reasons=reasons)
    for judge in _JUDGES:
        found = judge(a, b)
        if found:
            return found
    return Relation(name=INCOMPARABLE, a=a, b=b, reasons=("of one matter, but of two kinds of time or of certainty",))


def relations(points: Sequence[Point]) -> tuple[Relation, ...]:
    """Relations of all points of a zone, in the order of time; without promises overdue, which depend on the day."""
    found: dict[tuple[str, int, int], Relation] = {}
    for one, other in _pairs(points):
        relation = relate(one, other)
        if relation.name != INCOMPARABLE:
            found.setdefault((relation.name, id(relation.a), id(relation.b)), relation)
    return tuple(_once(sorted(found.values(), key=when)))


def relations_of(here: Point, series: Sequence[Point]) -> tuple[Relation, ...]:
    """How a point stands to those of its series that it is compared with; the series is in the order of time, with the point in it.

    What people must judge is among them as in `relations`, once it is known that no pair of the series tells it before.
    """
    own = next(place for place, point in enumerate(series) if point is here)
    found = (relate(here, series[place]) for place in _compared(series, own))
    return tuple(relation for relation in found if relation.name != INCOMPARABLE and not _told_before(relation, series))


def near_misses(points: Sequence[Point]) -> tuple[Relation, ...]:
    """Pairs of different articles that look alike (same statement or thing, a topic in common) and are not compared, with the reasons."""
    ordered = sorted(points, key=order)[:MOST_LOOKED_AT]
    found = []
    for a, b in combinations(ordered, 2):
        if a.page != b.page and a.claim.zone and b.claim.zone and _look_alike(a, b):
            relation = relate(a, b)
            if relation.name == INCOMPARABLE:
                found.append(relation)
    return tuple(sorted(found, key=when))


def _once(found: Sequence[Relation]) -> Iterator[Relation]:
    """Of the reports that a promise came true, or failed, the first: the others say it again."""
    told: set[Hashable] = set()
    for relation in found:
        if relation.name in DECIDING:
            promise = relation.name, _promised(relation.a)
            if promise in told:
                continue
            told.add(promise)
        yield relation


def _told_before(relation: Relation, series: Sequence[Point]) -> bool:
    if relation.name not in DECIDING:
        return False
    alike = [point for point in series if is_prospective(point.claim) and _promised(point) == _promised(relation.a)]
    reports = [point for point in series if is_realis(point.claim)]
    others = (relate(promise, report) for promise in alike for report in reports if promise.page != report.page)
    return any(other.name == relation.name and when(other) < when(relation) for other in others)


def _promised(promise: Point) -> Hashable:
    value = promise.claim.value
    return thread(promise.claim), promise.deadline, value and (value.num, value.comparator)


def _look_alike(a: Point, b: Point) -> bool:
    one, other = a.claim, b.claim
    if one.predicate.name != other.predicate.name and one.metric.head != other.metric.head:
        return False
    topics = one.metric.qualifiers, other.metric.qualifiers
    return any(left in right or right in left for left in topics[0] for right in topics[1] if min(len(left), len(right)) > 1)


def _pairs(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    threads: dict[Hashable, list[Point]] = defaultdict(list)
    pages: dict[int, list[Point]] = defaultdict(list)
    matters: dict[Hashable, list[Point]] = defaultdict(list)
    for point in sorted(points, key=order):
        threads[thread(point.claim)].append(point)
        pages[point.page].append(point)
        matters[matter(point.claim)].append(point)
    for own in threads.values():
        yield from ((own[place], own[other]) for place in range(len(own)) for other in _compared(own, place) if other > place)
    for own in (*pages.values(), *matters.values()):
        yield from ((a, b) for a, b in combinations(own[:MOST_TOGETHER], 2) if part_of(a, b) or standing(a.claim, b.claim)[0] == SCOPE)


def _compared(series: Sequence[Point], place: int) -> Iterator[int]:
    """The places of a series, in the order of time, that one of them is compared with: a series is told step by step.

    Facts and promises with each other, and with their like when both state one time, or when no third page says something
    between them that takes the place of the earlier.
    """
    here, reach = series[place], len(series) if len(series) <= MOST_TOGETHER else MOST_TOGETHER // 2
    for places in (range(place - 1, max(-1, place - 1 - reach), -1), range(place + 1, min(len(series), place + 1 + reach))):
        nearest: int | None = None
        passed = False
        for other in places:
            point = series[other]
            if point.page == here.page:
                continue
            if is_prospective(point.claim) != is_prospective(here.claim):
                yield other
                continue
            nearest = point.page if nearest is None else nearest
            passed = passed or point.page != nearest
            if not passed or same_time(here, point):
                yield other


def _restated(a: Point, b: Point) -> Relation | None:
    both = (is_realis(a.claim) and is_realis(b.claim)) or (is_prospective(a.claim) and is_prospective(b.claim))
    if not both and a.claim.modality.name != b.claim.modality.name:
        return None
    one, other = interval(a.claim.value), interval(b.claim.value)
    equal = one is other or (one is not None and other is not None and one.same(other))
    moved = a.deadline and b.deadline and a.deadline != b.deadline
    if not equal or moved or a.claim.polarity != b.claim.polarity:
        return None
    return Relation(name="restated", a=a, b=b, reasons=("the same statement in another article",))


def _refined(a: Point, b: Point) -> Relation | None:
    one, other = interval(a.claim.value), interval(b.claim.value)
    if not (one and other and is_realis(a.claim) and is_realis(b.claim) and same_time(a, b)):
        return None
    if other.within(one) or one.within(other):
        a, b = (a, b) if other.within(one) else (b, a)
        return Relation(name="refined", a=a, b=b, reasons=(f"{_said(b)} is more exact than {_said(a)}",))
    return None


def _updated(a: Point, b: Point) -> Relation | None:
    one, other = interval(a.claim.value), interval(b.claim.value)
    stock = all(point.claim.time.role == "asof" and point.claim.aggregate in STOCK for point in (a, b))
    if not (one and other and stock and is_realis(a.claim) and is_realis(b.claim) and b.as_of > a.as_of):
        return None
    days = f"as of {a.as_of} {_said(a)}, as of {b.as_of} {_said(b)}"
    if monotone(a.claim) and monotone(b.claim) and other.before(one):
        strict = a.claim.aggregate == b.claim.aggregate
        return Relation(name="regressed", a=a, b=b, reasons=(days, "such a count never falls")) if strict else None
    return Relation(name="updated", a=a, b=b, reasons=(days,))


def _revised(a: Point, b: Point) -> Relation | None:
    if not (is_prospective(a.claim) and is_prospective(b.claim)) or a.claim.polarity != b.claim.polarity:
        return None
    one, other = interval(a.claim.value), interval(b.claim.value)
    reasons = []
    if one and other and not one.same(other) and not one.rounds(other) and not other.rounds(one):
        reasons.append(f"the aim was {_said(a)}, now {_said(b)}")
    if a.deadline and b.deadline and a.deadline != b.deadline:
        reasons.append(f"the deadline was {a.deadline}, now {b.deadline}")
    if len(reasons) == 2 or (reasons and (a.deadline is None) != (b.deadline is None)):
        # Another figure for another year may be another step of one plan.
        reasons.append("both figure and year differ: it may be another step of the same plan")
    return Relation(name="target_revised", a=a, b=b, reasons=tuple(reasons)) if reasons else None


def _said(point: Point) -> str:
    return point.claim.value.surface if point.claim.value else point.claim.metric.surface


def when(relation: Relation) -> tuple[object, ...]:
    """Where a relation stands in the order of time."""
    return order(relation.b or relation.a), order(relation.a), relation.name


_JUDGES: tuple[Callable[[Point, Point], Relation | None], ...] = (kept, contradicted, _restated, _refined, _updated, _revised)

__all__ = ["overdue", "relate", "relations"]
