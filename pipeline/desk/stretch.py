"""Lists of the API: so many at a time, with a cursor that says where the list goes on."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import HTTPException, Query
from pydantic import BaseModel, Field

from db.stretches import At

T = TypeVar("T")
Plain = dict[str, Any]

MOST = 200
"""Of a list at once, at most."""

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
After = Annotated[str, Query(max_length=200, pattern=r"^[0-9A-Za-z_-]*$", description="The `next` of the part before; empty to begin.")]


class Part(BaseModel):
    """A part of a list."""

    items: list[Plain] = Field(description="The things themselves, in the form that the commands print with `--json`.")
    next: str | None = Field(description="Give it as `after` for what follows; null at the end of the list.")


class Refused(BaseModel):
    """Why something could not be done."""

    error: str = Field(description="One sentence: what happened and what to do.")


def by_row(fetch: Callable[[int, int], Sequence[tuple[int, T]]], after: str, limit: int, form: Callable[[T], Plain]) -> Part:
    """A part of what has its place by its row; raises HTTPException 422 for a cursor that is none."""
    held = fetch(_row(after), limit)
    return Part(items=[form(one) for _, one in held], next=packed(held[-1][0]) if len(held) == limit else None)


def by_time(fetch: Callable[[At | None, int], Sequence[tuple[At, T]]], after: str, limit: int, form: Callable[[T], Plain]) -> Part:
    """The same of what has its place in time."""
    held = fetch(_moment(after), limit)
    last = held[-1][0] if len(held) == limit else None
    return Part(items=[form(one) for _, one in held], next=packed([last[0].isoformat(), last[1]]) if last else None)


def by_number(items: Sequence[T], after: str, limit: int, form: Callable[[T], Plain]) -> Part:
    """The same of a list that is made up anew for every part."""
    start = _row(after)
    shown = items[start : start + limit]
    return Part(items=[form(one) for one in shown], next=packed(start + limit) if start + limit < len(items) else None)


def packed(place: Any) -> str:
    """A place as a cursor."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _unpacked(given: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except ValueError as error:
        raise HTTPException(422, "after") from error


def _row(given: str) -> int:
    place = _unpacked(given) if given else 0
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < 2**31:
        raise HTTPException(422, "after")
    return place


def _moment(given: str) -> At | None:
    if not given:
        return None
    place = _unpacked(given)
    try:
        moment = datetime.fromisoformat(place[0])
        if len(place) == 2 and moment.tzinfo and isinstance(place[1], str) and place[1].isalnum():
            return moment, place[1]
    except (TypeError, ValueError, LookupError) as error:
        raise HTTPException(422, "after") from error
    raise HTTPException(422, "after")
