"""One change: what became what, why it matters, the text before and after, the evidence, and the verdicts on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from db import queue
from db.changes import change_named
from db.evidence import captures_between
from db.pages import page_named
from db.records import RecordedChange
from db.standing import standing
from db.store import Unit
from db.titles import titles_of
from db.verdicts import reviews_of
from pipeline.desk.asked import Filters, wanted
from pipeline.desk.differences import evidenced, pairs
from pipeline.desk.draw import page
from pipeline.desk.rooms import Here
from pipeline.gather import sheet
from pipeline.report.material import ChangeSheet
from pipeline.report.passages import Passage, passages

router = APIRouter()

Identity = Annotated[str, Path(pattern=r"^[0-9a-z]{1,16}$")]


@router.get("/changes/{identity}", response_class=HTMLResponse)
def change_page(
    request: Request,
    desk: Here,
    identity: Identity,
    given: Filters,
    view: Literal["side", "inline"] = "side",
    done: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """One change; the filters in the address are those of the queue it was reached from."""
    with desk.store.look() as unit:
        found = change_named(unit, identity)
        shown = sheet(unit, found)
        place = queue.place_of(unit, found.id)
        around = queue.neighbours(unit, wanted(unit, given), place) if place else (None, None)
        said = reviews_of(unit, [found.id]).get(found.id, [])
        values: dict[str, Any] = {
            "recorded": found,
            "given": given,
            "view": view,
            "pairs": pairs(_passages(shown)),
            "page": page_named(unit, str(found.page)),
            "title": titles_of(unit, [found.page]).get(found.page, ""),
            "captures": captures_between(unit, found.page, found.between),
            "around": around,
            "said": said,
            "standing": standing(said),
            "members": _members(unit, found),
            "done": done,
        }
    return page(request, "change.html", **values)


def _passages(shown: ChangeSheet) -> tuple[Passage, ...]:
    change = shown.recorded.change
    claims = [claim.evidence.text for claim in (change.before, change.after) if claim]
    found = passages(shown.edits, shown.old, shown.new, change=change)
    return evidenced(found, claims or [words for words in (change.old_words, change.new_words) if words])


def _members(unit: Unit, found: RecordedChange) -> int:
    """How many open changes are the same edit, this one counted."""
    return len(queue.group_of(unit, found.id)) if found.change.group else 1
