"""How the watch itself is doing: what each source is due to do, and whether everything is in order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.findings import Finding, of_source
from crawler.hazard import Belief
from crawler.hold import NAME
from crawler.keys import Config
from crawler.policy import explain
from crawler.prior import prior_of
from db import pages, runs
from db.claims import claims_of
from db.errors import ZonewatchError
from db.lease import lease_named
from db.records import Page
from db.run import Run
from db.sightings import sightings_of
from db.sole import is_shared
from db.store import Store, Unit, open_store
from db.told import faults_of_telling
from db.upkeep import faults, latest_moment
from db.versions import latest_publication
from pipeline.deadlines import deadlines
from pipeline.folder import Shared, answers, folder_at
from pipeline.timeline import looks, turns

DOUBT = timedelta(days=7)
"""Pages that were held in doubt within so long are named."""

LITTLE_ROOM = 500 * 1024 * 1024
"""Free bytes below which the disk needs attention."""

WRONG_CLOCK = timedelta(minutes=5)
"""How far the store may be ahead of the clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """One source as configured, with what it did last and what it has to do."""

    name: str
    """Name of the source."""

    enabled: bool
    """False when the configuration leaves it out."""

    schedule: str
    """Cron expression or interval; with discovery's own after it where there is one."""

    last: Run | None
    """Its latest run; None when there was none."""

    due: tuple[Page, ...]
    """Known pages whose next look is not in the future."""

    why: tuple[str, ...] = ()
    """For each of them the reason for its next look; empty unless asked for."""

    def form(self, with_pages: bool) -> dict[str, Any]:
        """As plain data; the pages themselves only where asked for."""
        plain: dict[str, Any] = {"source": self.name, "enabled": self.enabled, "schedule": self.schedule}
        plain["last_run"] = self.last.started_at.isoformat() if self.last else None
        plain["due"] = len(self.due)
        if with_pages:
            plain["pages"] = [
                {"id": page.id, "key": page.key, "next_look": _iso(page.next_look), "why": why}
                for page, why in zip(self.due, self.why, strict=True)
            ]
        return plain

    def row(self, with_pages: bool) -> tuple[str, str, str, str]:
        """As words for a table."""
        last = self.last.started_at.isoformat(sep=" ", timespec="minutes") if self.last else "never"
        told = "".join(f"\n{page.key}: {why}" for page, why in zip(self.due, self.why, strict=True)) if with_pages else ""
        return (self.name, self.schedule if self.enabled else "not enabled", last, f"{len(self.due)}{told}")


def sources_view(unit: Unit, config: Config, now: datetime, *, explained: bool = False) -> tuple[SourceState, ...]:
    """Every source of the configuration, in alphabetical order; `explained` gives the reason for every look that is due."""
    return tuple(_state(unit, config, name, now, explained) for name in sorted(config.sources))


def examine(config: Config, now: datetime) -> tuple[Finding, ...]:
    """Look at disk, store, clock, daemon and sources; a store that cannot be opened is a finding, too."""
    try:
        store = open_store(config.store.url)
    except ZonewatchError as error:
        return (disk(config), Finding(what="store", well=False, words=str(error)))
    try:
        return (disk(config), *_whole(store), *watch_findings(store, config, now))
    finally:
        store.close()


def watch_findings(store: Store, config: Config, now: datetime) -> tuple[Finding, ...]:
    """What is looked at while the watch goes on: cheap, and read only."""
    with store.look() as unit:
        found = [_clock(unit, now), _daemon(unit, now), *(_workers(unit, config) if is_shared(store) else ()), _telling(unit)]
        for name, site in sorted(config.sources.items()):
            found += of_source(unit, name, site, now) if site.enabled else [Finding(what=name, well=True, words="not enabled")]
    return tuple(found)


