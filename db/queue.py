"""The review queue: recorded changes in the order of importance, a stretch at a time, whatever is filtered.

The order and the plain filters are answered by indexes; only the few changes that are shown are read whole. Words that few
changes hold are found by the index of searches (db/search.py); for those that many hold the queue itself is gone through, so
many changes at a time, until there are enough to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true, tuple_

from db.changes import changes_named
from db.names import each_name
from db.records import RecordedChange
from db.search import holding
from db.standing import BOTH, CONFIRM, DISMISS, OPEN
from db.store import Unit
from db.tables import change, page

STATES = {"open": (OPEN,), "confirmed": (CONFIRM, BOTH), "dismissed": (DISMISS, BOTH), "disputed": (BOTH,), "all": None}
"""What may be asked for, with the verdicts that stand; None asks for every change."""

FEWEST = 3
"""Pages from which on the same edit is shown once."""

BATCH = 64
"""Light rows looked at in one go at first; twice as many each time it was not enough."""

LARGEST = 2_048
"""Light rows looked at in one go at last."""

COUNTED = 1_000
"""Changes up to which they are counted."""

SEARCHED = 8_000
"""Changes that a search for words goes through in one go."""

Light: TypeAlias = Any
"""A row of the columns below."""

Shown: TypeAlias = tuple[Light, tuple[str, ...], int]
"""A light row, the identities of its group and the number of their pages."""

_PLACE = (change.c.severity, change.c.seen_at, change.c.id)
_LIGHT = (*_PLACE, change.c.page_id, change.c.edit_group)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which changes are asked for; every filter that is given must hold."""

    state: str = "open"
    """A key of STATES."""

    technical: bool = False
    """True for those that only our own reading made, and them alone."""

    zones: tuple[str, ...] = ()
    """Names of the zone as printed; empty for any."""

    kind: str | None = None
    """The primary kind."""

    source: str | None = None
    """Name of the source."""

    outlet: str | None = None
    """Part of the first hundred characters of the statement of origin of the version after, as printed."""

    least: float = 0.0
    """Least severity."""

    below: float | None = None
    """Severity that is not reached."""

    since: datetime | None = None
    """Seen at this time or later."""

    until: datetime | None = None
    """Seen before this time."""

    words: str = ""
    """Words that stand in the text before or after, or in the zone's name."""

    page: int | None = None
    """Number of the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a change stands in the order of the queue."""

    severity: float
    """Its severity."""

    seen_at: datetime
    """When it was seen."""

    id: str
    """Its identity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A change in the queue, perhaps for the same edit on several pages."""

    recorded: RecordedChange
    """The change, the first of its group in the queue's order."""

    members: tuple[str, ...] = ()
    """Identities of every change of the same edit in this queue, this one first; empty when it stands for itself."""

    pages: int = 1
    """On how many pages the edit was made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of the queue."""

    entries: tuple[Entry, ...]
    """The changes in their order."""

    next: Place | None
    """After which change the queue goes on; None at its end."""

    unfinished: bool = False
    """True when words were searched for and there is more to go through, whether or not anything is found there."""


def queue(unit: Unit, wanted: Wanted, *, after: Place | None = None, limit: int = 30) -> Stretch:
    """The changes after a place, most important first, then the latest; the same edit on FEWEST pages or more once."""
    shown: list[Shown] = []
    place, batch, looked = after, BATCH, 0
    held = holding(unit, wanted.words) if wanted.words else None
    while True:
        rows, last = _stretch(unit, wanted, place, batch, held)
        groups = _groups(unit, wanted, rows)
        for row in rows:
            members = groups.get(row.edit_group, [])
            pages = len({one.page_id for one in members})
            if pages < FEWEST:
                shown.append((row, (), 1))
            elif members[0].id == row.id:
                shown.append((row, tuple(one.id for one in members), pages))
            if len(shown) > limit:
                return Stretch(entries=_entries(unit, shown[:limit]), next=_place(shown[limit - 1][0]))
        looked += batch
        if last is None or (wanted.words and held is None and looked >= SEARCHED):
            return Stretch(entries=_entries(unit, shown), next=last, unfinished=last is not None)
        place, batch = last, min(2 * batch, LARGEST)


def latest(unit: Unit, wanted: Wanted, limit: int) -> list[RecordedChange]:
    """The changes asked for that were seen last, the latest first."""
    query = _filtered(select(change.c.id), wanted).order_by(change.c.seen_at.desc(), change.c.id).limit(limit)
    return changes_named(unit, list(unit.scalars(query)))


def count(unit: Unit, wanted: Wanted) -> int | None:
    """How many changes are asked for, each of a group counted, and COUNTED + 1 for more than that; None for words that many hold."""
    held = holding(unit, wanted.words) if wanted.words else None
    if wanted.words and held is None:
        return None
    some = _filtered(select(change.c.id), wanted, held).order_by(*(column.desc() for column in _PLACE)).limit(COUNTED + 1).subquery()
    return int(unit.scalar(select(func.count()).select_from(some)) or 0)


def place_of(unit: Unit, identity: str) -> Place | None:
    """Where a change stands; None when it is not held."""
    row = unit.execute(select(*_PLACE).where(change.c.id == identity)).first()
    return _place(row) if row else None


def neighbours(unit: Unit, wanted: Wanted, place: Place) -> tuple[str | None, str | None]:
    """The changes before and after a place in a queue, whatever their groups; None where there is none near.

    Words are left out of account: to step on must not mean to search.
    """
    light = replace(wanted, words="")
    here = _values(place)
    before = _filtered(select(change.c.id), light).where(tuple_(*_PLACE) > here)
    after = _filtered(select(change.c.id), light).where(tuple_(*_PLACE) < here)
    return (
        unit.scalar(before.order_by(*_PLACE).limit(1)),
        unit.scalar(after.order_by(*(column.desc() for column in _PLACE)).limit(1)),
    )


