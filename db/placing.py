"""Where a claim stands in time: of which day it speaks, and its place in the thread of what is said of one thing."""

from __future__ import annotations

from datetime import date

from db.claim import Claim

PROSPECTIVE = frozenset({"planned", "target", "commitment", "conditional"})
"""Modalities that say that something shall be so."""


def as_of(one: Claim, published: date) -> date:
    """The day a statement of fact speaks of: its own as-of day, period or point, else, as for promises, the day of publication."""
    if one.modality.name in PROSPECTIVE:
        return published
    return one.time.end if one.time.role in {"asof", "period", "point"} and one.time.end else published


def place_in_thread(one: Claim, seen: date) -> int:
    """Where a claim stands in its thread: its as-of day, and of one such day its publication (first sight where it states none)."""
    published = one.pub or seen
    return (as_of(one, published).toordinal() << 20) + published.toordinal()
