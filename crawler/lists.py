"""Reads lists of pages: the links of an HTML page, the entries of a feed, the addresses of a sitemap. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from parsel import Selector
from scrapy.http import TextResponse

from pipeline.layouts.clock import moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A page as a list shows it."""

    url: str
    """Its public address, as the list gives it."""

    title: str = ""
    """Its title, perhaps cut; empty when the list shows none."""

    summary: str = ""
    """What the list says of it beside the title; empty when nothing."""

    text: str | None = None
    """Its whole text, where the list gives that; None where it does not."""

    published_at: datetime | None = None
    """When the list says it was published; None when unsaid."""


def links(page: TextResponse | None, base: str) -> Iterator[Listed]:
    """Every address a page links to, made absolute from the page's public one; none when there is no page."""
    for link in page.xpath("//a[@href]") if page else ():
        try:
            url = urljoin(base, link.attrib["href"].strip())
        except ValueError:
            continue  # a broken link leads nowhere
        yield Listed(url=url, title=_words(link))


def entries(feed: TextResponse | None) -> Iterator[Listed]:
    """The entries of an Atom feed (RFC 4287) in its order; none when there is no feed."""
    for entry in feed.xpath('//*[local-name()="entry"]') if feed else ():
        address = entry.xpath('*[local-name()="link"][not(@rel) or @rel="alternate"]/@href').get()
        if address:
            content = _child(entry, "content")
            yield Listed(
                url=address.strip(),
                title=_plain(_child(entry, "title")),
                summary=_plain(_child(entry, "summary")),
                text=_plain(content) or None,
                published_at=moment(_child(entry, "published") or _child(entry, "updated")),
            )


def locations(sitemap: TextResponse | None) -> Iterator[Listed]:
    """The pages of a sitemap (sitemaps.org, with Google's news titles) in its order; none when there is no sitemap."""
    for url in sitemap.xpath('//*[local-name()="url"]') if sitemap else ():
        address = _child(url, "loc")
        if address:
            title = _words(url.xpath('.//*[local-name()="title"][1]'))
            yield Listed(url=address, title=title, published_at=moment(_child(url, "lastmod")))


def sitemaps(index: TextResponse | None) -> Iterator[str]:
    """The sitemaps that an index of sitemaps names, the one changed last first; none when it is no index."""
    found = index.xpath('//*[local-name()="sitemap"]') if index else ()
    dated = [(_child(one, "lastmod"), _child(one, "loc")) for one in found]
    yield from (address for _, address in sorted(dated, key=lambda one: one[0], reverse=True) if address)


def _child(node: Selector, name: str) -> str:
    return (node.xpath(f'string(*[local-name()="{name}"])').get() or "").strip()


def _plain(html: str) -> str:
    """The words of a piece of HTML."""
    return _words(Selector(text=html, type="html")) if "<" in html else html


def _words(node: object) -> str:
    found = node.xpath("string()").get() if hasattr(node, "xpath") else None
    return " ".join((found or "").split())