def group_of(unit: Unit, identity: str) -> tuple[str, ...]:
    """Identities of the changes of the same edit on other pages that nobody has judged, with this one first."""
    group = unit.scalar(select(change.c.edit_group).where(change.c.id == identity))
    if not group:
        return (identity,)
    rows = unit.execute(select(change.c.id, change.c.verdict, change.c.technical).where(change.c.edit_group == group).order_by(change.c.id))
    return (identity, *(row.id for row in rows if row.verdict == OPEN and not row.technical and row.id != identity))


def zones_changed(unit: Unit) -> list[str]:
    """Names, as printed, of every zone there is a change about: from one to the next by their index, however many changes there are."""
    return [zone for zone in unit.scalars(select(each_name(change.c.zone).c.name)) if zone]


def open_by_zone(unit: Unit) -> dict[str, int]:
    """How many changes nobody has judged there are about each zone, by its name as printed."""
    names = each_name(change.c.zone)
    of_zone = select(func.count()).where(change.c.zone == names.c.name, change.c.technical.is_(False), change.c.verdict == OPEN)
    rows = unit.execute(select(names.c.name, of_zone.scalar_subquery().label("open")).where(names.c.name.is_not(None)))
    return {row.name: row.open for row in rows if row.open}


def _stretch(
    unit: Unit, wanted: Wanted, after: Place | None, batch: int, held: Sequence[str] | None
) -> tuple[Sequence[Light], Place | None]:
    """Some light rows after a place, and the place up to which everything was looked at; None when that is the end."""
    searching = bool(wanted.words) and held is None
    fits = and_(*_searches(replace(wanted, outlet=None))) if searching else true()
    query = _filtered(select(*_LIGHT, fits.label("fits")), replace(wanted, words="") if searching else wanted, held)
    query = query.order_by(*(column.desc() for column in _PLACE)).limit(batch)
    query = query.where(tuple_(*_PLACE) < _values(after)) if after else query
    rows = unit.execute(query).all()
    return [row for row in rows if row.fits], _place(rows[-1]) if len(rows) == batch else None


def _groups(unit: Unit, wanted: Wanted, rows: Sequence[Light]) -> dict[str, list[Light]]:
    groups = {row.edit_group for row in rows if row.edit_group}
    found: dict[str, list[Light]] = {}
    if groups:
        query = _filtered(select(*_LIGHT), replace(wanted, zones=())).where(change.c.edit_group.in_(groups))
        if wanted.zones:  # inside an expression, lest SQLite look for the zone's changes instead of the groups'
            query = query.where(_among(func.coalesce(change.c.zone, ""), wanted.zones))
        for row in sorted(unit.execute(query), key=lambda row: (row.severity, row.seen_at, row.id), reverse=True):
            found.setdefault(row.edit_group, []).append(row)
    return found


def _filtered(query: Select[Any], wanted: Wanted, held: Sequence[str] | None = None) -> Select[Any]:
    """The changes asked for, of those held where they are named: they are few, and are then looked up by their identities first."""
    verdicts = STATES[wanted.state]
    verdict: ColumnElement[str] = change.c.verdict
    technical: ColumnElement[bool] = change.c.technical.is_(wanted.technical)
    if held is not None:  # a column inside an expression is none that SQLite would look for an index of
        technical, verdict = func.coalesce(change.c.technical, False) == wanted.technical, func.coalesce(verdict, OPEN)
        query = query.where(change.c.id.in_(held))
    query = query.where(technical, *_searches(wanted))
    if verdicts is not None:
        query = query.where(_among(verdict, verdicts))
    if wanted.zones:
        query = query.where(_among(change.c.zone, wanted.zones))
    if wanted.kind:
        query = query.where(change.c.kind == wanted.kind)
    if wanted.source:
        query = query.where(change.c.page_id.in_(select(page.c.id).where(page.c.source == wanted.source)))
    if wanted.page is not None:
        query = query.where(change.c.page_id == wanted.page)
    return query.where(*_ranges(wanted))


def _ranges(wanted: Wanted) -> list[ColumnElement[bool]]:
    limits = [change.c.severity >= wanted.least] if wanted.least else []
    limits += [change.c.severity < wanted.below] if wanted.below is not None else []
    limits += [change.c.seen_at >= wanted.since] if wanted.since else []
    return limits + ([change.c.seen_at < wanted.until] if wanted.until else [])


def _among(column: ColumnElement[str], names: Sequence[str]) -> ColumnElement[bool]:
    """One of some names; a single one as an equality, behind which an index keeps its order."""
    return column == names[0] if len(names) == 1 else column.in_(names)


def _searches(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [change.c.outlet.icontains(wanted.outlet, autoescape=True)] if wanted.outlet else []
    if wanted.words:
        places = (change.c.old_words, change.c.new_words, change.c.zone)
        found.append(or_(*(column.icontains(wanted.words, autoescape=True) for column in places)))
    return found


def _values(place: Place) -> Any:
    values = (place.severity, place.seen_at, place.id)
    return tuple_(*(literal(value, column.type) for value, column in zip(values, _PLACE, strict=True)))


def _place(row: Any) -> Place:
    return Place(severity=row.severity, seen_at=row.seen_at, id=row.id)


def _entries(unit: Unit, shown: Sequence[Shown]) -> tuple[Entry, ...]:
    whole = {one.id: one for one in changes_named(unit, [row.id for row, _, _ in shown])}
    return tuple(Entry(recorded=whole[row.id], members=members, pages=pages) for row, members, pages in shown if row.id in whole)
