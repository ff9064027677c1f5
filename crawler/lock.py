"""One run of a site at a time: on one machine a locked file, on PostgreSQL a lock of the store's for every machine.

Either ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO, Protocol

from db.errors import ZonewatchError
from db.sole import hold, is_shared
from db.store import Store


class RunInProgress(ZonewatchError):
    """A run of {source} is in progress {where}: wait for its end, or stop it, and try again."""


class LockUnusable(ZonewatchError):
    """The lock {path} cannot be used ({why}): check `[captures] dir` in zonewatch.toml and the rights on that folder."""


class Held(Protocol):
    """A lock, held until it is closed."""

    def close(self) -> None:
        """Give it back."""


def lock_run(store: Store, captures: object, source: str) -> Held:
    """Hold a source's lock; `captures` is where captures go. Raises RunInProgress, LockUnusable or StoreFailing."""
    if not is_shared(store):
        return lock_site(lock_folder(store, captures), source)
    held = hold(store, f"run of {source}")
    if held is None:
        raise RunInProgress(source=source, where="on this or another machine")
    return held


def lock_folder(store: Store, captures: object) -> Path:
    """Where the locks of an SQLite store lie: in the captures folder, or beside the store when captures go elsewhere."""
    return captures if isinstance(captures, Path) else Path(store.engine.url.database or "").parent


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
        raise RunInProgress(source=source, where="on this machine") from error
    except OSError as error:
        file.close()
        raise LockUnusable(path=path, why=error.strerror) from error
    return file
