"""The real pages we have, where this machine has them: what was read from them once is read again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.records import Article, Capture
from pipeline.canonical import canonical, same_header, text_sha256
from pipeline.reading import read


def _article(source: str, file: Path) -> Article:
    capture = Capture(source=source, key="", url="", fetched_at=datetime(2024, 1, 1, tzinfo=UTC), body=file.read_bytes(), imported=True)
    reading = read(capture)
    assert reading.article is not None, reading.reason
    return reading.article


@pytest.mark.parametrize(("source", "number"), [("thepaper", "000"), ("finews", "004")])
def test_a_founding_document_reads_as_its_clean_body(shared: Path, source: str, number: str) -> None:
    article = _article(source, next(shared.glob(f"seeds/{number}_*")))
    clean = (shared / "claims" / f"{source}.clean.txt").read_text(encoding="utf-8").splitlines()
    assert [canonical(text) for text in article.paragraphs] == [canonical(text) for text in clean]


def test_the_header_of_the_first_founding_document(shared: Path) -> None:
    article = _article("thepaper", next(shared.glob("seeds/000_*")))
    assert article.title.endswith("融入“经济圈”——")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2021-01-24T14:07:00+08:00"
    assert article.source_line == "澎湃新闻·澎湃号·媒体；内江高新"


def test_the_header_of_the_second_founding_document(shared: Path) -> None:
    article = _article("finews", next(shared.glob("seeds/004_*")))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2022-05-25T16:53:43+08:00"
    assert (article.source_line, article.key) == ("科技日报", "NW202205252391675717")


def test_two_captures_a_year_apart_are_one_version(shared: Path) -> None:
    old, new = (_article("thepaper", shared / f"captures/thepaper/4150096-{year}.html") for year in (2019, 2020))
    assert text_sha256(old.paragraphs) == text_sha256(new.paragraphs)
    assert same_header(old, new)
    assert old.title.endswith("无敌免税城......")
    assert not [text for text in old.paragraphs if "回复" in text or "编辑|" in text]


def test_another_original_title_does_not_replace_the_headline(shared: Path) -> None:
    article = _article("thepaper", shared / "captures/thepaper/4506347-2019.html")
    assert article.title.startswith("共享充电宝涨价")
    assert (len(article.paragraphs), len(article.captions)) == (33, 1)


def test_six_copies_of_one_post_are_two_texts_under_one_header(shared: Path) -> None:
    copies = [_article("finews", shared / f"captures/finews/202112082206928461_v{number}.md") for number in range(1, 7)]
    digests = [text_sha256(copy.paragraphs) for copy in copies]
    assert [digest == digests[0] for digest in digests] == [True] * 4 + [False] * 2
    assert digests[4] == digests[5]
    assert all(same_header(copies[0], copy) for copy in copies)
