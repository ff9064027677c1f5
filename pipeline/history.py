"""Write one capture into a page's history: its version, and what turned at it.

A capture newer than all others only adds to the history. One that comes late (an import of an older
copy) is put in its place, versions are numbered anew and the changes of the page are told again; a
change keeps its identity through that, and so its verdicts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from db import captures, changes, pages, versions
from db.captures import Bytes
from db.claim import Claim
from db.flickers import note_flickers
from db.locks import PAGE, hold, page_lock
from db.pages import Known
from db.records import Article, Capture, Change, Op, Outcome, Page, Version
from db.sightings import Sighting, sightings_of
from db.store import Unit
from db.versions import Head
from pipeline.before import Before, read_before
from pipeline.canonical import same_heading
from pipeline.changes.compare import compare
from pipeline.claims.zones import Gazetteer
from pipeline.deadlines import deadlines
from pipeline.finding import Finding, Recorded
from pipeline.outcome import host_of
from pipeline.rooms import NextLook
from pipeline.sighted import sighted
from pipeline.sources import source
from pipeline.texts import claims_in
from pipeline.timeline import SHOWING, Standing, Turn, looks, turns

DOUBT = "held in doubt: less than half of the text shown before; it counts once seen three times over a day"


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A page's history as it stands after a capture."""

    turns: tuple[Turn, ...]
    """Every turn, in the order of time."""

    standing: Standing
    """How the page stands."""

    sightings: tuple[Sighting, ...]
    """Its captures with the versions they show."""

    fresh: tuple[int, ...]
    """Rows that became versions just now."""

    revised: frozenset[int]
    """Rows of the captures whose outcome was revised."""


def text_shown(texts: Mapping[int, Head], article: Article, text_sha256: str) -> int | None:
    """The row of the text of a page (out of all of them) that is canonically this one, header and all; None when there is none."""
    alike = ((row, held) for row, held in texts.items() if held.text_sha256 == text_sha256)
    return next((row for row, held in alike if same_heading(held.article, article)), None)


def record(unit: Unit, finding: Finding, next_look: NextLook, held: Before | None = None) -> Recorded:
    """Write one capture and everything that follows from it; the caller's unit commits it together.

    `held` is what is held of its page, where that was read in this very unit (see `sole_writer`).
    """
    capture = finding.capture
    if held is None:
        sole_writer(unit, capture)
        held = read_before(unit, capture)
    page = held.page or pages.page_of(unit, capture.source, capture.key, capture.fetched_at)
    if held.holds(capture, finding.payload_sha256):
        return Recorded(page=page.id, held=True, wanted=page.wanted)
    earlier = held.sightings
    text, is_new, touched = _text(unit, page.id, finding, held)
    kept = finding.keep(is_new or finding.reading.outcome is not Outcome.OK)
    row = captures.add_capture(unit, page.id, capture, finding.reading, payload_sha256=finding.payload_sha256, text=text, kept=kept)
    own = host_of(capture.url) in source(capture.source).hosts
    pages.seen_under(unit, page.id, capture.url, capture.fetched_at, own=own)
    latest = not earlier or (earlier[-1].at, earlier[-1].url) < (capture.fetched_at, capture.url)
    sightings = [*earlier, sighting_of(row, finding, text, kept)] if latest else sightings_of(unit, page.id)
    claims = {text: finding.claims} if is_new and text is not None and finding.claims is not None else {}
    looked = None if capture.imported else capture.fetched_at
    now = Before(page=held.page, sightings=sightings, texts=versions.heads_of(unit, page.id) if touched else held.texts)
    story = settle(unit, page, next_look, claims, finding.gazetteer, now, looked)
    outcome, reason = _turned_out(unit, row, finding, story)
    if row in story.revised and outcome is not Outcome.OK and kept.place is None:
        captures.keep(unit, row, capture, finding.keep(True))
    late = story.sightings[-1].capture != row
    if late or story.standing.flickers:
        _note_flickers(unit, page, story)
    told = _tell(unit, page, story, capture, anew=late or story.standing.undone_at == capture.fetched_at)
    return Recorded(
        page=page.id,
        outcome=outcome,
        reason=reason,
        new_page=held.page is None,
        new_version=bool(story.fresh),
        changes=told,
        wanted=page.wanted,
    )


def sole_writer(unit: Unit, capture: Capture) -> None:
    """See to it that nobody else writes to the page of a capture until the unit ends."""
    hold(unit, PAGE, page_lock(capture.source, capture.key))


def _turned_out(unit: Unit, row: int, finding: Finding, story: Story) -> tuple[Outcome, str]:
    """What a capture is in the light of those before it, and why."""
    return captures.judged(unit, row) if row in story.revised else (finding.reading.outcome, finding.reading.reason)


