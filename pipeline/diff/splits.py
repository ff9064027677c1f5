"""Recognise one text that became several, or several that became one: line breaks move far more often than words.

A text counts as split when consecutive new texts are each found in it and together make it up again, clearly
better than any one of them does alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.diff.likeness import Shape, dice

PART = 0.75
"""How much of a part must be found in the whole."""

WHOLE = 0.75
"""How alike the parts together and the whole must be."""

GAIN = 0.05
"""By how much the parts together must be more like the whole than the best one of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Division:
    """One text and the consecutive texts that make it up on the other side."""

    whole: int
    """Place of the one."""

    parts: tuple[int, ...]
    """Places of the several, rising."""

    score: float
    """How alike they are, 0 to 1."""


def divisions(
    pairs: Iterable[tuple[int, int]], wholes: Mapping[int, Shape], parts: Mapping[int, Shape], common: Callable[[int, int], int]
) -> list[Division]:
    """Splits of wholes into runs of parts, best first, no place used twice.

    `pairs` are the places (whole, part) worth a look, in order; the mappings give the shape at a place, `common` how much a
    whole and a part share.
    """
    found = [division for whole, run in _runs(pairs, parts, common) if (division := _judged(whole, run, wholes, parts))]
    taken_wholes: set[int] = set()
    taken_parts: set[int] = set()
    result = []
    for division in sorted(found, key=lambda division: (-division.score, division.whole, division.parts)):
        if division.whole not in taken_wholes and taken_parts.isdisjoint(division.parts):
            taken_wholes.add(division.whole)
            taken_parts.update(division.parts)
            result.append(division)
    return result


def _runs(
    pairs: Iterable[tuple[int, int]], parts: Mapping[int, Shape], common: Callable[[int, int], int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each whole with every longest run of consecutive places found in it."""
    whole, run = -1, [-1]
    for i, j in pairs:
        if common(i, j) < PART * len(parts[j]) or not parts[j]:
            continue
        if (i, j) != (whole, run[-1] + 1):
            yield whole, tuple(run)
            whole, run = i, []
        run.append(j)
    yield whole, tuple(run)


def _judged(whole: int, run: tuple[int, ...], wholes: Mapping[int, Shape], parts: Mapping[int, Shape]) -> Division | None:
    if len(run) < 2:
        return None
    score = dice(wholes[whole], frozenset().union(*(parts[j] for j in run)))
    best = max(dice(wholes[whole], parts[j]) for j in run)
    return Division(whole=whole, parts=run, score=score) if score >= max(WHOLE, best + GAIN) else None
