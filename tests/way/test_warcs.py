"""WARC files as other tools make them: packed, chunked, mixed, damaged, hostile."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import time
from base64 import b32encode
from functools import cache
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db.records import Outcome
from db.store import Store
from pipeline.sources import source
from pipeline.takein import take_in, warc_captures
from pipeline.warcs import LARGEST, NotAWarc, contents
from pipeline.way import take
from tests.forge import MAIN, python
from tests.stores import NewStore
from tests.way.rooms import KEY, LONG, URL, held_captures, held_versions, post, rooms, seen

ROOT = Path(__file__).parents[2]
LATER = [*LONG, "园区还将新建学校3所。"]


class Tool:
    """A tool that writes a WARC file."""

    def __init__(self, path: Path, *, packed: bool = True, version: str = "1.0") -> None:
        self.path, self.file = path, path.open("wb")
        self.writer = WARCWriter(self.file, gzip=packed, warc_version=version)

    def add(self, day: int, payload: bytes, *headers: tuple[str, str], url: str = URL, status: str = "200 OK", **warc: str) -> None:
        """One response and its request."""
        dated = {"WARC-Date": f"2026-03-{day:02}T04:00:00Z", **{name.replace("_", "-"): value for name, value in warc.items()}}
        answer = StatusAndHeaders(status, [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        record = self.writer.create_warc_record(url, "response", io.BytesIO(payload), http_headers=answer, warc_headers_dict=dated)
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        self.writer.write_record(self.writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=dated))
        self.writer.write_record(record)

    def done(self) -> Path:
        """Close the file."""
        self.file.close()
        return self.path


def chunked(payload: bytes) -> bytes:
    parts = [payload[start : start + 100] for start in range(0, len(payload), 100)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def brought(path: Path, store: Store, folder: Path) -> list[Outcome | None]:
    held = contents(path, source("finews"))
    return [one.outcome for one in take_in(warc_captures(held, source="finews"), rooms(store, folder))]


ENCODED = [
    ("plain", post(), ()),
    ("gzip", gzip.compress(post()), (("Content-Encoding", "gzip"),)),
    ("brotli", brotli.compress(post()), (("Content-Encoding", "br"),)),
    ("chunked", chunked(post()), (("Transfer-Encoding", "chunked"),)),
    ("gzip and chunked", chunked(gzip.compress(post())), (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))),
    ("said to be packed, and is not", post(), (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))),
]


@pytest.mark.parametrize("packed", [True, False], ids=["warc.gz", "warc"])
@pytest.mark.parametrize(("payload", "headers"), [case[1:] for case in ENCODED], ids=[case[0] for case in ENCODED])
def test_a_payload_is_unpacked_however_it_came(
    store: Store, folder: Path, tmp_path: Path, payload: bytes, headers: tuple[tuple[str, str], ...], packed: bool
) -> None:
    tool = Tool(tmp_path / "x.warc.gz", packed=packed, version="1.0" if packed else "1.1")
    tool.add(2, payload, *headers)
    assert brought(tool.done(), store, folder) == [Outcome.OK]
    (version,) = held_versions(store)
    assert version.article.paragraphs == tuple(LONG)
    (capture,) = held_captures(store)
    assert (capture.url, capture.status, capture.fetched_at.isoformat()) == (URL, 200, "2026-03-02T04:00:00+00:00")


def test_records_come_in_the_order_of_time_and_what_is_no_page_is_counted(store: Store, folder: Path, tmp_path: Path) -> None:
    tool = Tool(tmp_path / "x.warc.gz")
    tool.writer.write_record(tool.writer.create_warcinfo_record("x.warc.gz", {"software": "a tool"}))
    tool.add(9, post(LATER))
    tool.add(3, b"<html></html>", url="https://other.example/x")
    tool.add(3, b"", ("Location", "/elsewhere/"), status="301 Moved Permanently")
    tool.add(4, post()[:40], WARC_Truncated="length")
    tool.add(2, post(), url=URL.replace("https", "http"))
    tool.add(8, b"", ("Location", "https://media.example/y"), status="302 Found")
    path = tool.done()
    held = contents(path, source("finews"))
    assert [entry.at.day for entry in held.entries] == [2, 8, 9]
    assert sorted(held.passed.values()) == [1, 1, 1]
    assert brought(path, store, folder) == [Outcome.OK, Outcome.MOVED, Outcome.OK]
    assert [version.number for version in held_versions(store)] == [1, 2]
    assert {capture.url for capture in held_captures(store)} == {URL}
    assert brought(path, store, folder) == [None, None, None]


def test_resources_and_revisits_are_pages_too(store: Store, folder: Path, tmp_path: Path) -> None:
    tool = Tool(tmp_path / "x.warc.gz")
    tool.add(2, post(), ("ETag", '"a"'))
    same = "sha1:" + b32encode(hashlib.sha1(post()).digest()).decode()  # noqa: S324 -- what WARC uses
    answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    for day, digest in ((5, same), (6, "sha1:UNKNOWN")):
        dated = {"WARC-Date": f"2026-03-{day:02}T04:00:00Z"}
        tool.writer.write_record(tool.writer.create_revisit_record(URL, digest, URL, "2026-03-01T04:00:00Z", answer, dated))
    dated = {"WARC-Date": "2026-03-07T04:00:00.250Z"}
    tool.writer.write_record(
        tool.writer.create_warc_record(URL, "resource", io.BytesIO(post(LATER)), warc_content_type="text/plain", warc_headers_dict=dated)
    )
    tool.add(8, b"", ("ETag", '"a"'), status="304 Not Modified")
    path = tool.done()
    assert brought(path, store, folder) == [Outcome.OK, Outcome.OK, Outcome.OK, Outcome.NOT_MODIFIED]
    assert [capture.version for capture in held_captures(store)] == [1, 1, 2, 1]
    assert contents(path, source("finews")).passed == {"repetitions of what is not in the file": 1}


@cache
def bomb() -> bytes:
    """Twelve times what a page may be; made once, for that takes longer than to pass it over."""
    return gzip.compress(bytes(LARGEST * 12), compresslevel=1)


def test_a_bomb_is_passed_over(store: Store, folder: Path, tmp_path: Path) -> None:
    tool = Tool(tmp_path / "x.warc.gz")
    tool.add(2, bomb(), ("Content-Encoding", "gzip"))
    tool.add(3, post())
    began = time.monotonic()
    assert brought(tool.done(), store, folder) == [Outcome.ERROR, Outcome.OK]
    assert time.monotonic() - began < 30


def test_a_damaged_end_costs_only_what_lies_behind_it(store: Store, folder: Path, tmp_path: Path) -> None:
    tool = Tool(tmp_path / "x.warc.gz")
    tool.add(2, post())
    tool.add(3, post(LATER))
    path = tool.done()
    path.write_bytes(path.read_bytes()[:-150])
    assert brought(path, store, folder)[0] is Outcome.OK


@pytest.mark.parametrize(
    "content",
    [b"", b"WARC/1.0\r\n", gzip.compress(b"WARC/1.0 nothing", mtime=0), os.urandom(3000), b"WARC/" * 20_000],
    ids=["empty", "cut off", "packed", "noise", "long"],
)
def test_what_is_no_warc_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    try:
        assert contents(path, source("finews")).entries == ()
    except NotAWarc as refusal:
        assert "warcio recompress" in str(refusal)


def test_our_own_archive_can_be_taken_in_elsewhere(new_store: NewStore, folder: Path, tmp_path: Path) -> None:
    with new_store() as store, new_store() as other:
        taken_in_elsewhere(store, other, folder, tmp_path)


def taken_in_elsewhere(store: Store, other: Store, folder: Path, tmp_path: Path) -> None:
    take(seen(0.1234567, post(), headers=(("ETag", '"a"'),)), rooms(store, folder))
    take(seen(30, post(), headers=(("ETag", '"a"'),)), rooms(store, folder))
    take(seen(60, status=304, asked=(("If-None-Match", '"a"'),), headers=(("ETag", '"a"'),)), rooms(store, folder))
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(b"".join(file.read_bytes() for file in sorted(folder.rglob("*.warc.gz"))))
    brought(whole, other, tmp_path / "elsewhere")
    here, there = held_captures(store), held_captures(other)
    told = [[(one.fetched_at, one.outcome, one.version, one.payload_sha256) for one in held] for held in (here, there)]
    assert told[0] == told[1]
    assert len(here) == 3


def test_the_command_needs_no_address_and_no_time_for_a_warc(tmp_path: Path) -> None:
    tool = Tool(tmp_path / "x.warc.gz")
    tool.add(2, post())
    tool.add(3, b"", url="https://other.example/")
    path = tool.done()
    config = tmp_path / "zonewatch.toml"
    config.write_text(f'store.url = "sqlite:///{tmp_path}/z.db"\ncaptures.dir = "{tmp_path}/captures"\n')
    command = [MAIN, "--config", str(config), "import", "--source"]
    done = python(*command, "finews", str(path), "--json")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["ok"]
    assert "1 of other addresses" in done.stderr
    none = python(*command, "thepaper", str(path))
    assert (none.returncode, none.stdout) == (1, "")
    assert "holds no page of thepaper" in none.stderr
    assert KEY
    (tmp_path / "page.html").write_text("<p>x</p>")
    bare = python(*command, "finews", str(tmp_path / "page.html"))
    assert bare.returncode == 2
    assert "--url" in bare.stderr
