"""The test's side of `fork_door`: one helper process a module, one call a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forge import here
from tests.piped import Piped


@dataclass(frozen=True)
class Door:
    """A running helper process."""

    process: Piped

    def run(self, config: Path, source: str, now: str, urls: list[str], **more: Any) -> dict[str, Any]:
        """One run in a child; `ended` is its exit status, or minus the signal that ended it."""
        order = {"config": str(config), "source": source, "now": now, "urls": urls, "log": str(config.parent / "runs.log"), **more}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def door() -> Iterator[Door]:
    """The helper process, until the block ends."""
    process = here().open("tests.replay.fork_door")
    try:
        yield Door(process)
    finally:
        process.communicate(timeout=60)
