"""The JSON forms other programs rely on: records in, the exact plain data of the contract out.

Times are ISO 8601 with offset. `line` writes one of them as one line that no reader can split.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db.claim import claim_to_json
from db.records import Change, Edit, HeldCapture, HeldFlicker, Page, Reading, RecordedChange, Review, Version
from db.run import Run
from pipeline.report.material import ReportData, by_importance
from pipeline.report.words import UNSAFE_RUN

Plain = dict[str, Any]


def page_json(page: Page) -> Plain:
    """What `pages --json` prints of a page."""
    return {
        "id": page.id,
        "source": page.source,
        "key": page.key,
        "urls": list(page.urls),
        "state": page.state.value,
        "versions": page.versions,
        "next_look": _iso(page.next_look),
    }


def version_json(version: Version, flickers: Iterable[HeldFlicker] = ()) -> Plain:
    """What `versions --json` prints of a version: the contract's keys, then the versions it was shown in turn with within hours."""
    return {
        "page": version.page,
        "number": version.number,
        "title": version.article.title,
        "published_at": _iso(version.article.published_at),
        "text_sha256": version.text_sha256,
        "first_seen": _iso(version.first_seen),
        "last_seen": _iso(version.last_seen),
        "flickers": [
            {
                "with": one.other if one.settled == version.number else one.settled,
                "first_seen": _iso(one.first_seen),
                "last_seen": _iso(one.last_seen),
                "times": one.times,
            }
            for one in flickers
            if version.number in (one.settled, one.other)
        ],
    }


def capture_json(capture: HeldCapture) -> Plain:
    """What `captures --json` prints of a capture."""
    return {
        "page": capture.page,
        "url": capture.url,
        "fetched_at": _iso(capture.fetched_at),
        "status": capture.status,
        "outcome": capture.outcome.value,
        "payload_sha256": capture.payload_sha256,
        "warc": capture.warc,
        "reason": capture.reason,
        "version": capture.version,
        "kept": capture.warc is not None,
        "repeated": capture.repeated,
    }


def change_json(recorded: RecordedChange) -> Plain:
    """What `changes --json` prints of a recorded change: the contract's keys, then the words as printed."""
    change = recorded.change
    return {
        "id": recorded.id,
        "page": recorded.page,
        "source": recorded.source,
        "url": recorded.url,
        "zone": recorded.zone,
        "kind": change.kind,
        "kinds": list(change.kinds),
        "before": change.before and claim_to_json(change.before),
        "after": change.after and claim_to_json(change.after),
        "seen_at": _iso(recorded.seen_at),
        "between": [_iso(moment) for moment in recorded.between],
        "versions": list(recorded.versions),
        "severity": change.severity,
        "reasons": list(change.reasons),
        "review": recorded.review and review_json(recorded.review),
        "old_words": change.old_words,
        "new_words": change.new_words,
        "technical": recorded.technical,
        "group": change.group or None,
    }


def review_json(review: Review) -> Plain:
    """A verdict without the id of its change, which stands beside it."""
    return {"verdict": review.verdict, "by": review.by, "at": _iso(review.at), "note": review.note}


def edit_json(edit: Edit) -> Plain:
    """One edit, as `compare --json` prints it."""
    return {"op": edit.op.value, "old": list(edit.old), "new": list(edit.new), "tokens": [list(token) for token in edit.tokens]}


def compare_json(edits: Iterable[Edit], changes: Iterable[Change], same_text: bool) -> Plain:
    """What `compare --json` prints: paragraph numbers count from 0, `same_text` speaks of the canonical texts."""
    return {
        "edits": [edit_json(edit) for edit in edits],
        "changes": [_bare_change(change) for change in changes],
        "same_text": same_text,
    }


def article_json(source: str, key: str | None, reading: Reading) -> Plain:
    """What `strip --json` prints; where the outcome is not ok every field of the article is null and `paragraphs` empty."""
    article = reading.article
    return {
        "source": source,
        "key": key,
        "layout": reading.layout,
        "title": article and article.title,
        "byline": article and article.byline,
        "source_line": article and article.source_line,
        "published_at": _iso(article.published_at) if article else None,
        "paragraphs": list(article.paragraphs) if article else [],
        "outcome": reading.outcome.value,
    }


def run_json(run: Run) -> Plain:
    """What `crawl --json` prints of a run."""
    return {
        "source": run.source,
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "requests": run.requests,
        "outcomes": dict(run.outcomes),
        "new_pages": run.new_pages,
        "new_versions": run.new_versions,
        "changes": run.changes,
        "passed_over": run.passed_over,
        "rests": [{"host": one.host, "why": one.why, "until": _iso(one.until)} for one in run.rests],
    }


def line(plain: Plain) -> str:
    """The data as one line of JSON without its line feed.

    Chinese stays legible; characters that steer a terminal, split a line or cannot be encoded are
    written as escapes, which every JSON reader turns back.
    """
    return UNSAFE_RUN.sub(_escape, json.dumps(plain, ensure_ascii=False, allow_nan=False))


def render(data: ReportData, *, made_at: datetime) -> dict[str, str]:
    """`changes.jsonl`: every change, most important first."""
    return {"changes.jsonl": "".join(line(change_json(sheet.recorded)) + "\n" for sheet in by_importance(data.changes))}


def _bare_change(change: Change) -> Plain:
    return {
        "kind": change.kind,
        "kinds": list(change.kinds),
        "before": change.before and claim_to_json(change.before),
        "after": change.after and claim_to_json(change.after),
        "severity": change.severity,
        "reasons": list(change.reasons),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found.group())[1:-1]
