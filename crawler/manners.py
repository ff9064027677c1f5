"""Obeys robots.txt: what it forbids, from the first request on, and the pace it asks for (Crawl-delay)."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Any, Self

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

LONGEST = 300.0
"""Seconds; a site that asks for more gets this much, and the log says so."""

logger = logging.getLogger(__name__)


class Robots(RobotsTxtMiddleware):
    """Scrapy's own, one request at a time while a host's robots.txt is read, and strict where there is none to be had.

    In Scrapy 2.19 several requests may wait for one file, and all but the first of them then pass unjudged. A file that
    cannot be reached (5xx, no answer) forbids everything; one that is not there (4xx) nothing (RFC 9309, section 2.3.1).
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_no_error)
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> Any:
        """The parser of the host's robots.txt; None when there was none to be had."""
        host = urlparse_cached(request).netloc
        async with self._reading[host]:
            first = host not in self._parsers
            parser = await super().robot_parser(request)
        if parser is None:
            if first:
                logger.warning("robots.txt of %s could not be read: nothing of it is asked", host)
            raise IgnoreRequest(f"robots.txt of {host} could not be read, which forbids everything")
        return parser

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            raise IgnoreRequest(f"robots.txt of {netloc}: status {response.status}")
        if response.status >= 400:
            response = response.replace(body=b"")  # an error page is no rule book
        await super()._parse_robots(response, netloc, request)


class CrawlDelay:
    """Slows a host down as soon as its robots.txt has been read, for as long as the run lasts."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Listens for every robots.txt that was read."""
        made = cls(crawler)
        crawler.signals.connect(made.heed, signals.robots_parsed)
        return made

    def heed(self, robotparser: Any, request: Request) -> None:
        """Take over the delay asked of us on this host."""
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0.0
        own = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        if asked <= own:
            return
        if asked > LONGEST:
            logger.warning("%s asks for %.0f s between requests: %.0f s are kept", request.url, asked, LONGEST)
        self._slow_down(request, min(asked, LONGEST))

    def _slow_down(self, request: Request, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        host = downloader.get_slot_key(request)
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.concurrency = delay, 1


def _no_error(record: logging.LogRecord) -> bool:
    # Scrapy prints a trace, under the name of another address; `Robots` says it in a line.
    return record.levelno < logging.ERROR
