"""Passwords as argon2id hashes (RFC 9106); checking one takes the same time whether or not the user exists."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from db.errors import ZonewatchError

SHORTEST = 8
LONGEST = 1000

_AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB: a crowd at the log-in must not take all there is


class WeakPassword(ZonewatchError):
    """The password has {length} characters: choose one of 8 to 1000."""


def hashed(password: str) -> str:
    """The hash to keep; raises WeakPassword."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(length=len(password))
    return _hasher().hash(password)


def fits(secret: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; never, and just as slowly, when there is no hash."""
    with _AT_ONCE:
        try:
            return _hasher().verify(secret or _nobodys(), password[:LONGEST]) and secret is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password")
