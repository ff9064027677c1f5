"""Conditional requests: the validators of the answer we hold, as headers to ask whether it still stands. Pure.

RFC 9110, section 13.1. A 304 is an outcome of its own and proves that the version of that answer is still
shown; Scrapy's HTTP cache, which would serve the old answer in its place, is never used.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db.captures import Validators

FULL_AGAIN = timedelta(days=30)
"""After so long the whole page is asked for again, for servers whose validators stand still while the page does not."""


def conditional(held: Validators | None, now: datetime) -> dict[str, str]:
    """The headers that ask for a page only if it has changed since; none when nothing is held, or it is too old."""
    if held is None or now - held.at > FULL_AGAIN:
        return {}
    headers = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in headers.items() if value and _plain(value)}


def _plain(value: str) -> bool:
    return value.isascii() and value.isprintable()
