"""Flickers: two versions of a page that were shown in turn within hours, recorded once and announced to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from db.records import HeldFlicker
from db.store import Unit
from db.tables import flicker, version


def note_flickers(unit: Unit, page_id: int, told: Iterable[dict[str, Any]]) -> None:
    """Put the flickers of a page, by rows of versions, in the place of those held of it."""
    unit.execute(_FORGET, {"of": page_id})
    rows = list(told)
    if rows:
        unit.execute(flicker.insert(), rows)


def flickers_of(unit: Unit, page_id: int) -> list[HeldFlicker]:
    """The flickers of a page, the earliest first."""
    return [HeldFlicker(**row) for row in unit.execute(_OF_PAGE, {"of": page_id}).mappings()]


_FORGET = flicker.delete().where(flicker.c.settled.in_(select(version.c.id).where(version.c.page_id == bindparam("of"))))
_SETTLED, _OTHER = version.alias("stood"), version.alias("came")
_OF_PAGE = (
    select(_SETTLED.c.number.label("settled"), _OTHER.c.number.label("other"), flicker.c.first_seen, flicker.c.last_seen, flicker.c.times)
    .join(_SETTLED, _SETTLED.c.id == flicker.c.settled)
    .join(_OTHER, _OTHER.c.id == flicker.c.other)
    .where(_SETTLED.c.page_id == bindparam("of"))
    .order_by(flicker.c.first_seen, flicker.c.settled, flicker.c.other)
)
