"""One daemon a store: a lease that says who it is, renewed while it lives, free to take when it has expired."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler.record import say
from db.errors import ZonewatchError
from db.lease import give_back, take_lease
from db.store import Store

NAME = "daemon"
KIND = Path("/proc/self/ns/pid")


class DaemonRunning(ZonewatchError):
    """Another daemon ({holder}) works on {url} and renewed its hold until {until}: stop it, or wait until then if it is dead."""

    expires_at: datetime
    """When its lease ends, unless it is renewed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """This daemon's lease on its store."""

    store: Store
    """The store."""

    holder: str
    """This daemon, unlike any other."""

    length: timedelta
    """How long the lease outlives the daemon."""

    def renew(self, now: datetime) -> bool:
        """Renew the lease; False when another daemon has it by now. Raises StoreFailing."""
        return self.store.write(lambda unit: take_lease(unit, NAME, self.holder, now, self.length)) is None


@contextmanager
def held(store: Store, length: timedelta, now: datetime) -> Iterator[Hold]:
    """Hold the store's lease for the block; raises DaemonRunning. The lease of a process of this machine that is gone is taken at once."""
    hold = Hold(store=store, holder=myself(), length=length)
    other = store.write(lambda unit: take_lease(unit, NAME, hold.holder, now, length, left=gone))
    if other:
        running = DaemonRunning(holder=other.holder, url=store.url, until=f"{other.expires_at:%Y-%m-%d %H:%M:%S} UTC")
        running.expires_at = other.expires_at
        raise running
    try:
        yield hold
    finally:
        try:
            with store.unit() as unit:
                give_back(unit, NAME, hold.holder)
        except ZonewatchError as error:
            say(f"the lease could not be given back and expires by itself: {error}", bad=True)


def myself() -> str:
    """`<machine>:<process>:<chance>`: the machine with its space of process numbers, so that containers are not mixed up."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def gone(holder: str) -> bool:
    """Whether a holder was a process of this machine that is not there any more; False when that cannot be known."""
    machine, _, rest = holder.partition(":")
    number = rest.partition(":")[0]
    if machine != _machine() or not KIND.exists() or not number.isdecimal():
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return True
    return False


def _machine() -> str:
    space = KIND.readlink().name.strip("pid:[]") if KIND.exists() else "0"
    return f"{socket.gethostname()}/{space}"
