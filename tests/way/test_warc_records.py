"""Records are what warcio itself would write, byte for byte, and read back as what was given."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db.captures import Kept
from db.records import Capture
from pipeline.warc_records import LENGTH_HEADERS, NOT_MODIFIED, PHRASES, records, warc_date

URL = "https://www.thepaper.cn/newsDetail_forward_33000012?a=1"
AT = datetime(2026, 3, 2, 8, 30, 0, 120, tzinfo=UTC)
KEPT = Kept(place="thepaper/x.warc.gz#0", url=URL, at=AT.replace(day=1))
IDENTITY = re.compile(rb"<urn:uuid:[0-9a-f-]{36}>")

values = st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=30)
headers = st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,12}", fullmatch=True), values), max_size=5).map(tuple)
captures = st.builds(
    Capture,
    source=st.just("thepaper"),
    key=st.just("33000012"),
    url=st.just(URL),
    fetched_at=st.sampled_from([AT, AT.replace(microsecond=0)]),
    status=st.sampled_from([200, 304, 404, 599, None]),
    headers=headers,
    request_headers=headers,
    body=st.binary(max_size=200),
)


@settings(max_examples=50)
@given(captures, st.sampled_from([None, KEPT]))
@example(Capture(source="thepaper", key="1", url=URL, fetched_at=AT, status=200, headers=(("X", 'a; filename="é"'),), body=b""), None)
def test_records_are_what_warcio_writes(capture: Capture, original: Kept | None) -> None:
    ours = [IDENTITY.sub(b"", record) for record in records(capture, original)]
    try:
        theirs = list(by_warcio(capture, original))
    except UnicodeEncodeError:  # there warcio would write nothing
        return
    assert ours == [IDENTITY.sub(b"", record) for record in theirs]


@settings(max_examples=50)
@given(captures, st.sampled_from([None, KEPT]))
@example(Capture(source="thepaper", key="1", url=URL, fetched_at=AT, status=200, headers=(("A", ";\xa0=0"),), body=b"x"), None)
def test_records_read_back_as_what_was_given(capture: Capture, original: Kept | None) -> None:
    first = next(iter(ArchiveIterator(BytesIO(b"".join(records(capture, original))), check_digests="raise")))
    body = first.content_stream().read()
    assert first.rec_headers.get_header("WARC-Target-URI") == URL
    assert body == (b"" if original and capture.status is not None else capture.body)


def by_warcio(capture: Capture, original: Kept | None) -> Iterator[bytes]:
    plain = BytesIO()
    warc = WARCWriter(plain, gzip=False, warc_version="WARC/1.1")
    for record in made(warc, capture, original):
        plain.seek(0)
        plain.truncate()
        warc.write_record(record)
        yield plain.getvalue()


def made(warc: WARCWriter, capture: Capture, original: Kept | None) -> Iterator[Any]:
    dated, body = {"WARC-Date": warc_date(capture.fetched_at)}, BytesIO(capture.body)
    if capture.status is None:
        media = capture.header("content-type") or "application/octet-stream"
        yield warc.create_warc_record(URL, "resource", payload=body, warc_content_type=media, warc_headers_dict=dated)
        return
    kept = [pair for pair in capture.headers if pair[0].lower() not in LENGTH_HEADERS]
    status = f"{capture.status} {PHRASES.get(capture.status, 'Unknown')}"
    answer = StatusAndHeaders(status, [*kept, ("Content-Length", str(len(capture.body)))], protocol="HTTP/1.1")
    if original:
        digest = "sha1:" + b32encode(hashlib.sha1(capture.body, usedforsecurity=False).digest()).decode()
        record = warc.create_revisit_record(URL, digest, original.url, warc_date(original.at), answer, warc_headers_dict=dated)
        if capture.status == 304:
            record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
        yield record
        if capture.status == 304:
            return
    else:
        yield warc.create_warc_record(URL, "response", payload=body, http_headers=answer, warc_headers_dict=dated)
    if capture.request_headers:
        path = URL.removeprefix("https://www.thepaper.cn")
        asked = StatusAndHeaders(f"GET {path} HTTP/1.1", list(capture.request_headers), is_http_request=True)
        yield warc.create_warc_record(URL, "request", http_headers=asked, warc_headers_dict=dated)
