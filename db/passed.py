"""Articles passed over: found in a list, about nothing we watch, and remembered by their key alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from db.prepared import Prepared
from db.store import Unit
from db.tables import page, passed_over, source


def pass_over(unit: Unit, source_name: str, key: str, *, at: datetime, reason: str) -> None:
    """Remember that an article was passed over, and why; a page held of it (never yet read) is not looked at again."""
    if unit.scalar(select(source.c.name).where(source.c.name == source_name)) is None:
        unit.execute(source.insert().values(name=source_name, first_seen=at))
    here = (passed_over.c.source == source_name) & (passed_over.c.key == key)
    unit.execute(delete(passed_over).where(here))
    unit.execute(passed_over.insert().values(source=source_name, key=key, seen_at=at, reason=reason))
    unit.execute(page.update().where(page.c.source == source_name, page.c.key == key).values(next_look=None))


def is_passed(unit: Unit, source_name: str, key: str, reason: str) -> bool:
    """Whether an article was passed over for this very reason: for any other it is judged anew."""
    return _PASSED.first(unit, {"named": source_name, "article": key, "why": reason}) is not None


_HERE = (passed_over.c.source == bindparam("named")) & (passed_over.c.key == bindparam("article"))
_PASSED = Prepared(select(passed_over.c.key).where(_HERE, passed_over.c.reason == bindparam("why")))
