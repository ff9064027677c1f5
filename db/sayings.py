"""What the versions of some pages say, all of them read at once: which statements the latest still makes, and since when.

Statements are looked up first and judged here: a join that finds the latest version of each page is planned well for few and badly
for many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, select

from db.claim import Claim
from db.claims import BATCH, claim_at
from db.said import made
from db.store import Unit
from db.tables import said, version


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldStatement:
    """A claim of the latest version of a page."""

    page: int
    """Number of the page."""

    version: int
    """Row of the version."""

    row: int
    """Row of the statement."""

    claim: Claim
    """The claim."""

    seen_at: datetime
    """When the page was first seen to make this statement, in these words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A statement that the latest version of its page makes."""

    row: int
    """Its row."""

    body: bytes
    """It as it lies in the store."""

    said: Any
    """A row with the page, that version, and what it says."""


class Sayings:
    """What the versions of one page say."""

    def __init__(self, rows: Iterable[Any]) -> None:
        latest = max((row for row in rows if row.number is not None), key=lambda row: (row.last_seen, row.number), default=None)
        self._latest = None if latest is None or latest.first is None else latest
        self._rows = [row for row in rows if row.first is not None]

    def made_still(self, row: Any) -> Found | None:
        """A statement, given with its `id` and `body`, if the latest version makes it."""
        return Found(row=row.id, body=bytes(row.body), said=self._latest) if row.id in self.made_now() else None

    def made_now(self) -> Mapping[int, Any]:
        """The rows of the statements that the latest version makes."""
        return made(self._latest.first, bytes(self._latest.places)) if self._latest else {}

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


def held_still(unit: Unit, rows: Iterable[Any], since: datetime | None = None, until: datetime | None = None) -> list[HeldStatement]:
    """Those of statements, given with their `id`, `body` and `page_id`, that the latest versions of their pages make.

    In the order of the pages; where a span is given, those first made at `since` or later, before `until`.
    """
    looked = list(rows)
    return still_made(looked, sayings_of(unit, {row.page_id for row in looked}), since, until)


def still_made(
    rows: Iterable[Any], sayings: Mapping[int, Sayings], since: datetime | None = None, until: datetime | None = None
) -> list[HeldStatement]:
    """The same, where what the versions of the pages say is known already."""
    found = [one for row in rows if (one := sayings[row.page_id].made_still(row))]
    seen = {one.row: sayings[one.said.page_id].first_seen(one.row) for one in found}
    return in_order([one for one in found if (since is None or seen[one.row] >= since) and (until is None or seen[one.row] < until)], seen)


def in_order(found: Sequence[Found], seen: Mapping[int, datetime]) -> list[HeldStatement]:
    """Statements with when each was first seen, as often as their versions make them, in the order of the pages and of what they say."""
    held = [
        (
            one.said.page_id,
            ordinal,
            HeldStatement(
                page=one.said.page_id,
                version=one.said.version_id,
                row=one.row,
                claim=claim_at(ordinal, start, one.body),
                seen_at=seen[one.row],
            ),
        )
        for one in found
        for ordinal, start in made(one.said.first, bytes(one.said.places))[one.row]
    ]
    return [statement for _, _, statement in sorted(held, key=itemgetter(0, 1))]


_SAID = (
    select(version.c.page_id, version.c.number, version.c.first_seen, version.c.last_seen, said.c.version_id, said.c.first, said.c.places)
    .outerjoin(said, said.c.version_id == version.c.id)
    .where(version.c.page_id.in_(bindparam("pages", expanding=True)))
)
