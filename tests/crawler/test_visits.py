"""`scrapy crawl finews` against a site that misbehaves: what becomes of every kind of answer."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.server import Answer, Site, serving
from tests.forge import python

ROOT = Path(__file__).parents[2]
ARCHIVE = "https://raw.githubusercontent.com/zning1994/finews/main/old_post"
FIELDS = "key,url,final_url,status,fault,headers,request_headers"


def post(number: int) -> str:
    return f"/kejiribao/2026/03/02/NW20260302{number:010d}.html"


def key(number: int) -> str:
    return f"NW20260302{number:010d}"


def answers() -> dict[str, Answer | str]:
    large = b"x" * 6000
    return {
        "/robots.txt": (200, {}, f"User-agent: zonewatch\nDisallow: {post(9)}\n".encode()),
        post(1): (200, {"Content-Type": "text/html", "X-Twice": "a"}, b"<p>one</p>"),
        post(2): (302, {"Location": post(1)}, b""),
        post(3): (301, {"Location": "https://media.example/elsewhere"}, b""),
        post(4): (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
        post(5): (302, {"Location": post(5)}, b""),
        post(6): (502, {}, b"bad gateway"),
        post(7): "hang up",
        post(8): (200, {}, large),
        post(10): "sleep",
        post(11): (404, {}, "本站消息时效性为三天".encode()),
        f"/files/old_post/2026-03-02-{key(11)}.md": (200, {}, b"---\ntitle: kept\n---\n"),
        post(12): (404, {}, b"gone"),
        post(13): (403, {}, b"no"),
        post(14): (302, {"Location": f"https://finews.withounder.com{post(1)}"}, b""),
        post(15): (302, {"Location": "file:///etc/passwd"}, b""),
        post(16): (302, {"Location": "http://["}, b""),
        post(17): (429, {}, b"slow down"),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, list[dict[str, Any]]], Site]]:
    """The captures of one run over every address, by key, and the site that was asked."""
    folder = tmp_path_factory.mktemp("crawl")
    with serving(answers()) as site:
        config = configured(folder, site)
        urls = "\n".join(f"{site.origin if number % 2 else 'http://finews.zning.me'}{post(number)}" for number in range(1, 18))
        done = scrapy(config, folder, f"urls={urls}", "now=2026-03-03T08:00:00+08:00")
        assert done.returncode == 0, done.stderr
        yield captures(folder), site


def configured(folder: Path, site: Site) -> Path:
    path = folder / "zonewatch.toml"
    path.write_text(
        f"""
        store.url = "sqlite:///{folder}/z.db"
        captures.dir = "{folder}/captures"
        [sources.finews]
        origin = "{site.origin}"
        archive_origin = "{site.origin}/files"
        delay = 0
        concurrency = 8
        timeout = 0.8
        max_size = 5000
        contact = "mailto:desk@example.org"
        """,
        encoding="utf-8",
    )
    return path


def scrapy(config: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl finews` with the captures written to a file in place of the item pipelines."""
    feed = [
        "-O",
        f"{folder}/out.jsonl",
        "-s",
        f"FEED_EXPORT_FIELDS={FIELDS}",
        "-s",
        f"ITEM_PIPELINES={json.dumps({'tests.crawler.unwrap.Unwrap': 1})}",
        "-s",
        f"ZONEWATCH_CONFIG={config}",
    ]
    given = [part for argument in arguments for part in ("-a", argument)]
    return python("scrapy", "crawl", "finews", *feed, *given, timeout=60)


def captures(folder: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines():
        capture = json.loads(line)
        found.setdefault(capture["key"], []).append(capture)
    return found


Crawled = tuple[dict[str, list[dict[str, Any]]], Site]


def only(crawled: Crawled, number: int) -> dict[str, Any]:
    (capture,) = crawled[0][key(number)]
    return capture


def test_every_address_gives_a_capture_of_its_page(crawled: Crawled) -> None:
    assert set(crawled[0]) == {key(number) for number in range(1, 18)}


def test_what_is_stored_is_the_public_address(crawled: Crawled) -> None:
    assert only(crawled, 1)["url"] == f"https://finews.withounder.com{post(1)}"
    assert only(crawled, 2)["url"] == f"http://finews.zning.me{post(2)}"
    assert not any("127.0.0.1" in (capture["url"] + (capture["final_url"] or "")) for held in crawled[0].values() for capture in held)


def test_headers_are_kept_as_sent_and_received_and_the_agent_names_us(crawled: Crawled) -> None:
    capture = only(crawled, 1)
    assert ["X-Twice", "a"] in capture["headers"]
    agent = dict(capture["request_headers"])["User-Agent"]
    assert agent.startswith("zonewatch/")
    assert agent.endswith(" (+mailto:desk@example.org)")
    assert crawled[1].agents == {agent}


@pytest.mark.parametrize("number", [2, 14])
def test_a_redirect_within_the_source_is_followed_on_its_origin(crawled: Crawled, number: int) -> None:
    capture = only(crawled, number)
    assert (capture["status"], capture["fault"]) == (200, None)
    assert capture["final_url"].endswith(post(1))


def test_a_redirect_to_another_public_host_is_told_and_not_followed(crawled: Crawled) -> None:
    capture = only(crawled, 3)
    assert (capture["status"], capture["final_url"], capture["fault"]) == (301, "https://media.example/elsewhere", None)
    assert ["Location", "https://media.example/elsewhere"] in capture["headers"]


@pytest.mark.parametrize(
    ("number", "why"), [(4, "not a public address"), (5, "more than 5 redirects"), (15, "scheme file"), (16, "no address")]
)
def test_a_redirect_that_leads_nowhere_we_may_go_is_a_fault(crawled: Crawled, number: int, why: str) -> None:
    assert why in only(crawled, number)["fault"]


def test_a_server_error_is_tried_three_times_and_kept_with_its_status(crawled: Crawled) -> None:
    assert only(crawled, 6)["status"] == 502
    assert crawled[1].paths().count(post(6)) == 3


@pytest.mark.parametrize("number", [13, 17])
def test_a_refusal_is_kept_with_its_status_and_not_tried_again(crawled: Crawled, number: int) -> None:
    assert only(crawled, number)["status"] in (403, 429)
    assert crawled[1].paths().count(post(number)) == 1


@pytest.mark.parametrize(("number", "why"), [(7, "broke off"), (8, "larger than"), (9, "robots.txt forbids"), (10, "no answer in time")])
def test_what_brought_no_answer_says_why(crawled: Crawled, number: int, why: str) -> None:
    capture = only(crawled, number)
    assert capture["status"] is None
    assert why in capture["fault"]


def test_what_robots_forbid_is_not_asked(crawled: Crawled) -> None:
    assert post(9) not in crawled[1].paths()


def test_a_post_that_left_the_site_is_looked_for_in_the_archive(crawled: Crawled) -> None:
    left, kept = crawled[0][key(11)]
    assert (left["status"], kept["status"]) == (404, 200)
    assert kept["url"] == kept["final_url"] == f"{ARCHIVE}/2026-03-02-{key(11)}.md"
    assert [capture["status"] for capture in crawled[0][key(12)]] == [404, 404]


def test_a_wrong_order_ends_the_run_before_it_begins(tmp_path: Path) -> None:
    with serving({}) as site:
        done = scrapy(configured(tmp_path, site), tmp_path, "url=https://www.thepaper.cn/newsDetail_forward_1234567")
        assert done.returncode == 1
        assert "names no page of finews: give an article's address on finews.withounder.com" in done.stderr
        assert site.asked == []
