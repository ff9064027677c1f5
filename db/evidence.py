"""Captures one by one, each with its own number, for people who want to see the evidence itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.captures import IN_ORDER, captures_where
from db.errors import NotHeld
from db.records import HeldCapture
from db.store import Unit
from db.tables import capture

MOST = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """A capture with its number."""

    row: int
    """Its number in the store."""

    capture: HeldCapture
    """The capture."""


def captures_between(unit: Unit, page: int, between: tuple[datetime, datetime]) -> list[Exhibit]:
    """The captures of a page from one moment to another, both included; of many the first and the last ones."""
    here = (capture.c.page_id == page) & (capture.c.fetched_at >= between[0]) & (capture.c.fetched_at <= between[1])
    return _exhibits(unit, list(unit.scalars(select(capture.c.id).where(here).order_by(*IN_ORDER))))


def captures_on(unit: Unit, page: int) -> list[Exhibit]:
    """The captures of a page; of many the first and the last ones."""
    return _exhibits(unit, list(unit.scalars(select(capture.c.id).where(capture.c.page_id == page).order_by(*IN_ORDER))))


def exhibit(unit: Unit, row: int) -> Exhibit:
    """The capture of a number; raises NotHeld."""
    found = _exhibits(unit, [row])
    if not found:
        raise NotHeld(what="capture", name=str(row), remedy="the page it belongs to lists its captures")
    return found[0]


def _exhibits(unit: Unit, rows: list[int]) -> list[Exhibit]:
    kept = rows if len(rows) <= MOST else [*rows[: MOST // 2], *rows[-MOST // 2 :]]
    return [Exhibit(row=row, capture=one) for row, one in captures_where(unit, capture.c.id.in_(kept))]
