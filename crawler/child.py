"""One site run as a child process: its command, its limits, its end, and the run it prints.

A crash or a leak of a crawl ends with the child and cannot take the daemon along. Scrapy is not loaded here.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from crawler.forked import Forked, Mould
from crawler.keys import Config
from crawler.leash import VARIABLE
from crawler.plan import Kind, Task
from crawler.runs import run_from_json
from db.run import Run

Command = Callable[[str, Path | None, datetime | None, Kind], Sequence[str]]
"""From source, configuration file, time and kind of run to the command of a child."""

Child: TypeAlias = subprocess.Popen[str] | Forked

WORDS: dict[Kind, list[str]] = {"full": [], "due": ["--due"], "new": ["--new"]}
PATIENCE = 7.0
"""Seconds a child is given to end when it is told to."""

TELLING, TELLING_LIMIT = "notify send", timedelta(minutes=5)
MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How one child ended."""

    source: str
    """Name of the source."""

    run: Run | None
    """What it brought; None when it did not say."""

    fault: str | None
    """Why it failed: its last line on standard error, or its exit status; None when it did not fail."""

    stopped: bool = False
    """True when it was ended because everything ends: no fault of the source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much one child may take."""

    time: timedelta
    """From its start to its end."""

    memory: int
    """Address space in MiB."""


def limits_of(config: Config) -> Limits:
    """What a configuration allows one child."""
    return Limits(time=config.daemon.time_limit, memory=config.daemon.memory_limit)


def ours() -> list[str]:
    """How a process of our own begins: `zonewatch` by the Python of this one."""
    return [sys.executable, "-m", "crawler.cli.main"]


def child_command(source: str, config_path: Path | None, now: datetime | None, kind: Kind = "full") -> list[str]:
    """The command of one site run in a process of its own, with `--json` on standard output."""
    config = ["--config", str(config_path)] if config_path else []
    time = ["--now", now.isoformat()] if now else []
    return [*ours(), *config, "crawl", source, "--json", "--no-tell", *WORDS[kind], *time]


