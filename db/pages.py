"""Pages and the addresses they were seen under: one identity, many addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, case, func, select

from db.errors import NotHeld
from db.prepared import Prepared, inserted
from db.records import Page, PageState
from db.store import Unit
from db.tables import Moment, address, page, source, version

LATEST_FIRST = (address.c.own.desc(), address.c.last_seen.desc(), address.c.id)
"""The outlet's own addresses before any other, of each the latest first."""

UNLIMITED = 2**62
"""More pages than there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A page by what every capture of it needs to know."""

    id: int
    """Number of the page in the store."""

    source: str
    """Name of its source."""

    key: str
    """Identity on the source."""

    wanted: bool
    """True when it is to be kept whatever its article says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A page that is due by what tells how long it has waited, and nothing else: many may be due at once."""

    id: int
    """Number of the page in the store."""

    looked_at: datetime | None
    """When it was last fetched; None when it never was."""

    next_look: datetime
    """When it was to be looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressed:
    """A page by what it takes to fetch it."""

    id: int
    """Number of the page in the store."""

    key: str
    """Identity on its source."""

    urls: tuple[str, ...]
    """Its addresses, the outlet's own before any other, of each the latest first."""

    wanted: bool
    """True when it is to be kept whatever its article says."""


def page_of(unit: Unit, source_name: str, key: str, at: datetime) -> Known:
    """The page of that key, made when it is not there yet."""
    held = page_by_key(unit, source_name, key)
    if held:
        return held
    if _SOURCE.first(unit, {"named": source_name}) is None:
        unit.execute(source.insert().values(name=source_name, first_seen=at))
    _ADD.run(unit, {"source": source_name, "key": key, "state": PageState.LIVE, "first_seen": at, "next_look": at, "wanted": False})
    made = page_by_key(unit, source_name, key)
    if made is None:
        raise NotHeld(what="page", name=key, remedy="the store lost it within one unit of work; run `zonewatch doctor`")
    return made


def page_by_key(unit: Unit, source_name: str, key: str) -> Known | None:
    """The page of that key; None when it was never seen."""
    row = _BY_KEY.first(unit, {"source_name": source_name, "page_key": key})
    return Known(id=row.id, source=source_name, key=key, wanted=row.wanted) if row else None


def latest_address(unit: Unit, page_id: int) -> str | None:
    """The address a page was last seen under, its outlet's own before any other; None when it has none."""
    row = _LATEST_ADDRESS.first(unit, {"of": page_id})
    return row.url if row else None


def page_named(unit: Unit, name: str) -> Page:
    """The page with that number, key or address; raises NotHeld."""
    # By a source's name and a key there is an index, by a key alone there is none.
    sources = list(unit.scalars(select(source.c.name)))
    keyed = select(page.c.id).where(page.c.source.in_(sources), page.c.key == name)
    wanted = [*unit.scalars(keyed), *unit.scalars(select(address.c.page_id).where(address.c.url == name))]
    wanted += [int(name)] if name.isdecimal() and len(name) < 10 else []
    rows = _pages(unit, _select().where(page.c.id.in_(wanted)).order_by(page.c.id))
    exact = [row for row in rows if row.key == name or name in row.urls] or rows
    if not exact:
        raise NotHeld(what="page", name=name, remedy="`zonewatch pages` lists the pages by number, key and address")
    return exact[0]


def all_pages(unit: Unit, source_name: str | None = None) -> list[Page]:
    """Every page, or those of one source, in the order of first sight."""
    query = _select().order_by(page.c.id)
    return _pages(unit, query.where(page.c.source == source_name) if source_name else query)


def pages_where(unit: Unit, wanted: ColumnElement[bool]) -> list[Page]:
    """The pages of which something holds, in the order of first sight."""
    return _pages(unit, _select().where(wanted).order_by(page.c.id))


