"""Programs that ask: `Authorization: Bearer TOKEN` below `/api`; wrong tokens are counted by the address they come from.

Feed readers know names and passwords only: at a feed a token is taken as the password of any name (Basic, RFC 7617), too.
"""

from __future__ import annotations

import base64

from fastapi import HTTPException, Request

from db.people import Person
from db.tokens import bearer, stale, use_token
from pipeline.desk import seals
from pipeline.desk.attempts import Attempts
from pipeline.desk.rooms import Desk


def sends_token(request: Request) -> bool:
    """Whether a program shows a token; only the API and the feeds take one."""
    return for_programs(request.url.path) and "authorization" in request.headers


def for_programs(path: str) -> bool:
    """Whether programs ask here rather than people."""
    return path.startswith("/api/") or path.endswith("/feed.atom")


def user_of_token(desk: Desk, request: Request) -> Person:
    """The user a program speaks for. Raises HTTPException 401 for a wrong token, 429 after too many of them."""
    attempts: Attempts = request.app.state.attempts
    address, now = request.client.host if request.client else "", desk.clock()
    given = _token(request)
    name = f"token {seals.digest(given)[:16]}"
    wait = attempts.wait(name, address, now)
    if wait:
        raise HTTPException(429, "often", headers={"Retry-After": str(int(wait.total_seconds()) + 1)})
    with desk.store.look() as unit:
        found = bearer(unit, seals.digest(given)) if given else None
    if found is None:
        attempts.failed(name, address, now)
        raise HTTPException(401, "token", headers={"WWW-Authenticate": "Bearer"})
    person, token = found
    if stale(token, now):
        with desk.store.unit() as unit:
            use_token(unit, token.digest, now)
    return person


def _token(request: Request) -> str:
    """The token of a request; empty where it shows something else."""
    scheme, _, given = request.headers["authorization"].partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic" or request.url.path.startswith("/api/"):
        return ""
    try:
        return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
    except ValueError:  # not base64, or not UTF-8: it is no token of ours
        return ""


def by_program(request: Request) -> None:
    """Refuse what a page of another site could make a browser send: raises HTTPException 403.

    A token never comes by itself. Without one, a browser that sends JSON asks first whether it may, which it may not.
    """
    if sends_token(request):
        return
    site = request.headers.get("sec-fetch-site", "none")
    plain = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if site not in {"same-origin", "none"} or plain != "application/json":
        raise HTTPException(403, "json")
