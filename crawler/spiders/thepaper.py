"""Thepaper (澎湃新闻): new articles from its nodes and channels, by search word, by account (澎湃号), from its sitemap and sidebar.

The first page of a node or channel is a Next.js page whose JSON holds the list; further ones are asked of the site's
API by passing back the `startTime` of the one before, until a page brings nothing new or enough have been read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

from crawler.lists import Listed, links, locations, sitemaps
from crawler.spider import PageSpider
from crawler.thepaper_lists import (
    API,
    CACHE,
    SIDEBAR,
    SITE,
    Batch,
    Call,
    answered_batch,
    by_author,
    by_channel,
    by_node,
    by_word,
    hot_batch,
    page_batch,
)


class ThepaperSpider(PageSpider):
    """The spider of Thepaper."""

    name = "thepaper"
    further: ClassVar[Mapping[str, str]] = {"api": API, "cache": CACHE}

    async def listed(self) -> AsyncIterator[Listed]:
        """Articles of the configured nodes (`25462`), channels (`36079`), words, accounts, and of sitemap and sidebar when wanted."""
        for node in self.site.names("nodes"):
            async for found in self._column(f"/list_{node}", by_node(node)):
                yield found
        for channel in self.site.names("channels"):
            async for found in self._column(f"/channel_{channel}", by_channel(channel)):
                yield found
        for call in (*map(by_word, self.site.names("words")), *map(by_author, self.site.names("authors"))):
            async for found in self._walk(await self._called(*call(None, 1)), call):
                yield found
        async for found in self._whole_site():
            yield found

    async def _whole_site(self) -> AsyncIterator[Listed]:
        if self.site.discover["sitemap"]:
            async for found in self._mapped(f"{SITE}/sitemap/sitemap.xml"):
                yield found
        if self.site.discover["hot"]:
            for found in await self._most_read():
                yield found

    async def _most_read(self) -> tuple[Listed, ...]:
        answer = await self.read_list(SIDEBAR)
        batch = hot_batch(answer.text, self.moment()) if answer else None
        if answer and not batch:
            self.unread(SIDEBAR, "it holds no list")
        return batch.listed if batch else ()

    async def _column(self, path: str, call: Call) -> AsyncIterator[Listed]:
        """A node or channel by its page; where that cannot be had or holds no list, by the API from the beginning."""
        page = await self.read_list(SITE + path)
        first = page_batch(page, self.moment()) if page is not None else None
        if first is None:
            for found in links(page, SITE + "/"):
                yield found
            first = await self._called(*call(None, 1))
        async for found in self._walk(first, call):
            yield found

    async def _walk(self, batch: Batch | None, call: Call) -> AsyncIterator[Listed]:
        number, most = 1, self.site.count("pages")
        while batch:
            for found in batch.listed:
                yield found
            if number >= most or not batch.more or not any(map(self.is_new, batch.listed)):
                return
            number += 1
            further = await self._called(*call(batch, number))
            batch = further.after(batch) if further else None

    async def _called(self, url: str, asked: Mapping[str, Any]) -> Batch | None:
        answer = await self.read_list(url, asked)
        if answer is None:
            return None
        batch, code = answered_batch(answer.text, self.moment())
        if batch is None:
            self.unread(url, f"the API answers with code {code}")
        return batch

    async def _mapped(self, url: str) -> AsyncIterator[Listed]:
        """The pages of a sitemap; of an index of sitemaps, those of its newest ones."""
        page = await self.read_list(url)
        inner = list(sitemaps(page))[: self.site.count("pages")]
        for address in inner:
            for found in locations(await self.read_list(self.places.public(address))):
                yield found
        for found in () if inner else locations(page):
            yield found