def due(unit: Unit, source_name: str, now: datetime, limit: int | None = None, *, longest: timedelta | None = None) -> list[Page]:
    """The pages of a source whose next look is not after `now`, the longest due first.

    `longest` is the longest wait there is: a next look farther off was planned under a wrong clock, or a longer
    ceiling, and the page is due unless it was looked at within that time.
    """
    most = limit if limit is not None else UNLIMITED
    asked = {"source_name": source_name, "now": now, "most": most}
    found = _due(unit, _DUE, asked)
    left = most - len(found)
    if longest is not None and left > 0:  # all of them come after those that are due as planned
        found += _due(unit, _ASTRAY, {**asked, "most": left, "after": now + longest, "since": now - longest})
    return found


def waiting(unit: Unit, source_name: str, now: datetime, *, longest: timedelta) -> Iterator[Waiting]:
    """What `due` gives, in the same order and one by one, as light rows."""
    asked = {"source_name": source_name, "now": now, "after": now + longest, "since": now - longest}
    for question in (_WAITING, _WAITING_ASTRAY):
        for row in question.each(unit, asked):
            yield Waiting(id=row.id, looked_at=row.looked_at, next_look=row.next_look)


def addressed(unit: Unit, ids: Sequence[int]) -> list[Addressed]:
    """Those of some pages, in the order given, that are still there and have an address."""
    rows = {row.id: row for row in unit.execute(_ADDRESSED, {"ids": list(ids)})}
    urls = _urls(unit, list(rows))
    known = ((row, urls.get(row.id, ())) for row in map(rows.get, ids) if row)
    return [Addressed(id=row.id, key=row.key, urls=those, wanted=row.wanted) for row, those in known if those]


def late(unit: Unit, source_name: str, now: datetime) -> tuple[int, int]:
    """How many watched pages of a source are late by more than a day and their planned wait once more; and how many are watched."""
    here = page.c.source == source_name
    query = select(page.c.looked_at, page.c.next_look).where(here, page.c.next_look < now - timedelta(days=1))
    missed = (now - row.next_look > row.next_look - (row.looked_at or row.next_look) for row in unit.execute(query))
    watched = select(func.count()).select_from(page).where(here, page.c.next_look.is_not(None))
    return sum(missed), int(unit.scalar(watched) or 0)


def numbers(unit: Unit, source_name: str | None, after: int = 0, until: int | None = None) -> list[int]:
    """The numbers of every page, or those of one source, from behind one number up to another."""
    query = select(page.c.id).where(page.c.id > after).order_by(page.c.id)
    query = query if until is None else query.where(page.c.id <= until)
    return list(unit.scalars(query.where(page.c.source == source_name) if source_name else query))


def seen_under(unit: Unit, page_id: int, url: str, at: datetime, *, own: bool = True) -> None:
    """Remember that a page was seen under an address; `own` is False for an address that is not its outlet's (an archive's)."""
    if not _WIDEN.run(unit, {"of": page_id, "under": url, "at": at}):
        _ADD_ADDRESS.run(unit, {"page_id": page_id, "url": url, "own": own, "first_seen": at, "last_seen": at})


def set_state(unit: Unit, page_id: int, state: PageState, next_look: datetime | None, looked: datetime | None = None) -> None:
    """Note how the page stands and when to look again; also when it was last fetched, where it was."""
    _SET_STATE.run(unit, {"row": page_id, "stands": state, "next": next_look, "looked": looked})


def want(unit: Unit, page_id: int) -> None:
    """Note that a page is to be kept, whatever its article says."""
    _WANT.run(unit, {"row": page_id})


def _select() -> Select[tuple[object, ...]]:
    versions = select(func.count()).where(version.c.page_id == page.c.id, version.c.number.is_not(None)).scalar_subquery()
    return select(page, versions.label("versions"))


