"""Write down what people must judge across articles: contradictions, figures that fell, targets moved, promises kept or not.

Each is a change under its own name, on the page that was seen last. Running it again adds nothing: the identity is made
of both statements alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta, timezone

from db.changes import RELATIONS, Seen, add_change
from db.claims import HeldStatement, promise_judged, promises_due, statements_about, statements_in, statements_on, thread_of
from db.locks import THREAD, hold
from db.records import Change
from db.store import Unit
from db.threads import threads_on
from pipeline.changes.severity import CEILING_OF_LOW
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.promises import OVERDUE, overdue
from pipeline.ledger.relations import relations

BEIJING = timezone(timedelta(hours=8))
"""Deadlines pass at midnight where the zones are."""

WEIGHTS = {"contradicted": 0.8, "missed": 0.75, "regressed": 0.7, "overdue": 0.6, "target_revised": 0.6, "fulfilled": 0.3}
LATE = 0.15
"""Added to a promise that was kept late."""


def record_across(unit: Unit, page: int, now: datetime) -> int:
    """Record how what a page says now stands to other articles, and which promises fell due; gives how many were added."""
    hold(unit, THREAD, threads_on(unit, page))
    return sum(_add(unit, relation) for relation in _of_page(unit, page)) + record_overdue(unit, now)


def record_overdue(unit: Unit, now: datetime) -> int:
    """Record the promises whose day has passed while they were watched and of which nothing decisive is known."""
    today, added = now.astimezone(BEIJING).date(), 0
    for one in promises_due(unit, today):
        surfaces = [one.claim.zone.surface] if one.claim.zone else []
        points = tuple(_points(statements_about(unit, surfaces)))
        made = next((point for point in points if point.claim == one.claim and point.page == one.page), None)
        if made and made.deadline and made.seen_at < _passed(made):
            added += sum(_add(unit, relation) for relation in overdue(points, today) if relation.a.claim == one.claim)
        promise_judged(unit, one)
    return added


def change_of(relation: Relation) -> Change:
    """The relation as a change: the earlier or promising claim before, the later one after."""
    weight = WEIGHTS[relation.name] + (LATE if relation.substate == "late" else 0)
    claims = [point.claim for point in (relation.a, relation.b) if point]
    if all(claim.tier == "L" for claim in claims):
        weight = min(weight, CEILING_OF_LOW)
    kind = f"{relation.name}:{relation.substate}" if relation.substate else relation.name
    return Change(
        kind=relation.name,
        kinds=(kind,),
        before=relation.a.claim,
        after=relation.b.claim if relation.b else None,
        old_words=relation.a.claim.evidence.text,
        new_words=relation.b.claim.evidence.text if relation.b else None,
        severity=round(weight, 2),
        reasons=relation.reasons,
    )


def _of_page(unit: Unit, page: int) -> Iterator[Relation]:
    own = [thread for one in statements_on(unit, page) if (thread := thread_of(one.claim))]
    points = tuple(_points(statements_in(unit, own))) if own else ()
    told: set[Hashable] = set()
    for relation in reversed(relations(points)):  # the latest first: what many articles say is contradicted once, by the latest of them
        if relation.name in RELATIONS and relation.b and page in (relation.a.page, relation.b.page):
            here = relation.a if relation.a.page == page else relation.b
            if (relation.name, _said(here)) not in told:
                yield relation
            told.add((relation.name, _said(here)))


def _add(unit: Unit, relation: Relation) -> bool:
    last = max((point for point in (relation.a, relation.b) if point), key=lambda point: point.seen_at)
    since, at = _between(relation)
    seen = Seen(page=last.page, from_version=last.version, to_version=last.version, seen_at=at, last_without=since, first_with=at)
    return add_change(unit, identity(relation), 0, change_of(relation), seen)


def identity(relation: Relation) -> str:
    """16 hexadecimal digits made of the kind and both statements; of a promise overdue its own alone, whatever is seen since."""
    points: Sequence[Point | None] = (relation.a,) if relation.name == OVERDUE else (relation.a, relation.b)
    parts = [relation.name, *(part for point in points if point for part in _said(point))]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _said(point: Point) -> tuple[str, ...]:
    """What a point states, whatever words it is put in."""
    claim, value = point.claim, point.claim.value
    figure = f"{value.num} {value.low} {value.high} {value.unit}" if value else ""
    return claim.doc, claim.key, claim.modality.name, claim.polarity, figure, str(claim.time.end)


def _between(relation: Relation) -> tuple[datetime, datetime]:
    if relation.name == OVERDUE or relation.b is None:
        return relation.a.seen_at, _passed(relation.a)
    first, last = sorted((relation.a.seen_at, relation.b.seen_at))
    return first, last


def _passed(promise: Point) -> datetime:
    """The moment at which a promise's day was over."""
    day = promise.deadline or promise.published
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)


def _points(stated: Iterable[HeldStatement]) -> Iterator[Point]:
    for one in stated:
        zone = one.claim.zone.surface if one.claim.zone else ""
        yield Point(zone=zone, page=one.page, url="", version=one.version, claim=one.claim, seen_at=one.seen_at)
