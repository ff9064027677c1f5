"""Raw evidence out and in: every capture's bytes as a WARC record, before anything is read from them.

A process appends to files of its own (one a source and day), so that a crash can cut off the end of
one file at most, and nobody writes behind the cut. Repeated bytes become a `revisit` record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db.errors import ZonewatchError
from db.records import Capture

PHRASES = {int(status): status.phrase for status in HTTPStatus}
LENGTH_HEADERS = frozenset({"content-length", "transfer-encoding", "content-encoding"})


class EvidenceLost(ZonewatchError):
    """The bytes at {place} below the captures folder cannot be read ({why}): restore that file from a backup."""


def payload_sha256(capture: Capture) -> str:
    """Digest of a capture's payload, 64 hexadecimal digits."""
    return hashlib.sha256(capture.body).hexdigest()


def archive(capture: Capture, *, folder: Path, writer: str, repeats: bool = False) -> str | None:
    """Append a capture to the archive; gives `<file>#<offset>` below `folder`, or None when nothing had answered.

    `repeats` says that the same payload of this page is archived already: a `revisit` record without it is enough.
    """
    if capture.status is None and not capture.imported:
        return None
    name = f"{capture.source}/{capture.fetched_at.astimezone(UTC):%Y-%m-%d}-{writer}.warc.gz"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        offset = file.tell()
        warc = WARCWriter(file, gzip=True)
        for record in _records(warc, capture, repeats):
            warc.write_record(record)
    return f"{name}#{offset}"


def read_back(place: str, folder: Path) -> bytes:
    """The payload archived at `<file>#<offset>`; raises EvidenceLost."""
    name, _, offset = place.rpartition("#")
    try:
        with (folder / name).open("rb") as file:
            file.seek(int(offset))
            for record in ArchiveIterator(file):
                return bytes(record.content_stream().read())
    except (OSError, ValueError, ArchiveLoadFailed) as error:
        raise EvidenceLost(place=place, why=str(error)) from error
    raise EvidenceLost(place=place, why="no record begins there")


def _records(warc: WARCWriter, capture: Capture, repeats: bool) -> Iterator[Any]:
    dated = {"WARC-Date": f"{capture.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    body = BytesIO(capture.body)
    if capture.imported:
        yield warc.create_warc_record(capture.url, "resource", payload=body, warc_content_type=_media(capture), warc_headers_dict=dated)
        return
    answer = _answer(capture)
    if repeats:
        digest = f"sha256:{payload_sha256(capture)}"
        yield warc.create_revisit_record(capture.url, digest, capture.url, dated["WARC-Date"], answer, warc_headers_dict=dated)
    else:
        yield warc.create_warc_record(capture.url, "response", payload=body, http_headers=answer, warc_headers_dict=dated)
    if capture.request_headers:
        asked = StatusAndHeaders(f"GET {_path(capture.url)} HTTP/1.1", list(capture.request_headers), is_http_request=True)
        yield warc.create_warc_record(capture.url, "request", http_headers=asked, warc_headers_dict=dated)


def _answer(capture: Capture) -> StatusAndHeaders:
    status = capture.status or 0
    phrase = PHRASES.get(status, "Unknown")
    # The payload is kept decoded, so the length and coding of the transfer would be wrong beside it.
    kept = [(name, value) for name, value in capture.headers if name.lower() not in LENGTH_HEADERS]
    kept.append(("Content-Length", str(len(capture.body))))
    return StatusAndHeaders(f"{status} {phrase}", kept, protocol="HTTP/1.1")


def _media(capture: Capture) -> str:
    return capture.header("content-type") or "application/octet-stream"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
