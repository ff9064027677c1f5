"""A forged process with pipes, which answers as a `subprocess.Popen` does."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import threading
from dataclasses import dataclass
from typing import TextIO


@dataclass
class Piped:
    """Its number, its pipes, and how it ended."""

    connection: socket.socket
    pid: int
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, or the negative number of the signal that ended it. Raises TimeoutExpired."""
        if self.returncode is None:
            ready, _, _ = select.select([self.connection], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(json.loads(self.connection.recv(64)))
            self.connection.close()
        return self.returncode

    def poll(self) -> int | None:
        """The same, or None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Let it come to its end; what else it said on both streams. Raises TimeoutExpired."""
        self.stdin.close()
        said = ["", ""]

        def hear(number: int, stream: TextIO) -> None:
            if not stream.closed:
                said[number] = stream.read()
                stream.close()

        hearing = [threading.Thread(target=hear, args=pair, daemon=True) for pair in enumerate((self.stdout, self.stderr))]
        for one in hearing:
            one.start()
        self.wait(timeout)
        for one in hearing:
            one.join(timeout)
        return said[0], said[1]
