"""Recorded changes and edits between versions, and the verdicts people append to changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from db.claim import Claim, claim_from_json
from db.claims import Place, claims_at, place_of
from db.errors import NotHeld
from db.pages import LATEST_FIRST
from db.prepared import Prepared
from db.records import Change, Edit, Op, RecordedChange, Review
from db.search import enter, leave
from db.standing import BOTH, OPEN, standing, stands
from db.store import Unit
from db.tables import address, change, edit, page, version
from db.verdicts import add_review as add_review  # verdicts are asked for beside the changes they judge
from db.verdicts import reviews_of

RELATIONS = frozenset({"contradicted", "regressed", "target_revised", "fulfilled", "missed", "overdue"})
"""Kinds of change that lie between articles, or between a promise and its day."""

OUTLET = 100
"""Characters of the statement of origin that are kept beside a change, for the queue."""

IN_ORDER = (change.c.severity.desc(), change.c.seen_at.desc(), change.c.page_id, change.c.ordinal)
"""Most important first, then the latest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Between which two versions a change lies, and when it was seen."""

    page: int
    """Number of the page."""

    from_version: int
    """Row of the version before."""

    to_version: int
    """Row of the version after."""

    seen_at: datetime
    """When it was recognised."""

    last_without: datetime
    """Last capture without it."""

    first_with: datetime
    """First capture with it."""

    technical: bool = False
    """True when only our own reading changed."""


def add_change(unit: Unit, change_id: str, ordinal: int, one: Change, seen: Seen) -> bool:
    """Record a change; False when it is recorded already."""
    if unit.scalar(select(change.c.id).where(change.c.id == change_id)) is not None:
        return False
    unit.execute(
        change.insert().values(
            id=change_id,
            page_id=seen.page,
            from_version=seen.from_version,
            to_version=seen.to_version,
            ordinal=ordinal,
            kind=one.kind,
            kinds=list(one.kinds),
            zone=zone_of(one),
            before=one.before and place_of(unit, seen.from_version, one.before),
            after=one.after and place_of(unit, seen.to_version, one.after),
            old_words=one.old_words,
            new_words=one.new_words,
            severity=one.severity,
            reasons=list(one.reasons),
            seen_at=seen.seen_at,
            last_without=seen.last_without,
            first_with=seen.first_with,
            technical=seen.technical,
            edit_group=one.group,
            verdict=stands(reviews_of(unit, [change_id]).get(change_id, ())),
            outlet=select(func.coalesce(func.substr(version.c.source_line, 1, OUTLET), ""))
            .where(version.c.id == seen.to_version)
            .scalar_subquery(),
        )
    )
    enter(unit, change_id, (zone_of(one), one.old_words, one.new_words))
    return True


def add_edits(unit: Unit, from_version: int, to_version: int, edits: Sequence[Edit]) -> None:
    """Keep the edits between two versions; those held already for the pair give way."""
    unit.execute(edit.delete().where(edit.c.from_version == from_version, edit.c.to_version == to_version))
    rows = [
        {
            "from_version": from_version,
            "to_version": to_version,
            "ordinal": ordinal,
            "op": one.op,
            "old": list(one.old),
            "new": list(one.new),
            "tokens": [list(token) for token in one.tokens],
        }
        for ordinal, one in enumerate(edits)
    ]
    if rows:
        unit.execute(edit.insert(), rows)


def edits_between(unit: Unit, page_id: int, old: int, new: int) -> tuple[Edit, ...]:
    """The edits kept between two versions of a page, by their numbers; empty when none are kept."""
    rows = _EDITS.all(unit, {"page": page_id, "old": old, "new": new})
    return tuple(
        Edit(op=Op(row.op), old=tuple(row.old), new=tuple(row.new), tokens=tuple((mark, words) for mark, words in row.tokens))
        for row in rows
    )


def forget_changes(unit: Unit, page_id: int) -> None:
    """Drop the changes of a page so that its history can be told anew; verdicts stay and find them again by identity.

    What only our reading changed stays, for no history tells it; so does how its claims stand to those of other articles.
    """
    told = (change.c.page_id == page_id) & change.c.technical.is_(False) & change.c.kind.not_in(RELATIONS)
    leave(unit, list(unit.scalars(select(change.c.id).where(told))))
    unit.execute(change.delete().where(told))
    rows = select(version.c.id).where(version.c.page_id == page_id)
    unit.execute(edit.delete().where(edit.c.from_version.in_(rows)))


def repoint(unit: Unit, page_id: int, leaders: Mapping[int, int]) -> None:
    """Let the changes of a page speak of the versions that texts (by rows) belong to now."""
    for row, leader in leaders.items():
        if row != leader:
            for column in (change.c.from_version, change.c.to_version):
                unit.execute(change.update().where(change.c.page_id == page_id, column == row).values({column: leader}))


def mark_alike(unit: Unit, page_id: int) -> None:
    """Mark as technical the edits of a page whose two versions are one by now."""
    one = (change.c.page_id == page_id) & (change.c.from_version == change.c.to_version)
    of_page = change.c.kind.in_(("page_withdrawn", "page_restored"))
    unit.execute(change.update().where(one, ~of_page).values(technical=True))


def turns_recorded(unit: Unit, page_id: int) -> set[tuple[int, int, datetime]]:
    """The turns of a page that changes are recorded of: rows of the versions before and after, and first capture with it."""
    query = select(change.c.from_version, change.c.to_version, change.c.first_with).where(change.c.page_id == page_id)
    return {(row.from_version, row.to_version, row.first_with) for row in unit.execute(query.distinct())}


def changes(
    unit: Unit,
    *,
    since: datetime | None = None,
    zone: str | None = None,
    kind: str | None = None,
    page_id: int | None = None,
    unreviewed: bool = False,
    technical: bool = False,
) -> list[RecordedChange]:
    """Recorded changes, most important first, then the latest; every filter that is given must hold.

    Those that only our own reading made are left out unless `technical` asks for them, and them alone.
    `zone` is part of a zone's name or its identity; `kind` is the primary kind or one of the kinds, with or without direction.
    """
    query = _CHANGES.where(change.c.technical.is_(technical))
    if since:
        query = query.where(change.c.seen_at >= since)
    if page_id is not None:
        query = query.where(change.c.page_id == page_id)
    if unreviewed:
        query = query.where(change.c.verdict == OPEN)
    found = _recorded(unit, query.order_by(*IN_ORDER))
    return [one for one in found if _about(one, zone) and _is(one, kind)]


def technical_changes(unit: Unit) -> int:
    """How many changes are recorded that only our own reading made."""
    return int(unit.scalar(select(func.count()).select_from(change).where(change.c.technical)) or 0)


def changes_named(unit: Unit, identities: Sequence[str]) -> list[RecordedChange]:
    """The changes of these identities, in that order; those that are not held are left out."""
    found = {one.id: one for one in _recorded(unit, _CHANGES.where(change.c.id.in_(identities)))}
    return [found[identity] for identity in identities if identity in found]


def decided_promises(unit: Unit, kind: str, zones: Iterable[str]) -> list[Claim]:
    """The promises that are recorded as `fulfilled` or `missed` by reports of zones, given by their names as printed."""
    held = list(unit.scalars(_DECIDED, {"kind": kind, "zones": list(zones)}))
    claims = claims_at(unit, _places(held))
    return [claim for one in held if (claim := _claim(one, claims))]


def change_named(unit: Unit, change_id: str) -> RecordedChange:
    """One change by its identity or the beginning of it; raises NotHeld when none or several begin so."""
    remedy = "`zonewatch changes` lists what is recorded"
    if change_id and change_id.isalnum():
        found = _recorded(unit, _CHANGES.where(change.c.id >= change_id.lower(), change.c.id < f"{change_id.lower()}~"))
        if len(found) == 1:
            return found[0]
        if found:
            remedy = f"{len(found)} changes begin so; give more of the identity"
    raise NotHeld(what="change", name=repr(change_id), remedy=remedy)


def zone_of(one: Change) -> str | None:
    """The zone's name a change is about, as printed; None for a change of the page."""
    claim = one.after or one.before
    return claim.zone.surface if claim and claim.zone else None


