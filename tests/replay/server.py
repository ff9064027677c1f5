"""One loopback HTTP/1.1 server of the replay: sockets in, `Asked` out, `Answer` back; it ends without leftovers."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.replay.world import Answer, Asked

GZIP_FROM = 1024
"""Bodies of so many bytes and more are packed for those who accept it."""


class ReplayServer(ThreadingHTTPServer):
    """Answers one role's requests on its own port, each connection in a thread that `stop` waits for."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, answer: Callable[[Asked], Answer], role: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Exchange)
        self.answer, self.role = answer, role
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, name=f"replay {role}")

    @property
    def origin(self) -> str:
        """Address of this server."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Begin to answer, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the connections that are kept alive, then the threads, then the port."""
        if self._thread.is_alive():
            self.shutdown()
        for connection in list(self._open):
            _hang_up(connection)
        self.server_close()
        if self._thread.ident is not None:
            self._thread.join()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Say nothing of an asker who hung up in the middle; everything else is a fault of the replay and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection and remember it."""
        connection, peer = super().get_request()
        self._open.add(connection)
        return connection, peer

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Forget a connection that has ended."""
        self._open.discard(cast(socket.socket, request))
        super().shutdown_request(request)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "openresty", ""
    wbufsize = -1  # head and body leave in one packet
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        self._exchange()

    do_HEAD = do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """The replay keeps its own log."""

    def _exchange(self) -> None:
        server = cast(ReplayServer, self.server)
        answer = server.answer(self._asked(server.role))
        body, packed = self._packed(answer)
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
        for name, value in (*answer.headers, *([("Content-Encoding", "gzip")] if packed else [])):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(body)

    def _asked(self, role: str) -> Asked:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        return Asked(
            role=role,
            method=self.command,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
        )

    def _packed(self, answer: Answer) -> tuple[bytes, bool]:
        accepts = "gzip" in (self.headers.get("Accept-Encoding") or "")
        if accepts and len(answer.body) >= GZIP_FROM:
            return gzip.compress(answer.body, mtime=0), True
        return answer.body, False
