"""Versions with their texts, in the order in which they were first read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from db.records import Version
from db.store import Unit
from db.stretches import along, versions_after
from pipeline.export.table import Kind, Row, Table
from pipeline.report.jsonl import version_json


def _records(unit: Unit, _since: datetime | None) -> Iterator[Version]:
    return along(partial(versions_after, unit))


def _row(held: Version) -> Row:
    article = held.article
    return (
        *(held.page, held.number, article.title, article.byline, article.source_line, article.original_title),
        *(article.published_at, article.updated_at, held.first_seen, held.last_seen, held.layout, held.text_sha256),
        "\n".join(article.paragraphs),
    )


def _form(held: Version) -> dict[str, Any]:
    article = held.article
    return {
        **version_json(held),
        "byline": article.byline,
        "source_line": article.source_line,
        "layout": held.layout,
        "paragraphs": list(article.paragraphs),
    }


TABLE = Table(
    columns={
        **dict.fromkeys(("page", "number"), Kind.INTEGER),
        **dict.fromkeys(("title", "byline", "source_line", "original_title"), Kind.TEXT),
        **dict.fromkeys(("published_at", "updated_at", "first_seen", "last_seen"), Kind.MOMENT),
        **dict.fromkeys(("layout", "text_sha256", "text"), Kind.TEXT),
    },
    records=_records,
    row=_row,
    form=_form,
    rows_in="version",
)
