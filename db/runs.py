"""The run log: one line a run of a spider, begun when it starts so that a killed run can be seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from db.run import Rest, Run
from db.store import Unit
from db.tables import run, source


def start_run(unit: Unit, source_name: str, at: datetime) -> int:
    """Note that a run begins; gives its number."""
    if unit.scalar(select(source.c.name).where(source.c.name == source_name)) is None:
        unit.execute(source.insert().values(name=source_name, first_seen=at))
    blank = {"requests": 0, "outcomes": {}, "new_pages": 0, "new_versions": 0, "changes": 0, "passed_over": 0, "rests": []}
    return int(unit.scalar(run.insert().values(source=source_name, started_at=at, **blank).returning(run.c.id)) or 0)


def finish_run(unit: Unit, number: int, done: Run) -> None:
    """Note what a run brought."""
    names = ("finished_at", "requests", "outcomes", "new_pages", "new_versions", "changes", "passed_over")
    rests = [{"host": one.host, "why": one.why, "until": one.until.isoformat() if one.until else None} for one in done.rests]
    unit.execute(run.update().where(run.c.id == number).values(rests=rests, **{name: getattr(done, name) for name in names}))


def last_run(unit: Unit, source_name: str) -> Run | None:
    """The latest run of a source, finished or not; None when there was none."""
    row = unit.execute(select(run).where(run.c.source == source_name).order_by(run.c.started_at.desc(), run.c.id.desc())).first()
    return _run(row) if row else None


def rests_before(unit: Unit, source_name: str, number: int) -> tuple[Rest, ...]:
    """The hosts that the run of a source before this one, and finished, stopped asking."""
    here = (run.c.source == source_name) & (run.c.id < number) & run.c.finished_at.is_not(None)
    row = unit.execute(select(run).where(here).order_by(run.c.id.desc()).limit(1)).first()
    return _run(row).rests if row else ()


def _run(row: Row[tuple[Any, ...]]) -> Run:
    return Run(
        source=row.source,
        started_at=row.started_at,
        finished_at=row.finished_at,
        requests=row.requests,
        outcomes=dict(row.outcomes),
        new_pages=row.new_pages,
        new_versions=row.new_versions,
        changes=row.changes,
        passed_over=row.passed_over,
        rests=tuple(_rest(plain) for plain in row.rests),
    )


def _rest(plain: dict[str, Any]) -> Rest:
    until = datetime.fromisoformat(plain["until"]) if plain["until"] else None
    return Rest(host=plain["host"], why=plain["why"], until=until)
