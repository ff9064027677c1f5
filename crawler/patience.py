"""Leaves a host in peace that refuses us: waits when it asks for it, slows down, and stops before it must be told again.

Answers that refuse (403, 429, a captcha) and faults (5xx, no answer) count when they come one after another. A host
that refuses so often, or asks for a longer wait than a run can keep, is not asked again in this run; the run log says
so, and the next run first tries one address alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.ending import LOOK, NotAsked, ends, is_robots
from db.records import Outcome
from db.run import Rest
from pipeline.outcome import REFUSING
from pipeline.way import Visit

ENOUGH = 5
"""So many refusals in a row end a run's requests to a host."""

LONGEST_PAUSE = timedelta(seconds=30)
"""A longer wait than this ends the run's requests to the host; the next run waits for its end."""

LONGEST_REST = timedelta(days=2)
"""No host is left in peace for longer, whatever it says."""

SLOWEST = 60.0
"""Seconds between two requests above which no further slowing down helps."""

INSIDE = "zonewatch_inside"

AT_THE_LATEST = 1.0
"""Seconds after the end of a download at which its request is counted out, if nobody did so before."""

logger = logging.getLogger(__name__)


class LeftInPeace(NotAsked):
    """This host is not asked any more."""


@dataclass(kw_only=True)
class Patience:
    """How patient we have to be with one host."""

    refusals: int = 0
    """Refusals in a row."""

    enough: int = ENOUGH
    """How many of them are enough."""

    rest: Rest | None = None
    """Set when the host is not asked any more."""

    pause_until: float = 0.0
    """Reading of the event loop's clock until when nothing is asked."""

    on_trial: bool = False
    """While one address is tried alone."""

    tried: bool = False
    """Whether that address is on its way."""

    inside: int = 0
    """Requests that were let in and have not been answered."""

    waiting: int = 0
    """Requests that wait to be let in."""

    turn: asyncio.Condition = field(default_factory=asyncio.Condition)
    """Where requests wait to be let in."""

    def may_enter(self, most: int) -> bool:
        """Whether a request is let in (or sent away at once) where `most` may be under way."""
        return self.rest is not None or (self.inside < most and not (self.on_trial and self.tried))


