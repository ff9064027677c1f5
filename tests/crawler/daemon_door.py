"""Runs the daemon with stand-in children. Arguments: folder, schedule, then the children's own after their source."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.config import parse
from crawler.daemon import daemon

folder, schedule, child = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
config = parse(
    {
        "store": {"url": f"sqlite:///{folder}/z.db"},
        "captures": {"dir": str(folder)},
        "sources": {"finews": {"schedule": schedule}, "thepaper": {"enabled": False}},
    },
    "test",
)
script = Path(__file__).with_name("stand_in.py")
sys.exit(daemon(config, None, command=lambda source, _path, _now: [sys.executable, str(script), f"{folder}/notes", source, *child]))
