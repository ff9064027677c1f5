"""What other pages say beside a statement: the nearest in time, of what they still say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from db import pages, versions
from db.beside import Spot, busy, statements_beside
from db.claim import Subject
from db.placing import place_in_thread
from db.records import Article
from db.store import Store, Unit
from db.tables import statement, version
from tests.changes.build import claim, value

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
BODY = ("云岭高新区已引进项目13个。",)
FACT = claim(BODY, "云岭高新区已引进项目13个", figure=value("13个", 13), id="finews-1-001")
PLACED = replace(FACT, subject=Subject(canon="云岭高新区", type="zone", link="zone:CN-000000-gxq"))


def test_of_a_busy_thread_the_nearest_in_time_are_given(store: Store) -> None:
    days = [date(2026, 1, day) for day in (9, 3, 27, 15, 21)]
    with store.unit() as unit:
        for number, day in enumerate(days, start=1):
            said_by(unit, number, day)
        thread = unit.scalar(select(statement.c.thread).limit(1)) or ""
        near = beside(unit, Spot(thread=thread, place=place(days[3]), most=1))
        assert near == [days[0], days[4]]
        assert busy(unit, [thread, "another"], 4) == {thread} and busy(unit, [thread], 5) == set()


def test_what_is_said_no_more_is_passed_over_for_what_stands_farther_off(store: Store) -> None:
    with store.unit() as unit:
        for number, day in ((1, 3), (2, 9), (3, 12), (4, 15)):
            said_by(unit, number, date(2026, 1, day))
        for number in (2, 3):
            said_by(unit, number, date(2025, 6, number), at=AT + timedelta(days=1))
        thread = unit.scalar(select(statement.c.thread).limit(1)) or ""
        near = beside(unit, Spot(thread=thread, place=place(date(2026, 1, 15)), most=2))
        assert near == [date(2026, 1, 3), date(2025, 6, 3)]


def said_by(unit: Unit, number: int, day: date, at: datetime = AT) -> None:
    """A new latest version of a page makes a statement published on a day."""
    page = pages.page_of(unit, "finews", str(number), at)
    held = list(unit.scalars(select(version.c.id).where(version.c.page_id == page.id).order_by(version.c.id)))
    row = versions.add_text(unit, page.id, Article(title="", paragraphs=BODY), text_sha256=f"{number}{len(held)}", layout="x", at=at)
    versions.number(unit, page.id, [*held, row])
    versions.add_claims(unit, row, [replace(PLACED, doc=f"finews-{number}", pub=day)])


def place(day: date) -> int:
    return place_in_thread(replace(PLACED, pub=day), AT.date())


def beside(unit: Unit, spot: Spot) -> list[date | None]:
    """The days of what other pages than the fourth say beside a spot."""
    return [one.claim.pub for one in statements_beside(unit, 4, [spot])[spot]]
