"""Discovery and what is kept of it: real runs against a replay with many articles, each in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.crowd import articles, posts
from tests.crawler.server import serving
from tests.forge import python
from tests.replay.demo import zonewatch
from tests.replay.site import ReplaySite
from tests.replay.story import Story

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("ready")
NODE, SEARCH, AUTHOR = "/contentapi/nodeCont/getByNodeIdPortal", "/search/web/news", "/contentapi/cont/pph/user"
CHANNEL = "/contentapi/nodeCont/getByChannelId"


@dataclass
class Watch:
    """A replay with stories of its own, and a store."""

    site: ReplaySite
    folder: Path
    source: str = "thepaper"
    origin: str = ""

    def run(self, discover: str = "", *words: str, more: str = "", watch: str = "") -> dict[str, Any]:
        """One `zonewatch crawl` with these discover keys; the run it prints."""
        origins = self.site.origins
        own = self.origin or origins[self.source]
        api = (
            f'api_origin = "{origins["thepaper_api"]}"\ncache_origin = "{origins["thepaper_api"]}"'
            if self.source == "thepaper"
            else f'archive_origin = "{origins["finews_archive"]}"'
        )
        text = f"""
            store.url = "sqlite:///{self.folder}/z.db"
            captures.dir = "{self.folder}/captures"
            zones.watch = [{watch}]
            [sources.{self.source}]
            origin = "{own}"
            {api}
            delay = 0
            {more}
            [sources.{self.source}.discover]
            {discover}
            """
        (self.folder / "zonewatch.toml").write_text(text, encoding="utf-8")
        self.site.log.clear()
        command = ["crawl", self.source, "--json", "--now", self.site.now.isoformat(), *words]
        return dict(json.loads(zonewatch(self.folder / "zonewatch.toml", *command, capture=True, run=python)))

    def asked(self, role: str) -> list[str]:
        """The paths asked of one of the sites in the latest run, but for robots.txt."""
        return [line.path for line in self.site.log if line.role == role and line.path != "/robots.txt"]

    def pages(self) -> int:
        """How many pages are held."""
        return len(zonewatch(self.folder / "zonewatch.toml", "pages", "--json", capture=True, run=python).splitlines())


@contextmanager
def watching(folder: Path, *stories: tuple[Story, ...], source: str = "thepaper") -> Iterator[Watch]:
    with ReplaySite(stories=tuple(story for some in stories for story in some)) as site:
        yield Watch(site=site, folder=folder, source=source)


def test_a_node_is_paged_through_until_nothing_is_new(tmp_path: Path) -> None:
    with watching(tmp_path, articles(50)) as watch:
        first = watch.run('nodes = ["25462"]\npages = 2')
        assert (first["new_pages"], first["passed_over"]) == (40, 0)
        assert watch.asked("thepaper")[0] == "/list_25462"
        assert watch.asked("thepaper_api") == [NODE]
        (call,) = [line for line in watch.site.log if line.path == NODE]
        assert call.headers["referer"].startswith("https://www.thepaper.cn")
        assert call.headers["content-type"] == "application/json"
        known = watch.run('nodes = ["25462"]\npages = 2')
        assert (known["new_pages"], watch.asked("thepaper")[:1], watch.asked("thepaper_api")) == (0, ["/list_25462"], [])
        rest = watch.run('nodes = []\nwords = ["德阳高新区"]\npages = 9')
        assert rest["new_pages"] == 0
        assert watch.asked("thepaper_api") == [SEARCH]


def test_words_accounts_and_channels_are_paged_through_too(tmp_path: Path) -> None:
    named, accounts = articles(25), articles(45, first=32000000, node="25491", account="52108")
    with watching(tmp_path, named, accounts) as watch:
        found = watch.run('nodes = []\nwords = ["第24期"]\nauthors = ["52108"]\nchannels = ["36079"]\npages = 2')
        assert watch.asked("thepaper_api") == [CHANNEL, SEARCH, AUTHOR, AUTHOR]
        assert watch.asked("thepaper")[0] == "/channel_36079"
        assert found["new_pages"] == 41


def test_a_list_page_that_cannot_be_had_is_asked_of_the_api_from_its_beginning(tmp_path: Path) -> None:
    with watching(tmp_path, articles(25)) as watch, serving({}) as closed:
        watch.origin = closed.origin
        found = watch.run('nodes = ["25462"]')
        assert watch.asked("thepaper_api") == [NODE, NODE]
        assert sum(found["outcomes"].values()) == 25


def test_a_sitemap_is_read_under_its_public_addresses_and_old_articles_are_left_alone(tmp_path: Path) -> None:
    with watching(tmp_path, articles(80)) as watch:
        found = watch.run("nodes = []\nsitemap = true", more='oldest = "2d"')
        days = watch.site.now.date()
        young = [story for story in articles(80) if (days - story.editions[0][1].published.date()).days <= 1]
        assert found["new_pages"] == len(young)


def test_the_sidebar_is_asked_where_that_is_wanted(tmp_path: Path) -> None:
    with watching(tmp_path, articles(2)) as watch:
        found = watch.run("nodes = []\nhot = true")
        assert watch.asked("thepaper_api") == ["/contentapi/wwwIndex/rightSidebar"]
        assert watch.asked("thepaper") and sum(found["outcomes"].values()) + found["passed_over"] == len(watch.asked("thepaper"))


def test_an_article_about_nothing_watched_is_passed_over_once_and_remembered(tmp_path: Path) -> None:
    plain = articles(6, zoned=False, first=32000000)
    with watching(tmp_path, articles(4), plain) as watch:
        node = 'nodes = ["25462"]'
        first = watch.run(node)
        assert (first["new_pages"], first["passed_over"], first["outcomes"]) == (4, 6, {"ok": 4})
        again = watch.run(node)
        assert (again["passed_over"], watch.pages()) == (0, 4)
        assert [path for path in watch.asked("thepaper") if "32" in path] == []
        url = f"https://www.thepaper.cn/newsDetail_forward_{plain[0].key}"
        assert watch.run(node, "--url", url)["new_pages"] == 1
        anew = watch.run(node, more='keep_words = ["公园"]')
        assert (anew["new_pages"], anew["passed_over"]) == (5, 0)


def test_watched_zones_and_words_say_what_is_kept(tmp_path: Path) -> None:
    with watching(tmp_path, articles(3), articles(2, zoned=False, first=32000000)) as watch:
        elsewhere = watch.run('nodes = ["25462"]', watch='"内江高新区"')
        assert (elsewhere["new_pages"], elsewhere["passed_over"]) == (0, 5)
        named = watch.run('nodes = ["25462"]', watch='"四川德阳国家高新技术产业开发区"')
        assert (named["new_pages"], named["passed_over"]) == (3, 2)


def test_a_post_whose_feed_gives_its_text_is_passed_over_without_being_fetched(tmp_path: Path) -> None:
    with watching(tmp_path, posts(3), posts(4, zoned=False, first=50), source="finews") as watch:
        run = watch.run("index = false")
        assert (run["new_pages"], run["passed_over"]) == (3, 4)
        assert len(watch.asked("finews")) == 4
        later = watch.run('index = true\ncategories = ["kejiribao"]')
        assert (later["new_pages"], later["passed_over"], later["outcomes"]) == (0, 0, {})
