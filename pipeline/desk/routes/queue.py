"""The queue: what nobody has judged yet, most important first, with the reasons; filters stand in the address."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from db import queue
from db.changes import changes_named
from db.records import RecordedChange
from db.store import Unit
from db.titles import titles_of
from pipeline.desk.asked import KINDS, Filters, packed, unpacked, wanted, zones_shown
from pipeline.desk.draw import page
from pipeline.desk.rooms import Here
from pipeline.sources import names

router = APIRouter()

SHOWN = 30


@router.get("/", response_class=HTMLResponse)
def queue_page(
    request: Request,
    desk: Here,
    given: Filters,
    after: Annotated[str, Query(max_length=200)] = "",
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """A stretch of the queue."""
    clean = _without_empty(request)
    if clean is not None:
        return RedirectResponse(clean, 303)
    with desk.store.look() as unit:
        asked_for = wanted(unit, given)
        stretch = queue.queue(unit, asked_for, after=unpacked(after), limit=SHOWN)
        found = [entry.recorded for entry in stretch.entries]
        values: dict[str, Any] = {
            "given": given,
            "stretch": stretch,
            "counted": queue.COUNTED,
            "next": packed(stretch.next),
            "after": after,
            "total": queue.count(unit, asked_for),
            "titles": titles_of(unit, {one.page for one in found}),
            "zones": sorted(zones_shown(unit)),
            "kinds": KINDS,
            "sources": names(),
            "done": _judged(unit, done),
        }
    return page(request, "queue.html", **values)


def _judged(unit: Unit, identity: str) -> RecordedChange | None:
    return next(iter(changes_named(unit, [identity])), None) if identity else None


def _without_empty(request: Request) -> str | None:
    """The address without what a form left empty; None when it is clean already."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if value]
    return None if len(kept) == len(pairs) else f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path
