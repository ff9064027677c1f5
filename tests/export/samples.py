"""Records to export, and every form of them that has a golden file below tests/golden/export."""

from __future__ import annotations

import io
from typing import Any

from pipeline.export.table import Table
from pipeline.export.tables.claims import ClaimOf
from pipeline.export.write import form_named, table_named
from pipeline.ledger.points import Point
from tests.report import samples

CHANGES = [sheet.recorded for sheet in samples.DATA.changes]
RECORDS: dict[str, list[Any]] = {
    "changes": CHANGES,
    "claims": [ClaimOf(version=samples.FIRST, url=samples.ADDRESS, claim=claim) for claim in (samples.MANY, samples.JUNE)],
    "versions": [samples.FIRST, samples.SECOND],
    "captures": list(samples.HISTORY.captures),
    "pages": [samples.PAGE, samples.GONE_PAGE],
    "reviews": [samples.LOWERED.review],
    "ledger": [
        Point(zone=samples.ZONE, page=1, url=samples.ADDRESS, version=2, claim=claim, seen_at=samples.at(3))
        for claim in (samples.FEW, samples.SEPTEMBER)
    ],
}
"""Of every table a few records."""


def written(form: str, what: str, records: list[Any] | None = None, *, bom: bool = False) -> bytes:
    """The bytes of an export."""
    out = io.BytesIO()
    table: Table = table_named(what)
    form_named(form)(table, iter(RECORDS[what] if records is None else records), out, bom=bom)
    return out.getvalue()


def golden_exports() -> dict[str, str]:
    """Every golden file of an export by its path below tests/golden."""
    files = {f"export/{what}.{form}": written(form, what).decode() for what in RECORDS for form in ("csv", "jsonl")}
    return files | {f"export/{what}.jsonld": written("jsonld", what).decode() for what in ("claims", "ledger")}
