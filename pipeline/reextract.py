"""Read what is kept once more with today's layouts and claim rules, and mark every difference as technical.

A page is one unit of work, and one that reads as before is not written to, so a run that was broken off goes on
from any page. What differs only in our reading stands in the store as it is read today; what was recorded of real
edits keeps its words and its identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from db import captures, changes, versions
from db.claim import Claim
from db.locks import PAGE, hold, page_lock
from db.records import Article, Capture, Change, HeldCapture, Outcome, Page, Reading, Version
from db.sightings import Sighting, sightings_of
from db.store import Unit
from pipeline.archive import EvidenceLost, held_at
from pipeline.canonical import same_heading, text_sha256
from pipeline.changes.compare import compare
from pipeline.changes.kinds import kinds, primary
from pipeline.history import identified, refresh, settle
from pipeline.reading import read
from pipeline.rooms import Rooms
from pipeline.texts import claims_in

AS_THEY_ARE = frozenset({Outcome.NOT_MODIFIED, Outcome.MOVED, Outcome.ERROR})
"""Outcomes that come from the transport, which reading again cannot judge anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reread:
    """What reading one page again brought."""

    page: int
    """Number of the page."""

    key: str
    """Its key."""

    read: int = 0
    """Captures read again."""

    differences: int = 0
    """Changes recorded, all of them technical."""

    worse: int = 0
    """Captures that gave a text before and give none today: they stand as they were."""

    lost: int = 0
    """Captures whose bytes cannot be read back; `zonewatch verify` names them."""

    changed: bool = False
    """True when anything of the page was written."""


@dataclass(kw_only=True, slots=True)
class _Plan:
    """What is to be written about one page, as its captures were when it was planned."""

    basis: list[Sighting]
    texts: dict[int, tuple[Article, str]] = field(default_factory=dict)
    moves: list[tuple[int, Article, Reading]] = field(default_factory=list)
    outcomes: list[tuple[int, Reading]] = field(default_factory=list)
    claims: dict[int, tuple[Claim, ...]] = field(default_factory=dict)
    read: int = 0
    worse: int = 0
    lost: int = 0

    def empty(self) -> bool:
        """Whether everything reads as before."""
        return not (self.texts or self.moves or self.outcomes or self.claims)


def reextract(chosen: Iterable[Page], rooms: Rooms) -> Iterator[Reread]:
    """Read pages again, one unit of work each."""
    for page in chosen:
        yield _reread(page, rooms)


def _reread(page: Page, rooms: Rooms) -> Reread:
    with rooms.store.look() as unit:
        plan = _planned(unit, page, rooms)
    done = Reread(page=page.id, key=page.key, read=plan.read, worse=plan.worse, lost=plan.lost)
    if plan.empty():
        return done

    def write(unit: Unit) -> int:
        hold(unit, PAGE, page_lock(page.source, page.key))
        # A capture may have come in since; then what was planned is planned again, while nobody else writes to the page.
        last = plan if sightings_of(unit, page.id) == plan.basis else _planned(unit, page, rooms)
        return _written(unit, page, last, rooms)

    return replace(done, differences=rooms.store.write(write), changed=True)


def _planned(unit: Unit, page: Page, rooms: Rooms) -> _Plan:
    plan, held = _Plan(basis=sightings_of(unit, page.id)), versions.texts_of(unit, page.id)
    shown = {one.capture: one.text for one in plan.basis}
    for row, one in captures.kept_captures(unit, page.id):
        if one.outcome in AS_THEY_ARE:
            continue
        try:
            reading = read(_capture(page, one, rooms))
        except EvidenceLost:
            plan.lost += 1
            continue
        plan.read += 1
        _compare(plan, row, one, reading, shown[row], held)
    for row, version in held.items():
        article = plan.texts[row][0] if row in plan.texts else version.article
        today = claims_in(article, doc=f"{page.source}-{page.key}", gazetteer=rooms.gazetteer) if version.number else ()
        if today != versions.claims_of(unit, row):
            plan.claims[row] = today
    plan.texts = {row: new for row, new in plan.texts.items() if new[0] != held[row].article or new[1]}
    return plan


def _compare(plan: _Plan, row: int, one: HeldCapture, reading: Reading, text: int | None, held: Mapping[int, Version]) -> None:
    article = reading.article
    if text is None:
        if article is not None:
            plan.moves.append((row, article, reading))
        elif reading.outcome is not one.outcome:
            plan.outcomes.append((row, reading))
    elif article is None:
        plan.worse += 1
    elif text not in plan.texts:
        changed = text_sha256(article.paragraphs) != held[text].text_sha256
        plan.texts[text] = (article, (reading.layout or "") if changed else "")
    elif not _same(plan.texts[text][0], article):
        plan.moves.append((row, article, reading))


