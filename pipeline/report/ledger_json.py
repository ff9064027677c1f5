"""The JSON forms of the ledger: points of a zone, relations between them, promises, notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.claim import claim_to_json
from pipeline.ledger.flags import Flag
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.promises import Promise

Plain = dict[str, Any]


def point_json(point: Point) -> Plain:
    """What `ledger --json` prints of a point."""
    return {
        "zone": point.zone,
        "key": point.claim.key,
        "page": point.page,
        "url": point.url,
        "claim": claim_to_json(point.claim),
        "as_of": point.as_of.isoformat(),
        "seen_at": point.seen_at.isoformat(),
    }


def relation_json(relation: Relation) -> Plain:
    """What `ledger --json` prints of a relation; `substate` is null unless it is `late` or `in_progress_seen`."""
    return {
        "zone": relation.a.zone,
        "relation": relation.name,
        "a": point_json(relation.a),
        "b": relation.b and point_json(relation.b),
        "reasons": list(relation.reasons),
        "substate": relation.substate,
    }


def promise_json(promise: Promise) -> Plain:
    """What `promises --json` prints of a promise; `deadline` is null where none is stated."""
    return {
        "zone": promise.point.zone,
        "claim": claim_to_json(promise.point.claim),
        "deadline": _iso(promise.point.deadline),
        "status": promise.status,
        "evidence": [
            {"url": point.url, "text": point.claim.evidence.text, "seen_at": point.seen_at.isoformat()}
            for point in (promise.point, *promise.evidence)
        ],
        "url": promise.point.url,
    }


def flag_json(zone: str, url: str, flag: Flag) -> Plain:
    """What `ledger --json` prints of an inconsistency within one article."""
    return {"zone": zone, "url": url, "flag": flag.name, "claims": [claim.id for claim in flag.claims], "words": flag.words}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
