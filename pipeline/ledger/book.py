"""The ledger of one zone: its claims as time series, how they stand to each other, and what within one article does not go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.ledger.flags import Flag, flags
from pipeline.ledger.points import Point, Relation, order
from pipeline.ledger.promises import overdue
from pipeline.ledger.relations import near_misses, relations
from pipeline.ledger.series import thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """Everything the ledger holds of a zone."""

    zone: str
    """Its name."""

    series: tuple[tuple[Point, ...], ...]
    """Points that speak of one matter together, in the order of their days; the longest series first."""

    relations: tuple[Relation, ...]
    """How points stand to each other, promises overdue and pairs not compared among them."""

    notes: tuple[tuple[str, Flag], ...]
    """What does not go together within one article, with the article's address."""


def book(zone: str, points: Sequence[Point], on: date) -> Book:
    """The ledger of a zone as of a day: what was published later is left out."""
    known = tuple(point for point in points if point.published <= on)
    found = (*relations(known), *overdue(known, on), *near_misses(known))
    return Book(zone=zone, series=series(known), relations=found, notes=notes(known))


def series(points: Sequence[Point]) -> tuple[tuple[Point, ...], ...]:
    """Points of one matter together, in the order of their days; the longest series first, then in the order of reading."""
    threads: dict[Hashable, list[Point]] = defaultdict(list)
    for point in points:
        threads[thread(point.claim)].append(point)
    return tuple(tuple(sorted(own, key=order)) for own in sorted(threads.values(), key=lambda own: -len(own)))


def notes(points: Sequence[Point]) -> tuple[tuple[str, Flag], ...]:
    """The flags of every article."""
    pages: dict[int, list[Point]] = defaultdict(list)
    for point in points:
        pages[point.page].append(point)
    return tuple((own[0].url, flag) for own in pages.values() for flag in flags([point.claim for point in own], own[0].claim.pub))
