"""Sightings: a page's captures as light rows, which its history is told from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from db.captures import IN_ORDER
from db.prepared import Prepared
from db.records import Outcome
from db.store import Unit
from db.tables import capture, page, version


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

    payload: str = ""
    """Digest of its payload, 64 hexadecimal digits."""

    place: str | None = None
    """Where its bytes lie: `<file>#<offset>`; None where they are not kept."""

    repeated: bool = False
    """True when they lay there already."""


def sightings_of(unit: Unit, page_id: int) -> list[Sighting]:
    """Every capture of a page in the order of time, as light rows."""
    return [_sighting(row) for row in _OF_PAGE.all(unit, {"of": page_id})]


def recent_sightings(unit: Unit, source_name: str, count: int) -> list[tuple[list[Sighting], datetime | None]]:
    """The captures of the pages of a source seen first the latest, each with the latest publication its versions print."""
    newest = select(page.c.id).where(page.c.source == source_name).order_by(page.c.first_seen.desc(), page.c.id.desc()).limit(count)
    found: dict[int, list[Sighting]] = {one: [] for one in unit.scalars(newest)}
    for row in unit.execute(_select().where(capture.c.page_id.in_(tuple(found))).order_by(*IN_ORDER)):
        found[row.page_id].append(_sighting(row))
    printed = select(version.c.page_id, version.c.published_at).where(version.c.page_id.in_(tuple(found)), version.c.number.is_not(None))
    published = {row.page_id: row.published_at for row in unit.execute(printed.order_by(version.c.number)) if row.published_at}
    return [(sightings, published.get(one)) for one, sightings in found.items() if sightings]


def _select() -> Select[tuple[Any, ...]]:
    plain = (
        capture.c.id,
        capture.c.page_id,
        capture.c.fetched_at,
        capture.c.url,
        capture.c.outcome,
        capture.c.version_id,
        capture.c.text_id,
        capture.c.payload_sha256,
        capture.c.warc,
        capture.c.repeated,
    )
    query = select(*plain, version.c.length, capture.c.etag, capture.c.last_modified)
    return query.outerjoin(version, version.c.id == capture.c.text_id)


_OF_PAGE = Prepared(_select().where(capture.c.page_id == bindparam("of")).order_by(*IN_ORDER))


def _sighting(row: Any) -> Sighting:
    return Sighting(
        at=row.fetched_at,
        url=row.url,
        outcome=Outcome(row.outcome),
        version=row.version_id,
        length=row.length or 0,
        etag=row.etag,
        last_modified=row.last_modified,
        capture=row.id,
        text=row.text_id,
        payload=row.payload_sha256,
        place=row.warc,
        repeated=row.repeated,
    )
