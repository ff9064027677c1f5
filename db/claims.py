"""The claims read from each version; a statement that many versions of a page make is stored once.

A statement is a claim whose offsets count from the start of its evidence, so that it stays the same when something is
put in before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.claim import Claim, Span, claim_from_json, claim_to_json
from db.packing import pack
from db.store import Unit
from db.tables import address, claim, statement, version

BATCH = 500

PROSPECTIVE = frozenset({"planned", "target", "commitment", "conditional"})
"""Modalities that say that something shall be so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldStatement:
    """A claim of the latest version of a page."""

    page: int
    """Number of the page."""

    version: int
    """Row of the version."""

    row: int
    """Row of the statement."""

    claim: Claim
    """The claim."""

    seen_at: datetime
    """When the page was first seen to make this statement, in these words."""


def add_claims(unit: Unit, row: int, claims: Sequence[Claim]) -> None:
    """Keep the claims of a version, in their order."""
    forms = [_form(ordinal, one) for ordinal, one in enumerate(claims)]
    digests = [hashlib.sha256(pack(form)).digest()[:16] for form in forms]
    held = _rows(unit, digests)
    for one, form, digest in zip(claims, forms, digests, strict=True):
        if digest not in held:
            zone = one.zone.surface if one.zone else None
            made = statement.insert().values(digest=digest, zone=zone, thread=thread_of(one), due=_due(one), body=form)
            held[digest] = int(unit.scalar(made.returning(statement.c.id)) or 0)
    rows = [
        {"version_id": row, "ordinal": ordinal, "start": one.evidence.start, "statement_id": held[digest]}
        for ordinal, (one, digest) in enumerate(zip(claims, digests, strict=True))
    ]
    if rows:
        unit.execute(claim.insert(), rows)


def claims_of(unit: Unit, row: int) -> tuple[Claim, ...]:
    """The claims of a version in their order."""
    query = select(claim.c.ordinal, claim.c.start, statement.c.body).join(statement, statement.c.id == claim.c.statement_id)
    rows = unit.execute(query.where(claim.c.version_id == row).order_by(claim.c.ordinal)).all()
    return tuple(_claim(one.ordinal, one.start, one.body) for one in rows)


def forget_claims(unit: Unit, row: int) -> None:
    """Drop the claims of a version, before they are read anew; statements stay, for other versions may make them."""
    unit.execute(claim.delete().where(claim.c.version_id == row))


def zones_of(unit: Unit, rows: Iterable[int]) -> set[str]:
    """Names, as printed, of the zones that some versions speak of."""
    query = select(statement.c.zone).join(claim, claim.c.statement_id == statement.c.id).where(claim.c.version_id.in_(list(rows)))
    return {zone for zone in unit.scalars(query.distinct()) if zone}


def zones_held(unit: Unit) -> list[str]:
    """Names, as printed, of every zone that anything is claimed of."""
    return [zone for zone in unit.scalars(select(statement.c.zone).distinct().order_by(statement.c.zone)) if zone]


def statements_about(unit: Unit, zones: Iterable[str]) -> list[HeldStatement]:
    """What the latest version of every page says about zones, given by their names as printed; in the order of the pages."""
    return _latest(unit, statement.c.zone.in_(list(zones)))


def statements_on(unit: Unit, page: int) -> list[HeldStatement]:
    """What the latest version of a page says."""
    return _latest(unit, version.c.page_id == page)


def statements_in(unit: Unit, threads: Iterable[str]) -> list[HeldStatement]:
    """What the latest version of every page says in some threads; in the order of the pages."""
    return _latest(unit, statement.c.thread.in_(list(threads)))


def promises_due(unit: Unit, before: date) -> list[HeldStatement]:
    """Promises of the latest versions whose day is before a day and that nobody has judged yet; in the order of the pages."""
    return _latest(unit, statement.c.due < before)


def promise_judged(unit: Unit, one: HeldStatement) -> None:
    """Note that a promise needs no more looking at."""
    unit.execute(statement.update().where(statement.c.id == one.row).values(due=None))


def thread_of(one: Claim) -> str | None:
    """What claims that may be compared across articles have in common; None for what is not known beyond its article."""
    if not (one.zone and one.zone.id and one.subject.link):
        return None
    parts = (one.zone.id, one.subject.link, one.predicate.name, one.metric.canon)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _due(one: Claim) -> date | None:
    promised = one.modality.name in PROSPECTIVE and one.polarity == "pos" and one.time.role in {"deadline", "period", "point"}
    return one.time.end if promised else None


