"""What is asked of the queue, as it stands in an address: filters in, `Wanted` out, and back into addresses."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from db import queue
from db.changes import RELATIONS
from db.china import CHINA
from db.errors import NotHeld
from db.queue import Place, Wanted
from db.store import Unit
from pipeline.changes.kinds import NUMBER_CHANGED, ORDER, PAGE_KINDS
from pipeline.desk.given import Words
from pipeline.desk.zone_names import shown_as
from pipeline.sources import names

BANDS = {"high": (0.7, None), "medium": (0.4, 0.7), "low": (0.0, 0.4)}
KINDS = (*ORDER, NUMBER_CHANGED, *PAGE_KINDS, *sorted(RELATIONS))


class WrongPlace(ValueError):
    """An address says that the list goes on where it cannot."""


Text = Annotated[Words, Field(max_length=100)]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class Asked(BaseModel):
    """The filters of an address, as written there; FastAPI refuses what is none."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    state: Literal["open", "confirmed", "dismissed", "disputed", "all"] = "open"
    """What stands of the verdicts."""

    q: Text = ""
    """Words."""

    zone: Text = ""
    """Name of a zone."""

    kind: Text = ""
    """Primary kind of change."""

    severity: Literal["", "high", "medium", "low"] = ""
    """Band of severity."""

    source: Text = ""
    """Name of a source."""

    outlet: Text = ""
    """Part of the origin as printed."""

    since: Day = ""
    """First day, in China."""

    until: Day = ""
    """Last day, in China."""

    technical: Literal["", "1"] = ""
    """`1` for what only our own reading changed."""

    def address(self, **other: str) -> str:
        """The filters that say something, with others in their place, as the part of an address after `?`."""
        plain = self.model_dump() | other
        return urlencode({name: value for name, value in plain.items() if value and not (name == "state" and value == "open")})

    @property
    def narrowed(self) -> int:
        """How many filters are set besides state and words."""
        return sum(bool(getattr(self, name)) for name in ("zone", "kind", "severity", "source", "outlet", "since", "until", "technical"))


Filters = Annotated[Asked, Query()]


def wanted(unit: Unit, given: Asked) -> Wanted:
    """The filters as the store understands them; raises NotHeld for a zone, HTTPException 422 for a kind or source there is none of."""
    if given.kind and given.kind not in KINDS:
        raise HTTPException(422, "kind")
    if given.source and given.source not in names():
        raise HTTPException(422, "source")
    least, below = BANDS.get(given.severity, (0.0, None))
    since, until = _day(given.since), _day(given.until)
    return Wanted(
        state=given.state,
        technical=bool(given.technical),
        zones=zone_surfaces(unit, given.zone) if given.zone else (),
        kind=given.kind or None,
        source=given.source or None,
        outlet=given.outlet or None,
        least=least,
        below=below,
        since=since,
        until=until + timedelta(days=1) if until else None,
        words=given.q,
    )


def zones_shown(unit: Unit) -> dict[str, tuple[str, ...]]:
    """The zones there are changes about, by the name they are shown by, each with its names as printed."""
    shown: dict[str, tuple[str, ...]] = {}
    for surface in queue.zones_changed(unit):
        shown[shown_as(surface)] = (*shown.get(shown_as(surface), ()), surface)
    return shown


def zone_surfaces(unit: Unit, name: str) -> tuple[str, ...]:
    """The names under which a zone is printed; raises NotHeld when no change is about it."""
    shown = zones_shown(unit)
    found = shown.get(name) or tuple(surface for own in shown.values() for surface in own if name == surface)
    if not found:
        raise NotHeld(what="change about", name=name, remedy="choose a zone from the list")
    return found


def packed(place: Place | None) -> str:
    """A place in the queue, for an address; empty for None."""
    if place is None:
        return ""
    return base64.urlsafe_b64encode(json.dumps([place.severity, place.seen_at.isoformat(), place.id]).encode()).decode().rstrip("=")


def unpacked(given: str) -> Place | None:
    """The place back; None for nothing. Raises HTTPException 422."""
    if not given:
        return None
    try:
        severity, seen_at, identity = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        moment = datetime.fromisoformat(seen_at)
        if not (isinstance(severity, float | int) and moment.tzinfo and isinstance(identity, str)):
            raise WrongPlace
        return Place(severity=float(severity), seen_at=moment, id=identity)
    except (ValueError, TypeError, OverflowError) as error:
        raise HTTPException(422, "after") from error


def _day(words: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(words), time(), CHINA) if words else None
    except ValueError as error:
        raise HTTPException(422, "day") from error
