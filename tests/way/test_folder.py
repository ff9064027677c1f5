"""Captures kept in shared storage: whole or not at all, never written over, read back like those of a local folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import fsspec
import pytest

from db.store import Store
from db.stretches import every_page
from pipeline.archive import held_at
from pipeline.folder import Folder, Shared, StorageUnknown, folder_at, names_in, opened, place_of, put, remove, size_of
from pipeline.reextract import reextract
from pipeline.retention import prune
from pipeline.sources import source
from pipeline.takein import take_in, warc_captures
from pipeline.verify import verify
from pipeline.warcs import contents
from pipeline.way import take
from tests.way.bucket import Bucket, serving
from tests.way.rooms import LONG, START, held_captures, held_versions, post, rooms, seen


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    pytest.importorskip("s3fs", reason="the extra `s3` is not installed")
    with serving() as running, pytest.MonkeyPatch.context() as environ:
        for name, value in (("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_ENDPOINT_URL", running.origin)):
            environ.setenv(name, value)
        environ.setenv("AWS_MAX_ATTEMPTS", "1")
        yield running


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Folder]:
    """Shared storage in this process, or what a test's parameter names."""
    named = getattr(request, "param", "memory")
    if named == "s3":
        request.getfixturevalue("bucket").objects.clear()
    yield folder_at({"memory": "memory://kept/captures", "s3": "s3://bucket/captures"}[named])
    fsspec.filesystem("memory").store.clear()


BOTH = pytest.mark.parametrize("place", ["memory", "s3"], indirect=True)


def kept(store: Store, place: Folder, count: int = 4) -> None:
    """So many texts, a repetition and a 304."""
    room = rooms(store, place, keep_all=True)
    for number in range(count):
        take(seen(number * 24, post([*LONG, f"另有{number}个项目。"]), headers=(("ETag", f'"{number}"'),)), room)
    take(seen(200, post([*LONG, "另有0个项目。"])), room)
    take(seen(201, status=304, asked=(("If-None-Match", '"3"'),)), room)


@BOTH
def test_what_is_kept_is_read_back_verified_and_read_again(store: Store, place: Folder) -> None:
    kept(store, place)
    for one in held_captures(store):
        payload = held_at(one.warc or "", place).body
        assert one.status == 304 or hashlib.sha256(payload).hexdigest() == one.payload_sha256
    found = verify(store, place)
    assert (found.captures, found.versions, found.bad) == (5, 4, ())
    again = list(reextract(every_page(store), rooms(store, place)))
    assert (sum(one.read for one in again), sum(one.lost for one in again)) == (5, 0)


@BOTH
def test_a_file_that_is_gone_or_damaged_is_found(store: Store, place: Folder) -> None:
    kept(store, place)
    first = names_in(place)[0]
    with opened(place, first) as file:
        whole = file.read()
    assert size_of(place, first) == len(whole)
    remove(place, first)
    put(place, first, whole[:40] + b"????" + whole[44:])
    assert verify(store, place).bad
    remove(place, first)
    assert all("restore" in fault.why for fault in verify(store, place).bad)


def test_old_bytes_are_let_go_and_the_rest_stays_whole(store: Store, place: Folder) -> None:
    room = rooms(store, place, keep_all=True)
    for day in range(9):
        take(seen(24 * day, post(chrome=str(day))), room)
    before = sum(size_of(place, name) for name in names_in(place))
    done = prune(store, place, START + timedelta(days=99), timedelta(days=9))
    assert done.captures == 7
    assert sum(size_of(place, name) for name in names_in(place)) == before - done.size
    assert verify(store, place).bad == ()


def test_captures_of_another_archive_are_taken_in_from_there(store: Store, place: Folder, tmp_path: Path) -> None:
    kept(store, place, 1)
    name = names_in(place)[0]
    address = f"{place}/{name}"
    held = contents(address, source("finews"))
    taken = list(take_in(warc_captures(held, source="finews"), rooms(store, tmp_path / "other")))
    assert {address in one.name for one in taken} == {True}
    assert len(held_versions(store)) == 1


def test_in_shared_storage_nothing_is_written_over(store: Store, place: Folder) -> None:
    kept(store, place)
    names = names_in(place)
    assert len(names) == len(set(names)) == len({one.warc for one in held_captures(store)}) + 1  # a revisit stands beside its original
    take(seen(300, post(["内江高新区一季度新增企业12家，另有若干项目在建。", *LONG])), rooms(store, place, writer="other"))
    assert set(names) < set(names_in(place))


def test_bytes_that_cannot_be_kept_leave_no_row_and_no_object(store: Store, bucket: Bucket) -> None:
    place = folder_at("s3://bucket/refused")
    bucket.refusing = True
    try:
        with pytest.raises(OSError):
            take(seen(0, post()), rooms(store, place))
    finally:
        bucket.refusing = False
    assert names_in(place) == []
    assert held_captures(store) == []


def test_half_a_write_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder_at("memory://half")
    assert isinstance(place, Shared)

    class Stopped(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.write", stop)
    with pytest.raises(OSError, match="Stopped"):
        put(place, "finews/x.warc.gz", b"x")
    assert names_in(place) == []


@pytest.mark.parametrize(
    ("address", "means"),
    [
        ("var/captures", Path("var/captures")),
        ("file:///srv/captures", Path("/srv/captures")),
        ("local://captures", Path("captures")),
        ("s3://bucket/captures", "s3://bucket/captures"),
    ],
)
def test_a_folder_is_named_by_path_or_address(address: str, means: object) -> None:
    assert place_of(address) == means


@pytest.mark.parametrize("address", ["s3://", "://x", "a b://x"])
def test_half_an_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/captures"):
        place_of(address)


def without_s3fs(_: str) -> Callable[..., object]:
    raise ImportError("Install s3fs to access S3")


def test_a_driver_that_is_not_installed_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsspec.core.get_filesystem_class", without_s3fs)
    with pytest.raises(StorageUnknown, match=r"s3fs.*pip install 'zonewatch\[s3\]'"):
        folder_at("s3://bucket/captures")
    monkeypatch.undo()
    with pytest.raises(StorageUnknown, match="nothing://"):
        folder_at("nothing://bucket")
