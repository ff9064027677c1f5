"""A page that shows much less than before is held in doubt, and believed only when it stays so."""

from __future__ import annotations

import random
from pathlib import Path

from db.captures import suspects
from db.records import Outcome
from db.store import Store
from pipeline.way import outcome_of, take
from tests.way.rooms import LONG, START, held_captures, held_changes, held_versions, post, rooms, seen

SHORT = ["截至2月底，内江高新区已引进电子信息项目13个。"]


def outcomes(store: Store) -> list[str]:
    return [capture.outcome.value for capture in held_captures(store)]


def test_less_than_half_of_the_text_is_no_version(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post()), room)
    visit = take(seen(5, post(SHORT)), room)
    take(seen(50, post()), room)
    assert outcome_of(visit) is Outcome.UNRECOGNISED
    assert outcomes(store) == ["ok", "unrecognised", "ok"]
    assert "half" in held_captures(store)[1].reason
    assert held_captures(store)[1].warc
    assert len(held_versions(store)) == 1
    assert held_changes(store) == []
    with store.look() as unit:
        assert len(suspects(unit, "finews", START)) == 1


def test_it_is_real_once_seen_three_times_over_a_day(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post()), room)
    for hour in (10, 20, 30):
        take(seen(hour, post(SHORT)), room)
    assert len(held_versions(store)) == 1
    visit = take(seen(34, post(SHORT)), room)
    assert outcome_of(visit) is Outcome.OK
    assert outcomes(store) == ["ok"] * 5
    assert len(held_versions(store)) == 2
    told = held_changes(store)
    assert told
    first, second = held_captures(store)[:2]
    assert {one.between for one in told} == {(first.fetched_at, second.fetched_at)}
    assert {one.seen_at for one in told} == {held_captures(store)[-1].fetched_at}
    with store.look() as unit:
        assert suspects(unit, "finews", START) == []


def test_three_sights_within_hours_or_with_the_whole_text_between_are_not_enough(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post()), room)
    for hour in (1, 2, 3, 4):
        take(seen(hour, post(SHORT)), room)
    take(seen(20, post()), room)
    for hour in (30, 40):
        take(seen(hour, post(SHORT)), room)
    assert len(held_versions(store)) == 1


def test_a_short_first_text_and_a_shortened_one_are_versions_at_once(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    for hour, text in ((0, SHORT), (10, LONG), (20, LONG[:2])):
        take(seen(hour, post(text)), room)
    assert [version.number for version in held_versions(store)] == [1, 2, 3]


def test_the_same_texts_in_another_order_of_arrival_are_judged_the_same(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    told = [seen(0, post()), *(seen(hour, post(SHORT)) for hour in (5, 20, 40)), seen(60, post()), seen(61, post(SHORT))]
    random.Random(3).shuffle(told)
    for capture in told:
        take(capture, room)
    assert outcomes(store) == ["ok"] * 6
    assert [version.number for version in held_versions(store)] == [1, 2]
