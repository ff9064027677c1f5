"""What other pages say nearest to what one page says, in each thread that it has a part in.

A thread of a busy zone holds thousands of statements: what is looked at is bounded for each place, and found by index. All of
a page's places are asked for at once, for on PostgreSQL every question is a way there and back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, Integer, Select, Text, bindparam, column, func, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from db.claims import PACKED
from db.prepared import Prepared
from db.sayings import Found, HeldStatement, Sayings, in_order, sayings_of
from db.store import Unit
from db.tables import statement


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place in a thread, and how far to look from there."""

    thread: str
    """The thread."""

    place: int
    """The place in it (`place_in_thread`)."""

    most: int
    """So many statements up to it, and so many behind it."""


Side: TypeAlias = tuple[Spot, bool]
"""One of the two ways from a spot: True for what stands behind it."""


def busy(unit: Unit, threads: Iterable[str], most: int) -> set[str]:
    """Those of some threads in which pages have stated more than so much, be it that they no longer do."""
    wanted = list(dict.fromkeys(threads))
    if unit.dialect.name == "sqlite":
        return {thread for thread in wanted if _MORE.first(unit, {"thread": thread, "most": most})}
    return {row.thread for row in _THOSE_WITH_MORE.all(unit, {"threads": wanted, "most": most})}


def statements_beside(unit: Unit, page: int, spots: Collection[Spot]) -> dict[Spot, list[HeldStatement]]:
    """What the latest versions of other pages say nearest to each spot, in the order of the pages."""
    found: dict[Side, list[Found]] = {(spot, behind): [] for spot in spots for behind in (False, True)}
    sayings: dict[int, Sayings] = {}
    left, passed, times = list(found), 0, 1
    while left:
        rows = _rows(unit, page, left, passed, times)
        sayings |= sayings_of(unit, {row.page_id for side in left for row in rows[side]} - sayings.keys())
        for side in left:
            found[side] += (one for row in rows[side] if (one := sayings[row.page_id].made_still(row)))
            del found[side][side[0].most :]
        # What no latest version makes any more was passed over: there the next ones are asked for, and twice as many.
        left = [side for side in left if len(found[side]) < side[0].most and len(rows[side]) == times * side[0].most]
        passed, times = passed + times, 2 * times
    both = {spot: [*found[spot, False], *found[spot, True]] for spot in spots}
    seen = {one.row: sayings[one.said.page_id].first_seen(one.row) for own in both.values() for one in own}
    return {spot: in_order(own, seen) for spot, own in both.items()}


def _rows(unit: Unit, page: int, sides: Sequence[Side], passed: int, times: int) -> dict[Side, list[Any]]:
    """Of each side so many times what is wanted of it, away from its spot, after as many times as were asked for before."""
    asked = [
        {"thread": spot.thread, "place": spot.place, "behind": int(behind), "most": times * spot.most, "passed": passed * spot.most}
        for spot, behind in sides
    ]
    if unit.dialect.name == "sqlite":
        return {side: (_BEHIND if side[1] else _UP_TO).all(unit, {**one, "page": page}) for side, one in zip(sides, asked, strict=True)}
    found: dict[Side, list[Any]] = {side: [] for side in sides}
    for row in _AT_ONCE.all(unit, {"page": page, **{name: [one[name] for one in asked] for name in _ARRAYS}}):
        found[sides[row.side - 1]].append(row)
    return found


def _one_way(thread: Any, place: Any, most: Any, passed: Any, *, behind: bool) -> Select[Any]:
    """The statements of other pages in a thread away from a place: up to it and from there back, or behind it."""
    at, of = statement.c.place, statement.c.page_id
    query = select(statement.c.id, PACKED, of).where(statement.c.thread == thread, of != bindparam("page"))
    query = (
        query.where(at > place).order_by(at, of, statement.c.id)
        if behind
        else query.where(at <= place).order_by(at.desc(), of.desc(), statement.c.id)
    )
    return query.limit(most).offset(passed)


def _for_each(*, behind: bool) -> Select[Any]:
    """The same for every spot of some arrays that is to be looked at this way, by its number."""
    asked = func.unnest(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _ARRAYS.items()))
    spots = asked.table_valued(*(column(name, kind) for name, kind in _ARRAYS.items()), with_ordinality="side", name=f"spot_{behind}")
    spots = spots.render_derived()
    near = _one_way(spots.c.thread, spots.c.place, spots.c.most, spots.c.passed, behind=behind).lateral(f"near_{behind}")
    return select(spots.c.side, near.c.id, near.c.body, near.c.page_id).join(near, true()).where(spots.c.behind == int(behind))


_ARRAYS: dict[str, type[Any]] = {"thread": Text, "place": BigInteger, "behind": Integer, "most": Integer, "passed": Integer}
_GIVEN: list[Any] = [bindparam(name) for name in ("thread", "place", "most", "passed")]
_UP_TO, _BEHIND = (Prepared(_one_way(*_GIVEN, behind=behind)) for behind in (False, True))
_AT_ONCE = Prepared(union_all(*(_for_each(behind=behind) for behind in (False, True))))
_BEYOND = select(statement.c.place).limit(1).offset(bindparam("most"))
_MORE = Prepared(_BEYOND.where(statement.c.thread == bindparam("thread")))
_THREADS = func.unnest(bindparam("threads", type_=ARRAY(Text))).table_valued(column("thread", Text), name="asked").render_derived()
_THOSE_WITH_MORE = Prepared(
    select(_THREADS.c.thread).where(_BEYOND.where(statement.c.thread == _THREADS.c.thread).scalar_subquery().is_not(None))
)
