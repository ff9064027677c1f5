"""How often a log-in may fail: counted by name and by address, forgotten after a while, and never without bound."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

WITHIN = timedelta(minutes=15)
"""How long a failure counts."""

OF_NAME = 5
"""Failures under one name after which it must wait."""

OF_ADDRESS = 30
"""Failures from one address after which it must wait."""

REMEMBERED = 10_000
"""Names and addresses kept at once; beyond it those quiet the longest are forgotten."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failures of late of one desk."""

    failures: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)
    """Moments of failure by name and by address."""

    lock: Lock = field(default_factory=Lock)
    """Held while they are counted."""

    def wait(self, name: str, address: str, now: datetime) -> timedelta | None:
        """How long until another attempt is allowed; None when it is allowed now."""
        with self.lock:
            waits = [self._wait(f"name {name}", OF_NAME, now), self._wait(f"address {address}", OF_ADDRESS, now)]
        return max((one for one in waits if one), default=None)

    def failed(self, name: str, address: str, now: datetime) -> None:
        """Note a failure."""
        with self.lock:
            for who in (f"name {name}", f"address {address}"):
                self.failures.setdefault(who, deque(maxlen=OF_ADDRESS)).append(now)
                self.failures.move_to_end(who)
            while len(self.failures) > REMEMBERED:
                self.failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the failures under a name; those of the address stay."""
        with self.lock:
            self.failures.pop(f"name {name}", None)

    def _wait(self, who: str, most: int, now: datetime) -> timedelta | None:
        late = [moment for moment in self.failures.get(who, ()) if now - moment < WITHIN]
        return late[-most] + WITHIN - now if len(late) >= most else None
