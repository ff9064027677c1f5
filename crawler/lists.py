"""Reads lists of pages: the links of an HTML page, the entries of a feed, the addresses of a sitemap. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from scrapy.http import TextResponse


def links(page: TextResponse | None, base: str) -> Iterator[str]:
    """Every address a page links to, made absolute from the page's public one; none when there is no page."""
    for href in page.xpath("//a/@href").getall() if page else ():
        try:
            yield urljoin(base, href.strip())
        except ValueError:
            continue  # a broken link leads nowhere


def entries(feed: TextResponse | None) -> Iterator[str]:
    """The addresses of an Atom feed's entries (RFC 4287), in its order; none when there is no feed."""
    path = '//*[local-name()="entry"]/*[local-name()="link"][not(@rel) or @rel="alternate"]/@href'
    yield from (url.strip() for url in (feed.xpath(path).getall() if feed else ()))


def locations(sitemap: TextResponse | None) -> Iterator[str]:
    """The addresses of a sitemap (sitemaps.org), in its order; none when there is no sitemap."""
    yield from (url.strip() for url in (sitemap.xpath('//*[local-name()="loc"]/text()').getall() if sitemap else ()))
