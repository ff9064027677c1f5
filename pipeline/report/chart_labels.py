"""Where the words of a chart find room: beside their marks, over no other mark and over no other words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

SIZE = 12
"""Height of the letters, in pixels."""

LONGEST = 14
"""Characters of a figure that are drawn; its table has all of them."""

_MARK = 6

Side = Literal["left", "center", "right"]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


_SIDES: tuple[tuple[int, int, Side], ...] = ((0, -13, "center"), (0, 14, "center"), (9, 1, "left"), (-9, 1, "right"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A mark that wants words beside it."""

    x: float
    """Across, in pixels of the drawing."""

    y: float
    """Down."""

    top: float
    """Where its bar or arrow begins above."""

    bottom: float
    """Where its bar or arrow ends below."""

    words: str
    """What is to be written; empty for a mark that only takes room."""

    needed: bool
    """True when it is written even where there is no room."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Words with their side of a mark."""

    spot: int
    """Number of the mark, from 0."""

    words: str
    """What is written."""

    dx: int
    """From the mark's middle, in pixels."""

    dy: int
    """From the mark's middle, in pixels."""

    align: Side
    """left, center or right."""


def placed(spots: Sequence[Spot], width: float, height: float) -> list[Label]:
    """A label for every mark that has words and room, those needed first; the same marks always give the same labels."""
    taken = [_ground(spot) for spot in spots]
    found = []
    for number, spot in sorted(enumerate(spots), key=lambda each: not each[1].needed):
        label = _label(number, spot, taken, (-40, -6, width + 30, height + 2)) if spot.words else None
        if label:
            found.append(label)
            taken.append(_box(spot, label))
    return found


def wide(words: str, size: float = SIZE) -> float:
    """About how wide words are drawn: it must not depend on the fonts of the machine that draws."""
    return sum(size if unicodedata.east_asian_width(letter) in "WF" else size * 0.58 for letter in words)


def cut(words: str, longest: int = LONGEST) -> str:
    """The words, cut where they are longer than a picture has room for."""
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _label(number: int, spot: Spot, taken: Iterable[Box], bounds: Box) -> Label | None:
    words = cut(spot.words)
    tried = [Label(spot=number, words=words, dx=dx, dy=dy, align=align) for dx, dy, align in _SIDES]
    for label in tried:
        box = _box(spot, label)
        inside = bounds[0] <= box[0] and bounds[1] <= box[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
        if inside and not any(_over(box, other) for other in taken):
            return label
    return tried[0] if spot.needed else None


def _ground(spot: Spot) -> Box:
    return spot.x - _MARK, min(spot.y - _MARK, spot.top), spot.x + _MARK, max(spot.y + _MARK, spot.bottom)


def _box(spot: Spot, label: Label) -> Box:
    room = wide(label.words)
    left = spot.x + label.dx - {"left": 0.0, "center": room / 2, "right": room}[label.align]
    middle = spot.y + label.dy
    return left, middle - SIZE / 2, left + room, middle + SIZE / 2


def _over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
