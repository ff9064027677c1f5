"""The life of a page as a picture: captures as dots on the version they showed, and the honest gaps between.

This module only reckons where things stand; the template draws them. Lengths are units of the picture's own grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from db.china import CHINA
from db.records import HeldCapture, Outcome
from pipeline.report.material import ChangeSheet, PageHistory

WIDTH = 720
LEFT, RIGHT = 76, 20
NAMES = 330
"""Where the bars of changes begin: their names stand to the left."""
LANE = 26
_TOP = 18

_SHAPES = {
    Outcome.OK: "seen",
    Outcome.NOT_MODIFIED: "same",
    Outcome.OFFLINE: "taken",
    Outcome.GONE: "taken",
    Outcome.ARCHIVED: "elsewhere",
    Outcome.MOVED: "elsewhere",
}
SHAPE_WORDS = {
    "seen": "article read",
    "same": "not modified",
    "taken": "offline or gone",
    "elsewhere": "archived or moved",
    "fault": "refused, error or not readable: says nothing about the article",
}
"""What each shape of a dot means, in the order of the legend."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """One capture; captures that would cover each other are drawn once."""

    x: float
    """Where in time."""

    y: float
    """On which lane: the version shown, or the lane of no article."""

    shape: str
    """A key of `SHAPE_WORDS`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A time between two captures: one version seen at both ends, or a change somewhere inside."""

    x: float
    """Where the earlier capture stands."""

    to_x: float
    """Where the later one stands."""

    y: float
    """Lane of the version at the earlier end."""

    to_y: float
    """Lane of the version at the later end."""

    changed: bool
    """True when the version differs at the two ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A day or a lane by name."""

    x: float
    """Where the words are anchored across."""

    y: float
    """Where their base line lies."""

    words: str
    """What is written."""

    side: str
    """SVG's text-anchor: start, middle or end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """A picture of the life of one page."""

    height: float
    """How high the picture is; its width is always `WIDTH`."""

    dots: tuple[Dot, ...]
    """The captures, the oldest first."""

    stretches: tuple[Stretch, ...]
    """The times between captures that showed a version."""

    lanes: tuple[Tick, ...]
    """The lanes by name."""

    days: tuple[Tick, ...]
    """Days along the bottom."""

    shapes: tuple[str, ...]
    """Which shapes occur, in the order of the legend."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spell:
    """One change as a bar over the time in which it must have happened."""

    x: float
    """The last capture without the change."""

    width: float
    """How far it is from there to the first capture with it."""

    y: float
    """Middle of the bar."""

    sheet: ChangeSheet
    """The change."""


def timeline(history: PageHistory) -> Timeline | None:
    """Where everything of one page stands; None when it was never captured."""
    captures = sorted(history.captures, key=lambda capture: capture.fetched_at)
    if not captures:
        return None
    across = _scale(captures[0].fetched_at, captures[-1].fetched_at)
    numbers = sorted({capture.version for capture in captures if capture.version is not None})
    floor = _TOP + LANE * len(numbers)
    levels = {number: float(floor - LANE * (rank + 1)) for rank, number in enumerate(numbers)}
    dots = _dots(captures, across, levels, floor)
    return Timeline(
        height=floor + 44,
        dots=dots,
        stretches=_stretches(captures, across, levels),
        lanes=tuple(Tick(x=LEFT - 14, y=y, words=words, side="end") for words, y in _lane_names(levels, floor)),
        days=days(captures[0].fetched_at, captures[-1].fetched_at, floor + 36),
        shapes=tuple(shape for shape in SHAPE_WORDS if any(dot.shape == shape for dot in dots)),
    )


def spells(sheets: Sequence[ChangeSheet]) -> tuple[Spell, ...]:
    """The changes in the order given as bars, one a lane; a bar is never too thin to be seen."""
    if not sheets:
        return ()
    across = _scale(min(sheet.recorded.between[0] for sheet in sheets), max(sheet.recorded.between[1] for sheet in sheets), NAMES)
    made = []
    for rank, sheet in enumerate(sheets):
        start, end = (across(moment) for moment in sheet.recorded.between)
        made.append(Spell(x=min(start, WIDTH - RIGHT - 4), width=max(round(end - start, 1), 4), y=_TOP + LANE * rank, sheet=sheet))
    return tuple(made)


def days(first: datetime, last: datetime, y: float, left: int = LEFT) -> tuple[Tick, ...]:
    """The first day, the last, and two between where they are others, as labels below a picture."""
    steps = ((0, "start"), (1 / 3, "middle"), (2 / 3, "middle"), (1, "end"))
    ticks: dict[str, Tick] = {}
    for share, side in steps:
        words = f"{(first + (last - first) * share).astimezone(CHINA):%Y-%m-%d}"
        ticks.setdefault(words, Tick(x=round(left + share * (WIDTH - left - RIGHT), 1), y=y, words=words, side=side))
    return tuple(ticks.values())


def _scale(first: datetime, last: datetime, left: int = LEFT) -> Callable[[datetime], float]:
    whole = (last - first).total_seconds()
    room = WIDTH - left - RIGHT
    return lambda moment: round(left + (room * (moment - first).total_seconds() / whole if whole else room / 2), 1)


def _dots(captures: Sequence[HeldCapture], across: Callable[[datetime], float], levels: dict[int, float], floor: float) -> tuple[Dot, ...]:
    dots: dict[Dot, None] = {}
    level = floor
    for capture in captures:
        level = levels[capture.version] if capture.version is not None else level
        shape = _SHAPES.get(capture.outcome, "fault")
        dots[Dot(x=round(across(capture.fetched_at)), y=level if shape in {"seen", "same"} else floor, shape=shape)] = None
    return tuple(dots)


def _stretches(captures: Sequence[HeldCapture], across: Callable[[datetime], float], levels: dict[int, float]) -> tuple[Stretch, ...]:
    shown = [(across(capture.fetched_at), capture.version) for capture in captures if capture.version is not None]
    made: list[Stretch] = []
    for (x, before), (to_x, after) in pairwise(shown):
        changed = before != after
        start = made.pop().x if made and not changed and not made[-1].changed else x
        made.append(Stretch(x=start, to_x=to_x, y=levels[before], to_y=levels[after], changed=changed))
    return tuple(made)


def _lane_names(levels: dict[int, float], floor: float) -> list[tuple[str, float]]:
    said = [("no article", floor)]
    said += [(f"version {number}", level) for number, level in levels.items()]
    return said
