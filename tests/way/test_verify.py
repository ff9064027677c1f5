"""`verify` finds every damage and cries over nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.store import Store
from db.tables import capture, version
from pipeline.verify import verify
from pipeline.way import take
from tests.way.rooms import LONG, held_captures, post, rooms, seen

KEPT = 4


@pytest.fixture
def full(store: Store, folder: Path) -> Store:
    """A store of four texts, a repetition, a 304 and a failure."""
    room = rooms(store, folder)
    for number in range(KEPT):
        take(seen(number, post([*LONG, f"另有{number}个项目。"]), headers=(("ETag", f'"{number}"'),)), room)
    take(seen(30, post([*LONG, "另有0个项目。"])), room)
    take(seen(31, status=304, asked=(("If-None-Match", '"3"'),)), room)
    take(seen(32, b"no", status=403), room)
    return store


def test_whole_evidence_is_whole(full: Store, folder: Path) -> None:
    found = verify(full, folder)
    assert (found.captures, found.versions, found.bad) == (KEPT + 2, KEPT, ())


def test_a_damaged_byte_is_found_wherever_it_lies_and_nothing_else_is(full: Store, folder: Path) -> None:
    for file in folder.rglob("*.warc.gz"):
        whole = file.read_bytes()
        heads = {start + byte for start in range(len(whole)) if whole.startswith(b"\x1f\x8b\x08", start) for byte in range(4, 10)}
        for place in set(range(12, len(whole), 97)) - heads:  # the time and system a gzip header names mean nothing
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            assert 1 <= len(verify(full, folder).bad) <= 2, place
        file.write_bytes(whole)
    assert verify(full, folder).bad == ()


def test_the_end_of_a_file_that_a_crash_cut_off_is_no_damage(full: Store, folder: Path) -> None:
    file = sorted(folder.rglob("*.warc.gz"))[0]
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:200])
    assert verify(full, folder).bad == ()
    file.write_bytes(whole[: len(whole) // 2])
    assert verify(full, folder).bad != ()


def test_a_lost_file_is_told_once(full: Store, folder: Path) -> None:
    file = sorted(folder.rglob("*.warc.gz"))[0]
    file.unlink()
    (fault,) = verify(full, folder).bad
    assert fault.place.endswith(file.name)
    assert "backup" in fault.why


def test_a_changed_row_is_found(full: Store, folder: Path) -> None:
    first = held_captures(full)[0]
    with full.unit() as unit:
        unit.execute(capture.update().where(capture.c.warc == first.warc).values(payload_sha256="0" * 64))
        unit.execute(version.update().where(version.c.number == 2).values(text_sha256="0" * 64))
    assert sorted(fault.what for fault in verify(full, folder).bad) == ["capture", "version"]
