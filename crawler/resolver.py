"""Looks names up, and keeps back every answer that lies in our own network.

A connection is made to the very address judged here, so a name that points elsewhere at a second look
gains nothing. Names of configured origins are free: they were allowed by hand.
"""

from __future__ import annotations

import logging
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.door import configuration
from crawler.guard import address_fault
from crawler.keys import Config

logger = logging.getLogger(__name__)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's own resolver with the guard behind it."""

    free: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Scrapy gives the process, which has settings only."""
        made = super().from_crawler(crawler, reactor)
        made.free = origin_hosts(configuration(crawler.settings))
        return made

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 -- Twisted's name
        """The IPv4 address of a name; fails as if there were none when it is not a public one."""
        found = super().getHostByName(name, timeout)
        return found if name.lower() in self.free else found.addCallback(self._judged, name)

    def _judged(self, address: str, name: str) -> str:
        fault = address_fault(address)
        if fault:
            logger.warning("%s is not asked: %s", name, fault)
            raise DNSLookupError(f"{name}: {fault}")
        return address


def origin_hosts(config: Config) -> frozenset[str]:
    """The hosts of every configured origin, in lower case."""
    sites = config.sources.values()
    origins = [origin for site in sites for origin in (site.origin, *site.origins.values()) if origin]
    return frozenset((urlsplit(origin).hostname or "").lower() for origin in origins)
