"""How the watch itself is doing: what each source is due to do, and whether everything is in order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.keys import Config
from db import captures, pages, runs
from db.errors import ZonewatchError
from db.records import Outcome, Page
from db.run import Run
from db.store import Unit, open_store
from db.upkeep import faults

SILENCE = timedelta(hours=48)
"""A source without a finished run for so long needs attention."""

ODD_SHARE = 0.2
"""Share of captures of the last day that no layout knows or that are empty above which a source needs attention."""

DOUBT = timedelta(days=7)
"""Pages that were held in doubt within so long are named."""

LITTLE_ROOM = 500 * 1024 * 1024
"""Free bytes below which the disk needs attention."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """One source as configured, with what it did last and what it has to do."""

    name: str
    """Name of the source."""

    enabled: bool
    """False when the configuration leaves it out."""

    schedule: str
    """Cron expression or interval."""

    last: Run | None
    """Its latest run; None when there was none."""

    due: tuple[Page, ...]
    """Known pages whose next look is not in the future."""

    def form(self, with_pages: bool) -> dict[str, Any]:
        """As plain data; the pages themselves only where asked for."""
        plain: dict[str, Any] = {"source": self.name, "enabled": self.enabled, "schedule": self.schedule}
        plain["last_run"] = self.last.started_at.isoformat() if self.last else None
        plain["due"] = len(self.due)
        if with_pages:
            plain["pages"] = [{"id": page.id, "key": page.key, "next_look": _iso(page.next_look)} for page in self.due]
        return plain

    def row(self, with_pages: bool) -> tuple[str, str, str, str]:
        """As words for a table."""
        last = self.last.started_at.isoformat(sep=" ", timespec="minutes") if self.last else "never"
        keys = "".join(f"\n{page.key}" for page in self.due) if with_pages else ""
        return (self.name, self.schedule if self.enabled else "not enabled", last, f"{len(self.due)}{keys}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing looked at by the doctor."""

    what: str
    """What was looked at."""

    well: bool
    """True when it is in order."""

    words: str
    """What was found and, when it is not in order, what to do."""

    def form(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def sources_view(unit: Unit, config: Config, now: datetime) -> tuple[SourceState, ...]:
    """Every source of the configuration, in alphabetical order."""
    return tuple(
        SourceState(
            name=name,
            enabled=table.enabled,
            schedule=str(table.schedule),
            last=runs.last_run(unit, name),
            due=tuple(pages.due(unit, name, now)),
        )
        for name, table in sorted(config.sources.items())
    )


def examine(config: Config, now: datetime) -> tuple[Finding, ...]:
    """Look at store, disk and sources; a store that cannot be opened is a finding, too."""
    return (_disk(config), *_store(config, now))


def _disk(config: Config) -> Finding:
    folder = config.captures.dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(what="captures", well=False, words=f"{folder} cannot be made ({error.strerror}): choose another `[captures] dir`")
    words = f"{free // 1024**2:,} MiB free beside {folder}"
    return Finding(what="captures", well=free > LITTLE_ROOM, words=words if free > LITTLE_ROOM else f"{words}: make room")


def _store(config: Config, now: datetime) -> Iterator[Finding]:
    try:
        store = open_store(config.store.url)
    except ZonewatchError as error:
        yield Finding(what="store", well=False, words=str(error))
        return
    try:
        wrong = faults(store)
        yield Finding(what="store", well=not wrong, words="; ".join(wrong) or f"{store.url} is whole")
        with store.look() as unit:
            for state in sources_view(unit, config, now):
                yield from _source(unit, state, now)
    finally:
        store.close()


def _source(unit: Unit, state: SourceState, now: datetime) -> Iterator[Finding]:
    if not state.enabled:
        yield Finding(what=state.name, well=True, words="not enabled")
        return
    yield _latest_run(state, now)
    seen = captures.outcome_counts(unit, state.name, now - timedelta(days=1))
    odd = sum(seen.get(outcome, 0) for outcome in (Outcome.UNRECOGNISED, Outcome.EMPTY))
    every = sum(seen.values())
    share = odd / every if every else 0.0
    yield from _peace(state)
    doubted = captures.suspects(unit, state.name, now - DOUBT)
    if doubted:
        some = ", ".join(doubted[:5])
        words = f"{len(doubted)} pages show less than half of their text ({some}): look at them, and mend the layout if they are whole"
        yield Finding(what=f"{state.name} texts", well=False, words=words)
    words = f"{every} captures in the last day, {odd} of them unrecognised or empty"
    remedy = "" if share <= ODD_SHARE else ": the site may have a new design; `zonewatch captures PAGE` shows them"
    yield Finding(what=f"{state.name} pages", well=share <= ODD_SHARE, words=words + remedy)


def _peace(state: SourceState) -> Iterator[Finding]:
    for one in state.last.rests if state.last else ():
        until = f" until {one.until.isoformat()}" if one.until else ", and the next run tries one address first"
        words = f"{one.host} is left in peace{until}: {one.why}; if it stays so, ask the site's owner or choose a longer `delay`"
        yield Finding(what=f"{state.name} manners", well=False, words=words)


def _latest_run(state: SourceState, now: datetime) -> Finding:
    what = f"{state.name} runs"
    if state.last is None:
        return Finding(what=what, well=False, words=f"never run: start `zonewatch daemon`, or `zonewatch crawl {state.name}`")
    began = state.last.started_at
    if now - began > SILENCE:
        return Finding(what=what, well=False, words=f"last run {began.isoformat()}: is the daemon or the timer running?")
    if state.last.finished_at is None:
        return Finding(what=what, well=True, words=f"running, or killed, since {began.isoformat()}")
    return Finding(what=what, well=True, words=f"last run {began.isoformat()}, {state.last.requests} requests")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
