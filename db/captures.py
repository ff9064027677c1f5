"""Captures: what was fetched when, what it turned out to be, and where its bytes lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from db.prepared import Prepared, inserted
from db.records import Capture, HeldCapture, Outcome, Reading
from db.store import Unit
from db.tables import capture, page, version

IN_ORDER = (capture.c.fetched_at, capture.c.url, capture.c.payload_sha256)
"""The order of time; two of one moment stand in an order that does not depend on which was recorded first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Bytes that lie in the archive already."""

    place: str
    """Where: `<file>#<offset>`."""

    url: str
    """Public address they came from."""

    at: datetime
    """When."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server gave us to ask with whether an answer still stands (RFC 9110, section 8.8)."""

    etag: str | None
    """ETag as received; None when it gave none."""

    last_modified: str | None
    """Last-Modified as received; None when it gave none."""

    at: datetime
    """When the full answer came that they belong to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A capture by where its bytes lie in a file."""

    offset: int
    """Where its record begins."""

    payload_sha256: str
    """Digest of the bytes."""

    page: int
    """Number of its page."""

    at: datetime
    """When it was taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bytes:
    """What became of a capture's bytes."""

    place: str | None = None
    """Where they lie: `<file>#<offset>` below the captures folder; None when they are not kept."""

    repeated: bool = False
    """True when they lay there already."""


def add_capture(
    unit: Unit, page_id: int, taken: Capture, reading: Reading, *, payload_sha256: str, text: int | None, kept: Bytes = Bytes()
) -> int:
    """Note a capture, what it turned out to be, the text (by its row) that it shows and where its bytes lie; gives its row."""
    etag, last_modified = validators_in(taken)
    return int(
        _ADD.scalar(
            unit,
            {
                "page_id": page_id,
                "url": taken.url,
                "fetched_at": taken.fetched_at,
                "status": taken.status,
                "outcome": reading.outcome,
                "reason": reading.reason,
                "layout": reading.layout,
                "payload_sha256": payload_sha256,
                "size": len(taken.body),
                "etag": etag,
                "last_modified": last_modified,
                "imported": taken.imported,
                "repeated": kept.repeated,
                "warc": kept.place,
                "headers": _headers(taken, kept),
                "text_id": text,
                "version_id": text,
            },
        )
        or 0
    )


def keep(unit: Unit, row: int, taken: Capture, kept: Bytes) -> None:
    """Note where a capture's bytes lie after all; its headers are kept here when they lie nowhere."""
    _KEEP.run(unit, {"row": row, "place": kept.place, "again": kept.repeated, "kept": _headers(taken, kept)})


def judge(unit: Unit, row: int, outcome: Outcome, reason: str) -> None:
    """Revise what a capture turned out to be, in the light of others."""
    _JUDGE.run(unit, {"row": row, "is": outcome, "by": reason})


def believe(unit: Unit, row: int) -> None:
    """Take a capture that was held in doubt for what its layout read."""
    layout = unit.scalar(select(capture.c.layout).where(capture.c.id == row))
    judge(unit, row, Outcome.OK, f"read as {layout}")


def judged(unit: Unit, row: int) -> tuple[Outcome, str]:
    """What a capture turned out to be as it is held now, and why."""
    found = unit.execute(select(capture.c.outcome, capture.c.reason).where(capture.c.id == row)).one()
    return Outcome(found.outcome), found.reason


def shows(unit: Unit, row: int, text: int) -> None:
    """Note which text a capture shows, by rows."""
    unit.execute(capture.update().where(capture.c.id == row).values(text_id=text))


def stands_for(unit: Unit, row: int, version_row: int | None) -> None:
    """Note which version a capture shows or stands for, by rows."""
    _STANDS_FOR.run(unit, {"row": row, "for": version_row})


def captures_of(unit: Unit, page_id: int) -> list[HeldCapture]:
    """Every capture of a page in the order of time."""
    return _captures(unit, _select().where(capture.c.page_id == page_id))


def kept_captures(unit: Unit, page_id: int) -> list[tuple[int, HeldCapture]]:
    """The captures of a page whose bytes are kept, with their rows, in the order of time."""
    return captures_where(unit, (capture.c.page_id == page_id) & capture.c.warc.is_not(None))


def captures_where(unit: Unit, wanted: ColumnElement[bool]) -> list[tuple[int, HeldCapture]]:
    """The captures of which something holds, with their rows, in the order of time."""
    query = _select().where(wanted)
    rows = list(unit.scalars(query.with_only_columns(capture.c.id)))
    return list(zip(rows, _captures(unit, query), strict=True))


def count_at(unit: Unit, places: Sequence[str]) -> int:
    """How many captures have their bytes at one of these places."""
    return int(unit.scalar(select(func.count()).select_from(capture).where(capture.c.warc.in_(places))) or 0)


def let_go(unit: Unit, places: Sequence[str]) -> int:
    """Forget the places of bytes that are kept no longer; gives how many captures pointed there."""
    return unit.execute(capture.update().where(capture.c.warc.in_(places)).values(warc=None)).rowcount


def moved(unit: Unit, places: Mapping[str, str]) -> None:
    """Turn the captures at places of a file to where the same bytes lie now."""
    for old, new in places.items():
        unit.execute(capture.update().where(capture.c.warc == old).values(warc=new))


def validators_of(unit: Unit, source: str, key: str, url: str) -> Validators | None:
    """The validators of the latest ok capture of a page at an address; None when there is none, or it had none."""
    row = _VALIDATORS.first(unit, {"from_source": source, "of_key": key, "under": url})
    if row is None or not (row.etag or row.last_modified):
        return None
    return Validators(etag=row.etag, last_modified=row.last_modified, at=row.fetched_at)


