"""What people say of a change: every word is appended, and what stands is reckoned from all of them.

A person's latest `confirm` or `dismiss` stands beside those of others; `undone` takes a person's latest back, and what
they had said before stands again; a `note` judges nothing. The change keeps what stands beside it, for the queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from db.errors import NotHeld
from db.locks import CHANGE, hold
from db.records import Review
from db.standing import JUDGING, UNDONE, stands
from db.store import Unit
from db.tables import change, review

BATCH = 500


def add_review(unit: Unit, verdict: Review) -> None:
    """Append what a person says of a change."""
    add_reviews(unit, [verdict])


def add_reviews(unit: Unit, said: Sequence[Review]) -> None:
    """Append what is said of several changes at once."""
    if not said:
        return
    hold(unit, CHANGE, {one.change for one in said})
    unit.execute(review.insert(), [{name: getattr(one, name) for name in ("change", "verdict", "by", "at", "note")} for one in said])
    for name, told in reviews_of(unit, [one.change for one in said]).items():
        unit.execute(change.update().where(change.c.id == name).values(verdict=stands(told)))


def reviews_of(unit: Unit, changes: Iterable[str]) -> dict[str, list[Review]]:
    """Everything said of some changes, by change, in the order of time."""
    wanted = list(dict.fromkeys(changes))
    found: dict[str, list[Review]] = {}
    for start in range(0, len(wanted), BATCH):
        for row in unit.execute(_OF_CHANGES, {"changes": wanted[start : start + BATCH]}):
            found.setdefault(row.change, []).append(_review(row))
    return found


def latest_act(unit: Unit, by: str) -> list[str]:
    """The changes a person judged in their latest act that is not taken back: several, where a group was judged at once.

    Raises NotHeld when there is none.
    """
    taken: Counter[str] = Counter()
    act: list[str] = []
    first: tuple[datetime, str, str] | None = None
    for row in unit.execute(select(review).where(review.c.by == by).order_by(review.c.id.desc())):
        if first is not None and (row.at, row.verdict, row.note) != first:
            break
        if row.verdict == UNDONE:
            taken[row.change] += 1
        elif row.verdict in JUDGING and taken[row.change]:
            taken[row.change] -= 1
        elif row.verdict in JUDGING:
            act.append(row.change)
            first = row.at, row.verdict, row.note
    if not act:
        raise NotHeld(what="verdict of", name=by, remedy="there is nothing to take back")
    return act


def _review(row: Row[tuple[Any, ...]]) -> Review:
    return Review(change=row.change, verdict=row.verdict, by=row.by, at=row.at, note=row.note)


_OF_CHANGES = select(review).where(review.c.change.in_(bindparam("changes", expanding=True))).order_by(review.c.id)
