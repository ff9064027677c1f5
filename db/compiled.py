"""What SQLAlchemy made of a statement serves every store of its kind that a process opens: to make it takes longer than to ask.

By itself SQLAlchemy keeps it for each engine anew, though ours of one kind are all made alike (db/engine.py).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.compiler import Compiled
from sqlalchemy.util import LRUCache

MOST = 1000
"""Statements kept; there are some hundreds of both kinds together."""


class Shared:
    """Compiled statements by kind of store, as SQLAlchemy's option `compiled_cache` takes them."""

    def __init__(self) -> None:
        self._held: LRUCache[Any, Compiled] = LRUCache(MOST)

    def get(self, key: tuple[Any, ...]) -> Compiled | None:
        """What was made of a statement; its key begins with the dialect object of whoever asks."""
        return self._held.get(_of_its_kind(key))

    def __setitem__(self, key: tuple[Any, ...], made: Compiled) -> None:
        self._held[_of_its_kind(key)] = made


def _of_its_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect = key[0]
    return dialect.name, dialect.driver, dialect.server_version_info, *key[1:]


SHARED = Shared()
