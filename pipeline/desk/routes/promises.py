"""The promises board: what was announced with a day, and where it stands today."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from db.china import CHINA
from db.shelf import said_by_zone
from pipeline.desk.asked import Text
from pipeline.desk.draw import page
from pipeline.desk.ledgers import ledger_of
from pipeline.desk.rooms import Here
from pipeline.ledger.held import zone_names
from pipeline.ledger.promises import FULFILLED, IN_PROGRESS, LATE, MISSED, OPEN, OVERDUE, Promise

router = APIRouter()

SOON = timedelta(days=90)
"""A promise that falls due within so long is due soon."""

COLUMNS = ("overdue", "due_soon", "open", "missed", "fulfilled")
MOST = 60
"""Promises shown in one column."""

AT_ONCE = 1500
"""Statements up to which the promises of all zones are reckoned together; beyond it a zone is chosen first."""

_PLACES = {OVERDUE: "overdue", MISSED: "missed", LATE: "fulfilled", FULFILLED: "fulfilled", OPEN: "open", IN_PROGRESS: "open"}


@router.get("/promises", response_class=HTMLResponse)
def promises_page(request: Request, desk: Here, zone: Annotated[Text, Query()] = "") -> HTMLResponse:
    """The board of one zone, or of all where they are few."""
    now = desk.clock()
    today = now.astimezone(CHINA).date()
    with desk.store.look() as unit:
        zones = sorted(zone_names(unit, None))
        chosen = [zone] if zone else zones if sum(said_by_zone(unit).values()) <= AT_ONCE else []
        found = [one for name in chosen for one in ledger_of(unit, request.app.state.shelf, name, now).promises]
    board = _board(found, today)
    values: dict[str, Any] = {"board": board, "columns": COLUMNS, "zones": zones, "zone": zone, "chosen": bool(chosen or not zones)}
    return page(request, "promises.html", **values, most=MOST, today=today)


def _board(found: list[Promise], today: date) -> dict[str, list[Promise]]:
    board: dict[str, list[Promise]] = defaultdict(list)
    for one in found:
        place = _PLACES[one.status]
        if place == "open" and one.point.deadline and one.point.deadline - today <= SOON:
            place = "due_soon"
        board[place].append(one)
    for own in board.values():
        own.sort(key=lambda one: one.point.deadline or date.max)
    return board
