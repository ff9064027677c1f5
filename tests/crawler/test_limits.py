"""A site cannot make us take more than we want: bombs, endless answers, bodies too long; a real server sends them."""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from tests.crawler.server import Answer, serving

ROOT = Path(__file__).parents[2]
UNPACKED = 200 * 1024 * 1024
MOST_MEMORY = 400 * 1024 * 1024
NAMES = ("gzip", "brotli", "deflate", "twice", "plain", "endless", "good")


def zeros(level: int = 9) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    part = bytes(1 << 20)
    return b"".join([*(packer.compress(part) for _ in range(UNPACKED >> 20)), packer.flush()])


def answers() -> dict[str, Answer | str]:
    html = {"Content-Type": "text/html"}
    bomb = zeros()
    return {
        path("gzip"): (200, {**html, "Content-Encoding": "gzip"}, bomb),
        path("brotli"): (200, {**html, "Content-Encoding": "br"}, brotli.compress(bytes(UNPACKED), quality=3)),
        path("deflate"): (200, {**html, "Content-Encoding": "deflate"}, zlib.compress(bytes(UNPACKED >> 2))),
        path("twice"): (200, {**html, "Content-Encoding": "gzip, gzip"}, gzip.compress(bomb)),
        path("plain"): (200, html, bytes(17 * 1024 * 1024)),
        path("endless"): "drip",
        path("good"): (200, {**html, "Content-Encoding": "gzip"}, gzip.compress("---\ntitle: 一\n---\n\n内江高新区。\n".encode())),
    }


def path(name: str) -> str:
    return f"/kejiribao/2026/03/02/NW20260302{NAMES.index(name):010d}.html"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], int]]:
    """Captures by name after one run over all of them, and the most memory the run took, in bytes."""
    folder = tmp_path_factory.mktemp("limits")
    with serving(answers()) as site:
        config = folder / "zonewatch.toml"
        config.write_text(
            f'store.url = "sqlite:///{folder}/z.db"\ncaptures.dir = "{folder}/captures"\n'
            f'[sources.finews]\norigin = "{site.origin}"\ndelay = 0\ntimeout = 3\n'
        )
        urls = "urls=" + "\n".join(f"https://finews.withounder.com{path(name)}" for name in NAMES)
        command = [sys.executable, "-m", "tests.crawler.run_door", str(config), "finews", "2026-03-02T12:00:00+08:00", urls]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        held = {}
        for name in NAMES:
            key = path(name).rpartition("/")[2].removesuffix(".html")
            shown = [sys.executable, "-m", "crawler.cli.main", "--config", str(config), "captures", key, "--json"]
            held[name] = json.loads(subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
        yield held, memory


@pytest.mark.parametrize("name", ["gzip", "brotli", "deflate", "twice", "plain"])
def test_a_body_that_is_too_large_is_refused_packed_or_unpacked(crawled: tuple[dict[str, Any], int], name: str) -> None:
    capture = crawled[0][name]
    assert (capture["outcome"], capture["kept"]) == ("error", False)
    assert "larger than" in capture["reason"]


def test_an_answer_without_end_is_broken_off(crawled: tuple[dict[str, Any], int]) -> None:
    capture = crawled[0]["endless"]
    assert capture["outcome"] == "error"
    assert "no answer in time" in capture["reason"]


def test_the_others_are_read_all_the_same_and_memory_stays_low(crawled: tuple[dict[str, Any], int]) -> None:
    assert crawled[0]["good"]["outcome"] == "ok"
    assert crawled[1] < MOST_MEMORY
