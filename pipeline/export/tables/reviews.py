"""Everything people said of changes, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from db.records import Review
from db.store import Unit
from db.stretches import along, reviews_after
from pipeline.export.table import Kind, Row, Table
from pipeline.report.jsonl import review_json


def _records(unit: Unit, _since: datetime | None) -> Iterator[Review]:
    return along(partial(reviews_after, unit))


def _row(said: Review) -> Row:
    return said.change, said.verdict, said.by, said.at, said.note


def _form(said: Review) -> dict[str, Any]:
    return {"change": said.change, **review_json(said)}


TABLE = Table(
    columns={**dict.fromkeys(("change", "verdict", "by"), Kind.TEXT), "at": Kind.MOMENT, "note": Kind.TEXT},
    records=_records,
    row=_row,
    form=_form,
    rows_in="review",
)
