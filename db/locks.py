"""Locks by name: what only one unit of work may do at a time, wherever it runs.

SQLite has one writer, so there a unit holds everything from its beginning. On PostgreSQL units run side by side and each
statement sees what others committed since: whoever reads in order to write takes a lock first. Locks of one kind are taken
together and in one order, kinds in the order of the constants below, so that no two units wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

UPGRADE = "upgrade"
"""The whole store: whoever changes its tables."""

CHANGE = "change"
"""One change, by its identity: whoever says something of it, for what stands is reckoned from all that was said."""

PAGE = "page"
"""One page, by `page_lock`: whoever writes its history."""

THREAD = "thread"
"""Claims that may be compared across articles, by the name of their thread: whoever records how they stand to each other."""

DEFER = "defer"
"""The queue of site runs: whoever puts one there that is not there yet."""


def page_lock(source: str, key: str) -> tuple[str]:
    """The name of a page's lock; the page need not be held yet."""
    return (f"{source} {key}",)


def hold(unit: Connection, kind: str, names: Iterable[str] = ("",)) -> None:
    """Hold the locks of a kind by these names until the unit ends; waits for whoever holds one."""
    wanted = sorted({f"{kind} {name}" for name in names})
    if unit.dialect.name == "sqlite" or not wanted:
        return
    each = select(func.unnest(cast(wanted, ARRAY(Text))).label("name")).subquery()
    unit.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(each.c.name, 0))))
