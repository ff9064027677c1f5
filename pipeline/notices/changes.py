"""Which changes a recipient is told of at once, which in the day's digest, and which belong into one message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from db import told
from db.changes import changes_named
from db.china import CHINA
from db.records import RecordedChange
from db.store import Unit
from pipeline.message import Recipient
from pipeline.notices.texts import of_digest, of_edit
from pipeline.telling import digest_topic

AT_ONCE = 500
"""Changes asked for in one statement."""

SAME_NEWS = timedelta(days=7)
"""The same edit on further pages within so long is no news any more: it stands in the digest."""


def note_changes(unit: Unit, one: Recipient, now: datetime, *, oldest: datetime) -> None:
    """Make a recipient's messages of what changed, and its digest when that is due; each change is decided about once."""
    since = max(told.watched_since(unit, one.name, now), oldest)
    fresh = _named(unit, told.unnoticed(unit, one.name, since))
    known = told.groups_told(unit, one.name, [each.change.group for each in fresh], now - SAME_NEWS)
    for edit in edits(fresh):
        number = None
        if one.at_once is not None and edit[0].change.severity >= one.at_once and edit[0].change.group not in known:
            number = told.note(unit, one.name, f"changes {edit[0].id}", of_edit(edit, one.language), now)
        told.cover(unit, one.name, (each.id for each in edit), number)
    _note_digest(unit, one, now)


def edits(changes: Iterable[RecordedChange]) -> list[list[RecordedChange]]:
    """The changes by what belongs into one message: the same edit on several pages, else one edit of one page.

    The most severe first, and so within each. Pure.
    """
    ranked = sorted(changes, key=lambda one: (-one.change.severity, one.seen_at, one.id))
    pages: dict[str, set[int]] = {}
    for one in ranked:
        pages.setdefault(one.change.group, set()).add(one.page)
    found: dict[object, list[RecordedChange]] = {}
    for one in ranked:
        shared = one.change.group and len(pages[one.change.group]) > 1
        found.setdefault(one.change.group if shared else (one.page, one.versions), []).append(one)
    return list(found.values())


def _named(unit: Unit, ids: Sequence[str]) -> list[RecordedChange]:
    return [one for start in range(0, len(ids), AT_ONCE) for one in changes_named(unit, ids[start : start + AT_ONCE])]


def _note_digest(unit: Unit, one: Recipient, now: datetime) -> None:
    topic = digest_topic(one, now)
    if topic is None or told.was_noted(unit, one.name, topic):
        return
    waited: Sequence[RecordedChange] = _named(unit, told.for_digest(unit, one.name))
    news = [each for each in waited if not (each.review and each.review.verdict == "dismiss")]
    words = of_digest(edits(news), now.astimezone(CHINA).date(), one.language) if news else ""
    number = told.note(unit, one.name, topic, words, now)
    told.digested(unit, one.name, number)
    if not news:
        told.take(unit, number, now)  # a day without news is no message, and is over
        told.settle(unit, number)
