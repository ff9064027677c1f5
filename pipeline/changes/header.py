"""Compare what stands around the body: title, day of publication, statement of origin.

What counts as the same is decided in one place, `pipeline.canonical.same_header`; here it is asked field by field.
"""

from __future__ import annotations

from datetime import datetime

from db.records import Article, Change
from pipeline.canonical import same_header
from pipeline.changes.severity import of_header


def header_changes(old: Article, new: Article) -> list[Change]:
    """`title_changed`, `date_changed` and `source_changed`, each at most once."""
    fields = (
        ("title_changed", Article(title=old.title), Article(title=new.title), old.title, new.title),
        (
            "date_changed",
            Article(title="", published_at=old.published_at),
            Article(title="", published_at=new.published_at),
            _words(old.published_at),
            _words(new.published_at),
        ),
        (
            "source_changed",
            Article(title="", source_line=old.source_line),
            Article(title="", source_line=new.source_line),
            old.source_line or "",
            new.source_line or "",
        ),
    )
    return [_change(kind, before, after) for kind, left, right, before, after in fields if not same_header(left, right)]


def _change(kind: str, before: str, after: str) -> Change:
    weight, reasons = of_header(kind, before, after)
    return Change(kind=kind, kinds=(kind,), old_words=before, new_words=after, severity=weight, reasons=reasons)


def _words(moment: datetime | None) -> str:
    return moment.isoformat(sep=" ", timespec="minutes") if moment else ""
