"""The rows of a store as a file, and a file's rows in a store of that revision or an earlier one.

`python -m tests.db.rows` writes `held/<revision>.jsonl`, the rows of a small store as today's zonewatch makes it. Files are never
changed: they are what people have.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, MetaData, text

from db.move import number_on
from db.revisions import newest_revision
from db.store import Store, Unit, open_store
from db.tables import metadata
from tests.way.filled import fill

HELD = Path(__file__).parent / "held"


def dumped(unit: Unit) -> Iterator[str]:
    """Every row of an SQLite store as a line of JSON, tables that others point to first."""
    for table in metadata.sorted_tables:
        for row in unit.execute(text(f'SELECT * FROM "{table.name}"')):
            plain = {name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in row._mapping.items()}
            yield json.dumps({"table": table.name, **plain}, ensure_ascii=False)


def loaded(unit: Unit, file: Path) -> None:
    """Put in the rows of a file, as far as the store's revision has tables and columns for them."""
    there = MetaData()
    there.reflect(unit)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        table = there.tables.get(row.pop("table"))
        if table is None:
            continue
        values = {name: _value(table.columns[name].type, value) for name, value in row.items() if name in table.columns}
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f":{name}" for name in values)
        unit.execute(text(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'), values)


def numbered(store: Store) -> None:
    """Let the numbers of new rows go on behind those put in."""
    with store.unit() as unit:
        for table in metadata.sorted_tables:
            number_on(unit, table)


def _value(kind: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return bool(value) if isinstance(kind, Boolean) and value is not None else value


def main() -> None:
    """Write the file of today's revision."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/z.db")
        fill(store, Path(folder))
        with store.look() as unit:
            lines = "".join(f"{line}\n" for line in dumped(unit))
        store.close()
    (HELD / f"{newest_revision()}.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
