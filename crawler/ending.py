"""A run that is told to end asks for nothing any more: what was not asked stays due, and one page at most is waited for."""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.asyncio import call_later

LOOK = 0.5
"""Seconds after which a request that waits for its turn is looked at again: nothing tells it that the run ends."""


class NotAsked(IgnoreRequest):
    """The request was not sent, and nothing is to be recorded of it."""


def ends(crawler: Any) -> bool:
    """Whether the run of a crawler was told to end: Scrapy tells of it only when all is over."""
    slot = crawler.engine._slot if crawler.engine is not None else None
    return slot is not None and slot.closing is not None


def is_robots(request: Request) -> bool:
    """Whether a request is for a robots.txt, which Scrapy's middleware makes by itself."""
    return bool(request.meta.get("dont_obey_robotstxt"))


class Pace(Downloader):
    """Scrapy's own, which lets go of what waits for its turn when the run ends, but for robots.txt: without it all would be forbidden."""

    def _process_queue(self, slot: Slot) -> None:
        if ends(self.crawler):
            self._let_go(slot)
        if slot.queue and not slot.latercall and slot.lastseen + slot.delay - monotonic() > LOOK:
            slot.latercall = call_later(LOOK, self._latercall, slot)
        else:
            super()._process_queue(slot)

    def _let_go(self, slot: Slot) -> None:
        for _ in range(len(slot.queue)):
            request, told = slot.queue.popleft()
            if is_robots(request):
                slot.queue.append((request, told))
            else:
                told.errback(NotAsked("the run ends"))
