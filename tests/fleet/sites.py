"""Many small sites in one loopback process: a front page that lists articles, and the articles, each answer after a while.

`python -m tests.fleet.sites ARTICLES LEAST MOST` prints its origin; a site is whatever stands first in the path, and
`/_asked` tells of every request which site it was for, and when it came and was answered.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from time import monotonic

PAGE = """<html><body><div id="gazette"><h1>内江高新区一季度新增企业{number}家</h1>
<p>2026-04-03 09:00</p><p>一季度，内江高新区新增规上工业企业{number}家，其中{number}家由{site}报道。</p></div></body></html>"""


class Sites:
    """What is answered, and the log of it."""

    def __init__(self, articles: int, least: float, most: float) -> None:
        self.articles, self.least, self.most = articles, least, most
        self.chance = random.Random(articles)
        self.asked: list[tuple[str, str, float, float]] = []

    async def serve(self) -> None:
        """Answer on a free port until the process is ended."""
        server = await asyncio.start_server(self.exchange, "127.0.0.1", 0)
        sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept alive."""
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                path = request.split(b" ", 2)[1].decode()
                begun = monotonic()
                status, body = self.answer(path)
                if not path.startswith("/_"):
                    await asyncio.sleep(self.chance.uniform(self.least, self.most))
                    self.asked.append((path.split("/")[1], path, begun, monotonic()))
                head = f"HTTP/1.1 {status} -\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        _, site, *rest = path.split("/")
        if site == "_asked":
            return 200, json.dumps(self.asked).encode()
        if site == "robots.txt":
            return 404, b""
        if rest == [""]:
            return 200, "".join(f'<a href="/news/{number}">x</a>' for number in range(1, self.articles + 1)).encode()
        return 200, PAGE.format(site=site, number=rest[-1]).encode()


if __name__ == "__main__":
    asyncio.run(Sites(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])).serve())
