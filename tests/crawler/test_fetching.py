"""A site's pace counts from when a request leaves, not from when a connection for it was begun: a real server on loopback hears it."""

from __future__ import annotations

import asyncio
from time import monotonic
from types import SimpleNamespace

from scrapy import Request
from scrapy.settings import Settings

from crawler.connection import Connection
from crawler.fetching import Fetching, Place

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
