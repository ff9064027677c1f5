"""What reads a file loads neither the store nor the crawler: they take longer to load than the file to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "tests" / "pages" / "finews" / "finews-page" / "article" / "page.html"
CODE = """
import sys
from crawler.cli.main import main
try:
    main()
finally:
    heavy = sorted({"sqlalchemy", "scrapy", "twisted", "alembic", "jinja2"} & set(sys.modules))
    print("loaded", *heavy, file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["strip", PAGE], ["claims", PAGE], ["compare", PAGE, PAGE]], ids=lambda words: str(words[0]))
def test_a_file_is_read_without_loading_what_only_a_store_or_a_crawl_needs(words: list[object]) -> None:
    command = [sys.executable, "-c", CODE, *map(str, words), "--source", "finews"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "loaded"
