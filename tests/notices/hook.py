"""A server on loopback that keeps what it is told, and answers as it is bid."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any

from tests.answering import answering


class Hook(ThreadingHTTPServer):
    """Keeps what it is told; answers with `status` after `seconds`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.told: list[dict[str, Any]] = []
        self.status, self.seconds = 204, 0.0

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(self.server, Hook)
        self.server.told.append(body | {"bearer": self.headers.get("Authorization"), "path": self.path})
        sleep(self.server.seconds)
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
        """The hook keeps its own log."""


def listening() -> AbstractContextManager[Hook]:
    """A hook for a block."""
    return answering(Hook())
