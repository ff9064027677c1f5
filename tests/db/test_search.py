"""A search finds every change that holds the words and no other, whatever its index leaves out, on both databases."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from db import changes, pages, search, versions
from db.changes import Seen, add_change
from db.queue import Wanted, count, queue
from db.records import Article, Change
from db.store import Store, Unit

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
ALPHABET = "内江高新区项目个家13５Ab a%_\"'，。\\/𠀀²"
WORDS = (
    "项目",
    "项",
    "高新区",
    "13",
    "AB",
    "ab",
    "b a",
    "%",
    "_",
    '"',
    "'",
    "\\",
    "，。",
    "区，项",
    "𠀀",
    "没有这样的话",
    "５",
    "²个",
    "目 ",
)


@pytest.fixture
def said(store: Store) -> list[str]:
    """The words of a sixty changes in the store."""
    chance = random.Random(8)
    texts = ["".join(chance.choices(ALPHABET, k=chance.randrange(40))) for _ in range(60)]
    with store.unit() as unit:
        page = pages.page_of(unit, "finews", "1", AT)
        row = versions.add_text(unit, page.id, Article(title="", paragraphs=("x",)), text_sha256="1", layout="x", at=AT)
        versions.number(unit, page.id, [row])
        for number, words in enumerate(texts):
            _add(unit, page.id, row, number, words)
    return texts


def _add(unit: Unit, page: int, row: int, number: int, words: str) -> None:
    at = AT + timedelta(minutes=number)
    seen = Seen(page=page, from_version=row, to_version=row, seen_at=at, last_without=at, first_with=at)
    add_change(unit, f"{number:016x}", 0, Change(kind="text_changed", kinds=(), new_words=words, severity=number / 60), seen)


@pytest.mark.parametrize("most", [search.MOST, 20, 0])
def test_what_is_found_is_what_holds_the_words(store: Store, said: list[str], monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(search, "MOST", most)
    with store.look() as unit:
        for words in WORDS:
            holding = [f"{number:016x}" for number, one in enumerate(said) if _small(words) in _small(one)]
            found = [entry.recorded.id for entry in queue(unit, Wanted(words=words), limit=200).entries]
            assert found == holding[::-1], words
            assert count(unit, Wanted(words=words)) in (len(holding), None), words


def test_a_search_goes_on_where_a_stretch_ends(store: Store, said: list[str]) -> None:
    with store.look() as unit:
        every = [entry.recorded.id for entry in queue(unit, Wanted(words="项"), limit=200).entries]
        place, found = None, list[str]()
        while True:
            stretch = queue(unit, Wanted(words="项"), after=place, limit=7)
            found += [entry.recorded.id for entry in stretch.entries]
            place = stretch.next
            if place is None:
                break
        assert found == every


def test_what_is_told_anew_is_found_by_its_new_words_alone(store: Store, said: list[str]) -> None:
    with store.unit() as unit:
        changes.forget_changes(unit, 1)
        assert search.holding(unit, "高新") == []
        _add(unit, 1, 1, 7, "德阳高新区")
    with store.look() as unit:
        assert search.holding(unit, "高新") == [f"{7:016x}"]
        assert search.holding(unit, "内江") == []


def _small(words: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in words)
