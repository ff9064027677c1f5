"""Everything held, a stretch at a time in an order that stays: what exports and the programs' interface go through.

Each function gives what comes after a place, at most `limit` of it, with the place of each; a place is a row's number, of
changes the moment they were seen and their identity. Memory is bounded by the limit, whatever the store holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from sqlalchemy import func, literal, select, tuple_

from db.captures import captures_where
from db.changes import changes_named
from db.claim import Claim
from db.claims import claims_of
from db.pages import _pages
from db.pages import _select as _select_pages
from db.records import HeldCapture, Page, RecordedChange, Review, Version
from db.store import Store, Unit
from db.tables import capture, change, metadata, page, review, said, version
from db.versions import _versions

T = TypeVar("T")
At: TypeAlias = tuple[datetime, str]
"""A change's place in time."""

BATCH = 500
"""How many are read in one go where everything is gone through."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldVersion:
    """A version with the row it has, and the claims read from it where they were asked for."""

    row: int
    """Its row."""

    version: Version
    """The version."""

    claims: tuple[Claim, ...] = ()
    """What it says, in its order."""


def pages_after(unit: Unit, after: int, limit: int, *, source: str | None = None) -> list[tuple[int, Page]]:
    """Pages in the order of first sight."""
    query = _select_pages().where(page.c.id > after).order_by(page.c.id).limit(limit)
    return [(one.id, one) for one in _pages(unit, query.where(page.c.source == source) if source else query)]


def versions_after(unit: Unit, after: int, limit: int, *, of: int | None = None) -> list[tuple[int, Version]]:
    """Versions in the order in which their texts were first read; of one page where that is asked for."""
    wanted = select(version.c.id).where(version.c.id > after, version.c.number.is_not(None)).order_by(version.c.id).limit(limit)
    rows = list(unit.scalars(wanted.where(version.c.page_id == of) if of is not None else wanted))
    found = _versions(unit, select(version).where(version.c.id.in_(rows)))
    return [(row, found[row]) for row in rows]


def claims_after(unit: Unit, after: int, limit: int, *, of: int | None = None) -> list[tuple[int, HeldVersion]]:
    """Versions with their claims."""
    found = versions_after(unit, after, limit, of=of)
    return [(row, HeldVersion(row=row, version=one, claims=claims_of(unit, row))) for row, one in found]


def captures_after(unit: Unit, after: int, limit: int, *, of: int | None = None) -> list[tuple[int, HeldCapture]]:
    """Captures in the order in which they were recorded; of one page where that is asked for."""
    wanted = select(capture.c.id).where(capture.c.id > after).order_by(capture.c.id).limit(limit)
    rows = list(unit.scalars(wanted.where(capture.c.page_id == of) if of is not None else wanted))
    return sorted(captures_where(unit, capture.c.id.in_(rows)), key=lambda held: held[0])


def reviews_after(unit: Unit, after: int, limit: int, *, of: str | None = None) -> list[tuple[int, Review]]:
    """Everything people said, in its order; of one change where that is asked for."""
    query = select(review).where(review.c.id > after).order_by(review.c.id).limit(limit)
    rows = unit.execute(query.where(review.c.change == of) if of is not None else query).all()
    return [(row.id, Review(change=row.change, verdict=row.verdict, by=row.by, at=row.at, note=row.note)) for row in rows]


def changes_after(unit: Unit, after: At | None, limit: int, *, since: datetime | None = None) -> list[tuple[At, RecordedChange]]:
    """Changes in the order in which they were seen, those of our own reading among them."""
    query = select(change.c.id, change.c.seen_at).order_by(change.c.seen_at, change.c.id).limit(limit)
    if since:
        query = query.where(change.c.seen_at >= since)
    if after:
        place = tuple_(literal(after[0], change.c.seen_at.type), literal(after[1], change.c.id.type))
        query = query.where(tuple_(change.c.seen_at, change.c.id) > place)
    places = {row.id: (row.seen_at, row.id) for row in unit.execute(query)}
    return [(places[one.id], one) for one in changes_named(unit, list(places))]


def most_important(unit: Unit, limit: int, *, since: datetime | None = None) -> tuple[list[RecordedChange], int]:
    """The most important changes of pages and claims, most important first, and how many more there are."""
    query = select(change.c.id).where(change.c.technical.is_(False))
    query = query.where(change.c.seen_at >= since) if since else query
    names = list(unit.scalars(query.order_by(change.c.severity.desc(), change.c.seen_at.desc(), change.c.id.desc()).limit(limit)))
    found = [one for start in range(0, len(names), BATCH) for one in changes_named(unit, names[start : start + BATCH])]
    return found, int(unit.scalar(query.with_only_columns(func.count())) or 0) - len(names)


def through(fetch: Callable[[At | None, int], Sequence[tuple[At, T]]]) -> Iterator[T]:
    """Everything, in stretches, of what has its place in time."""
    last: At | None = None
    while held := fetch(last, BATCH):
        last = held[-1][0]
        yield from (one for _, one in held)


def along(fetch: Callable[[int, int], Sequence[tuple[int, T]]]) -> Iterator[T]:
    """Everything, in stretches, of what has its place by its row."""
    last = 0
    while held := fetch(last, BATCH):
        last = held[-1][0]
        yield from (one for _, one in held)


def every_page(store: Store, *, source: str | None = None, after: int = 0, until: int | None = None) -> Iterator[Page]:
    """The pages from behind the number `after` up to `until`, a stretch at a time: between two of them nothing is held open."""
    while True:
        with store.look() as unit:
            held = pages_after(unit, after, BATCH, source=source)
        for number, one in held:
            if until is not None and number > until:
                return
            yield one
        if not held:
            return
        after = held[-1][0]


def count(unit: Unit, table: str) -> int:
    """How many rows a table has; of `said`, how many claims it speaks of."""
    number = func.sum(said.c.number) if table == said.name else func.count()
    return int(unit.scalar(select(number).select_from(metadata.tables[table])) or 0)
