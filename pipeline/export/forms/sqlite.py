"""A database of SQLite with one table, for Datasette and for whoever likes to ask in SQL: claims are packed in the store itself.

Moments and days are ISO 8601 text, lists are JSON, figures are numbers as far as SQLite's own go; their words stand beside them.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.export.table import Cell, Kind, Table

_TYPES = {Kind.INTEGER: "INTEGER", Kind.YES: "INTEGER", Kind.REAL: "REAL", Kind.FIGURE: "NUMERIC"}
_LARGEST = 2**63


def write(table: Table, records: Iterable[Any], out: BinaryIO, *, bom: bool) -> None:
    """A table named `rows` with a row a record; made in a file of its own beside the others the system throws away."""
    columns = ", ".join(f'"{name}" {_TYPES.get(kind, "TEXT")}' for name, kind in table.columns.items())
    holes = ", ".join("?" * len(table.columns))
    with tempfile.TemporaryDirectory(prefix="zonewatch-") as folder:
        made = Path(folder) / "export.db"
        base = sqlite3.connect(made)
        try:
            base.execute(f"CREATE TABLE rows ({columns})")
            base.executemany(f"INSERT INTO rows VALUES ({holes})", ([_cell(cell) for cell in table.row(record)] for record in records))  # noqa: S608 - nothing but question marks
            base.commit()
        finally:
            base.close()
        with made.open("rb") as whole:
            shutil.copyfileobj(whole, out)


def _cell(cell: Cell) -> Any:
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, tuple):
        return json.dumps(cell, ensure_ascii=True)
    if isinstance(cell, Decimal):
        if not cell.is_finite():
            return None
        return int(cell) if cell == cell.to_integral_value() and abs(cell) < _LARGEST else float(cell)
    return cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell
