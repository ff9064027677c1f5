"""Sightings: a page's captures as light rows, which its history is told from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.captures import IN_ORDER
from db.records import Outcome
from db.store import Unit
from db.tables import capture, version


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
    """Row of the version, or text in doubt, that it showed or (a not_modified) stands for; None where there is none."""

    length: int = 0
    """Characters of that text; 0 where it showed none."""

    etag: str | None = None
    """ETag of the answer, or the one that a not_modified answers to."""

    last_modified: str | None = None
    """Last-Modified likewise."""

    capture: int = 0
    """Row of the capture."""

    text: int | None = None
    """Row of the very text it showed; None where it showed none."""


def sightings_of(unit: Unit, page_id: int) -> list[Sighting]:
    """Every capture of a page in the order of time, as light rows."""
    plain = (capture.c.id, capture.c.fetched_at, capture.c.url, capture.c.outcome, capture.c.version_id, capture.c.text_id)
    query = select(*plain, version.c.length, capture.c.etag, capture.c.last_modified).where(capture.c.page_id == page_id)
    rows = unit.execute(query.outerjoin(version, version.c.id == capture.c.text_id).order_by(*IN_ORDER)).all()
    return [
        Sighting(
            at=row.fetched_at,
            url=row.url,
            outcome=Outcome(row.outcome),
            version=row.version_id,
            length=row.length or 0,
            etag=row.etag,
            last_modified=row.last_modified,
            capture=row.id,
            text=row.text_id,
        )
        for row in rows
    ]
