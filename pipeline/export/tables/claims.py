"""Claims of every version, in the order in which the texts were read; what a later version repeats is told again with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from db.claim import Claim, claim_to_json
from db.records import Version
from db.statements import addresses
from db.store import Unit
from db.stretches import HeldVersion, along, claims_after
from pipeline.export.linked import Standing, linked_claim
from pipeline.export.table import Cell, Kind, Row, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimOf:
    """A claim with the version it stands in."""

    version: Version
    """The version."""

    url: str
    """Public address of the page."""

    claim: Claim
    """The claim."""


CLAIM_COLUMNS = {
    **dict.fromkeys(("claim", "doc"), Kind.TEXT),
    "published": Kind.DAY,
    **dict.fromkeys(("tier", "zone_id", "zone", "subject", "subject_type", "subject_link", "predicate", "predicate_words"), Kind.TEXT),
    **dict.fromkeys(("metric", "metric_words", "aggregate", "value"), Kind.TEXT),
    **dict.fromkeys(("number", "low", "high"), Kind.FIGURE),
    **dict.fromkeys(("unit", "unit_words", "comparator", "hedge", "time_role", "time_words"), Kind.TEXT),
    **dict.fromkeys(("time_start", "time_end"), Kind.DAY),
    **dict.fromkeys(("granularity", "time_basis"), Kind.TEXT),
    "time_ambiguous": Kind.YES,
    **dict.fromkeys(("modality", "modality_words", "condition", "polarity", "speaker_type", "speaker", "speech"), Kind.TEXT),
    "counterparty": Kind.TEXT,
    "examples": Kind.LIST,
    "evidence": Kind.TEXT,
    **dict.fromkeys(("evidence_start", "evidence_end"), Kind.INTEGER),
    "key": Kind.TEXT,
}
"""Columns of a claim itself; `low` and `high` are the interval that the words stand for, empty where it is open."""


def claim_row(claim: Claim) -> Row:
    """The cells of a claim itself."""
    time, said = claim.time, claim.attribution
    return (
        *(claim.id, claim.doc, claim.pub, claim.tier),
        *((claim.zone.id, claim.zone.surface) if claim.zone else (None, None)),
        *(claim.subject.canon, claim.subject.type, claim.subject.link, claim.predicate.name, claim.predicate.surface),
        *(claim.metric.canon, claim.metric.surface, claim.aggregate),
        *_value(claim),
        *(time.role, time.surface, time.start, time.end, time.granularity, time.basis, time.ambiguous),
        *(claim.modality.name, claim.modality.cue, claim.condition, claim.polarity, said.type, said.surface, said.mode),
        *(claim.counterparty, claim.examples, claim.evidence.text, claim.evidence.start, claim.evidence.end, claim.key),
    )


def _value(claim: Claim) -> tuple[Cell, ...]:
    value = claim.value
    if value is None:
        return (None,) * 8
    return value.surface, value.num, value.low, value.high, value.unit, value.unit_surface, value.comparator, value.hedge


def _records(unit: Unit, _since: datetime | None) -> Iterator[ClaimOf]:
    urls: dict[int, str] = {}

    def told(held: HeldVersion) -> Iterator[ClaimOf]:
        page = held.version.page
        if page not in urls:
            urls.clear()  # versions of a page stand together, mostly: one address is enough to remember
            urls.update(addresses(unit, [page]))
        return (ClaimOf(version=held.version, url=urls.get(page, ""), claim=claim) for claim in held.claims)

    return (claim for held in along(partial(claims_after, unit)) for claim in told(held))


def _row(one: ClaimOf) -> Row:
    return one.version.page, one.version.number, one.url, one.version.first_seen, *claim_row(one.claim)


def _form(one: ClaimOf) -> dict[str, Any]:
    return {"page": one.version.page, "version": one.version.number, "url": one.url, **claim_to_json(one.claim)}


def _linked(one: ClaimOf) -> dict[str, Any]:
    held = one.version
    return linked_claim(one.claim, Standing(page=held.page, url=one.url, title=held.article.title, seen_at=held.first_seen))


TABLE = Table(
    columns={"page": Kind.INTEGER, "version": Kind.INTEGER, "url": Kind.TEXT, "first_seen": Kind.MOMENT, **CLAIM_COLUMNS},
    records=_records,
    row=_row,
    form=_form,
    linked=_linked,
    rows_in="said",
)
