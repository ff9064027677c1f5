"""Move the store of a configuration, unless somebody works on it: what he writes meanwhile would stay behind."""

from __future__ import annotations

from datetime import datetime

from crawler.hold import NAME, gone
from db.errors import ZonewatchError
from db.lease import lease_named
from db.move import Moved, Progress, move
from db.store import open_store, upgrade_store


class StoreInUse(ZonewatchError):
    """A daemon ({holder}) works on the store {url} until {until} at least: stop it before the store is moved."""


def moved_to(old: str, new: str, now: datetime, progress: Progress) -> tuple[Moved, ...]:
    """Move the store at an address to another, where its tables are made first.

    Raises StoreInUse, TargetHolds, NotMoved, StoreUnreachable, StoreUnfit, StoreOutdated, StoreAhead or StoreFailing.
    """
    source = open_store(old)
    try:
        with source.look() as unit:
            lease = lease_named(unit, NAME)
        if lease and now < lease.expires_at and not gone(lease.holder):
            raise StoreInUse(holder=lease.holder, url=source.url, until=f"{lease.expires_at:%Y-%m-%d %H:%M:%S} UTC")
        upgrade_store(new)
        target = open_store(new)
        try:
            return move(source, target, progress)
        finally:
            target.close()
    finally:
        source.close()
