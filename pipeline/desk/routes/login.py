"""Logging in and out, and saying one's name where there are no users."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from db import people
from db.errors import NotHeld
from pipeline.desk import passwords, seals
from pipeline.desk.access import ABSOLUTE, IDLE, NAME, SESSION, VISITOR, Who, inside
from pipeline.desk.attempts import Attempts
from pipeline.desk.draw import keep, page
from pipeline.desk.given import Words
from pipeline.desk.rooms import Desk, Here

router = APIRouter()

Back = Annotated[str, Query(max_length=2000)]
Name = Annotated[Words, Form(min_length=1, max_length=100)]


@router.get("/login", response_class=HTMLResponse)
def login_page(request: Request, asker: Who, back: Back = "/") -> Response:
    """The log-in; whoever needs none goes on."""
    if asker.role:
        return RedirectResponse(inside(back), 303)
    return page(request, "login.html", back=inside(back), fault="", minutes=0, tried="")


@router.post("/login", response_class=HTMLResponse)
def log_in(
    request: Request,
    desk: Here,
    name: Annotated[Words, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Start a session; a wrong name and a wrong password are refused alike, and after some failures for a while."""
    attempts: Attempts = request.app.state.attempts
    address, now = request.client.host if request.client else "", desk.clock()
    wait = attempts.wait(name, address, now)
    if wait:
        minutes = int(wait.total_seconds() // 60) + 1
        return page(request, "login.html", status=429, back=inside(back), fault="wait", minutes=minutes, tried=name)
    secret = _secret(desk, name)
    if not passwords.fits(secret, password):
        attempts.failed(name, address, now)
        return page(request, "login.html", status=401, back=inside(back), fault="wrong", minutes=0, tried=name)
    attempts.succeeded(name)
    return _begin(desk, name, back)


@router.post("/logout")
def log_out(request: Request, desk: Here) -> RedirectResponse:
    """End this session."""
    with desk.store.unit() as unit:
        people.end_session(unit, seals.digest(request.cookies.get(SESSION, "")))
    gone = RedirectResponse("/login", 303)
    gone.delete_cookie(SESSION, path="/")
    return gone


@router.get("/name", response_class=HTMLResponse)
def name_page(request: Request, asker: Who, back: Back = "/") -> Response:
    """Ask who reviews, where there are no users."""
    return RedirectResponse(inside(back), 303) if asker.user else page(request, "name.html", back=inside(back))


@router.post("/name")
def take_name(desk: Here, asker: Who, name: Name, back: Annotated[str, Form(max_length=2000)] = "/") -> RedirectResponse:
    """Remember who reviews, in a signed cookie."""
    onwards = RedirectResponse(inside(back), 303)
    if not asker.user and name.strip():
        keep(onwards, desk, NAME, seals.sealed(desk.key, "name", name.strip()))
    return onwards


def _secret(desk: Desk, name: str) -> str | None:
    with desk.store.look() as unit:
        try:
            return people.person_named(unit, name).secret
        except NotHeld:
            return None


def _begin(desk: Desk, name: str, back: str) -> RedirectResponse:
    token, now = seals.token(), desk.clock()
    with desk.store.unit() as unit:
        people.forget_sessions(unit, begun_before=now - ABSOLUTE, used_before=now - IDLE)
        people.start_session(unit, name, seals.digest(token), now)
    onwards = RedirectResponse(inside(back), 303)
    keep(onwards, desk, SESSION, token, days=ABSOLUTE.days)
    onwards.delete_cookie(VISITOR, path="/")
    return onwards
