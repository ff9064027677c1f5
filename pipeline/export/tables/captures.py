"""Captures, in the order in which they were recorded: what was fetched when, what came of it, and where its bytes lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from db.records import HeldCapture
from db.store import Unit
from db.stretches import along, captures_after
from pipeline.export.table import Kind, Row, Table
from pipeline.report.jsonl import capture_json


def _records(unit: Unit, _since: datetime | None) -> Iterator[HeldCapture]:
    return along(partial(captures_after, unit))


def _row(held: HeldCapture) -> Row:
    return (
        *(held.page, held.url, held.fetched_at, held.status, held.outcome.value, held.reason, held.layout),
        *(held.payload_sha256, held.warc, held.version, held.repeated),
    )


TABLE = Table(
    columns={
        "page": Kind.INTEGER,
        "url": Kind.TEXT,
        "fetched_at": Kind.MOMENT,
        "status": Kind.INTEGER,
        **dict.fromkeys(("outcome", "reason", "layout", "payload_sha256", "warc"), Kind.TEXT),
        "version": Kind.INTEGER,
        "repeated": Kind.YES,
    },
    records=_records,
    row=_row,
    form=capture_json,
    rows_in="capture",
)
