"""Looks names up, IPv4 and IPv6, and keeps back every address that lies in our own network.

A connection is made to the very addresses judged here, so a name that points elsewhere at a second look
gains nothing. Names of configured origins are free: they were allowed by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.door import configuration
from crawler.guard import address_fault
from crawler.keys import Config

logger = logging.getLogger(__name__)


@implementer(IResolutionReceiver)
class Judging:
    """Passes on the public ones among the addresses of a name; a name without any is not found."""

    def __init__(self, receiver: Any, name: str) -> None:
        self.receiver, self.name = receiver, name

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 -- Twisted's name
        """The beginning is passed on."""
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 -- Twisted's name
        """An address is passed on if it may be asked."""
        fault = address_fault(address.host)
        if fault:
            logger.warning("%s is not asked: %s", self.name, fault)
        else:
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 -- Twisted's name
        """The end is passed on."""
        self.receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's own with the guard behind it: also what comes from its cache is judged."""

    free: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Scrapy gives the process, which has settings only."""
        made = super().from_crawler(crawler, reactor)
        made.free = origin_hosts(configuration(crawler.settings))
        return made

    def resolveHostName(  # noqa: N802 -- Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 -- Twisted's name
        hostName: str,  # noqa: N803 -- Twisted's name
        portNumber: int = 0,  # noqa: N803 -- Twisted's name
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803 -- Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 -- Twisted's name
    ) -> Any:
        """Resolve a name to the addresses that may be asked."""
        free = hostName.lower() in self.free
        receiver: Any = resolutionReceiver if free else Judging(resolutionReceiver, hostName)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


def origin_hosts(config: Config) -> frozenset[str]:
    """The hosts of every configured origin, in lower case."""
    sites = config.sources.values()
    origins = [origin for site in sites for origin in (site.origin, *site.origins.values()) if origin]
    return frozenset((urlsplit(origin).hostname or "").lower() for origin in origins)
