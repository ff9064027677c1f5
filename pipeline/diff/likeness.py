"""How alike two short Chinese texts are, cheap enough to ask thousands of times.

Texts are taken as sets of two-character strings: Chinese needs no word boundaries for that, and a changed figure
touches only two or three members of the set.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

Shape = frozenset[str]

MOST_PAIRS = 2_500
"""Pairs up to which everything is compared with everything; beyond it only what shares a whole clause."""

COMMONPLACE = 12
"""A clause that stands in more texts than this of one side tells nothing."""

SHORTEST_CLAUSE = 4
"""Clauses shorter than this many characters are not looked at as common ground."""

_CLAUSES = re.compile(r"[，,。；;：:！!？?、\s]+")


def shape(text: str) -> Shape:
    """The two-character strings of a text; the text itself when it is a single character."""
    return frozenset([text[k : k + 2] for k in range(len(text) - 1)]) if len(text) > 1 else frozenset((text,) if text else ())


def dice(old: Shape, new: Shape) -> float:
    """Sørensen-Dice coefficient of two shapes, 0 to 1; 0 when either is empty (Dice 1945)."""
    return 2 * len(old & new) / (len(old) + len(new)) if old and new else 0.0


def share(part: Shape, whole: Shape) -> float:
    """How much of a part is found in a whole, 0 to 1; 0 for an empty part."""
    return len(part & whole) / len(part) if part else 0.0


def alike(old: str, new: str) -> float:
    """How alike two texts are, 0 to 1; 1 when they are equal."""
    return 1.0 if old == new else dice(shape(old), shape(new))


def candidates(old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of places worth comparing: all of them, or beyond `MOST_PAIRS` those with a clause in common."""
    if len(olds) * len(news) <= MOST_PAIRS:
        yield from ((i, j) for i in olds for j in news)
        return
    left, right = _clauses(old, olds), _clauses(new, news)
    pairs = {(i, j) for clause, places in left.items() if clause in right for i in places for j in right[clause]}
    yield from sorted(pairs)


def _clauses(texts: Sequence[str], places: Sequence[int]) -> dict[str, list[int]]:
    result: dict[str, list[int]] = defaultdict(list)
    for place in places:
        for clause in dict.fromkeys(_CLAUSES.split(texts[place])):
            if len(clause) >= SHORTEST_CLAUSE:
                result[clause].append(place)
    return {clause: found for clause, found in result.items() if len(found) <= COMMONPLACE}
