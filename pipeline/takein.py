"""Take in archived captures: files somebody kept become captures as if fetched at the time they were taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from db.records import Capture, Outcome
from pipeline.rooms import Rooms
from pipeline.sources import ForeignAddress
from pipeline.sources import source as source_named
from pipeline.warcs import Contents, captures_in
from pipeline.way import take

UNREAD = "the record cannot be unpacked, or is larger than a page may be; it was passed over"


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What became of one file."""

    name: str
    """Name of the file."""

    outcome: Outcome | None
    """What it turned out to be; None when it was held already."""

    reason: str
    """What the outcome was judged by."""

    new_version: bool = False
    """True when it showed a text that was not held."""

    changes: int = 0
    """Changes recorded for it."""

    def sentence(self) -> str:
        """For people."""
        if self.outcome is None:
            return f"{self.name}: held already, nothing changed"
        new = "a new version" if self.new_version else "no new version"
        return f"{self.name}: {self.outcome} ({self.reason}), {new}, changes recorded: {self.changes}"


def capture_of(content: bytes, *, source: str, url: str, at: datetime) -> Capture:
    """A file's content as a capture of the page at `url`; raises UnknownSource and ForeignAddress."""
    site = source_named(source)
    return Capture(source=source, key=_key(url, source), url=site.canonical_url(url), fetched_at=at, body=content, imported=True)


def take_in(captures: Iterable[tuple[str, Capture | None]], rooms: Rooms) -> Iterator[Taken]:
    """Send named captures the whole way, one unit of work each; None stands for one whose bytes cannot be read."""
    for name, capture in captures:
        yield _taken(name, capture, rooms) if capture else Taken(name=name, outcome=Outcome.ERROR, reason=UNREAD)


def warc_captures(
    held: Contents, *, source: str, url: str | None = None, at: datetime | None = None
) -> Iterator[tuple[str, Capture | None]]:
    """The captures of a WARC file by name: only those of the page at `url`, all as if taken at `at`, where these are given.

    Raises UnknownSource and ForeignAddress.
    """
    site = source_named(source)
    key = _key(url, source) if url else None
    for entry, capture in captures_in(held, site):
        if key and site.key_of(entry.url) != key:
            continue
        yield f"{held.path}#{entry.offset}", replace(capture, fetched_at=at) if capture and at else capture


def _key(url: str, source: str) -> str:
    site = source_named(source)
    key = site.key_of(url)
    if key is None:
        raise ForeignAddress(url=url, source=source, hosts=", ".join(site.hosts))
    return key


def _taken(name: str, capture: Capture, rooms: Rooms) -> Taken:
    visit = take(capture, rooms)
    return Taken(
        name=name,
        outcome=visit.recorded.outcome if visit.recorded else None,
        reason=visit.recorded.reason if visit.recorded else "",
        new_version=bool(visit.recorded and visit.recorded.new_version),
        changes=visit.recorded.changes if visit.recorded else 0,
    )
