"""Raw evidence out and in: captures as WARC records, read back by the place they lie at.

A process appends to files of its own (one a source and day), a record at a time and whole, so that a
crash can cut off the end of one file at most, and nobody writes behind the cut; in shared storage each capture is an
object of its own (folder.py). Repeated bytes, and answers that nothing was modified, become `revisit` records.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from db.captures import Bytes, Kept
from db.errors import ZonewatchError
from db.records import Capture
from pipeline.folder import SUFFIX, Folder, add, opened
from pipeline.warc_records import records

LEVEL = 6


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


def _packed(capture: Capture, original: Kept | None) -> Iterator[bytes]:
    """Each record as a gzip member of its own; at warcio's level 9 real pages take twice as long, for less than a byte in a hundred."""
    for record in records(capture, original):
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        yield packer.compress(record) + packer.flush()


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
