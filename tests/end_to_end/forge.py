"""A forge of `zonewatch` processes: it has loaded what they need once, and forks one for each that is asked for.

What such a process does is the command line's own `main`, in a process of its own that can be killed like any other; only the
seconds of loading Scrapy and the claim rules are spent once and not for each of the runs of a test. What a process
starts in turn through `sys.executable` goes by `forged.py` and is forged as well.

`python -m tests.end_to_end.forge SOCKET` serves until its standard input ends. A request is one JSON object with the caller's
standard files: `{"words", "tag", "file_size"}`, answered by the process's number and, when it has ended, its status; or
`{"tag"}` alone, answered by the processes of that tag that live.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import selectors
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FORGED = Path(__file__).with_name("forged.py")
TEXT = "截至2026年3月底，内江高新区已引进电子信息项目13个，建成投产6个。力争到2027年，内江高新区打造百亿级产业集群。"


@dataclass
class Process:
    """One forged process, as its test sees it."""

    connection: socket.socket
    number: int
    out: Path

    def wait(self, seconds: float = 120) -> int:
        """Its exit status, or the negative number of the signal that ended it."""
        self.connection.settimeout(seconds)
        status = json.loads(self.connection.recv(64))
        self.connection.close()
        return int(status)

    def said(self) -> str:
        """What it wrote to standard output and standard error so far."""
        return self.out.read_text(encoding="utf-8", errors="replace")


@dataclass
class Forge:
    """The forge, as tests see it."""

    place: str
    folder: Path
    _count: list[int] = field(default_factory=lambda: [0])

    def start(self, *words: str, tag: str, file_size: int | None = None) -> Process:
        """`zonewatch WORDS…`; its children carry the same tag."""
        self._count[0] += 1
        out = self.folder / f"{tag}-{self._count[0]}"
        with out.open("wb") as file:
            connection = ask(self.place, {"words": words, "tag": tag, "file_size": file_size}, [file.fileno()] * 2)
        return Process(connection, int(json.loads(connection.recv(64))), out)

    def living(self, tag: str) -> dict[int, list[str]]:
        """Processes of a tag with the words they were started by."""
        with ask(self.place, {"tag": tag}, []) as connection:
            told = b"".join(iter(lambda: connection.recv(65536), b""))
        return {int(number): words for number, words in json.loads(told).items()}

    def until_gone(self, tag: str, seconds: float = 60) -> None:
        """Wait until no process of a tag lives."""
        until = time.monotonic() + seconds
        while living := self.living(tag):
            assert time.monotonic() < until, living
            time.sleep(0.02)


def ask(place: str, request: dict[str, Any], files: list[int]) -> socket.socket:
    """Send a request; the answers come on the connection given back."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(place)
    socket.send_fds(connection, [json.dumps(request).encode()], files)
    return connection


@contextmanager
def forging(folder: Path) -> Iterator[Forge]:
    """A forge for a block; it ends everything it forged."""
    place = str(folder / "forge")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.forge", place], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None and server.stdout is not None
    server.stdout.readline()
    try:
        yield Forge(place, folder)
    finally:
        server.stdin.close()
        server.wait(timeout=20)
        server.stdout.close()


def serve(place: str) -> None:
    """Fork what is asked for until standard input ends."""
    load()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(place)
    listening.listen(64)
    waker, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    asked = selectors.DefaultSelector()
    for source in (listening, waker, sys.stdin):
        asked.register(source, selectors.EVENT_READ)
    forged: dict[int, tuple[socket.socket, str, list[str]]] = {}
    print("ready", flush=True)
    while True:
        ready = {key.fileobj for key, _ in asked.select()}
        if waker in ready:
            waker.recv(4096)
            reap(forged)
        if listening in ready:
            answer(listening, place, forged)
        if sys.stdin in ready:
            break
    for number in forged:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def load() -> None:
    """Load what every process needs, and what reading claims makes of its lexicons."""
    import gc

    from scrapy.utils.misc import load_object

    import pipeline.items  # noqa: F401
    from crawler.run import project_settings
    from pipeline.claims.read import claims

    claims([TEXT], doc="x", published=None)
    for value in project_settings().copy_to_dict().values():
        for name in parts(value):
            load_object(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared"
    gc.freeze()


def parts(value: object) -> Iterator[str]:
    """The classes and functions of Scrapy's that a setting names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from parts(key)
            yield from parts(inner)
    elif isinstance(value, str) and re.fullmatch(r"(scrapy|crawler|pipeline)(\.\w+){2,}", value):
        yield value


def reap(forged: dict[int, tuple[socket.socket, str, list[str]]]) -> None:
    """Tell whoever asked for a process how it ended."""
    while True:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not number:
            return
        connection, _, _ = forged.pop(number)
        with suppress(OSError):
            connection.send(str(os.waitstatus_to_exitcode(status)).encode())
        connection.close()


def answer(listening: socket.socket, place: str, forged: dict[int, tuple[socket.socket, str, list[str]]]) -> None:
    """One request."""
    connection, _ = listening.accept()
    message, files, _, _ = socket.recv_fds(connection, 65536, 2)
    request = json.loads(message)
    if "words" not in request:
        connection.send(json.dumps({number: words for number, (_, tag, words) in forged.items() if tag == request["tag"]}).encode())
        connection.close()
        return
    number = os.fork()
    if not number:
        become(request, files, place)
    for file in files:
        os.close(file)
    forged[number] = (connection, request["tag"], request["words"])
    with suppress(OSError):
        connection.send(str(number).encode())


def become(request: dict[str, Any], files: list[int], place: str) -> None:
    """Be the process asked for, to its end."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    random.seed()
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, file in enumerate(files, start=1):
        os.dup2(file, number)
    os.closerange(3, 1024)
    if request["file_size"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size"], request["file_size"]))
    os.environ.update(FORGE=place, FORGE_TAG=request["tag"], FORGE_PYTHON=sys.executable)
    sys.argv, sys.executable = ["zonewatch", *request["words"]], str(FORGED)
    from crawler.cli.main import main

    status = 1
    try:
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 -- as the interpreter would, which os._exit leaves no time for
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1])
