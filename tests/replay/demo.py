"""`make demo`: the main job on a replay of both sites, all its days, then the change report.

The sites are a process of their own on loopback; each day the real `zonewatch tick` runs the real
spiders over real HTTP into a store under var/demo.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.replay.site import DAYS
from tests.replay.world import moment

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "demo"
Run = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a module with words, as `Forge.run` of tests/forge.py does."""

SHOWN = ("value_changed", "hedge_changed", "deadline_moved", "modality_changed")
"""Kinds of which one change each is shown in full."""

CONFIGURATION = """\
[store]
url = "sqlite:///{folder}/zonewatch.db"

[captures]
dir = "{folder}/captures"

[policy]
ceiling = "20h"

[sources.thepaper]
origin = "{thepaper}"
api_origin = "{thepaper_api}"
schedule = "12h"
delay = 0.0

[sources.thepaper.discover]
nodes = ["25432", "25462", "25491", "36079", "36086"]

[sources.finews]
origin = "{finews}"
upstream_origin = "{finews_upstream}"
archive_origin = "{finews_archive}"
schedule = "12h"
delay = 0.0
"""


def main() -> int:
    """Run the demo; gives the exit status."""
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with replay() as origins:
        config = FOLDER / "zonewatch.toml"
        config.write_text(CONFIGURATION.format(folder=FOLDER.as_posix(), **origins), encoding="utf-8")
        for day in range(DAYS):
            turn_to(day, origins["thepaper"])
            live(config, day)
        say(f"\nThe last day once more: {summary(crawl_again(config))}")
    told(config)
    say(f"\nDone in {time.monotonic() - began:.0f} s. Store, captures and report lie under {FOLDER.relative_to(ROOT)}/.")
    return 0


@contextmanager
def replay() -> Iterator[dict[str, str]]:
    """Both sites in a process of their own; gives their origins and ends the process by its id."""
    command = [sys.executable, "-m", "tests.replay", "--port", "0", "--day", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def turn_to(day: int, origin: str) -> None:
    """Set the replay's day."""
    request = urllib.request.Request(f"{origin}/_replay/day", data=str(day).encode(), method="POST")  # noqa: S310 -- loopback
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310 -- loopback
        pass


def live(config: Path, day: int) -> None:
    """One day: one tick, told in one line."""
    say(f"{moment(day):%Y-%m-%d}  {summary(tick(config, day))}")


def tick(config: Path, day: int, run: Run | None = None) -> list[dict[str, object]]:
    """`zonewatch tick` on a day of the replay."""
    now = moment(day).isoformat()
    printed = zonewatch(config, "tick", "--json", "--now", now, capture=True, run=run)
    return [json.loads(line) for line in printed.splitlines()]


def crawl_again(config: Path, run: Run | None = None) -> list[dict[str, object]]:
    """`zonewatch crawl` of both sources, an hour after the last tick: every page by its address, due or not."""
    later = moment(DAYS - 1).replace(hour=13).isoformat()
    held = [json.loads(line) for line in zonewatch(config, "pages", "--json", capture=True, run=run).splitlines()]
    runs = []
    for source in ("finews", "thepaper"):
        urls = [word for page in held if page["source"] == source for word in ("--url", page["urls"][-1])]
        runs.append(json.loads(zonewatch(config, "crawl", source, *urls, "--json", "--now", later, capture=True, run=run)))
    return runs


def summary(runs: list[dict[str, object]]) -> str:
    """Runs in one line."""
    if not runs:
        return "nothing was due"
    parts = []
    for run in runs:
        outcomes = run["outcomes"]
        assert isinstance(outcomes, dict)
        told = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
        parts.append(f"{run['source']}: {told or 'no page'}; {run['new_versions']} new versions, {run['changes']} changes")
    return " | ".join(parts)


def told(config: Path) -> None:
    """The change report: the list, the most important ones in full, the HTML report."""
    say("\n== zonewatch changes ==")
    zonewatch(config, "changes")
    listed = [json.loads(line) for line in zonewatch(config, "changes", "--json", capture=True).splitlines()]
    for kind in SHOWN:
        name = next((change["id"] for change in listed if change["kind"] == kind), None)
        if name:
            say(f"\n== zonewatch show {name} ==")
            zonewatch(config, "show", name)
    out = FOLDER / "report"
    now = moment(DAYS - 1).isoformat()
    say(f"\n== zonewatch report --out {out.relative_to(ROOT)} ==")
    zonewatch(config, "report", "--out", str(out), "--now", now)


def zonewatch(config: Path, *words: str, capture: bool = False, run: Run | None = None) -> str:
    """Run the command line as a user would, or by `run`; its standard output when captured."""
    said = ["crawler.cli.main", "--config", str(config), *words]
    out = subprocess.PIPE if capture else None
    done = run(*said) if run else subprocess.run([sys.executable, "-m", *said], cwd=ROOT, check=False, stdout=out, text=True)
    if done.returncode:
        sys.exit(f"zonewatch {' '.join(words)} ended with status {done.returncode}: {done.stderr or ''}")
    return done.stdout or ""


def say(words: str) -> None:
    """Print at once."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
