"""A little S3 on a free loopback port: put, get (whole or a range), head, list and delete below one bucket, signatures unread."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.answering import answering

LISTED = (
    "<Contents><Key>{key}</Key><Size>{size}</Size><ETag>1</ETag><LastModified>2026-03-02T04:00:00.000Z</LastModified>"
    "<StorageClass>STANDARD</StorageClass></Contents>"
)
NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class Bucket(ThreadingHTTPServer):
    """Objects by their key; `refusing` answers everything with 503, as an S3 that is overloaded does."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.objects: dict[str, bytes] = {}
        self.written: list[str] = []
        self.refusing = False

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._refused():
            self.bucket.objects[self.key] = _dechunked(body) if "aws-chunked" in self.headers.get("Content-Encoding", "") else body
            self.bucket.written.append(self.key)
            self._say(200, b"", ETag='"1"')

    def do_GET(self) -> None:
        if self._refused():
            return
        held, found = self.bucket.objects, self.bucket.objects.get(self.key)
        if not self.key:
            prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
            listed = [LISTED.format(key=key, size=len(held[key])) for key in sorted(held) if key.startswith(prefix)]
            body = f"<ListBucketResult {NAMESPACE}><KeyCount>{len(listed)}</KeyCount>{''.join(listed)}</ListBucketResult>"
            self._say(200, body.encode())
        elif found is None:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        elif span := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(span[1]), min(int(span[2] or len(found) - 1), len(found) - 1)
            self._say(206, found[first : last + 1], **{"Content-Range": f"bytes {first}-{last}/{len(found)}"})
        else:
            self._say(200, found, ETag='"1"')

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if not self._refused():
            self.bucket.objects.pop(self.key, None)
            self._say(204, b"")

    @property
    def bucket(self) -> Bucket:
        assert isinstance(self.server, Bucket)
        return self.server

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def _refused(self) -> bool:
        if self.bucket.refusing:
            self._say(503, b"<Error><Code>SlowDown</Code></Error>")
        return self.bucket.refusing

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Last-Modified": "Mon, 02 Mar 2026 04:00:00 GMT", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
        """The bucket keeps its own log."""


def _dechunked(body: bytes) -> bytes:
    whole = b""
    while True:
        head, _, body = body.partition(b"\r\n")
        size = int(head.partition(b";")[0], 16)
        if size == 0:
            return whole
        whole, body = whole + body[:size], body[size + 2 :]


def serving() -> AbstractContextManager[Bucket]:
    """The bucket, answering until the block ends."""
    return answering(Bucket())
