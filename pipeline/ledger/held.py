"""The points of a zone from the store: what the latest version of every page says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db.claims import zones_held
from db.errors import NotHeld
from db.newest import statements_newest
from db.sayings import HeldStatement
from db.statements import addresses, statements_about
from db.store import Unit
from pipeline.claims.zones import Gazetteer, gazetteer
from pipeline.ledger.points import Point


def zone_names(unit: Unit, wanted: str | None) -> dict[str, tuple[str, ...]]:
    """Zones by the name they are shown by, each with the names it is printed under; of `wanted` only, or all.

    `wanted` is a name of a zone in any form, its identity, or part of a printed name. Raises NotHeld when nothing is claimed of it.
    """
    known, held = gazetteer(), zones_held(unit)
    shown: dict[str, tuple[str, ...]] = {}
    for surface in held:
        name = _shown(known, surface)
        shown[name] = (*shown.get(name, ()), surface)
    if wanted is None:
        return shown
    listed = next((zone for zone in known.zones if zone.id == wanted), None) or known.zone_named(wanted)
    found = {name: own for name, own in shown.items() if name == (listed.name if listed else wanted)}
    found = found or {name: own for name, own in shown.items() if any(wanted in surface for surface in (name, *own))}
    if not found:
        raise NotHeld(what="zone", name=wanted, remedy=f"claims are held of {'、'.join(sorted(shown)) or 'no zone yet'}")
    return found


def points_of(
    unit: Unit, zones: dict[str, tuple[str, ...]], since: datetime | None = None, until: datetime | None = None
) -> dict[str, tuple[Point, ...]]:
    """The points of each zone, in the order of the pages; of a span of time what was first seen at `since` or later, before `until`."""
    return {name: _points(unit, name, statements_about(unit, surfaces, since, until)) for name, surfaces in sorted(zones.items())}


def newest_points(unit: Unit, name: str, surfaces: Sequence[str], most: int, before: int | None) -> tuple[tuple[Point, ...], int | None]:
    """The points of a zone from its newest page, or one before another, back to about so many, and before which page the others lie."""
    found = statements_newest(unit, surfaces, most, before)
    return _points(unit, name, found.statements), found.before


def _points(unit: Unit, name: str, stated: Sequence[HeldStatement]) -> tuple[Point, ...]:
    urls = addresses(unit, {one.page for one in stated})
    return tuple(_point(name, one, urls.get(one.page, "")) for one in stated)


def _point(zone: str, one: HeldStatement, url: str) -> Point:
    return Point(zone=zone, page=one.page, url=url, version=one.version, claim=one.claim, seen_at=one.seen_at)


def _shown(known: Gazetteer, surface: str) -> str:
    listed = known.zone_named(surface)
    return listed.name if listed else surface
