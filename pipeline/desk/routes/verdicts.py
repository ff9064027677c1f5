"""Saying what one thinks of a change: confirm, dismiss, a remark, taking it back; a group of the same edit at once."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from db.changes import change_named
from db.queue import group_of
from db.records import Review
from db.standing import UNDONE
from db.verdicts import add_reviews, latest_act
from pipeline.desk.access import Asker, Who, inside
from pipeline.desk.given import Words
from pipeline.desk.rooms import Here
from pipeline.desk.routes.change import Identity
from pipeline.judging import judge as say

router = APIRouter()

Back = Annotated[str, Form(max_length=2000)]


@router.post("/changes/{identity}/verdict")
def judge(
    desk: Here,
    asker: Who,
    identity: Identity,
    verdict: Annotated[Literal["confirm", "dismiss", "note", "undone"], Form()],
    note: Annotated[Words, Form(max_length=2000)] = "",
    group: Annotated[Literal["", "1"], Form()] = "",
    back: Back = "/",
) -> RedirectResponse:
    """Append what is said of a change, or of every open change of the same edit, and go on."""
    if not asker.name:
        return _to_name(back)
    with desk.store.unit() as unit:
        found = change_named(unit, identity)
        say(unit, _said(found.id, verdict, asker, desk, note), of=group_of(unit, found.id) if group else ())
    return _onwards(back, found.id, said=verdict)


@router.post("/undo")
def undo(desk: Here, asker: Who, back: Back = "/") -> RedirectResponse:
    """Take back the asker's latest act, with every change that was judged in it."""
    if not asker.name:
        return _to_name(back)
    with desk.store.unit() as unit:
        judged = latest_act(unit, asker.name)
        add_reviews(unit, [_said(one, UNDONE, asker, desk, "") for one in judged])
    return _onwards(back, judged[0], said=UNDONE)


def _said(change: str, verdict: str, asker: Asker, desk: Here, note: str) -> Review:
    return Review(change=change, verdict=verdict, by=asker.name, at=desk.clock(), note=note)


def _onwards(back: str, identity: str, *, said: str) -> RedirectResponse:
    """Back to where the form was, which then says what was done."""
    parts = urlsplit(inside(back))
    query = "&".join(part for part in parts.query.split("&") if part and not part.startswith(("done=", "said=")))
    told = urlencode({"done": identity, "said": said})
    place = f"c-{identity}" if said == UNDONE else parts.fragment
    return RedirectResponse(f"{parts.path}?{query}{'&' if query else ''}{told}{f'#{place}' if place else ''}", 303)


def _to_name(back: str) -> RedirectResponse:
    return RedirectResponse(f"/name?{urlencode({'back': inside(back)})}", 303)
