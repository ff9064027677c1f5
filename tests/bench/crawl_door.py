"""One crawl of the benchmark in a process of its own: `bare ORIGIN COUNT`, or `zonewatch CONFIG NOW [due]`; prints figures as JSON.

What a run costs whatever it fetches (imports, opening the store, learning from the site's pages) is told apart from what each
page costs: the first is the processor's time until the spider opens.
"""

from __future__ import annotations

import cProfile
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.config import load
from crawler.order import Order, words_of
from crawler.run import project_settings
from tests.bench.crawl_site import FIRST
from tests.memory import most_memory

CONCURRENCY = 16
PROFILE = "ZONEWATCH_PROFILE"
"""Names a file to put a profile of the run in."""


class Bare(Spider):
    """Fetches the pages and does nothing with them."""

    name = "bare"

    async def start(self) -> Any:
        """Every page by its address."""
        for number in range(int(self.count)):  # type: ignore[attr-defined]
            yield Request(f"{self.origin}/newsDetail_forward_{FIRST + number}", dont_filter=True)  # type: ignore[attr-defined]

    def parse(self, response: Any) -> Iterator[Any]:
        """Nothing."""
        return iter(())


class Meter:
    """The processor's time when the spider opens and closes, into the run's statistics."""

    def __init__(self, stats: Any) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Listens for both."""
        made = cls(crawler.stats)
        crawler.signals.connect(made.opened, signals.spider_opened)
        crawler.signals.connect(made.closed, signals.spider_closed)
        return made

    def opened(self) -> None:
        """From here on pages are fetched."""
        self.stats.set_value("bench/start", time.process_time())

    def closed(self) -> None:
        """Everything is done."""
        self.stats.set_value("bench/pages", time.process_time() - self.stats.get_value("bench/start"))


def bare(origin: str, number: str) -> dict[str, Any]:
    """Scrapy as it comes but for the two settings that double its rate, and for what leads out of the process."""
    settings = Settings({"CONCURRENT_ITEMS": 8, "WARN_ON_GENERATOR_RETURN_VALUE": False, "TELNETCONSOLE_ENABLED": False})
    settings.update({"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY, "DOWNLOAD_DELAY": 0})
    settings.set("EXTENSIONS", {f"{__name__}.Meter": 1})
    return _run(settings, Bare, origin=origin, count=number)


def stripped(origin: str, number: str) -> dict[str, Any]:
    """Scrapy under the project's settings, without its guard, spiders, middlewares and pipelines."""
    settings = _metered(project_settings())
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    settings.set("DOWNLOADER_MIDDLEWARES", {}, priority="cmdline")
    settings.set("EXTENSIONS", {"scrapy.extensions.corestats.CoreStats": 0, f"{__name__}.Meter": 1}, priority="cmdline")
    settings.set("TWISTED_DNS_RESOLVER", "scrapy.resolver.CachingThreadedResolver", priority="cmdline")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", CONCURRENCY, priority="cmdline")
    settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
    return _run(settings, Bare, origin=origin, count=number)


def zonewatch(config: str, now: str, *due: str) -> dict[str, Any]:
    """The spider of Thepaper with everything behind it."""
    order = Order(now=datetime.fromisoformat(now), due=bool(due))
    return _run(_metered(project_settings(load(Path(config), {}))), "thepaper", **words_of(order))


def _metered(settings: Settings) -> Settings:
    settings.set("EXTENSIONS", {**settings.getdict("EXTENSIONS"), f"{__name__}.Meter": 1}, priority="cmdline")
    return settings


def _run(settings: Settings, spider: Any, **words: Any) -> dict[str, Any]:
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **words)
    process.start()
    return dict(crawler.stats.get_stats())


def _profiled(work: Any, words: list[str]) -> dict[str, Any]:
    path = os.environ.get(PROFILE)
    if not path:
        return dict(work(*words))
    profile = cProfile.Profile(time.process_time)
    stats = profile.runcall(work, *words)
    profile.dump_stats(path)
    return dict(stats)


if __name__ == "__main__":
    stats = _profiled({"bare": bare, "stripped": stripped, "zonewatch": zonewatch}[sys.argv[1]], sys.argv[2:])
    outcomes = {name.rpartition("/")[2]: number for name, number in stats.items() if name.startswith("zonewatch/outcome/")}
    figures = {
        "pages": sum(outcomes.values()) or stats["response_received_count"],
        "outcomes": outcomes,
        "start_cpu": stats["bench/start"],
        "pages_cpu": stats["bench/pages"],
        "peak_mib": most_memory() / 2**20,
    }
    print(json.dumps(figures))
