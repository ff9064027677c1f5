"""The way from a capture to recorded changes, written once.

    capture → keep → again → archive → strip → version → change

Each stage is a plain function from `Visit` to `Visit`. What was found in a list and is about nothing we watch ends
at `keep`, and nothing of it stays but its key; what shows a page as it is known ends at `again`. The Scrapy item
pipelines run one stage each, in this order; `take` runs them all for captures that come from elsewhere. A stage that
writes to the store writes all of a capture there, in one unit of work: `again`, else `change`.

Raw bytes go to the archive before the store hears of them, but for a page of which the day's bytes are kept: then
they wait until it is known what they show, and are kept before the store commits, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from db import pages, passed
from db.captures import Bytes
from db.claim import Claim
from db.records import Capture, Outcome, Reading
from db.store import Unit
from db.versions import Head
from pipeline.archive import archive as to_archive
from pipeline.archive import payload_sha256
from pipeline.before import Before, read_before
from pipeline.canonical import text_sha256
from pipeline.essence import essence, lasting_essence
from pipeline.finding import Finding, Recorded
from pipeline.history import record, sole_writer, text_shown
from pipeline.keep import article_concerns, looked_for
from pipeline.ledger.record import record_across
from pipeline.reading import by_transport, read
from pipeline.rooms import Rooms
from pipeline.texts import claims_in


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One capture on its way, with what the stages so far have learned of it."""

    capture: Capture
    """The capture itself."""

    wanted: bool = False
    """True when its page is to be kept whatever the article says: it was asked for, or is known to be ours."""

    passed_over: str | None = None
    """Why nothing is kept of it; None when it is kept: the stages pass it by."""

    payload_sha256: str = ""
    """Digest of its payload."""

    held: bool = False
    """True when this very capture is in the store already: the stages pass it by."""

    stored: Bytes | None = None
    """Where its bytes lie; None while they wait until it is known what they show."""

    texts: Mapping[int, Head] = field(default_factory=dict)
    """The texts that its page has shown, by their rows."""

    reading: Reading | None = None
    """What it turned out to be, and the article."""

    text_sha256: str | None = None
    """Digest of the canonical text; None unless the outcome is ok."""

    text: int | None = None
    """Row of its text in the store; None for one that the page has not shown before."""

    essence: str | None = None
    """What the text was read from, where that is not known yet; None otherwise."""

    claims: tuple[Claim, ...] | None = None
    """The claims of a text that the page has not shown before; None for any other."""

    recorded: Recorded | None = None
    """What was written to the store."""


Stage = Callable[[Visit, Rooms], Visit]
"""One step of the way."""


def keep(visit: Visit, rooms: Rooms) -> Visit:
    """Judge whether the page is one of ours; one that shows no article is kept, and judged when it does."""
    if visit.wanted:
        return visit
    reading = read(visit.capture)
    if reading.article is None:
        return replace(visit, reading=reading)
    if article_concerns(reading.article, watch=rooms.watch, words=rooms.keep_words, known=rooms.gazetteer):
        return replace(visit, reading=reading, wanted=True)
    return replace(visit, passed_over=looked_for(rooms.watch, rooms.keep_words))


def again(visit: Visit, rooms: Rooms) -> Visit:
    """Write a capture that shows what its page was read from before, or confirms it, in one unit of work; any other goes on."""
    capture = visit.capture
    if not visit.wanted or visit.reading:
        return visit
    with _kept_if_unreadable(visit, rooms):
        shown, digest = essence(capture), payload_sha256(capture)
        confirmation = by_transport(capture) if capture.status == 304 else None
    if shown is None and confirmation is None:
        return visit

    def written(unit: Unit) -> Visit | None:
        sole_writer(unit, capture)
        held = read_before(unit, capture)
        if held.page is None:
            return None
        if held.holds(capture, digest):
            return replace(visit, payload_sha256=digest, held=True)
        text = None if confirmation else _text_of(shown, capture, held)
        reading = confirmation or (_as_read(held.texts[text]) if text else None)
        if reading is None:
            return None
        finding = Finding(
            capture=capture,
            payload_sha256=digest,
            keep=_bytes(capture, digest, held, rooms),
            reading=reading,
            text_sha256=held.texts[text].text_sha256 if text else None,
            claims=None,
            gazetteer=rooms.gazetteer,
            text=text,
            length=held.texts[text].length if text else None,
        )
        return replace(visit, payload_sha256=digest, recorded=_recorded(unit, visit, finding, rooms, held))

    return rooms.store.write(written) or visit


def archive(visit: Visit, rooms: Rooms) -> Visit:
    """Keep the raw bytes, unless this very capture is held already, or the day's bytes of its page are."""
    if visit.passed_over or visit.held or visit.recorded:
        return visit
    capture, digest = visit.capture, payload_sha256(visit.capture)
    with rooms.store.look() as unit:
        held = read_before(unit, capture)
    if held.holds(capture, digest):
        return replace(visit, payload_sha256=digest, held=True, reading=None)
    original = held.original(capture, digest)
    if not _waits(capture, held, rooms):
        stored: Bytes | None = to_archive(capture, folder=rooms.captures, writer=rooms.writer, original=original)
    else:
        stored = Bytes(place=original.place, repeated=True) if original else None
    return replace(visit, payload_sha256=digest, texts=held.texts, stored=stored)


