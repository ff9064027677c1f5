"""The replay's finews over real HTTP: posts, archive, feed, validators, upstream."""

from __future__ import annotations

import json
import re

from parsel import Selector

from tests.replay.asking import fetch, post
from tests.replay.render.finews_post import file_name
from tests.replay.site import ReplaySite
from tests.replay.story import load_stories

STORIES = load_stories()


def test_a_post_shows_time_title_and_attribution(site: ReplaySite) -> None:
    page = Selector(post(site, "NW202603023410021765").text)
    assert page.css("section small::text").get() == "(GMT+8, Asia/Shanghai, CST) 2026-03-02 08:53:43"
    assert page.css("section p.em_media::text").get() == "（文章来源：科技日报）"
    assert "EM_StockImg_Start" in page.get()
    assert page.css('section p[style="display:none"]')


def test_automatic_links_come_and_go(site: ReplaySite) -> None:
    links = []
    for site.day in (0, 1, 2):
        links.append(set(Selector(post(site, "NW202603023410047231").text).css("section p a.infokey::text").getall()))
    assert links == [{"油气装备", "证券"}, set(), {"装备", "钻机", "油田"}]


def test_one_generation_puts_the_whole_article_into_its_description(site: ReplaySite) -> None:
    described = []
    for site.day in (2, 3):
        page = Selector(post(site, "NW202603023410021765").text)
        described.append(
            "引进电子信息项目22个" in re.sub("<[^>]+>", "", page.css('meta[property="og:description"]::attr(content)').get(""))
        )
    assert described == [True, False]


def test_a_blank_in_the_medium_adds_a_path_level(site: ReplaySite) -> None:
    site.day = 3
    address = f"{site.origins['finews']}/21/shijijingjibaodao/2026/03/05/NW202603053412250317.html"
    assert fetch(address).status == 200
    assert "NW202603053412250317" in fetch(f"{site.origins['finews']}/category/shijijingjibaodao.html").text


def test_a_renamed_medium_moves_the_address(site: ReplaySite) -> None:
    old = "/jingjicankaobao/2026/03/03/NW202603033411120096.html"
    site.day = 3
    assert fetch(site.origins["finews"] + old).status == 200
    site.day = 4
    gone = fetch(site.origins["finews"] + old)
    assert (gone.status, "本站消息时效性为三天" in gone.text) == (404, True)
    assert post(site, "NW202603033411120096").status == 200


def test_an_archived_post_can_be_read_in_the_archive_only(site: ReplaySite) -> None:
    edition = site.edition("finews", "NW202602273408816402")
    assert edition is not None
    address = f"{site.origins['finews_archive']}/old_post/{file_name(edition)}"
    assert (post(site, edition.key).status, fetch(address).status) == (200, 404)
    site.day = 1
    gone, kept = post(site, edition.key), fetch(address)
    assert (gone.status, kept.status) == (404, 200)
    assert "本站消息时效性为三天" in gone.text
    assert kept.text.startswith('---\nlayout: post\ntitle: "绵阳')
    assert all(words in kept.text for words in edition.paragraphs)


def test_the_feed_has_the_newest_posts_under_public_addresses(site: ReplaySite) -> None:
    site.day = 3
    feed = Selector(fetch(site.origins["finews"] + "/feed.xml").text, type="xml")
    links = feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href").getall()
    assert len(links) == 5
    assert links[0] == "https://finews.withounder.com/21/shijijingjibaodao/2026/03/05/NW202603053412250317.html"


def test_index_and_category_link_to_posts(site: ReplaySite) -> None:
    for path in ("/", "/category/kejiribao.html"):
        links = Selector(fetch(site.origins["finews"] + path).text).css("section li a::attr(href)").getall()
        assert "/kejiribao/2026/03/02/NW202603023410021765.html" in links
    assert fetch(site.origins["finews"] + "/category/unknown.html").status == 404


def test_a_post_asked_for_with_its_validators_is_not_modified_until_the_next_build(site: ReplaySite) -> None:
    first = post(site, "NW202603023410021765")
    address = site.origins["finews"] + "/kejiribao/2026/03/02/NW202603023410021765.html"
    for header, value in (("If-None-Match", first.headers["ETag"]), ("If-Modified-Since", first.headers["Last-Modified"])):
        site.day = 0
        again = fetch(address, {header: value})
        assert (again.status, again.text) == (304, "")
        site.day = 1
        assert fetch(address, {header: value}).status == 200
    assert fetch(address, {"If-Modified-Since": "yesterday"}).status == 200


def test_the_upstream_gives_the_text_under_either_name(site: ReplaySite) -> None:
    names = set()
    for story in STORIES:
        if story.source == "finews" and story.first_day == 0:
            data = json.loads(fetch(f"{site.origins['finews_upstream']}/NewsData/GetNewsText.do?id={story.key}").text)
            names |= set(data) & {"content", "text"}
    assert names == {"content", "text"}
    assert "NewsShare" not in fetch(site.origins["finews_upstream"] + "/html_News/NewsShare.html?infoCode=NW1").text
