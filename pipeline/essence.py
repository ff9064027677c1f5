"""The essence of a page: what its article is read from, as one digest, so that a page whose chrome alone changed is not read again.

Nothing can hide behind it. A source's `reduced` gives a page with nothing but the parts that its design reads, and it is
that page which is read (reading.py): two captures with one essence have one reading, which a title, a time, an origin, a word
of the body or a mark of withdrawal that differs would have changed. What depends on when it was read has no essence, and
the digest covers the code that reads, too.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from db.records import Capture, Outcome, Reading
from pipeline.reading import by_transport, reads_at, reduced

HERE = Path(__file__).parent
READERS = ("canonical.py", "garbled.py", "outcome.py", "oversize.py", "reading.py", "layouts/*.py")
LATER = timedelta(days=1000)


def essence(capture: Capture) -> str | None:
    """Digest of what a capture's article is read from, 22 characters; None when it must be read to know."""
    if by_transport(capture) is not None:
        return None
    small = reduced(capture)
    return _digest(_code(), small.body) if small else None


def lasting_essence(capture: Capture, reading: Reading) -> str | None:
    """The essence of a capture that was just read, where reading it at another time would give the same; None otherwise."""
    small = reduced(capture) if reading.outcome is Outcome.OK and by_transport(capture) is None else None
    if small is None or not reads_at(small, reading, small.fetched_at + LATER):
        return None
    return _digest(_code(), small.body)


def _digest(*parts: bytes) -> str:
    return b64encode(hashlib.sha256(b"".join(parts)).digest()[:16]).decode()[:22]


@lru_cache(maxsize=1)
def _code() -> bytes:
    """Digest of the code that reads: what was read by another is read again."""
    files = sorted(path for pattern in READERS for path in HERE.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).digest()
