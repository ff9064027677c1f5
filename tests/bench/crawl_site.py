"""A fast loopback Thepaper for the crawl benchmark: pages of 30 KB whose chrome changes on every fetch, or that are not modified.

`python -m tests.bench.crawl_site COUNT` prints its origin and serves until it is ended. Every page has an ETag, which is
honoured below `/304/` and nowhere else.
"""

from __future__ import annotations

import asyncio
import random
import sys
from itertools import count

from tests.bench.strip import article
from tests.replay.render import thepaper_list, thepaper_next
from tests.replay.render.noise import draw_noise
from tests.replay.world import moment

FIRST = 30000000
PAGE_BYTES, BODY_BYTES = 30 * 1024, 3 * 1024
MARK = b"@counter@"
FETCHES = count(1)


def pages(number: int) -> dict[bytes, bytes]:
    """What each path answers, with a mark where the counter goes."""
    held = {b"/robots.txt": b"User-agent: *\nAllow: /\n"}
    editions = [article(place, BODY_BYTES) for place in range(number)]
    for place, edition in enumerate(editions):
        page = thepaper_next.article_page(edition, draw_noise(random.Random(place)), 0, moment(0)).encode()
        chrome = b"<ul>" + b"<li>" + MARK + b"</li>" + b"<li>hot</li>" * ((PAGE_BYTES - len(page)) // 12) + b"</ul></body>"
        held[f"/newsDetail_forward_{edition.key}".encode()] = page.replace(b"</body>", chrome)
    held[b"/sitemap/sitemap.xml"] = thepaper_list.sitemap(editions).encode()
    return held


class Exchange(asyncio.Protocol):
    """One connection, kept alive; requests have no body."""

    held: dict[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self.transport, self.come = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that came whole."""
        *requests, self.come = (self.come + data).split(b"\r\n\r\n")
        for request in requests:
            self.transport.write(self.answer(request))  # type: ignore[attr-defined]

    def answer(self, request: bytes) -> bytes:
        """One response, head and body."""
        path = request.split(b" ", 2)[1].partition(b"?")[0]
        validated = path.startswith(b"/304/")
        page = self.held.get(path[4:] if validated else path)
        if page is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        etag = b'ETag: "1"\r\n'
        if validated and b"if-none-match" in request.lower():
            return b"HTTP/1.1 304 Not Modified\r\n" + etag + b"\r\n"
        body = page.replace(MARK, b"%09d" % next(FETCHES))
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n%b\r\n"
        return head % (len(body), etag) + body


async def serve(number: int) -> None:
    """Answer on a free loopback port until the process is ended."""
    Exchange.held = pages(number)
    server = await asyncio.get_running_loop().create_server(Exchange, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
