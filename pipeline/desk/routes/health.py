"""Sources and health: what runs when, what the latest runs brought, and whether everything is in order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from db.runs import latest_runs
from pipeline.desk.draw import page
from pipeline.desk.rooms import Here

router = APIRouter()

FRESH = timedelta(seconds=60)
"""How long what was found out is shown again before it is found out anew."""

RUNS = 8


@router.get("/sources", response_class=HTMLResponse)
def health_page(request: Request, desk: Here) -> HTMLResponse:
    """How the watch is doing."""
    now, shelf = desk.clock(), request.app.state.shelf
    held: dict[str, Any] | None = shelf.get("health")
    if held is None or now - held["at"] > FRESH:
        with desk.store.look() as unit:
            sources = tuple(desk.sources(unit, now))
            held = {
                "at": now,
                "sources": sources,
                "standings": tuple(desk.standings(unit, now)),
                "runs": {one.name: latest_runs(unit, one.name, RUNS) for one in sources},
            }
        shelf.put("health", held)
    return page(request, "health.html", **held)