def strip(visit: Visit, rooms: Rooms) -> Visit:
    """Judge the capture and read its article."""
    if visit.held or visit.passed_over or visit.reading or visit.recorded:
        return visit
    with _kept_if_unreadable(visit, rooms):
        return replace(visit, reading=read(visit.capture))


def version(visit: Visit, rooms: Rooms) -> Visit:
    """Find out whether the page has shown this text before, and read the claims of a new one."""
    if visit.reading is None or visit.reading.article is None:
        return visit
    capture, article = visit.capture, visit.reading.article
    with _kept_if_unreadable(visit, rooms):
        digest, shown = text_sha256(article.paragraphs), lasting_essence(capture, visit.reading)
        known = text_shown(visit.texts, article, digest)
        if known is not None:
            same_design = visit.texts[known].layout == visit.reading.layout
            return replace(visit, text_sha256=digest, text=known, essence=shown if same_design else None)
        return replace(
            visit,
            text_sha256=digest,
            essence=shown,
            claims=claims_in(article, doc=f"{capture.source}-{capture.key}", gazetteer=rooms.gazetteer),
        )


def change(visit: Visit, rooms: Rooms) -> Visit:
    """Write the capture, its version and what changed, all in one unit of work."""
    if visit.passed_over:
        return _remembered(visit, rooms)
    if visit.reading is None:
        return visit
    finding = Finding(
        capture=visit.capture,
        payload_sha256=visit.payload_sha256,
        keep=_keeping(visit, rooms),
        reading=visit.reading,
        text_sha256=visit.text_sha256,
        claims=visit.claims,
        gazetteer=rooms.gazetteer,
        text=visit.text,
        essence=visit.essence,
    )

    return replace(visit, recorded=rooms.store.write(lambda unit: _recorded(unit, visit, finding, rooms)))


def _recorded(unit: Unit, visit: Visit, finding: Finding, rooms: Rooms, held: Before | None = None) -> Recorded:
    """Write what was found out about a capture, and what follows from it for other pages."""
    recorded = record(unit, finding, rooms.next_look, held)
    if visit.wanted and not recorded.wanted:
        pages.want(unit, recorded.page)
    across = record_across(unit, recorded.page, visit.capture.fetched_at) if recorded.new_version else 0
    return replace(recorded, changes=recorded.changes + across) if across else recorded


def _text_of(shown: str | None, capture: Capture, held: Before) -> int | None:
    """The row of the text of a page that was read from the same; None when a capture must be read to know, or comes before it did."""
    later = ((row, text) for row, text in held.texts.items() if text.first_seen < capture.fetched_at)
    return next((row for row, text in later if text.essence == shown), None) if shown else None


def _as_read(text: Head) -> Reading:
    return Reading(outcome=Outcome.OK, reason=f"read as {text.layout}", layout=text.layout, article=text.article)


def _remembered(visit: Visit, rooms: Rooms) -> Visit:
    capture, reason = visit.capture, visit.passed_over or ""
    rooms.store.write(lambda unit: passed.pass_over(unit, capture.source, capture.key, at=capture.fetched_at, reason=reason))
    return visit


WAY: tuple[Stage, ...] = (keep, again, archive, strip, version, change)
"""The stages in their order."""


def take(capture: Capture, rooms: Rooms) -> Visit:
    """Send one capture that somebody gave us all the way; a capture that is held already changes nothing."""
    visit = Visit(capture=capture, wanted=True)
    for stage in WAY:
        visit = stage(visit, rooms)
    return visit


def outcome_of(visit: Visit) -> Outcome | None:
    """What the capture turned out to be; None when it was held already."""
    return visit.recorded.outcome if visit.recorded else None


def _waits(capture: Capture, held: Before, rooms: Rooms) -> bool:
    """Whether bytes are kept only once it is known that they show something new."""
    return capture.status != 304 and held.page is not None and not rooms.keep_all and held.kept_on_day_of(capture.fetched_at)


def _bytes(capture: Capture, digest: str, held: Before, rooms: Rooms) -> Callable[[bool], Bytes]:
    """Keeps the bytes of a capture that shows what is known, as `archive` does."""
    original, waits = held.original(capture, digest), _waits(capture, held, rooms)
    stored = [Bytes(place=original.place, repeated=True)] if waits and original else []

    def keep(new: bool) -> Bytes:
        if waits and not new and not stored:
            return Bytes()
        if not stored:
            stored.append(to_archive(capture, folder=rooms.captures, writer=rooms.writer, original=original))
        return stored[0]

    return keep


def _kept(visit: Visit, rooms: Rooms, new: bool) -> Bytes:
    if visit.stored is not None:
        return visit.stored
    return to_archive(visit.capture, folder=rooms.captures, writer=rooms.writer) if new else Bytes()


def _keeping(visit: Visit, rooms: Rooms) -> Callable[[bool], Bytes]:
    """Keeps the bytes once, however often the unit of work is begun that asks for it."""
    stored: list[Bytes] = []

    def keep(new: bool) -> Bytes:
        if not stored or (new and stored[-1].place is None):
            stored.append(_kept(visit, rooms, new))
        return stored[-1]

    return keep


@contextmanager
def _kept_if_unreadable(visit: Visit, rooms: Rooms) -> Iterator[None]:
    """A page that our own reading breaks down on is the very one whose bytes are needed."""
    try:
        yield
    except Exception:
        _kept(visit, rooms, new=True)
        raise
