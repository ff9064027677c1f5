"""The claims read from each version; a statement that many versions of a page make is stored once.

A statement is a claim whose offsets count from the start of its evidence, so that it stays the same when something is
put in before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import LargeBinary, bindparam, select, type_coerce

from db.claim import Claim, Span, claim_from_json, claim_to_json
from db.names import each_name
from db.packing import pack, unpack
from db.placing import PROSPECTIVE, place_in_thread
from db.prepared import Prepared
from db.said import said_by, say, unsay
from db.store import Unit
from db.tables import statement, version

Place: TypeAlias = tuple[int, int, int]
"""Where a claim is kept by itself: row of its statement, start of its evidence, place among its article's claims."""

BATCH = 500

MOST_OPEN = 1_024
"""Statements kept unpacked: articles of one zone are laid beside the same ones again and again."""


def add_claims(unit: Unit, row: int, claims: Sequence[Claim]) -> None:
    """Keep the claims of a version, in their order."""
    if not claims:
        return
    held = _held(unit, row, list(enumerate(claims)))
    say(unit, row, [(one.evidence.start, statement_row) for one, statement_row in zip(claims, held, strict=True)])


def claims_of(unit: Unit, row: int) -> tuple[Claim, ...]:
    """The claims of a version in their order."""
    sayings = said_by(unit, row)
    bodies = bodies_of(unit, {statement_row for _, statement_row in sayings})
    return tuple(claim_at(ordinal, start, bodies[of]) for ordinal, (start, of) in enumerate(sayings))


def place_of(unit: Unit, version_row: int, one: Claim) -> Place:
    """Where a claim of a page is kept by itself.

    A statement that is not held yet becomes one of the page of that version.
    """
    number = one.id.rpartition("-")[2]
    ordinal = int(number) - 1 if number.isascii() and number.isdecimal() else 0
    return _held(unit, version_row, [(ordinal, one)])[0], one.evidence.start, ordinal


def claims_at(unit: Unit, places: Iterable[Place]) -> dict[Place, Claim]:
    """The claims kept at places, by the places."""
    wanted = set(places)
    bodies = bodies_of(unit, {place[0] for place in wanted})
    return {place: claim_at(place[2], place[1], bodies[place[0]]) for place in wanted}


def bodies_of(unit: Unit, rows: Iterable[int]) -> dict[int, bytes]:
    """Statements as they lie in the store, by their rows, to be unpacked by `claim_at`."""
    wanted, bodies = sorted(rows), dict[int, bytes]()
    for start in range(0, len(wanted), BATCH):
        bodies |= {row.id: bytes(row.body) for row in unit.execute(_BODIES, {"rows": wanted[start : start + BATCH]})}
    return bodies


def forget_claims(unit: Unit, row: int) -> None:
    """Drop the claims of a version, before they are read anew; statements stay, for other versions may make them."""
    unsay(unit, row)


def zones_held(unit: Unit) -> list[str]:
    """Names, as printed, of every zone that anything is claimed of."""
    return [zone for zone in unit.scalars(select(each_name(statement.c.zone).c.name)) if zone]


def thread_of(one: Claim) -> str | None:
    """What claims that may be compared across articles have in common; None for what is not known beyond its article."""
    if not (one.zone and one.zone.id and one.subject.link):
        return None
    parts = (one.zone.id, one.subject.link, one.predicate.name, one.metric.canon)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _due(one: Claim) -> date | None:
    promised = one.modality.name in PROSPECTIVE and one.polarity == "pos" and one.time.role in {"deadline", "period", "point"}
    return one.time.end if promised else None


def _held(unit: Unit, version_row: int, claims: Sequence[tuple[int, Claim]]) -> list[int]:
    """Rows of the statements of claims, given with their places in the article; what is not held yet is added."""
    forms = [_form(ordinal, one) for ordinal, one in claims]
    digests = [hashlib.sha256(pack(form)).digest()[:16] for form in forms]
    held = _rows(unit, digests)
    if not held.keys() >= set(digests):
        page = _PAGE_OF.first(unit, {"row": version_row})
        stated = zip(claims, forms, digests, strict=True)
        new = {digest: _new(page, one, form, digest) for (_, one), form, digest in stated if digest not in held}
        unit.execute(_ADD_STATEMENT, list(new.values()))
        held |= _rows(unit, list(new))
    return [held[digest] for digest in digests]


def _new(page: Any, one: Claim, form: dict[str, Any], digest: bytes) -> dict[str, Any]:
    return {
        "digest": digest,
        "zone": one.zone.surface if one.zone else None,
        "thread": thread_of(one),
        "due": _due(one),
        "body": form,
        "page_id": page.page_id,
        "place": place_in_thread(one, page.first_seen.date()),
    }


def _rows(unit: Unit, digests: Sequence[bytes]) -> dict[bytes, int]:
    held: dict[bytes, int] = {}
    for start in range(0, len(digests), BATCH):
        held |= {bytes(digest): row for digest, row in unit.execute(_BY_DIGEST, {"digests": digests[start : start + BATCH]})}
    return held


def _form(ordinal: int, one: Claim) -> dict[str, Any]:
    """The claim's JSON with offsets from its evidence's start, without the number that its place gives it anyway."""
    plain = claim_to_json(shifted(one, -one.evidence.start))
    if plain["id"] == _numbered(one.doc, ordinal):
        del plain["id"]
    return plain


@lru_cache(maxsize=MOST_OPEN)
def claim_at(ordinal: int, start: int, body: bytes) -> Claim:
    """The claim at a place of an article, from its packed statement."""
    form = unpack(body)
    return shifted(claim_from_json({"id": _numbered(form["doc"], ordinal), **form}), start)


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


PACKED = type_coerce(statement.c.body, LargeBinary).label("body")
"""The statement as it lies in the store, to be unpacked by `claim_at`."""

_PAGE_OF = Prepared(select(version.c.page_id, version.c.first_seen).where(version.c.id == bindparam("row")))
_BY_DIGEST = select(statement.c.digest, statement.c.id).where(statement.c.digest.in_(bindparam("digests", expanding=True)))
_BODIES = select(statement.c.id, PACKED).where(statement.c.id.in_(bindparam("rows", expanding=True)))
_ADD_STATEMENT = statement.insert()
