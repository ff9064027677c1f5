"""What an export is made of: a table of typed columns, told row by row, and the form of each row as JSON.

A table is a module of `pipeline/export/tables/` with `TABLE`; a form is one of `pipeline/export/forms/` with `write`. Both
are found by where they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO, Protocol, TypeAlias

from db.store import Unit

Cell: TypeAlias = str | int | float | bool | Decimal | date | datetime | tuple[str, ...] | None
Row: TypeAlias = tuple[Cell, ...]


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    FIGURE = "figure"
    DAY = "day"
    MOMENT = "moment"
    YES = "yes"
    LIST = "list"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One thing that can be exported."""

    columns: Mapping[str, Kind]
    """Names of the columns in their order, with what they hold; new ones are only added at the end."""

    records: Callable[[Unit, datetime | None], Iterator[Any]]
    """Everything held, or what was seen since a moment where the table knows that, in an order that stays."""

    row: Callable[[Any], Row]
    """The cells of a record."""

    form: Callable[[Any], dict[str, Any]]
    """A record as JSON, the same as the commands print."""

    linked: Callable[[Any], dict[str, Any]] | None = None
    """A record in the vocabulary of schema.org; None where that has no word for it."""

    rows_in: str = ""
    """Table of the store that tells how many there are, about; empty where none does."""


class Form(Protocol):
    """What makes a module a form of export: a function named `write` of this shape."""

    def __call__(self, table: Table, records: Iterable[Any], out: BinaryIO, *, bom: bool) -> None:
        """Write everything to an open file, without holding more than a stretch of it."""
