"""The test's side of `fork_door`: one helper process a module, one call a run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Door:
    """A running helper process."""

    process: subprocess.Popen[str]

    def run(self, config: Path, source: str, now: str, urls: list[str], **more: Any) -> dict[str, Any]:
        """One run in a child; `ended` is its exit status, or minus the signal that ended it."""
        assert self.process.stdin is not None and self.process.stdout is not None
        order = {"config": str(config), "source": source, "now": now, "urls": urls, "log": str(config.parent / "runs.log"), **more}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def door() -> Iterator[Door]:
    """The helper process, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.replay.fork_door"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Door(process)
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()
