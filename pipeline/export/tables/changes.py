"""Changes, in the order in which they were seen; the columns are those of `zonewatch changes --csv`, and more after them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from db.claim import Claim
from db.records import RecordedChange
from db.store import Unit
from db.stretches import changes_after, through
from pipeline.export.table import Cell, Kind, Row, Table
from pipeline.report.jsonl import change_json

_COLUMNS = {
    **dict.fromkeys(("id",), Kind.TEXT),
    "page": Kind.INTEGER,
    **dict.fromkeys(("source", "url", "zone", "kind"), Kind.TEXT),
    "kinds": Kind.LIST,
    "severity": Kind.REAL,
    **dict.fromkeys(("seen_at", "not_before", "not_after"), Kind.MOMENT),
    **dict.fromkeys(("version_before", "version_after"), Kind.INTEGER),
    **dict.fromkeys(("subject", "predicate", "metric", "value_before", "value_after"), Kind.TEXT),
    **dict.fromkeys(("time_before", "time_after", "modality_before", "modality_after", "words_before", "words_after"), Kind.TEXT),
    "reasons": Kind.LIST,
    "technical": Kind.YES,
    **dict.fromkeys(("verdict", "reviewed_by"), Kind.TEXT),
    "reviewed_at": Kind.MOMENT,
    "note": Kind.TEXT,
    **dict.fromkeys(("number_before", "low_before", "high_before", "number_after", "low_after", "high_after"), Kind.FIGURE),
    **dict.fromkeys(("unit", "zone_id", "group"), Kind.TEXT),
}


def _records(unit: Unit, since: datetime | None) -> Iterator[RecordedChange]:
    return through(partial(changes_after, unit, since=since))


def _row(recorded: RecordedChange) -> Row:
    change, review = recorded.change, recorded.review
    either = change.after or change.before
    return (
        *(recorded.id, recorded.page, recorded.source, recorded.url, recorded.zone, change.kind, change.kinds, change.severity),
        *(recorded.seen_at, *recorded.between, *recorded.versions),
        *((either.subject.canon, either.predicate.name, either.metric.canon) if either else (None, None, None)),
        *_pairs(change.before, change.after),
        change.old_words or (change.before.evidence.text if change.before else None),
        change.new_words or (change.after.evidence.text if change.after else None),
        *(change.reasons, recorded.technical),
        *((review.verdict, review.by, review.at, review.note) if review else (None, None, None, None)),
        *_figures(change.before),
        *_figures(change.after),
        either.value.unit if either and either.value else None,
        either.zone.id if either and either.zone else None,
        change.group or None,
    )


def _pairs(before: Claim | None, after: Claim | None) -> Iterator[Cell]:
    sides = (before, after)
    yield from (claim.value.surface if claim and claim.value else None for claim in sides)
    yield from (_time(claim) for claim in sides)
    yield from (claim.modality.name if claim else None for claim in sides)


def _time(claim: Claim | None) -> str | None:
    if claim is None or claim.time.role == "none":
        return None
    days = "/".join(day.isoformat() if day else ".." for day in (claim.time.start, claim.time.end))
    return f"{claim.time.role} {days}"


def _figures(claim: Claim | None) -> Row:
    value = claim.value if claim else None
    return (value.num, value.low, value.high) if value else (None, None, None)


TABLE = Table(columns=_COLUMNS, records=_records, row=_row, form=change_json, rows_in="change")
