"""What the tests of the way work with: rooms of their own, and captures of a small post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.keys import PolicyTable
from crawler.policy import watched_by
from db import captures, changes, pages, versions
from db.records import Capture, HeldCapture, RecordedChange, Version
from db.store import Store
from pipeline.rooms import Rooms

START = datetime(2026, 3, 2, 4, tzinfo=UTC)
KEY = "NW202603023411120001"
URL = f"https://finews.withounder.com/kejiribao/2026/03/02/{KEY}.html"
LONG = (
    "截至2月底，内江高新区已引进电子信息项目13个，总投资约42亿元。",
    "其中6个项目建成投产，其余项目正在加快建设。",
    "园区负责人介绍了下一步的安排。",
)
DATE = "2026-03-02 10:00:00 +0800"


def rooms(store: Store, folder: Path, *, keep_all: bool = False, writer: str = "test") -> Rooms:
    """Rooms over a store and a folder."""
    return Rooms(store=store, captures=folder, writer=writer, next_look=watched_by(PolicyTable()), keep_all=keep_all)


def post(paragraphs: Sequence[str] = LONG, *, title: str = "内江高新区项目建设", chrome: str = "", date: str = DATE) -> bytes:
    """The bytes of a post; `chrome` changes them and not the text."""
    head = f"layout: post\ntitle: {title}\ndate: {date}\ncategories: kejiribao\ntags: 科技日报{chrome}\n"
    return ("---\n" + head + "---\n\n" + "\n\n".join(paragraphs) + "\n").encode()


def seen(
    hours: float, body: bytes = b"", *, status: int = 200, headers: Sequence[tuple[str, str]] = (), asked: Sequence[tuple[str, str]] = ()
) -> Capture:
    """A fetched capture of the post so many hours after the start."""
    return Capture(
        source="finews",
        key=KEY,
        url=URL,
        final_url=URL,
        fetched_at=START + timedelta(hours=hours),
        status=status,
        headers=tuple(headers),
        request_headers=(("User-Agent", "zonewatch/0"), *asked),
        body=body,
    )


def held_captures(store: Store) -> list[HeldCapture]:
    """The captures of the post."""
    with store.look() as unit:
        page = pages.page_by_key(unit, "finews", KEY)
        return captures.captures_of(unit, page.id) if page else []


def held_versions(store: Store) -> list[Version]:
    """The versions of the post."""
    with store.look() as unit:
        page = pages.page_by_key(unit, "finews", KEY)
        return versions.versions_of(unit, page.id) if page else []


def held_changes(store: Store, *, technical: bool = False) -> list[RecordedChange]:
    """The changes of the post."""
    with store.look() as unit:
        return changes.changes(unit, technical=technical)


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
