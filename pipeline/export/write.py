"""Write an export: the table and the form are found by where they lie, the file appears whole or not at all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from db.errors import ZonewatchError
from db.store import Unit
from db.stretches import count
from pipeline.export import forms, tables
from pipeline.export.table import Form, Table

Progress: TypeAlias = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""Passes records on while showing how far along it is: the records, how many there are, what is being done."""


class NoSuchExport(ZonewatchError):
    """There is no {what} {name}: choose one of {known}."""


def form_names() -> tuple[str, ...]:
    """The forms there are, by the files in `pipeline/export/forms/`."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(forms.__path__)))


def table_names() -> tuple[str, ...]:
    """What can be exported, by the files in `pipeline/export/tables/`."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(tables.__path__)))


def form_named(name: str) -> Form:
    """The form of that name; raises NoSuchExport."""
    if name not in form_names():
        raise NoSuchExport(what="form", name=name, known=", ".join(form_names()))
    write: Form = importlib.import_module(f"{forms.__name__}.{name}").write
    return write


def table_named(name: str) -> Table:
    """The table of that name; raises NoSuchExport."""
    if name not in table_names():
        raise NoSuchExport(what="table", name=name, known=", ".join(table_names()))
    table: Table = importlib.import_module(f"{tables.__name__}.{name}").TABLE
    return table


def export(unit: Unit, what: str, form: str, out: BinaryIO, *, since: datetime | None, bom: bool, progress: Progress) -> None:
    """Write everything of one table to an open file. Raises NoSuchExport."""
    write, table = form_named(form), table_named(what)
    records = table.records(unit, since)
    total = count(unit, table.rows_in) if table.rows_in else 0
    write(table, progress(records, total, what) if total else records, out, bom=bom)


def export_to_file(unit: Unit, what: str, form: str, path: Path, **how: Any) -> None:
    """The same to a file, which is not there, or is what it was, until everything is written. Raises OSError, too."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            export(unit, what, form, out, **how)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
