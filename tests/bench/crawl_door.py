"""One crawl of the benchmark in a process of its own: `bare ORIGIN COUNT`, or `zonewatch CONFIG NOW [due]`; prints figures as JSON."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawler.config import load
from crawler.order import Order
from crawler.run import crawl, project_settings
from tests.bench.crawl_site import FIRST

CONCURRENCY = 16


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


def bare(origin: str, number: str) -> dict[str, Any]:
    """Scrapy under the project's settings, without its guard, spiders and pipelines."""
    settings = project_settings()
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    settings.set("DOWNLOADER_MIDDLEWARES", {}, priority="cmdline")
    settings.set("EXTENSIONS", {}, priority="cmdline")
    settings.set("TWISTED_DNS_RESOLVER", "scrapy.resolver.CachingThreadedResolver", priority="cmdline")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", CONCURRENCY, priority="cmdline")
    settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, origin=origin, count=number)
    process.start()
    return dict(crawler.stats.get_stats())


def zonewatch(config: str, now: str, *due: str) -> dict[str, Any]:
    """The spider of Thepaper with everything behind it."""
    spider = crawl("thepaper", load(Path(config), {}), Order(now=datetime.fromisoformat(now), due=bool(due)))
    return dict(spider.crawler.stats.get_stats())


if __name__ == "__main__":
    stats = {"bare": bare, "zonewatch": zonewatch}[sys.argv[1]](*sys.argv[2:])
    outcomes = {name.rpartition("/")[2]: number for name, number in stats.items() if name.startswith("zonewatch/outcome/")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = sum(outcomes.values()) or stats["response_received_count"]
    print(json.dumps({"pages": pages, "seconds": stats["elapsed_time_seconds"], "peak_mib": peak, "outcomes": outcomes}))
