"""The API's zones: what is said of each, how statements stand to each other, and what became of promises."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request

from db.china import CHINA
from db.store import Unit
from pipeline.desk.given import Words
from pipeline.desk.ledgers import ledger_of
from pipeline.desk.rooms import Here
from pipeline.desk.routes.api_schema import ANSWERS
from pipeline.desk.stretch import After, Limit, Part, by_number
from pipeline.ledger.held import points_of, zone_names
from pipeline.ledger.points import Point
from pipeline.ledger.promises import STATUSES, promises
from pipeline.report.ledger_json import flag_json, point_json, promise_json, relation_json

router = APIRouter(prefix="/api/v1", tags=["zones"], responses=ANSWERS)

ZoneName = Annotated[Words, Path(min_length=1, max_length=100, description="A zone's name in any form, or its id.")]
OfZone = Annotated[Words, Query(max_length=100, description="A zone's name in any form, or its id; empty for every zone.")]
Status = Literal["", "overdue", "missed", "late", "in_progress_seen", "open", "fulfilled"]
On = Annotated[date | None, Query(description="The day on which they stand; today in China when it is not given.")]


@router.get("/zones")
def list_zones(desk: Here, after: After = "", limit: Limit = 50) -> Part:
    """The zones that anything is claimed of, with the names they are printed under."""
    with desk.store.look() as unit:
        names = zone_names(unit, None)
    return by_number(sorted(names.items()), after, limit, lambda zone: {"zone": zone[0], "printed": list(zone[1])})


@router.get("/zones/{zone}/ledger")
def ledger(request: Request, desk: Here, zone: ZoneName, after: After = "", limit: Limit = 50) -> Part:
    """The statements about a zone as time series: the points of a series follow one another."""
    with desk.store.look() as unit:
        held = ledger_of(unit, request.app.state.shelf, zone, desk.clock())
    return by_number([point for series in held.series for point in series], after, limit, point_json)


@router.get("/zones/{zone}/relations")
def relations(request: Request, desk: Here, zone: ZoneName, after: After = "", limit: Limit = 50) -> Part:
    """How the statements about a zone stand to each other across articles, and what does not go together within one."""
    with desk.store.look() as unit:
        held = ledger_of(unit, request.app.state.shelf, zone, desk.clock())
    found = [*map(relation_json, held.relations), *(flag_json(held.zone, url, flag) for url, flag in held.notes)]
    return by_number(found, after, limit, lambda one: one)


@router.get("/promises")
def list_promises(desk: Here, zone: OfZone = "", status: Status = "", on: On = None, after: After = "", limit: Limit = 50) -> Part:
    """Targets and plans with their deadlines, and where they stand on a day; what wants attention first."""
    day = on or desk.clock().astimezone(CHINA).date()
    with desk.store.look() as unit:
        held = _points(unit, zone)
    found = [one for own in held.values() for one in promises(own, day) if status in ("", one.status)]
    found.sort(key=lambda one: STATUSES.index(one.status))
    return by_number(found, after, limit, promise_json)


def _points(unit: Unit, zone: str) -> dict[str, tuple[Point, ...]]:
    return points_of(unit, zone_names(unit, zone or None))