def _about(one: RecordedChange, zone: str | None) -> bool:
    if zone is None:
        return True
    claims = [claim for claim in (one.change.before, one.change.after) if claim and claim.zone]
    return any(zone in claim.zone.surface or zone == claim.zone.id for claim in claims if claim.zone)


def _is(one: RecordedChange, kind: str | None) -> bool:
    return kind is None or any(kind in (name, name.split(":")[0]) for name in (one.change.kind, *one.change.kinds))


_OLD, _NEW = version.alias("before_version"), version.alias("after_version")
_URL = select(address.c.url).where(address.c.page_id == page.c.id).order_by(*LATEST_FIRST).limit(1).scalar_subquery()
_CHANGES = (
    select(change, page.c.source, _OLD.c.number.label("old_number"), _NEW.c.number.label("new_number"), _URL.label("url"))
    .join(page, page.c.id == change.c.page_id)
    .join(_OLD, _OLD.c.id == change.c.from_version)
    .join(_NEW, _NEW.c.id == change.c.to_version)
)
_EDITS = Prepared(
    select(edit)
    .join(_OLD, _OLD.c.id == edit.c.from_version)
    .join(_NEW, _NEW.c.id == edit.c.to_version)
    .where(_OLD.c.page_id == bindparam("page"), _OLD.c.number == bindparam("old"))
    .where(_NEW.c.page_id == bindparam("page"), _NEW.c.number == bindparam("new"))
    .order_by(edit.c.ordinal)
)
_DECIDED = select(change.c.before).where(change.c.kind == bindparam("kind"), change.c.zone.in_(bindparam("zones", expanding=True)))


