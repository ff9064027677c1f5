"""Children forked from a process that has loaded everything (crawler/mould.py), as `subprocess.Popen` would give them.

What a fresh Python spends on loading, one to two seconds of a run, is spent once. Not by `multiprocessing`: its server of forks
leaves a folder behind when it is killed, keeps a second process, runs the main module again in every child, and may not be asked
for the end of a child by two threads.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from math import inf
from select import select
from time import monotonic, sleep
from typing import BinaryIO, cast

MOULD = "crawler.mould"
ASK_AGAIN = 0.02
"""Seconds between two questions for the end of a child that has said everything."""

SURELY = 2.0
"""Seconds in which the end of a process shows that was heard no more."""

LONGEST = 3600.0

IDLE = 60.0
"""Seconds without a child after which the process that forks gives its memory back: loading costs no more than one run did."""


class Forked:
    """One child. Its methods mean what those of `subprocess.Popen` mean; texts are UTF-8. Any thread may ask."""

    def __init__(self, words: Sequence[str], pid: int, out: BinaryIO, err: BinaryIO, told: BinaryIO) -> None:
        self.args, self.pid, self.returncode = words, pid, cast("int | None", None)
        self._told, self._guard = told, threading.Lock()
        self._heard = {out: bytearray(), err: bytearray()}
        self._open = [out, err]

    def poll(self) -> int | None:
        """Its exit status, or the negative number of the signal that ended it; None while it lives."""
        with self._guard:
            if self.returncode is None and select([self._told], [], [], 0)[0]:
                self.returncode = self._ended()
                self._told.close()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The same at its end; raises TimeoutExpired."""
        until = inf if timeout is None else monotonic() + timeout
        while (status := self.poll()) is None:
            if monotonic() >= until:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            sleep(ASK_AGAIN)
        return status

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it wrote until its end; raises TimeoutExpired, after which it may be called again."""
        until = inf if timeout is None else monotonic() + timeout
        while self._open:
            left = until - monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            for file in select(self._open, [], [], min(left, LONGEST))[0]:
                self._hear(file)
        self.wait(None if timeout is None else max(0.0, until - monotonic()))
        out, err = (bytes(heard).decode("utf-8", "replace") for heard in self._heard.values())
        return out, err

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _ended(self) -> int:
        if line := self._told.readline():
            return int(line)
        with suppress(ProcessLookupError):  # who would tell is dead, and nobody else is told of this child's end
            os.kill(self.pid, signal.SIGKILL)
        return -signal.SIGKILL

    def _hear(self, file: BinaryIO) -> None:
        heard = file.read(65536)
        self._heard[file] += heard
        if not heard:
            self._open.remove(file)
            file.close()


class Mould:
    """The process that forks; it ends when nobody asks for so many seconds, and is begun anew when it is asked again."""

    def __init__(self, idle: float = IDLE) -> None:
        self._idle = idle
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        self._loaded = False
        self._over = False

    def begin(self) -> None:
        """Let it load while others do something else. Raises OSError."""
        with self._guard:
            self._begin()

    def child(self, words: Sequence[str], memory: int, leash: int) -> Forked:
        """A child that is `zonewatch WORDS…`, with so many MiB of address space and its leash for standard input. Raises OSError."""
        wanted = json.dumps({"words": list(words), "memory": memory}).encode() + b"\n"
        with self._guard:
            try:
                return self._child(self._ready(), wanted, words, leash)
            except OSError:
                if not self._is_over():
                    raise
                self._end()
                self._begin()
                return self._child(self._ready(), wanted, words, leash)

    def leave_off(self) -> None:
        """Begin nothing more: whoever waits for it to load gets an OSError at once; children that it has go on."""
        self._over = True
        if self._process and not self._loaded:
            self._process.kill()

    def end(self) -> None:
        """Let it end, and its children with it."""
        self.leave_off()
        with self._guard:
            self._end()

    def _begin(self) -> None:
        if self._over:
            raise OSError("no more runs are begun")
        asking, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 -- the command is ours
                [sys.executable, "-m", MOULD, str(self._idle)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONUTF8": "1"},
                start_new_session=True,
            )
        self._asking, self._loaded = asking, False

    def _ready(self) -> socket.socket:
        if self._asking is None or not (self._loaded or self._asking.recv(16)):
            raise OSError("the process that forks runs has ended")
        self._loaded = True
        return self._asking

    def _child(self, asking: socket.socket, wanted: bytes, words: Sequence[str], leash: int) -> Forked:
        with ExitStack() as ours, ExitStack() as theirs:
            heard, given = list[BinaryIO](), list[int]()
            for _ in range(3):
                here, there = os.pipe()
                heard.append(ours.enter_context(os.fdopen(here, "rb", buffering=0)))
                theirs.callback(os.close, there)
                given.append(there)
            socket.send_fds(asking, [wanted], [leash, *given])
            theirs.close()
            out, err, told = heard
            number = told.readline()
            if not number:
                raise OSError("no process can be forked for it")
            ours.pop_all()
            return Forked(words, int(number), out, err, told)

    def _is_over(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            return self._process is None or self._process.wait(SURELY) is not None
        return False

    def _end(self) -> None:
        if self._asking:
            self._asking.close()
        if self._process:
            self._process.kill()  # it may be loading still, and holds nothing that could be lost
            self._process.wait()
