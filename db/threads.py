"""The threads that a page's versions have a part in: what is compared across articles is locked by them."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from db.claims import BATCH
from db.prepared import Prepared
from db.said import made
from db.store import Unit
from db.tables import said, statement, version

_SAID = Prepared(
    select(said.c.first, said.c.places).join(version, version.c.id == said.c.version_id).where(version.c.page_id == bindparam("page"))
)
_THREADS = select(statement.c.thread).where(statement.c.id.in_(bindparam("rows", expanding=True)), statement.c.thread.is_not(None))


def threads_on(unit: Unit, page: int) -> list[str]:
    """The threads of everything that any version of a page states."""
    rows = sorted({row for one in _SAID.all(unit, {"page": page}) for row in made(one.first, bytes(one.places))})
    batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    return list(dict.fromkeys(thread for batch in batches for thread in unit.scalars(_THREADS, {"rows": batch}) if thread))
