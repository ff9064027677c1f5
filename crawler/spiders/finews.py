"""finews (金融消息): new posts from its feed, index and category pages; old ones from the archive, or from upstream.

A post leaves the site after three days and lives on as a file of the repository the site is made from. Where that
has no file of it, the news service behind the site may still have its text; it is asked only when `upstream_origin` is set.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import ClassVar
from urllib.parse import quote, urlsplit

from crawler.answers import Visit
from crawler.lists import Listed, entries, links
from crawler.spider import PageSpider
from db.records import Capture, Outcome
from pipeline.reading import read

SITE = "https://finews.withounder.com"
UPSTREAM = "http://finews.zning.xyz"
UPSTREAM_TEXT = f"{UPSTREAM}/NewsData/GetNewsText.do"
ARCHIVE = "https://raw.githubusercontent.com/zning1994/finews/main"

_DATED = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/([^/]+)\.html?$")
_SHARE_PAGE = re.compile(r"/NewsShare\.html\?", re.IGNORECASE)


class FinewsSpider(PageSpider):
    """The spider of finews."""

    name = "finews"
    further: ClassVar[Mapping[str, str]] = {"archive": ARCHIVE, "upstream": UPSTREAM}

    async def listed(self) -> AsyncIterator[Listed]:
        """Posts of the feed, the index and the configured categories (`kejiribao`: a name in pinyin)."""
        if self.site.discover["feed"]:
            for found in entries(await self.read_list(f"{SITE}/feed.xml")):
                yield found
        paths = ["/"] if self.site.discover["index"] else []
        for path in (*paths, *(f"/category/{quote(name)}.html" for name in self.site.names("categories"))):
            for found in links(await self.read_list(SITE + path), SITE + path):
                yield found

    def follow_up(self, capture: Capture, visit: Visit) -> Iterable[Visit]:
        """A post that is not on the site any more is looked for in the archive, then upstream; a share page leads to its text.

        So does a post that the site shows without a word of its body.
        """
        further = archive_address(visit.at) if capture.status == 404 else None
        if "upstream" in self.site.origins and not visit.at.startswith(UPSTREAM_TEXT) and self._missed(capture, visit):
            further = f"{UPSTREAM_TEXT}?id={visit.key}"
        return (visit.elsewhere(further),) if further else ()

    def _missed(self, capture: Capture, visit: Visit) -> bool:
        if _SHARE_PAGE.search(visit.at) or (visit.at.startswith(ARCHIVE) and capture.status == 404):
            return True
        return capture.status == 200 and read(capture).outcome is Outcome.EMPTY


def archive_address(url: str) -> str | None:
    """Where the archive keeps the post of a public address; None when the address holds no date."""
    dated = _DATED.search(urlsplit(url).path)
    return f"{ARCHIVE}/old_post/{'-'.join(dated.groups())}.md" if dated else None