def disk(config: Config) -> Finding:
    """Whether captures can be kept."""
    try:
        folder = folder_at(config.captures.dir)
        if isinstance(folder, Shared):
            answers(folder)
            return Finding(what="captures", well=True, words=f"{folder} answers")
    except ZonewatchError as error:
        return Finding(what="captures", well=False, words=str(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(what="captures", well=False, words=f"{folder} cannot be made ({error.strerror}): choose another `[captures] dir`")
    words = f"{free // 1024**2:,} MiB free beside {folder}"
    remedy = ": make room, perhaps with `zonewatch prune`"
    return Finding(what="captures", well=free > LITTLE_ROOM, words=words if free > LITTLE_ROOM else words + remedy)


def _state(unit: Unit, config: Config, name: str, now: datetime, explained: bool) -> SourceState:
    site = config.sources[name]
    due = tuple(pages.due(unit, name, now, longest=config.policy.ceiling))
    discovery = f" + {site.discover_schedule}" if site.discover_schedule else ""
    return SourceState(
        name=name,
        enabled=site.enabled,
        schedule=f"{site.schedule}{discovery}",
        last=runs.last_run(unit, name),
        due=due,
        why=_reasons(unit, config, name, due) if explained else ("",) * len(due),
    )


def _reasons(unit: Unit, config: Config, name: str, due: tuple[Page, ...]) -> tuple[str, ...]:
    prior = prior_of(unit, name)
    return tuple(_why(unit, config, page, prior) for page in due)


def _why(unit: Unit, config: Config, page: Page, prior: Belief) -> str:
    sightings = sightings_of(unit, page.id)
    _, standing = turns(sightings)
    promised = deadlines(claims_of(unit, standing.settled)) if standing.settled else ()
    return explain(looks(sightings), latest_publication(unit, page.id), promised, policy=config.policy, prior=prior)


def _whole(store: Store) -> Iterator[Finding]:
    wrong = faults(store)
    yield Finding(what="store", well=not wrong, words="; ".join(wrong) or f"{store.url} is whole")


def _clock(unit: Unit, now: datetime) -> Finding:
    latest = latest_moment(unit)
    if latest is None or latest <= now + WRONG_CLOCK:
        return Finding(what="clock", well=True, words=f"{now.isoformat(timespec='seconds')}, and nothing in the store is later")
    ahead = f"the store holds a capture or run of {latest.isoformat(timespec='seconds')}"
    words = f"{now.isoformat(timespec='seconds')}, but {ahead}: set the clock"
    return Finding(what="clock", well=False, words=words)


def _daemon(unit: Unit, now: datetime) -> Finding:
    lease = lease_named(unit, NAME)
    if lease is None:
        return Finding(what="daemon", well=True, words="none holds the store: `zonewatch tick` or `zonewatch daemon` does what is due")
    until = f"{lease.expires_at.isoformat(timespec='seconds')}"
    if lease.expires_at < now:
        return Finding(what="daemon", well=False, words=f"{lease.holder} let its hold expire at {until}: start `zonewatch daemon` again")
    return Finding(what="daemon", well=True, words=f"{lease.holder} since {lease.taken_at.isoformat(timespec='seconds')}")


def _workers(unit: Unit, config: Config) -> Iterator[Finding]:
    from db.jobs import has_queue, jobs_by_status, workers_alive

    if not has_queue(unit):
        yield Finding(what="workers", well=False, words="the store has no queue for workers: run `zonewatch db upgrade`")
        return
    jobs, alive = jobs_by_status(unit), workers_alive(unit, 2 * config.worker.silence.total_seconds())
    told = f"{alive} workers alive, {jobs.get('doing', 0)} jobs under way, {jobs.get('todo', 0)} waiting, {jobs.get('failed', 0)} failed"
    idle = not alive and bool(jobs.get("todo") or jobs.get("doing"))
    yield Finding(what="workers", well=not idle, words=f"{told}: start `zonewatch worker`" if idle else told)


def _telling(unit: Unit) -> Finding:
    untold = faults_of_telling(unit)
    words = f"{len(untold)} messages could not be told; the latest: {untold[-1].fault}" if untold else "everything was told"
    return Finding(what="alerts", well=not untold, words=words)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
