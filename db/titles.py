"""What pages are called: the title of each page's latest version, and the pages by words of their titles."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from db.store import Unit
from db.tables import version

BATCH = 500


def titles_of(unit: Unit, pages: Iterable[int]) -> dict[int, str]:
    """The title of the latest version of each page, by its number; a page without a version is left out."""
    found: dict[int, str] = {}
    wanted = sorted(set(pages))
    for start in range(0, len(wanted), BATCH):
        query = select(version.c.page_id, version.c.title).where(version.c.page_id.in_(wanted[start : start + BATCH]))
        query = query.where(version.c.number.is_not(None)).order_by(version.c.page_id, version.c.number)
        found.update({row.page_id: row.title for row in unit.execute(query)})
    return found
