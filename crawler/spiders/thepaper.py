"""Thepaper (澎湃新闻): new articles from the pages of its nodes and channels, its sitemap, and the calls of its API.

List pages are Next.js pages whose JSON holds the list; where it is missing, the links to articles are
taken. Words are searched, and the articles of an account (澎湃号) listed, by the site's own API.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from scrapy.http import TextResponse

from crawler.lists import links, locations
from crawler.spider import PageSpider

SITE = "https://www.thepaper.cn"
API = "https://api.thepaper.cn"
PAGE_SIZE = 20


class ThepaperSpider(PageSpider):
    """The spider of Thepaper."""

    name = "thepaper"
    further: ClassVar[Mapping[str, str]] = {"api": API}

    async def listed(self) -> AsyncIterator[str]:
        """Articles of the configured nodes (`25462`), channels (`36079`), words, accounts, and of the sitemap when wanted."""
        nodes, channels = self.site.names("nodes"), self.site.names("channels")
        for path in (*(f"/list_{node}" for node in nodes), *(f"/channel_{channel}" for channel in channels)):
            page = await self.read_list(SITE + path)
            for url in articles(page) if page else ():
                yield url
        for url, asked in calls(self.site.names("words"), self.site.names("authors")):
            for found in await self._called(url, asked):
                yield found
        if self.site.discover["sitemap"]:
            for url in locations(await self.read_list(f"{SITE}/sitemap/sitemap.xml")):
                yield url

    async def _called(self, url: str, asked: Mapping[str, Any]) -> list[str]:
        page = await self.read_list(url, asked)
        if page is None:
            return []
        answer = parsed(page.text)
        code = answer.get("code") if isinstance(answer, dict) else None
        if code != 200:
            self.unread(url, f"the API answers with code {code}")
        return list(addresses(items(answer, "data", "list"))) if code == 200 else []


def calls(words: Iterable[str], authors: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The API's calls, address and body, for words to search and accounts (pphId) to list; the newest first."""
    for word in words:
        yield f"{API}/search/web/news", {"word": word, "orderType": 3, "searchType": 1, "pageNum": 1, "pageSize": PAGE_SIZE}
    for author in authors:
        body: dict[str, Any] = {"pphId": author, "contType": "", "excludeContIds": [], "pageNum": 1, "pageSize": PAGE_SIZE}
        yield f"{API}/contentapi/cont/pph/user", body


def articles(page: TextResponse) -> Iterator[str]:
    """The addresses of a list page's articles, in its order."""
    held = page.xpath('//script[@id="__NEXT_DATA__"]/text()').get()
    found = list(items(parsed(held), "props", "pageProps", "data", "list")) if held else []
    yield from addresses(found) if found else links(page, SITE + "/")


def addresses(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The public addresses of list items."""
    for item in found:
        key = str(item["contId"])
        if key.isascii() and key.isdecimal():
            yield f"{SITE}/newsDetail_forward_{key}"


def parsed(text: str) -> Any:
    """The JSON of a text; None when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def items(data: Any, *names: str) -> Iterator[dict[str, Any]]:
    """The list items under a path of names; none where the path ends early."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    for item in data if isinstance(data, list) else ():
        if isinstance(item, dict) and "contId" in item:
            yield item
