"""The reference material through the command line: seeds stripped exactly, real captures, gold quantities."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.canonical import canonical
from tests.forge import python
from tests.replay.demo import zonewatch

SEEDS = {
    "thepaper": ("000_14fcf894faf4d5ae.txt", "https://www.thepaper.cn/newsDetail_forward_10925465", "2021-01-24T14:07:00+08:00"),
    "finews": (
        "004_4418adc719b2dd31.txt",
        "https://finews.withounder.com/kejiribao/2022/05/25/NW202205252391675717.html",
        "2022-05-25T16:53:43+08:00",
    ),
}


@pytest.fixture
def config(tmp_path: Path, upgraded_file: Path) -> Path:
    shutil.copyfile(upgraded_file, tmp_path / "zonewatch.db")
    file = tmp_path / "zonewatch.toml"
    folder = tmp_path.as_posix()
    file.write_text(f'[store]\nurl = "sqlite:///{folder}/zonewatch.db"\n[captures]\ndir = "{folder}/captures"\n')
    return file


def asked(config: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in zonewatch(config, *words, "--json", capture=True, run=python).splitlines()]


@pytest.mark.parametrize("source", SEEDS)
def test_a_seed_is_stripped_exactly_and_becomes_one_version(shared: Path, config: Path, source: str) -> None:
    name, url, published = SEEDS[source]
    file = str(shared / "seeds" / name)
    (article,) = asked(config, "strip", file, "--source", source, "--url", url)
    clean = (shared / "claims" / f"{source}.clean.txt").read_text(encoding="utf-8").strip("\n").split("\n")
    assert [canonical(paragraph) for paragraph in article["paragraphs"]] == [canonical(paragraph) for paragraph in clean]
    assert (article["outcome"], article["published_at"]) == ("ok", published)
    assert article["title"].startswith({"thepaper": "聚焦", "finews": "科技金融+组团发展"}[source])
    assert {"thepaper": "内江高新", "finews": "科技日报"}[source] in article["source_line"]
    for _ in range(2):
        zonewatch(config, "import", file, "--source", source, "--url", url, "--at", "2024-05-01T00:00:00Z", capture=True, run=python)
    (page,) = asked(config, "pages")
    assert (page["key"], page["versions"]) == ({"thepaper": "10925465", "finews": "NW202205252391675717"}[source], 1)
    assert asked(config, "changes") == []


def test_two_captures_of_one_article_a_year_apart_are_one_version(shared: Path, config: Path) -> None:
    for year, at in (("2019", "2019-10-01"), ("2020", "2020-10-01")):
        file = str(shared / "captures" / "thepaper" / f"4150096-{year}.html")
        zonewatch(
            config,
            "import",
            file,
            "--source",
            "thepaper",
            "--url",
            "https://www.thepaper.cn/newsDetail_forward_4150096",
            "--at",
            at,
            capture=True,
            run=python,
        )
    (version,) = asked(config, "versions", "4150096")
    assert version["number"] == 1
    assert [capture["outcome"] for capture in asked(config, "captures", "4150096")] == ["ok", "ok"]
    assert asked(config, "changes") == []


@pytest.mark.parametrize("order", [(1, 2, 3, 4, 5, 6), (6, 3, 5, 1, 4, 2)], ids=["in-order", "out-of-order"])
def test_six_copies_of_one_post_are_two_versions_and_no_change_of_a_value(shared: Path, config: Path, order: tuple[int, ...]) -> None:
    url = "https://finews.withounder.com/emnews/2021/12/08/202112082206928461.html"
    for number in order:
        file = str(shared / "captures" / "finews" / f"202112082206928461_v{number}.md")
        zonewatch(config, "import", file, "--source", "finews", "--url", url, "--at", f"2021-12-{8 + number:02d}", capture=True, run=python)
    versions = asked(config, "versions", "202112082206928461")
    assert [version["first_seen"][:10] for version in versions] == ["2021-12-08", "2021-12-12"]
    changes = asked(config, "changes")
    assert [change["kind"] for change in changes if change["kind"] != "source_changed"] == ["text_changed"]
    assert [change["versions"] for change in changes] == [[1, 2]] * len(changes)


def test_quantities_of_the_seeds_reach_their_floor(shared: Path, config: Path, tmp_path: Path) -> None:
    for doc in SEEDS:
        lines = zonewatch(
            config,
            "claims",
            str(shared / "claims" / f"{doc}.clean.txt"),
            "--body",
            "--json",
            "--published",
            SEEDS[doc][2][:10],
            capture=True,
            run=python,
        )
        (tmp_path / f"{doc}.jsonl").write_text(lines, encoding="utf-8")
        gold = shared / "claims" / f"gold_{doc}.jsonl"
        command = [sys.executable, str(shared / "claims" / "score.py"), str(gold), str(tmp_path / f"{doc}.jsonl"), "--json"]
        scored = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for field in ("quantity", "value", "unit", "comparator"):
            assert scored[field]["f1"] >= 0.9, (doc, field, scored[field])
