"""What the versions of some pages say, all of them read at once: which statements the latest still makes, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from db.claims import BATCH
from db.said import made
from db.statements import Found
from db.store import Unit
from db.tables import said, version


class Sayings:
    """What the versions of one page say."""

    def __init__(self, rows: Iterable[Any]) -> None:
        latest = max((row for row in rows if row.number is not None), key=lambda row: (row.last_seen, row.number), default=None)
        self._latest = None if latest is None or latest.first is None else latest
        self._rows = [row for row in rows if row.first is not None]

    def made_still(self, row: Any) -> Found | None:
        """A statement, given with its `id` and `body`, if the latest version makes it."""
        latest = self._latest
        if latest is None or row.id not in made(latest.first, bytes(latest.places)):
            return None
        return Found(row=row.id, body=bytes(row.body), said=latest)

    def first_seen(self, row: int) -> datetime:
        """When a statement that one of them makes was first made."""
        held: datetime = min(one.first_seen for one in self._rows if one.first <= row and row in made(one.first, bytes(one.places)))
        return held


def sayings_of(unit: Unit, pages: Iterable[int]) -> dict[int, Sayings]:
    """For each page what its versions say."""
    wanted, of_page = sorted(pages), defaultdict[int, list[Any]](list)
    for start in range(0, len(wanted), BATCH):
        for row in unit.execute(_SAID, {"pages": wanted[start : start + BATCH]}):
            of_page[row.page_id].append(row)
    return {page: Sayings(of_page[page]) for page in wanted}


_SAID = (
    select(version.c.page_id, version.c.number, version.c.first_seen, version.c.last_seen, said.c.version_id, said.c.first, said.c.places)
    .outerjoin(said, said.c.version_id == version.c.id)
    .where(version.c.page_id.in_(bindparam("pages", expanding=True)))
)
