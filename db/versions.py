"""Versions of a page and the claims read from each; a paragraph that many versions share is stored once.

Every distinct text has a row from its first sight on; only one that is certain has a number, and is a version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from db.claims import add_claims as add_claims  # the claims of a version are asked for beside it
from db.claims import claims_of as claims_of
from db.claims import forget_claims as forget
from db.errors import NotHeld
from db.prepared import Prepared, inserted
from db.records import Article, Version
from db.storable import storable
from db.store import Unit
from db.tables import paragraph, version

BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A text without its paragraphs: what a page's history is told from."""

    number: int
    """Number of the version; 0 for a text in doubt."""

    article: Article
    """The words as published, paragraphs left out."""

    text_sha256: str
    """Digest of the canonical text, 64 hexadecimal digits."""

    first_seen: datetime
    """Time of the first capture that showed it."""

    last_seen: datetime
    """Time of the latest capture that showed it."""

    deadlines: tuple[date, ...] | None
    """Days on which its promises fall due; None where nobody has worked them out."""

    length: int
    """Characters of its paragraphs."""

    layout: str
    """Layout that read it first."""

    essence: str | None
    """Digest of what it was last read from (pipeline/essence.py); None where a page must be read to know that it shows this text."""


def versions_of(unit: Unit, page_id: int) -> list[Version]:
    """Every version of a page, from number 1."""
    return list(_versions(unit, _NUMBERED, {"of": page_id}).values())


def texts_of(unit: Unit, page_id: int) -> dict[int, Version]:
    """Every text of a page by its row, also those without a number (0) that are in doubt."""
    return _versions(unit, _TEXTS, {"of": page_id})


def heads_of(unit: Unit, page_id: int) -> dict[int, Head]:
    """Every text of a page by its row, without its paragraphs."""
    return {row.id: _head(row) for row in _HEADS.all(unit, {"of": page_id})}


def texts_alike(unit: Unit, page_id: int, text_sha256: str) -> dict[int, Head]:
    """The texts of a page that are canonically this one, by their rows (their headers may differ)."""
    return {row.id: _head(row) for row in _ALIKE.all(unit, {"of": page_id, "digest": text_sha256})}


def article_of(unit: Unit, row: int) -> Article:
    """The words of one text."""
    held = unit.execute(select(version).where(version.c.id == row)).one()
    return _version(held, _texts(unit, set(held.paragraphs))).article


def first_digests(unit: Unit, page_id: int) -> dict[int, str]:
    """By row the digest a text had when it was first read: the name it keeps when it is read again."""
    query = select(version.c.id, version.c.first_sha256).where(version.c.page_id == page_id)
    return {row.id: row.first_sha256 for row in unit.execute(query)}


def latest_publication(unit: Unit, page_id: int) -> datetime | None:
    """The publication time that the latest version of a page states; None when none does."""
    query = select(version.c.published_at).where(version.c.page_id == page_id, version.c.number.is_not(None))
    return unit.scalar(query.order_by(version.c.number.desc()).limit(1))


def version_numbered(unit: Unit, page_id: int, number: int) -> Version:
    """One version of a page; raises NotHeld."""
    row = _NUMBERED_SO.first(unit, {"of": page_id, "place": number})
    if row is None:
        raise NotHeld(what="version", name=str(number), remedy="`zonewatch versions PAGE` lists those of a page")
    return _version(row, _texts(unit, set(row.paragraphs)))


def add_text(unit: Unit, page_id: int, article: Article, *, text_sha256: str, layout: str, at: datetime, essence: str | None = None) -> int:
    """Add a text without a number and give its row."""
    words = {**_words(unit, article, text_sha256, layout), "essence": essence}
    added = {"page_id": page_id, "first_sha256": text_sha256, "first_seen": at, "last_seen": at, **words}
    return int(_ADD.scalar(unit, added) or 0)


def read_anew(unit: Unit, row: int, article: Article, *, text_sha256: str, layout: str) -> None:
    """Put another reading of a text in the place of the one held."""
    unit.execute(version.update().where(version.c.id == row).values(**_words(unit, article, text_sha256, layout)))


def remember(unit: Unit, row: int, essence: str) -> None:
    """Note what a text was last read from."""
    _REMEMBER.run(unit, {"row": row, "as": essence})


def forget_essences(unit: Unit, page_id: int) -> None:
    """See to it that the page is read at its next look, whatever it shows."""
    unit.execute(version.update().where(version.c.page_id == page_id).values(essence=None))


def is_version(unit: Unit, row: int) -> bool:
    """Whether a text has a number."""
    return unit.scalar(select(version.c.number).where(version.c.id == row)) is not None


def seen(unit: Unit, row: int, first: datetime, last: datetime) -> None:
    """Note when a text was seen first and last."""
    _SEEN.run(unit, {"row": row, "first": first, "last": last})


def fall_due(unit: Unit, row: int, days: Iterable[date]) -> None:
    """Note the days on which the promises of a version fall due."""
    _FALL_DUE.run(unit, {"row": row, "days": [day.isoformat() for day in days]})


def number(unit: Unit, page_id: int, rows: Sequence[int]) -> list[int]:
    """Number the versions of a page from 1 in this order; the texts left out get none, and lose their claims.

    Gives the rows that had no number before.
    """
    held = {row.id: row.number for row in _NUMBERS.all(unit, {"of": page_id})}
    wanted = {row: place for place, row in enumerate(rows, start=1)}
    if held != wanted:
        if held:
            _UNNUMBER.run(unit, {"of": page_id})  # out of the way of the unique rule
        for row, place in wanted.items():
            _NUMBER.run(unit, {"row": row, "place": place})
    for row in set(held) - set(wanted):
        forget_claims(unit, row)
    return [row for row in rows if row not in held]


