"""The queue of work on PostgreSQL: Procrastinate over the store's own address, its tables beside ours, and what waits in it.

Procrastinate keeps order: a job's `lock` lets one of its name run at a time on any machine, its `queueing_lock` lets one wait.
What the jobs do is said by whoever takes them (crawler/worker.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.schema import SchemaManager
from psycopg_pool import PoolTimeout
from sqlalchemy import text

from db.engine import first_line, parsed
from db.errors import StoreFailing, ZonewatchError
from db.store import Store, Unit

SITES = "sites"
"""The queue of site runs."""

SITE_RUN = "zonewatch.site_run"
"""The task that makes one."""

ARCHIVE = "archive"
"""The queue of work on what is kept; site runs go first."""

REREAD = "zonewatch.reread"
"""The task that reads a stretch of pages again."""

PENDING = ("todo", "doing")
APPLIED = "zonewatch applied"
"""How the comment on Procrastinate's table begins, which says up to where its migrations have been applied."""


class QueueMissing(ZonewatchError):
    """The store {url} has no queue for its workers, or that of another release: run `zonewatch db upgrade`."""


def queue_over(url: str, *, most: int = 4) -> procrastinate.App:
    """Procrastinate's app over a PostgreSQL store's address, with `most` connections; it has to be opened."""
    connector = procrastinate.PsycopgConnector(conninfo=_conninfo(url), min_size=1, max_size=most, timeout=10.0)
    return procrastinate.App(connector=connector)


def upgrade_queue(store: Store) -> None:
    """Make Procrastinate's tables beside ours, or apply its migrations since; raises StoreFailing."""
    with failing(store.url), psycopg.connect(_conninfo(_address(store))) as connection:
        applied = _applied(connection)
        if applied is None:
            connection.execute(SchemaManager.get_schema())
        else:
            for path in _migrations():
                if path.name > applied:
                    connection.execute(path.read_text(encoding="utf-8"))
        connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{APPLIED} {_migrations()[-1].name}'")


def require_queue(store: Store) -> None:
    """Raises QueueMissing unless the queue's tables are this release's."""
    newest = _migrations()[-1].name
    with failing(store.url), psycopg.connect(_conninfo(_address(store))) as connection:
        if _applied(connection) != newest:
            raise QueueMissing(url=store.url)


def pending(app: procrastinate.App) -> frozenset[str]:
    """The sources of which a run waits in the queue or is under way on some machine."""
    return frozenset(str(job.task_kwargs["source"]) for status in PENDING for job in app.job_manager.list_jobs(queue=SITES, status=status))


def defer_run(app: procrastinate.App, source: str, kind: str) -> bool:
    """Put a run of a source into the queue; False when one waits there already."""
    name = f"site {source}"
    try:
        app.configure_task(SITE_RUN, queue=SITES, lock=name, queueing_lock=name).defer(source=source, kind=kind)
    except exceptions.AlreadyEnqueued:
        return False
    return True


def defer_rereading(app: procrastinate.App, stretches: Iterable[tuple[int, int]], source: str | None) -> int:
    """Put the reading again of pages into the queue, a job a stretch of numbers (from behind the first up to the last).

    Gives how many were put there; a stretch that waits there already is not put twice.
    """
    put = 0
    for after, until in stretches:
        name = f"pages {source or ''} {after + 1} to {until}"
        task = app.configure_task(REREAD, queue=ARCHIVE, lock=name, queueing_lock=name, priority=-10)
        try:
            task.defer(after=after, until=until, source=source)
        except exceptions.AlreadyEnqueued:
            continue
        put += 1
    return put


def unread(app: procrastinate.App) -> int:
    """Stretches of pages that wait to be read again, or are being read."""
    return sum(len(app.job_manager.list_jobs(queue=ARCHIVE, status=status)) for status in PENDING)


def jobs_by_status(unit: Unit) -> Mapping[str, int]:
    """How many jobs wait (`todo`), are under way (`doing`), and are `failed`."""
    found = unit.exec_driver_sql("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
    return {status: int(count) for status, count in found}


def workers_alive(unit: Unit, seconds: float) -> int:
    """Workers that gave a sign of life within so long."""
    since = text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :seconds)")
    return int(unit.scalar(since, {"seconds": seconds}) or 0)


def has_queue(unit: Unit) -> bool:
    """Whether the queue's tables are there."""
    return unit.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is not None


@contextmanager
def failing(url: str) -> Iterator[None]:
    """Turn what goes wrong between us and the queue into StoreFailing."""
    try:
        yield
    except (exceptions.ConnectorException, psycopg.Error, PoolTimeout) as error:
        raise StoreFailing(url=url, why=first_line(error.__cause__ or error)) from error


def _applied(connection: psycopg.Connection[Any]) -> str | None:
    """The last migration that was applied; None when the tables are not there, empty when nobody noted it."""
    row = connection.execute("SELECT obj_description(to_regclass('procrastinate_jobs')), to_regclass('procrastinate_jobs')").fetchone()
    comment, table = row or (None, None)
    return None if table is None else str(comment or "").removeprefix(APPLIED).strip()


def _migrations() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _address(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def _conninfo(url: str) -> str:
    return parsed(url).set(drivername="postgresql").render_as_string(hide_password=False)
