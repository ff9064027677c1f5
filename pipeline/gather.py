"""Gather from the store what a report tells: changes with their texts, page histories, zones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeAlias

from db import captures, changes, pages, versions
from db.records import Page, RecordedChange
from db.store import Unit
from db.stretches import count, most_important
from db.verdicts import reviews_of
from pipeline.ledger.book import book
from pipeline.ledger.held import points_of, zone_names
from pipeline.ledger.points import Point
from pipeline.ledger.promises import promises
from pipeline.report.material import ChangeSheet, HeldClaim, PageHistory, ReportData, ZoneSheet

MOST = 2_000
"""Changes that a report tells unless it is asked for more."""

SHOWN_WHOLE = 500
"""Pages up to which all are shown, changed or not."""

Progress: TypeAlias = Callable[[Iterable[str], int, str], Iterable[str]]
"""Passes names on while showing how far along it is: the names, how many there are, what is being done."""


def plainly(names: Iterable[str], _total: int, _words: str) -> Iterable[str]:
    """No sign of progress."""
    return names


def sheet(unit: Unit, recorded: RecordedChange) -> ChangeSheet:
    """One change with the paragraphs before and after, the edits between them, and everything said of it."""
    old, new = (versions.version_numbered(unit, recorded.page, number) for number in recorded.versions)
    edits = changes.edits_between(unit, recorded.page, old.number, new.number)
    said = tuple(reviews_of(unit, [recorded.id]).get(recorded.id, ()))
    return ChangeSheet(recorded=recorded, edits=edits, old=old.article.paragraphs, new=new.article.paragraphs, said=said)


def report_data(
    unit: Unit, since: datetime | None, *, on: date, language: str = "en", most: int = MOST, progress: Progress = plainly
) -> ReportData:
    """The most important changes since a moment (or ever), the histories of their pages, and every zone's ledger as of a day.

    Of a small store every page is shown, of a large one those that changed; `progress` is shown the zones, which take longest.
    """
    told, left_out = most_important(unit, most, since=since)
    watched = count(unit, "page")
    changed = {one.page for one in told}
    shown = [page for page in pages.all_pages(unit) if watched <= SHOWN_WHOLE or page.id in changed]
    names = zone_names(unit, None)
    return ReportData(
        changes=tuple(sheet(unit, one) for one in told),
        pages=tuple(_history(unit, page) for page in shown),
        zones=tuple(_zone(name, points_of(unit, {name: names[name]})[name], on) for name in progress(sorted(names), len(names), "zones")),
        since=since,
        language=language,
        on=on,
        watched=watched,
        left_out=left_out,
    )


def _history(unit: Unit, page: Page) -> PageHistory:
    held = tuple(captures.captures_of(unit, page.id))
    return PageHistory(page=page, versions=tuple(versions.versions_of(unit, page.id)), captures=held)


def _zone(name: str, points: Sequence[Point], on: date) -> ZoneSheet:
    ids = {point.claim.zone.id for point in points if point.claim.zone and point.claim.zone.id}
    claims = tuple(HeldClaim(page=point.page, url=point.url, claim=point.claim, seen_at=point.seen_at) for point in points)
    return ZoneSheet(name=name, id=min(ids) if ids else None, claims=claims, book=book(name, points, on), promises=promises(points, on))
