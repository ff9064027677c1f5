"""A site on a free loopback port that misbehaves on request: what a path answers is told by the path's last name."""

from __future__ import annotations

import socket
import sys
import time
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.answering import answering

Answer = tuple[int, dict[str, str], bytes]


class Site(ThreadingHTTPServer):
    """Answers from a table of paths; keeps the paths asked and when, in order."""

    daemon_threads = True

    def __init__(self, answers: dict[str, Answer | str]) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.answers = answers
        self.asked: list[tuple[float, str]] = []
        self.agents: set[str] = set()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up first is what some tests are about; any other fault is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        """The paths asked, in order."""
        return [path for _, path in self.asked]


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        site.asked.append((time.monotonic(), self.path))
        site.agents.add(self.headers.get("User-Agent", ""))
        found = site.answers.get(self.path, (404, {}, b"nothing here"))
        if found == "hang up":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if found == "sleep":
            time.sleep(1.5)
            found = (200, {}, b"late")
        if found == "drip":
            self._drip()
            return
        assert not isinstance(found, str)
        status, headers, body = found
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        for _ in range(400):
            self.wfile.write(b"<p>more</p>")
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
        """The site keeps its own log."""


def serving(answers: dict[str, Answer | str]) -> AbstractContextManager[Site]:
    """The site, answering until the block ends."""
    return answering(Site(answers))
