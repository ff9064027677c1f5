"""The API's changes and verdicts: `/api/v1/changes`, `/api/v1/reviews`."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from db import queue
from db.changes import change_named
from db.evidence import captures_between
from db.records import Review
from db.stretches import changes_after, reviews_after
from pipeline.desk.access import Who
from pipeline.desk.asked import Filters, packed, unpacked, wanted
from pipeline.desk.given import Words
from pipeline.desk.rooms import Here
from pipeline.desk.routes.api_schema import ANSWERS
from pipeline.desk.routes.change import Identity
from pipeline.desk.stretch import After, Limit, Part, Plain, by_row, by_time
from pipeline.export.tables.reviews import TABLE as REVIEWS
from pipeline.gather import sheet
from pipeline.judging import judge
from pipeline.report.jsonl import capture_json, change_json, edit_json, review_json

router = APIRouter(prefix="/api/v1", tags=["changes"], responses=ANSWERS)


class Said(BaseModel):
    """What is said of a change."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["confirm", "dismiss", "note", "undone"] = Field(description="`undone` takes your own latest verdict back.")
    note: Annotated[Words, Field(max_length=2000, description="Why, in your words; needed for a `note`.")] = ""


@router.get("/changes")
def list_changes(
    desk: Here,
    given: Filters,
    order: Annotated[Literal["importance", "time"], Query(description="`time`: all, as they were seen, by `since` alone.")] = "importance",
    after: After = "",
    limit: Limit = 50,
) -> Part:
    """Changes: most important first (the same edit on three pages or more is told once, with its `members`), or in the order of time."""
    with desk.store.look() as unit:
        asked_for = wanted(unit, given)
        if order == "time":
            return by_time(partial(changes_after, unit, since=asked_for.since), after, limit, change_json)
        found = queue.queue(unit, asked_for, after=unpacked(after), limit=limit)
    items = [{**change_json(one.recorded), "members": list(one.members), "pages": one.pages} for one in found.entries]
    return Part(items=items, next=packed(found.next) or None)


@router.get("/changes/{identity}")
def one_change(desk: Here, identity: Identity) -> Plain:
    """One change with both texts, the edits between them, the captures it lies between, and everything said of it."""
    with desk.store.look() as unit:
        found = change_named(unit, identity)
        shown = sheet(unit, found)
        held = captures_between(unit, found.page, found.between)
    return {
        **change_json(found),
        "edits": [edit_json(edit) for edit in shown.edits],
        "old": list(shown.old),
        "new": list(shown.new),
        "captures": [capture_json(one.capture) for one in held],
        "reviews": [review_json(one) for one in shown.said],
    }


@router.get("/changes/{identity}/reviews")
def list_reviews_of(desk: Here, identity: Identity, after: After = "", limit: Limit = 50) -> Part:
    """Everything said of one change."""
    with desk.store.look() as unit:
        return by_row(partial(reviews_after, unit, of=change_named(unit, identity).id), after, limit, REVIEWS.form)


@router.post("/changes/{identity}/reviews", status_code=201)
def review(desk: Here, asker: Who, identity: Identity, said: Said) -> Plain:
    """Append a verdict or a remark, in your name; nothing that was said before is overwritten."""
    if not asker.name:
        raise HTTPException(403, "name")
    with desk.store.unit() as unit:
        found = change_named(unit, identity)
        one = Review(change=found.id, verdict=said.verdict, by=asker.name, at=desk.clock(), note=said.note.strip())
        judge(unit, one)
    return REVIEWS.form(one)


@router.get("/reviews")
def list_reviews(desk: Here, after: After = "", limit: Limit = 50) -> Part:
    """Everything people said, in its order."""
    with desk.store.look() as unit:
        return by_row(partial(reviews_after, unit), after, limit, REVIEWS.form)
