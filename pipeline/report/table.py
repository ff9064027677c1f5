"""Changes as CSV for spreadsheets, written so that no cell can be made to run.

A spreadsheet takes a cell that begins with = + - @ for a formula; page texts begin as they like.
Such cells get a leading apostrophe (OWASP, "CSV Injection"), and every cell is quoted, so that a
reader who splits on semicolons cannot cut a formula out of the middle of one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from db.claim import Claim
from db.records import RecordedChange
from pipeline.report.material import ReportData, by_importance
from pipeline.report.words import shortened, visible

COLUMNS = (
    *("id", "page", "source", "url", "zone", "kind", "kinds", "severity", "seen_at", "not_before", "not_after"),
    *("version_before", "version_after", "subject", "predicate", "metric", "value_before", "value_after"),
    *("time_before", "time_after", "modality_before", "modality_after", "words_before", "words_after"),
    *("reasons", "technical", "verdict", "reviewed_by", "reviewed_at", "note"),
)
"""Columns in their order; new ones are only added at the end, so that formulas over the file go on working."""

LONGEST = 32_000
"""Characters of a cell; a spreadsheet that meets more than 32,767 spills them over the rows beneath."""

_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")
BOM = "\ufeff"
"""Marks a file as UTF-8 for spreadsheets that need that."""


def changes_csv(changes: Iterable[RecordedChange], *, bom: bool = False) -> str:
    """The changes in the order given, one row each under a header; `bom` marks it as UTF-8 for spreadsheets that need that."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([harmless(cell) for cell in _cells(recorded)] for recorded in changes)
    return (BOM if bom else "") + out.getvalue()


def harmless(cell: str) -> str:
    """The cell with unsafe characters made visible, an apostrophe before what a spreadsheet would run, and said where it was cut."""
    shown = shortened(visible(cell), LONGEST)
    runs = cell.startswith(_FORMULA_STARTS) or shown.lstrip().startswith(_FORMULA_STARTS)
    return f"'{shown}" if runs else shown


def render(data: ReportData, *, made_at: datetime) -> dict[str, str]:
    """`changes.csv`, most important first, with a byte order mark: it is there to be double-clicked."""
    return {"changes.csv": changes_csv((sheet.recorded for sheet in by_importance(data.changes)), bom=True)}


def _cells(recorded: RecordedChange) -> list[str]:
    return [*_where_and_when(recorded), *_claim_cells(recorded), *_words_and_verdict(recorded)]


def _where_and_when(recorded: RecordedChange) -> list[str]:
    change = recorded.change
    moments = [recorded.seen_at, *recorded.between]
    return [
        recorded.id,
        str(recorded.page),
        recorded.source,
        recorded.url,
        recorded.zone or "",
        change.kind,
        " ".join(change.kinds),
        f"{change.severity:.3f}",
        *(moment.isoformat() for moment in moments),
        *(str(number) for number in recorded.versions),
    ]


def _claim_cells(recorded: RecordedChange) -> list[str]:
    before, after = recorded.change.before, recorded.change.after
    either = after or before
    identity = [either.subject.canon, either.predicate.name, either.metric.canon] if either else ["", "", ""]
    pairs = [(_value(claim), _time(claim), claim.modality.name if claim else "") for claim in (before, after)]
    return [*identity, *(cell for pair in zip(*pairs, strict=True) for cell in pair)]


def _words_and_verdict(recorded: RecordedChange) -> list[str]:
    change, review = recorded.change, recorded.review
    return [
        change.old_words or (change.before.evidence.text if change.before else ""),
        change.new_words or (change.after.evidence.text if change.after else ""),
        "; ".join(change.reasons),
        "yes" if recorded.technical else "no",
        *((review.verdict, review.by, review.at.isoformat(), review.note) if review else ("", "", "", "")),
    ]


def _value(claim: Claim | None) -> str:
    return claim.value.surface if claim and claim.value else ""


def _time(claim: Claim | None) -> str:
    if claim is None or claim.time.role == "none":
        return ""
    days = "/".join(day.isoformat() if day else ".." for day in (claim.time.start, claim.time.end))
    return f"{claim.time.role} {days}"
