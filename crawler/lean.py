"""Scrapy's statistics and log lines without what every page pays for in vain.

Its collector looks twice for each of its own attributes, for the sake of callers long out of date, and its formatter makes
two log records a page that the log level then throws away.
"""

from __future__ import annotations

from typing import Any, Self

from scrapy.logformatter import LogFormatter
from scrapy.statscollectors import MemoryStatsCollector


class Counts(MemoryStatsCollector):
    """Scrapy's own, whose attributes are found as those of any object."""

    __getattribute__ = object.__getattribute__


class FewLines(LogFormatter):
    """Scrapy's own, which tells of single pages only to who asked for it."""

    def __init__(self, *, every: bool) -> None:
        self._every = every

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """The log level says whether anybody would read of every page."""
        return cls(every=crawler.settings["LOG_LEVEL"] == "DEBUG")

    def crawled(self, *told: Any) -> Any:
        """An answer came."""
        return super().crawled(*told) if self._every else None

    def scraped(self, *told: Any) -> Any:
        """A page went its way."""
        return super().scraped(*told) if self._every else None
