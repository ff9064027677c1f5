"""Scrapy's statistics, log lines, signals and queue without what every page pays for in vain.

Its collector looks twice for each of its own attributes, for the sake of callers long out of date; its formatter makes
two log records a page that the log level then throws away; most of its signals are heard by nobody; and its queue, which
knows priorities, disks and what was asked before, is made anew whenever it was empty.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Self

from pydispatch import dispatcher
from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.logformatter import LogFormatter
from scrapy.signalmanager import SignalManager
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


class HeardSignals(SignalManager):
    """Scrapy's own, which sends only what somebody listens to."""

    def send_catch_log(self, signal: Any, **told: Any) -> list[tuple[Any, Any]]:
        """What the listeners gave back."""
        return super().send_catch_log(signal, **told) if self._is_heard(signal) else []

    def _is_heard(self, signal: Any) -> bool:
        own, anyone = dispatcher.connections.get(id(self.sender), ()), dispatcher.connections.get(id(dispatcher.Any), ())
        return signal in own or dispatcher.Any in own or signal in anyone or dispatcher.Any in anyone


class Queue(BaseScheduler):
    """First come, first served: whoever queues requests sees to their order, and to each being asked once."""

    def __init__(self) -> None:
        self._requests: deque[Request] = deque()

    def __len__(self) -> int:
        return len(self._requests)

    def has_pending_requests(self) -> bool:
        """Whether any request waits."""
        return bool(self._requests)

    def enqueue_request(self, request: Request) -> bool:
        """Put a request at the end; always true: none is refused."""
        self._requests.append(request)
        return True

    def next_request(self) -> Request | None:
        """The request that has waited longest; None when none waits."""
        return self._requests.popleft() if self._requests else None
