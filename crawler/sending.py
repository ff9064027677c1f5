"""What every request carries: who asks, what can be read here, and how long is waited for an answer.

One middleware where Scrapy has three: each one more costs as much as it does, for every page.
"""

from __future__ import annotations

from typing import Any, Self

from scrapy import Request

from crawler.unpacking import ACCEPTED


class Sending:
    """Adds what a request does not say itself."""

    def __init__(self, settings: Any) -> None:
        headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), "User-Agent": settings["USER_AGENT"], "Accept-Encoding": ACCEPTED}
        self._headers = tuple(headers.items())
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """By then the spider has put its site's settings among the others."""
        return cls(crawler.settings)

    def process_request(self, request: Request) -> None:
        """Headers and patience, where the request has none of its own."""
        for name, value in self._headers:
            request.headers.setdefault(name, value)
        request.meta.setdefault("download_timeout", self._timeout)
