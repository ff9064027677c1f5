"""Signed words and tokens: what a browser is given and must bring back unchanged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def token() -> str:
    """256 bits nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(given: str) -> str:
    """The digest under which a token is kept, 64 hexadecimal digits."""
    return hashlib.sha256(given.encode()).hexdigest()


def form_seal(key: bytes, visitor: str) -> str:
    """The token that a form of this visitor must carry (signed double submit, OWASP's HMAC-based CSRF token)."""
    return _mac(key, "form", visitor)


def form_seal_holds(key: bytes, visitor: str, given: str) -> bool:
    """Whether a form carries the token of its visitor."""
    return bool(visitor) and hmac.compare_digest(form_seal(key, visitor).encode(), given.encode())


def sealed(key: bytes, purpose: str, words: str) -> str:
    """Words with a seal, fit for a cookie."""
    return f"{base64.urlsafe_b64encode(words.encode()).decode().rstrip('=')}.{_mac(key, purpose, words)}"


def opened(key: bytes, purpose: str, given: str) -> str | None:
    """The words of a seal that is whole and of this purpose; else None."""
    packed, _, seal = given.partition(".")
    try:
        words = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except ValueError:  # not base64, or not UTF-8: nobody sealed it
        return None
    return words if hmac.compare_digest(_mac(key, purpose, words).encode(), seal.encode()) else None


def _mac(key: bytes, purpose: str, words: str) -> str:
    return hmac.new(key, f"{purpose}|{words}".encode(), hashlib.sha256).hexdigest()
