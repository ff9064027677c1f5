"""How a run treats a host that refuses: it waits, gives up, says so, and comes back carefully."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.patience import LONGEST_REST, refuses, retry_after
from tests.crawler.server import Answer, Site, serving
from tests.forge import MAIN, python

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
PAGE = "---\nlayout: post\ntitle: 一\ndate: 2026-03-02 10:00:00 +0800\n---\n\n内江高新区新签约项目{}个。\n"
pytestmark = pytest.mark.usefixtures("ready")
CAPTCHA = "<html><head><title>安全验证</title></head><body>请完成验证码</body></html>"


@pytest.mark.parametrize(
    ("value", "date", "wanted"),
    [
        (b"120", None, timedelta(seconds=120)),
        (b" 0 ", None, timedelta(0)),
        (b"Mon, 02 Mar 2026 04:10:00 GMT", None, timedelta(minutes=10)),
        (b"Mon, 02 Mar 2026 04:10:00 GMT", b"Mon, 02 Mar 2026 04:09:00 GMT", timedelta(minutes=1)),
        (b"Mon, 02 Mar 2026 03:00:00 GMT", None, timedelta(0)),
        (b"9" * 300, None, LONGEST_REST),
        (b"soon", None, None),
        (b"-5", None, None),
        (b"", None, None),
        (None, None, None),
        (b"Mon, 99 Mar 2026 04:10:00 GMT", None, None),
    ],
)
def test_a_wait_is_read_in_either_form(value: bytes | None, date: bytes | None, wanted: timedelta | None) -> None:
    assert retry_after(value, date, NOW) == wanted


ANSWERS = [(200, False), (304, False), (404, False), (403, True), (429, True), (500, True), (503, True)]


@pytest.mark.parametrize(("status", "wanted"), ANSWERS)
def test_what_counts_as_a_refusal(status: int, wanted: bool) -> None:
    assert refuses(status) is wanted


def path(number: int) -> str:
    return f"/kejiribao/2026/03/02/NW20260302{number:010d}.html"


def page(number: int) -> Answer:
    return 200, {"Content-Type": "text/html"}, PAGE.format(number).encode()


def crawl(folder: Path, site: Site, count: int, *, at: datetime = NOW, delay: float = 0.0) -> dict[str, Any]:
    config = folder / "zonewatch.toml"
    config.write_text(
        f"""
        store.url = "sqlite:///{folder}/z.db"
        captures.dir = "{folder}/captures"
        [sources.finews]
        origin = "{site.origin}"
        archive_origin = "{site.origin}/archive"
        delay = {delay}
        """,
        encoding="utf-8",
    )
    urls = "urls=" + "\n".join(f"https://finews.withounder.com{path(number)}" for number in range(count))
    done = python("tests.crawler.run_door", str(config), "finews", at.isoformat(), urls, timeout=60)
    assert done.returncode == 0, done.stderr
    run: dict[str, Any] = json.loads(done.stdout)
    return run


def asked(site: Site) -> list[str]:
    return [one for one in site.paths() if one != "/robots.txt"]


@pytest.mark.parametrize(
    "answer", [(403, {}, b"no"), (429, {}, b""), (500, {}, b""), (200, {}, CAPTCHA.encode())], ids=["403", "429", "500", "a captcha"]
)
def test_a_host_that_keeps_refusing_is_left_in_peace_and_tried_with_one_page_next_time(tmp_path: Path, answer: Answer) -> None:
    with serving({path(number): answer for number in range(12)}) as site:
        first = crawl(tmp_path, site, 12)
        assert len(set(asked(site))) < 8
        assert [rest["host"] for rest in first["rests"]] == [site.origin.removeprefix("http://")]
        assert "5 times in a row" in first["rests"][0]["why"]
        assert sum(first["outcomes"].values()) < 8
        site.asked.clear()
        second = crawl(tmp_path, site, 12, at=NOW + timedelta(hours=6))
        assert len(set(asked(site))) == 1
        assert "again at the first try" in second["rests"][0]["why"]
        site.asked.clear()
        site.answers.update({path(number): page(number) for number in range(12)})
        third = crawl(tmp_path, site, 12, at=NOW + timedelta(hours=12))
        assert (third["outcomes"], third["rests"]) == ({"ok": 12}, [])


def test_refusals_that_do_not_follow_one_another_end_nothing(tmp_path: Path) -> None:
    answers = {path(number): page(number) if number % 4 else (403, {}, b"no") for number in range(24)}
    with serving(answers) as site:
        run = crawl(tmp_path, site, 24)
    assert (run["outcomes"], run["rests"]) == ({"ok": 18, "refused": 6}, [])


def test_a_short_wait_is_kept_within_the_run(tmp_path: Path) -> None:
    answers = {path(number): page(number) for number in range(4)} | {path(1): (503, {"Retry-After": "1"}, b"")}
    with serving(answers) as site:
        run = crawl(tmp_path, site, 4)
        times = [at for at, one in site.asked if one != "/robots.txt"]
    assert run["outcomes"] == {"error": 1, "ok": 3}
    assert max(later - sooner for sooner, later in pairwise(times)) > 0.9
    assert asked(site).count(path(1)) == 1


def test_a_long_wait_ends_the_run_and_the_next_one_keeps_to_it(tmp_path: Path) -> None:
    answers = {path(number): page(number) for number in range(6)} | {path(2): (429, {"Retry-After": "7200"}, b"")}
    with serving(answers) as site:
        first = crawl(tmp_path, site, 6)
        assert len(asked(site)) < 6
        assert first["rests"][0]["until"] == (NOW + timedelta(hours=2)).isoformat()
        site.asked.clear()
        second = crawl(tmp_path, site, 6, at=NOW + timedelta(hours=1))
        assert site.paths() == []
        assert (second["outcomes"], second["rests"]) == ({}, first["rests"])
        third = crawl(tmp_path, site, 6, at=NOW + timedelta(hours=3))
        assert asked(site)
        assert third["outcomes"]


def test_back_off_grows_with_every_refusal(tmp_path: Path) -> None:
    with serving({path(number): (403, {}, b"no") for number in range(4)}) as site:
        crawl(tmp_path, site, 4, delay=0.05)
        times = [at for at, one in site.asked if one != "/robots.txt"]
    waits = [later - sooner for sooner, later in pairwise(times)]
    assert waits[0] > 0.095
    assert waits[2] > 0.395


@pytest.mark.parametrize("robots", [(503, {}, b"down"), "hang up"], ids=["a fault", "no answer"])
def test_a_robots_file_that_cannot_be_reached_forbids_everything(tmp_path: Path, robots: Answer | str) -> None:
    with serving({"/robots.txt": robots, path(0): page(0)}) as site:
        run = crawl(tmp_path, site, 2)
    assert asked(site) == []
    assert run["outcomes"] == {"error": 2}


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_robots_file_that_is_not_there_forbids_nothing(tmp_path: Path, status: int) -> None:
    with serving({"/robots.txt": (status, {}, b"User-agent: *\nDisallow: /\n"), path(0): page(0)}) as site:
        run = crawl(tmp_path, site, 1)
    assert run["outcomes"] == {"ok": 1}


def test_the_doctor_names_a_host_left_in_peace(tmp_path: Path) -> None:
    with serving({path(number): (403, {}, b"no") for number in range(9)}) as site:
        crawl(tmp_path, site, 9)
    done = python(MAIN, "--config", str(tmp_path / "zonewatch.toml"), "doctor", "--now", NOW.isoformat())
    assert done.returncode == 1
    assert "left in peace" in done.stdout
