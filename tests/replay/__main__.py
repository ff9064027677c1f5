"""The replay as its own process: `python -m tests.replay --port 0 --day 0` prints its origins as one JSON line."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading

from tests.replay.site import ReplaySite


def main() -> int:
    """Serve until SIGTERM or SIGINT; `POST /_replay/day` on any of the ports changes the day."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay", description="Both sources on loopback, over several days of edits.")
    parser.add_argument("--port", type=int, default=0, help="first port; the others follow it; 0 takes free ones")
    parser.add_argument("--day", type=int, default=0, help="day to begin with")
    parser.add_argument("--seed", type=int, default=0, help="seed of counters, hot lists and advertisements")
    given = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with ReplaySite(day=given.day, seed=given.seed, port=given.port) as site:
        sys.stdout.write(json.dumps(site.origins) + "\n")
        sys.stdout.flush()
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
