"""Zones: which there are, and one zone's ledger as charts and tables."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from db import queue
from db.newest import BEYOND
from db.queue import Wanted, open_by_zone
from db.shelf import COUNTED, said_by_zone
from db.titles import titles_of
from pipeline.desk.asked import zones_shown
from pipeline.desk.draw import page
from pipeline.desk.given import Words
from pipeline.desk.ledgers import picture, stretch_of
from pipeline.desk.rooms import Here
from pipeline.desk.speech import language_of
from pipeline.desk.zone_names import counted

router = APIRouter()

Name = Annotated[Words, Path(min_length=1, max_length=100)]
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{12}\.svg$")]
Before = Annotated[int | None, Query(ge=1, lt=BEYOND)]
"""Number of a page: what those before it say."""

SERIES, RELATIONS, CHANGES = 40, 100, 10
"""How much of each is shown at first."""


@router.get("/zones", response_class=HTMLResponse)
def zones_page(request: Request, desk: Here) -> HTMLResponse:
    """Every zone with how much is said of it and how much waits to be reviewed."""
    with desk.store.look() as unit:
        said, waiting = counted(said_by_zone(unit)), counted(open_by_zone(unit))
    rows = sorted(
        ((name, said.get(name, 0), waiting.get(name, 0)) for name in {*said, *waiting}), key=lambda row: (-row[2], -row[1], row[0])
    )
    return page(request, "zones.html", zones=rows, counted=COUNTED)


@router.get("/zones/{name}", response_class=HTMLResponse)
def zone_page(request: Request, desk: Here, name: Name, full: Annotated[bool, Query()] = False, before: Before = None) -> HTMLResponse:
    """One zone: its latest changes, and of a stretch of its pages the charts, the series, and what stands against what."""
    with desk.store.look() as unit:
        held = stretch_of(unit, request.app.state.shelf, name, desk.clock(), before)
        surfaces = zones_shown(unit).get(held.zone, ())
        stretch = queue.queue(unit, Wanted(zones=surfaces), limit=CHANGES) if surfaces else None
        waiting = queue.count(unit, Wanted(zones=surfaces)) if surfaces else 0
        titles = titles_of(unit, {entry.recorded.page for entry in stretch.entries} if stretch else ())
    told = [relation for relation in held.relations if relation.name not in {"restated", "incomparable"}]
    values: dict[str, Any] = {
        "ledger": held,
        "charts": held.charts[language_of(request, desk)],
        "series": held.series if full else held.series[:SERIES],
        "told": told if full else told[:RELATIONS],
        "cut": not full and (len(held.series) > SERIES or len(told) > RELATIONS),
        "entries": stretch.entries if stretch else (),
        "waiting": waiting,
        "counted": queue.COUNTED,
        "before": before,
        "titles": titles,
    }
    return page(request, "zone.html", **values)


@router.get("/zones/{name}/charts/{key}")
def zone_chart(request: Request, desk: Here, name: Name, key: Key, before: Before = None) -> Response:
    """One chart of a zone, as a picture that runs nothing."""
    with desk.store.look() as unit:
        held = stretch_of(unit, request.app.state.shelf, name, desk.clock(), before)
    found = [chart for chart in held.charts[language_of(request, desk)] if f"{chart.key}.svg" == key]
    if not found:
        raise HTTPException(404)
    headers = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"}
    return Response(picture(request.app.state.shelf, found[0]), media_type="image/svg+xml", headers=headers)
