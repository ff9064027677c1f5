"""Fetches over HTTP and HTTPS in place of Scrapy's own handler, which takes more than a third of what bare Scrapy takes for a page.

Names are looked up by the reactor's resolver, so that the guard judges every address (resolver.py), and connections are made
to the very addresses judged. Certificates are verified. Scrapy's signals of single headers and bytes are not sent.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from functools import cached_property
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import make_response
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.connection import Answer, Connection, NothingCame

PORTS = {"http": 80, "https": 443}
LONGEST_IDLE = 60.0
"""Seconds after which a connection is not used again: what lies between may have forgotten it without a word."""

OTHERS_WAIT = 2.0
"""Seconds after which the next address of a name is tried."""

Place = tuple[str, str, int]
"""Scheme, host and port."""


@implementer(IResolutionReceiver)
class Addresses:
    """Collects the addresses of a name."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.complete: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 -- Twisted's name
        """Nothing to do yet."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802 -- Twisted's name
        """One more."""
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 -- Twisted's name
        """That was all."""
        if not self.complete.done():
            self.complete.set_result(self.found)


class Fetching(BaseDownloadHandler):
    """Scrapy's way to the network."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._idle: dict[Place, list[Connection]] = {}
        self._took: dict[str, str] = {}

    async def download_request(self, request: Request) -> Response:
        """The answer to a request; raises one of Scrapy's download errors."""
        timeout = float(request.meta.get("download_timeout") or self.crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        most = self.crawler.settings.getint("DOWNLOAD_MAXSIZE")
        parts = urlsplit(request.url)
        try:
            async with asyncio.timeout(timeout):
                answer = await self._asked(_place(parts), _words(request, parts), most, request)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"Getting {request.url} took longer than {timeout} seconds.") from error
        body = answer.parts[0] if len(answer.parts) == 1 else b"".join(answer.parts)
        return make_response(url=request.url.partition("#")[0], status=answer.status, headers=Headers(answer.headers), body=body)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Verifies certificates and names; made when it is needed, for it reads all the authorities the system trusts."""
        return ssl.create_default_context()

    async def close(self) -> None:
        """End every connection."""
        for connections in self._idle.values():
            for one in connections:
                one.abort()
        self._idle.clear()

    async def _asked(self, place: Place, words: bytes, most: int, request: Request) -> Answer:
        """The answer; what may not be asked again is asked on a fresh connection, which no server ends just then."""
        while request.method == "GET" and (connection := self._ready(place)):
            try:
                self._leaves(request)
                return await self._on(connection, place, words, most)
            except NothingCame:
                continue  # the server had ended it just then
        connection = await self._connected(place)
        self._leaves(request)
        return await self._on(connection, place, words, most)

    def _leaves(self, request: Request) -> None:
        """Let the site's pace count from now: Scrapy's counts from before there is a connection, which may take as long as the pace."""
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            slot.lastseen = monotonic()

    async def _on(self, connection: Connection, place: Place, words: bytes, most: int) -> Answer:
        try:
            answer = await connection.ask(words, most)
        except BaseException:
            connection.abort()
            raise
        if connection.open:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.setdefault(place, []).append(connection)
        return answer

    def _ready(self, place: Place) -> Connection | None:
        idle, now = self._idle.get(place, []), asyncio.get_running_loop().time()
        while idle:
            connection = idle.pop()
            if connection.open and now - connection.idle_since < LONGEST_IDLE:
                return connection
            connection.abort()
        return None

    async def _connected(self, place: Place) -> Connection:
        """A connection to the first address of a place that takes one; the one that did last time is tried before the others."""
        scheme, host, port = place
        secure: dict[str, Any] = {"ssl": self._tls, "server_hostname": host} if scheme == "https" else {}
        addresses = sorted(await _addresses(host, port), key=lambda address: address != self._took.get(host))
        if not addresses:
            raise CannotResolveHostError(f"no address of {host} may be asked")
        try:
            self._took[host], connection = await first_to_take(addresses, port, **secure)
        except ConnectionRefusedError as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        except OSError as error:
            raise DownloadFailedError(str(error)) from error
        return connection


async def first_to_take(addresses: Sequence[str], port: int, **secure: Any) -> tuple[str, Connection]:
    """The first of some addresses that takes a connection, and the connection; raises the last one's OSError.

    None but the last is waited for: where one way to the network leads nowhere (IPv6, often), another is there.
    """
    for number, address in enumerate(addresses, start=1):
        try:
            async with asyncio.timeout(OTHERS_WAIT if number < len(addresses) else None):
                return address, (await asyncio.get_running_loop().create_connection(Connection, address, port, **secure))[1]
        except OSError:
            if number == len(addresses):
                raise
    raise OSError("there is no address")


async def _addresses(host: str, port: int) -> list[str]:
    from twisted.internet import reactor

    receiver = Addresses()
    reactor.nameResolver.resolveHostName(receiver, host, port)
    return await receiver.complete


def _place(parts: SplitResult) -> Place:
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def _words(request: Request, parts: SplitResult) -> bytes:
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    lines = [f"{request.method} {path} HTTP/1.1".encode("ascii"), b"Host: " + parts.netloc.rpartition("@")[2].encode("ascii")]
    lines += [name + b": " + value for name, values in request.headers.items() for value in values]
    if request.body:
        lines.append(b"Content-Length: %d" % len(request.body))
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise DownloadFailedError("a line break in what should be one line of the request")
    return b"\r\n".join((*lines, b"", request.body))
