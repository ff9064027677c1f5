"""The replay as a whole over real HTTP: every page on every day, and the life of the server."""

from __future__ import annotations

import gzip
import http.client
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from parsel import Selector

from tests.replay.asking import detail, fetch, post
from tests.replay.manifest import load_expected
from tests.replay.site import DAYS, ReplaySite
from tests.replay.story import load_stories

EXPECTED = load_expected()
PAGES = [(story.source, story.key, day) for story in load_stories() for day in range(story.first_day, DAYS)]
OFFLINE = "26104477"
SERVED = "24681357"


@pytest.mark.parametrize(("source", "key", "day"), PAGES)
def test_each_page_says_each_day_what_the_manifest_expects(site: ReplaySite, source: str, key: str, day: int) -> None:
    site.day = day
    got = detail(site, key) if source == "thepaper" else post(site, key)
    outcome = EXPECTED.outcomes.get((source, key, day), ("ok",))
    edition = site.edition(source, key)
    assert edition is not None
    shown = bool(Selector(got.text or "<html/>").css("h1.news_title, main h1, section h1"))
    statuses = {"refused": 403, "broken": 502, "moved": 307, "gone": 410, "limited": 429}
    assert got.status == (404 if outcome == ("archived",) else statuses.get(edition.answer, 200))
    assert shown == (outcome == ("ok",))
    if shown:
        text = "".join(Selector(got.text).css("body *::text").getall())
        assert all(words.strip("\u3000") in text for words in edition.paragraphs)


@pytest.mark.parametrize("role", ["thepaper", "finews"])
def test_robots_allow_everything_without_a_delay(site: ReplaySite, role: str) -> None:
    text = fetch(site.origins[role] + "/robots.txt").text
    assert "Allow: /" in text
    assert "Crawl-delay" not in text


def test_the_same_seed_and_the_same_requests_give_the_same_bytes() -> None:
    texts = []
    for _ in range(2):
        with ReplaySite(seed=7) as site:
            texts.append([detail(site, SERVED).text for _ in range(2)])
    assert texts[0] == texts[1]


def test_the_log_keeps_every_request_in_order(site: ReplaySite) -> None:
    site.log.clear()
    fetch(site.origin + "/robots.txt", {"User-Agent": "zonewatch-test"})
    detail(site, "999")
    assert [(line.path, line.status, line.role) for line in site.log] == [
        ("/robots.txt", 200, "thepaper"),
        ("/newsDetail_forward_999", 404, "thepaper"),
    ]
    assert site.log[0].headers["user-agent"] == "zonewatch-test"
    assert site.log[0].at <= site.log[1].at


def test_long_answers_are_packed_for_those_who_accept_it(site: ReplaySite) -> None:
    asked = http.client.HTTPConnection(site.origin.removeprefix("http://"))
    asked.request("GET", f"/detail/{SERVED}", headers={"Accept-Encoding": "gzip"})
    answer = asked.getresponse()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert SERVED in gzip.decompress(answer.read()).decode()
    asked.close()


def test_stopping_ends_connections_that_are_kept_alive() -> None:
    with ReplaySite() as site:
        kept = http.client.HTTPConnection(site.origin.removeprefix("http://"))
        kept.request("GET", "/robots.txt")
        kept.getresponse().read()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        kept.request("GET", "/robots.txt")
        kept.getresponse()
    kept.close()


def test_as_its_own_process_it_prints_its_origins_takes_a_day_and_ends_on_sigterm() -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.replay", "--port", "0", "--day", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        origins = json.loads(process.stdout.readline())
        assert set(origins) == {"thepaper", "thepaper_api", "finews", "finews_upstream", "finews_archive"}
        steering = origins["finews"] + "/_replay/day"
        assert fetch(steering, body=b"4").text == "4\n"
        assert fetch(steering, body="四".encode()).status == 400
        assert "此文章已下线" in fetch(f"{origins['thepaper']}/newsDetail_forward_{OFFLINE}").text
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
