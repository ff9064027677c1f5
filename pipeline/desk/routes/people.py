"""Who may use the desk, for whoever looks after them: roles, and logging somebody out everywhere."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from db.people import ROLES, end_sessions, people, person_named, sessions_held, set_role
from pipeline.desk.draw import page
from pipeline.desk.given import Words
from pipeline.desk.rooms import Here

router = APIRouter()

Name = Annotated[Words, Path(min_length=1, max_length=100)]


@router.get("/people", response_class=HTMLResponse)
def people_page(request: Request, desk: Here) -> HTMLResponse:
    """Everybody with their role and how often they are logged in."""
    with desk.store.look() as unit:
        held, sessions = people(unit), sessions_held(unit)
    return page(request, "people.html", people=held, sessions=sessions, roles=ROLES)


@router.post("/people/{name}/role")
def change_role(desk: Here, name: Name, role: Annotated[Literal["view", "review", "admin"], Form()]) -> RedirectResponse:
    """Let somebody do more or less from now on."""
    with desk.store.unit() as unit:
        set_role(unit, name, role)
    return RedirectResponse("/people", 303)


@router.post("/people/{name}/sessions")
def log_out_everywhere(desk: Here, name: Name) -> RedirectResponse:
    """End every session of somebody."""
    with desk.store.unit() as unit:
        person_named(unit, name)
        end_sessions(unit, name)
    return RedirectResponse("/people", 303)
