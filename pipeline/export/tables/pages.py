"""Pages, in the order of first sight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from db.records import Page
from db.store import Unit
from db.stretches import along, pages_after
from pipeline.export.table import Kind, Row, Table
from pipeline.report.jsonl import page_json


def _records(unit: Unit, _since: datetime | None) -> Iterator[Page]:
    return along(partial(pages_after, unit))


def _row(held: Page) -> Row:
    return held.id, held.source, held.key, held.urls, held.state.value, held.versions, held.next_look, held.wanted


TABLE = Table(
    columns={
        "id": Kind.INTEGER,
        **dict.fromkeys(("source", "key"), Kind.TEXT),
        "urls": Kind.LIST,
        "state": Kind.TEXT,
        "versions": Kind.INTEGER,
        "next_look": Kind.MOMENT,
        "wanted": Kind.YES,
    },
    records=_records,
    row=_row,
    form=page_json,
    rows_in="page",
)
