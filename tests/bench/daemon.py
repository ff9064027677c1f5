"""What the daemon's own process holds: memory after its start, after a hundred runs and after a thousand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parents[2]
GOAL = 64.0

PROBE = """
import json, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import crawler.cli.main
from crawler.child import Children, limits_of
from crawler.clock import Clock
from crawler.config import parse
from crawler.hold import held
from crawler.metrics import health, serving
from crawler.plan import Task
from crawler.watch import Watch
from db.store import open_store

folder = sys.argv[1]
run = {"source": "finews", "started_at": "2026-03-02T04:00:00+00:00", "finished_at": "2026-03-02T04:00:01+00:00",
       "requests": 3, "outcomes": {"ok": 2}, "new_pages": 2, "new_versions": 2, "changes": 0, "passed_over": 0}
Path(folder, "run.json").write_text(json.dumps(run))
given = {"store": {"url": f"sqlite:///{folder}/z.db"}, "captures": {"dir": folder}}
given |= {"daemon": {"metrics": "127.0.0.1:0"}, "notify": {"log": {}}}
config = parse(given, "bench")
store = open_store(config.store.url)

def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096 / 2**20

with held(store, timedelta(minutes=1), datetime.now(UTC)) as hold:
    children = Children(command=lambda *_: ["/bin/cat", f"{folder}/run.json"], config_path=None, limits=limits_of(config))
    clock = Clock(parallel=2)
    watch = Watch(config=config, children=children, store=store, hold=hold, clock=clock)
    with serving(watch):
        clock.start()
        watch.renew()
        told = [resident()]
        for number in range(1, 1001):
            now = datetime.now(UTC)
            watch.make(Task(source="finews", kind="full", since=now))
            watch.appoint()
            health(watch, now)
            if number in (100, 1000):
                told.append(resident())
print(json.dumps(told))
"""


def measure() -> Iterable[Row]:
    """Resident memory in MiB, in a process like the daemon's; nothing where there is no /proc."""
    if not Path("/proc/self/statm").exists():
        return
    with TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-c", f"from db.store import open_store; open_store('sqlite:///{folder}/z.db')"], cwd=ROOT, check=True
        )
        done = subprocess.run([sys.executable, "-c", PROBE, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    start, hundred, thousand = json.loads(done.stdout)
    yield Row(what="daemon after its start", figure=f"{start:.1f} MiB", goal=f"< {GOAL:.0f} MiB")
    yield Row(
        what="after 1,000 runs",
        figure=f"{thousand:.1f} MiB",
        reference=f"after 100: {hundred:.1f} MiB",
        ratio=thousand / hundred,
        goal="flat",
    )
