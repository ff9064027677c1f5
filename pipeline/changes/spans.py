"""Find what overlaps a stretch of text without looking at everything: a long article has thousands of figures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class SpanIndex(Generic[Item]):
    """Things with their stretches [start, end) of one text."""

    def __init__(self, items: Iterable[tuple[int, int, Item]]) -> None:
        self._items = sorted(items, key=lambda item: item[:2])
        self._starts = [start for start, _, _ in self._items]
        self._longest = max((end - start for start, end, _ in self._items), default=0)

    def overlapping(self, start: int, end: int) -> list[Item]:
        """The things that share at least one code point with [start, end), in order."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        return [item for own_start, own_end, item in self._items[first:last] if own_end > start and own_start < own_end]
