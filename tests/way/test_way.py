"""A capture goes the whole way in one unit of work; the same one twice, or in another order, changes nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from db import captures, changes, pages, versions
from db.flickers import flickers_of
from db.records import Capture, PageState
from db.upkeep import counts
from pipeline import history, way
from pipeline.archive import held_at
from pipeline.report import jsonl
from pipeline.rooms import Rooms
from pipeline.way import take

Post = Callable[..., Capture]

THIRTEEN = "截至2月底，内江高新区已引进电子信息项目13个。"
FIFTEEN = "截至2月底，内江高新区已引进电子信息项目15个。"
NINE = "截至2月底，内江高新区已引进电子信息项目9个。"


def told(rooms: Rooms) -> list[tuple[str, str, tuple[int, int]]]:
    with rooms.store.look() as unit:
        return sorted((one.id, one.change.kind, one.versions) for one in changes.changes(unit))


def kinds(rooms: Rooms) -> list[str]:
    with rooms.store.look() as unit:
        return [one.change.kind for one in changes.changes(unit)]


def test_a_changed_figure_becomes_one_recorded_change_with_its_evidence(rooms: Rooms, post: Post) -> None:
    take(post(THIRTEEN), rooms)
    take(post(FIFTEEN, hours=24), rooms)
    with rooms.store.look() as unit:
        (one,) = changes.changes(unit)
        page = pages.page_by_key(unit, "finews", "NW202603020000000001")
        assert page is not None
        held = captures.captures_of(unit, page.id)
    assert (one.change.kind, one.zone, one.versions) == ("value_changed", "内江高新区", (1, 2))
    assert one.change.before and one.change.before.value and one.change.before.value.num == 13
    assert one.between == (held[0].fetched_at, held[1].fetched_at)
    assert [held_at(capture.warc or "", rooms.captures).body for capture in held] == [post(THIRTEEN).body, post(FIFTEEN).body]


def test_the_same_capture_twice_changes_nothing(rooms: Rooms, post: Post) -> None:
    take(post(THIRTEEN), rooms)
    with rooms.store.look() as unit:
        before = counts(unit)
    assert take(post(THIRTEEN), rooms).held
    with rooms.store.look() as unit:
        assert counts(unit) == before


def test_an_unchanged_text_is_seen_again_and_is_no_version(rooms: Rooms, post: Post) -> None:
    take(post(THIRTEEN), rooms)
    take(post(THIRTEEN.replace("，", ",").replace("13", "１３"), hours=24), rooms)
    with rooms.store.look() as unit:
        (version,) = versions.versions_of(unit, 1)
    assert (version.last_seen - version.first_seen).total_seconds() == 24 * 3600
    assert kinds(rooms) == []


@pytest.mark.parametrize("broken", ["add_text", "add_claims"])
def test_a_fault_half_way_leaves_nothing_in_the_store(rooms: Rooms, post: Post, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    take(post(THIRTEEN), rooms)
    with rooms.store.look() as unit:
        before = counts(unit)

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(history.versions, broken, fail)
        with pytest.raises(OSError, match="full"):
            take(post(FIFTEEN, hours=24), rooms)
    with rooms.store.look() as unit:
        assert counts(unit) == before
    take(post(FIFTEEN, hours=24), rooms)
    assert kinds(rooms) == ["value_changed"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_captures_may_come_in_any_order_of_time(rooms: Rooms, post: Post, order: tuple[int, ...]) -> None:
    day = [post(THIRTEEN), post(FIFTEEN, hours=24), post(NINE, hours=48), post(NINE, hours=72)]
    for number in order:
        take(day[number], rooms)
    with rooms.store.look() as unit:
        held = versions.versions_of(unit, 1)
        found = changes.changes(unit)
    assert [version.article.paragraphs[0] for version in held] == [THIRTEEN, FIFTEEN, NINE]
    assert sorted((one.change.kind, one.versions, one.between[0].day) for one in found) == [
        ("value_changed", (1, 2), 2),
        ("value_changed", (2, 3), 3),
    ]


def test_a_late_capture_keeps_the_identity_of_changes_told_before(rooms: Rooms, post: Post) -> None:
    take(post(FIFTEEN, hours=24), rooms)
    take(post(NINE, hours=48), rooms)
    before = told(rooms)
    take(post(THIRTEEN), rooms)
    after = told(rooms)
    assert [one[0] for one in before] == [one[0] for one in after if one[2] == (2, 3)]


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_failure_is_no_version_and_no_change(rooms: Rooms, post: Post, status: int) -> None:
    take(post(THIRTEEN), rooms)
    take(post("", hours=24, status=status, body=b"<html><body>blocked</body></html>"), rooms)
    take(post("", hours=25, status=None, body=b"", fault="timed out"), rooms)
    take(post(THIRTEEN, hours=48), rooms)
    with rooms.store.look() as unit:
        assert len(versions.versions_of(unit, 1)) == 1
    assert kinds(rooms) == []


def test_a_post_gone_for_good_is_withdrawn_once_and_restored_once(rooms: Rooms, post: Post) -> None:
    take(post(THIRTEEN), rooms)
    for hours in (1, 13, 25, 37):
        take(post("", hours=hours, status=410, body=b"<html><body>gone</body></html>"), rooms)
    assert kinds(rooms) == ["page_withdrawn"]
    with rooms.store.look() as unit:
        assert pages.page_named(unit, "1").state is PageState.WITHDRAWN
    take(post(THIRTEEN, hours=60), rooms)
    assert sorted(kinds(rooms)) == ["page_restored", "page_withdrawn"]


def test_the_stages_are_the_item_pipelines_in_their_order() -> None:
    from crawler import settings
    from pipeline import items

    names = [
        name.rpartition(".")[2]
        for name, _ in sorted(settings.ITEM_PIPELINES.items(), key=lambda item: item[1])
        if name.startswith("pipeline.")
    ]
    assert [vars(items)[name] for name in names] == [items.Keep, items.Again, items.Archive, items.Strip, items.Versions, items.Changes]
    assert [stage.__name__ for stage in way.WAY] == ["keep", "again", "archive", "strip", "version", "change"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 2, 0, 3, 1)])
def test_stale_caches_are_noted_once_and_announced_to_nobody(rooms: Rooms, post: Post, order: tuple[int, ...]) -> None:
    seen = [post(THIRTEEN), post(FIFTEEN, hours=24), post(THIRTEEN, hours=25), post(FIFTEEN, hours=26), post(FIFTEEN, hours=26.5)]
    for number in order:
        take(seen[number], rooms)
    take(post(THIRTEEN, hours=27), rooms)
    take(post(FIFTEEN, hours=28), rooms)
    with rooms.store.look() as unit:
        (one,) = flickers_of(unit, 1)
        every = versions.versions_of(unit, 1)
    assert (one.settled, one.other, one.times) == (2, 1, 2)
    assert (one.first_seen, one.last_seen) == (seen[2].fetched_at, post(THIRTEEN, hours=27).fetched_at)
    assert kinds(rooms) == ["value_changed"] and [version.number for version in every] == [1, 2]
    assert jsonl.version_json(every[0], [one])["flickers"][0]["with"] == 2


def test_a_stale_copy_long_after_the_edit_leaves_one_change_under_its_own_name(rooms: Rooms, post: Post) -> None:
    take(post(THIRTEEN), rooms)
    take(post(FIFTEEN, hours=24), rooms)
    (told,) = identities(rooms)
    take(post(THIRTEEN, hours=48), rooms)
    assert len(identities(rooms)) == 2
    take(post(FIFTEEN, hours=49), rooms)
    assert identities(rooms) == [told]
    with rooms.store.look() as unit:
        assert [(one.settled, one.other, one.times) for one in flickers_of(unit, 1)] == [(2, 1, 1)]


def identities(rooms: Rooms) -> list[str]:
    with rooms.store.look() as unit:
        return [one.id for one in changes.changes(unit)]
