"""Signals as words: a handler only writes to a pipe, and the main thread reads them when it listens."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType

WORDS: Mapping[int, bytes] = {signal.SIGTERM: b"e", signal.SIGINT: b"e", signal.SIGHUP: b"r"}


@dataclass(frozen=True, slots=True)
class Bell:
    """What was rung since it was last listened to."""

    hears: int
    """The pipe's end that is read."""

    def listen(self, seconds: float) -> str | None:
        """`end`, `reload`, or None when nothing was rung for so long."""
        ready, _, _ = select.select([self.hears], [], [], seconds)
        rung = os.read(self.hears, 64) if ready else b""
        return "end" if b"e" in rung else "reload" if rung else None


def hang_up() -> Bell:
    """A bell that SIGTERM, SIGINT (`end`) and SIGHUP (`reload`) ring; must be called from the main thread."""
    hears, rings = os.pipe()
    os.set_blocking(rings, False)

    def ring(number: int, _frame: FrameType | None) -> None:
        os.write(rings, WORDS[number])

    for number in WORDS:
        signal.signal(number, ring)
    return Bell(hears)
