"""The way from a capture to recorded changes, written once.

    capture → keep → archive → strip → version → change

Each stage is a plain function from `Visit` to `Visit`. What was found in a list and is about nothing we watch ends
at `keep`, and nothing of it stays but its key. The Scrapy item pipelines run one stage each, in this order; `take`
runs them all for captures that come from elsewhere. Nothing is written to the store before the last stage, and all
of one capture is written there in one unit of work.

Raw bytes go to the archive before the store hears of them, but for a page of which the day's bytes are kept: then
they wait until it is known what they show, and are kept before the store commits, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from db import captures, pages, passed
from db.captures import Bytes, Kept
from db.claim import Claim
from db.pages import Known
from db.records import Capture, Outcome, Reading
from db.store import Unit
from db.versions import Head, heads_of
from pipeline.archive import archive as to_archive
from pipeline.archive import payload_sha256
from pipeline.canonical import text_sha256
from pipeline.essence import essence, lasting_essence
from pipeline.history import Finding, Recorded, claims_in, record, text_shown
from pipeline.keep import article_concerns, looked_for
from pipeline.ledger.record import record_across
from pipeline.reading import read
from pipeline.rooms import Rooms


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

    length: int | None = None
    """Characters of that text where the page needed no reading to tell that it shows it; None where it was read."""

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


def archive(visit: Visit, rooms: Rooms) -> Visit:
    """Keep the raw bytes, unless this very capture is held already, or the day's bytes of its page are."""
    if visit.passed_over:
        return visit
    capture, digest = visit.capture, payload_sha256(visit.capture)
    with rooms.store.look() as unit:
        page = pages.page_by_key(unit, capture.source, capture.key)
        if page and captures.is_held(unit, page.id, capture, digest):
            return replace(visit, payload_sha256=digest, held=True, reading=None)
        original = _original(unit, page, capture, digest)
        waits = page is not None and not rooms.keep_all and captures.kept_on_day_of(unit, page.id, capture.fetched_at)
        texts = heads_of(unit, page.id) if page else {}
    visit = replace(visit, payload_sha256=digest, texts=texts)
    if not waits or capture.status == 304:
        return replace(visit, stored=to_archive(capture, folder=rooms.captures, writer=rooms.writer, original=original))
    return replace(visit, stored=Bytes(place=original.place, repeated=True)) if original else visit


def strip(visit: Visit, rooms: Rooms) -> Visit:
    """Judge the capture and read its article."""
    if visit.held or visit.passed_over or visit.reading:
        return visit
    with _kept_if_unreadable(visit, rooms):
        return _as_before(visit) or replace(visit, reading=read(visit.capture))


def version(visit: Visit, rooms: Rooms) -> Visit:
    """Find out whether the page has shown this text before, and read the claims of a new one."""
    if visit.reading is None or visit.reading.article is None or visit.text is not None:
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
            claims=claims_in(article, f"{capture.source}-{capture.key}", rooms.gazetteer),
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
        length=visit.length,
        essence=visit.essence,
    )

    def written(unit: Unit) -> Recorded:
        recorded = record(unit, finding, rooms.next_look)
        if visit.wanted and not recorded.wanted:
            pages.want(unit, recorded.page)
        across = record_across(unit, recorded.page, visit.capture.fetched_at) if recorded.new_version else 0
        return replace(recorded, changes=recorded.changes + across)

    return replace(visit, recorded=rooms.store.write(written))


def _as_before(visit: Visit) -> Visit | None:
    """The visit of a page that shows what it was read from before; None when it must be read, or comes before its texts did."""
    later = {row: held for row, held in visit.texts.items() if held.essence and held.first_seen < visit.capture.fetched_at}
    shown = essence(visit.capture) if later else None
    for row, held in later.items():
        if held.essence == shown:
            reading = Reading(outcome=Outcome.OK, reason=f"read as {held.layout}", layout=held.layout, article=held.article)
            return replace(visit, reading=reading, text_sha256=held.text_sha256, text=row, length=held.length)
    return None


def _remembered(visit: Visit, rooms: Rooms) -> Visit:
    capture, reason = visit.capture, visit.passed_over or ""
    rooms.store.write(lambda unit: passed.pass_over(unit, capture.source, capture.key, at=capture.fetched_at, reason=reason))
    return visit


WAY: tuple[Stage, ...] = (keep, archive, strip, version, change)
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


def _original(unit: Unit, page: Known | None, capture: Capture, digest: str) -> Kept | None:
    if page is None:
        return None
    if capture.status == 304:
        held = captures.validators_of(unit, capture.source, capture.key, capture.url)
        return Kept(place="", url=capture.url, at=held.at) if held else None
    return captures.payload_kept(unit, page.id, digest)


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
