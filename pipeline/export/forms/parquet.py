"""Parquet with typed columns, for pandas, DuckDB, Polars and the like.

Moments are timestamps in UTC, days are dates, figures are decimals of 38 digits with nine after the point. A figure too large
for that is null: it is none of a development zone, and its words as printed stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.export.table import Cell, Kind, Table

if TYPE_CHECKING:  # a large library, imported when a file is written
    import pyarrow

STRETCH = 2_000
"""Rows held at once, and rows of a row group."""

_STEP, _LARGEST = Decimal("1e-9"), Decimal("1e29")


def write(table: Table, records: Iterable[Any], out: BinaryIO, *, bom: bool) -> None:
    """A row a record, in row groups of a stretch each, compressed with zstd."""
    import pyarrow as arrow
    from pyarrow import parquet

    schema = arrow.schema([(name, _type(kind)) for name, kind in table.columns.items()])
    rows = (table.row(record) for record in records)
    with parquet.ParquetWriter(arrow.PythonFile(out, mode="w"), schema, compression="zstd") as page:
        while stretch := list(islice(rows, STRETCH)):
            columns = zip(zip(*stretch, strict=True), table.columns.values(), schema, strict=True)
            arrays = [arrow.array([_cell(each, kind) for each in cells], type=field.type) for cells, kind, field in columns]
            page.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _type(kind: Kind) -> pyarrow.DataType:
    import pyarrow as arrow

    types = {
        Kind.TEXT: arrow.string(),
        Kind.INTEGER: arrow.int64(),
        Kind.REAL: arrow.float64(),
        Kind.FIGURE: arrow.decimal128(38, 9),
        Kind.DAY: arrow.date32(),
        Kind.MOMENT: arrow.timestamp("us", tz="UTC"),
        Kind.YES: arrow.bool_(),
        Kind.LIST: arrow.list_(arrow.string()),
    }
    return types[kind]


def _cell(cell: Cell, kind: Kind) -> Any:
    if isinstance(cell, Decimal):
        fits = cell.is_finite() and abs(cell) < _LARGEST
        return cell.quantize(_STEP, rounding=ROUND_HALF_EVEN) if fits else None
    if isinstance(cell, tuple):
        return [_storable(each) for each in cell]
    return _storable(cell) if kind is Kind.TEXT and isinstance(cell, str) else cell


def _storable(words: str) -> str:
    """The words with lone surrogates, which no UTF-8 can hold, written as escapes."""
    return words.encode("utf-8", "backslashreplace").decode()
