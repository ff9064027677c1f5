"""How servers are reached, and from when on a site's pace counts: a real server on loopback hears it."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from time import monotonic
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler import fetching
from crawler.connection import Connection
from crawler.fetching import Fetching, Place, first_to_take

LATE = 0.2
"""Seconds that a connection takes."""


class Far(Fetching):
    """Reaches its server late."""

    async def _connected(self, place: Place) -> Connection:
        await asyncio.sleep(LATE)
        return (await asyncio.get_running_loop().create_connection(Connection, place[1], place[2]))[1]


def test_the_pace_counts_from_when_a_request_leaves() -> None:
    slot = SimpleNamespace(lastseen=0.0)
    came: list[float] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            came.append(monotonic())
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    async def fetch() -> list[float]:
        crawler = SimpleNamespace(settings=Settings(), engine=SimpleNamespace(downloader=SimpleNamespace(slots={"here": slot})))
        handler, left = Far(crawler), []
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            for _ in range(2):
                slot.lastseen = monotonic()  # as Scrapy does
                begun = slot.lastseen
                await handler.download_request(Request(f"http://127.0.0.1:{port}/", meta={"download_slot": "here"}))
                left.append(slot.lastseen - begun)
            await handler.close()
        return left

    first, second = asyncio.run(fetch())
    assert first >= LATE > second
    assert len(came) == 2


def test_an_address_that_leads_nowhere_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "OTHERS_WAIT", 0.2)

    async def reached(silent: socket.socket) -> list[str]:
        port = silent.getsockname()[1]
        async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port):
            found = [await first_to_take(those, port) for those in (["127.0.0.2", "127.0.0.1"], ["127.0.0.3", "127.0.0.1"])]
            for _, connection in found:
                connection.abort()
            with pytest.raises(ConnectionRefusedError):
                await first_to_take(["127.0.0.3", "127.0.0.4"], port)
            return [address for address, _ in found]

    with ExitStack() as open_sockets, socket.socket() as silent:
        silent.bind(("127.0.0.2", 0))
        silent.listen(0)
        for _ in range(3):  # whoever comes now is not answered
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(silent.getsockname())
        assert asyncio.run(reached(silent)) == ["127.0.0.1", "127.0.0.1"]
