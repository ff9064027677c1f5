"""Who may use the desk, their sessions, and the key that the desk signs with.

Passwords are kept as hashes and tokens as digests only: whoever reads the store can log in with neither.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.errors import NotHeld, ZonewatchError
from db.store import Unit
from db.tables import desk_key, person, session, token

ROLES = ("view", "review", "admin")
"""What a person may do, each including those before: read, judge, and look after the others."""


class NameTaken(ZonewatchError):
    """A user named {name} exists already: choose another name, or `zonewatch user passwd {name}` for a new password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who may use the desk."""

    name: str
    """The name they log in with and judge under."""

    role: str
    """One of ROLES."""

    secret: str
    """The password's argon2 hash."""

    since: datetime
    """When they were added."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A person being logged in."""

    person: Person
    """Who."""

    since: datetime
    """When they logged in."""

    used_at: datetime
    """When it was used last, to about an hour."""


def people(unit: Unit) -> list[Person]:
    """Everybody, by name."""
    rows = unit.execute(select(person).order_by(person.c.name)).all()
    return [Person(name=row.name, role=row.role, secret=row.secret, since=row.since) for row in rows]


def anybody(unit: Unit) -> bool:
    """Whether there is any user at all."""
    return bool(unit.scalar(select(func.count()).select_from(person)))


def person_named(unit: Unit, name: str) -> Person:
    """The user of that name; raises NotHeld."""
    row = unit.execute(select(person).where(person.c.name == name)).first()
    if row is None:
        raise NotHeld(what="user", name=repr(name), remedy="`zonewatch user list` names them")
    return Person(name=row.name, role=row.role, secret=row.secret, since=row.since)


def add_person(unit: Unit, one: Person) -> None:
    """Add a user; raises NameTaken."""
    if unit.scalar(select(person.c.name).where(person.c.name == one.name)):
        raise NameTaken(name=one.name)
    unit.execute(person.insert().values(name=one.name, role=one.role, secret=one.secret, since=one.since))


def set_secret(unit: Unit, name: str, secret: str) -> None:
    """Give a user another password; every session of theirs ends. Raises NotHeld."""
    person_named(unit, name)
    unit.execute(person.update().where(person.c.name == name).values(secret=secret))
    end_sessions(unit, name)


def set_role(unit: Unit, name: str, role: str) -> None:
    """Let a user do more or less from now on; raises NotHeld."""
    person_named(unit, name)
    unit.execute(person.update().where(person.c.name == name).values(role=role))


def remove_person(unit: Unit, name: str) -> None:
    """Remove a user, their sessions and their tokens; their verdicts stay. Raises NotHeld."""
    person_named(unit, name)
    end_sessions(unit, name)
    unit.execute(token.delete().where(token.c.person == name))
    unit.execute(person.delete().where(person.c.name == name))


def start_session(unit: Unit, name: str, digest: str, at: datetime) -> None:
    """Note that a user logged in; `digest` is that of the token they were given."""
    unit.execute(session.insert().values(digest=digest, person=name, since=at, used_at=at))


def session_of(unit: Unit, digest: str) -> Session | None:
    """The session of a token, by its digest; None when there is none."""
    query = select(session.c.since, session.c.used_at, session.c.person).where(session.c.digest == digest)
    row = unit.execute(query).first()
    return Session(person=person_named(unit, row.person), since=row.since, used_at=row.used_at) if row else None


def sessions_held(unit: Unit) -> dict[str, int]:
    """How many sessions each user has."""
    query = select(session.c.person, func.count()).group_by(session.c.person)
    return {str(row[0]): int(row[1]) for row in unit.execute(query)}


def use_session(unit: Unit, digest: str, at: datetime) -> None:
    """Note that a session was used."""
    unit.execute(session.update().where(session.c.digest == digest).values(used_at=at))


def end_session(unit: Unit, digest: str) -> None:
    """Log a session out."""
    unit.execute(session.delete().where(session.c.digest == digest))


def end_sessions(unit: Unit, name: str) -> None:
    """Log a user out everywhere."""
    unit.execute(session.delete().where(session.c.person == name))


def forget_sessions(unit: Unit, *, begun_before: datetime, used_before: datetime) -> None:
    """Drop the sessions that are over."""
    unit.execute(session.delete().where((session.c.since < begun_before) | (session.c.used_at < used_before)))


def key(unit: Unit, name: str) -> bytes:
    """The store's own key of 32 bytes for a purpose; made when it is not there yet."""
    held = unit.scalar(select(desk_key.c.key).where(desk_key.c.name == name))
    if held is None:
        held = secrets.token_bytes(32)
        unit.execute(desk_key.insert().values(name=name, key=held))
    return bytes(held)
