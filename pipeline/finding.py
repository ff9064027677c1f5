"""What the stages hand to a page's history about one capture, and what it says it wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db.captures import Bytes
from db.claim import Claim
from db.records import Capture, Outcome, Reading
from pipeline.claims.zones import Gazetteer


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Everything the stages before found out about one capture."""

    capture: Capture
    """The capture."""

    payload_sha256: str
    """Digest of its payload."""

    keep: Callable[[bool], Bytes]
    """Sees to its bytes: keeps them in any case when told that they show something new, and says where they lie."""

    reading: Reading
    """What it turned out to be."""

    text_sha256: str | None
    """Digest of the canonical text; None unless the outcome is ok."""

    claims: tuple[Claim, ...] | None
    """Claims of a new text; None when the text was known when looked up."""

    gazetteer: Gazetteer | None = None
    """The zones to find in a text that is read again; None for the listed ones."""

    text: int | None = None
    """Row of the text where it was known when looked up; None otherwise."""

    length: int | None = None
    """Characters of that text where the page was not read for it; None where the article says."""

    essence: str | None = None
    """What the text was read from, where that is new; None otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What one capture added to the store."""

    page: int
    """Number of the page."""

    outcome: Outcome | None = None
    """What it turned out to be in the light of the captures before; None when it was held already."""

    reason: str = ""
    """What the outcome was judged by."""

    new_page: bool = False
    """True when the page was not held before."""

    new_version: bool = False
    """True when it showed a new version."""

    changes: int = 0
    """How many changes were recorded."""

    held: bool = False
    """True when the capture was in the store already and nothing was written."""

    wanted: bool = False
    """True when the page was to be kept in any case before."""
