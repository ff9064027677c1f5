"""What recipients hear, and how often: real changes in a real store, sent to a real server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest

from db import told
from db.changes import add_review, changes
from db.records import Review
from db.store import Store
from pipeline.message import NotTold, Recipient, notifier
from pipeline.telling import note_states, pending, tell, watch
from tests.notices.conftest import Edit
from tests.notices.hook import Hook
from tests.way.rooms import START

HOUR = timedelta(hours=1)
FEWER, MORE = (f"截至2月底，内江高新区已引进电子信息项目{count}个，总投资约42亿元。" for count in (13, 31))


def reached(hook: Hook, **given: Any) -> Recipient:
    settings = {"url": f"http://{hook.place}/token", "bearer": "t", "timeout": 0.5}
    return Recipient(**{"name": "room", "by": "webhook", "settings": settings, "language": "en", "digest": None, "at_once": 0.0, **given})


def heard(hook: Hook) -> list[str]:
    return [one["message"] for one in hook.told]


def test_a_change_is_told_once_and_those_before_the_recipient_was_named_never(store: Store, show: Edit, hook: Hook) -> None:
    one = reached(hook)
    show(FEWER, 0)
    show(MORE, 1)
    watch(store, [one], START + 2 * HOUR)
    assert tell(store, [one], START + 2 * HOUR) == ()
    assert hook.told == []
    show(FEWER, 30)
    for hours in (30, 31, 99):
        assert tell(store, [one], START + hours * HOUR) == ()
    (message,) = heard(hook)
    assert message.startswith("内江高新区: value changed (lowered): ")
    assert "31个 → 13个" in message and "zonewatch show " in message and "between 2026-03-02 13:00 and 2026-03-03 18:00" in message
    with store.look() as unit:
        assert not pending(unit, [one], START + 99 * HOUR)


def test_the_same_edit_on_many_pages_is_one_message_and_further_pages_wait_for_the_digest(store: Store, show: Edit, hook: Hook) -> None:
    one = reached(hook, digest=time(8))
    watch(store, [one], START)
    for page in range(1, 6):
        show(FEWER, 0, page, title="内江高新区项目建设")
    for page in range(1, 5):
        show(FEWER, 1, page, title="内江高新区项目推进")
    tell(store, [one], START + HOUR)
    assert len(hook.told) == 1
    assert "the same edit on 4 pages" in heard(hook)[0]
    show(FEWER, 2, 5, title="内江高新区项目推进")
    tell(store, [one], START + 2 * HOUR)
    assert len(hook.told) == 1
    tell(store, [one], START + 24 * HOUR)
    assert heard(hook)[1].startswith("zonewatch 2026-03-03: 1 change\n- [")


def test_what_is_not_severe_is_told_in_one_digest_a_day_without_what_was_dismissed(store: Store, show: Edit, hook: Hook) -> None:
    one = reached(hook, at_once=0.99, digest=time(8), language="zh")
    watch(store, [one], START)
    tell(store, [one], START)
    show(FEWER, 0, 1)
    show(FEWER.replace("内江", "德阳"), 0, 2, title="德阳高新区项目建设")
    show(MORE, 1, 1)
    show(MORE.replace("内江", "德阳"), 2, 2, title="德阳高新区项目建设")
    with store.unit() as unit:
        dropped = next(each for each in changes(unit) if each.url.endswith("2.html"))
        add_review(unit, Review(change=dropped.id, verdict="dismiss", by="w", at=START, note=""))
    for hours in (2, 12, 19.9):  # 8 in the morning is 20 hours after the start
        tell(store, [one], START + hours * HOUR)
    assert hook.told == []
    for hours in (20, 21, 30, 44, 45):
        tell(store, [one], START + hours * HOUR)
    (message,) = heard(hook)
    assert message.startswith("zonewatch 2026-03-03 日报：1 处变化\n- [")
    assert "内江高新区：数值变化（上调）：" in message and "13个 → 31个" in message


def states(well: bool) -> list[tuple[str, bool, str]]:
    return [("finews runs", well, f"so {well}"), ("finews pages", True, "fine")]


def test_what_breaks_is_told_once_and_once_more_when_it_mends(store: Store, hook: Hook) -> None:
    one, deaf = reached(hook), reached(hook, name="deaf", alerts=False)
    for well in (True, False, False, False, True, True, False):
        note_states(store, states(well), [one, deaf], START)
        assert tell(store, [one, deaf], START) == ()
    assert [one["well"] for one in hook.told] == [False, True, False]
    assert hook.told[0] == {
        "id": hook.told[0]["id"],
        "topic": "finews runs",
        "well": False,
        "message": "zonewatch: finews runs needs attention: so False",
        "at": START.isoformat(),
        "bearer": "Bearer t",
        "path": "/token",
    }


def test_a_turn_that_was_undone_before_anybody_heard_of_it_is_not_told(store: Store, hook: Hook) -> None:
    one = reached(hook)
    hook.status = 500
    note_states(store, states(False), [one], START)
    tell(store, [one], START)
    hook.status = 200
    hook.told.clear()
    note_states(store, states(True), [one], START)
    assert tell(store, [one], START + HOUR) == ()
    assert hook.told == []


def test_what_could_not_be_told_is_tried_again_later_and_later_and_given_up_in_the_end(store: Store, hook: Hook) -> None:
    one = reached(hook)
    hook.status = 500
    note_states(store, states(False), [one], START)
    tried = [minutes for minutes in (*range(0, 180, 5), *range(180, 8 * 24 * 60, 120)) if tell(store, [one], START + minutes * HOUR / 60)]
    assert tried[:5] == [0, 5, 10, 30, 95]
    assert len(tried) < 40 and max(tried) > 6 * 24 * 60
    assert len({one["id"] for one in hook.told}) == 1
    with store.look() as unit:
        (fault,) = told.faults_of_telling(unit)
        assert fault.fault is not None and fault.fault.startswith("given up after ")
    hook.status = 200
    assert tell(store, [one], START + 1000 * HOUR) == ()
    assert len(hook.told) == len(tried)


@pytest.mark.parametrize("status", [500, 302, 404])
def test_an_answer_that_is_no_yes_is_said_without_the_address(store: Store, hook: Hook, status: int) -> None:
    hook.status = status
    note_states(store, states(False), [reached(hook)], START)
    (fault,) = tell(store, [reached(hook)], START)
    assert "token" not in fault and f"it answered {status}" in fault


def test_a_message_that_is_told_in_the_end_leaves_no_fault(store: Store, hook: Hook) -> None:
    one = reached(hook)
    hook.status = 503
    note_states(store, states(False), [one], START)
    assert len(tell(store, [one], START)) == 1
    hook.status = 204
    assert tell(store, [one], START + HOUR) == ()
    assert len(hook.told) == 2
    with store.look() as unit:
        assert told.faults_of_telling(unit) == []


def test_an_answer_that_comes_too_late_is_no_reason_to_send_it_twice(store: Store, hook: Hook) -> None:
    one = reached(hook)
    hook.seconds = 0.9
    note_states(store, states(False), [one], START)
    (fault,) = tell(store, [one], START)
    assert "did not answer in time" in fault
    hook.seconds = 0.0
    assert tell(store, [one], START + 100 * HOUR) == ()
    assert len(hook.told) == 1
    with store.look() as unit:
        assert "not sent again" in str(told.faults_of_telling(unit)[0].fault)


def test_a_process_that_dies_while_it_sends_does_not_send_twice(store: Store, hook: Hook) -> None:
    one = reached(hook)
    note_states(store, states(False), [one], START)
    with store.unit() as unit:
        (row,) = told.waiting(unit, "room", START)
        assert told.take(unit, row.number, START)
        assert not told.take(unit, row.number, START)
    assert tell(store, [one], START + 100 * HOUR) == ()
    assert hook.told == []
    with store.look() as unit:
        assert "it was being sent when the process ended" in str(told.faults_of_telling(unit)[0].fault)


def test_one_recipient_that_cannot_be_reached_holds_up_no_other(store: Store, hook: Hook) -> None:
    gone = reached(hook, name="gone", settings={"url": "http://127.0.0.1:9/token"})
    one = reached(hook)
    note_states(store, [*states(False), ("thepaper runs", False, "too")], [gone, one], START)
    assert tell(store, [gone, one], START) == (
        "gone: The notifier webhook could not tell it (it cannot be reached: Connection refused): it is tried again later.",
    )
    assert len(hook.told) == 2


def test_whoever_is_told_to_end_leaves_the_rest_for_later(store: Store, hook: Hook) -> None:
    one = reached(hook)
    note_states(store, states(False), [one], START)
    assert tell(store, [one], START, ending=lambda: True) == ()
    assert hook.told == []
    tell(store, [one], START)
    assert len(hook.told) == 1


def apprise(hook: Hook, more: str = "", **given: Any) -> Recipient:
    return reached(hook, by="apprise", settings={"url": f"json://{hook.place}/token{more}"}, **given)


class Kept(logging.Handler):
    """What reaches the root of all logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def logged() -> Iterator[list[str]]:
    kept = Kept()
    logging.getLogger().addHandler(kept)
    yield kept.lines
    logging.getLogger().removeHandler(kept)


