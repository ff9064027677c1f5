"""The different values of a column, from one to the next by its index: a thousand names among a thousand million rows."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import CTE, Column, func, select


@cache
def each_name(column: Column[Any]) -> CTE:
    """A table of one column `name`: every value but the empty one in their order, and NULL behind them."""
    first = select(func.min(column).label("name")).where(column > "").cte("each", recursive=True)
    following = select(func.min(column)).where(column > first.c.name).scalar_subquery()
    return first.union_all(select(following).where(first.c.name.is_not(None)))
