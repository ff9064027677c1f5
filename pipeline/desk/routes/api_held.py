"""The API's pages with their versions, captures and claims, and the sources: what is held."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query

from db.claim import claim_to_json
from db.pages import page_named
from db.store import Unit
from db.stretches import HeldVersion, captures_after, claims_after, pages_after, versions_after
from pipeline.desk.given import Words
from pipeline.desk.rooms import Here
from pipeline.desk.routes.api_schema import ANSWERS
from pipeline.desk.stretch import After, Limit, Part, Plain, by_number, by_row
from pipeline.export.tables.versions import TABLE as VERSIONS
from pipeline.report.jsonl import capture_json, page_json
from pipeline.sources import names

router = APIRouter(prefix="/api/v1", tags=["pages"], responses=ANSWERS)

PageName = Annotated[Words, Path(max_length=200, description="Number or key of a page.")]
OfPage = Annotated[Words, Query(max_length=2000, description="Number, key or address of a page; empty for every page.")]
OfSource = Annotated[str, Query(max_length=40, description="Name of a source; empty for every source.")]


@router.get("/sources")
def list_sources(desk: Here, after: After = "", limit: Limit = 50) -> Part:
    """The sources as they are configured, and how many of their pages are due."""
    with desk.store.look() as unit:
        return by_number(desk.sources(unit, desk.clock()), after, limit, asdict)


@router.get("/pages")
def list_pages(desk: Here, source: OfSource = "", after: After = "", limit: Limit = 50) -> Part:
    """Pages in the order of first sight."""
    if source and source not in names():
        raise HTTPException(422, "source")
    with desk.store.look() as unit:
        return by_row(partial(pages_after, unit, source=source or None), after, limit, page_json)


@router.get("/pages/{page}")
def one_page(desk: Here, page: PageName) -> Plain:
    """One page."""
    with desk.store.look() as unit:
        return page_json(page_named(unit, page))


@router.get("/versions")
def list_versions(desk: Here, page: OfPage = "", after: After = "", limit: Limit = 50) -> Part:
    """Versions with their texts, in the order in which they were first read."""
    with desk.store.look() as unit:
        return by_row(partial(versions_after, unit, of=_number(unit, page)), after, limit, VERSIONS.form)


@router.get("/captures")
def list_captures(desk: Here, page: OfPage = "", after: After = "", limit: Limit = 50) -> Part:
    """Captures in the order in which they were recorded; their bytes are in the archive."""
    with desk.store.look() as unit:
        return by_row(partial(captures_after, unit, of=_number(unit, page)), after, limit, capture_json)


@router.get("/claims")
def list_claims(desk: Here, page: OfPage = "", after: After = "", limit: Limit = 50) -> Part:
    """Versions with the claims read from them, in the order in which they were first read."""
    with desk.store.look() as unit:
        return by_row(partial(claims_after, unit, of=_number(unit, page)), after, limit, _claims)


def _number(unit: Unit, page: str) -> int | None:
    return page_named(unit, page).id if page else None


def _claims(held: HeldVersion) -> Plain:
    return {"page": held.version.page, "version": held.version.number, "claims": [claim_to_json(claim) for claim in held.claims]}
