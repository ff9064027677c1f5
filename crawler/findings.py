"""What is found out about one source: its runs, the pages it brings against its own usual, its layouts, what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from crawler.keys import SourceTable
from crawler.schedule import next_after
from db import captures, pages, runs
from db.records import Outcome
from db.run import Run
from db.store import Unit

SILENCE = timedelta(hours=48)
"""A source without a good run for so long needs attention, or for three intervals of its schedule if those are longer."""

FAILURES = 2
"""So many runs in a row that fail mean that a source is broken; one may be an accident."""

DAY = timedelta(days=1)
USUAL_DAYS = 14
ODD = frozenset({Outcome.UNRECOGNISED, Outcome.EMPTY, Outcome.REFUSED, Outcome.ERROR})
"""Outcomes that are no answer about a page."""

USUAL_ODD, USUAL_WEIGHT = 0.05, 20
"""Share of odd outcomes taken for usual before there is any history, and how many captures that counts for."""

SIGMAS = 3.0
LEAST_ODD = 3
"""So few odd captures are never an alarm."""

DOUBT = timedelta(days=7)
"""Pages that were held in doubt within so long are named."""

LATE_SHARE = 0.1
"""Share of a source's pages that may be late by as much again as the wait planned for them, and by more than a day."""


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


def of_source(unit: Unit, name: str, site: SourceTable, now: datetime) -> tuple[Finding, ...]:
    """Everything found out about one enabled source."""
    return (
        _runs(name, site, runs.latest_runs(unit, name, FAILURES, ("full", "due", "new")), runs.last_good_run(unit, name), now),
        odd_pages(name, captures.outcome_counts(unit, name, now - DAY), usual(unit, name, now)),
        *_layouts(unit, name, now),
        *_in_doubt(name, captures.suspects(unit, name, now - DOUBT)),
        *_peace(name, runs.last_run(unit, name)),
        _late(name, *pages.late(unit, name, now)),
    )


def usual(unit: Unit, name: str, now: datetime) -> float:
    """The source's own share of odd outcomes over the two weeks before the last day."""
    before = captures.outcome_counts(unit, name, now - USUAL_DAYS * DAY, now - DAY)
    odd = sum(before.get(outcome, 0) for outcome in ODD)
    return (odd + USUAL_ODD * USUAL_WEIGHT) / (sum(before.values()) + USUAL_WEIGHT)


def odd_pages(name: str, seen: Mapping[Outcome, int], share: float) -> Finding:
    """Whether the last day brought more odd outcomes than chance explains from the usual share. Pure."""
    every, odd = sum(seen.values()), sum(seen.get(outcome, 0) for outcome in ODD)
    bound = share * every + SIGMAS * sqrt(every * share * (1 - share))
    well = odd < LEAST_ODD or odd <= bound
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(seen.items()) if outcome in ODD)
    words = f"{every} captures in the last day, {odd} of them no answer about a page{f' ({told})' if told else ''}; usual: {share:.0%}"
    remedy = "" if well else ": the site may have a new design or refuse us; `zonewatch captures PAGE` shows the reasons"
    return Finding(what=f"{name} pages", well=well, words=words + remedy)


def _runs(name: str, site: SourceTable, latest: list[runs.LoggedRun], good: Run | None, now: datetime) -> Finding:
    what = f"{name} runs"
    if not latest:
        return Finding(what=what, well=False, words=f"never run: start `zonewatch daemon`, or `zonewatch crawl {name}`")
    last = f"the last good run began {good.started_at.isoformat(timespec='minutes')}" if good else "no run was ever good"
    failed = [one for one in latest if one.fault]
    if len(failed) == FAILURES:
        return Finding(what=what, well=False, words=f"{len(failed)} runs in a row failed, {last}; the latest: {failed[0].fault}")
    began = latest[0].run.started_at
    if now - (good.started_at if good else began) > max(SILENCE, 3 * _interval(site.schedule, now)):
        return Finding(what=what, well=False, words=f"{last}: is the daemon or the timer running?")
    if latest[0].run.finished_at is None:
        return Finding(what=what, well=True, words=f"running, or killed, since {began.isoformat(timespec='minutes')}; {last}")
    return Finding(what=what, well=True, words=f"{last}, {latest[0].run.requests} requests in the latest")


def _interval(schedule: str, now: datetime) -> timedelta:
    first = next_after(schedule, now)
    second = next_after(schedule, first) if first else None
    return second - first if first and second else timedelta(0)


def _layouts(unit: Unit, name: str, now: datetime) -> Iterator[Finding]:
    for layout, seen in captures.layout_counts(unit, name, now - DAY).items():
        empty, every = seen.get(Outcome.EMPTY, 0), sum(seen.values())
        if empty >= LEAST_ODD and empty * 2 > every:
            words = f"{empty} of {every} pages of this design were empty in the last day: look at one with `zonewatch captures PAGE`"
            yield Finding(what=f"{name} layout {layout}", well=False, words=words)


def _in_doubt(name: str, doubted: Sequence[str]) -> Iterator[Finding]:
    if doubted:
        some = ", ".join(doubted[:5])
        words = f"{len(doubted)} pages show less than half of their text ({some}): look at them, and mend the layout if they are whole"
        yield Finding(what=f"{name} texts", well=False, words=words)


def _peace(name: str, last: Run | None) -> Iterator[Finding]:
    for one in last.rests if last else ():
        until = f" until {one.until.isoformat()}" if one.until else ", and the next run tries one address first"
        words = f"{one.host} is left in peace{until}: {one.why}; if it stays so, ask the site's owner or choose a longer `delay`"
        yield Finding(what=f"{name} manners", well=False, words=words)


def _late(name: str, late: int, every: int) -> Finding:
    well = late <= max(LATE_SHARE * every, LEAST_ODD)
    words = f"{late} of {every} watched pages are late by more than a day and twice their wait"
    return Finding(what=f"{name} pages due", well=well, words=words if well else f"{words}: raise `budget`, or let runs begin more often")
