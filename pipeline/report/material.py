"""What a report is made of: plain records gathered beforehand, so that no form asks the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from db.claim import Claim
from db.records import Change, Edit, HeldCapture, Page, RecordedChange, Review, Version

if TYPE_CHECKING:  # loading the ledger, and the store with it, takes half the time in which a file without one is read
    from pipeline.ledger.book import Book
    from pipeline.ledger.promises import Promise


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSheet:
    """One recorded change with the two texts it was seen between."""

    recorded: RecordedChange
    """The change, where and when."""

    edits: tuple[Edit, ...] = ()
    """How the paragraphs before became those after; empty when the page was withdrawn or restored."""

    old: tuple[str, ...] = ()
    """Paragraphs of the version before, in the numbering of the edits."""

    new: tuple[str, ...] = ()
    """Paragraphs of the version after."""

    said: tuple[Review, ...] = ()
    """Everything people said of it, in the order of time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageHistory:
    """One watched page with everything held of it."""

    page: Page
    """The page."""

    versions: tuple[Version, ...] = ()
    """Its versions, the oldest first."""

    captures: tuple[HeldCapture, ...] = ()
    """Its captures, the oldest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldClaim:
    """A claim as it stands today on one page."""

    page: int
    """Number of the page."""

    url: str
    """Public address of the page."""

    claim: Claim
    """What the page's latest version says."""

    seen_at: datetime
    """Time of the first capture that showed it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneSheet:
    """One zone with the claims that are made about it now."""

    name: str
    """Its name, the one recorded changes carry."""

    id: str | None = None
    """Its id in the gazetteer, `zone:CN-511000-gxq`; None when the gazetteer does not know it."""

    claims: tuple[HeldClaim, ...] = ()
    """The current claims of every page about it."""

    book: Book | None = None
    """Its ledger; None where none was made up."""

    promises: tuple[Promise, ...] = ()
    """Its promises and where they stand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportData:
    """Everything one report tells."""

    changes: tuple[ChangeSheet, ...] = ()
    """Changes in any order; every form puts the most important first."""

    pages: tuple[PageHistory, ...] = ()
    """Watched pages with their histories."""

    zones: tuple[ZoneSheet, ...] = ()
    """Zones with their current claims; a zone only named by a change needs no sheet."""

    since: datetime | None = None
    """From when on changes are told; None when all are."""

    language: str = "en"
    """`en` or `zh`."""

    on: date | None = None
    """The day on which promises and ledgers stand; None for the day the report is made."""

    watched: int = 0
    """How many pages are held, whether or not the report shows them; 0 for those it shows."""

    left_out: int = 0
    """How many changes are less important than those told, and not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What comparing two texts without a store gave."""

    old: tuple[str, ...]
    """Paragraphs before."""

    new: tuple[str, ...]
    """Paragraphs after."""

    edits: tuple[Edit, ...]
    """How the ones became the others."""

    changes: tuple[Change, ...]
    """What happened to claims."""

    same_text: bool
    """True when the canonical texts are equal."""


class Form(Protocol):
    """What makes a module of this folder a form: a function named `render` of this shape."""

    def __call__(self, data: ReportData, *, made_at: datetime) -> Mapping[str, str]:
        """The files of the form: path below the report's folder, with `/`, to text; each is asked for once."""


def by_importance(changes: tuple[ChangeSheet, ...]) -> list[ChangeSheet]:
    """The most severe first, among equals the latest, then by id, so that every run gives one order."""
    return sorted(changes, key=lambda sheet: (-sheet.recorded.change.severity, -sheet.recorded.seen_at.timestamp(), sheet.recorded.id))