_SOURCE = Prepared(select(source.c.name).where(source.c.name == bindparam("named")))
_BY_KEY = Prepared(select(page.c.id, page.c.wanted).where(page.c.source == bindparam("source_name"), page.c.key == bindparam("page_key")))
_ADD, _ADD_ADDRESS = Prepared(inserted(page, "id", "looked_at")), Prepared(inserted(address, "id"))
_AT = bindparam("at", type_=Moment)
_WIDEN = Prepared(
    address.update()
    .where(address.c.page_id == bindparam("of"), address.c.url == bindparam("under"))
    .values(
        first_seen=case((address.c.first_seen < _AT, address.c.first_seen), else_=_AT),
        last_seen=case((address.c.last_seen > _AT, address.c.last_seen), else_=_AT),
    )
)
_SET_STATE = Prepared(
    page.update()
    .where(page.c.id == bindparam("row"))
    .values(
        state=bindparam("stands"),
        next_look=bindparam("next"),
        looked_at=func.coalesce(bindparam("looked", type_=Moment), page.c.looked_at),
    )
)
_LATEST_ADDRESS = Prepared(select(address.c.url).where(address.c.page_id == bindparam("of")).order_by(*LATEST_FIRST).limit(1))
_WANT = Prepared(page.update().where(page.c.id == bindparam("row"), page.c.wanted.is_(False)).values(wanted=True))


_ADDRESSED = select(page.c.id, page.c.key, page.c.wanted).where(page.c.id.in_(bindparam("ids", expanding=True)))


def _of_source(wanted: ColumnElement[bool]) -> tuple[Prepared, Prepared]:
    """The first pages of a source of which something holds, by their next looks, and the addresses of the same pages."""
    here = page.c.source == bindparam("source_name"), wanted
    first = (page.c.next_look, page.c.id)
    chosen = select(page.c.id).where(*here).order_by(*first).limit(bindparam("most", type_=BigInteger)).scalar_subquery()
    urls = select(address.c.page_id, address.c.url).where(address.c.page_id.in_(chosen)).order_by(*LATEST_FIRST)
    return Prepared(_select().where(*here).order_by(*first).limit(bindparam("most", type_=BigInteger))), Prepared(urls)


_NOW = bindparam("now", type_=Moment)
_OF_LATE = page.c.looked_at.is_not(None) & (page.c.looked_at <= _NOW) & (page.c.looked_at > bindparam("since", type_=Moment))
_IS_DUE = page.c.next_look <= _NOW
_IS_ASTRAY = (page.c.next_look > bindparam("after", type_=Moment)) & ~_OF_LATE
_DUE, _ASTRAY = _of_source(_IS_DUE), _of_source(_IS_ASTRAY)
_LIGHT = select(page.c.id, page.c.looked_at, page.c.next_look).order_by(page.c.next_look, page.c.id)
_LIGHT = _LIGHT.where(page.c.source == bindparam("source_name"))
_WAITING, _WAITING_ASTRAY = Prepared(_LIGHT.where(_IS_DUE)), Prepared(_LIGHT.where(_IS_ASTRAY))


def _due(unit: Unit, asked: tuple[Prepared, Prepared], values: Mapping[str, object]) -> list[Page]:
    rows, urls = asked[0].all(unit, values), defaultdict[int, list[str]](list)
    for one in asked[1].all(unit, values) if rows else ():
        urls[one.page_id].append(one.url)
    return [_page(row, tuple(urls.get(row.id, ()))) for row in rows]


def _pages(unit: Unit, query: Select[tuple[object, ...]]) -> list[Page]:
    rows = unit.execute(query).all()
    urls = _urls(unit, [row.id for row in rows])
    return [_page(row, urls.get(row.id, ())) for row in rows]


def _urls(unit: Unit, ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(ids), 500):
        query = select(address.c.page_id, address.c.url).where(address.c.page_id.in_(ids[start : start + 500]))
        for page_id, url in unit.execute(query.order_by(*LATEST_FIRST)):
            found[page_id] = (*found.get(page_id, ()), url)
    return found


def _page(row: Any, urls: tuple[str, ...]) -> Page:
    return Page(
        id=row.id,
        source=row.source,
        key=row.key,
        urls=urls,
        state=PageState(row.state),
        versions=row.versions,
        next_look=row.next_look,
        wanted=row.wanted,
    )
