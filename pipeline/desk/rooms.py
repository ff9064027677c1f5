"""What the desk is given to work with: store, captures, clock, names it answers to, and how the watch is doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from db.store import Store, Unit
from pipeline.folder import Folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One thing the watch says of itself."""

    what: str
    """What was looked at."""

    well: bool
    """True when it is in order."""

    words: str
    """What was found."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """One source as it is configured."""

    name: str
    """Its name."""

    enabled: bool
    """False when it is left out."""

    schedule: str
    """When it runs, as configured."""

    due: int
    """How many known pages are due."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything one desk works with; made by the door that starts it."""

    store: Store
    """Where pages, versions, changes and verdicts are held."""

    captures: Folder
    """Where the WARC files lie."""

    clock: Callable[[], datetime]
    """The present."""

    key: bytes
    """What cookies and forms are signed with."""

    language: str = "auto"
    """`zh`, `en`, or `auto` for what the browser asks for."""

    name: str = ""
    """Who reviews where there are no users; asked for once when it is empty."""

    loopback: bool = True
    """True when it listens on this machine alone."""

    hosts: frozenset[str] = frozenset({"localhost"})
    """Names it answers to, besides addresses in numbers."""

    secure: bool = False
    """True when people reach it under https, so that cookies are kept to that."""

    standings: Callable[[Unit, datetime], Sequence[Standing]] = field(default=lambda _unit, _now: ())
    """How the watch is doing."""

    sources: Callable[[Unit, datetime], Sequence[Watched]] = field(default=lambda _unit, _now: ())
    """The sources as configured."""


def desk_of(request: Request) -> Desk:
    """The desk that answers a request."""
    desk: Desk = request.app.state.desk
    return desk


Here = Annotated[Desk, Depends(desk_of)]