def version_id(unit: Unit, held: Version) -> int:
    """The row of a version: it stays the same when numbers are given anew."""
    row = unit.scalar(select(version.c.id).where(version.c.page_id == held.page, version.c.number == held.number))
    if row is None:
        raise NotHeld(what="version", name=str(held.number), remedy="`zonewatch versions PAGE` lists those of a page")
    return int(row)


def forget_claims(unit: Unit, row: int) -> None:
    """Drop the claims of a text, and the days its promises fall due, before it is read again."""
    forget(unit, row)
    _FALL_DUE.run(unit, {"row": row, "days": None})


def _versions(unit: Unit, query: Select[tuple[Any, ...]], asked: Mapping[str, Any] | None = None) -> dict[int, Version]:
    rows = unit.execute(query, asked).all()
    texts = _texts(unit, {part for row in rows for part in row.paragraphs})
    return {row.id: _version(row, texts) for row in rows}


def _words(unit: Unit, article: Article, text_sha256: str, layout: str) -> dict[str, Any]:
    plain = ("title", "key", "byline", "source_line", "original_title", "published_at", "updated_at")
    return {
        **{name: getattr(article, name) for name in plain},
        "paragraphs": _paragraph_ids(unit, article.paragraphs),
        "captions": list(article.captions),
        "text_sha256": text_sha256,
        "length": sum(len(text) for text in article.paragraphs),
        "layout": layout,
    }


def _paragraph_ids(unit: Unit, texts: Sequence[str]) -> list[int]:
    """Rows of paragraphs; what is not held yet is added."""
    texts = [storable(text) for text in texts]
    held = _held(unit, texts)
    new = {text: {"digest": _digest(text), "text": text} for text in texts if text not in held}
    if new:
        unit.execute(_ADD_PARAGRAPH, list(new.values()))
        held |= _held(unit, list(new))
    return [held[text] for text in texts]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)


def _held(unit: Unit, texts: Sequence[str]) -> dict[str, int]:
    digests, held = [_digest(text) for text in texts], dict[str, int]()
    for start in range(0, len(digests), BATCH):
        for row in unit.execute(_BY_DIGEST, {"digests": digests[start : start + BATCH]}):
            held.setdefault(row.text, row.id)
    return held


def _texts(unit: Unit, ids: set[int]) -> dict[int, str]:
    wanted = sorted(ids)
    texts: dict[int, str] = {}
    for start in range(0, len(wanted), BATCH):
        texts.update({row.id: row.text for row in unit.execute(_PARAGRAPHS, {"rows": wanted[start : start + BATCH]})})
    return texts


def _head(row: Any) -> Head:
    days = row.deadlines
    return Head(
        number=row.number or 0,
        article=Article(title=row.title, source_line=row.source_line, published_at=row.published_at),
        text_sha256=row.text_sha256,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        deadlines=None if days is None else tuple(date.fromisoformat(day) for day in days),
        length=row.length,
        layout=row.layout,
        essence=row.essence,
    )


def _version(row: Any, texts: dict[int, str]) -> Version:
    article = Article(
        title=row.title,
        key=row.key,
        byline=row.byline,
        source_line=row.source_line,
        original_title=row.original_title,
        published_at=row.published_at,
        updated_at=row.updated_at,
        paragraphs=tuple(texts[part] for part in row.paragraphs),
        captions=tuple(row.captions),
    )
    return Version(
        page=row.page_id,
        number=row.number or 0,
        article=article,
        text_sha256=row.text_sha256,
        layout=row.layout,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )


_OF = version.c.page_id == bindparam("of")
_ROW = version.c.id == bindparam("row")
_ORDER = (version.c.number.nulls_first(), version.c.id)
_TEXTS = select(version).where(_OF).order_by(*_ORDER)
_NUMBERED = select(version).where(_OF, version.c.number.is_not(None)).order_by(*_ORDER)
_NUMBERED_SO = Prepared(select(version).where(_OF, version.c.number == bindparam("place")))
_HEAD = select(
    version.c.id,
    version.c.number,
    version.c.title,
    version.c.source_line,
    version.c.published_at,
    version.c.text_sha256,
    version.c.first_seen,
    version.c.last_seen,
    version.c.deadlines,
    version.c.length,
    version.c.layout,
    version.c.essence,
)
_HEADS = Prepared(_HEAD.where(_OF).order_by(*_ORDER))
_ALIKE = Prepared(_HEAD.where(_OF, version.c.text_sha256 == bindparam("digest")).order_by(*_ORDER))
_NUMBERS = Prepared(select(version.c.id, version.c.number).where(_OF, version.c.number.is_not(None)))
_UNNUMBER = Prepared(version.update().where(_OF).values(number=None))
_NUMBER = Prepared(version.update().where(_ROW).values(number=bindparam("place")))
_REMEMBER = Prepared(version.update().where(_ROW).values(essence=bindparam("as")))
_SEEN = Prepared(version.update().where(_ROW).values(first_seen=bindparam("first"), last_seen=bindparam("last")))
_FALL_DUE = Prepared(version.update().where(_ROW).values(deadlines=bindparam("days")))
_BY_DIGEST = select(paragraph.c.id, paragraph.c.text).where(paragraph.c.digest.in_(bindparam("digests", expanding=True)))
_BY_DIGEST = _BY_DIGEST.order_by(paragraph.c.id)
_ADD = Prepared(inserted(version, "id", "number", "deadlines").returning(version.c.id))
_ADD_PARAGRAPH = paragraph.insert()
_PARAGRAPHS = select(paragraph.c.id, paragraph.c.text).where(paragraph.c.id.in_(bindparam("rows", expanding=True)))
