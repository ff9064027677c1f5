"""Tokens by which programs speak for a user: kept as digests only, so that whoever reads the store has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.errors import NotHeld
from db.people import Person, person_named
from db.store import Unit
from db.tables import token

_NOTED = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token as the store knows it."""

    digest: str
    """Digest of what the program sends, 64 hexadecimal digits; the first eight name it."""

    person: str
    """The user it speaks for."""

    label: str
    """What it is for, in the user's words."""

    since: datetime
    """When it was made."""

    used_at: datetime | None = None
    """When it was used last, to about an hour; None when it never was."""

    @property
    def name(self) -> str:
        """By what it is listed and revoked."""
        return self.digest[:8]


def add_token(unit: Unit, one: Token) -> None:
    """Keep a token; raises NotHeld when there is no such user."""
    person_named(unit, one.person)
    unit.execute(token.insert().values(digest=one.digest, person=one.person, label=one.label, since=one.since, used_at=None))


def tokens_held(unit: Unit, person: str | None = None) -> list[Token]:
    """Every token, or those of one user, the oldest first."""
    query = select(token).order_by(token.c.since, token.c.digest)
    rows = unit.execute(query.where(token.c.person == person) if person else query).all()
    return [Token(digest=row.digest, person=row.person, label=row.label, since=row.since, used_at=row.used_at) for row in rows]


def bearer(unit: Unit, digest: str) -> tuple[Person, Token] | None:
    """The user a token speaks for, by its digest; None for one that is not held."""
    row = unit.execute(select(token).where(token.c.digest == digest)).first()
    if row is None:
        return None
    found = Token(digest=row.digest, person=row.person, label=row.label, since=row.since, used_at=row.used_at)
    return person_named(unit, row.person), found


def stale(one: Token, now: datetime) -> bool:
    """Whether its use should be noted again."""
    return one.used_at is None or now - one.used_at > _NOTED


def use_token(unit: Unit, digest: str, at: datetime) -> None:
    """Note that a token was used."""
    unit.execute(token.update().where(token.c.digest == digest).values(used_at=at))


def revoke(unit: Unit, name: str) -> Token:
    """Drop the token of that name; raises NotHeld when there is none, or more than one."""
    found = [one for one in tokens_held(unit) if name and one.digest.startswith(name)]
    if len(found) != 1:
        raise NotHeld(what="token", name=repr(name), remedy="`zonewatch user token list` names them")
    unit.execute(token.delete().where(token.c.digest == found[0].digest))
    return found[0]
