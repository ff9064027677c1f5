"""The ledger of a zone, reckoned once for as long as nothing new is read, and its charts, each drawn once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeAlias

from db.china import CHINA
from db.shelf import mark
from db.store import Unit
from pipeline.ledger.book import notes, series
from pipeline.ledger.flags import Flag
from pipeline.ledger.held import newest_points, points_of, zone_names
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.promises import Promise, overdue, promises
from pipeline.ledger.relations import relations
from pipeline.report.chart_picture import chart_svg
from pipeline.report.chart_words import LANGUAGES
from pipeline.report.charts import Chart, zone_charts

KEPT = 200

STRETCH = 2_000
"""Statements of a zone from which its page is made: a second's work. Older ones are asked for by their pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """What is known of a zone on a day."""

    zone: str
    """The name it is shown by."""

    series: tuple[tuple[Point, ...], ...]
    """Points of one matter together, the longest series first."""

    relations: tuple[Relation, ...]
    """How points stand to each other, promises overdue among them."""

    notes: tuple[tuple[str, Flag], ...]
    """What does not go together within one article."""

    promises: tuple[Promise, ...]
    """Its promises, what wants attention first."""

    charts: dict[str, tuple[Chart, ...]]
    """Its charts by language."""

    older: int | None = None
    """Where it is only a stretch: the number of the page before which the next one lies; None where nothing is older."""


Reading: TypeAlias = Callable[[str, tuple[str, ...]], tuple[tuple[Point, ...], int | None]]
"""Reads the points of a zone, given by the name it is shown by and those it is printed under, and where older ones lie."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The latest ledgers and pictures of one desk."""

    held: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    """What was reckoned, the latest used last."""

    lock: Lock = field(default_factory=Lock)
    """Held while it is looked up or put in."""

    def get(self, key: Hashable) -> Any:
        """What is kept under a key; None when nothing is."""
        with self.lock:
            if key in self.held:
                self.held.move_to_end(key)
            return self.held.get(key)

    def put(self, key: Hashable, value: Any) -> None:
        """Keep something; beyond KEPT what was used longest ago goes."""
        with self.lock:
            self.held[key] = value
            while len(self.held) > KEPT:
                self.held.popitem(last=False)


def ledger_of(unit: Unit, shelf: Shelf, name: str, now: datetime) -> Ledger:
    """The whole ledger of the one zone of that name (in any form, or its id); raises NotHeld."""
    return _held(unit, shelf, ("ledger", name), name, now, lambda shown, surfaces: (points_of(unit, {shown: surfaces})[shown], None))


def stretch_of(unit: Unit, shelf: Shelf, name: str, now: datetime, before: int | None = None) -> Ledger:
    """What the newest pages, or those before another, say of the one zone of that name; raises NotHeld."""
    key = ("stretch", name, before)
    return _held(unit, shelf, key, name, now, lambda shown, surfaces: newest_points(unit, shown, surfaces, STRETCH, before))


def _held(unit: Unit, shelf: Shelf, asked: Hashable, name: str, now: datetime, points: Reading) -> Ledger:
    on = now.astimezone(CHINA).date()
    key = (asked, on, mark(unit))
    held = shelf.get(key)
    if isinstance(held, Ledger):
        return held
    zones = zone_names(unit, name)
    shown = name if name in zones else next(iter(zones))
    made = _ledger(shown, *points(shown, zones[shown]), on)
    shelf.put(key, made)
    return made


def picture(shelf: Shelf, chart: Chart) -> str:
    """A chart as SVG."""
    key = ("picture", chart.key, chart.language, chart.on, hash(chart.rows))
    held = shelf.get(key)
    if isinstance(held, str):
        return held
    made = chart_svg(chart)
    shelf.put(key, made)
    return made


def _ledger(zone: str, points: tuple[Point, ...], older: int | None, on: date) -> Ledger:
    known = tuple(point for point in points if point.published <= on)
    found = (*relations(known), *overdue(known, on))
    charts = {language: zone_charts(known, found, on=on, language=language) for language in LANGUAGES}
    return Ledger(
        zone=zone,
        series=series(known),
        relations=found,
        notes=notes(known),
        promises=promises(known, on),
        charts=charts,
        older=older,
    )
