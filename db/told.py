"""What people were told: one row a message and recipient, so that nothing is sent twice; and which changes that covers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, exists, select

from db.store import Unit
from db.tables import change, noticed, told

SINCE = "since"
"""Topic of the row that says since when a recipient is told anything."""

BEING_SENT = "it was being sent when the process ended: it may have arrived, and is not sent again"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A message to one recipient."""

    number: int
    """Its row."""

    topic: str
    """What it is about."""

    well: bool
    """False when it broke, True when it mended or is no alarm."""

    words: str
    """For people; the first line is its title."""

    at: datetime
    """When it was noticed."""

    tries: int
    """How often sending failed."""

    fault: str | None
    """Why it was not sent; None when nothing went wrong yet."""


def known_since(unit: Unit, recipient: str) -> datetime | None:
    """Since when a recipient is told of changes; None when it was never seen."""
    return unit.execute(select(told.c.at).where(told.c.notifier == recipient, told.c.topic == SINCE)).scalar()


def watched_since(unit: Unit, recipient: str, now: datetime) -> datetime:
    """Since when a recipient is told of changes: since it was first seen in the configuration, which may be now.

    Holds the row until the unit ends, so that no other process decides about the same changes meanwhile.
    """
    found = unit.execute(select(told.c.at).where(told.c.notifier == recipient, told.c.topic == SINCE).with_for_update()).scalar()
    if found is None:
        unit.execute(told.insert().values(notifier=recipient, topic=SINCE, well=True, message="", at=now, sent_at=now, tries=0))
    return found or now


def begin(unit: Unit, *, notifier: str, topic: str, well: bool, words: Callable[[], str], at: datetime) -> bool:
    """Note that a topic turned, to be sent in the words asked for then; False when this recipient knows it so already.

    A turn that was never sent and is undone gives way: nobody need hear of either.
    """
    here = (told.c.notifier == notifier) & (told.c.topic == topic)
    last = unit.execute(select(told).where(here).order_by(told.c.id.desc())).first()
    if (last.well if last else True) == well:
        return False
    if last is not None and last.sent_at is None:
        unit.execute(told.delete().where(told.c.id == last.id))
        return False
    note(unit, notifier, topic, words(), at, well=well)
    return True


def note(unit: Unit, recipient: str, topic: str, words: str, at: datetime, *, well: bool = True) -> int:
    """Note a message that is to be sent; gives its row."""
    fields = {"notifier": recipient, "topic": topic, "well": well, "message": words, "at": at, "next_try": at, "tries": 0}
    return int(unit.scalar(told.insert().values(**fields).returning(told.c.id)) or 0)


def was_noted(unit: Unit, recipient: str, topic: str) -> bool:
    """Whether there is any message of that topic."""
    return unit.scalar(select(told.c.id).where(told.c.notifier == recipient, told.c.topic == topic).limit(1)) is not None


def waiting(unit: Unit, recipient: str, now: datetime) -> list[Told]:
    """What a recipient has still to be sent and may be tried now, in order."""
    return [_told(row) for row in unit.execute(_waiting(recipient, now).order_by(told.c.id))]


def is_waiting(unit: Unit, recipient: str, now: datetime) -> bool:
    """Whether anything is to be sent to a recipient now."""
    return unit.execute(_waiting(recipient, now).limit(1)).first() is not None


def take(unit: Unit, number: int, now: datetime) -> bool:
    """Take a message for sending; False when another process has it. Nobody takes it again, unless `settle` gives it back."""
    free = (told.c.id == number) & told.c.sent_at.is_(None)
    return bool(unit.execute(told.update().where(free).values(sent_at=now, fault=BEING_SENT)).rowcount)


def settle(unit: Unit, number: int, fault: str | None = None, *, again: datetime | None = None, given_back: bool = False) -> None:
    """Note what became of sending. With `given_back` it was not sent: it is tried at `again`, or no more when that is None."""
    values: dict[str, object] = {"fault": fault}
    if given_back:
        values |= {"sent_at": None, "next_try": again, "tries": told.c.tries + 1}
    unit.execute(told.update().where(told.c.id == number).values(**values))


def faults_of_telling(unit: Unit) -> list[Told]:
    """Messages that could not be sent, or were being sent when the process ended."""
    return [_told(row) for row in unit.execute(select(told).where(told.c.fault.is_not(None)).order_by(told.c.id))]


def unnoticed(unit: Unit, recipient: str, since: datetime) -> list[str]:
    """Changes seen since then of which nothing is decided for a recipient, by their ids."""
    return [row.id for row in unit.execute(_unnoticed(recipient, since).order_by(change.c.seen_at))]


def is_unnoticed(unit: Unit, recipient: str, since: datetime) -> bool:
    """Whether there is such a change."""
    return unit.execute(_unnoticed(recipient, since).limit(1)).first() is not None


def cover(unit: Unit, recipient: str, changes: Iterable[str], message: int | None) -> None:
    """Note that a message tells of these changes; None: they wait for the next digest."""
    rows = [{"notifier": recipient, "change": one, "told_id": message} for one in changes]
    if rows:
        unit.execute(noticed.insert(), rows)


def for_digest(unit: Unit, recipient: str) -> list[str]:
    """The changes that wait for a recipient's next digest, by their ids."""
    query = select(noticed.c.change).where(noticed.c.notifier == recipient, noticed.c.told_id.is_(None))
    return [row.change for row in unit.execute(query)]


def digested(unit: Unit, recipient: str, message: int) -> None:
    """Note that a digest told of everything that waited for it."""
    waited = (noticed.c.notifier == recipient) & noticed.c.told_id.is_(None)
    unit.execute(noticed.update().where(waited).values(told_id=message))


def groups_told(unit: Unit, recipient: str, groups: Sequence[str], since: datetime) -> set[str]:
    """Which groups of the same edit a message since then told a recipient of."""
    if not groups:
        return set()
    query = select(change.c.edit_group).join(noticed, noticed.c.change == change.c.id).join(told, told.c.id == noticed.c.told_id)
    query = query.where(noticed.c.notifier == recipient, change.c.edit_group.in_(groups), told.c.at >= since)
    return {row.edit_group for row in unit.execute(query.distinct())}


def _unnoticed(recipient: str, since: datetime) -> Select[tuple[str]]:
    known = exists().where(noticed.c.notifier == recipient, noticed.c.change == change.c.id)
    return select(change.c.id).where(change.c.seen_at >= since, change.c.technical.is_(False), ~known)


def _waiting(recipient: str, now: datetime) -> Select[tuple[object, ...]]:
    return select(told).where(told.c.notifier == recipient, told.c.sent_at.is_(None), told.c.next_try <= now)


def _told(row: Row[tuple[object, ...]]) -> Told:
    return Told(number=row.id, topic=row.topic, well=row.well, words=row.message, at=row.at, tries=row.tries, fault=row.fault)
