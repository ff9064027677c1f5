"""A store of an earlier release is brought up to date without losing what it says."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from db import pages, versions
from db.claim import Subject
from db.placing import place_in_thread
from db.records import Article
from db.revisions import MIGRATIONS
from db.store import Store, open_store, upgrade_store
from db.tables import paragraph, statement
from tests.changes.build import claim, deadline, value

SERIES = next(MIGRATIONS.glob("versions/*_series.py")).name.partition("_")[0]
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
BODY = ("云岭高新区已引进项目13个。", "到2027年，云岭高新区将引进企业20余家。")
FACT = claim(BODY, "云岭高新区已引进项目13个", figure=value("13个", 13), id="finews-1-001")
PLACED = replace(FACT, subject=Subject(canon="云岭高新区", type="zone", link="zone:CN-000000-gxq"))
PROMISE = claim(BODY, "云岭高新区将引进企业20余家", time=deadline("到2027年", date(2027, 12, 31)), modality="planned", id="finews-1-002")
STATED = tuple(replace(one, doc="finews-1", pub=date(2026, 3, 1)) for one in (FACT, PROMISE))


def test_statements_learn_their_page_and_place_and_paragraphs_are_still_found(address: str) -> None:
    store = open_store(address)
    rows = _held(store)
    _back_to(store, f"{SERIES}-1")
    store.close()
    upgrade_store(address)
    store = open_store(address)
    with store.unit() as unit:
        held = {row.place for row in unit.execute(select(statement.c.place).where(statement.c.page_id == 1))}
        assert held == {place_in_thread(one, AT.date()) for one in STATED}
        versions.add_text(unit, 1, Article(title="", paragraphs=BODY), text_sha256="2", layout="x", at=AT)
        assert set(unit.scalars(select(paragraph.c.id))) == rows, "a paragraph said again is not kept again"
    store.close()


def _held(store: Store) -> set[int]:
    with store.unit() as unit:
        page = pages.page_of(unit, "finews", "1", AT)
        row = versions.add_text(unit, page.id, Article(title="", paragraphs=BODY), text_sha256="1", layout="x", at=AT)
        versions.number(unit, page.id, [row])
        versions.add_claims(unit, row, STATED)
        return set(unit.scalars(select(paragraph.c.id)))


def _back_to(store: Store, name: str) -> None:
    """To an earlier revision, with whole digests of paragraphs as it had them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.unit() as unit:
        config.attributes["connection"] = unit
        command.downgrade(config, name)
        for row in unit.execute(text("SELECT id, text FROM paragraph")).all():
            digest = hashlib.sha256(row.text.encode()).hexdigest()
            unit.execute(text("UPDATE paragraph SET sha256 = :digest WHERE id = :row"), {"digest": digest, "row": row.id})
