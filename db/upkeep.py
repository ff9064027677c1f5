"""Upkeep of the store: how much it holds, and whether it is whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, inspect, select, text

from db.revisions import newest_revision
from db.store import Store, Unit, revision
from db.tables import capture, metadata, run


def counts(unit: Unit) -> dict[str, int]:
    """Rows by table, in alphabetical order."""
    return {name: int(unit.scalar(select(func.count()).select_from(table)) or 0) for name, table in sorted(metadata.tables.items())}


def latest_moment(unit: Unit) -> datetime | None:
    """The latest time of a fetched capture or of a run's beginning; None when there is neither."""
    newest = (
        unit.scalar(select(func.max(run.c.started_at))),
        unit.scalar(select(func.max(capture.c.fetched_at)).where(capture.c.imported.is_(False))),
    )
    return max((moment for moment in newest if moment), default=None)


def faults(store: Store) -> list[str]:
    """What is wrong with the store, one sentence each; empty when it is whole."""
    found = []
    if revision(store) != newest_revision():
        found.append(f"the store is at revision {revision(store)}, this zonewatch needs {newest_revision()}: run `zonewatch db upgrade`")
    with store.look() as unit:
        missing = sorted(set(metadata.tables) - set(inspect(unit).get_table_names()))
        found += [f"table {name} is missing: restore the store from a backup" for name in missing]
        if store.engine.dialect.name == "sqlite":
            found += _sqlite_faults(unit)
    return found


def _sqlite_faults(unit: Unit) -> list[str]:
    found = [f"{row[0]}: restore the store from a backup" for row in unit.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    dangling = unit.execute(text("PRAGMA foreign_key_check")).all()
    return found + [f"a row of table {row[0]} points to nothing in {row[2]}: restore the store from a backup" for row in dangling[:5]]
