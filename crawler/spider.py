"""What the spiders of all sources share: orders, visits, captures, redirects and the run log.

A source's own spider says where new pages are found, and what follows from an answer of its site; see
`spiders/`. Everything fetched of a page becomes a Capture, failures too: the pipelines judge, not the spider.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, ClassVar, Self
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from crawler.answers import Visit, answered, fault_of, unanswered
from crawler.door import configuration, open_rooms, refuse_in_one_sentence
from crawler.due import Turn, in_turn
from crawler.ending import NotAsked
from crawler.guard import forbidden, verdict
from crawler.keys import Config, SourceTable
from crawler.lean import HeardSignals
from crawler.lists import Listed
from crawler.lock import lock_run
from crawler.order import Order, order_of
from crawler.patience import Manners
from crawler.places import Place, Places
from crawler.runs import run_from_stats
from crawler.validators import conditional
from crawler.worth import allowance
from db import captures, pages, passed, runs
from db.errors import StoreFailing
from db.pages import Addressed
from db.records import Capture
from db.run import Run
from db.store import Unit
from pipeline import way
from pipeline.keep import concerns, looked_for
from pipeline.ledger.record import record_overdue
from pipeline.sources import ForeignAddress, Source
from pipeline.sources import source as source_named

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_HOPS = 5
QUEUED = 64
"""Requests that wait in Scrapy's queue at most; what comes after them is read when it is empty."""

EVERY_STATUS = {"handle_httpstatus_all": True}


