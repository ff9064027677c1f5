"""Gather from the store what a report tells: changes with their texts, page histories, zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from db import captures, changes, pages, versions
from db.claim import Claim
from db.records import RecordedChange, Version
from db.store import Unit
from pipeline.report.material import ChangeSheet, HeldClaim, PageHistory, ReportData, ZoneSheet


def sheet(unit: Unit, recorded: RecordedChange) -> ChangeSheet:
    """One change with the paragraphs before and after, and the edits between them."""
    old, new = (versions.version_numbered(unit, recorded.page, number) for number in recorded.versions)
    edits = changes.edits_between(unit, recorded.page, old.number, new.number)
    return ChangeSheet(recorded=recorded, edits=edits, old=old.article.paragraphs, new=new.article.paragraphs)


def report_data(unit: Unit, since: datetime | None) -> ReportData:
    """Every change since a moment (or ever), with the histories of all pages and what is claimed of each zone now."""
    histories = tuple(
        PageHistory(page=page, versions=tuple(versions.versions_of(unit, page.id)), captures=tuple(captures.captures_of(unit, page.id)))
        for page in pages.all_pages(unit)
    )
    sheets = tuple(sheet(unit, one) for one in changes.changes(unit, since=since))
    return ReportData(changes=sheets, pages=histories, zones=_zones(unit, histories), since=since)


def _zones(unit: Unit, histories: Sequence[PageHistory]) -> tuple[ZoneSheet, ...]:
    claims: dict[str, list[HeldClaim]] = defaultdict(list)
    for history in histories:
        if history.versions:
            latest = max(history.versions, key=lambda version: version.last_seen)
            for claim in versions.claims_of(unit, versions.version_id(unit, latest)):
                if claim.zone:
                    claims[claim.zone.surface].append(_held(claim, history, latest))
    return tuple(_zone(name, held) for name, held in sorted(claims.items()))


def _held(claim: Claim, history: PageHistory, latest: Version) -> HeldClaim:
    url = history.page.urls[0] if history.page.urls else ""
    return HeldClaim(page=history.page.id, url=url, claim=claim, seen_at=latest.first_seen)


def _zone(name: str, held: Sequence[HeldClaim]) -> ZoneSheet:
    ids = {one.claim.zone.id for one in held if one.claim.zone and one.claim.zone.id}
    return ZoneSheet(name=name, id=min(ids) if ids else None, claims=tuple(held))
