"""A forge of processes: it has loaded what they need once, and forks one for each that is asked for.

Such a process is `python -m MODULE …` (mostly the command line) in a process of its own that can be killed like any other; only the
seconds of loading Scrapy and the claim rules are spent once and not for each of the runs of a test. What a process
starts in turn through `sys.executable` goes by `forged.py` and is forged as well.

`python -m tests.forge SOCKET [mould]` serves until its standard input ends; as a `mould` it has loaded what a run needs, and no
more, which is right for a copy of the code of which few processes are made. A request is one JSON object with the caller's
standard files: `{"words", "tag", "file_size", "cwd", "env"}`, answered by the process's number and, when it has ended, its
status; or `{"tag"}` alone, answered by the processes of that tag that live.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import resource
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from tests.piped import Piped

ROOT = Path(__file__).resolve().parents[1]
_open = ExitStack()

MAIN = "crawler.cli.main"
FORGED = Path(__file__).with_name("forged.py")


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
    code: Path = ROOT
    _count: list[int] = field(default_factory=lambda: [0])

    def start(self, *words: str, tag: str, file_size: int | None = None) -> Process:
        """`zonewatch WORDS…`; its children carry the same tag."""
        out = self._file(tag)
        with Path(os.devnull).open() as nothing, out.open("wb") as file:
            request = {"words": [MAIN, *words], "tag": tag, "file_size": file_size, "cwd": str(self.code), "env": dict(os.environ)}
            connection = ask(self.place, request, [nothing.fileno(), file.fileno(), file.fileno()])
        return Process(connection, int(json.loads(connection.recv(64))), out)

    def run(
        self, module: str, *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """`python -m MODULE WORDS…` to its end, as `subprocess.run` with its output captured. Raises TimeoutExpired."""
        out, err = self._file("out"), self._file("err")
        request = {
            "words": [module, *words],
            "tag": out.name,
            "file_size": None,
            "cwd": str(cwd or self.code),
            "env": dict(env or os.environ),
        }
        with Path(os.devnull).open() as nothing, out.open("wb") as said, err.open("wb") as told:
            connection = ask(self.place, request, [nothing.fileno(), said.fileno(), told.fileno()])
        process = Process(connection, int(json.loads(connection.recv(64))), out)
        try:
            status = process.wait(timeout)
        except TimeoutError:
            os.kill(process.number, signal.SIGKILL)
            raise subprocess.TimeoutExpired([module, *words], timeout, process.said(), err.read_text(errors="replace")) from None
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
        return subprocess.CompletedProcess([module, *words], status, *texts)

    def open(self, module: str, *words: str, env: Mapping[str, str] | None = None) -> Piped:
        """`python -m MODULE WORDS…` with a pipe to its input and from each of its outputs, as `subprocess.Popen` gives it."""
        pipes = [os.pipe() for _ in range(3)]
        theirs, ours = [pipes[0][0], pipes[1][1], pipes[2][1]], [pipes[0][1], pipes[1][0], pipes[2][0]]
        connection, number = self._piped([module, *words], theirs, env)
        for end in theirs:
            os.close(end)
        files = [os.fdopen(end, mode, encoding="utf-8", errors="replace") for end, mode in zip(ours, "wrr", strict=True)]
        return Piped(connection, number, *files)

    def log(self, module: str, *words: str, to: Path) -> Piped:
        """The same with nothing to read, and what it says written to a file."""
        with Path(os.devnull).open() as nothing, to.open("wb") as file:
            connection, number = self._piped([module, *words], [nothing.fileno(), file.fileno(), file.fileno()], None)
        return Piped(connection, number, StringIO(), StringIO(), StringIO())

    def _piped(self, words: list[str], files: list[int], env: Mapping[str, str] | None) -> tuple[socket.socket, int]:
        request = {"words": words, "tag": "piped", "file_size": None, "cwd": str(self.code), "env": dict(env or os.environ)}
        connection = ask(self.place, request, files)
        return connection, int(json.loads(connection.recv(64)))

    def programs(self) -> Path:
        """A folder for the search path with a `zonewatch` whose processes are forged, where `environ` is set."""
        folder = self.folder / "programs"
        if not folder.exists():
            folder.mkdir()
            program = folder / "zonewatch"
            program.write_text(f'#!/bin/sh\nexec {FORGED} -m {MAIN} "$@"\n', encoding="utf-8")
            program.chmod(0o755)
        return folder

    def environ(self) -> dict[str, str]:
        """What a process of another make needs to have processes forged."""
        return {"FORGE": self.place, "FORGE_TAG": "outside", "FORGE_PYTHON": sys.executable}

    def _file(self, tag: str) -> Path:
        self._count[0] += 1
        return self.folder / f"{tag}-{self._count[0]}"

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
def forging(folder: Path, code: Path = ROOT) -> Iterator[Forge]:
    """A forge for a block, of our code or of a copy of it; it ends everything it forged."""
    place = str(folder / "forge")
    command = [sys.executable, "-m", "tests.forge", place, *([] if code == ROOT else ["mould"])]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}  # behind the working directory: of ours only the tests are taken
    server = subprocess.Popen(command, cwd=code, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None and server.stdout is not None
    server.stdout.readline()
    try:
        yield Forge(place, folder, code)
    finally:
        server.stdin.close()
        server.wait(timeout=20)
        server.stdout.close()


@cache
def here() -> Forge:
    """The forge of this process: started when it is first asked for, ended by `close`."""
    folder = _open.enter_context(tempfile.TemporaryDirectory(prefix="zonewatch-forge-"))
    return _open.enter_context(forging(Path(folder)))


def python(module: str, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """`python -m MODULE WORDS…` by this process's forge; see `Forge.run`."""
    return here().run(module, *words, **more)


def close() -> None:
    """End this process's forge, if there is one."""
    _open.close()


def serve(place: str, *how: str) -> None:
    """Fork what is asked for until standard input ends."""
    load(*how)
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


def load(how: str = "all") -> None:
    """Load what every process needs, or what the product's own mould does, and what reading claims makes of its lexicons."""
    import gc

    if how == "mould":
        from crawler.loading import load as warm
    else:
        from tests.warm import warm
    warm()
    gc.collect()
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared"
    gc.freeze()


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
    message, files, _, _ = socket.recv_fds(connection, 1 << 20, 3)
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
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 1024)
    if request["file_size"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size"], request["file_size"]))
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update({**request["env"], "FORGE": place, "FORGE_TAG": request["tag"], "FORGE_PYTHON": sys.executable})
    module, *words = request["words"]
    sys.argv, sys.executable = [module, *words], str(FORGED)
    status = 0
    try:
        run_as_main(module)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 -- as the interpreter would, which os._exit leaves no time for
        status = 1
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run_as_main(module: str) -> None:
    """Run a module; of the command line all is made already, as in the product's own mould, and only its function need be called."""
    if module == MAIN:
        importlib.import_module(MAIN).main()
    else:
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
