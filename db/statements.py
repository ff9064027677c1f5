"""What pages say at present: the statements of the latest version of every page, by zone, page or day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, select

from db.claims import BATCH, PACKED
from db.prepared import Prepared
from db.sayings import HeldStatement, held_still, sayings_of, still_made
from db.store import Unit
from db.tables import address, statement


def statements_about(unit: Unit, zones: Iterable[str], since: datetime | None = None, until: datetime | None = None) -> list[HeldStatement]:
    """What the latest version of every page says about zones, given by their names as printed; in the order of the pages.

    Where a span is given, what was first seen within it: at `since` or later, before `until`.
    """
    return held_still(unit, unit.execute(_ABOUT, {"zones": list(zones)}), since, until)


def statements_on(unit: Unit, page: int) -> list[HeldStatement]:
    """What the latest version of a page says."""
    sayings = sayings_of(unit, [page])
    return still_made(_these(unit, sorted(sayings[page].made_now())), sayings)


def promises_due(unit: Unit, before: date) -> list[HeldStatement]:
    """Promises of the latest versions whose day is before a day and that nobody has judged yet; in the order of the pages."""
    due = [row.id for row in _DUE.all(unit, {"before": before})]
    return sorted(held_still(unit, _these(unit, due)), key=lambda one: (one.page, one.claim.evidence.start))


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


def _these(unit: Unit, rows: list[int]) -> Iterable[Any]:
    batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    return chain.from_iterable(unit.execute(_THESE, {"rows": batch}).all() for batch in batches)


_ROWS = select(statement.c.id, PACKED, statement.c.page_id).where(statement.c.page_id.is_not(None))
_ABOUT = _ROWS.where(statement.c.zone.in_(bindparam("zones", expanding=True)))
_THESE = _ROWS.where(statement.c.id.in_(bindparam("rows", expanding=True)))
_DUE = Prepared(select(statement.c.id).where(statement.c.due < bindparam("before")))
_JUDGED = Prepared(statement.update().where(statement.c.id == bindparam("row")).values(due=None))
