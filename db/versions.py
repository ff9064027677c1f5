"""Versions of a page; a paragraph that many versions share is stored once."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from db.claims import add_claims as add_claims  # the claims of a version are asked for beside it
from db.claims import claims_of as claims_of
from db.errors import NotHeld
from db.records import Article, Version
from db.store import Unit
from db.tables import paragraph, version

BATCH = 500


def versions_of(unit: Unit, page_id: int) -> list[Version]:
    """Every version of a page, from number 1."""
    return _versions(unit, select(version).where(version.c.page_id == page_id))


def versions_with_text(unit: Unit, page_id: int, text_sha256: str) -> list[Version]:
    """The versions of a page that have this canonical text, in the order of their numbers (their headers may differ)."""
    return _versions(unit, select(version).where(version.c.page_id == page_id, version.c.text_sha256 == text_sha256))


def latest_publication(unit: Unit, page_id: int) -> datetime | None:
    """The publication time that the latest version of a page states; None when none does."""
    query = select(version.c.published_at).where(version.c.page_id == page_id).order_by(version.c.number.desc()).limit(1)
    return unit.scalar(query)


def version_numbered(unit: Unit, page_id: int, number: int) -> Version:
    """One version of a page; raises NotHeld."""
    row = unit.execute(select(version).where(version.c.page_id == page_id, version.c.number == number)).first()
    if row is None:
        raise NotHeld(what="version", name=str(number), remedy="`zonewatch versions PAGE` lists those of a page")
    return _version(row, _texts(unit, set(row.paragraphs)))


def add_version(unit: Unit, page_id: int, article: Article, *, text_sha256: str, layout: str, at: datetime) -> Version:
    """Add a version under the next free number and give it back."""
    last = unit.scalar(select(func.max(version.c.number)).where(version.c.page_id == page_id))
    number = (last or 0) + 1
    parts = [_paragraph_id(unit, text) for text in article.paragraphs]
    plain = ("title", "key", "byline", "source_line", "original_title", "published_at", "updated_at")
    unit.execute(
        version.insert().values(
            page_id=page_id,
            number=number,
            **{name: getattr(article, name) for name in plain},
            paragraphs=parts,
            captions=list(article.captions),
            text_sha256=text_sha256,
            layout=layout,
            first_seen=at,
            last_seen=at,
        )
    )
    return version_numbered(unit, page_id, number)


def seen_again(unit: Unit, held: Version, at: datetime) -> None:
    """Widen a version's first and last sight so that they hold a moment."""
    first, last = min(held.first_seen, at), max(held.last_seen, at)
    unit.execute(version.update().where(version.c.id == version_id(unit, held)).values(first_seen=first, last_seen=last))


def version_id(unit: Unit, held: Version) -> int:
    """The row of a version: it stays the same when numbers are given anew."""
    row = unit.scalar(select(version.c.id).where(version.c.page_id == held.page, version.c.number == held.number))
    if row is None:
        raise NotHeld(what="version", name=str(held.number), remedy="`zonewatch versions PAGE` lists those of a page")
    return int(row)


def renumber(unit: Unit, page_id: int) -> None:
    """Number the versions of a page from 1 in the order of first sight (an older capture may come late)."""
    here = version.c.page_id == page_id
    ids = list(unit.scalars(select(version.c.id).where(here).order_by(version.c.first_seen, version.c.id)))
    unit.execute(version.update().where(here).values(number=-version.c.number))  # out of the way of the unique rule
    for number, row in enumerate(ids, start=1):
        unit.execute(version.update().where(version.c.id == row).values(number=number))


def _versions(unit: Unit, query: Select[tuple[Any, ...]]) -> list[Version]:
    rows = unit.execute(query.order_by(version.c.number)).all()
    texts = _texts(unit, {part for row in rows for part in row.paragraphs})
    return [_version(row, texts) for row in rows]


def _paragraph_id(unit: Unit, text: str) -> int:
    digest = hashlib.sha256(text.encode()).hexdigest()
    held = unit.scalar(select(paragraph.c.id).where(paragraph.c.sha256 == digest))
    if held is not None:
        return int(held)
    return int(unit.scalar(paragraph.insert().values(sha256=digest, text=text).returning(paragraph.c.id)) or 0)


def _texts(unit: Unit, ids: set[int]) -> dict[int, str]:
    wanted = sorted(ids)
    texts: dict[int, str] = {}
    for start in range(0, len(wanted), BATCH):
        query = select(paragraph.c.id, paragraph.c.text).where(paragraph.c.id.in_(wanted[start : start + BATCH]))
        texts.update({row.id: row.text for row in unit.execute(query)})
    return texts


def _version(row: Row[tuple[object, ...]], texts: dict[int, str]) -> Version:
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
        number=row.number,
        article=article,
        text_sha256=row.text_sha256,
        layout=row.layout,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
