"""Where each thing lies in a report's folder, and which zone a change belongs to."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.records import RecordedChange
from pipeline.ledger.book import Book
from pipeline.ledger.promises import Promise
from pipeline.report.material import ChangeSheet, HeldClaim, ReportData, ZoneSheet, by_importance
from pipeline.report.words import severity_band

_FILE_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,80}")


def change_place(identity: str) -> str:
    """The page of one change."""
    return f"changes/{_file_name(identity)}.html"


def page_place(number: int) -> str:
    """The page of one watched page's history."""
    return f"pages/{number}.html"


def zone_place(key: str) -> str:
    """The page of one zone, by its id or, where the gazetteer has none, by its name."""
    return f"zones/{_file_name(key.replace(':', '-'))}.html"


def zone_feed(key: str) -> str:
    """The feed of one zone."""
    return f"feeds/zones/{_file_name(key.replace(':', '-'))}.xml"


def source_feed(name: str) -> str:
    """The feed of one source."""
    return f"feeds/sources/{_file_name(name)}.xml"


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneStory:
    """One zone with what is said of it now and what changed."""

    name: str
    """Its name."""

    place: str
    """Its page in the report's folder."""

    claims: tuple[HeldClaim, ...]
    """Current claims."""

    changes: tuple[ChangeSheet, ...]
    """Its changes, most important first."""

    feed: str
    """Its feed in the report's folder."""

    book: Book | None = None
    """Its ledger; None where none was made up."""

    promises: tuple[Promise, ...] = ()
    """Its promises and where they stand."""

    @property
    def bands(self) -> Mapping[str, int]:
        """How many changes are of each band of severity."""
        return Counter(severity_band(sheet.recorded.change.severity) for sheet in self.changes)


def zone_stories(data: ReportData) -> tuple[ZoneStory, ...]:
    """Every zone that has a sheet or a change, in the order of the sheets, then of the changes' importance.

    Sheets of one id are one zone under several names; it is shown under the longest.
    """
    sheets: dict[str, list[ZoneSheet]] = {}
    for sheet in data.zones:
        sheets.setdefault(sheet.id or sheet.name, []).append(sheet)
    ids = {sheet.name: key for key, of_zone in sheets.items() for sheet in of_zone}
    names = {key: max((sheet.name for sheet in of_zone), key=len) for key, of_zone in sheets.items()}
    changes: dict[str, list[ChangeSheet]] = {key: [] for key in sheets}
    for change in by_importance(data.changes):
        name = change.recorded.zone
        if name is not None:
            key = _zone_id(change.recorded) or ids.get(name, name)
            names.setdefault(key, name)
            changes.setdefault(key, []).append(change)
    return tuple(_story(key, names[key], sheets.get(key, []), told) for key, told in changes.items())


def _story(key: str, name: str, sheets: list[ZoneSheet], changes: list[ChangeSheet]) -> ZoneStory:
    claims = tuple(held for sheet in sheets for held in sheet.claims)
    book = next((sheet.book for sheet in sheets if sheet.book), None)
    promises = tuple(promise for sheet in sheets for promise in sheet.promises)
    places = {"place": zone_place(key), "feed": zone_feed(key)}
    return ZoneStory(name=name, claims=claims, changes=tuple(changes), book=book, promises=promises, **places)


def _zone_id(recorded: RecordedChange) -> str | None:
    claims = (recorded.change.after, recorded.change.before)
    return next((claim.zone.id for claim in claims if claim and claim.zone), None)


def _file_name(identity: str) -> str:
    if _FILE_NAME.fullmatch(identity):
        return identity
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
