"""What PostgreSQL needs beyond the revisions, so that a store there holds as much and sorts alike: seen to at every upgrade.

On SQLite text sorts by code point and a row's number has 64 bits, whatever a revision says. On PostgreSQL text sorts as the
database's locale has it, and a plain integer ends at 2,147,483,647: a column is turned where it still is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, text

from db.tables import metadata

BY_CODE_POINT = "C"
TEXTS = ("character varying", "text")

_HELD = text(
    "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns WHERE table_schema = current_schema()"
)
_SEQUENCES = text("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND data_type = 'integer'::regtype")


def adjust(unit: Connection) -> None:
    """Turn the columns that are not yet as the tables have them; a second time there is nothing to do."""
    if unit.dialect.name == "sqlite":
        return
    held = {(row.table_name, row.column_name): row for row in unit.execute(_HELD)}
    ours = {f"{table.name}_{column.name}_seq" for table in metadata.sorted_tables for column in table.columns}
    for table in metadata.sorted_tables:
        turned = ", ".join(_turns(unit, table, held))
        if turned:
            unit.exec_driver_sql(f'ALTER TABLE "{table.name}" {turned}')
    for name in unit.scalars(_SEQUENCES).all():
        if name in ours:
            unit.exec_driver_sql(f'ALTER SEQUENCE "{name}" AS BIGINT')


def _turns(unit: Connection, table: Table, held: Mapping[tuple[str, str], Any]) -> Iterator[str]:
    for column in table.columns:
        now, wanted = held.get((table.name, column.name)), column.type.compile(unit.dialect)
        if now is None:
            continue  # of a later revision than the one asked for
        if now.data_type == "integer" and wanted == "BIGINT":
            yield f'ALTER COLUMN "{column.name}" TYPE BIGINT'
        elif now.data_type in TEXTS and now.collation_name != BY_CODE_POINT and wanted.startswith(("VARCHAR", "TEXT")):
            yield f'ALTER COLUMN "{column.name}" TYPE {wanted} COLLATE "{BY_CODE_POINT}"'
