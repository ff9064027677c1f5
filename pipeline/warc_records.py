"""A capture as WARC/1.1 records (ISO 28500:2017), the bytes of each; warcio, which reads them back, takes ten times as long to write them.

What it would write is written, byte for byte (tests/way/test_warc_records.py).
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders

from db.captures import Kept
from db.records import Capture

PHRASES = {int(status): status.phrase for status in HTTPStatus}
LENGTH_HEADERS = frozenset({"content-length", "transfer-encoding", "content-encoding"})
SAME_BYTES = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ASCII = bytes(range(128))
RESPONSE, REQUEST = "application/http; msgtype=response", "application/http; msgtype=request"

Headers = Iterable[tuple[str, str]]


def records(capture: Capture, original: Kept | None) -> Iterator[bytes]:
    """What a capture is kept as: its answer, a `revisit` where `original` has the same bytes or is confirmed, and what was asked."""
    body = capture.body
    if capture.status is None:
        media = capture.header("content-type") or "application/octet-stream"
        yield _record("resource", capture, b"", body, (("WARC-Payload-Digest", _sha1(body)),), media)
        return
    if original is None:
        yield _record("response", capture, _answer(capture), body, (("WARC-Payload-Digest", _sha1(body)),), RESPONSE)
    else:
        yield _record("revisit", capture, _answer(capture), b"", _refers(capture, original), RESPONSE)
        if capture.status == 304:
            return  # what was asked stands in the store: the validators
    if capture.request_headers:
        asked = _head(f"GET {_path(capture.url)} HTTP/1.1", capture.request_headers)
        yield _record("request", capture, asked, b"", (("WARC-Payload-Digest", _sha1(b"")),), REQUEST)


def warc_date(moment: datetime) -> str:
    """A moment as WARC/1.1 writes it: UTC, with a fraction where it has one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _record(kind: str, capture: Capture, head: bytes, body: bytes, told: Headers, media: str) -> bytes:
    headers = (
        ("WARC-Date", warc_date(capture.fetched_at)),
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Target-URI", capture.url),
        *told,
        ("WARC-Block-Digest", _sha1(head, body)),
        ("Content-Type", media),
        ("Content-Length", str(len(head) + len(body))),
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"".join((f"WARC/1.1\r\n{lines}\r\n".encode(), head, body, b"\r\n\r\n"))


def _refers(capture: Capture, original: Kept) -> Headers:
    return (
        ("WARC-Profile", NOT_MODIFIED if capture.status == 304 else SAME_BYTES),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", warc_date(original.at)),
        # SHA-1 in base 32 is what tools look repetitions up by; the store keeps SHA-256.
        ("WARC-Payload-Digest", _sha1(capture.body)),
    )


def _answer(capture: Capture) -> bytes:
    # The payload is kept decoded, so the length and coding of the transfer would be wrong beside it.
    kept = [(name, value) for name, value in capture.headers if name.lower() not in LENGTH_HEADERS]
    kept.append(("Content-Length", str(len(capture.body))))
    status = capture.status or 0
    return _head(f"HTTP/1.1 {status} {PHRASES.get(status, 'Unknown')}", kept)


def _head(first: str, headers: Headers) -> bytes:
    words = "\r\n".join((first, *(f"{name}: {value}" for name, value in headers), "", ""))
    if words.isascii():
        return words.encode("ascii")
    protocol, _, line = first.partition(" ")
    try:
        return bytes(StatusAndHeaders(line, list(headers), protocol=protocol).to_ascii_bytes())
    except UnicodeEncodeError:  # warcio looks into parameters (`name="…"`) only, and servers say what they like
        return quote(words, safe=ASCII).encode("ascii")


def _sha1(*parts: bytes) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    for part in parts:
        digest.update(part)
    return f"sha1:{b32encode(digest.digest()).decode()}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
