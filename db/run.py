"""The run of a spider: what it asked, what came of it, and whom it left in peace. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """A host that is left in peace after it refused us."""

    host: str
    """Host as asked, with its port where it has one of its own."""

    why: str
    """What it answered, in one clause."""

    until: datetime | None = None
    """Until when it asked us to wait; None when it did not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run of one spider: the run log's line and what `crawl --json` prints."""

    source: str
    """Name of the source."""

    started_at: datetime
    """When it began."""

    finished_at: datetime | None = None
    """When it ended; None while it runs, or when it was killed."""

    requests: int = 0
    """Requests sent."""

    outcomes: dict[str, int] = field(default_factory=dict)
    """Captures by outcome."""

    new_pages: int = 0
    """Pages seen for the first time."""

    new_versions: int = 0
    """Versions added."""

    changes: int = 0
    """Changes recorded."""

    passed_over: int = 0
    """Articles found in lists that are about nothing we watch, and so were not kept."""

    rests: tuple[Rest, ...] = ()
    """Hosts this run stopped asking."""