def _note_flickers(unit: Unit, page: Known | Page, story: Story) -> None:
    told = [
        {"settled": one.settled, "other": one.other, "first_seen": one.first, "last_seen": one.last, "times": one.times}
        for one in story.standing.flickers
    ]
    note_flickers(unit, page.id, told)


def sighting_of(row: int, finding: Finding, text: int | None, kept: Bytes) -> Sighting:
    """The sighting that a capture just written is, as the store would give it back."""
    capture = finding.capture
    etag, last_modified = captures.validators_in(capture)
    return Sighting(
        at=capture.fetched_at.astimezone(UTC),
        url=capture.url,
        outcome=finding.reading.outcome,
        version=text,
        length=_length(finding) if text is not None else 0,
        etag=etag,
        last_modified=last_modified,
        capture=row,
        text=text,
        payload=finding.payload_sha256,
        place=kept.place,
        repeated=kept.repeated,
    )


def _length(finding: Finding) -> int:
    article = finding.reading.article
    return finding.length if finding.length is not None else sum(map(len, article.paragraphs)) if article else 0


def settle(
    unit: Unit,
    page: Known | Page,
    next_look: NextLook,
    claims: Mapping[int, tuple[Claim, ...]],
    gazetteer: Gazetteer | None = None,
    held: Before | None = None,
    looked: datetime | None = None,
) -> Story:
    """Tell a page's history from its captures and bring versions, outcomes and state in line; gives the story.

    `claims` are those already read from texts, by their rows; what is missing is read here with the gazetteer given. `held`
    is what the store holds of the page, where it was read already; `looked` is when it was fetched just now.
    """
    before, texts = (held.sightings, held.texts) if held else (sightings_of(unit, page.id), versions.heads_of(unit, page.id))
    sightings = sighted(before, texts)
    for old, new in zip(before, sightings, strict=True):
        if old.version != new.version:
            captures.stands_for(unit, new.capture, new.version)
    every, standing = turns(sightings)
    fresh = _number(unit, page, standing, texts)
    read = {row: claims[row] if row in claims else _claims_in(unit, page, row, gazetteer) for row in fresh}
    for row, found in read.items():
        versions.add_claims(unit, row, found)
    revised = _judge(unit, sightings, standing)
    shown = tuple(replace(one, outcome=revised[one.capture]) if one.capture in revised else one for one in sightings)
    _date(unit, sightings, texts)
    published = texts[standing.seen[-1]].article.published_at if standing.seen else None
    promised = _promised(unit, standing.settled, texts, read) if standing.settled else ()
    pages.set_state(unit, page.id, standing.state, next_look(looks(shown), published, promised), looked)
    return Story(turns=every, standing=standing, sightings=sightings, fresh=tuple(fresh), revised=frozenset(revised))


def _number(unit: Unit, page: Known | Page, standing: Standing, texts: Mapping[int, Head]) -> list[int]:
    """Number the versions in the order in which they became certain; gives the rows that had no number before."""
    held = {row: text.number for row, text in texts.items() if text.number}
    if held == {row: place for place, row in enumerate(standing.seen, start=1)}:
        return []
    return versions.number(unit, page.id, standing.seen)


def _claims_in(unit: Unit, page: Known | Page, row: int, gazetteer: Gazetteer | None) -> tuple[Claim, ...]:
    return claims_in(versions.article_of(unit, row), doc=f"{page.source}-{page.key}", gazetteer=gazetteer)


def _promised(unit: Unit, row: int, texts: Mapping[int, Head], read: Mapping[int, tuple[Claim, ...]]) -> tuple[date, ...]:
    """The days on which promises of a version fall due, worked out once for each version."""
    known = texts[row].deadlines
    if known is None:
        known = deadlines(read[row] if row in read else versions.claims_of(unit, row))
        versions.fall_due(unit, row, known)
    return known


def refresh(unit: Unit, page: Page, story: Story) -> int:
    """After texts were read again: the edits as they read now, and as technical changes what was not recorded before.

    A turn that was recorded keeps its changes as they were told; where its two texts now read alike, they become
    technical. Gives how many changes were added.
    """
    _note_flickers(unit, page, story)
    held, digests = versions.texts_of(unit, page.id), versions.first_digests(unit, page.id)
    recorded = changes.turns_recorded(unit, page.id)
    changes.mark_alike(unit, page.id)
    names, told = _names(page, story.turns, digests), 0
    for turn in story.turns:
        if (turn.old, turn.new, turn.first_with) in recorded:
            _found(unit, turn, held)
        else:
            told += _tell_one(unit, page.id, turn, held, names[turn], technical=True)
    return told


