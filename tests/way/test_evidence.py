"""What is kept of a capture, and that what is kept can be read back whatever happened since."""

from __future__ import annotations

import hashlib
import resource
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from db.records import Outcome
from db.store import Store
from pipeline import way
from pipeline.archive import EvidenceLost, held_at
from pipeline.archive import archive as to_archive
from pipeline.way import take
from tests.way.rooms import LONG, held_captures, held_changes, held_versions, post, rooms, seen, size

HEADERS = (
    ("Date", "Mon, 02 Mar 2026 04:00:00 GMT"),
    ("Server", "openresty"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("ETag", '"5f2a-61c0ffee"'),
    ("Last-Modified", "Mon, 02 Mar 2026 03:55:00 GMT"),
    ("Cache-Control", "max-age=60"),
)
ASKED = (("If-None-Match", '"5f2a-61c0ffee"'), ("If-Modified-Since", "Mon, 02 Mar 2026 03:55:00 GMT"))


def test_a_second_sight_of_a_text_on_one_day_is_kept_as_digest_and_headers(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post(), headers=HEADERS), room)
    before = size(folder)
    take(seen(2, post(chrome=", 新"), headers=HEADERS), room)
    first, second = held_captures(store)
    assert size(folder) == before
    assert (second.warc, second.repeated, second.headers) == (None, False, HEADERS)
    assert second.payload_sha256 == hashlib.sha256(post(chrome=", 新")).hexdigest()
    assert (first.headers, held_at(first.warc or "", folder).body) == ((), post())
    assert held_versions(store)[0].last_seen == second.fetched_at


def test_what_is_kept_carries_request_and_response(store: Store, folder: Path) -> None:
    take(seen(0, post(), headers=HEADERS), rooms(store, folder))
    (file,) = folder.rglob("*.warc.gz")
    with file.open("rb") as stream:
        records = [(record.rec_type, record.rec_headers.get_header("WARC-Date")) for record in ArchiveIterator(stream)]
    assert records == [("response", "2026-03-02T04:00:00Z"), ("request", "2026-03-02T04:00:00Z")]
    kept = held_at(held_captures(store)[0].warc or "", folder)
    assert (kept.status, kept.headers[: len(HEADERS)]) == (200, HEADERS)


@pytest.mark.parametrize("hours", [2, 30], ids=["the same day", "another day"])
def test_the_same_bytes_again_are_recorded_as_such_and_cost_next_to_nothing(store: Store, folder: Path, hours: float) -> None:
    room = rooms(store, folder)
    body = post([f"{text}{number}" for number in range(200) for text in LONG])
    take(seen(0, body, headers=HEADERS), room)
    before = size(folder)
    take(seen(hours, body, headers=HEADERS), room)
    first, second = held_captures(store)
    assert size(folder) - before < 1024
    assert second.repeated
    assert second.warc == first.warc
    assert size(folder) > before or hours < 24


def test_an_answer_that_nothing_was_modified_proves_the_version_and_costs_next_to_nothing(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post(), headers=HEADERS), room)
    before = size(folder)
    take(seen(30, status=304, headers=HEADERS, asked=ASKED), room)
    _, second = held_captures(store)
    assert 0 < size(folder) - before < 1024
    assert (second.outcome, second.version) == (Outcome.NOT_MODIFIED, 1)
    assert held_at(second.warc or "", folder).body == b""
    assert held_versions(store)[0].last_seen == second.fetched_at


def test_a_304_narrows_the_interval_of_the_change_that_follows(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post(), headers=HEADERS), room)
    take(seen(30, status=304, headers=HEADERS, asked=ASKED), room)
    take(seen(40, post([LONG[0].replace("13", "15"), *LONG[1:]])), room)
    assert {change.between[0] for change in held_changes(store)} == {held_captures(store)[1].fetched_at}


def test_a_304_stands_for_the_text_of_its_validators_not_for_the_latest(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post(), headers=HEADERS), room)
    take(seen(10, post([*LONG, "园区还将新建一所学校。"]), headers=(("ETag", '"other"'),)), room)
    take(seen(20, status=304, asked=ASKED), room)
    assert [capture.version for capture in held_captures(store)] == [1, 2, 1]


def test_a_304_nobody_asked_for_shows_nothing(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post()), room)
    take(seen(9, status=304), room)
    assert [(one.outcome, one.version) for one in held_captures(store)] == [(Outcome.OK, 1), (Outcome.NOT_MODIFIED, None)]


def test_what_shows_something_new_or_went_wrong_is_kept_on_the_same_day(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    new = post([*LONG, "园区还将新建一所学校。"])
    answers = [(200, post()), (200, new), (403, b"no"), (200, post(chrome="x")), (200, b"<html></html>"), (200, new)]
    for hour, (status, body) in enumerate(answers):
        take(seen(hour, body, status=status), room)
    held = held_captures(store)
    assert [one.warc is not None for one in held] == [True, True, True, False, True, True]
    assert held[-1].repeated


def test_one_ok_capture_a_day_is_kept(store: Store, folder: Path) -> None:
    for hour in range(0, 60, 5):
        take(seen(hour, post(chrome=str(hour))), rooms(store, folder))
    kept = [one.fetched_at.date() for one in held_captures(store) if one.warc]
    assert kept == sorted(set(kept))
    assert len(kept) == 3


def test_everything_is_kept_where_that_is_wanted(store: Store, folder: Path) -> None:
    for hour in range(4):
        take(seen(hour, post(chrome=str(hour))), rooms(store, folder, keep_all=True))
    assert all(one.warc and held_at(one.warc, folder).body for one in held_captures(store))


def test_a_page_our_reading_breaks_down_on_is_kept(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = rooms(store, folder)
    take(seen(0, post()), room)
    before = size(folder)

    def broken(_: object) -> None:
        raise RecursionError("deep")

    monkeypatch.setattr(way, "read", broken)
    with pytest.raises(RecursionError):
        take(seen(1, post(chrome="x")), room)
    assert size(folder) > before
    assert len(held_captures(store)) == 1


def test_a_cut_off_end_leaves_everything_before_it_readable(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    for number in range(5):
        take(seen(number, post([f"内江高新区新签约项目{number}个。"])), room)
    places = [one.warc or "" for one in held_captures(store)]
    (file,) = folder.rglob("*.warc.gz")
    last = int(places[-1].rpartition("#")[2])
    for cut in (file.stat().st_size - 700, last + 40, last + 3):
        with file.open("r+b") as stream:
            stream.truncate(cut)
        assert [bool(held_at(place, folder).body) for place in places[:-1]] == [True] * 4
    with pytest.raises(EvidenceLost):
        held_at(places[-1], folder)
    take(seen(9, post(["内江高新区新签约项目9个。"])), rooms(store, folder, writer="after the crash"))
    assert held_at(held_captures(store)[-1].warc or "", folder).body


def test_a_full_disk_leaves_no_half_record_behind(store: Store, folder: Path) -> None:
    room = rooms(store, folder)
    take(seen(0, post()), room)
    before = size(folder)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before + 100, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            to_archive(seen(0.1, post(chrome="x")), folder=folder, writer=room.writer)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert size(folder) == before
