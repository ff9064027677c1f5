"""What people were told: one row a message and notifier, so that nothing is sent twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.store import Unit
from db.tables import told


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A message to one notifier."""

    number: int
    """Its row."""

    topic: str
    """What it is about."""

    well: bool
    """False when it broke, True when it mended."""

    words: str
    """In one line, for people."""

    at: datetime
    """When it was noticed."""

    fault: str | None
    """Why it was not sent; None when nothing went wrong yet."""


def begin(unit: Unit, *, notifier: str, topic: str, well: bool, words: str, at: datetime) -> bool:
    """Note that a topic turned, to be sent; False when this notifier knows it so already.

    A turn that was never sent and is undone gives way: nobody need hear of either.
    """
    here = (told.c.notifier == notifier) & (told.c.topic == topic)
    last = unit.execute(select(told).where(here).order_by(told.c.id.desc())).first()
    if (last.well if last else True) == well:
        return False
    if last is not None and last.sent_at is None:
        unit.execute(told.delete().where(told.c.id == last.id))
        return False
    unit.execute(told.insert().values(notifier=notifier, topic=topic, well=well, message=words, at=at))
    return True


def unsent(unit: Unit, notifier: str) -> list[Told]:
    """What a notifier has still to send, in order."""
    rows = unit.execute(select(told).where(told.c.notifier == notifier, told.c.sent_at.is_(None)).order_by(told.c.id))
    return [Told(number=row.id, topic=row.topic, well=row.well, words=row.message, at=row.at, fault=row.fault) for row in rows]


def sent(unit: Unit, number: int, *, at: datetime | None, fault: str | None) -> None:
    """Note what became of sending: `at` None when it has to be tried again."""
    unit.execute(told.update().where(told.c.id == number).values(sent_at=at, fault=fault))


def faults_of_telling(unit: Unit) -> list[Told]:
    """Messages that could not be sent, or were being sent when the process ended."""
    rows = unit.execute(select(told).where(told.c.fault.is_not(None)).order_by(told.c.id))
    return [Told(number=row.id, topic=row.topic, well=row.well, words=row.message, at=row.at, fault=row.fault) for row in rows]
