"""The how-to's source, crawled: its two files are all there is of it, and the real command line takes it from there."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.crawler.server import Site, serving
from tests.forge import MAIN, Forge, forging
from tests.house.test_docs import ROOT, blocks

PAGE = """<html><body><ul><li>Front page</li></ul><div id="gazette"><h1>一季度快报</h1><p>2026-04-03 09:00</p>
<p>一季度，{zone}新增规上工业企业{number}家。</p></div></body></html>"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
FRONT = '<a href="/news/1">一季度快报</a><a href="https://gazette.example/news/2">公园开放</a><a href="/about">关于</a>'


def run(forge: Forge, *words: str) -> list[dict[str, Any]]:
    done = forge.run(MAIN, *words, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def with_the_gazette(folder: Path, site: Site) -> None:
    for part in ("crawler", "pipeline", "db"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.pyc.*"))
    before = set(folder.rglob("*.py"))
    (added,) = (block for block in blocks("CONTRIBUTING.md") if "crawler/spiders/gazette.py" in block)
    subprocess.run(["bash", "-euo", "pipefail", "-c", added], cwd=folder, check=True)
    new = set(folder.rglob("*.py")) - before
    assert {path.relative_to(folder).as_posix() for path in new} == {"crawler/spiders/gazette.py", "pipeline/layouts/gazette.py"}
    others = "[sources.thepaper]\nenabled = false\n[sources.finews]\nenabled = false\n"
    config = f'[sources.gazette]\norigin = "{site.origin}"\ndelay = 0\n{others}'
    (folder / "zonewatch.toml").write_text(config, encoding="utf-8")


def test_a_source_is_added_by_two_files_and_crawled_over_two_days(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    answers: dict[str, Any] = {
        "/": (200, HTML, FRONT.encode()),
        "/news/1": (200, HTML, PAGE.format(zone="内江高新区", number=12).encode()),
        "/news/2": (200, HTML, PAGE.format(zone="全市", number=3).encode()),
    }
    with serving(answers) as site:
        with_the_gazette(code, site)
        with forging(tmp_path, code) as forge:
            (first,) = run(forge, "crawl", "gazette", "--now", "2026-04-03T12:00:00+08:00")
            assert (first["outcomes"], first["new_pages"], first["passed_over"]) == ({"ok": 1}, 1, 1)
            answers["/news/1"] = (200, HTML, PAGE.format(zone="内江高新区", number=15).encode())
            (later,) = run(forge, "tick", "--now", "2026-04-04T12:00:00+08:00")
            assert (later["outcomes"], later["new_versions"]) == ({"ok": 1}, 1)
            assert site.paths().count("/news/2") == 1
            (page,), (change,) = run(forge, "pages"), run(forge, "changes")
    assert page["urls"] == ["https://gazette.example/news/1"]
    assert (change["kind"], change["zone"], change["url"]) == ("value_changed", "内江高新区", page["urls"][0])
