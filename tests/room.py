"""Where tests keep what they make for a while: in memory, where there is plenty, for nothing of it need survive the machine.

A store waits for the disk at every commit; of a run of all tests that was the better part of a minute.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PLACE = Path("/dev/shm")  # noqa: S108 -- folders with names of their own are made in it, as in any other
ENOUGH = 4 << 30
"""Bytes that must be free there; a run of all tests takes less than a quarter of it."""


def take_room() -> None:
    """Let temporary files of this process and of those it starts lie in memory, unless $TMPDIR names another place."""
    if "TMPDIR" in os.environ or not os.access(PLACE, os.W_OK | os.X_OK):
        return
    if os.statvfs(PLACE).f_flag & os.ST_NOEXEC or shutil.disk_usage(PLACE).free < ENOUGH:
        return
    os.environ["TMPDIR"], tempfile.tempdir = str(PLACE), None