def _same(one: Article, other: Article) -> bool:
    return text_sha256(one.paragraphs) == text_sha256(other.paragraphs) and same_heading(one, other)


def _capture(page: Page, one: HeldCapture, rooms: Rooms) -> Capture:
    kept = held_at(one.warc or "", rooms.captures)
    return Capture(
        source=page.source,
        key=page.key,
        url=one.url,
        fetched_at=one.fetched_at,
        status=one.status,
        headers=kept.headers,
        body=kept.body,
        imported=one.status is None,
    )


def _written(unit: Unit, page: Page, plan: _Plan, rooms: Rooms) -> int:
    before = versions.texts_of(unit, page.id)
    claims_before = {row: versions.claims_of(unit, row) for row in before}
    for row, (article, layout) in plan.texts.items():
        digest = text_sha256(article.paragraphs)
        versions.read_anew(unit, row, article, text_sha256=digest, layout=layout or before[row].layout)
    versions.forget_essences(unit, page.id)
    for row, reading in plan.outcomes:
        captures.judge(unit, row, reading.outcome, reading.reason)
    for row, article, reading in plan.moves:
        _move(unit, page, row, article, reading)
    for row, claims in plan.claims.items():
        versions.forget_claims(unit, row)
        versions.add_claims(unit, row, claims)
    story = settle(unit, page, rooms.next_look, {}, rooms.gazetteer)
    changes.repoint(unit, page.id, {one.text: one.version for one in story.sightings if one.text and one.version})
    return refresh(unit, page, story) + _tell_readings(unit, page, before, claims_before)


def _move(unit: Unit, page: Page, row: int, article: Article, reading: Reading) -> None:
    """Let a capture, and those after it of which no bytes are kept, show another text than before."""
    digest = text_sha256(article.paragraphs)
    alike = versions.texts_alike(unit, page.id, digest)
    sightings = sightings_of(unit, page.id)
    place, own = next((place, one) for place, one in enumerate(sightings) if one.capture == row)
    text = next((held for held, version in alike.items() if same_heading(version.article, article)), None)
    if text is None:
        text = versions.add_text(unit, page.id, article, text_sha256=digest, layout=reading.layout or "", at=own.at)
    captures.judge(unit, row, Outcome.OK, reading.reason)
    captures.shows(unit, row, text)
    kept = {number for number, _ in captures.kept_captures(unit, page.id)}
    for one in _followers(sightings[place + 1 :], own, kept):
        captures.shows(unit, one.capture, text)


def _followers(later: Sequence[Sighting], own: Sighting, kept: set[int]) -> Iterator[Sighting]:
    for one in later:
        if own.text is None or (one.text == own.text and one.capture in kept):
            return
        if one.text == own.text:
            yield one


def _tell_readings(unit: Unit, page: Page, before: Mapping[int, Version], claims_before: Mapping[int, tuple[Claim, ...]]) -> int:
    told, after, names = 0, versions.texts_of(unit, page.id), versions.first_digests(unit, page.id)
    for row, old in before.items():
        new = after[row]
        if not (old.number and new.number):
            continue
        found = _differences(old.article, new.article, claims_before[row], versions.claims_of(unit, row))
        name = "|".join((page.source, page.key, "reread", names[row], old.text_sha256, new.text_sha256))
        at = old.first_seen
        seen = changes.Seen(page=page.id, from_version=row, to_version=row, seen_at=at, last_without=at, first_with=at, technical=True)
        told += sum(changes.add_change(unit, change_id, place, one, seen) for place, (change_id, one) in enumerate(identified(name, found)))
    return told


def _differences(old: Article, new: Article, old_claims: Sequence[Claim], new_claims: Sequence[Claim]) -> tuple[Change, ...]:
    result = compare(old, new, old_claims=old_claims, new_claims=new_claims)
    if not result.same_text:
        return result.changes
    return (*result.changes, *_of_claims(old_claims, new_claims))


def _of_claims(old: Sequence[Claim], new: Sequence[Claim]) -> Iterator[Change]:
    """Differences between two readings of one text, claim by claim."""
    before, after = ({(claim.key, claim.evidence.start): claim for claim in claims} for claims in (old, new))
    why = ("today's rules read this otherwise; the page did not change",)
    for place in dict.fromkeys((*before, *after)):
        was, now = before.get(place), after.get(place)
        if was == now:
            continue
        found = (kinds(was, now) if was and now else ()) or (("reworded",) if was and now else ("appeared",) if now else ("withdrawn",))
        words = [claim.evidence.text if claim else None for claim in (was, now)]
        yield Change(kind=primary(found[0]), kinds=tuple(found), before=was, after=now, old_words=words[0], new_words=words[1], reasons=why)
