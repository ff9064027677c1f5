"""Raw evidence out and in: captures as WARC records, read back by the place they lie at.

A process appends to files of its own (one a source and day), a record at a time and whole, so that a
crash can cut off the end of one file at most, and nobody writes behind the cut; in shared storage each capture is an
object of its own (folder.py). Repeated bytes, and answers that nothing was modified, become `revisit` records.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db.captures import Bytes, Kept
from db.errors import ZonewatchError
from db.records import Capture
from pipeline.folder import SUFFIX, Folder, add, opened

PHRASES = {int(status): status.phrase for status in HTTPStatus}
LEVEL = 6
LENGTH_HEADERS = frozenset({"content-length", "transfer-encoding", "content-encoding"})
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class EvidenceLost(ZonewatchError):
    """The bytes at {place} below the captures folder cannot be read ({why}): restore that file from a backup."""

    def __init__(self, *, place: str, why: str) -> None:
        """`why` stays at hand for a list of faults."""
        super().__init__(place=place, why=why)
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One record read back."""

    url: str
    """Public address it is filed under."""

    status: int | None
    """HTTP status; None for an imported file."""

    headers: tuple[tuple[str, str], ...]
    """Response headers."""

    body: bytes
    """The payload."""


def payload_sha256(capture: Capture) -> str:
    """Digest of a capture's payload, 64 hexadecimal digits."""
    return hashlib.sha256(capture.body).hexdigest()


def archive(capture: Capture, *, folder: Folder, writer: str, original: Kept | None = None) -> Bytes:
    """Add a capture to the archive, unless nothing had answered.

    `original` is where the same payload of this page lies, or that of the page a 304 stands for: a `revisit` record is enough.
    Raises OSError when it cannot be written; what lay there is then as it was before.
    """
    if capture.status is None and not capture.imported:
        return Bytes()
    name = f"{capture.source}/{capture.fetched_at.astimezone(UTC):%Y-%m-%d}-{writer}{SUFFIX}"
    place = add(folder, name, b"".join(_packed(capture, original)))
    if original and capture.status != 304:
        return Bytes(place=original.place, repeated=True)
    return Bytes(place=place)


def held_at(place: str, folder: Folder) -> Held:
    """The record archived at `<file>#<offset>`; raises EvidenceLost."""
    name, _, offset = place.rpartition("#")
    try:
        with opened(folder, name) as file:
            file.seek(int(offset))
            return _first_record(file, place)
    except (OSError, ValueError) as error:
        raise EvidenceLost(place=place, why=str(error)) from error


def record_in(content: bytes, place: str) -> Held:
    """The record that some bytes are, packed or not; `place` names them in a refusal (EvidenceLost)."""
    return _first_record(BytesIO(content), place)


def warc_date(moment: datetime) -> str:
    """A moment as WARC/1.1 writes it: UTC, with a fraction where it has one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _packed(capture: Capture, original: Kept | None) -> Iterator[bytes]:
    """Each record as a gzip member of its own; at warcio's level 9 real pages take twice as long, for less than a byte in a hundred."""
    plain = BytesIO()
    warc = WARCWriter(plain, gzip=False, warc_version="WARC/1.1")
    for record in _records(warc, capture, original):
        plain.seek(0)
        plain.truncate()
        warc.write_record(record)
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        yield packer.compress(plain.getbuffer()) + packer.flush()


def _first_record(file: IO[bytes], place: str) -> Held:
    try:
        for record in ArchiveIterator(file, check_digests="raise"):
            return _held(record)
    except (OSError, OverflowError, ValueError, EOFError, AttributeError, ArchiveLoadFailed, zlib.error) as error:
        raise EvidenceLost(place=place, why=" ".join(str(error).split()) or type(error).__name__) from error
    raise EvidenceLost(place=place, why="no record begins there")


def _held(record: Any) -> Held:
    body = bytes(record.content_stream().read())
    answer = record.http_headers
    status = int(answer.get_statuscode()) if answer and record.rec_type in ("response", "revisit") else None
    headers = tuple(answer.headers) if answer else (("Content-Type", record.rec_headers.get_header("Content-Type") or ""),)
    return Held(url=record.rec_headers.get_header("WARC-Target-URI") or "", status=status, headers=headers, body=body)


def _records(warc: WARCWriter, capture: Capture, original: Kept | None) -> Iterator[Any]:
    dated = {"WARC-Date": warc_date(capture.fetched_at)}
    if capture.status is None:
        body = BytesIO(capture.body)
        yield warc.create_warc_record(capture.url, "resource", payload=body, warc_content_type=_media(capture), warc_headers_dict=dated)
        return
    answer = _answer(capture)
    if original:
        yield _revisit(warc, capture, original, answer, dated)
        if capture.status == 304:
            return  # what was asked stands in the store: the validators
    else:
        yield warc.create_warc_record(capture.url, "response", payload=BytesIO(capture.body), http_headers=answer, warc_headers_dict=dated)
    if capture.request_headers:
        asked = StatusAndHeaders(f"GET {_path(capture.url)} HTTP/1.1", list(capture.request_headers), is_http_request=True)
        yield warc.create_warc_record(capture.url, "request", http_headers=asked, warc_headers_dict=dated)


def _revisit(warc: WARCWriter, capture: Capture, original: Kept, answer: StatusAndHeaders, dated: dict[str, str]) -> Any:
    # SHA-1 in base 32 is what tools look repetitions up by; the store keeps SHA-256.
    digest = "sha1:" + b32encode(hashlib.sha1(capture.body, usedforsecurity=False).digest()).decode()
    record = warc.create_revisit_record(capture.url, digest, original.url, warc_date(original.at), answer, warc_headers_dict=dated)
    if capture.status == 304:
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    return record


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
