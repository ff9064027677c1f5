"""Claims come out of the store as they went in, and what versions share is kept once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import claims, pages, versions
from db.claim import Claim, claim_to_json
from db.packing import pack, unpack
from db.records import Article
from db.statements import statements_about
from db.store import Store
from db.tables import statement
from tests.changes.build import claim, deadline, value

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
BODY = ("湖水很清。", "云岭高新区已引进项目13个。", "到2027年，云岭高新区将引进企业20余家。")
STATED = (
    claim(BODY, "云岭高新区已引进项目13个", figure=value("13个", 13), id="t-001"),
    claim(
        BODY,
        "云岭高新区将引进企业20余家",
        figure=value("20余家", 20, comparator="gt", high=30),
        metric="企业",
        modality="planned",
        id="t-002",
    ),
    claim(BODY, "云岭高新区将引进企业20余家", time=deadline("到2027年", date(2027, 12, 31)), metric="企业", id="another name"),
)


def version(store: Store, number: int, stated: tuple[Claim, ...], key: str = "1") -> int:
    with store.unit() as unit:
        page = pages.page_of(unit, "finews", key, AT)
        article = Article(title="", paragraphs=BODY)
        row = versions.add_text(unit, page.id, article, text_sha256=str(number), layout="x", at=AT + timedelta(days=number))
        versions.number(unit, page.id, sorted(versions.texts_of(unit, page.id)))
        claims.add_claims(unit, row, stated)
        return row


def test_claims_come_back_as_they_were(store: Store) -> None:
    row = version(store, 1, STATED)
    with store.look() as unit:
        assert claims.claims_of(unit, row) == STATED


def test_a_statement_that_only_stands_further_down_is_kept_once(store: Store) -> None:
    later = tuple(claims.shifted(one, 40) for one in STATED)
    rows = version(store, 1, STATED), version(store, 2, later)
    with store.look() as unit:
        assert unit.scalar(select(func.count()).select_from(statement)) == len(STATED)
        assert claims.claims_of(unit, rows[1]) == later
        about = statements_about(unit, ["云岭高新区"])
    assert [one.claim for one in about] == list(later), "the latest version speaks for its page"
    assert {one.seen_at for one in about} == {AT + timedelta(days=1)}, "and said it from the first version on"


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_what_is_packed_comes_back(plain: object) -> None:
    assert unpack(pack(plain)) == plain


def test_a_packed_claim_is_small() -> None:
    assert len(pack(claim_to_json(replace(STATED[0], id="")))) < 250
