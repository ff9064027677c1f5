"""Pages a stretch at a time, the latest first, and what there is of each zone: for lists that must not read everything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, literal, or_, select

from db.names import each_name
from db.pages import pages_where
from db.records import Page
from db.store import Unit
from db.tables import page, run, statement, version

COUNTED = 1_000
"""Statements of a zone beyond which they are not counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedPages:
    """Which pages are asked for."""

    source: str | None = None
    """Name of the source."""

    state: str | None = None
    """live, withdrawn or archived."""

    words: str = ""
    """Part of a title, or of the key."""

    before: int | None = None
    """Number of the page after which the list goes on: they run from the latest to the first."""


def pages_listed(unit: Unit, wanted: WantedPages, limit: int = 50) -> list[Page]:
    """Pages, the latest found first."""
    query = select(page.c.id)
    if wanted.source:
        query = query.where(page.c.source == wanted.source)
    if wanted.state:
        query = query.where(page.c.state == wanted.state)
    if wanted.before is not None:
        query = query.where(page.c.id < wanted.before)
    if wanted.words:
        titled = select(version.c.page_id).where(version.c.title.icontains(wanted.words, autoescape=True))
        query = query.where(or_(page.c.id.in_(titled), page.c.key.icontains(wanted.words, autoescape=True)))
    ids = list(unit.scalars(query.order_by(page.c.id.desc()).limit(limit)))
    return sorted(pages_where(unit, page.c.id.in_(ids)), key=lambda one: -one.id)


def said_by_zone(unit: Unit) -> dict[str, int]:
    """How many statements there are about each zone, by its name as printed; COUNTED + 1 for more than that."""
    names = each_name(statement.c.zone)
    of_zone = select(literal(1)).where(statement.c.zone == names.c.name).limit(COUNTED + 1).correlate(names).subquery()
    counts = select(names.c.name, select(func.count()).select_from(of_zone).scalar_subquery().label("said"))
    return {row.name: row.said for row in unit.execute(counts.where(names.c.name.is_not(None)))}


def mark(unit: Unit) -> tuple[int, int]:
    """Two numbers that differ when there is more to be read: the latest text and the latest run."""
    return int(unit.scalar(select(func.max(version.c.id))) or 0), int(unit.scalar(select(func.max(run.c.id))) or 0)
