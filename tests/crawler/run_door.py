"""Makes one run by `run_site` and prints it as JSON. Arguments: configuration, source, time, then `url=`, `due=1`, `limit=N`."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from crawler.config import load
from crawler.order import order_of
from crawler.run import run_site
from crawler.runs import run_to_json
from db.errors import ZonewatchError

config, source, now, *words = sys.argv[1:]
order = order_of(dict(word.split("=", 1) for word in words))
try:
    run = run_site(
        source, config=load(Path(config), {}), urls=order.urls, due=order.due, limit=order.limit, now=datetime.fromisoformat(now)
    )
except ZonewatchError as error:
    sys.exit(str(error))
print(json.dumps(run_to_json(run)))
