"""A copy of an SQLite store while others work on it: one moment of it, whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from db.errors import ZonewatchError
from db.sole import is_shared
from db.store import Store


class NotSqlite(ZonewatchError):
    """{url} is PostgreSQL, which has a tool of its own: run `pg_dump --format=custom --file=FILE ADDRESS`."""


class NotCopied(ZonewatchError):
    """The store cannot be copied to {path} ({why}): name a file that is not there yet, on a disk with room."""


def back_up(store: Store, path: Path) -> int:
    """Write the store as of now to a new file, whole or not at all; gives its bytes. Raises NotSqlite or NotCopied."""
    if is_shared(store):
        raise NotSqlite(url=store.url)
    if path.exists():
        raise NotCopied(path=path, why="it is there already")
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(store.engine.url.database or "")) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        return part.replace(path).stat().st_size
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise NotCopied(path=path, why=error) from error
