"""Statements worked out once and then handed to the driver as they are: what every capture asks.

To run a statement, SQLAlchemy works out its identity, looks up its compiled form and wraps its result; for the small ones
of a capture that takes several times as long as SQLite does. Here SQLAlchemy makes the SQL and the conversions of values
once for each kind of store, and rows are plain named tuples. Errors are SQLAlchemy's own, so that nobody need know.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Table, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Form: TypeAlias = Callable[[Any], Any] | None
"""What a value goes through on its way; None where it passes as it is."""


BATCH = 500
"""Rows taken from the driver at once, where they are many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """A statement in the words of one kind of store."""

    sql: str
    """What the driver is given."""

    named: tuple[tuple[str, Form], ...]
    """The values it takes, in the driver's order, and the form of each."""

    constants: Mapping[str, Any]
    """Values that stand in the statement itself."""

    by_place: bool
    """True where the driver takes values by place, False where by name."""

    row: Callable[[Sequence[Any]], Any]
    """Makes a row of what the driver gives."""


class Prepared:
    """A statement without lists of unknown length (`IN`), every value of which is a `bindparam` or a constant."""

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def all(self, unit: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Every row."""
        compiled = self._for(unit.dialect)
        return [compiled.row(one) for one in _run(unit, compiled, values).fetchall()]

    def each(self, unit: Connection, values: Mapping[str, Any]) -> Iterator[Any]:
        """Every row, one by one: for more of them than should be held at once."""
        compiled = self._for(unit.dialect)
        cursor = _run(unit, compiled, values)
        while rows := cursor.fetchmany(BATCH):
            yield from map(compiled.row, rows)

    def first(self, unit: Connection, values: Mapping[str, Any]) -> Any:
        """The first row; None when there is none."""
        compiled = self._for(unit.dialect)
        one = _run(unit, compiled, values).fetchone()
        return None if one is None else compiled.row(one)

    def scalar(self, unit: Connection, values: Mapping[str, Any]) -> Any:
        """The first value of the first row; None when there is none."""
        one = self.first(unit, values)
        return None if one is None else one[0]

    def run(self, unit: Connection, values: Mapping[str, Any]) -> int:
        """Do it; gives how many rows it touched."""
        return int(_run(unit, self._for(unit.dialect), values).rowcount)

    def _for(self, dialect: Dialect) -> Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return compiled


def run_as_it_is(unit: Connection, sql: str, given: Any = ()) -> Any:
    """Give the driver a statement as it is; gives its cursor. Who listens to what a store is asked, or alters it, does so here, too."""
    cursor = unit.connection.cursor()
    for hear in unit.dispatch.before_cursor_execute:
        sql, given = hear(unit, cursor, sql, given, None, False)
    try:
        cursor.execute(sql, given)
    except unit.dialect.loaded_dbapi.Error as error:
        raise _as_ours(unit, sql, error, cursor) from error
    return cursor


def _run(unit: Connection, compiled: Compiled, values: Mapping[str, Any]) -> Any:
    whole = {**compiled.constants, **values}
    given: Any = tuple([form(whole[name]) if form else whole[name] for name, form in compiled.named])
    if not compiled.by_place:
        given = dict(zip((name for name, _ in compiled.named), given, strict=True))
    return run_as_it_is(unit, compiled.sql, given)


def _as_ours(unit: Connection, sql: str, error: Exception, cursor: Any) -> BaseException:
    """A driver's error as SQLAlchemy tells it; a connection that broke is given up."""
    dialect = unit.dialect
    broken = dialect.is_disconnect(error, unit.connection.dbapi_connection, cursor)  # type: ignore[arg-type]
    if broken:
        unit.invalidate(error)
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, connection_invalidated=broken, dialect=dialect)


def _compile(statement: Any, dialect: Dialect) -> Compiled:
    made = statement.compile(dialect=dialect)
    names = made.positiontup if made.positional else list(made.binds)
    binds = [(name, made.binds[name]) for name in names]
    columns = list(statement.exported_columns)
    return Compiled(
        sql=str(made),
        named=tuple((name, _type(bind, dialect).bind_processor(dialect)) for name, bind in binds),
        constants={name: bind.effective_value for name, bind in binds if not bind.required},
        by_place=made.positional,
        row=_rows([column.key for column in columns], [_type(column, dialect).result_processor(dialect, None) for column in columns]),
    )


def _type(of: Any, dialect: Dialect) -> TypeEngine[Any]:
    return of.type.dialect_impl(dialect)  # type: ignore[no-any-return]


def _rows(names: Sequence[str], forms: Sequence[Form]) -> Callable[[Sequence[Any]], Any]:
    kind = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    if not any(forms):
        return kind._make
    return lambda values: kind._make([form(value) if form else value for form, value in zip(forms, values, strict=True)])


def inserted(table: Table, *left_out: str) -> Any:
    """An insert of one row in which every column but those left out is given under its name."""
    return table.insert().values({column.name: bindparam(column.name) for column in table.columns if column.name not in left_out})
