"""Any number of sources as the product wants them: two files each, in a copy of its code; nothing else is changed."""

from __future__ import annotations

import compileall
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LAYOUT = '''"""{name}: a site of the fleet's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from db.records import Article, Capture
from pipeline.layouts.body import body_lines
from pipeline.layouts.clock import moment
from pipeline.layouts.payload import page_text, page_tree
from pipeline.sources import Source


def key_of(url: str) -> str | None:
    found = re.fullmatch(r"https?://{name}\\.example/news/(\\d{{1,9}})", url)
    return found.group(1) if found else None


@dataclass(frozen=True, slots=True)
class NewsPage:
    name: str = "{name}-page"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        return '<div id="gazette">' in page_text(capture)

    def article(self, capture: Capture) -> Article:
        (root,) = page_tree(capture).xpath('//div[@id="gazette"]')
        title, printed, *body = [line.text for line in body_lines(root)]
        return Article(title=title, published_at=moment(printed), paragraphs=tuple(body))


SOURCE = Source(name="{name}", hosts=("{name}.example",), key_of=key_of, canonical_url=lambda url: url, layouts=(NewsPage(),))
'''

SPIDER = '''"""{name}: new pages from its front page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from crawler.lists import Listed, links
from crawler.spider import PageSpider


class SiteSpider(PageSpider):
    name = "{name}"

    async def listed(self) -> AsyncIterator[Listed]:
        for found in links(await self.read_list("https://{name}.example/"), "https://{name}.example/"):
            yield found
'''


def code_with(names: list[str], folder: Path) -> Path:
    """A copy of the product's code below a folder, with a source of each name in it; gives the copy."""
    code = folder / "code"
    for part in ("crawler", "pipeline", "db"):
        shutil.copytree(ROOT / part, code / part, ignore=shutil.ignore_patterns("*.pyc.*"))
    for name in names:
        (code / "pipeline" / "layouts" / f"{name}.py").write_text(LAYOUT.format(name=name), encoding="utf-8")
        (code / "crawler" / "spiders" / f"{name}.py").write_text(SPIDER.format(name=name), encoding="utf-8")
    compileall.compile_dir(code, quiet=2)
    return code
