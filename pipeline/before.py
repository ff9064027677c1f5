"""What is held of a page before a capture of it is written, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from db import pages
from db.captures import Kept
from db.pages import Known
from db.records import Capture, Outcome
from db.sightings import Sighting, sightings_of
from db.store import Unit
from db.versions import Head, heads_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """A page's history as the store has it."""

    page: Known | None
    """The page; None when it was never seen."""

    sightings: Sequence[Sighting] = ()
    """Its captures, in the order of time."""

    texts: Mapping[int, Head]
    """The texts it has shown, by their rows."""

    def holds(self, capture: Capture, payload_sha256: str) -> bool:
        """Whether this very capture (time, address, bytes) is there already."""
        at = capture.fetched_at.astimezone(UTC)
        return any(one.at == at and one.url == capture.url and one.payload == payload_sha256 for one in self.sightings)

    def kept_on_day_of(self, moment: datetime) -> bool:
        """Whether the bytes of an ok capture are kept from the day (UTC) of that moment."""
        day = moment.astimezone(UTC).date()
        return any(one.place is not None and one.outcome is Outcome.OK and one.at.date() == day for one in self.sightings)

    def original(self, capture: Capture, payload_sha256: str) -> Kept | None:
        """The answer whose bytes this one repeats, or that a not_modified confirms (its place is left out); None when it has its own."""
        if capture.status == 304:
            return self._confirmed(capture.url)
        return self._payload_kept(payload_sha256) if capture.body else None

    def _payload_kept(self, payload_sha256: str) -> Kept | None:
        same = (one for one in self.sightings if one.place is not None and one.payload == payload_sha256)
        first = min(same, key=lambda one: (one.repeated, one.capture), default=None)
        return Kept(place=first.place or "", url=first.url, at=first.at) if first else None

    def _confirmed(self, url: str) -> Kept | None:
        latest = next((one for one in reversed(self.sightings) if one.outcome is Outcome.OK and one.url == url), None)
        return Kept(place="", url=url, at=latest.at) if latest and (latest.etag or latest.last_modified) else None


def read_before(unit: Unit, capture: Capture) -> Before:
    """What is held of a capture's page."""
    page = pages.page_by_key(unit, capture.source, capture.key)
    if page is None:
        return Before(page=None, texts={})
    return Before(page=page, sightings=sightings_of(unit, page.id), texts=heads_of(unit, page.id))
