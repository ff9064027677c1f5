"""Whole runs against the replay, each in a process of its own: what they fetch, record and print."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.runs import run_from_json
from db import pages, runs
from db.run import Run
from db.store import open_store
from pipeline.report.jsonl import run_json
from tests.crawler.server import serving
from tests.forge import here, python
from tests.replay.site import ReplaySite

pytestmark = pytest.mark.usefixtures("ready")


@pytest.fixture(scope="module")
def site() -> Iterator[ReplaySite]:
    with ReplaySite() as running:
        yield running


def configured(folder: Path, origins: dict[str, str]) -> Path:
    path = folder / "zonewatch.toml"
    path.write_text(
        f"""
        store.url = "sqlite:///{folder}/z.db"
        captures.dir = "{folder}/captures"
        [sources.finews]
        origin = "{origins["finews"]}"
        archive_origin = "{origins["finews_archive"]}"
        delay = 0
        """,
        encoding="utf-8",
    )
    return path


def crawl(config: Path, now: datetime, *words: str) -> subprocess.CompletedProcess[str]:
    return python("tests.crawler.run_door", str(config), "finews", now.isoformat(), *words, timeout=60)


def printed(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    run: dict[str, Any] = json.loads(done.stdout)
    return run


def test_runs_find_new_posts_look_again_and_follow_them_to_the_archive(tmp_path: Path, site: ReplaySite) -> None:
    config = configured(tmp_path, site.origins)
    site.day = 0
    first = printed(crawl(config, site.now, "limit=2"))
    assert first["outcomes"] == {"ok": 2}
    assert (first["new_pages"], first["new_versions"], first["changes"]) == (2, 2, 0)
    site.day = 6
    log = len(site.log)
    later = printed(crawl(config, site.now, "due=1", "limit=1"))
    assert later["new_pages"] == 0
    assert later["outcomes"]["archived"] == 1
    posts = [line.path for line in site.log[log:] if line.path != "/robots.txt"]
    assert ["/2026/" in path or path.startswith("/old_post/2026-") for path in posts] == [True, True]
    store = open_store(f"sqlite:///{tmp_path}/z.db")
    with store.look() as unit:
        assert runs.last_run(unit, "finews") == run_from_json(later)
        held = pages.all_pages(unit, "finews")
    store.close()
    assert not any("127.0.0.1" in url for page in held for url in page.urls)


def test_a_site_that_does_not_answer_is_told_and_recorded(tmp_path: Path, site: ReplaySite) -> None:
    config = configured(tmp_path, {"finews": "http://127.0.0.1:9", "finews_archive": "http://127.0.0.1:9"})
    done = crawl(config, site.now)
    assert done.returncode == 1
    assert "No list of finews could be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_keeps_the_pace_asked_for_and_ends_well_when_told_to(tmp_path: Path) -> None:
    listed = "".join(f'<a href="/k/2026/03/02/NW20260302{number:010d}.html">x</a>' for number in range(200))
    robots = (200, {}, b"User-agent: *\nCrawl-delay: 0.1\n")
    with serving({"/robots.txt": robots, "/": (200, {"Content-Type": "text/html"}, listed.encode())}) as slow:
        config = configured(tmp_path, {"finews": slow.origin, "finews_archive": slow.origin})
        run = here().open("tests.crawler.run_door", str(config), "finews", "2026-03-02T12:00:00+08:00")
        until = time.monotonic() + 60
        while len(slow.asked) < 5:
            assert time.monotonic() < until
            time.sleep(0.02)
        run.send_signal(signal.SIGTERM)
        out, err = run.communicate(timeout=10)
    assert run.returncode == 0, err
    assert 0 < sum(json.loads(out)["outcomes"].values()) < 200
    times = [at for at, _ in slow.asked]
    assert (times[-1] - times[1]) / (len(times) - 2) > 0.09  # on the whole: a busy machine may take one late and the next in time


def test_a_post_shown_without_its_body_is_read_upstream(tmp_path: Path) -> None:
    path, key = "/k/2026/03/02/NW202603020000000001.html", "NW202603020000000001"
    page = "<html><body><section><small>(GMT+8, Asia/Shanghai, CST) 2026-03-02 10:00:00</small><h1>园区新闻</h1></section></body></html>"
    text = json.dumps({"title": "园区新闻", "content": "<p>内江高新区新增企业12家。</p>"}, ensure_ascii=False)
    answers = {
        path: (200, {"Content-Type": "text/html"}, page.encode()),
        f"/up/NewsData/GetNewsText.do?id={key}": (200, {"Content-Type": "application/json"}, text.encode()),
        "/robots.txt": (200, {}, b""),
    }
    with serving(answers) as one:
        config = configured(tmp_path, {"finews": one.origin, "finews_archive": one.origin})
        config.write_text(f'{config.read_text(encoding="utf-8")}upstream_origin = "{one.origin}/up"\n', encoding="utf-8")
        now = datetime.fromisoformat("2026-03-02T12:00:00+08:00")
        run = printed(crawl(config, now, f"urls=https://finews.withounder.com{path}"))
    assert run["outcomes"] == {"empty": 1, "ok": 1}
    assert run["new_versions"] == 1


def test_a_run_survives_its_json() -> None:
    now = datetime.fromisoformat("2026-03-02T12:00:00+08:00")
    run = Run(source="finews", started_at=now, finished_at=None, requests=3, outcomes={"ok": 2}, new_pages=1, new_versions=1, changes=4)
    assert run_from_json(json.loads(json.dumps(run_json(run)))) == run


def test_a_run_that_is_told_to_end_waits_for_nobodys_turn_and_asks_for_nothing_more(tmp_path: Path) -> None:
    paths = [f"/k/2026/03/02/NW20260302{number:010d}.html" for number in range(20)]
    robots = (200, {}, b"User-agent: *\nCrawl-delay: 9\n")
    with serving({"/robots.txt": robots}) as slow:
        config = configured(tmp_path, {"finews": slow.origin, "finews_archive": slow.origin})
        urls = "urls=" + "\n".join(f"https://finews.withounder.com{path}" for path in paths)
        run = here().open("tests.crawler.run_door", str(config), "finews", "2026-03-02T12:00:00+08:00", urls)
        until = time.monotonic() + 60
        while not slow.asked:
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        began = time.monotonic()
        out, err = run.communicate(timeout=60)
        took = time.monotonic() - began
    assert run.returncode == 0, err
    assert took < 7, "which is how long a child of the daemon is given"
    assert [path for _, path in slow.asked] == ["/robots.txt"]
    assert json.loads(out)["outcomes"] == {}, "what was not asked is nothing that befell a page"
