"""Search: zones, pages and changes that hold some words, or the one thing that an identity or an address names."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from db import queue
from db.changes import changes_named
from db.claims import zones_held
from db.errors import NotHeld
from db.pages import page_named
from db.queue import Wanted
from db.shelf import WantedPages, pages_listed
from db.store import Unit
from db.titles import titles_of
from pipeline.desk.asked import Text
from pipeline.desk.draw import page
from pipeline.desk.rooms import Here
from pipeline.desk.zone_names import shown_as

router = APIRouter()

SHOWN = 10


@router.get("/search", response_class=HTMLResponse)
def search_page(request: Request, desk: Here, q: Annotated[Text, Query()] = "") -> Response:
    """What was found; an identity of a change, a page's key or an address leads straight there."""
    words = q.strip()
    if not words:
        return page(request, "search.html", q="", zones=[], pages=[], entries=(), unfinished=False, titles={})
    with desk.store.look() as unit:
        straight = _named(unit, words)
        if straight:
            return RedirectResponse(straight, 303)
        found = pages_listed(unit, WantedPages(words=words), SHOWN)
        stretch = queue.queue(unit, Wanted(state="all", words=words), limit=SHOWN)
        titles = titles_of(unit, {*(one.id for one in found), *(one.recorded.page for one in stretch.entries)})
        values: dict[str, Any] = {"q": words, "zones": _zones(unit, words), "pages": found, "titles": titles}
    return page(request, "search.html", **values, entries=stretch.entries, unfinished=stretch.unfinished)


def _named(unit: Unit, words: str) -> str | None:
    if len(words) == 16 and changes_named(unit, [words]):
        return f"/changes/{words}"
    if "://" not in words and not (words.isascii() and words.isalnum() and len(words) > 5):
        return None
    try:
        return f"/pages/{page_named(unit, words).id}"
    except NotHeld:
        return None


def _zones(unit: Unit, words: str) -> list[str]:
    names = {shown_as(surface) for surface in zones_held(unit)}
    return sorted(name for name in names if words in name or shown_as(words) == name)[:SHOWN]
