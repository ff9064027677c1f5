"""Things found in a text, in order, to be asked by place: what begins between two offsets.

The starts stand beside the things, so that a look-up is two binary searches over plain numbers; what each clause holds
is sorted out once, for that is asked most.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pipeline.claims.body import Body, Clause


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

    parts: Mapping[int, tuple[Found, ...]]
    """Those that begin inside a clause, by its number; clauses without any are left out."""

    def __iter__(self) -> Iterator[Found]:
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


def row(items: Iterable[Found], body: Body | None = None) -> Row[Found]:
    """A row of things that come in the order of their starts; with the body it can be asked by clause."""
    found = tuple(items)
    starts = tuple([item.start for item in found])
    return Row(found, starts, {} if body is None else _parts(found, starts, body))


def _parts(found: tuple[Found, ...], starts: tuple[int, ...], body: Body) -> dict[int, tuple[Found, ...]]:
    opened, parts = body.clause_starts, dict[int, list[Found]]()
    for item, start in zip(found, starts, strict=True):
        number = bisect_right(opened, start) - 1
        if number >= 0 and start < body.clauses[number].end:
            parts.setdefault(number, []).append(item)
    return {number: tuple(items) for number, items in parts.items()}


def within(found: Row[Found], start: int, end: int) -> tuple[Found, ...]:
    """Those that begin inside [start, end)."""
    if not found.starts:
        return ()
    first = bisect_left(found.starts, start)
    return found.items[first : bisect_left(found.starts, end, first)]


def inside(clause: Clause, found: Row[Found]) -> tuple[Found, ...]:
    """Those that begin inside the clause, of a row that was made with its body."""
    return found.parts.get(clause.number, ())
