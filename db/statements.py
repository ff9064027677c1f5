"""What pages say at present: the statements of the latest version of every page, by zone, page, thread or day.

A series of a busy zone holds thousands of them, so that what one page says is laid beside its neighbours only, found by index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, tuple_

from db.claim import Claim
from db.claims import BATCH, PACKED, claim_at
from db.prepared import Prepared
from db.store import Unit
from db.tables import address, claim, statement, version


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


def statements_about(unit: Unit, zones: Iterable[str]) -> list[HeldStatement]:
    """What the latest version of every page says about zones, given by their names as printed; in the order of the pages."""
    return _stated(unit, unit.execute(_ABOUT, {"zones": list(zones)}).all())


def statements_on(unit: Unit, page: int) -> list[HeldStatement]:
    """What the latest version of a page says."""
    return _stated(unit, _ON.all(unit, {"page": page}))


def statements_in(unit: Unit, thread: str, page: int, most: int) -> list[HeldStatement]:
    """What the latest versions of other pages say in a thread, in no order and no more than so many."""
    return _stated(unit, _IN.all(unit, {"thread": thread, "page": page, "most": most}))


def statements_near(unit: Unit, thread: str, page: int, place: int, most: int) -> list[HeldStatement]:
    """What the latest versions of other pages say in a thread nearest to a place in it: so many before, and after."""
    around = {"thread": thread, "page": page, "place": place, "most": most}
    return _stated(unit, [*_BEFORE.all(unit, around), *_AFTER.all(unit, around)])


def promises_due(unit: Unit, before: date) -> list[HeldStatement]:
    """Promises of the latest versions whose day is before a day and that nobody has judged yet; in the order of the pages."""
    due = [row.id for row in _DUE.all(unit, {"before": before})]
    found = (unit.execute(_THESE, {"rows": due[start : start + BATCH]}).all() for start in range(0, len(due), BATCH))
    return sorted(_stated(unit, [row for rows in found for row in rows]), key=lambda one: (one.page, one.claim.evidence.start))


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


def _stated(unit: Unit, rows: Sequence[Any]) -> list[HeldStatement]:
    wanted = sorted({row.statement_id for row in rows})
    first: dict[int, datetime] = {}
    for start in range(0, len(wanted), BATCH):
        first |= {row.id: row.at for row in unit.execute(_FIRST_SEEN, {"rows": wanted[start : start + BATCH]})}
    return [
        HeldStatement(
            page=row.page_id,
            version=row.version_id,
            row=row.statement_id,
            claim=claim_at(row.ordinal, row.start, bytes(row.body)),
            seen_at=first[row.statement_id],
        )
        for row in rows
    ]


def _present() -> Select[tuple[Any, ...]]:
    """Statements with the claims of the latest version that make them."""
    later = version.alias("later")
    newer = select(later.c.id).where(
        later.c.page_id == version.c.page_id,
        later.c.number.is_not(None),
        tuple_(later.c.last_seen, later.c.number) > tuple_(version.c.last_seen, version.c.number),
    )
    query = select(claim.c.version_id, claim.c.ordinal, claim.c.start, claim.c.statement_id, PACKED, version.c.page_id)
    query = query.select_from(statement).join(version, (version.c.page_id == statement.c.page_id) & version.c.number.is_not(None))
    query = query.join(claim, (claim.c.version_id == version.c.id) & (claim.c.statement_id == statement.c.id))
    return query.where(~newer.exists())


_IN_ORDER = (version.c.page_id, claim.c.ordinal)
_ABOUT = _present().where(statement.c.zone.in_(bindparam("zones", expanding=True))).order_by(*_IN_ORDER)
_ON = Prepared(_present().where(version.c.page_id == bindparam("page")).order_by(*_IN_ORDER))
_DUE = Prepared(select(statement.c.id).where(statement.c.due < bindparam("before")))
_THESE = _present().where(statement.c.id.in_(bindparam("rows", expanding=True)))
_OTHERS = _present().where(statement.c.thread == bindparam("thread"), statement.c.page_id != bindparam("page"))
_IN = Prepared(_OTHERS.limit(bindparam("most")))
_UP_TO, _BEYOND = _OTHERS.where(statement.c.place <= bindparam("place")), _OTHERS.where(statement.c.place > bindparam("place"))
_BEFORE = Prepared(_UP_TO.order_by(statement.c.place.desc(), statement.c.page_id.desc()).limit(bindparam("most")))
_AFTER = Prepared(_BEYOND.order_by(statement.c.place, statement.c.page_id).limit(bindparam("most")))
_JUDGED = Prepared(statement.update().where(statement.c.id == bindparam("row")).values(due=None))
_FIRST_SEEN = (
    select(statement.c.id, func.min(version.c.first_seen).label("at"))
    .join(version, version.c.page_id == statement.c.page_id)
    .join(claim, (claim.c.version_id == version.c.id) & (claim.c.statement_id == statement.c.id))
    .where(statement.c.id.in_(bindparam("rows", expanding=True)))
    .group_by(statement.c.id)
)
