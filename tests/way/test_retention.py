"""Letting old bytes go: what proves a version or a removal stays, and everything that stays can be read back."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.keys import PolicyTable
from crawler.policy import watched_by
from db import captures, pages
from db.records import Capture, HeldCapture, Outcome
from db.store import Store
from pipeline.archive import held_at
from pipeline.retention import KEPT, droppable, prune
from pipeline.rooms import Rooms
from pipeline.verify import verify
from pipeline.way import take

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def held(day: int, outcome: Outcome, version: int | None) -> HeldCapture:
    shown = version if outcome is Outcome.OK else None
    fields = {"url": "u", "status": 200, "reason": "", "layout": None, "payload_sha256": str(day), "warc": f"f#{day}"}
    return HeldCapture(page=1, fetched_at=START + day * DAY, outcome=outcome, version=shown, **fields)


HISTORIES = st.lists(st.tuples(st.sampled_from(Outcome), st.integers(1, 3)), max_size=30).map(
    lambda steps: [held(day, outcome, version) for day, (outcome, version) in enumerate(steps)]
)


@given(HISTORIES, st.integers(0, 40))
def test_the_first_and_the_last_sight_of_every_state_stay(history: list[HeldCapture], day: int) -> None:
    gone = droppable(history, START + day * DAY)
    for place, one in enumerate(history):
        edge = place in (0, len(history) - 1)
        turn = not edge and any(
            (history[near].outcome, history[near].version) != (one.outcome, one.version) for near in (place - 1, place + 1)
        )
        if edge or one.outcome in KEPT or one.fetched_at >= START + day * DAY:
            assert one not in gone
        if turn and one.outcome not in (Outcome.OK, Outcome.NOT_MODIFIED):
            assert one not in gone


def post(text: str) -> bytes:
    head = "---\nlayout: post\ntitle: 内江高新区项目建设\ndate: 2026-03-02 10:00:00 +0800\ncategories: kejiribao\ntags: 科技日报\n---\n\n"
    return f"{head}{text}\n\n园区负责人介绍了下一步的安排，其余项目正在加快建设。\n".encode()


def test_what_is_let_go_is_gone_and_what_stays_can_be_read_back(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    next_look = watched_by(PolicyTable())
    url = "https://finews.withounder.com/kejiribao/2026/03/02/NW202603020000000001.html"
    bodies = [post(f"截至2月底，内江高新区已引进项目{13 + day // 6}个。") + b"\n" * day for day in range(12)]
    for day, body in enumerate(bodies):
        rooms = Rooms(store=store, captures=folder, writer="w", next_look=next_look, keep_all=True)
        fields = {"url": url, "final_url": url, "status": 200, "headers": (("Content-Type", "text/markdown"),)}
        take(Capture(source="finews", key="NW202603020000000001", fetched_at=START + day * DAY, body=body, **fields), rooms)
    size = sum(path.stat().st_size for path in folder.glob("*/*.gz"))
    now = START + 100 * DAY
    planned = prune(store, folder, now, 30 * DAY, dry=True)
    done = prune(store, folder, now, 30 * DAY)
    assert (planned.captures, planned.records, planned.size) == (done.captures, done.records, done.size)
    assert done.captures == 8
    assert sum(path.stat().st_size for path in folder.glob("*/*.gz")) == size - done.size
    with store.look() as unit:
        (page,) = pages.all_pages(unit)
        kept = [one for one in captures.captures_of(unit, page.id) if one.warc]
    assert [(one.fetched_at - START) // DAY for one in kept] == [0, 5, 6, 11]
    assert all(hashlib.sha256(held_at(one.warc or "", folder).body).hexdigest() == one.payload_sha256 for one in kept)
    assert verify(store, folder).bad == ()
    again = prune(store, folder, now, 30 * DAY)
    assert (again.captures, again.files) == (0, 0)


def test_nothing_young_is_let_go(store: Store, tmp_path: Path) -> None:
    assert prune(store, tmp_path, START, 30 * DAY).captures == 0