def _latest(unit: Unit, wanted: ColumnElement[bool]) -> list[HeldStatement]:
    latest = _latest_versions(unit)
    query = select(claim.c.version_id, claim.c.ordinal, claim.c.start, claim.c.statement_id, statement.c.body, version.c.page_id)
    query = query.join(statement, statement.c.id == claim.c.statement_id).join(version, version.c.id == claim.c.version_id)
    query = query.where(wanted).order_by(version.c.page_id, claim.c.ordinal)
    rows = [row for row in unit.execute(query).all() if latest.get(row.page_id) == row.version_id]
    first = _first_seen(unit, {row.statement_id for row in rows})
    return [
        HeldStatement(
            page=row.page_id,
            version=row.version_id,
            row=row.statement_id,
            claim=_claim(row.ordinal, row.start, row.body),
            seen_at=first[row.page_id, row.statement_id],
        )
        for row in rows
    ]


def addresses(unit: Unit, pages: Iterable[int]) -> dict[int, str]:
    """For each page its public address, its outlet's own and latest."""
    found: dict[int, str] = {}
    wanted = sorted(set(pages))
    for start in range(0, len(wanted), BATCH):
        query = select(address.c.page_id, address.c.url).where(address.c.page_id.in_(wanted[start : start + BATCH]))
        for page_id, url in unit.execute(query.order_by(address.c.own.desc(), address.c.last_seen.desc(), address.c.id)):
            found.setdefault(page_id, url)
    return found


def _latest_versions(unit: Unit) -> dict[int, int]:
    query = select(version.c.page_id, version.c.id).where(version.c.number.is_not(None))
    rows = unit.execute(query.order_by(version.c.last_seen, version.c.number)).all()
    return {row.page_id: row.id for row in rows}


def _first_seen(unit: Unit, statements: set[int]) -> dict[tuple[int, int], datetime]:
    found: dict[tuple[int, int], datetime] = {}
    wanted = sorted(statements)
    for start in range(0, len(wanted), BATCH):
        query = select(version.c.page_id, claim.c.statement_id, func.min(version.c.first_seen).label("at"))
        query = query.join(version, version.c.id == claim.c.version_id).group_by(version.c.page_id, claim.c.statement_id)
        for row in unit.execute(query.where(claim.c.statement_id.in_(wanted[start : start + BATCH]))):
            found[row.page_id, row.statement_id] = row.at
    return found


def _rows(unit: Unit, digests: Sequence[bytes]) -> dict[bytes, int]:
    held: dict[bytes, int] = {}
    for start in range(0, len(digests), BATCH):
        query = select(statement.c.digest, statement.c.id).where(statement.c.digest.in_(digests[start : start + BATCH]))
        held |= {bytes(digest): row for digest, row in unit.execute(query)}
    return held


def _form(ordinal: int, one: Claim) -> dict[str, Any]:
    """The claim's JSON with offsets from its evidence's start, without the number that its place gives it anyway."""
    plain = claim_to_json(shifted(one, -one.evidence.start))
    if plain["id"] == _numbered(one.doc, ordinal):
        del plain["id"]
    return plain


def _claim(ordinal: int, start: int, form: dict[str, Any]) -> Claim:
    plain = {"id": _numbered(form["doc"], ordinal), **form}
    return shifted(claim_from_json(plain), start)


def _numbered(doc: str, ordinal: int) -> str:
    return f"{doc}-{ordinal + 1:03d}"


def shifted(one: Claim, by: int) -> Claim:
    """The claim with every offset moved."""
    value, metric, time = one.value, one.metric, one.time
    printed = metric.start is not None and metric.end is not None
    return replace(
        one,
        evidence=_moved(one.evidence, by),
        mentions=tuple(_moved(mention, by) for mention in one.mentions),
        value=value and replace(value, start=value.start + by, end=value.end + by),
        metric=replace(metric, start=(metric.start or 0) + by, end=(metric.end or 0) + by) if printed else metric,
        time=replace(time, span=(time.span[0] + by, time.span[1] + by)) if time.span else time,
    )


def _moved(span: Span, by: int) -> Span:
    return Span(start=span.start + by, end=span.end + by, text=span.text)
