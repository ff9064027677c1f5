"""Many small sites in one loopback process: a front page that lists articles, and the articles, each answer after a while.

`python -m tests.fleet.sites ARTICLES LEAST MOST` prints its origin; a site is whatever stands first in the path, and
`/_asked` tells of every request which site it was for, and when it came and was answered.

When a request came is told by the kernel (SO_TIMESTAMPING), which stamps it as it is sent: on a machine with more to do than
it can, this process may read a request long after, and the next one in time, which would look as if it had come too soon.
"""

from __future__ import annotations

import json
import random
import socket
import socketserver
import struct
import sys
import time

PAGE = """<html><body><div id="gazette"><h1>内江高新区一季度新增企业{number}家</h1>
<p>2026-04-03 09:00</p><p>一季度，内江高新区新增规上工业企业{number}家，其中{number}家由{site}报道。</p></div></body></html>"""
TIMESTAMPING, RECEIVED_BY_SOFTWARE = 37, 8 | 16


class Sites(socketserver.ThreadingTCPServer):
    """What is answered, and the log of it."""

    daemon_threads, request_queue_size = True, 128

    def __init__(self, articles: int, least: float, most: float) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.articles, self.least, self.most = articles, least, most
        self.chance = random.Random(articles)
        self.asked: list[tuple[str, str, float, float]] = []

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


class Exchange(socketserver.BaseRequestHandler):
    """One connection, kept alive."""

    request: socket.socket
    server: Sites

    def setup(self) -> None:
        """Let the kernel tell when what comes was sent."""
        self.request.setsockopt(socket.SOL_SOCKET, TIMESTAMPING, RECEIVED_BY_SOFTWARE)

    def handle(self) -> None:
        """Answer one request after the other until the other side is gone."""
        while came := self.received():
            path, begun = came
            status, body = self.server.answer(path)
            if not path.startswith("/_"):
                time.sleep(self.server.chance.uniform(self.server.least, self.server.most))
                self.server.asked.append((path.split("/")[1], path, begun, time.time()))
            head = f"HTTP/1.1 {status} -\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            try:
                self.request.sendall(head.encode() + body)
            except ConnectionError:
                return

    def received(self) -> tuple[str, float] | None:
        """The path of a request and when it came; None at the end of the connection."""
        heard, begun = b"", 0.0
        while not heard.endswith(b"\r\n\r\n"):
            try:
                part, told, _, _ = self.request.recvmsg(65536, 256)
            except ConnectionError:
                return None
            if not part:
                return None
            stamps = [struct.unpack_from("qq", words) for level, kind, words in told if (level, kind) == (socket.SOL_SOCKET, TIMESTAMPING)]
            begun = begun or (stamps[0][0] + stamps[0][1] / 1e9 if stamps else time.time())
            heard += part
        return heard.split(b" ", 2)[1].decode(), begun


if __name__ == "__main__":
    with Sites(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])) as sites:
        sys.stdout.write(f"http://127.0.0.1:{sites.server_address[1]}\n")
        sys.stdout.flush()
        sites.serve_forever()
