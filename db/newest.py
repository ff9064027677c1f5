"""What the newest pages say of zones, a stretch at a time from the newest page back: what is read is bounded, however much is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from sqlalchemy import BigInteger, bindparam, select

from db.claims import PACKED
from db.prepared import Prepared
from db.sayings import HeldStatement, held_still
from db.store import Unit
from db.tables import statement

BEYOND = 1 << 60
"""A number that no page has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Newest:
    """A stretch of what is said of zones."""

    statements: list[HeldStatement]
    """What the latest versions of its pages say, in the order of the pages."""

    before: int | None
    """The page before which the next stretch lies; None when there is nothing older."""


def statements_newest(unit: Unit, zones: Iterable[str], most: int, before: int | None = None) -> Newest:
    """What pages say about zones, given by their names as printed, from the newest page, or one before another, back.

    It ends with the page whose statements make it `most` or more, those that its latest version no longer makes counted in.
    """
    asked = {"before": BEYOND if before is None else before, "most": most}
    each = [_OF_ZONE.all(unit, {"zone": zone, **asked}) for zone in dict.fromkeys(zones)]
    rows = list(islice(merge(*each, key=lambda row: (-row.page_id, row.id)), most))
    last = rows[-1].page_id if len(rows) == most else None
    if last is not None:  # the last page whole: its further statements
        rows = [row for row in rows if row.page_id != last]
        rows += (row for zone in dict.fromkeys(zones) for row in _OF_PAGE.all(unit, {"zone": zone, "page": last}))
    return Newest(statements=held_still(unit, rows), before=last)


_ROWS = select(statement.c.id, PACKED, statement.c.page_id).where(statement.c.zone == bindparam("zone"))
_OF_PAGE = Prepared(_ROWS.where(statement.c.page_id == bindparam("page")))
_OF_ZONE = Prepared(
    _ROWS.where(statement.c.page_id < bindparam("before", type_=BigInteger))
    .order_by(statement.c.page_id.desc(), statement.c.id)
    .limit(bindparam("most"))
)