class PageSpider(Spider):
    """Visits pages of one source; subclasses have a `name` and say in `listed` where new pages are found."""

    further: ClassVar[Mapping[str, str]] = {}
    """Further public addresses of the source by name; `<name>_origin` in the configuration stands in for them."""

    def __init__(self, *, config: Config, order: Order) -> None:
        super().__init__()
        self.site: SourceTable = config.sources[self.name]
        self._ceiling = config.policy.ceiling
        self.source: Source = source_named(self.name)
        self.places = places_of(self.source, self.site, self.further)
        self.order = order
        self.ordered = tuple(self._visit_ordered(url) for url in order.urls)
        self.lists_failed: list[str] = []
        self.lists_read = 0
        self.broken: list[BaseException] = []
        self.run: Run | None = None
        self._under_way = 0
        self.rooms = open_rooms(config, self.site.keep_words, self.name)
        self._lock = lock_run(self.rooms.store, config.captures.dir, self.name)
        self._listed: dict[str, bool] = {}  # by key: whether it was known when a list first showed it
        self._moved: dict[str, str] = {}  # by key: the address that a list shows a known page under
        self._started = self.moment()
        self.rooms.store.write(self._begin)

    @classmethod
    def from_crawler(cls, crawler: Any, *_: Any, **words: Any) -> Self:
        """The spider with its configuration, order, lock, store and line in the run log.

        Raises WrongConfiguration, WrongArgument, ForeignAddress, RunInProgress, LockUnusable or a store's error.
        """
        refuse_in_one_sentence()
        spider = cls(config=configuration(crawler.settings), order=order_of(words))
        crawler.signals = HeardSignals(crawler)  # nothing has taken the other yet
        spider._set_crawler(crawler)
        for name, value in site_settings(spider.site).items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(spider._broke, signals.item_error)
        crawler.signals.connect(spider._broke, signals.spider_error)
        return spider

    def moment(self) -> datetime:
        """The order's time, else the clock's."""
        return self.order.now or datetime.now(UTC)

    async def start(self) -> AsyncIterator[Request]:
        """The ordered pages; else new pages from the lists, then the known ones that are due."""
        visits = _each(self.ordered) if self.order.urls else self._found()
        left = self.order.limit
        async for visit in visits:
            if left == 0:
                break
            left = None if left is None else left - 1
            self._under_way += 1
            await self._turn()
            yield self.request(visit)
        if self._under_way == 0:
            raise CloseSpider("finished")  # else Scrapy notices only at its next heartbeat, up to 5 s later

    async def _turn(self) -> None:
        """Wait while enough requests are queued: Scrapy asks for all of them at once."""
        queue: Any = self.crawler.engine.scheduler if self.crawler.engine else ()
        while len(queue) >= QUEUED:
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def listed(self) -> AsyncIterator[Listed]:
        """What the source's lists show, under public addresses; addresses of other things than pages are left out."""
        raise NotImplementedError

    def is_new(self, found: Listed) -> bool:
        """Whether a listed page is one that no earlier run knew, and not too old to be fetched."""
        key = self.source.key_of(self.places.public(found.url))
        return key is not None and not self._is_known(key) and not self._too_old(found)

    def follow_up(self, _capture: Capture, _visit: Visit) -> Iterable[Visit]:
        """Visits that follow from an answer; none unless the source says so."""
        return ()

    async def read_list(self, url: str, asked: Mapping[str, Any] | None = None) -> TextResponse | None:
        """A list of the source by its public address; None, with a warning, when it cannot be had.

        `asked` is a JSON object to post; without it the list is a page like any other.
        """
        try:
            response = await self.crawler.engine.download_async(self._list_request(url, asked))
            why = f"status {response.status}" if response.status != 200 else "it is no text"
        except NotAsked:
            return None
        except Exception as error:  # noqa: BLE001 -- whatever befell one list, the others are read; it is told and counted
            response, why = None, fault_of(error)
        if isinstance(response, TextResponse) and response.status == 200:
            self.lists_read += 1
            return response
        self.unread(url, why)
        return None

    def unread(self, url: str, why: str) -> None:
        """Note that a list told nothing, in the log and for the end of the run."""
        self.lists_failed.append(url)
        self.logger.warning("%s: the list %s could not be read (%s)", self.name, url, why)

    def request(self, visit: Visit) -> Request:
        """The request of a visit; every status comes back, and redirects are judged here."""
        return Request(
            self.places.asked(visit.at),
            headers=self._condition(visit),
            callback=self.answer,
            errback=self.failure,
            cb_kwargs={"visit": visit},
            meta=dict(EVERY_STATUS),
            dont_filter=True,
        )

    def answer(self, response: Response, visit: Visit) -> Iterator[way.Visit | Request]:
        """An answer's capture and what follows from it; or the next hop of a redirect within the source."""
        target, fault = self._redirect(response, visit)
        if target and not fault and self._forbidden(target) is None:
            yield self.request(visit.onward(target))
            return
        final = target if target and not fault else visit.at
        capture = answered(visit, response, self.moment(), final_url=final, fault=fault)
        yield way.Visit(capture=capture, wanted=visit.wanted)
        self._under_way -= 1
        for further in self.follow_up(capture, visit):
            self._under_way += 1
            yield self.request(further)

    def failure(self, failure: Any) -> Iterator[way.Visit]:
        """The capture of a request that brought nothing; none when nothing was asked: to leave the host in peace, or for the run ends."""
        self._under_way -= 1
        if failure.check(NotAsked):
            return
        visit = failure.request.cb_kwargs["visit"]
        yield way.Visit(capture=unanswered(visit, failure.request, failure.value, self.moment()), wanted=visit.wanted)

    def closed(self, reason: str) -> None:
        """Write the run's end to the run log, and give store and lock back."""
        manners = self.crawler.get_downloader_middleware(Manners)
        run = run_from_stats(self.name, self.crawler.stats.get_stats(), started_at=self._started, finished_at=self.moment())
        run = replace(run, rests=manners.rests() if manners else ())
        held = replace(run, finished_at=None) if reason == "shutdown" else run  # broken off by a signal: it is due again
        try:
            self.rooms.store.write(lambda unit: self._end(unit, held))
            self.run = run
        finally:
            self.rooms.store.close()
            self._lock.close()

    def fault(self) -> str | None:
        """Why the run is incomplete, in one sentence; None when it is whole."""
        if self.broken:
            words = " ".join(f"{type(self.broken[0]).__name__}: {self.broken[0]}".split())[:300]
            return f"{len(self.broken)} faults, the first: {words}"
        if self.lists_failed and not self.lists_read:
            return f"no list could be read: {', '.join(self.lists_failed[:3])}"
        return None

    def _redirect(self, response: Response, visit: Visit) -> tuple[str | None, str | None]:
        location = response.headers.get("Location") if response.status in REDIRECTS else None
        if not location:
            return None, None
        words = location.decode("utf-8", "replace").strip()
        try:
            target = self.places.public(urljoin(visit.at, words))
        except ValueError:
            return None, f"it redirects to {words[:200]!r}, which is no address"
        # The address as it stands is judged, too: an origin in a host's stead must not hide what was said around the host.
        reason = forbidden(target, self.places.origins) or forbidden(self.places.asked(target), self.places.origins)
        if reason:
            return target, f"the address guard forbids its redirect: {reason}"
        return target, f"more than {MOST_HOPS} redirects" if visit.hops >= MOST_HOPS else None

    async def _found(self) -> AsyncIterator[Visit]:
        if not self.order.due:
            async for found in self.listed():
                visit = self._discovered(found)
                if visit:
                    yield visit
        for turn in () if self.order.new else self._due():
            if self._listed.get(turn.page.key, True):  # else it is new, and was visited just now
                yield self._visit(turn.page.key, turn.url, wanted=turn.page.wanted, condition=conditional(turn.held, self.moment()))

    def _discovered(self, found: Listed) -> Visit | None:
        """The visit of a listed page; None when it is none of ours, known, seen in another list, or too old."""
        public = self.source.canonical_url(self.places.public(found.url))
        key = self.source.key_of(public)
        if not key or key in self._listed or self._forbidden(public):
            return None
        known = self._listed[key] = self._is_known(key, public)
        if known or self._too_old(found):
            return None
        said = (found.title, found.summary, found.text or "")
        wanted = concerns(said, watch=self.rooms.watch, words=self.rooms.keep_words, known=self.rooms.gazetteer)
        if not wanted and found.text is not None:
            self._pass_over(key)
            return None
        return self._visit(key, public, wanted=wanted, condition={})

    def _is_known(self, key: str, shown: str | None = None) -> bool:
        """Whether a page was held, or passed over, when this run first met it; `shown` is the address a list shows it under."""
        if key in self._listed:
            return self._listed[key]
        with self.rooms.store.look() as unit:
            page = pages.page_by_key(unit, self.name, key)
            if page is None:
                return passed.is_passed(unit, self.name, key, looked_for(self.rooms.watch, self.rooms.keep_words))
            if shown and shown != pages.latest_address(unit, page.id):
                self._moved[key] = shown
            return True

    def _begin(self, unit: Unit) -> None:
        before = runs.last_run(unit, self.name, ("full", "due", "part"))
        self._allowed = allowance(self.site.budget, before.started_at if before else None, self._started)
        self._number = runs.start_run(unit, self.name, self._started, self.order.kind)
        self.earlier_rests = runs.rests_before(unit, self.name, self._number)

    def _end(self, unit: Unit, run: Run) -> None:
        record_overdue(unit, self.moment())
        runs.finish_run(unit, self._number, run, self.fault())

    def _pass_over(self, key: str) -> None:
        reason = looked_for(self.rooms.watch, self.rooms.keep_words)
        self.rooms.store.write(lambda unit: passed.pass_over(unit, self.name, key, at=self.moment(), reason=reason))
        self.crawler.stats.inc_value("zonewatch/passed_over")

    def _too_old(self, found: Listed) -> bool:
        oldest = self.site.oldest
        return oldest is not None and found.published_at is not None and self.moment() - found.published_at > oldest

    def _condition(self, visit: Visit) -> Mapping[str, str]:
        if visit.hops:
            return {}  # what we hold of this page did not come from where a redirect leads now
        if visit.condition is not None:
            return visit.condition
        with self.rooms.store.look() as unit:
            return conditional(captures.validators_of(unit, visit.source, visit.key, visit.url), self.moment())

    def _due(self) -> Iterator[Turn]:
        allowed, address = self._allowed, self._address
        return in_turn(self.rooms.store, self.name, self.moment(), ceiling=self._ceiling, allowed=allowed, address=address)

    def _address(self, page: Addressed) -> str:
        # An archive's address is where a page was last read, not where it would come back.
        own = [url for url in page.urls if self.places.is_own(url)]
        return self._moved.get(page.key) or (own or list(page.urls))[0]

    def _visit(self, key: str, url: str, *, wanted: bool, condition: Mapping[str, str] | None = None) -> Visit:
        return Visit(source=self.name, key=key, url=url, at=url, wanted=wanted, condition=condition)

    def _visit_ordered(self, url: str) -> Visit:
        public = self.places.public(url if "://" in url else f"https://{url}")
        key = self.source.key_of(public)
        if key is None or self._forbidden(public):
            raise ForeignAddress(url=url, source=self.name, hosts=", ".join((*self.places.hosts, *self.places.origins)))
        return self._visit(key, public, wanted=True)

    def _list_request(self, url: str, asked: Mapping[str, Any] | None) -> Request:
        if asked is None:
            return Request(self.places.asked(url), callback=NO_CALLBACK, dont_filter=True)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Referer": f"https://{self.places.hosts[0]}/"}
        body = json.dumps(asked, ensure_ascii=False)
        return Request(self.places.asked(url), method="POST", body=body, headers=headers, callback=NO_CALLBACK, dont_filter=True)

    def _forbidden(self, public: str) -> str | None:
        return verdict(self.places.asked(public), self.places.allowed, self.places.origins)

    def _broke(self, failure: Any) -> None:
        self.broken.append(failure.value)
        if isinstance(failure.value, StoreFailing | OSError) and len(self.broken) == 1:
            # What cannot be kept must not be fetched: the rest stays due.
            self.crawler.engine.close_spider(self, "nothing can be kept")


def places_of(source: Source, site: SourceTable, further: Mapping[str, str]) -> Places:
    """Where a source's addresses are asked, by its configuration."""
    places = {name: Place(public=public, origin=site.origins.get(name)) for name, public in further.items()}
    return Places(hosts=source.hosts, origin=site.origin, further=places)


def site_settings(site: SourceTable) -> dict[str, Any]:
    """Scrapy's settings for one source."""
    contact = f" (+{site.contact})" if site.contact else ""
    return {
        "DOWNLOAD_DELAY": site.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": site.concurrency,
        "DOWNLOAD_TIMEOUT": site.timeout,
        "DOWNLOAD_MAXSIZE": site.max_size,
        "DOWNLOAD_WARNSIZE": site.max_size,
        "USER_AGENT": f"zonewatch/{version('zonewatch')}{contact}",
    }


async def _each(visits: Iterable[Visit]) -> AsyncIterator[Visit]:
    for visit in visits:
        yield visit
