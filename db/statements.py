"""What pages say at present: the statements of the latest version of every page, by zone, page, thread or day.

A series of a busy zone holds thousands of them, so that what one page says is laid beside its neighbours only, found by index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, bindparam, select, tuple_

from db.claim import Claim
from db.claims import BATCH, PACKED, bodies_of, claim_at
from db.prepared import Prepared
from db.said import made
from db.store import Unit
from db.tables import address, said, statement, version


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


def statements_about(unit: Unit, zones: Iterable[str], since: datetime | None = None, until: datetime | None = None) -> list[HeldStatement]:
    """What the latest version of every page says about zones, given by their names as printed; in the order of the pages.

    Where a span is given, what was first seen within it: at `since` or later, before `until`.
    """
    # A page says in its latest version nothing for the first time at `since` or later, when that version was first seen before it.
    query = _ABOUT if since is None else _ABOUT.where(version.c.first_seen >= since)
    return _stated(unit, _found(unit.execute(query, {"zones": list(zones)})), since, until)


def statements_on(unit: Unit, page: int) -> list[HeldStatement]:
    """What the latest version of a page says."""
    latest = _LATEST.first(unit, {"page": page})
    if latest is None:
        return []
    bodies = bodies_of(unit, made(latest.first, bytes(latest.places)))
    return _stated(unit, [Found(row=row, body=body, said=latest) for row, body in bodies.items()])


def promises_due(unit: Unit, before: date) -> list[HeldStatement]:
    """Promises of the latest versions whose day is before a day and that nobody has judged yet; in the order of the pages."""
    due = [row.id for row in _DUE.all(unit, {"before": before})]
    found = (unit.execute(_THESE, {"rows": due[start : start + BATCH]}).all() for start in range(0, len(due), BATCH))
    return sorted(_stated(unit, _found(chain.from_iterable(found))), key=lambda one: (one.page, one.claim.evidence.start))


def promise_judged(unit: Unit, one: HeldStatement) -> None:
    """Note that a promise needs no more looking at."""
    _JUDGED.run(unit, {"row": one.row})


def addresses(unit: Unit, pages: Iterable[int]) -> dict[int, str]:
    """For each page its public address, its outlet's own and latest."""
    found: dict[int, str] = {}
    wanted = sorted(set(pages))
    for start in range(0, len(wanted), BATCH):
        query = select(address.c.page_id, address.c.url).where(address.c.page_id.in_(wanted[start : start + BATCH]))
        for page_id, url in unit.execute(query.order_by(address.c.own.desc(), address.c.last_seen.desc(), address.c.id)):
            found.setdefault(page_id, url)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A statement that the latest version of its page makes."""

    row: int
    """Its row."""

    body: bytes
    """It as it lies in the store."""

    said: Any
    """A row with the page, that version, and what it says."""


def _found(rows: Iterable[Any]) -> list[Found]:
    """Those of statements with the latest version of their page which that version still makes."""
    return [
        Found(row=row.statement_id, body=bytes(row.body), said=row)
        for row in rows
        if row.statement_id in made(row.first, bytes(row.places))
    ]


def _stated(unit: Unit, found: Sequence[Found], since: datetime | None = None, until: datetime | None = None) -> list[HeldStatement]:
    seen = _first_seen(unit, found)
    within = [one for one in found if (since is None or seen[one.row] >= since) and (until is None or seen[one.row] < until)]
    return in_order(within, seen)


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


def _first_seen(unit: Unit, found: Sequence[Found]) -> dict[int, datetime]:
    """When each statement was first made by a version of its page."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for one in found:
        wanted[one.said.page_id].add(one.row)
    pages, first = sorted(wanted), dict[int, datetime]()
    for start in range(0, len(pages), BATCH):
        for row in unit.execute(_SAID, {"pages": pages[start : start + BATCH]}):
            for statement_row in wanted[row.page_id] & made(row.first, bytes(row.places)).keys():
                first[statement_row] = min(first.get(statement_row, row.first_seen), row.first_seen)
    return first


def _present(*columns: Any) -> Select[tuple[Any, ...]]:
    """The latest versions of pages with what they say."""
    later = version.alias("later")
    newer = select(later.c.id).where(
        later.c.page_id == version.c.page_id,
        later.c.number.is_not(None),
        tuple_(later.c.last_seen, later.c.number) > tuple_(version.c.last_seen, version.c.number),
    )
    query = select(*columns, version.c.page_id, said.c.version_id, said.c.first, said.c.places)
    return query.where(version.c.number.is_not(None), said.c.version_id == version.c.id, ~newer.exists())


_STATING = _present(statement.c.id.label("statement_id"), PACKED).where(version.c.page_id == statement.c.page_id)
_ABOUT = _STATING.where(statement.c.zone.in_(bindparam("zones", expanding=True)))
_LATEST = Prepared(_present().where(version.c.page_id == bindparam("page")))
_DUE = Prepared(select(statement.c.id).where(statement.c.due < bindparam("before")))
_THESE = _STATING.where(statement.c.id.in_(bindparam("rows", expanding=True)))
_JUDGED = Prepared(statement.update().where(statement.c.id == bindparam("row")).values(due=None))
_SAID = (
    select(version.c.page_id, version.c.first_seen, said.c.first, said.c.places)
    .join(said, said.c.version_id == version.c.id)
    .where(version.c.page_id.in_(bindparam("pages", expanding=True)))
)
