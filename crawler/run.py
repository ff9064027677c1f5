"""One run of one spider in this process, and its summary. The reactor starts once: a second run needs a new process."""

from __future__ import annotations

from datetime import datetime

import scrapy.core.downloader.contextfactory  # noqa: F401 -- early: for each of its old names Scrapy walks all that is loaded by then
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.keys import Config
from crawler.order import Order, words_of
from crawler.spider import PageSpider
from db.errors import ZonewatchError
from db.run import Run
from pipeline.sources import UnknownSource


class RunBroken(ZonewatchError):
    """The run of {source} is incomplete ({why}): read the lines above, mend what they name, and run it again."""

    run: Run | None = None
    """What the run brought all the same."""


class ListsUnread(RunBroken):
    """No list of {source} could be read, so new pages stay unseen ({why}): check the site, its `origin` and `discover`."""


def run_site(
    source: str,
    *,
    config: Config,
    urls: tuple[str, ...] = (),
    due: bool = False,
    new: bool = False,
    limit: int | None = None,
    now: datetime | None = None,
) -> Run:
    """One run of a source's spider: just `urls`, or discovery (unless `due`) and what is due (unless `new`), `limit` pages at most.

    Raises UnknownSource, WrongArgument, ForeignAddress, RunInProgress or a store's error before anything is fetched; RunBroken
    (with its `run`) when captures could not be processed, ListsUnread when discovery read none of its lists.
    """
    if source not in config.sources:
        raise UnknownSource(name=source, known=", ".join(config.sources))
    spider = crawl(source, config, Order(urls=urls, due=due, new=new, limit=limit, now=now))
    if spider.run is None or spider.broken:
        raise _with(RunBroken(source=source, why=spider.fault() or "its end was not reached"), spider.run)
    if spider.lists_failed and not spider.lists_read:
        raise _with(ListsUnread(source=source, why=", ".join(spider.lists_failed[:3])), spider.run)
    return spider.run


def project_settings(config: Config | None = None) -> Settings:
    """Scrapy's settings of this project, with the configuration for the spider and the resolver."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    if config is not None:
        settings.set("ZONEWATCH", config, priority="cmdline")
    return settings


def crawl(source: str, config: Config, order: Order) -> PageSpider:
    """The spider of a source after its run, with its statistics; raises what `run_site` raises before anything is fetched."""
    process = AsyncCrawlerProcess(project_settings(config))
    crawler = process.create_crawler(source)
    task = process.crawl(crawler, **words_of(order))
    process.start()
    error = task.exception() if task.done() and not task.cancelled() else None
    if error:
        raise error
    if not isinstance(crawler.spider, PageSpider):
        raise RunBroken(source=source, why="it was stopped before it began")
    return crawler.spider


def _with(error: RunBroken, run: Run | None) -> RunBroken:
    error.run = run
    return error
