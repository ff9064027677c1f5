"""Captures: what was fetched when, what it turned out to be, and where its bytes lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from db.records import Capture, HeldCapture, Outcome, Reading
from db.store import Unit
from db.tables import capture, page, version


def is_held(unit: Unit, page_id: int, taken: Capture, payload_sha256: str) -> bool:
    """True when this very capture (page, time, address, bytes) is held already."""
    same = (
        (capture.c.page_id == page_id)
        & (capture.c.fetched_at == taken.fetched_at)
        & (capture.c.url == taken.url)
        & (capture.c.payload_sha256 == payload_sha256)
    )
    return unit.scalar(select(capture.c.id).where(same)) is not None


def add_capture(
    unit: Unit, page_id: int, taken: Capture, reading: Reading, *, payload_sha256: str, warc: str | None, version_id: int | None
) -> None:
    """Note a capture and what it turned out to be."""
    unit.execute(
        capture.insert().values(
            page_id=page_id,
            url=taken.url,
            fetched_at=taken.fetched_at,
            status=taken.status,
            outcome=reading.outcome,
            reason=reading.reason,
            layout=reading.layout,
            payload_sha256=payload_sha256,
            size=len(taken.body),
            etag=taken.header("etag"),
            last_modified=taken.header("last-modified"),
            warc=warc,
            imported=taken.imported,
            version_id=version_id,
        )
    )


def captures_of(unit: Unit, page_id: int) -> list[HeldCapture]:
    """Every capture of a page in the order of time."""
    return _captures(unit, _select().where(capture.c.page_id == page_id))


def latest_captures(unit: Unit, page_id: int, count: int) -> list[HeldCapture]:
    """The latest captures of a page, oldest first."""
    newest = select(capture.c.id).where(capture.c.page_id == page_id)
    newest = newest.order_by(capture.c.fetched_at.desc(), capture.c.id.desc()).limit(count)
    return _captures(unit, _select().where(capture.c.id.in_(newest)))


def payload_place(unit: Unit, page_id: int, payload_sha256: str) -> str | None:
    """Where bytes of this digest lie already for this page; None when they do not."""
    same = (capture.c.page_id == page_id) & (capture.c.payload_sha256 == payload_sha256)
    return unit.scalar(select(capture.c.warc).where(same, capture.c.warc.is_not(None)).limit(1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """What a page's history is told from: one capture without its payload."""

    at: datetime
    """When."""

    url: str
    """Public address asked for."""

    outcome: Outcome
    """What it turned out to be."""

    version: int | None
    """Row of the version it showed; None unless the outcome is ok."""


def sightings_of(unit: Unit, page_id: int) -> list[Sighting]:
    """Every capture of a page in the order of time, as light rows."""
    query = select(capture.c.fetched_at, capture.c.url, capture.c.outcome, capture.c.version_id).where(capture.c.page_id == page_id)
    rows = unit.execute(query.order_by(capture.c.fetched_at, capture.c.id)).all()
    return [Sighting(at=row.fetched_at, url=row.url, outcome=Outcome(row.outcome), version=row.version_id) for row in rows]


def outcome_counts(unit: Unit, source_name: str, since: datetime) -> dict[Outcome, int]:
    """How many captures of a source since a moment had which outcome."""
    query = select(capture.c.outcome, func.count()).join(page, page.c.id == capture.c.page_id)
    query = query.where(page.c.source == source_name, capture.c.fetched_at >= since).group_by(capture.c.outcome)
    return {Outcome(row[0]): row[1] for row in unit.execute(query)}


def _select() -> Select[tuple[object, ...]]:
    query = select(capture, version.c.number).outerjoin(version, version.c.id == capture.c.version_id)
    return query.order_by(capture.c.fetched_at, capture.c.id)


def _captures(unit: Unit, query: Select[tuple[object, ...]]) -> list[HeldCapture]:
    rows: Sequence[Row[tuple[object, ...]]] = unit.execute(query).all()
    return [
        HeldCapture(
            page=row.page_id,
            url=row.url,
            fetched_at=row.fetched_at,
            status=row.status,
            outcome=Outcome(row.outcome),
            reason=row.reason,
            layout=row.layout,
            payload_sha256=row.payload_sha256,
            warc=row.warc,
            version=row.number,
        )
        for row in rows
    ]
