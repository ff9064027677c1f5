"""What people must judge across articles stands among the changes, once, however often and in whatever order it is seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from itertools import permutations
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.cli.main import app
from db import changes
from db.records import Capture, RecordedChange
from pipeline.ledger.held import points_of
from pipeline.ledger.record import record_overdue
from pipeline.rooms import Rooms
from pipeline.takein import take_in
from pipeline.way import take

Post = Callable[..., Capture]

TARGET = "力争到2025年，德阳高新区工业总产值突破200亿元。"
REACHED = "2025年，德阳高新区实现工业总产值213亿元。"
BROUGHT = "截至2022年10月底，德阳高新区已引进通用航空企业42家。"
OTHERWISE = "截至2022年10月底，德阳高新区已引进通用航空企业55家。"


def told(rooms: Rooms) -> list[RecordedChange]:
    with rooms.store.look() as unit:
        return changes.changes(unit)


def test_two_outlets_that_exclude_each_other_are_a_change_of_the_later_one(rooms: Rooms, post: Post) -> None:
    take(post(1, "2022-11-08", BROUGHT), rooms)
    take(post(2, "2022-11-20", OTHERWISE), rooms)
    (one,) = told(rooms)
    assert one.change.kind == "contradicted" and one.page == 2 and one.versions == (1, 1) and one.zone == "德阳高新区"
    assert one.between == (datetime.fromisoformat("2022-11-08T12:00:00+08:00"), datetime.fromisoformat("2022-11-20T12:00:00+08:00"))
    assert one.change.before and "42家" in one.change.before.evidence.text and one.change.after and "55家" in one.change.after.evidence.text


def test_the_same_relation_is_recorded_once(rooms: Rooms, post: Post) -> None:
    captures = [post(1, "2022-11-08", BROUGHT), post(2, "2022-11-20", OTHERWISE), post(2, "2022-11-20", OTHERWISE, seen="2022-11-23")]
    for capture in (*captures, *captures):
        take(capture, rooms)
    take(post(2, "2022-11-20", f"秋色正浓。{OTHERWISE}", seen="2022-11-24"), rooms)
    assert [one.change.kind for one in told(rooms)].count("contradicted") == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_import_does_not_matter(rooms: Rooms, post: Post, order: tuple[int, ...]) -> None:
    captures = [post(1, "2022-11-08", TARGET), post(2, "2026-01-20", REACHED), post(3, "2026-01-25", f"{REACHED}再创新高。")]
    tuple(take_in([(str(number), captures[number]) for number in order], rooms))
    kept = [one for one in told(rooms) if one.change.kind == "fulfilled"]
    assert len({(one.change.before.doc, one.change.kind) for one in kept if one.change.before}) == 1


def test_a_promise_that_falls_due_while_it_is_watched_is_overdue_once(rooms: Rooms, post: Post) -> None:
    take(post(1, "2022-11-08", TARGET), rooms)
    for now in ("2025-12-31T23:00:00+08:00", "2026-01-01T00:30:00+08:00", "2026-06-01T00:00:00+08:00"):
        with rooms.store.unit() as unit:
            record_overdue(unit, datetime.fromisoformat(now))
        assert [one.change.kind for one in told(rooms)] == (["overdue"] if now > "2026" else [])
    (one,) = told(rooms)
    assert one.seen_at == datetime.fromisoformat("2026-01-01T00:00:00+08:00") and one.change.after is None


def test_a_promise_whose_day_was_over_at_first_sight_is_no_change(rooms: Rooms, post: Post) -> None:
    tuple(take_in([("old", post(1, "2022-11-08", TARGET, seen="2026-03-01"))], rooms))
    assert told(rooms) == []


def test_what_came_true_in_time_is_never_overdue(rooms: Rooms, post: Post) -> None:
    take(post(1, "2022-11-08", "德阳高新区力争到2025年引进通用航空企业50家。"), rooms)
    take(post(2, "2024-11-20", "截至2024年10月底，德阳高新区已引进通用航空企业52家。"), rooms)
    with rooms.store.unit() as unit:
        record_overdue(unit, datetime.fromisoformat("2026-02-01T00:00:00+08:00"))
    assert [one.change.kind for one in told(rooms)] == ["fulfilled"]


def test_the_commands_tell_series_relations_and_promises(rooms: Rooms, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(post(1, "2022-11-08", f"{TARGET}{BROUGHT}"), rooms)
    take(post(2, "2023-11-20", "截至2023年10月底，德阳高新区已引进通用航空企业57家。"), rooms)
    (tmp_path / "zonewatch.toml").write_text(f'[store]\nurl = "{rooms.store.url}"\n', encoding="utf-8")
    monkeypatch.setenv("ZONEWATCH_CONFIG", str(tmp_path / "zonewatch.toml"))

    def lines(*words: str) -> list[dict[str, object]]:
        result = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
        return [json.loads(line) for line in result.stdout.splitlines()]

    ledger = lines("ledger", "德阳高新技术产业开发区", "--now", "2024-01-01")
    points = [line for line in ledger if "as_of" in line]
    assert [(point["as_of"], point["zone"]) for point in points][:2] == [("2022-10-31", "德阳高新区"), ("2023-10-31", "德阳高新区")]
    assert set(points[0]) == {"zone", "key", "page", "url", "claim", "as_of", "seen_at"}
    assert [line["relation"] for line in ledger if "relation" in line] == ["updated"]
    (promise,) = lines("promises", "德阳", "--on", "2026-01-01")
    assert (promise["status"], promise["deadline"]) == ("overdue", date(2025, 12, 31).isoformat())
    assert lines("promises", "--overdue", "--on", "2025-12-31") == []
    shown = CliRunner().invoke(app, ["ledger", "德阳高新区"], catch_exceptions=False)
    assert "德阳高新区" in shown.stdout and "57家" in shown.stdout


def test_a_span_of_the_ledger_holds_what_was_first_seen_within_it(rooms: Rooms, post: Post) -> None:
    said = (
        post(1, "2022-11-08", BROUGHT),
        post(2, "2022-11-20", OTHERWISE),
        post(1, "2022-11-08", f"秋色正浓。{BROUGHT}", seen="2022-12-24"),
    )
    for capture in said:
        take(capture, rooms)

    def pages_within(since: str | None, until: str | None) -> list[int]:
        span = [datetime.fromisoformat(f"{one}T00:00:00+08:00") if one else None for one in (since, until)]
        with rooms.store.look() as unit:
            return [point.page for point in points_of(unit, {"": ("德阳高新区",)}, *span)[""]]

    assert pages_within(None, None) == [1, 2]
    assert pages_within("2022-11-09", None) == [2], "an edit elsewhere on the page does not say it anew"
    assert pages_within(None, "2022-11-09") == [1]
    assert pages_within("2022-11-08", "2022-11-21") == [1, 2]
    assert pages_within("2022-12-01", None) == []
