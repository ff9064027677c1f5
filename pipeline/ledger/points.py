"""The nouns of the ledger: a claim with where and when it was read, and how two of them stand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.claim import Claim
from db.placing import PROSPECTIVE, as_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One claim of one page, as a point of its time series."""

    zone: str
    """Name of the zone, as the gazetteer shows it, else as printed."""

    page: int
    """Number of the page."""

    url: str
    """Public address of the page."""

    version: int
    """Row of the version the claim is taken from."""

    claim: Claim
    """The claim."""

    seen_at: datetime
    """When the page was first seen to make this statement."""

    @property
    def published(self) -> date:
        """Day of publication; the day of first sight where the page states none."""
        return self.claim.pub or self.seen_at.date()

    @property
    def as_of(self) -> date:
        """The day a statement of fact speaks of: its own as-of day, period or point, else, as for promises, the day of publication."""
        return as_of(self.claim, self.published)

    @property
    def deadline(self) -> date | None:
        """Last day of a promise: its deadline, or the end of the time it is promised for; None where there is none."""
        time = self.claim.time
        if time.role == "deadline":
            return time.end
        ahead = time.role in {"period", "point"} and time.end is not None and time.end >= self.published
        return time.end if ahead and self.claim.modality.name in PROSPECTIVE else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """How two claims of a zone stand to each other."""

    name: str
    """restated, refined, updated, regressed, contradicted, target_revised, fulfilled, missed, overdue, stage_subset,
    increment_of, scope or incomparable."""

    a: Point
    """The earlier claim, the promise, the larger stage or the part."""

    b: Point | None
    """The later claim; None for a promise overdue of which nothing more was heard."""

    reasons: tuple[str, ...]
    """Why, in words for people."""

    substate: str | None = None
    """`late` of fulfilled, `in_progress_seen` of overdue; None otherwise."""


def earlier_first(one: Point, other: Point) -> tuple[Point, Point]:
    """Two points in the order of the days they speak of, then of publication, then of first sight."""
    return (one, other) if order(one) <= order(other) else (other, one)


def order(point: Point) -> tuple[date, date, datetime, int, int]:
    """Where a point stands in its series."""
    return point.as_of, point.published, point.seen_at, point.page, point.claim.evidence.start
