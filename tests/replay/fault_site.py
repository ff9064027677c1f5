"""A site that answers every page well, or as its case says: resets, lies about lengths, bombs and all, over a real socket."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from tests.answering import answering
from tests.replay.fault_cases import Sent

SILENCE = 4.5
"""Seconds; longer than any patience of the tests."""


class FaultSite(ThreadingHTTPServer):
    """Asks `answer` for what to send for a path; `phase` is for whoever made it to set."""

    daemon_threads = True

    def __init__(self, answer: Callable[[str, str], Sent]) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.answer, self.phase = answer, "good"

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up first is what some cases are about; any other fault is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        site = cast(FaultSite, self.server)
        if self.path == "/robots.txt":
            self._send(Sent(status=404, headers={}, body=b""))
            return
        sent = site.answer(site.phase, self.path)
        {"": self._send, "reset": self._reset, "reset half-way": self._reset_half_way, "hang up": self._hang_up}.get(
            sent.act, {"silence": self._be_silent, "drip": self._drip, "noise": self._noise}.get(sent.act, self._send)
        )(sent)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
        """Nobody reads it."""

    def _head(self, sent: Sent, **more: str) -> None:
        self.send_response_only(sent.status, "Said")
        for name, value in {"Date": "Tue, 03 Mar 2026 04:00:00 GMT", **more, **sent.headers}.items():
            self.send_header(name, value.encode().decode("latin-1"))
        self.end_headers()

    def _send(self, sent: Sent) -> None:
        if sent.length == "chunked, cut":
            self._head(sent, **{"Transfer-Encoding": "chunked"})
            self.wfile.write(f"{len(sent.body):x}\r\n".encode() + sent.body + b"\r\n")
        elif sent.length == "none":
            self._head(sent, Connection="close")
            self.wfile.write(sent.body)
        else:
            announced = len(sent.body) * (2 if sent.length == "of the whole" else 1)
            self._head(sent, **{"Content-Length": str(announced)})
            self.wfile.write(sent.body)
        self.close_connection = sent.length != "right"

    def _reset(self, _sent: Sent) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _reset_half_way(self, sent: Sent) -> None:
        self._head(sent, **{"Content-Length": str(len(sent.body))})
        self.wfile.write(sent.body[: len(sent.body) // 2])
        self.wfile.flush()
        self._reset(sent)

    def _hang_up(self, _sent: Sent) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _be_silent(self, sent: Sent) -> None:
        time.sleep(SILENCE)
        self._hang_up(sent)

    def _drip(self, sent: Sent) -> None:
        self.close_connection = True
        self._head(sent, **{"Content-Length": str(len(sent.body))})
        for place in range(int(SILENCE / 0.05)):
            self.wfile.write(sent.body[place : place + 1])
            self.wfile.flush()
            time.sleep(0.05)

    def _noise(self, _sent: Sent) -> None:
        self.close_connection = True
        self.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")


def fault_site(answer: Callable[[str, str], Sent]) -> AbstractContextManager[FaultSite]:
    """The site, answering until the block ends."""
    return answering(FaultSite(answer))
