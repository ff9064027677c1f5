"""The run log: one line a run of a spider, begun when it starts so that a killed run can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from db.run import Rest, Run
from db.store import Unit
from db.tables import run, source

EVERY_KIND = ("full", "due", "new", "part", "urls")
"""What a run was asked for: everything, known pages that are due, discovery only, a limited number of pages, just some addresses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedRun:
    """A run with what it was asked for and why it is incomplete, where it is."""

    run: Run
    """The run."""

    kind: str
    """One of EVERY_KIND."""

    fault: str | None
    """Why it is incomplete, in one sentence; None when it is whole, or when nobody could say."""

    @property
    def well(self) -> bool:
        """True when it reached its end and missed nothing."""
        return self.run.finished_at is not None and self.fault is None


def start_run(unit: Unit, source_name: str, at: datetime, kind: str = "full") -> int:
    """Note that a run begins; gives its number."""
    if unit.scalar(select(source.c.name).where(source.c.name == source_name)) is None:
        unit.execute(source.insert().values(name=source_name, first_seen=at))
    blank = {"requests": 0, "outcomes": {}, "new_pages": 0, "new_versions": 0, "changes": 0, "passed_over": 0, "rests": [], "kind": kind}
    return int(unit.scalar(run.insert().values(source=source_name, started_at=at, **blank).returning(run.c.id)) or 0)


def finish_run(unit: Unit, number: int, done: Run, fault: str | None = None) -> None:
    """Note what a run brought, and why it is incomplete where it is."""
    names = ("finished_at", "requests", "outcomes", "new_pages", "new_versions", "changes", "passed_over")
    rests = [{"host": one.host, "why": one.why, "until": one.until.isoformat() if one.until else None} for one in done.rests]
    brought = {name: getattr(done, name) for name in names}
    unit.execute(run.update().where(run.c.id == number).values(rests=rests, fault=fault, **brought))


def note_fault(unit: Unit, source_name: str, fault: str) -> None:
    """Say why the latest run of a source has no end: whoever ended it knows, the run itself cannot."""
    newest = select(run.c.id).where(run.c.source == source_name).order_by(run.c.id.desc()).limit(1).scalar_subquery()
    unit.execute(run.update().where(run.c.id == newest, run.c.finished_at.is_(None), run.c.fault.is_(None)).values(fault=fault))


def last_run(unit: Unit, source_name: str, kinds: Iterable[str] = EVERY_KIND) -> Run | None:
    """The latest run of a source among those kinds, finished or not; None when there was none.

    The latest is the one noted last: a clock that was set back since does not hide it.
    """
    row = unit.execute(_newest(source_name, kinds)).first()
    return _run(row) if row else None


def rests_before(unit: Unit, source_name: str, number: int) -> tuple[Rest, ...]:
    """The hosts that the run of a source before this one, and finished, stopped asking."""
    here = (run.c.source == source_name) & (run.c.id < number) & run.c.finished_at.is_not(None)
    row = unit.execute(select(run).where(here).order_by(run.c.id.desc()).limit(1)).first()
    return _run(row).rests if row else ()


def latest_runs(unit: Unit, source_name: str, count: int, kinds: Iterable[str] = EVERY_KIND) -> list[LoggedRun]:
    """The latest runs of a source among those kinds, the newest first."""
    rows = unit.execute(_newest(source_name, kinds).limit(count)).all()
    return [LoggedRun(run=_run(row), kind=row.kind, fault=row.fault) for row in rows]


def last_good_run(unit: Unit, source_name: str, kinds: Iterable[str] = EVERY_KIND) -> Run | None:
    """The latest run that reached its end and missed nothing; None when there was none."""
    row = unit.execute(_newest(source_name, kinds).where(run.c.finished_at.is_not(None), run.c.fault.is_(None))).first()
    return _run(row) if row else None


def _newest(source_name: str, kinds: Iterable[str]) -> Select[tuple[Any, ...]]:
    return select(run).where(run.c.source == source_name, run.c.kind.in_(tuple(kinds))).order_by(run.c.id.desc())


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
