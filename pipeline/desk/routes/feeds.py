"""Atom feeds of the desk: everything, a zone, a source; a reader that cannot log in shows a token as its password."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from db import queue
from db.queue import Wanted
from pipeline.desk.asked import zone_surfaces
from pipeline.desk.given import Words
from pipeline.desk.rooms import Desk, Here
from pipeline.desk.speech import language_of
from pipeline.gather import sheet
from pipeline.report.atom import ENTRIES, Feed, feed
from pipeline.sources import names

router = APIRouter()

Zone = Annotated[Words, Path(min_length=1, max_length=100)]


@router.get("/feed.atom")
def whole_feed(request: Request, desk: Here) -> Response:
    """The latest changes."""
    return _answer(request, desk, "", "/", Wanted(state="all"))


@router.get("/zones/{zone}/feed.atom")
def zone_feed(request: Request, desk: Here, zone: Zone) -> Response:
    """The latest changes of a zone."""
    with desk.store.look() as unit:
        surfaces = zone_surfaces(unit, zone)
    return _answer(request, desk, zone, f"/zones/{quote(zone, safe='')}", Wanted(state="all", zones=surfaces))


@router.get("/sources/{source}/feed.atom")
def source_feed(request: Request, desk: Here, source: Annotated[str, Path(max_length=40)]) -> Response:
    """The latest changes of a source."""
    if source not in names():
        raise HTTPException(404)
    return _answer(request, desk, source, f"/?source={quote(source)}", Wanted(state="all", source=source))


def _answer(request: Request, desk: Desk, name: str, page: str, wanted: Wanted) -> Response:
    base = str(request.base_url).rstrip("/")
    with desk.store.look() as unit:
        sheets = [sheet(unit, recorded) for recorded in queue.latest(unit, wanted, ENTRIES)]
    told = Feed(
        name=name,
        own=f"{base}{quote(request.url.path)}",
        page=f"{base}{page}",
        change=lambda identity: f"{base}/changes/{identity}",
        language=language_of(request, desk),
    )
    return Response(feed(told, sheets, made_at=desk.clock()), media_type="application/atom+xml")
