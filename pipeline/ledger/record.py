"""Write down what people must judge across articles: contradictions, figures that fell, targets moved, promises kept or not.

Each is a change under its own name, on the page that was seen last. Running it again adds nothing: the identity is made
of both statements alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from db.beside import Spot, busy, statements_beside
from db.changes import RELATIONS, Seen, add_change, decided_promises
from db.china import CHINA
from db.claims import thread_of
from db.locks import THREAD, hold
from db.placing import place_in_thread
from db.records import Change
from db.sayings import HeldStatement
from db.statements import (
    promise_judged,
    promises_due,
    statements_about,
    statements_on,
)
from db.store import Unit
from db.threads import threads_on
from pipeline.changes.severity import CEILING_OF_LOW
from pipeline.ledger.points import Point, Relation, order
from pipeline.ledger.promises import OVERDUE, overdue
from pipeline.ledger.relations import DECIDING, MOST_TOGETHER, relations_of, when

WEIGHTS = {"contradicted": 0.8, "missed": 0.75, "regressed": 0.7, "overdue": 0.6, "target_revised": 0.6, "fulfilled": 0.3}
LATE = 0.15
"""Added to a promise that was kept late."""


def record_across(unit: Unit, page: int, now: datetime) -> int:
    """Record how what a page says now stands to other articles, and which promises fell due; gives how many were added."""
    hold(unit, THREAD, threads_on(unit, page))
    return sum(_add(unit, relation) for relation in _of_page(unit, page)) + record_overdue(unit, now)


def record_overdue(unit: Unit, now: datetime) -> int:
    """Record the promises whose day has passed while they were watched and of which nothing decisive is known."""
    today, added = now.astimezone(CHINA).date(), 0
    late: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for one in promises_due(unit, today):
        (made,) = _points([one])
        if made.zone and made.deadline and made.seen_at < _passed(made):
            late[made.zone].add((made.page, made.claim.id))
        promise_judged(unit, one)
    for zone, made_of_it in late.items():
        found = overdue(tuple(_points(statements_about(unit, [zone]))), today)
        added += sum(_add(unit, relation) for relation in found if (relation.a.page, relation.a.claim.id) in made_of_it)
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
    found = (relation for relation in _relations(unit, page) if relation.name in RELATIONS)
    told: set[Hashable] = set()
    for relation in sorted(found, key=when, reverse=True):  # what many articles say is contradicted once, by the latest of them
        here = relation.a if relation.a.page == page else relation.b
        if here and (relation.name, _said(here)) not in told:
            yield relation
            told.add((relation.name, _said(here)))


def _relations(unit: Unit, page: int) -> Iterator[Relation]:
    """The relations of a page's points with all that others say in their threads; in a busy one with what is nearest to each."""
    threads: dict[str, list[Point]] = defaultdict(list)
    for point in _points(statements_on(unit, page)):
        if thread := thread_of(point.claim):
            threads[thread].append(point)
    crowded = busy(unit, threads, MOST_TOGETHER)
    spots = {
        point.claim.id: Spot(
            thread=thread,
            place=place_in_thread(point.claim, point.published),
            most=MOST_TOGETHER // 2 if thread in crowded else MOST_TOGETHER,
        )
        for thread, own in threads.items()
        for point in (own if thread in crowded else own[:1])
    }
    beside = {spot: tuple(_points(near)) for spot, near in statements_beside(unit, page, set(spots.values())).items()}
    for thread, own in threads.items():
        if thread not in crowded:
            series = sorted((*own, *beside[spots[own[0].claim.id]]), key=order)
            for point in own:
                yield from relations_of(point, series)
            continue
        for point in own:
            for relation in relations_of(point, sorted((point, *beside[spots[point.claim.id]]), key=order)):
                if relation.name not in DECIDING or not _decided(unit, thread, relation):
                    yield relation


def _decided(unit: Unit, thread: str, relation: Relation) -> bool:
    """Whether the same promise was recorded as decided so before, by a report too far off to be looked at."""
    promise = relation.a.claim
    zones = {point.claim.zone.surface for point in (relation.a, relation.b) if point and point.claim.zone}
    return any(
        thread_of(other) == thread and (other.time.end, other.value) == (promise.time.end, promise.value)
        for other in decided_promises(unit, relation.name, zones)
    )


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
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def _points(stated: Iterable[HeldStatement]) -> Iterator[Point]:
    for one in stated:
        zone = one.claim.zone.surface if one.claim.zone else ""
        yield Point(zone=zone, page=one.page, url="", version=one.version, claim=one.claim, seen_at=one.seen_at)
