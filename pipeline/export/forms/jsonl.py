"""JSON Lines: one object a line, the very form that the commands print with `--json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from pipeline.export.table import Table
from pipeline.report.jsonl import line


def write(table: Table, records: Iterable[Any], out: BinaryIO, *, bom: bool) -> None:
    """A line a record, in UTF-8, never with a byte order mark: readers of JSON stumble over one."""
    for record in records:
        out.write(f"{line(table.form(record))}\n".encode())