@dataclass(kw_only=True)
class Children:
    """The children under way, at most one of each source, until they are told to stop."""

    command: Command
    config_path: Path | None
    limits: Limits
    mould: Mould | None = None
    """Forks what would else load everything anew."""

    now: Callable[[], datetime | None] = lambda: None
    at_once: bool = False
    """Runs begin one after the other, `[daemon] spread` apart."""

    _under_way: dict[str, Child] = field(default_factory=dict)
    _stopping: bool = False
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def under_way(self) -> frozenset[str]:
        """The sources a child of which is under way."""
        return frozenset(self._under_way) - {TELLING}

    @property
    def stopping(self) -> bool:
        """True once they are told to stop."""
        return self._stopping

    def run(self, task: Task) -> Ended | None:
        """Run a child to its end; None when one of this source is under way, or all are being stopped."""
        source, limit = task.source, self.limits.time
        try:
            heard = self._to_its_end(source, self.command(source, self.config_path, self.now(), task.kind))
        except OSError as error:
            return Ended(source=source, run=None, fault=f"the run cannot be started ({error})")
        if heard is None:
            return None
        status, out, err, late = heard
        if self._stopping and status != 0:
            return Ended(source=source, run=_run_in(out), fault="it was stopped", stopped=True)
        fault = f"it took longer than its limit of {limit}; what it did is kept, the rest is due" if late else None
        return Ended(source=source, run=_run_in(out), fault=fault or _fault(status, err, out))

    def work(self, name: str, words: Sequence[str]) -> str | None:
        """Run another command of zonewatch to its end, under the same limits; gives why it failed, None when it did not.

        Raises OSError when it cannot be started.
        """
        config = ["--config", str(self.config_path)] if self.config_path else []
        heard = self._to_its_end(name, [*ours(), *config, *words])
        if heard is None or self._stopping:
            return "it was stopped"
        status, _, err, late = heard
        return f"it took longer than its limit of {self.limits.time}" if late else _last_words(status, err) if status else None

    def _to_its_end(self, name: str, command: Sequence[str]) -> tuple[int, str, str, bool] | None:
        limits = self.limits
        with self._guard:
            if self._stopping or name in self._under_way:
                return None
            leash, ours = os.pipe()  # ours ends with this process, and the child hears of it (leash.py)
            try:
                child = self._child(command, leash)
            except OSError:
                os.close(ours)
                if self._stopping:
                    return None
                raise
            finally:
                os.close(leash)
            self._under_way[name] = child
        out, err, late = _heard(child, limits.time)
        os.close(ours)
        with self._guard:
            self._under_way.pop(name, None)
        return child.wait(), out, err, late

    def _child(self, command: Sequence[str], leash: int) -> Child:
        begins = len(ours())
        if self.mould is None or list(command[:begins]) != ours():
            return _started(command, self.limits, leash)
        return self.mould.child(command[begins:], self.limits.memory, leash)

    def tell(self) -> None:
        """Let a child send what people are to hear: what that takes to load would stay in this process for ever. It logs for itself."""
        time = [] if (now := self.now()) is None else ["--now", now.isoformat()]
        config = ["--config", str(self.config_path)] if self.config_path else []
        with self._guard:
            if self._stopping or TELLING in self._under_way:
                return
            command = [*ours(), *config, "notify", "send", *time]
            self._under_way[TELLING] = child = _started(command, self.limits, heard=False)
        try:
            _heard(child, TELLING_LIMIT)
        finally:
            with self._guard:
                self._under_way.pop(TELLING, None)

    def stop(self, patience: float = PATIENCE) -> None:
        """Ask every child to end; end those by force that have not within so many seconds."""
        self._stopping = True
        if self.mould:
            self.mould.leave_off()
        with self._guard:
            children = list(self._under_way.values())
        for child in children:
            child.terminate()
        until = monotonic() + patience
        for child in children:
            _ended(child, until)


def _started(command: Sequence[str], limits: Limits, leash: int | None = None, *, heard: bool = True) -> subprocess.Popen[str]:
    # A session of its own: Ctrl-C reaches the daemon only, which then asks each child once; twice would break Scrapy off.
    child = subprocess.Popen(  # noqa: S603 -- the command is ours
        list(command),
        stdin=subprocess.DEVNULL if leash is None else leash,
        stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
        stderr=subprocess.PIPE if heard else None,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1", VARIABLE: "" if leash is None else "stdin"},
        start_new_session=True,
    )
    # From outside: code between fork and exec is not safe beside threads. Where there is no prlimit the time limit holds alone.
    if hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError):
            resource.prlimit(child.pid, resource.RLIMIT_AS, (limits.memory * MIB, limits.memory * MIB))
    return child


def _heard(child: Child, limit: timedelta) -> tuple[str, str, bool]:
    try:
        return (*child.communicate(timeout=limit.total_seconds()), False)
    except subprocess.TimeoutExpired:
        child.terminate()
    try:
        return (*child.communicate(timeout=PATIENCE), True)
    except subprocess.TimeoutExpired:
        child.kill()
    return (*child.communicate(), True)


def _ended(child: Child, until: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=max(0.0, until - monotonic()))
    if child.poll() is None:
        child.kill()
        child.wait()


def _run_in(out: str) -> Run | None:
    for line in reversed(out.splitlines()):
        try:
            return run_from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
    return None


def _fault(status: int, err: str, out: str) -> str | None:
    if status == 0:
        return None if _run_in(out) else "it ended well but printed no run"
    if status < 0:
        return f"it was killed (signal {-status}); what it did is kept, the rest is due"
    return _last_words(status, err)


def _last_words(status: int, err: str) -> str:
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    return (lines[-1] if lines else f"exit status {status}")[:500]
