"""Things found in a text, in order, to be asked by place: what begins between two offsets.

The starts stand beside the things, so that a look-up is two binary searches over plain numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pipeline.claims.body import Clause


class Placed(Protocol):
    """Anything that stands somewhere in the body."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One past the last code point."""


Found = TypeVar("Found", bound=Placed)


@dataclass(frozen=True, slots=True)
class Row(Generic[Found]):
    """Things in the order of their starts."""

    items: tuple[Found, ...]
    """The things."""

    starts: tuple[int, ...]
    """Where each begins."""

    def __iter__(self) -> Iterator[Found]:
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


def row(items: Iterable[Found]) -> Row[Found]:
    """A row of things that come in the order of their starts."""
    found = tuple(items)
    return Row(found, tuple(item.start for item in found))


def within(found: Row[Found], start: int, end: int) -> tuple[Found, ...]:
    """Those that begin inside [start, end)."""
    if not found.starts:
        return ()
    first = bisect_left(found.starts, start)
    return found.items[first : bisect_left(found.starts, end, first)]


def inside(clause: Clause, found: Row[Found]) -> tuple[Found, ...]:
    """Those that begin inside the clause."""
    starts = found.starts
    first = bisect_left(starts, clause.start)
    if first == len(starts) or starts[first] >= clause.end:
        return ()
    return found.items[first : bisect_left(starts, clause.end, first)]
