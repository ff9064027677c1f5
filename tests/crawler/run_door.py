"""Makes one run by `run_site` and prints it as JSON. Arguments: configuration, source, time, then `url=`, `due=1`, `limit=N`.

With `peak=1` behind them it also says the most memory it took, in bytes: asked of this process alone, for what the
system tells its parent counts other children, and the parent itself, in.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from crawler.config import load
from crawler.order import order_of
from crawler.run import run_site
from db.errors import ZonewatchError
from pipeline.report.jsonl import run_json
from tests.memory import most_memory

config, source, now, *words = sys.argv[1:]
said = dict(word.split("=", 1) for word in words)
peak = said.pop("peak", None)
order = order_of(said)
try:
    run = run_site(
        source, config=load(Path(config), {}), urls=order.urls, due=order.due, limit=order.limit, now=datetime.fromisoformat(now)
    )
except ZonewatchError as error:
    sys.exit(str(error))


print(json.dumps(run_json(run) | ({"peak": most_memory()} if peak else {})))
