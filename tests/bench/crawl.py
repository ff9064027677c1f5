"""Crawling against its ceiling: pages a second of zonewatch, as a share of what bare Scrapy fetches from the same loopback site."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parents[2]
PAGES = 1000
PEAK_MIB = 120
CONFIGURATION = """\
store.url = "sqlite:///{folder}/z.db"
captures.dir = "{folder}/captures"
[policy]
ceiling = "20h"
[sources.thepaper]
origin = "{origin}"
delay = 0
concurrency = 16
[sources.thepaper.discover]
nodes = []
sitemap = true
"""
RUNS = (
    ("first sight, everything stored", "", "2026-03-02T12:00:00+08:00", False, 0.25),
    ("unchanged, other chrome on every fetch", "", "2026-03-03T12:00:00+08:00", True, 0.67),
    ("not modified (304), asked with validators", "/304", "2026-03-04T12:00:00+08:00", True, 0.75),
)
"""What is measured, the path of the site, the moment, whether only what is due, and the share aimed at."""


def measure() -> Iterable[Row]:
    """The ceiling, then each kind of run over the same pages."""
    with site() as origin, tempfile.TemporaryDirectory() as name:
        ceiling = rate(run("bare", origin, str(PAGES)))
        yield Row(what="bare Scrapy, empty callback", figure=f"{ceiling:.0f} pages/s")
        config = Path(name) / "zonewatch.toml"
        for what, path, now, due, goal in RUNS:
            config.write_text(CONFIGURATION.format(folder=name, origin=origin + path), encoding="utf-8")
            done = run("zonewatch", str(config), now, *(["due"] if due else []))
            came = ", ".join(f"{number} {outcome}" for outcome, number in sorted(done["outcomes"].items()))
            yield Row(
                what=f"{what} ({came}; peak {done['peak_mib']:.0f} MiB)",
                figure=f"{rate(done):.0f} pages/s",
                reference=f"bare Scrapy {ceiling:.0f} pages/s",
                ratio=rate(done) / ceiling,
                goal=f"at least {goal}, peak below {PEAK_MIB} MiB",
            )


def rate(done: dict[str, Any]) -> float:
    """Pages a second."""
    return float(done["pages"] / done["seconds"])


def run(*words: str) -> dict[str, Any]:
    """One crawl in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.crawl_door", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def site() -> Iterator[str]:
    """The site in a process of its own, ended by its id."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.crawl_site", str(PAGES)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=10)
