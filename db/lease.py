"""Leases: a row that says who does something that only one may do, until when; an expired one is free to take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from db.store import Unit
from db.tables import lease


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """Who holds what until when."""

    name: str
    """What only one may do, such as `daemon`."""

    holder: str
    """Who does it: `<host>:<process>`."""

    taken_at: datetime
    """Since when."""

    expires_at: datetime
    """Until when, unless it is renewed."""

    def runs(self, now: datetime, length: timedelta) -> bool:
        """True while it holds; one that expires later than any could was written under a wrong clock and does not."""
        return now < self.expires_at <= now + 2 * length


def lease_named(unit: Unit, name: str) -> Lease | None:
    """The lease of that name as it stands, expired or not; None when nobody ever took it."""
    return _lease(unit, select(lease).where(lease.c.name == name))


def _lease(unit: Unit, query: Select[Any]) -> Lease | None:
    row = unit.execute(query).first()
    return Lease(name=row.name, holder=row.holder, taken_at=row.taken_at, expires_at=row.expires_at) if row else None


def take_lease(
    unit: Unit, name: str, holder: str, now: datetime, length: timedelta, *, left: Callable[[str], bool] = lambda _: False
) -> Lease | None:
    """Take a lease or renew it for `length`; gives the other's lease instead when that still runs.

    `left` says of another holder that it is known to be gone: its lease is taken at once.
    """
    held = _lease(unit, select(lease).where(lease.c.name == name).with_for_update())
    if held and held.holder != holder and held.runs(now, length) and not left(held.holder):
        return held
    fields = {"holder": holder, "expires_at": now + length}
    if held is None:
        unit.execute(lease.insert().values(name=name, taken_at=now, **fields))
    else:
        taken = held.taken_at if held.holder == holder else now
        unit.execute(lease.update().where(lease.c.name == name).values(taken_at=taken, **fields))
    return None


def give_back(unit: Unit, name: str, holder: str) -> None:
    """Free a lease, unless it is another's by now."""
    unit.execute(lease.delete().where(lease.c.name == name, lease.c.holder == holder))
