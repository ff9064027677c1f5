"""A site cannot make us take more than we want: bombs, endless answers, bodies too long; a real server sends them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest

from db.captures import captures_of
from db.pages import page_named
from db.records import HeldCapture
from db.store import open_store
from tests.crawler.server import Answer, serving

ROOT = Path(__file__).parents[2]
UNPACKED = 40 * 1024 * 1024
MIB = 1024 * 1024
ORDINARY = 115 * MIB
"""A run that finds nothing new takes about 103 MiB; reading a new text takes 32 MiB more, for the dictionary of words."""

UNDER_FIRE = 230 * MIB
"""One page on its way may take three times the 16 MiB that it may have; the others must be gone by then."""

NAMES = ("gzip", "brotli", "deflate", "twice", "plain", "endless", "cut", "liar", "elements", "words", "good")
HTML = {"Content-Type": "text/html; charset=utf-8"}
POST = "---\ntitle: 一\n---\n\n内江高新区。\n".encode()
PAGE = "<html><body><section><small>(GMT+8) 2026-03-02 16:53:43</small><h1>内江高新区</h1>{}</section></body></html>"


def zeros(level: int = 1) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    part = bytes(1 << 20)
    return b"".join([*(packer.compress(part) for _ in range(UNPACKED >> 20)), packer.flush()])


def packed(body: bytes, encoding: str = "gzip") -> Answer:
    return (200, {**HTML, "Content-Encoding": encoding}, body)


def answers() -> dict[str, Answer | str]:
    bomb = zeros()
    return {
        path("gzip"): packed(bomb),
        path("brotli"): packed(brotli.compress(bytes(UNPACKED), quality=3), "br"),
        path("deflate"): packed(zlib.compress(bytes(UNPACKED >> 1)), "deflate"),
        path("twice"): packed(gzip.compress(bomb), "gzip, gzip"),
        path("plain"): (200, HTML, bytes(17 * 1024 * 1024)),
        path("endless"): "drip",
        path("cut"): packed(gzip.compress(POST * 50)[:-40]),
        path("liar"): packed(POST),
        path("elements"): packed(gzip.compress(PAGE.format("<br>" * 1_000_000).encode())),
        path("words"): packed(gzip.compress(PAGE.format("<p>内江高新区新增企业12家。</p>" * 10_000).encode())),
        path("good"): packed(gzip.compress(POST)),
    }


def path(name: str) -> str:
    return f"/kejiribao/2026/03/02/NW20260302{NAMES.index(name):010d}.html"


def number(name: str) -> str:
    return path(name).rpartition("/")[2].removesuffix(".html")


def run(config: Path, now: str, names: tuple[str, ...]) -> int:
    """One run over some of the pages; gives the most memory it took, in bytes."""
    urls = "urls=" + "\n".join(f"https://finews.withounder.com{path(name)}" for name in names)
    command = [sys.executable, "-m", "tests.crawler.run_door", str(config), "finews", now, urls, "peak=1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["peak"])


@dataclass(frozen=True)
class Crawled:
    """What two runs over the pages left, the second one over the good page alone."""

    held: dict[str, HeldCapture]
    under_fire: int
    ordinary: int


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("limits")
    config = folder / "zonewatch.toml"
    with serving(answers()) as site:
        config.write_text(
            f'store.url = "sqlite:///{folder}/z.db"\ncaptures.dir = "{folder}/captures"\n'
            f'[sources.finews]\norigin = "{site.origin}"\ndelay = 0\ntimeout = 1\n'
        )
        under_fire = run(config, "2026-03-02T12:00:00+08:00", NAMES)
        ordinary = run(config, "2026-03-02T18:00:00+08:00", ("good",))
    store = open_store(f"sqlite:///{folder}/z.db")
    with store.look() as unit:
        held = {name: captures_of(unit, page_named(unit, number(name)).id)[0] for name in NAMES}
    store.close()
    return Crawled(held, under_fire, ordinary)


@pytest.mark.parametrize("name", ["gzip", "brotli", "deflate", "twice", "plain"])
def test_a_body_that_is_too_large_is_refused_packed_or_unpacked(crawled: Crawled, name: str) -> None:
    capture = crawled.held[name]
    assert (capture.outcome, capture.warc) == ("error", None)
    assert "larger than" in capture.reason


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("endless", "error", "no answer in time"),
        ("cut", "error", "the packed answer ends before its end"),
        ("liar", "error", "the answer cannot be unpacked (gzip: "),
        ("elements", "unrecognised", "1000010 elements"),
        ("words", "unrecognised", "10000 paragraphs"),
    ],
)
def test_an_answer_that_is_no_page_says_why(crawled: Crawled, name: str, outcome: str, reason: str) -> None:
    capture = crawled.held[name]
    assert capture.outcome == outcome
    assert reason in capture.reason


def test_the_others_are_read_all_the_same_and_memory_stays_low(crawled: Crawled) -> None:
    assert crawled.held["good"].outcome == "ok"
    assert crawled.under_fire < UNDER_FIRE
    assert crawled.ordinary < ORDINARY
