"""From what Scrapy brings back to a Capture: an answer as it was received, or the reason why none came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.guard import ForbiddenAddress
from crawler.unpacking import BadlyPacked
from db.records import Capture

RECEIVED = "zonewatch_received"
SENT = "downloader/request_count"
"""Scrapy's name for how many requests were sent, in its statistics."""

LONGEST_FAULT = 300
WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ForbiddenAddress, "{error}"),
    (BadlyPacked, "{error}"),
    (CannotResolveHostError, "the host's name has no public address ({error})"),
    (DownloadConnectionRefusedError, "the host refused the connection"),
    (DownloadTimeoutError, "no answer in time ({error})"),
    (DownloadCancelledError, "the body is larger than `max_size`"),
    (DownloadFailedError, "the connection broke off, or brought no HTTP"),
    (ResponseDataLossError, "the connection ended before the answer did"),
    (IgnoreRequest, "{error}"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One page on its way to being fetched."""

    source: str
    """Name of the source."""

    key: str
    """The page's identity."""

    url: str
    """Public address that is asked for."""

    at: str
    """Public address of the present hop; differs from `url` after a redirect."""

    hops: int = 0
    """Redirects followed so far."""

    wanted: bool = False
    """True when the page is to be kept whatever its article says."""

    condition: Mapping[str, str] | None = None
    """Headers to ask with whether the answer held still stands, where it was looked up ahead; None where it was not."""

    def onward(self, url: str) -> Visit:
        """The visit one redirect further."""
        return replace(self, at=url, hops=self.hops + 1)

    def elsewhere(self, url: str) -> Visit:
        """A new visit of the same page under another address."""
        return replace(self, url=url, at=url, hops=0, condition=None)


class Received:
    """Counts what is sent, and remembers an answer's headers before the content encoding is taken off, for the capture shows them so."""

    def __init__(self, stats: Any) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """It counts into the run's statistics."""
        return cls(crawler.stats)

    def process_request(self, request: Request) -> None:
        """Nothing stands between here and the network but the pace."""
        self.stats.inc_value(SENT)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the headers with the request, and pass the answer on."""
        request.meta[RECEIVED] = _pairs(response.headers.items())
        return response


def answered(visit: Visit, response: Response, at: datetime, *, final_url: str, fault: str | None = None) -> Capture:
    """The capture of an answer, whatever its status; `fault` when it sends us where the guard forbids to go."""
    request = response.request
    return Capture(
        source=visit.source,
        key=visit.key,
        url=visit.url,
        final_url=final_url,
        fetched_at=at,
        status=response.status,
        headers=response.meta.get(RECEIVED) or _pairs(response.headers.items()),
        request_headers=_pairs(request.headers.items()) if request else (),
        body=response.body,
        fault=fault,
    )


def unanswered(visit: Visit, request: Request | None, error: BaseException, at: datetime) -> Capture:
    """The capture of a request that brought no answer."""
    sent = _pairs(request.headers.items()) if request else ()
    return Capture(source=visit.source, key=visit.key, url=visit.url, fetched_at=at, request_headers=sent, fault=fault_of(error))


def fault_of(error: BaseException) -> str:
    """Why no answer came, in one clause of at most 300 characters."""
    if isinstance(error, IgnoreRequest) and str(error) == "Forbidden by robots.txt":
        return "robots.txt forbids this address"
    known = next((words for kind, words in WORDS if isinstance(error, kind)), "{kind}: {error}")
    words = " ".join(known.format(kind=type(error).__name__, error=error).split())
    return words if len(words) <= LONGEST_FAULT else words[: LONGEST_FAULT - 1] + "…"


def _pairs(items: Iterable[tuple[bytes, list[bytes]]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in items for value in values)
