"""The threads that a page's versions have a part in: what is compared across articles is locked by them."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from db.store import Unit
from db.tables import claim, statement, version

_THREADS = (
    select(statement.c.thread)
    .join(claim, claim.c.statement_id == statement.c.id)
    .join(version, version.c.id == claim.c.version_id)
    .where(version.c.page_id == bindparam("page"), statement.c.thread.is_not(None))
    .distinct()
)


def threads_on(unit: Unit, page: int) -> list[str]:
    """The threads of everything that any version of a page states."""
    return [thread for thread in unit.scalars(_THREADS, {"page": page}) if thread]
