"""What only one process may do at a time, on whichever machine: an advisory lock of PostgreSQL, which ends with its holder's connection.

On SQLite there is one machine, and its locks are files (crawler/lock.py).
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from db.engine import first_line
from db.errors import StoreFailing
from db.store import Store


def is_shared(store: Store) -> bool:
    """Whether other machines may work on the store: it is PostgreSQL."""
    return store.engine.dialect.name == "postgresql"


def hold(store: Store, name: str) -> Connection | None:
    """Hold a name on a PostgreSQL store until what is given back is closed; None when another process holds it. Raises StoreFailing."""
    try:
        connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # closing it ends the session and with it the lock; a pooled one would keep it
        if connection.scalar(select(func.pg_try_advisory_lock(_number(name)))):
            return connection
    except OperationalError as error:
        raise StoreFailing(url=store.url, why=first_line(error)) from error
    connection.close()
    return None


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"zonewatch {name}".encode()).digest()[:8], "big", signed=True)
