"""A child ends with whoever started it, also when that was killed: it holds the reading end of a pipe that nobody else writes to."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping

VARIABLE = "ZONEWATCH_LEASH"
"""Set to `stdin` in the environment of a child whose standard input is such a pipe."""


def heed(environ: Mapping[str, str]) -> None:
    """End this process as SIGTERM would when its parent is gone, if it was started on a leash."""
    if environ.get(VARIABLE) == "stdin":
        threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    while os.read(0, 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