def files(unit: Unit) -> Iterator[str]:
    """The names of the files in which bytes of captures lie, in their order."""
    last = ""
    while row := _NEXT_PLACE.first(unit, {"last": last}):
        name = row.warc.rpartition("#")[0]
        yield name
        last = f"{name}#~"  # behind every place in it


def places_in(unit: Unit, name: str) -> list[Placed]:
    """The captures whose bytes lie in a file, by their places."""
    first = len(name) + 1
    rows = _IN_FILE.all(unit, {"first": f"{name}#", "last": f"{name}#~"})
    return [Placed(offset=int(row.warc[first:]), payload_sha256=row.payload_sha256, page=row.page_id, at=row.fetched_at) for row in rows]


def outcome_counts(unit: Unit, source_name: str, since: datetime, before: datetime | None = None) -> dict[Outcome, int]:
    """How many captures of a source since a moment, and before another where given, had which outcome."""
    query = select(capture.c.outcome, func.count()).join(page, page.c.id == capture.c.page_id)
    query = query.where(page.c.source == source_name, capture.c.fetched_at >= since).group_by(capture.c.outcome)
    if before is not None:
        query = query.where(capture.c.fetched_at < before)
    return {Outcome(outcome): count for outcome, count in unit.execute(query)}


def suspects(unit: Unit, source_name: str, since: datetime) -> list[str]:
    """Keys of the pages of a source with captures since a moment that are held in doubt."""
    query = select(page.c.key).join(capture, page.c.id == capture.c.page_id).join(version, version.c.id == capture.c.version_id)
    query = query.where(page.c.source == source_name, capture.c.fetched_at >= since, version.c.number.is_(None))
    return list(unit.scalars(query.distinct().order_by(page.c.key)))


def validators_in(taken: Capture) -> tuple[str | None, str | None]:
    """ETag and Last-Modified that belong to a capture's address: those it came with, or those a not_modified answers to."""
    if taken.status == 304:  # what we asked with says what it stands for
        asked = {name.lower(): value for name, value in taken.request_headers}
        pair = asked.get("if-none-match"), asked.get("if-modified-since")
        if any(pair):
            return pair
    elif taken.final_url not in (None, taken.url):
        return None, None  # they belong to where a redirect led, not to this address
    return taken.header("etag"), taken.header("last-modified")


def layout_counts(unit: Unit, source_name: str, since: datetime) -> dict[str, dict[Outcome, int]]:
    """How many captures of a source since a moment had which outcome, by the layout that read them."""
    query = select(capture.c.layout, capture.c.outcome, func.count()).join(page, page.c.id == capture.c.page_id)
    query = query.where(page.c.source == source_name, capture.c.fetched_at >= since, capture.c.layout.is_not(None))
    found: dict[str, dict[Outcome, int]] = {}
    for layout, outcome, count in unit.execute(query.group_by(capture.c.layout, capture.c.outcome)):
        found.setdefault(str(layout), {})[Outcome(outcome)] = count
    return found


def _headers(taken: Capture, kept: Bytes) -> list[list[str]] | None:
    return None if kept.place or not taken.headers else [list(pair) for pair in taken.headers]


def _select() -> Select[tuple[object, ...]]:
    query = select(capture, version.c.number).outerjoin(version, version.c.id == capture.c.version_id)
    return query.order_by(*IN_ORDER)


def _captures(unit: Unit, query: Select[tuple[object, ...]]) -> list[HeldCapture]:
    return [_capture(row) for row in unit.execute(query).all()]


def _capture(row: Row[tuple[object, ...]]) -> HeldCapture:
    return HeldCapture(
        page=row.page_id,
        url=row.url,
        fetched_at=row.fetched_at,
        status=row.status,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        layout=row.layout,
        payload_sha256=row.payload_sha256,
        warc=row.warc,
        version=row.number,
        repeated=row.repeated,
        headers=tuple((name, value) for name, value in row.headers or ()),
    )


_OF = capture.c.page_id == bindparam("of")
_ADD = Prepared(inserted(capture, "id").returning(capture.c.id))
_ROW = capture.c.id == bindparam("row")
_NEXT_PLACE = Prepared(select(capture.c.warc).where(capture.c.warc > bindparam("last")).order_by(capture.c.warc).limit(1))
_IN_FILE = Prepared(
    select(capture.c.warc, capture.c.payload_sha256, capture.c.page_id, capture.c.fetched_at)
    .where(capture.c.warc > bindparam("first"), capture.c.warc < bindparam("last"))
    .order_by(capture.c.warc)
)
_KEEP = Prepared(capture.update().where(_ROW).values(warc=bindparam("place"), repeated=bindparam("again"), headers=bindparam("kept")))
_JUDGE = Prepared(capture.update().where(_ROW).values(outcome=bindparam("is"), reason=bindparam("by")))
_STANDS_FOR = Prepared(capture.update().where(_ROW).values(version_id=bindparam("for")))
_VALIDATORS = Prepared(
    select(capture.c.etag, capture.c.last_modified, capture.c.fetched_at)
    .join(page, page.c.id == capture.c.page_id)
    .where(page.c.source == bindparam("from_source"), page.c.key == bindparam("of_key"), capture.c.url == bindparam("under"))
    .where(capture.c.outcome == Outcome.OK)
    .order_by(capture.c.fetched_at.desc(), capture.c.id.desc())
    .limit(1)
)
