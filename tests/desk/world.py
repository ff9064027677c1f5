"""A small store for the desk's tests: three articles, each edited a day later, and desks and browsers over it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from db.people import Person, add_person
from db.records import Capture, Look
from db.store import Store
from pipeline.desk.app import serve_app
from pipeline.desk.rooms import Desk, Standing, Watched
from pipeline.ledger.record import record_overdue
from pipeline.rooms import Rooms
from pipeline.way import take
from tests.desk.inside import inside

START = datetime(2026, 3, 2, 4, tzinfo=UTC)
NOW = START + timedelta(days=30)
POST = """---
layout: post
title: "{title}"
date: {day} 09:00:00 +0800
categories: kejiribao
tags: 科技日报新闻
---
{body}
"""
EDITS = (
    ("内江高新区一季度项目情况", "截至2026年2月底，内江高新区已引进电子信息项目{}个。", "13", "15"),
    ("德阳高新区培育方案", "力争到{}年，德阳高新区打造3个百亿级产业集群。", "2025", "2027"),
    ("内江高新区企业名单", "内江高新区聚集电子信息配套企业{}家。", "10余", "10"),
)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "園區" * 4


def fill(store: Store, captures: Path) -> None:
    """Three articles, each in two versions."""
    rooms = Rooms(store=store, captures=captures, writer="test", next_look=_tomorrow)
    for number, (title, text, old, new) in enumerate(EDITS):
        for day, words in enumerate((old, new)):
            take(_capture(number, title, text.format(words), day), rooms)
    report = "截至2026年3月1日，内江高新区已引进电子信息项目11个。"
    take(_capture(9, "内江高新区再添项目", report, 3), rooms)
    with store.unit() as unit:
        record_overdue(unit, NOW)


def _capture(number: int, title: str, text: str, day: int) -> Capture:
    key = f"NW2026030200000{number:05}"
    url = f"https://finews.withounder.com/kejiribao/2026/03/02/{key}.html"
    body = POST.format(
        title=title, day="2026-03-02", body=f"<p>{text}</p>\n<p>园区负责人介绍了相关情况。</p>\n<p>（文章来源：科技日报）</p>"
    ).encode()
    at = START + timedelta(days=day, minutes=number)
    return Capture(source="finews", key=key, url=url, final_url=url, fetched_at=at, status=200, body=body)


def _tomorrow(looks: tuple[Look, ...], _published: datetime | None, _deadlines: tuple[date, ...]) -> datetime | None:
    return looks[-1].at + timedelta(days=1)


def make_desk(store: Store, captures: Path, **other: object) -> Desk:
    """A desk whose clock stands still."""
    desk = Desk(
        store=store,
        captures=captures,
        clock=lambda: NOW,
        key=b"k" * 32,
        language="en",
        name="林",
        standings=lambda _unit, _now: (Standing(what="store", well=True, words="whole"), Standing(what="clock", well=False, words="slow")),
        sources=lambda _unit, _now: (Watched(name="finews", enabled=True, schedule="6h", due=3),),
    )
    return replace(desk, **other)


class Browser:
    """A browser without JavaScript: keeps cookies, and sends forms with the token of the page it saw last."""

    def __init__(self, desk: Desk, *, host: str = "127.0.0.1", client: str = "127.0.0.1") -> None:
        self.http = inside(serve_app(desk), host=host, client=client)
        self.seal = ""

    def get(self, path: str, **more: object) -> object:
        """A page, redirects followed."""
        answer = self.http.get(path, **more)  # type: ignore[arg-type]
        found = (
            re.search(r'name="seal" value="(\w+)"', answer.text) if answer.headers.get("content-type", "").startswith("text/html") else None
        )
        self.seal = found.group(1) if found else self.seal
        return answer

    def post(self, path: str, follow: bool = True, **data: str) -> object:
        """A form, sent with the token."""
        return self.http.post(path, data={"seal": self.seal, **data}, follow_redirects=follow)


def user(store: Store, name: str, role: str) -> None:
    """Add a user whose password is PASSWORD, hashed with less effort than in earnest."""
    with store.unit() as unit:
        add_person(unit, Person(name=name, role=role, secret=CHEAP.hash(PASSWORD), since=NOW))


def logged_in(desk: Desk, name: str) -> Browser:
    """A browser in which a user has logged in."""
    browser = Browser(desk)
    browser.get("/login")
    browser.post("/login", name=name, password=PASSWORD)
    browser.get("/")
    return browser
