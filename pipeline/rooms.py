"""What the stages of the way are given to work with: the store, the captures folder, the rules.

The doors (command line, spiders) make one `Rooms` and pass it down; no stage looks for its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from db.records import Look
from db.store import Store
from pipeline.claims.zones import Gazetteer
from pipeline.folder import Folder

NextLook = Callable[[tuple[Look, ...], datetime | None, tuple[date, ...]], datetime | None]
"""From the looks so far, oldest first, the day of publication and the days promises fall due to the next look; None: not again."""


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """The store, the folder of raw captures, and when to look again."""

    store: Store
    """Where pages, versions and changes are held."""

    captures: Folder
    """Where the WARC files lie."""

    writer: str
    """Name of this process as a writer of captures, unlike that of any other: no two ever append to one file."""

    next_look: NextLook
    """Decides when a page is looked at again."""

    keep_all: bool = False
    """True to keep the bytes of every capture; else of those that show something new, and of one a page and day."""

    watch: tuple[str, ...] = ()
    """Names of the zones to watch; empty means every zone of the gazetteer."""

    gazetteer: Gazetteer | None = None
    """The zones to find, those of the configuration among them; None for the listed ones alone."""

    keep_words: tuple[str, ...] = ()
    """Words that make an article found in a list worth keeping, whatever zone it names."""