class Manners:
    """One for a run: every request passes, every answer is counted, host by host."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.hosts: dict[str, Patience] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Also hears of our own faults, and what the pages turned out to be (Judged), for a captcha comes with status 200."""
        made = cls(crawler)
        crawler.signals.connect(made.unjudged, signals.item_error)
        crawler.signals.connect(made.broke, signals.spider_error)
        crawler.signals.connect(made.left, signals.request_left_downloader)
        return made

    async def process_request(self, request: Request) -> None:
        """Let a request in when it is its turn and no pause is kept; raise LeftInPeace when the host has had enough.

        Requests wait here and not in Scrapy's queue, from which they could not be called back. When the run ends, they are not asked.
        """
        if is_robots(request):
            return
        host = urlparse_cached(request).netloc
        patience = self._patience(host)
        if request.meta.get(INSIDE) != [host]:
            await self._leave(request)
            await self._enter(patience)
            patience.tried, request.meta[INSIDE] = True, [host]
        while (left := patience.pause_until - asyncio.get_running_loop().time()) > 0 and not self._idle(patience):
            await asyncio.sleep(min(left, LOOK))
        if ends(self.crawler):
            raise NotAsked("the run ends")
        if patience.rest is not None:
            raise LeftInPeace(f"{host} is left in peace: {patience.rest.why}")

    async def _enter(self, patience: Patience) -> None:
        most = self.crawler.spider.site.concurrency
        if patience.waiting or not patience.may_enter(most):
            patience.waiting += 1
            try:
                async with patience.turn:
                    await patience.turn.wait_for(lambda: patience.may_enter(most) or ends(self.crawler))
            finally:
                patience.waiting -= 1
        patience.inside += 1

    def _idle(self, patience: Patience) -> bool:
        return patience.rest is not None or ends(self.crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Count a refusal, or that there was none; whether a page's words refuse is heard later."""
        host = urlparse_cached(request).netloc
        if is_robots(request):
            return response
        if refuses(response.status):
            wait = retry_after(response.headers.get("Retry-After"), response.headers.get("Date"), self.crawler.spider.moment())
            self._refused(host, f"it answered {response.status}", wait)
        elif "visit" not in request.cb_kwargs or response.status >= 300:
            self._welcomed(host)
        await self._leave(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Count that no answer came; what we forbade ourselves does not count."""
        if is_robots(request):
            return
        patience = self._patience(urlparse_cached(request).netloc)
        if not isinstance(exception, IgnoreRequest | DownloadCancelledError):
            self._refused(urlparse_cached(request).netloc, f"no answer came ({type(exception).__name__})", None)
        elif request.meta.get(INSIDE):
            patience.on_trial = False
        await self._leave(request)

    async def judged(self, host: str, recorded: Any) -> None:
        """Count what a page turned out to be, where its status said nothing."""
        if recorded is not None and recorded.outcome is Outcome.REFUSED:
            self._refused(host, recorded.reason, None)
        else:
            self._welcomed(host)
        await self._call(host)

    async def unjudged(self, response: Any) -> None:
        """A page we broke down on came, all the same."""
        if isinstance(response, Response) and 200 <= response.status < 300:
            await self.judged(urlparse_cached(response).netloc, None)

    def rests(self) -> tuple[Rest, ...]:
        """The hosts that are not asked any more."""
        kept = [one for one in self.crawler.spider.earlier_rests if one.host not in self.hosts]
        return (*kept, *(patience.rest for _, patience in sorted(self.hosts.items()) if patience.rest))

    def _patience(self, host: str) -> Patience:
        if host not in self.hosts:
            self.hosts[host] = opened(host, self.crawler.spider.earlier_rests, self.crawler.spider.moment())
        return self.hosts[host]

    def _refused(self, host: str, why: str, wait: timedelta | None) -> None:
        patience = self._patience(host)
        patience.refusals += 1
        if wait is not None and wait > LONGEST_PAUSE:
            until = self.crawler.spider.moment() + min(wait, LONGEST_REST)
            self._stop(host, Rest(host=host, why=f"{why} and asked us to wait", until=until))
        elif patience.refusals >= patience.enough:
            times = "again at the first try" if patience.enough == 1 else f"{patience.refusals} times in a row"
            self._stop(host, Rest(host=host, why=f"{why}, {times}"))
        else:
            self._slow_down(patience, wait)
        patience.on_trial = False

    def _welcomed(self, host: str) -> None:
        patience = self._patience(host)
        patience.refusals, patience.enough, patience.on_trial = 0, ENOUGH, False

    async def broke(self, response: Any) -> None:
        """A fault of ours says nothing of the host: whoever waits for its trial goes on."""
        if isinstance(response, Response):
            await self._call(urlparse_cached(response).netloc, tried=True)

    def left(self, request: Request) -> None:
        """See to it that a request is counted out whose answer breaks on its way through the other middlewares."""
        token = request.meta.get(INSIDE)
        if token:
            asyncio.get_running_loop().call_later(AT_THE_LATEST, self._count_out_late, token)

    def _count_out_late(self, token: list[str]) -> None:
        if token:
            asyncio.get_running_loop().create_task(self._count_out(token, tried=True))

    async def _leave(self, request: Request) -> None:
        await self._count_out(request.meta.pop(INSIDE, []))

    async def _count_out(self, token: list[str], *, tried: bool = False) -> None:
        # A request and its repetitions share one token: whoever comes first takes the host out of it.
        if token:
            host = token.pop()
            patience = self._patience(host)
            patience.inside -= 1
            await self._call(host, tried=tried)

    async def _call(self, host: str, *, tried: bool = False) -> None:
        patience = self._patience(host)
        patience.on_trial = patience.on_trial and not tried
        if patience.waiting:
            async with patience.turn:
                patience.turn.notify_all()

    def _stop(self, host: str, rest: Rest) -> None:
        if self.hosts[host].rest is None:
            logger.warning("%s is not asked any more in this run: %s", host, rest.why)
            self.hosts[host].rest = rest

    def _slow_down(self, patience: Patience, wait: timedelta | None) -> None:
        own = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        pause = max(min(own * 2**patience.refusals, SLOWEST), wait.total_seconds() if wait else 0.0)
        patience.pause_until = max(patience.pause_until, asyncio.get_running_loop().time() + pause)


class Judged:
    """The last item pipeline: tells Manners what an answer turned out to be."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Manners is looked for when the first page comes: by then it is there."""
        return cls(crawler)

    async def process_item(self, item: Visit) -> Visit:
        """The item as it is."""
        capture = item.capture
        if capture.status is not None and 200 <= capture.status < 300:
            asked = self.crawler.spider.places.asked(capture.final_url or capture.url)
            await self.crawler.get_downloader_middleware(Manners).judged(urlsplit(asked).netloc, item.recorded)
        return item


class Retry(RetryMiddleware):
    """Scrapy's own, but who names a time to come back is not asked again before it."""

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        """Pass on an answer that holds Retry-After."""
        if response.headers.get("Retry-After"):
            return response
        return super().process_response(request, response)


class Redirect(RedirectMiddleware):
    """Scrapy's own, which tells nobody where we came from."""

    def _engine_started(self) -> None:
        # No spider middleware of ours sets a Referer; Scrapy would say aloud that it misses one.
        self._referer_spider_middleware = None


def opened(host: str, earlier: Iterable[Rest], now: datetime) -> Patience:
    """How patient to be with a host at a run's beginning: not to be asked before the time it named, then one address alone."""
    rest = next((one for one in earlier if one.host == host), None)
    if rest is None:
        return Patience()
    if rest.until is not None and now < rest.until:
        return Patience(rest=rest)
    return Patience(enough=1, on_trial=True)


def refuses(status: int) -> bool:
    """Whether a status says that the server will not, or cannot, have us now."""
    return status in REFUSING or status >= 500


def retry_after(value: bytes | None, date: bytes | None, now: datetime) -> timedelta | None:
    """How long a Retry-After asks us to wait (RFC 9110, section 10.2.3): seconds, or a date by the server's own clock."""
    words = (value or b"").decode("latin-1").strip()
    if words.isascii() and words.isdecimal():
        return timedelta(seconds=min(int(words[:9]), int(LONGEST_REST.total_seconds())))
    until = _date(words)
    if until is None:
        return None
    return max(timedelta(0), until - (_date((date or b"").decode("latin-1")) or now))


def _date(words: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
