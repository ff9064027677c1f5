"""Which statements a version makes, and where: one small row for each version, however much it says.

A row for each claim of each version would take more room than the statements themselves, since most of what a version says
the one before it said, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from sqlalchemy import bindparam, select

from db.prepared import Prepared, inserted
from db.steps import packed, unpacked
from db.store import Unit
from db.tables import said

Saying: TypeAlias = tuple[int, int]
"""One claim of a version: start of its evidence, row of its statement. Its place among the others is its number."""

Made: TypeAlias = dict[int, tuple[tuple[int, int], ...]]
"""By the row of a statement: the numbers of the claims that make it, and where their evidence starts."""

MOST_OPEN = 2_048
"""Versions whose sayings are kept unpacked."""


def pack(sayings: Sequence[Saying]) -> tuple[int, bytes]:
    """The lowest row of a statement, and steps from claim to claim as numbers of seven bits a byte; at least one saying is needed."""
    first = min(row for _, row in sayings)
    at, of, steps = 0, first, list[int]()
    for start, row in sayings:
        steps += [start - at, row - of]
        at, of = start, row
    return first, packed(steps)


@lru_cache(maxsize=MOST_OPEN)
def unpack(first: int, places: bytes) -> tuple[Saying, ...]:
    """The sayings in their order."""
    steps = unpacked(places)
    at, of, sayings = 0, first, list[Saying]()
    for step in steps:
        at, of = at + step, of + next(steps)
        sayings.append((at, of))
    return tuple(sayings)


@lru_cache(maxsize=MOST_OPEN)
def made(first: int, places: bytes) -> Made:
    """The same by statements."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for ordinal, (start, row) in enumerate(unpack(first, places)):
        found[row] = (*found.get(row, ()), (ordinal, start))
    return found


def say(unit: Unit, version_row: int, sayings: Sequence[Saying]) -> None:
    """Keep what a version says."""
    first, places = pack(sayings)
    _ADD.run(unit, {"version_id": version_row, "first": first, "places": places, "number": len(sayings)})


def said_by(unit: Unit, version_row: int) -> tuple[Saying, ...]:
    """What a version says, in its order."""
    row = _OF_VERSION.first(unit, {"row": version_row})
    return unpack(row.first, bytes(row.places)) if row else ()


def unsay(unit: Unit, version_row: int) -> None:
    """Forget what a version says."""
    _FORGET.run(unit, {"row": version_row})


_ADD = Prepared(inserted(said))
_OF_VERSION = Prepared(select(said.c.first, said.c.places).where(said.c.version_id == bindparam("row")))
_FORGET = Prepared(said.delete().where(said.c.version_id == bindparam("row")))
