"""Write one capture into a page's history: its version, and what turned at it.

A capture newer than all others only adds to the history. One that comes late (an import of an older
copy) is put in its place, versions are numbered anew and the changes of the page are told again; a
change keeps its identity through that, and so its verdicts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from db import captures, changes, pages, versions
from db.claim import Claim
from db.records import Article, Capture, Change, Op, Page, Reading, Version
from db.store import Unit
from pipeline.canonical import same_header
from pipeline.changes.compare import compare
from pipeline.claims.read import claims as read_claims
from pipeline.rooms import NextLook
from pipeline.sources import source
from pipeline.timeline import Turn, looks, turns


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Everything the stages before found out about one capture."""

    capture: Capture
    """The capture."""

    payload_sha256: str
    """Digest of its payload."""

    warc: str | None
    """Where its bytes lie."""

    reading: Reading
    """What it turned out to be."""

    text_sha256: str | None
    """Digest of the canonical text; None unless the outcome is ok."""

    claims: tuple[Claim, ...] | None
    """Claims of a new text; None when the text was known when looked up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What one capture added to the store."""

    page: int
    """Number of the page."""

    new_page: bool = False
    """True when the page was not held before."""

    new_version: bool = False
    """True when it showed a new version."""

    changes: int = 0
    """How many changes were recorded."""

    held: bool = False
    """True when the capture was in the store already and nothing was written."""


def claims_in(article: Article, doc: str) -> tuple[Claim, ...]:
    """The claims of an article; its publication day is taken in its own time zone."""
    return read_claims(article.paragraphs, doc=doc, published=article.published_at.date() if article.published_at else None)


def version_shown(unit: Unit, page_id: int, article: Article, text_sha256: str) -> Version | None:
    """The version of a page that has this text under this header; None when there is none."""
    alike = [held for held in versions.versions_with_text(unit, page_id, text_sha256) if same_header(held.article, article)]
    return alike[-1] if alike else None


def record(unit: Unit, finding: Finding, next_look: NextLook) -> Recorded:
    """Write one capture and everything that follows from it; the caller's unit commits it together."""
    capture = finding.capture
    fresh = pages.page_by_key(unit, capture.source, capture.key) is None
    page = pages.page_of(unit, capture.source, capture.key, capture.fetched_at)
    if captures.is_held(unit, page.id, capture, finding.payload_sha256):
        return Recorded(page=page.id, held=True)
    earlier = captures.sightings_of(unit, page.id)
    late = bool(earlier) and capture.fetched_at < earlier[-1].at
    shown, is_new = _version(unit, page.id, finding)
    row = versions.version_id(unit, shown) if shown else None
    captures.add_capture(unit, page.id, capture, finding.reading, payload_sha256=finding.payload_sha256, warc=finding.warc, version_id=row)
    own = (urlsplit(capture.url).hostname or "") in source(capture.source).hosts
    pages.seen_under(unit, page.id, capture.url, capture.fetched_at, own=own)
    told = _tell(unit, page, capture, late=late)
    _stand(unit, page.id, next_look)
    return Recorded(page=page.id, new_page=fresh, new_version=is_new, changes=told)


def _version(unit: Unit, page_id: int, finding: Finding) -> tuple[Version | None, bool]:
    article, at = finding.reading.article, finding.capture.fetched_at
    if article is None or finding.text_sha256 is None:
        return None, False
    held = version_shown(unit, page_id, article, finding.text_sha256)
    if held:
        versions.seen_again(unit, held, at)
        return held, False
    layout = finding.reading.layout or ""
    added = versions.add_version(unit, page_id, article, text_sha256=finding.text_sha256, layout=layout, at=at)
    claims = finding.claims
    if claims is None:  # the version that had this text when it was looked up is gone or differs in its header
        claims = claims_in(article, f"{finding.capture.source}-{finding.capture.key}")
    versions.add_claims(unit, versions.version_id(unit, added), claims)
    return added, True


def _stand(unit: Unit, page_id: int, next_look: NextLook) -> None:
    sightings = captures.sightings_of(unit, page_id)
    _, standing = turns(sightings)
    published = versions.latest_publication(unit, page_id)
    pages.set_state(unit, page_id, standing.state, next_look(looks(sightings), published))


def _tell(unit: Unit, page: Page, capture: Capture, *, late: bool) -> int:
    every, _ = turns(captures.sightings_of(unit, page.id))
    if late:
        versions.renumber(unit, page.id)
        changes.forget_changes(unit, page.id)
    due = every if late else tuple(turn for turn in every if turn.seen_at == capture.fetched_at)
    if not due:
        return 0
    held = {versions.version_id(unit, one): one for one in versions.versions_of(unit, page.id)}
    names = _names(page, every, held)
    return sum(_tell_one(unit, page.id, turn, held, names[turn]) for turn in due)


def _tell_one(unit: Unit, page_id: int, turn: Turn, held: dict[int, Version], name: str) -> int:
    seen = changes.Seen(
        page=page_id,
        from_version=turn.old,
        to_version=turn.new,
        seen_at=turn.seen_at,
        last_without=turn.last_without,
        first_with=turn.first_with,
    )
    found = tuple(_found(unit, turn, held))
    return sum(changes.add_change(unit, change_id, number, one, seen) for number, (change_id, one) in enumerate(_identified(name, found)))


def _found(unit: Unit, turn: Turn, held: dict[int, Version]) -> Sequence[Change]:
    if turn.kind != "edited":
        return (_of_page(turn, held[turn.old]),)
    old, new = held[turn.old], held[turn.new]
    result = compare(
        old.article,
        new.article,
        old_claims=versions.claims_of(unit, turn.old),
        new_claims=versions.claims_of(unit, turn.new),
    )
    touched = [edit for edit in result.edits if edit.op is not Op.KEPT]
    changes.add_edits(unit, turn.old, turn.new, touched)
    return result.changes


def _of_page(turn: Turn, shown: Version) -> Change:
    title = shown.article.title
    if turn.kind == "withdrawn":
        why = "the source itself says the page is gone, three times over at least a day"
        return Change(kind="page_withdrawn", kinds=("page_withdrawn",), old_words=title, severity=0.9, reasons=(why,))
    why = "the page is back after it had been withdrawn"
    return Change(kind="page_restored", kinds=("page_restored",), new_words=title, severity=0.6, reasons=(why,))


def _names(page: Page, every: Sequence[Turn], held: dict[int, Version]) -> dict[Turn, str]:
    """For each turn a name that does not depend on when it was seen, nor on other captures coming late."""
    count: Counter[str] = Counter()
    names = {}
    for turn in every:
        plain = "|".join((page.source, page.key, turn.kind, held[turn.old].text_sha256, held[turn.new].text_sha256))
        count[plain] += 1
        names[turn] = f"{plain}|{count[plain]}"
    return names


def _identified(name: str, found: Sequence[Change]) -> Iterator[tuple[str, Change]]:
    count: Counter[str] = Counter()
    for one in found:
        parts = (name, one.kind, one.before.key if one.before else "", one.after.key if one.after else "", one.old_words or "")
        plain = "|".join(parts)
        count[plain] += 1
        yield hashlib.sha256(f"{plain}|{count[plain]}".encode()).hexdigest()[:16], one
