"""Crawling against its ceiling: pages a second of zonewatch, as a share of what bare Scrapy fetches from the same loopback site."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import pages
from db.store import open_store
from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parents[2]
PAGES = 1000
MANY = 10_000
PEAK_MIB = 120
CONFIGURATION = """\
store.url = "sqlite:///{folder}/z.db"
captures.dir = "{folder}/captures"
[policy]
removal = "8h"
ceiling = "8h"
[sources.thepaper]
origin = "{origin}"
delay = 0
concurrency = 16
budget = 1000000
[sources.thepaper.discover]
nodes = []
sitemap = true
"""
RUNS = (
    ("first sight, everything stored", "", "2026-03-02T08:30:00+08:00", False, 0.25),
    ("unchanged, other chrome, again on the same day", "", "2026-03-02T20:30:00+08:00", True, 0.67),
    ("unchanged, other chrome, bytes of a new day kept", "", "2026-03-03T12:00:00+08:00", True, 0.67),
    ("not modified (304), asked with validators", "/304", "2026-03-04T12:00:00+08:00", True, 0.75),
)
"""What is measured, the path of the site, the moment, whether only what is due, and the share aimed at."""


def measure() -> Iterable[Row]:
    """The ceiling, then each kind of run over the same pages."""
    with site() as origin, tempfile.TemporaryDirectory() as name:
        ceiling = best("bare", origin)
        yield Row(what="bare Scrapy, empty callback", figure=_figure(ceiling))
        yield Row(what="the same under our settings, without our middlewares", figure=_figure(best("stripped", origin)))
        config = Path(name) / "zonewatch.toml"
        for what, path, now, due, goal in RUNS:
            config.write_text(CONFIGURATION.format(folder=name, origin=origin + path), encoding="utf-8")
            before = held(Path(name))
            done = run("zonewatch", str(config), now, *(["due"] if due else []))
            came = ", ".join(f"{number} {outcome}" for outcome, number in sorted(done["outcomes"].items()))
            yield Row(
                what=what,
                figure=f"{_figure(done)}; {came}",
                reference=f"bare Scrapy {rate(ceiling):.0f} pages/s",
                ratio=rate(done) / rate(ceiling),
                goal=f"at least {goal}",
            )
            stored = (held(Path(name)) - before) / done["pages"]
            yield Row(
                what=f"{what}: stored", figure=f"{stored:.0f} bytes a page", goal="" if "sight" in what or "kept" in what else "< 1 KB"
            )
            yield Row(what=f"{what}: memory at its peak", figure=f"{done['peak_mib']:.0f} MiB", goal=f"< {PEAK_MIB} MiB")
        few, many = (gone(origin, count) for count in (PAGES, MANY))
        yield Row(
            what=f"{MANY} due pages, none of which the site has any more: memory at its peak",
            figure=f"{many['peak_mib']:.0f} MiB",
            reference=f"{PAGES} such pages {few['peak_mib']:.0f} MiB",
            ratio=many["peak_mib"] / few["peak_mib"],
            goal="flat: at most 1.05",
        )


def gone(origin: str, count: int) -> dict[str, Any]:
    """A run over so many due pages that are known by their addresses alone, and that the site answers with 404."""
    with tempfile.TemporaryDirectory() as name:
        config = Path(name) / "zonewatch.toml"
        config.write_text(CONFIGURATION.format(folder=name, origin=origin), encoding="utf-8")
        store = open_store(f"sqlite:///{name}/z.db")
        with store.unit() as unit:
            for number in range(count):
                key, at = str(50_000_000 + number), datetime(2026, 3, 1, tzinfo=UTC)
                page = pages.page_of(unit, "thepaper", key, at)
                pages.seen_under(unit, page.id, f"https://www.thepaper.cn/newsDetail_forward_{key}", at)
        store.close()
        return run("zonewatch", str(config), "2026-03-02T08:30:00+08:00", "due")


def best(kind: str, origin: str, rounds: int = 2) -> dict[str, Any]:
    """The fastest of some crawls."""
    return max((run(kind, origin, str(PAGES)) for _ in range(rounds)), key=rate)


def rate(done: dict[str, Any]) -> float:
    """Pages a second of the processor's time: the site runs beside it, and others may."""
    return float(done["pages"] / done["pages_cpu"])


def held(folder: Path) -> int:
    """Bytes of store and archive."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run(*words: str) -> dict[str, Any]:
    """One crawl in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.crawl_door", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _figure(done: dict[str, Any]) -> str:
    return f"{rate(done):.0f} pages/s, and {done['start_cpu']:.1f} s to begin"


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
