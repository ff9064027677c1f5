"""Wrong input gets one sentence with the remedy, a status other than 0, and leaves nothing half-written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.forge import MAIN, python

CASES = {
    "unknown source": (["crawl", "weibo"], "finews"),
    "address of another site": (["crawl", "finews", "--url", "https://example.org/2022/05/25/NW1.html"], "finews.withounder.com"),
    "import for an unknown source": (
        ["import", "page.txt", "--source", "weibo", "--url", "https://x.cn/1", "--at", "2026-03-02"],
        "finews",
    ),
    "import from another site": (
        ["import", "page.txt", "--source", "thepaper", "--url", "https://example.org/newsDetail_forward_1", "--at", "2026-03-02"],
        "thepaper.cn",
    ),
    "file that is not there": (["strip", "nowhere.html", "--source", "thepaper"], "nowhere.html"),
    "folder in place of a file": (["claims", "."], "cannot be read"),
    "bytes that are no text": (["claims", "noise.bin", "--body"], "UTF-8"),
    "page of no known design": (["claims", "page.txt"], "--body"),
    "time that is none": (
        ["import", "page.txt", "--source", "thepaper", "--url", "https://www.thepaper.cn/detail/10925465", "--at", "soon"],
        "ISO 8601",
    ),
    "page that is not held": (["versions", "4711"], "zonewatch pages"),
    "change that is not held": (["show", "abcdef"], "zonewatch changes"),
    "both body and source": (["claims", "page.txt", "--body", "--source", "finews"], "--source or --body"),
    "wrong usage": (["compare", "page.txt"], "new"),
    "unknown command": (["watch"], "watch"),
}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return python(MAIN, *words, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text("内江高新区。\n", encoding="utf-8")
    (tmp_path / "noise.bin").write_bytes(bytes(range(128, 256)))
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_in_one_sentence(folder: Path, case: str) -> None:
    words, remedy = CASES[case]
    done = run(folder, *words)
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr
    assert remedy in done.stderr
    assert done.stdout == ""
    if done.returncode == 1:
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[store]\nurll = 1\n", "store.urll"),
        ("[sources.weibo]\n", "sources.weibo"),
        ("[sources.finews]\nschedule = 'whenever'\n", "sources.finews.schedule"),
        ("[store]\nurl = 'sqlite:////proc/none/x.db'\n", "[store] url"),
        ("[store\n", "TOML"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(folder: Path, text: str, named: str) -> None:
    (folder / "zonewatch.toml").write_text(text, encoding="utf-8")
    done = run(folder, "pages")
    assert (done.returncode, done.stdout) == (1, "")
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (folder / "var").exists()


def test_a_refused_import_leaves_no_store_behind(folder: Path) -> None:
    run(
        folder,
        "import",
        "page.txt",
        "gone.txt",
        "--source",
        "thepaper",
        "--url",
        "https://www.thepaper.cn/detail/10925465",
        "--at",
        "2026-03-02",
    )
    assert not (folder / "var").exists()


def test_a_page_that_no_layout_knows_is_kept_as_a_capture_and_never_becomes_a_version(folder: Path) -> None:
    (folder / "odd.html").write_text("<html><body><p>A page of another make.</p></body></html>", encoding="utf-8")
    words = ["import", "odd.html", "--source", "thepaper", "--url", "https://www.thepaper.cn/detail/10925465", "--at", "2026-03-02"]
    assert run(folder, *words).returncode == 0
    assert '"outcome": "unrecognised"' in run(folder, "captures", "10925465", "--json").stdout
    assert run(folder, "versions", "10925465", "--json").stdout == ""
