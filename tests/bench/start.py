"""How soon the command line is there: `zonewatch --help` in processes of their own, against Python starting with nothing to do."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
COMMANDS = ("--help", "claims --help", "desk --help")


def measure() -> Iterable[Row]:
    """Processor time, which a busy machine disturbs least; the fastest of some rounds."""
    bare = _fastest("-c", "pass")
    for command in COMMANDS:
        taken = _fastest("-m", "crawler.cli.main", *command.split())
        yield Row(
            what=f"zonewatch {command}",
            figure=f"{1000 * taken:.0f} ms of processor time",
            reference=f"python -c pass: {1000 * bare:.0f} ms",
            ratio=taken / bare,
            goal="< 150 ms",
        )


def _fastest(*words: str) -> float:
    return min(_processor_time(words) for _ in range(ROUNDS))


def _processor_time(words: tuple[str, ...]) -> float:
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (ended.ru_utime - began.ru_utime) + (ended.ru_stime - began.ru_stime)
