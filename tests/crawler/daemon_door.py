"""Runs the daemon with stand-in children. Arguments: folder, schedule, then the children's own after their source.

`<folder>/daemon.toml`, where there is one, is added to the configuration, and read again on SIGHUP.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from crawler.accepted import Accepted
from crawler.config import parse
from crawler.daemon import daemon
from db.errors import ZonewatchError

folder, schedule, child = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]


def read() -> Accepted:
    extra = folder / "daemon.toml"
    given = tomllib.loads(extra.read_text(encoding="utf-8")) if extra.exists() else {}
    config = parse(
        {
            "store": {"url": f"sqlite:///{folder}/z.db"},
            "captures": {"dir": str(folder)},
            "sources": {"finews": {"schedule": schedule}, "thepaper": {"enabled": False}},
            **given,
            "daemon": {"metrics": "off", "spread": "1s", "jitter": "1s", **given.get("daemon", {})},
        },
        "test",
    )
    return Accepted(config=config, path=None)


script = Path(__file__).with_name("stand_in.py")
try:
    command = [sys.executable, str(script), f"{folder}/notes"]
    sys.exit(daemon(read().config, None, reload=read, command=lambda source, _path, _now, kind: [*command, source, *child, kind]))
except ZonewatchError as error:
    sys.exit(f"zonewatch: {error}")
