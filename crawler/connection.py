"""One connection to a web server: a request goes out, its answer comes in, again and again. llhttp (by httptools) reads the protocol.

What is no HTTP, ends before its end, or is larger than may be, breaks the connection: nothing that comes on it is read after that.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError

LARGEST_HEAD = 64 * 1024
"""Bytes that may come before a body begins."""

NO_BODY = frozenset({204, 304})
"""What has no body, whatever length it tells."""

HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade"}
)
"""Headers that speak of the connection, not of the answer."""


class NothingCame(DownloadFailedError):
    """The connection ended before a single byte of the answer."""


@dataclass(kw_only=True, slots=True)
class Answer:
    """What came back, as far as it has come."""

    status: int = 0
    """Its status."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Its headers in their order; those of the connection are left out once all have come."""

    parts: list[bytes] = field(default_factory=list)
    """Its body."""

    size: int = 0
    """Bytes of the body."""

    until_end: bool = False
    """True when nothing but the connection's end tells where the body ends."""


class Connection(asyncio.Protocol):
    """A connection that is asked one thing at a time; also what the parser reports to."""

    def __init__(self) -> None:
        self.idle_since = 0.0
        self.reusable = False
        self._transport: asyncio.Transport
        self._awaited: asyncio.Future[Answer] | None = None

    def ask(self, words: bytes, most: int) -> asyncio.Future[Answer]:
        """Send a request; its answer may have a body of `most` bytes. Fails with one of Scrapy's download errors."""
        self._answer, self._most, self._head = Answer(), most, 0
        self._came = self._in_body = self.reusable = False
        self._fault: Exception | None = None
        self._parser = HttpResponseParser(self)
        self._awaited = asyncio.get_running_loop().create_future()
        self._transport.write(words)
        return self._awaited

    def abort(self) -> None:
        """End the connection, whatever is under way."""
        self.reusable = False
        self._transport.abort()

    @property
    def open(self) -> bool:
        """Whether it can be asked something."""
        return self.reusable and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes unasked ends the connection."""
        if self._awaited is None:
            self.abort()
            return
        self._came = True
        if not self._in_body:
            self._head += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._broken(self._fault or DownloadFailedError(f"no HTTP: {error}"))
        if not self._in_body and self._head > LARGEST_HEAD:
            self._broken(DownloadFailedError("the headers do not end"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of what answer has no other; of any other, too early an end."""
        self.reusable = False
        if self._awaited is None:
            return
        if self._in_body and self._answer.until_end and exc is None:
            self._done()
        elif self._in_body:
            self._broken(ResponseDataLossError("the connection ended before the answer did"))
        else:
            self._broken(DownloadFailedError("the connection broke off") if self._came else NothingCame("the connection ended"))

    def on_message_begin(self) -> None:
        """An answer begins; one that nobody asked for is refused."""
        if self._awaited is None:
            self._refuse(DownloadFailedError("more than one answer came"))

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._answer.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """All headers have come; what cannot be read, or should not, is refused."""
        answer, held = self._answer, {name.lower(): value for name, value in self._answer.headers}
        answer.status = self._parser.get_status_code()
        coded = held.get(b"transfer-encoding")
        if coded is not None and coded.strip().lower() != b"chunked":
            self._refuse(DownloadFailedError("the transfer is coded in a way that is not known here"))
        answer.until_end = coded is None and b"content-length" not in held and answer.status not in NO_BODY
        if answer.status >= 200:
            self._in_body = True
            answer.headers = [pair for pair in answer.headers if pair[0].lower() not in HOP]
            if int(held.get(b"content-length", b"0")) > self._most and answer.status not in NO_BODY:
                self._refuse(DownloadCancelledError("the body is announced to be larger than may be"))

    def on_body(self, part: bytes) -> None:
        """A part of the body."""
        self._answer.parts.append(part)
        self._answer.size += len(part)
        if self._answer.size > self._most:
            self._refuse(DownloadCancelledError("the body is larger than may be"))

    def on_message_complete(self) -> None:
        """The answer is there; one that only announces another (1xx) is forgotten."""
        if not self._in_body:
            self._answer = Answer()
            return
        self.reusable = self._parser.should_keep_alive()
        self._done()

    def _refuse(self, fault: Exception) -> None:
        self._fault = fault
        raise fault

    def _done(self) -> None:
        awaited, self._awaited = self._awaited, None
        if not self.reusable:
            self.abort()
        if awaited is not None and not awaited.done():
            awaited.set_result(self._answer)

    def _broken(self, fault: Exception) -> None:
        awaited, self._awaited = self._awaited, None
        self.abort()
        if awaited is not None and not awaited.done():
            awaited.set_exception(fault)
