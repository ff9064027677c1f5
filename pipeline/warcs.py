"""WARC files made by any tool: the records of a source's pages as captures, each with its own address and time.

A file is read twice: once to find its records, then one by one in the order of time, so that no more than one
payload is ever held. What is no page of the source is passed over and counted.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from db.errors import ZonewatchError
from db.records import Capture
from pipeline.folder import file_at, opened
from pipeline.outcome import REDIRECTS, host_of
from pipeline.sources import Source
from pipeline.unpacked import unpacked

LARGEST = 16 * 1024 * 1024
"""Bytes of a payload, unpacked, above which a record is passed over."""

BROKEN = (ArchiveLoadFailed, EOFError, OSError, OverflowError, ValueError, AttributeError, zlib.error)
"""What warcio raises on records that are not what they say."""

MAGIC = (b"WARC/", b"\x1f\x8b")


class NotAWarc(ZonewatchError):
    """{path} cannot be read as a WARC file ({why}): recompress it record by record (`warcio recompress`), or give another file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Where a record of interest lies."""

    at: datetime
    """When it was taken."""

    url: str
    """Its address, as the file has it."""

    offset: int
    """Where the record begins."""

    payload: int
    """Where the record with its payload begins: another one for a revisit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a WARC file holds of one source."""

    path: Path | str
    """The file, by its path or its address in shared storage."""

    entries: tuple[Entry, ...]
    """Records of its pages, in the order of time."""

    passed: dict[str, int] = field(default_factory=dict)
    """Other records by why they are passed over."""


def is_warc(begin: bytes) -> bool:
    """Whether a file that begins so is a WARC file, packed or not."""
    if begin.startswith(MAGIC[1]):
        try:
            begin = zlib.decompressobj(wbits=31).decompress(begin, 64)
        except zlib.error:
            return False
    return begin.startswith(MAGIC[0])


def contents(path: Path | str, site: Source) -> Contents:
    """Find the records of a source's pages; raises NotAWarc when not even the first record can be read."""
    passed: Counter[str] = Counter()
    found: list[Entry] = []
    payloads: dict[str, int] = {}
    try:
        with opened(*file_at(path)) as file:
            records = ArchiveIterator(file)
            for record in records:
                entry, why = _entry(record, site, payloads)
                offset = records.get_record_offset()
                if record.rec_type == "response":
                    payloads.update(dict.fromkeys(_names(record), offset) | payloads)
                if why:
                    passed[why] += 1
                elif entry:
                    at, url, payload = entry
                    found.append(Entry(at=at, url=url, offset=offset, payload=offset if payload is None else payload))
    except BROKEN as error:
        if not found and not passed:
            raise NotAWarc(path=path, why=" ".join(str(error).split())[:200] or type(error).__name__) from error
        passed["damaged from there on"] += 1
    return Contents(path=path, entries=tuple(sorted(found, key=lambda one: (one.at, one.offset))), passed=dict(passed))


def captures_in(held: Contents, site: Source) -> Iterator[tuple[Entry, Capture | None]]:
    """The captures of a file in the order of time; None for a record that cannot be unpacked, or is too large."""
    with opened(*file_at(held.path)) as file:
        for entry in held.entries:
            yield entry, _capture(file, entry, site)


def _entry(record: Any, site: Source, payloads: dict[str, int]) -> tuple[tuple[datetime, str, int | None] | None, str]:
    """A record's time, address and place of payload; or why it is passed over (empty: it is of no kind that holds a page)."""
    if record.rec_type not in ("response", "resource", "revisit"):
        return None, ""
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if site.key_of(url) is None:
        return None, "of other addresses"
    if record.rec_headers.get_header("WARC-Truncated"):
        return None, "cut short by the tool that made them"
    try:
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None, "without a date"
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # what the standard asks for, whether the tool says so or not
    status = _status(record)
    if status in REDIRECTS and _stays(record, url, site):
        return None, "redirects within the source"
    if record.rec_type != "revisit" or status == 304:
        return (at, url, None), ""
    payload = next((payloads[name] for name in _names(record, "-Refers-To") if name in payloads), None)
    return ((at, url, payload), "") if payload is not None else (None, "repetitions of what is not in the file")


def _names(record: Any, refers: str = "") -> list[str]:
    """What a payload is found again by: its digest, else its address and date."""
    wanted = ("-Payload-Digest", f"{refers}-Target-URI", f"{refers}-Date")
    digest, url, at = (record.rec_headers.get_header(f"WARC{name}") for name in wanted)
    return [name for name in (digest, f"{url} {at}" if url and at else None) if name]


def _capture(file: IO[bytes], entry: Entry, site: Source) -> Capture | None:
    try:
        record = _record_at(file, entry.offset)
        status, headers = _status(record), _headers(record)
        if entry.payload != entry.offset:
            record = _record_at(file, entry.payload)
        body = b"" if status == 304 else _payload(record)
    except BROKEN:
        return None
    url = site.canonical_url(entry.url)
    key = site.key_of(url) or ""
    return Capture(
        source=site.name, key=key, url=url, final_url=url, fetched_at=entry.at, status=status, headers=headers, body=body, imported=True
    )


def _record_at(file: IO[bytes], offset: int) -> Any:
    file.seek(offset)
    return next(iter(ArchiveIterator(file)))


def _payload(record: Any) -> bytes:
    answer = record.http_headers if record.rec_type != "resource" else None
    header = answer.get_header if answer else lambda _: None
    chunked = "chunked" in (header("Transfer-Encoding") or "").lower()
    return unpacked(record.raw_stream, chunked=chunked, encodings=header("Content-Encoding") or "", most=LARGEST)


def _status(record: Any) -> int | None:
    words = record.http_headers.get_statuscode() if record.http_headers and record.rec_type != "resource" else ""
    return int(words) if words and words.isdecimal() else None


def _headers(record: Any) -> tuple[tuple[str, str], ...]:
    if record.http_headers and record.rec_type != "resource":
        return tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    media = record.rec_headers.get_header("Content-Type")
    return (("Content-Type", media),) if media else ()


def _stays(record: Any, url: str, site: Source) -> bool:
    try:
        target = urljoin(url, record.http_headers.get_header("Location") or "")
    except ValueError:
        return False
    return host_of(target) in (*site.hosts, host_of(url))
