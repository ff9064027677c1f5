"""A process that has loaded what a command needs, once, and forks a child for each that is asked for (`python -m crawler.mould IDLE`).

It holds no database, no thread and no reactor: each child makes its own. Its standard input is a socket of whoever wants children
(crawler/forked.py); it ends with them, or when it has had neither child nor question for so many seconds. A request is one line
of JSON with four files: standard input, output and error of the child, and where to tell its number and, once it has ended, its status.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import selectors
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from crawler.leash import VARIABLE
from crawler.loading import load

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A child that is asked for."""

    words: list[str]
    """What follows `zonewatch`."""

    memory: int
    """Its address space in MiB."""

    files: tuple[int, ...]
    """Its standard input, output and error."""

    told: int
    """Where its number and its status are written."""


def serve(asked: socket.socket, idle: float) -> Wanted | None:
    """Fork what is asked for until nobody asks any more; in a child it comes back with what that is to be."""
    waker, wakes = socket.socketpair()
    wakes.setblocking(False)
    children: dict[int, int] = {}
    with waker, wakes, _woken(wakes.fileno()), selectors.DefaultSelector() as either:
        either.register(asked, selectors.EVENT_READ)
        either.register(waker, selectors.EVENT_READ)
        asked.sendall(b"ready\n")
        while True:
            ready = {key.fileobj for key, _ in either.select(None if children else idle)}
            if not ready and not children:
                return None
            if waker in ready:
                waker.recv(4096)
                _reap(children)
            if asked in ready:
                wanted = _received(asked)
                if wanted is None or not _forked(wanted, children):
                    return wanted


def become(wanted: Wanted) -> None:
    """Be a child to its end: a session of its own, its files, its limit, its words."""
    os.setsid()
    for place, file in enumerate(wanted.files):
        os.dup2(file, place)
        os.close(file)
    resource.setrlimit(resource.RLIMIT_AS, (wanted.memory * MIB, wanted.memory * MIB))
    os.environ[VARIABLE] = "stdin"
    sys.argv = ["zonewatch", *wanted.words]
    from crawler.cli.main import main

    main()


@contextmanager
def _woken(file: int) -> Iterator[None]:
    # SIGTERM is held up, not ignored: what a child is told before it has become itself reaches it then.
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(file, warn_on_full_buffer=False)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    yield
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _received(asked: socket.socket) -> Wanted | None:
    message, files, _, _ = socket.recv_fds(asked, 65536, 4)
    while message and not message.endswith(b"\n"):
        message += asked.recv(65536)
    if not message:
        return None
    words = json.loads(message)
    return Wanted(words=words["words"], memory=words["memory"], files=tuple(files[:3]), told=files[3])


def _forked(wanted: Wanted, children: dict[int, int]) -> bool:
    """Fork; False in the child. Where no process can be had, whoever asked hears it by the silence."""
    try:
        number = os.fork()
    except OSError:
        for file in (*wanted.files, wanted.told):
            os.close(file)
        return True
    if not number:
        for told in (wanted.told, *children.values()):
            os.close(told)
        return False
    for file in wanted.files:
        os.close(file)
    children[number] = wanted.told
    _tell(wanted.told, number)
    return True


def _reap(children: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            told = children.pop(ended[0])
            _tell(told, os.waitstatus_to_exitcode(ended[1]))
            os.close(told)


def _tell(told: int, number: int) -> None:
    with suppress(BrokenPipeError):  # whoever asked has gone, and the child's leash with them
        os.write(told, b"%d\n" % number)


def _to_its_end(idle: float) -> None:
    with socket.socket(fileno=os.dup(0)) as whoever:
        wanted = serve(whoever, idle)
    if wanted:
        become(wanted)


if __name__ == "__main__":
    load()
    gc.collect()
    gc.freeze()  # what is shared with the children is not written to by a count of what may be let go
    _to_its_end(float(sys.argv[1]))
