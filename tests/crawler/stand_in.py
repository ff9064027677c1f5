"""A stand-in for a site run: notes its beginning and end in a file, takes its time, prints a run.

Arguments: file, source, seconds, exit status; with `deaf` after them it does not listen to SIGTERM, with `cross` it fails then;
with `leashed` it ends with its parent.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

file, source, seconds, status = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])


def note(what: str) -> None:
    with file.open("a", encoding="utf-8") as notes:
        notes.write(f"{source} {what} {time.monotonic()}\n")


def asked_to_end(*_: object) -> None:
    note("asked")
    if "deaf" not in sys.argv:
        sys.exit(3 if "cross" in sys.argv else 0)


signal.signal(signal.SIGTERM, asked_to_end)
if "leashed" in sys.argv:
    from crawler.leash import heed

    heed(os.environ)
note("begin")
until = time.monotonic() + seconds
while time.monotonic() < until:
    time.sleep(0.02)
note("end")
if status:
    sys.stderr.write("a warning before\nzonewatch: the site is closed for repairs\n\n")
    sys.exit(status)
counts = {"requests": 3, "outcomes": {"ok": 2}, "new_pages": 2, "new_versions": 2, "changes": 0, "passed_over": 0}
print(json.dumps({"source": source, "started_at": "2026-03-02T04:00:00+00:00", "finished_at": "2026-03-02T04:00:01+00:00", **counts}))