def test_apprise_sends_title_and_body_as_they_are_and_says_nothing_of_its_address(store: Store, hook: Hook, logged: list[str]) -> None:
    one = apprise(hook)
    note_states(store, [("finews runs", False, "<b>x</b> [y](http://evil.example) @all")], [one], START)
    hook.status = 500
    (fault,) = tell(store, [one], START)
    assert fault == "room: The notifier apprise could not tell it (the service answered 500): it is tried again later."
    hook.status = 200
    assert tell(store, [one], START + HOUR) == ()
    said = hook.told[-1]
    assert said["title"] == "zonewatch: finews runs needs attention: <b>x</b> [y](http：//evil.example) ＠all"
    assert said["type"] == "warning" and said["path"] == "/token"
    assert "token" not in repr(one)
    assert logged == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nosuch://x/token", "Apprise does not understand its `url`"),
        ("json://127.0.0.1:9/token", "the service cannot be reached or refuses"),
        ("tgram://123456789:abcdefg_hijklmnop/1/2", "names 2 targets: give each a table of its own"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words_without_it(hook: Hook, url: str, says: str) -> None:
    from pipeline.telling import try_out

    fault = try_out(reached(hook, by="apprise", settings={"url": url}), START)
    assert fault is not None and says in fault and "token" not in fault


def test_apprise_waits_no_longer_than_its_address_says_and_does_not_send_twice_then(store: Store, hook: Hook) -> None:
    one = apprise(hook, "?rto=0.4&cto=0.4")
    hook.seconds = 0.8
    note_states(store, states(False), [one], START)
    (fault,) = tell(store, [one], START)
    assert "did not answer in time" in fault
    assert tell(store, [one], START + 100 * HOUR) == ()
    assert len(hook.told) == 1


def test_a_message_longer_than_the_service_takes_is_cut_between_lines(hook: Hook) -> None:
    from apprise import Apprise

    from pipeline.message import Message
    from pipeline.notify.apprise import _fitted

    service = Apprise.instantiate("wecombot://abcdefghijklmnopqrstuvwxyz0123456789")
    message = Message(topic="digest", words="\n".join(["标题", *["内江高新区：数值变化" * 5] * 50]), at=START)
    title, body = _fitted(message, service)
    assert len(f"{title}\n{body}".encode()) <= 2048
    assert body.endswith("数值变化\n…")


@pytest.mark.parametrize("by", ["log", "webhook", "apprise"])
def test_every_notifier_tells_what_it_takes(by: str) -> None:
    assert isinstance(notifier(by).KEYS, frozenset)
    assert issubclass(NotTold, Exception)
