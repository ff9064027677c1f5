"""Watched pages: the list, one page's history, and any two of its versions compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse

from db import queue, versions
from db.evidence import Exhibit, captures_on
from db.pages import page_named
from db.queue import Wanted
from db.shelf import WantedPages, pages_listed
from db.titles import titles_of
from pipeline.changes.compare import compare
from pipeline.desk.asked import Text
from pipeline.desk.differences import pairs
from pipeline.desk.draw import page
from pipeline.desk.rooms import Here
from pipeline.report.material import PageHistory
from pipeline.report.passages import passages
from pipeline.report.timeline import SHAPE_WORDS, timeline
from pipeline.sources import names

router = APIRouter()

SHOWN = 50
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
VersionNumber = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/pages", response_class=HTMLResponse)
def pages_page(
    request: Request,
    desk: Here,
    q: Annotated[Text, Query()] = "",
    source: Annotated[Text, Query()] = "",
    state: Literal["", "live", "withdrawn", "archived"] = "",
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> HTMLResponse:
    """The watched pages, the latest found first."""
    if source and source not in names():
        raise HTTPException(422, "source")
    wanted = WantedPages(source=source or None, state=state or None, words=q, before=before)
    with desk.store.look() as unit:
        found = pages_listed(unit, wanted, SHOWN + 1)
        titles = titles_of(unit, {one.id for one in found})
    values: dict[str, Any] = {"found": found[:SHOWN], "more": len(found) > SHOWN, "titles": titles, "wanted": wanted, "sources": names()}
    return page(request, "pages.html", **values)


@router.get("/pages/{number}", response_class=HTMLResponse)
def history_page(request: Request, desk: Here, number: Number) -> HTMLResponse:
    """Everything held of one page."""
    with desk.store.look() as unit:
        shown = page_named(unit, str(number))
        held = tuple(versions.versions_of(unit, shown.id))
        captures = captures_on(unit, shown.id)
        stretch = queue.queue(unit, Wanted(state="all", page=shown.id), limit=100)
    values: dict[str, Any] = {
        "page": shown,
        "versions": held,
        "captures": captures,
        "entries": stretch.entries,
        "life": timeline(PageHistory(page=shown, versions=held, captures=_alone(captures))),
        "shape_words": SHAPE_WORDS,
    }
    return page(request, "page.html", **values)


@router.get("/pages/{number}/compare", response_class=HTMLResponse)
def compare_page(
    request: Request, desk: Here, number: Number, old: VersionNumber, new: VersionNumber, view: Literal["side", "inline"] = "side"
) -> HTMLResponse:
    """Two versions of a page, whichever."""
    with desk.store.look() as unit:
        shown = page_named(unit, str(number))
        before, after = (versions.version_numbered(unit, shown.id, one) for one in (old, new))
        claims = [versions.claims_of(unit, versions.version_id(unit, one)) for one in (before, after)]
        held = shown.versions
    found = compare(before.article, after.article, old_claims=claims[0], new_claims=claims[1])
    values: dict[str, Any] = {
        "page": shown,
        "held": held,
        "before": before,
        "after": after,
        "found": found,
        "view": view,
        "pairs": pairs(passages(found.edits, before.article.paragraphs, after.article.paragraphs)),
    }
    return page(request, "compare.html", **values)


def _alone(captures: Iterable[Exhibit]) -> tuple[Any, ...]:
    return tuple(one.capture for one in captures)
