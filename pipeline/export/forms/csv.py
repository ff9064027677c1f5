"""CSV for spreadsheets, in which no cell can be made to run: formulas get an apostrophe, every cell is quoted.

See `pipeline/report/table.py` for what is done to a cell. Times are ISO 8601 with their offset; several values stand in
one cell, parted by `; `.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

from pipeline.export.table import Cell, Table
from pipeline.report.table import BOM, harmless


def write(table: Table, records: Iterable[Any], out: BinaryIO, *, bom: bool) -> None:
    """A header and a row a record; `bom` marks the file as UTF-8 for spreadsheets that need that (Excel)."""
    page = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    page.write(BOM if bom else "")
    rows = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(table.columns)
    rows.writerows([_words(cell) for cell in table.row(record)] for record in records)
    page.detach()


def _words(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return f"{cell}"
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, tuple):
        return harmless("; ".join(cell))
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else f"{cell:f}"
