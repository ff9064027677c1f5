"""One run of a site at a time on one machine: a lock that ends with the process, however it ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from db.errors import ZonewatchError


class RunInProgress(ZonewatchError):
    """A run of {source} is in progress on this machine: wait for its end, or stop it, and try again."""


class LockUnusable(ZonewatchError):
    """The lock {path} cannot be used ({why}): check `[captures] dir` in zonewatch.toml and the rights on that folder."""


def lock_site(folder: Path, source: str) -> IO[str]:
    """Hold `<folder>/<source>.lock` until the file given back is closed; raises RunInProgress or LockUnusable."""
    path = folder / f"{source}.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a", encoding="ascii")
    except OSError as error:
        raise LockUnusable(path=path, why=error.strerror) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise RunInProgress(source=source) from error
    except OSError as error:
        file.close()
        raise LockUnusable(path=path, why=error.strerror) from error
    return file
