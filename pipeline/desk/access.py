"""Who asks, and whether they may: one dependency of the whole desk, and everything it does not know is refused.

Reading needs `view`, anything else `review`; the exceptions stand in the tables below. Without any user, whoever sits
at this machine may do everything, and nobody else anything.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from db import people
from db.people import ROLES
from pipeline.desk import seals
from pipeline.desk.bearer import by_program, sends_token, user_of_token
from pipeline.desk.rooms import Desk, desk_of

SESSION, VISITOR, NAME = "zonewatch_session", "zonewatch_visitor", "zonewatch_name"
"""Cookies: of who is logged in, of the browser (forms are sealed with it), and of who reviews where there are no users."""

ABSOLUTE, IDLE, FRESH = timedelta(days=30), timedelta(days=7), timedelta(hours=1)
"""How long a session lasts, how long unused, and how often its use is noted."""

OPEN_ROUTES = frozenset({"/login", "/language", "/static/{name}"})
"""What needs no log-in: logging in, the language of that page, and its looks."""

NEEDED = {"/logout": "view", "/people": "admin", "/people/{name}/role": "admin", "/people/{name}/sessions": "admin"}
"""Roles of routes that need another than their method says."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Who asks."""

    name: str
    """Their name; empty where nobody has said it yet."""

    role: str
    """One of db.people.ROLES; empty for somebody who is not logged in."""

    user: bool = False
    """True for a user who logged in; False at a desk without users."""

    def may(self, role: str) -> bool:
        """Whether their role includes another."""
        return self.role in ROLES and ROLES.index(self.role) >= ROLES.index(role)


NOBODY = Asker(name="", role="")


class LogIn(Exception):
    """Whoever asks must log in first."""


async def admit(request: Request) -> None:
    """Find out who asks and refuse what they may not; the one dependency of the whole desk.

    Below `/api` a token stands in for the log-in, and a program needs no form's seal. Raises LogIn where logging in would
    help, HTTPException 403 where it would not, or where a form is not from here.
    """
    desk = desk_of(request)
    asker = await run_in_threadpool(who_asks, desk, request)
    request.state.asker = asker
    place = getattr(request.scope.get("route"), "path", "")
    program = place.startswith("/api/")
    if request.method not in SAFE and not program:
        await _from_here(desk, request)
    if place in OPEN_ROUTES:
        return
    role = needed(place, request.method)
    if not asker.role:
        raise LogIn
    if not asker.may(role):
        raise HTTPException(403, "role")
    if program and request.method not in SAFE:
        by_program(request)


def needed(place: str, method: str) -> str:
    """The role a route needs."""
    return NEEDED.get(place) or ("view" if method in SAFE else "review")


def asker_of(request: Request) -> Asker:
    """Who asks, as `admit` found out."""
    asker: Asker = getattr(request.state, "asker", NOBODY)
    return asker


Who = Annotated[Asker, Depends(asker_of)]


def visitor_of(request: Request) -> str:
    """What this browser's forms are sealed with: its session, else the cookie of the visitor."""
    return request.cookies.get(SESSION) or request.cookies.get(VISITOR, "")


def who_asks(desk: Desk, request: Request) -> Asker:
    """The user of the token or of the session; else, without any user, the one person at this machine; else nobody."""
    if sends_token(request):
        person = user_of_token(desk, request)
        return Asker(name=person.name, role=person.role, user=True)
    with desk.store.look() as unit:
        if people.anybody(unit):
            found = people.session_of(unit, seals.digest(request.cookies.get(SESSION, "")))
        elif desk.loopback and from_this_machine(request):
            return Asker(name=desk.name or seals.opened(desk.key, "name", request.cookies.get(NAME, "")) or "", role="admin")
        else:
            return NOBODY
    now = desk.clock()
    if found is None or now - found.since > ABSOLUTE or now - found.used_at > IDLE:
        return NOBODY
    if now - found.used_at > FRESH:
        with desk.store.unit() as unit:
            people.use_session(unit, seals.digest(request.cookies[SESSION]), now)
    return Asker(name=found.person.name, role=found.person.role, user=True)


def from_this_machine(request: Request) -> bool:
    """Whether the request comes from this machine itself, and not through something that passes requests on."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    host = request.url.hostname or ""
    return _is_loopback(request.client.host if request.client else "") and (host == "localhost" or _is_loopback(host))


def to_log_in(request: Request) -> RedirectResponse:
    """To the log-in, and back afterwards."""
    back = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return RedirectResponse(f"/login?{urlencode({'back': back if request.method in SAFE else '/'})}", 303)


def inside(back: str) -> str:
    """Where to go on to within the desk; its beginning when an address leads anywhere else."""
    plain = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if plain else "/"


async def _from_here(desk: Desk, request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    form = await request.form()
    given = form.get("seal", "")
    if site not in {"same-origin", "none"} or not isinstance(given, str) or not seals.form_seal_holds(desk.key, visitor_of(request), given):
        raise HTTPException(403, "form")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
