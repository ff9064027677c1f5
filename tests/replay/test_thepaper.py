"""The replay's Thepaper over real HTTP: both designs, lists, search, refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from parsel import Selector

from tests.replay.asking import detail, fetch
from tests.replay.render.noise import build_id
from tests.replay.site import ReplaySite

API = {"Referer": "https://www.thepaper.cn/", "Content-Type": "application/json"}
OFFLINE = "26104477"
SERVED = "24681357"


def call(site: ReplaySite, path: str, **wanted: Any) -> dict[str, Any]:
    got = fetch(site.origins["thepaper_api"] + path, API, json.dumps(wanted).encode())
    answer: dict[str, Any] = json.loads(got.text)
    assert answer["code"] == 200
    data: dict[str, Any] = answer["data"]
    return data


def next_data(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Selector(text).css("script#__NEXT_DATA__::text").get(""))
    return data


def test_the_old_design_cuts_the_title_and_names_the_full_one_in_the_body(site: ReplaySite) -> None:
    page, edition = Selector(detail(site, "7386512").text), site.edition("thepaper", "7386512")
    assert edition is not None
    assert page.css("div.newscontent > h1.news_title::text").get() == edition.title[:24] + "..."
    assert page.css("div.news_about p:nth-of-type(2)::text").get("").strip() == "2020-05-12 10:20"
    assert page.css("input#hidden_contid::attr(value)").get() == "7386512"
    pieces = page.css("div.news_txt[data-size=standard]::text").getall()
    assert pieces[0] == f"本文原标题：《{edition.title}》"
    assert not page.css("div.news_txt p")
    assert page.css("div.news_txt").xpath("./text()|./strong/text()").getall()[1:] == list(edition.paragraphs)


def test_a_redesign_keeps_the_words(site: ReplaySite) -> None:
    before = site.edition("thepaper", "7386512")
    site.day = 3
    after = next_data(detail(site, "7386512").text)["props"]["pageProps"]["detailData"]["contentDetail"]
    assert before is not None
    assert after["name"] == before.title
    assert all(f"<p>{words}</p>" in after["content"] or f"<strong>{words}</strong>" in after["content"] for words in before.paragraphs)


def test_counters_change_on_every_fetch_and_words_do_not(site: ReplaySite) -> None:
    first, second = detail(site, SERVED).text, detail(site, SERVED).text
    assert first != second
    body = "[class*=cententWrap__]"
    assert Selector(first).css(body).get() == Selector(second).css(body).get()


def test_class_names_and_builds_change_from_day_to_day(site: ReplaySite) -> None:
    names = set()
    for site.day in (0, 3, 4):
        names.add(Selector(detail(site, SERVED).text).css("[class*=cententWrap__]::attr(class)").get())
    assert len(names) == 3
    assert sum(name.startswith("index_") for name in names if name) == 2


@pytest.mark.parametrize("path", ["/newsDetail_forward_{}", "/detail/{}", "/series/{}"])
def test_one_article_answers_under_several_addresses(site: ReplaySite, path: str) -> None:
    got = fetch(site.origin + path.format(SERVED))
    assert str(next_data(got.text)["props"]["pageProps"]["detailData"]["contentDetail"]["contId"]) == SERVED


def test_the_json_twin_answers_for_the_build_of_the_day_only(site: ReplaySite) -> None:
    twin = f"{site.origin}/_next/data/{build_id(0)}/detail/{SERVED}.json"
    assert json.loads(fetch(twin).text)["pageProps"]["detailData"]["contentDetail"]["pubTime"] == "2023-09-14 09:30"
    site.day = 1
    assert fetch(twin).status == 404


def test_an_offline_article_uses_the_class_of_a_body(site: ReplaySite) -> None:
    site.day = 4
    page = Selector(detail(site, OFFLINE).text)
    assert page.css("p.news_txt::text").get() == "此文章已下线"
    assert not page.css("div.newscontent > h1")
    assert OFFLINE not in str(call(site, "/contentapi/nodeCont/getByChannelId", channelId="36079"))


def test_a_repost_leads_to_another_host(site: ReplaySite) -> None:
    assert detail(site, "30112233").headers["Location"].startswith("https://media.example/")
    listed = call(site, "/contentapi/nodeCont/getByNodeIdPortal", nodeId=25462)["list"]
    assert {item["contId"]: item["forwardType"] for item in listed}["30112233"] == "4"


def test_the_api_refuses_without_its_headers(site: ReplaySite) -> None:
    address = site.origins["thepaper_api"] + "/contentapi/nodeCont/getByNodeIdPortal"
    refused = fetch(address, {"Content-Type": "application/json"}, b"{}")
    assert (refused.status, refused.headers["Content-Type"]) == (403, "text/html; charset=utf-8")
    odd = fetch(address, {"Referer": "https://www.thepaper.cn/", "Content-Type": "text/plain"}, b"{}")
    assert json.loads(odd.text)["code"] == 99998


def test_a_list_is_paged_by_passing_the_start_time_back(site: ReplaySite) -> None:
    wanted: dict[str, Any] = {"channelId": "36079", "excludeContIds": [], "listRecommendIds": [], "pageSize": 2, "startTime": None}
    seen: list[str] = []
    for number in range(1, 5):
        data = call(site, "/contentapi/nodeCont/getByChannelId", **wanted, pageNum=number)
        seen += [item["contId"] for item in data["list"]]
        wanted["startTime"] = data["startTime"]
        if not data["hasNext"]:
            break
    assert seen == [OFFLINE, SERVED, "7386512"]


def test_an_account_lists_its_own_articles(site: ReplaySite) -> None:
    site.day = 2
    data = call(site, "/contentapi/cont/pph/user", pphId="52108", pageSize=10, pageNum=1, contType=0, excludeContIds=[])
    assert [item["contId"] for item in data["list"]] == ["32718846", SERVED, "7386512"]
    assert data["list"][0]["pubTime"] == "2小时前"


def test_search_marks_the_word_in_the_title(site: ReplaySite) -> None:
    data = call(site, "/search/web/news", word="德阳高新区", orderType=3, searchType=1, pageNum=1, pageSize=10)
    assert [item["contId"] for item in data["list"]] == ["27935180"]
    assert "<font" in data["list"][0]["name"]
    assert data["list"][0]["pubTimeLong"] == 1718697900000


@pytest.mark.parametrize("path", ["/list_25432", "/channel_36079"])
def test_list_pages_hold_cards_as_json(site: ReplaySite, path: str) -> None:
    data = next_data(fetch(site.origin + path).text)["props"]["pageProps"]["data"]
    assert data["list"]
    assert {"startTime", "hasNext"} < set(data)


def test_the_sitemap_names_public_addresses(site: ReplaySite) -> None:
    places = Selector(fetch(site.origin + "/sitemap/sitemap.xml").text, type="xml").xpath("//*[local-name()='loc']/text()").getall()
    assert f"https://www.thepaper.cn/newsDetail_forward_{SERVED}" in places


def test_the_side_bar_is_there_for_everyone(site: ReplaySite) -> None:
    assert json.loads(fetch(site.origins["thepaper_api"] + "/contentapi/wwwIndex/rightSidebar").text)["resultCode"] == 1
