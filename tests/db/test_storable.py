"""What no PostgreSQL keeps in a text is met with one rule on both databases, and found again under it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from db import changes, pages, versions
from db.changes import Seen, add_change
from db.move import digest_of
from db.queue import Wanted, queue
from db.records import Article, Change, Review
from db.storable import INSTEAD
from db.store import Store
from db.tables import source
from db.verdicts import add_review, reviews_of

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
WORDS = "内江\x00高新区"


def test_a_nul_is_kept_as_the_character_for_what_is_none_and_found_under_it(store: Store) -> None:
    with store.unit() as unit:
        page = pages.page_of(unit, "finews", WORDS, AT)
        pages.seen_under(unit, page.id, f"https://example.com/{WORDS}", AT)
        article = Article(title=WORDS, byline=WORDS, source_line=WORDS, paragraphs=(WORDS, WORDS), captions=(WORDS,))
        row = versions.add_text(unit, page.id, article, text_sha256="1", layout="x", at=AT)
        versions.number(unit, page.id, [row])
        seen = Seen(page=page.id, from_version=row, to_version=row, seen_at=AT, last_without=AT, first_with=AT)
        add_change(unit, "0" * 16, 0, Change(kind="text_changed", kinds=(WORDS,), new_words=WORDS, severity=0.5, reasons=(WORDS,)), seen)
        add_review(unit, Review(change="0" * 16, verdict="note", by=WORDS, at=AT, note=WORDS))
    kept = WORDS.replace("\x00", INSTEAD)
    with store.unit() as unit:
        assert pages.page_of(unit, "finews", WORDS, AT).id == 1
        held = versions.versions_of(unit, 1)[0].article
        assert (held.title, held.byline, held.source_line, *held.paragraphs) == (kept,) * 5
        assert changes.change_named(unit, "0" * 16).change.new_words == kept
        assert [one.by for one in reviews_of(unit, ["0" * 16])["0" * 16]] == [kept]
        assert len(queue(unit, Wanted(words=WORDS)).entries) == 1


def test_half_a_character_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match=r"surrogates|utf-8"), store.unit() as unit:
        pages.page_of(unit, "finews", "\ud800", AT)


@pytest.mark.parametrize("new_address", ["sqlite"], indirect=True)
def test_a_store_that_held_one_before_the_rule_is_digested_as_it_will_lie(store: Store) -> None:
    with store.unit() as unit:
        unit.execute(text("INSERT INTO source (name, first_seen) VALUES ('x' || char(0) || 'y', '2026-03-02 08:00:00.000000')"))
        before = digest_of(unit, source)
        unit.execute(text("UPDATE source SET name = 'x' || char(65533) || 'y'"))
        assert digest_of(unit, source) == before
