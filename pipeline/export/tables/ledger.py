"""The ledger: what the latest version of every page says of each zone, one zone after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from db.store import Unit
from pipeline.export.linked import Standing, linked_claim
from pipeline.export.table import Kind, Row, Table
from pipeline.export.tables.claims import CLAIM_COLUMNS, claim_row
from pipeline.ledger.held import points_of, zone_names
from pipeline.ledger.points import Point
from pipeline.report.ledger_json import point_json


def _records(unit: Unit, _since: datetime | None) -> Iterator[Point]:
    for name, surfaces in zone_names(unit, None).items():
        yield from points_of(unit, {name: surfaces})[name]


def _row(point: Point) -> Row:
    return point.zone, point.page, point.url, point.as_of, point.deadline, point.seen_at, *claim_row(point.claim)


def _linked(point: Point) -> dict[str, Any]:
    return linked_claim(point.claim, Standing(page=point.page, url=point.url, title="", seen_at=point.seen_at))


TABLE = Table(
    columns={
        "zone_name": Kind.TEXT,
        "page": Kind.INTEGER,
        "url": Kind.TEXT,
        **dict.fromkeys(("as_of", "deadline"), Kind.DAY),
        "seen_at": Kind.MOMENT,
        **CLAIM_COLUMNS,
    },
    records=_records,
    row=_row,
    form=point_json,
    linked=_linked,
)