def _recorded(unit: Unit, query: Select[tuple[Any, ...]]) -> list[RecordedChange]:
    rows = unit.execute(query).all()
    judged = reviews_of(unit, [row.id for row in rows if row.verdict])
    claims = claims_at(unit, _places(held for row in rows for held in (row.before, row.after)))
    return [_change(row, _latest(judged.get(row.id, ())), claims) for row in rows]


def _latest(said: Sequence[Review]) -> Review | None:
    return next(reversed(standing(said)), None)


def _change(row: Row[tuple[Any, ...]], verdict: Review | None, claims: Mapping[Place, Claim]) -> RecordedChange:
    return RecordedChange(
        id=row.id,
        page=row.page_id,
        source=row.source,
        url=row.url or "",
        zone=row.zone,
        change=Change(
            kind=row.kind,
            kinds=tuple(row.kinds),
            before=_claim(row.before, claims),
            after=_claim(row.after, claims),
            old_words=row.old_words,
            new_words=row.new_words,
            severity=row.severity,
            reasons=tuple(row.reasons),
            group=row.edit_group,
        ),
        seen_at=row.seen_at,
        between=(row.last_without, row.first_with),
        versions=(row.old_number or 0, row.new_number or 0),
        technical=row.technical,
        review=verdict,
        disputed=row.verdict == BOTH,
    )


def _places(held: Iterable[Any]) -> Iterator[Place]:
    for one in held:
        if isinstance(one, list):
            row, start, ordinal = one
            yield row, start, ordinal


def _claim(held: Any, claims: Mapping[Place, Claim]) -> Claim | None:
    """The claim a change points to by its place; changes recorded by the first releases hold it whole."""
    if isinstance(held, dict):
        return claim_from_json(held)
    return next((claims[place] for place in _places([held])), None)
