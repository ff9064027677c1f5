"""Runs a worker with stand-in children and a quick pulse. Arguments: address, folder, name, then the children's own after their source."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.config import parse
from crawler.worker import worker
from db.errors import ZonewatchError

address, folder, name, *child = sys.argv[1:]
command = [sys.executable, str(Path(__file__).with_name("stand_in.py")), f"{folder}/notes"]
config = parse({"store": {"url": address}, "captures": {"dir": folder}, "worker": {"silence": "2s"}}, "test")
try:
    sys.exit(
        worker(
            config,
            None,
            name=name,
            concurrency=2,
            command=lambda source, _path, _now, kind: [*command, source, *child, kind],
        )
    )
except ZonewatchError as error:
    sys.exit(f"zonewatch: {error}")
