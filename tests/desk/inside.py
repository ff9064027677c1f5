"""A client that asks an application in this process: httpx with its cookies and redirects, and no network between the two.

Starlette's `TestClient` starts a thread with an event loop for every request and hands everything over nine times, which takes longer than
most of the desk's pages. Here one loop is at work while a request is, and the application is called in it as a server would.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Iterator, MutableMapping
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx

from pipeline.desk.shield import Application

PORTS = {"http": 80, "https": 443}
Message = MutableMapping[str, Any]


def inside(app: Application, *, host: str = "127.0.0.1", client: str = "127.0.0.1", raising: bool = True) -> httpx.Client:
    """A client of an application, which sees it come from an address; what the application raises is raised, or answered with 500."""
    transport = Inside(app, (client, 50000), raising)
    return httpx.Client(transport=transport, base_url=f"http://{host}", follow_redirects=True, headers={"user-agent": "test"})


class Inside(httpx.BaseTransport):
    """The way of a request into an application, and of its answer out of it."""

    def __init__(self, app: Application, client: tuple[str, int], raising: bool) -> None:
        self.app, self.client, self.raising = app, client, raising

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """What is answered."""
        return loop().run_until_complete(self.answer(request))

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """The same, in the loop."""
        exchange = Exchange(request)
        try:
            await self.app(scope_of(request, self.client), exchange.receive, exchange.send)
        except Exception:
            if self.raising:
                raise
        return exchange.response()


class Exchange:
    """What is said while one request is answered."""

    def __init__(self, request: httpx.Request) -> None:
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.coming: Iterator[bytes] = iter(request.stream)
        self.ended = asyncio.Event()
        self.begun: Message = {}
        self.body: list[bytes] = []
        self.asked = False

    async def receive(self) -> Message:
        """The body part by part, and once all is said, that nobody is there any more."""
        if self.asked:
            await self.ended.wait()
            return {"type": "http.disconnect"}
        part = next(self.coming, None)
        self.asked = part is None
        return {"type": "http.request", "body": part or b"", "more_body": not self.asked}

    async def send(self, message: Message) -> None:
        """A part of the answer."""
        assert not self.ended.is_set(), "the answer has ended"
        if message["type"] == "http.response.start":
            assert not self.begun, "the answer has begun"
            self.begun = message
        else:
            assert self.begun, "the answer has not begun"
            self.body.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.ended.set()

    def response(self) -> httpx.Response:
        """The whole answer; 500 when the application gave up before it began one."""
        assert self.ended.is_set() or not self.begun, "the answer has no end"
        stream = httpx.ByteStream(b"".join(self.body))
        return httpx.Response(self.begun.get("status", 500), headers=self.begun.get("headers", []), stream=stream)


def scope_of(request: httpx.Request, client: tuple[str, int]) -> Message:
    """A request as ASGI tells it."""
    address = request.url
    path = address.raw_path.partition(b"?")[0]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "root_path": "",
        "scheme": address.scheme,
        "query_string": address.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": client,
        "server": (address.host, address.port or PORTS[address.scheme]),
        "state": {},
    }


@cache
def loop() -> asyncio.AbstractEventLoop:
    """The loop of this process, at work only while a request is."""
    made = asyncio.new_event_loop()
    atexit.register(made.close)
    return made