def _text(unit: Unit, page_id: int, finding: Finding, held: Before) -> tuple[int | None, bool, bool]:
    """The row of the text that a capture shows, whether it is new, and whether anything was written to the page's texts."""
    article, at, digest = finding.reading.article, finding.capture.fetched_at, finding.text_sha256
    if article is None or digest is None:
        return None, False, False
    row = finding.text or text_shown(held.texts, article, digest)
    layout = finding.reading.layout or ""
    if row is None:
        return versions.add_text(unit, page_id, article, text_sha256=digest, layout=layout, at=at, essence=finding.essence), True, True
    if finding.essence:
        versions.remember(unit, row, finding.essence)
    earliest = next((one for one in held.sightings if one.text == row), None)
    if not earliest or (at, finding.capture.url) >= (earliest.at, earliest.url):
        return row, False, False
    # A text is shown in the words of its first capture, whichever capture was recorded first.
    versions.read_anew(unit, row, article, text_sha256=digest, layout=layout)
    versions.forget_claims(unit, row)
    if versions.is_version(unit, row):
        versions.add_claims(
            unit, row, claims_in(article, doc=f"{finding.capture.source}-{finding.capture.key}", gazetteer=finding.gazetteer)
        )
    return row, False, True


def _judge(unit: Unit, sightings: Sequence[Sighting], standing: Standing) -> dict[int, Outcome]:
    """Revise outcomes in the light of the whole history; gives what became of the captures concerned, by their rows."""
    revised: dict[int, Outcome] = {}
    for one in sightings:
        if one.text is None:
            continue
        certain = one.version in standing.seen
        if certain and one.outcome not in SHOWING:
            captures.believe(unit, one.capture)
            revised[one.capture] = Outcome.OK
        elif not certain and one.outcome in SHOWING:
            captures.judge(unit, one.capture, Outcome.UNRECOGNISED, DOUBT)
            revised[one.capture] = Outcome.UNRECOGNISED
    return revised


def _date(unit: Unit, sightings: Sequence[Sighting], texts: Mapping[int, Head]) -> None:
    spans: dict[int, tuple[datetime, datetime]] = {}
    for one in sightings:
        if one.version is not None:
            spans[one.version] = spans.get(one.version, (one.at, one.at))[0], one.at
    for row, span in spans.items():
        if span != (texts[row].first_seen, texts[row].last_seen):
            versions.seen(unit, row, *span)


def _tell(unit: Unit, page: Known | Page, story: Story, capture: Capture, *, anew: bool) -> int:
    """Tell what turned at a capture; the whole history anew where that capture came late, or took something back."""
    if anew:
        changes.forget_changes(unit, page.id)
    due = story.turns if anew else tuple(turn for turn in story.turns if turn.seen_at == capture.fetched_at)
    return _tell_turns(unit, page, story, due, technical=False)


def _tell_turns(unit: Unit, page: Known | Page, story: Story, due: Sequence[Turn], *, technical: bool) -> int:
    if not due:
        return 0
    held = versions.texts_of(unit, page.id)
    names = _names(page, story.turns, versions.first_digests(unit, page.id))
    return sum(_tell_one(unit, page.id, turn, held, names[turn], technical=technical) for turn in due)


def _tell_one(unit: Unit, page_id: int, turn: Turn, held: Mapping[int, Version], name: str, *, technical: bool) -> int:
    seen = changes.Seen(
        page=page_id,
        from_version=turn.old,
        to_version=turn.new,
        seen_at=turn.seen_at,
        last_without=turn.last_without,
        first_with=turn.first_with,
        technical=technical,
    )
    found = tuple(_found(unit, turn, held))
    return sum(changes.add_change(unit, change_id, number, one, seen) for number, (change_id, one) in enumerate(identified(name, found)))


def _found(unit: Unit, turn: Turn, held: Mapping[int, Version]) -> Sequence[Change]:
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


def _names(page: Known | Page, every: Sequence[Turn], digests: Mapping[int, str]) -> dict[Turn, str]:
    """For each turn a name that does not depend on when it was seen, nor on other captures coming late."""
    count: Counter[str] = Counter()
    names = {}
    for turn in every:
        plain = "|".join((page.source, page.key, turn.kind, digests[turn.old], digests[turn.new]))
        count[plain] += 1
        names[turn] = f"{plain}|{count[plain]}"
    return names


def identified(name: str, found: Sequence[Change]) -> Iterator[tuple[str, Change]]:
    """Changes with their identities, made of a name for where they happened and of what they are."""
    count: Counter[str] = Counter()
    for one in found:
        parts = (name, one.kind, one.before.key if one.before else "", one.after.key if one.after else "", one.old_words or "")
        plain = "|".join(parts)
        count[plain] += 1
        yield hashlib.sha256(f"{plain}|{count[plain]}".encode()).hexdigest()[:16], one
