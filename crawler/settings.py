"""Scrapy's settings for every source, and the item pipelines in their order.

What differs from source to source (delay, sizes, user agent) is set by the spider from zonewatch.toml.
"""

from __future__ import annotations

BOT_NAME = "zonewatch"
SPIDER_MODULES = ["crawler.spiders"]

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"

# Scrapy starts so many tasks for every answer, to look after what it brings: one capture.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False

# Doors into the process, and ways out of it, that nobody here needs.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
FETCHING = "crawler.fetching.Fetching"
DOWNLOAD_HANDLERS = {"http": FETCHING, "https": FETCHING, "data": None, "file": None, "ftp": None, "s3": None}
HTTPPROXY_ENABLED = False  # a proxy from the environment would fetch past the address guard
COOKIES_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_TIMEOUT = 30

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "zonewatch"
DOWNLOAD_DELAY_JITTER = 0  # a delay is a promise: never shorter
# Named in full in place of Scrapy's own lists: what stands there and is switched off is imported all the same, with
# a web server and a public suffix list, for a second and 12 MB a run.
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "crawler.manners.CrawlDelay": 500,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# A page's redirects are judged by its spider; this serves robots.txt, lists and nothing else.
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]  # not 429: who asks us to slow down is not asked again at once
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"

DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.AddressGuard": 10,
    "crawler.unpacking.Unpacking": 20,  # outside Manners, so that an answer that breaks there has been counted
    "crawler.patience.Manners": 50,
    "crawler.manners.Robots": 100,
    "crawler.sending.Sending": 400,
    "crawler.patience.Retry": 550,
    "crawler.patience.Redirect": 600,
    "crawler.answers.Received": 880,
}
# Status, depth, referrer and length of an address are judged by the spider, or not at all: five generators around every answer.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SCHEDULER = "crawler.lean.Queue"
DOWNLOADER = "crawler.ending.Pace"

ITEM_PIPELINES = {
    "pipeline.items.Keep": 50,
    "pipeline.items.Again": 75,
    "pipeline.items.Archive": 100,
    "pipeline.items.Strip": 200,
    "pipeline.items.Versions": 300,
    "pipeline.items.Changes": 400,
    "crawler.patience.Judged": 900,
}

LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s: %(message)s"
LOG_VERSIONS: list[str] = []  # below the level anyway, and asking for them starts a process (`uname`)
LOG_FORMATTER = "crawler.lean.FewLines"
STATS_CLASS = "crawler.lean.Counts"
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
