"""The article files and the manifest say the same: no edit without an entry, no entry without its edit."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from tests.replay.manifest import ExpectedChange, load_expected
from tests.replay.story import Edition, Part, Story, apply_edit, load_stories
from tests.replay.world import BASE_DATE

EXPECTED = load_expected()
STORIES = load_stories()
BY_PAGE = {(story.source, story.key): story for story in STORIES}
REPEATED = 14
"""So many characters in a row make a copied phrase; zone names and figures are shorter."""


def _name(story: Story) -> str:
    return f"{story.source}-{story.key}"


def _on(story: Story, day: int) -> Edition:
    edition = story.on(day)
    assert edition is not None
    return edition


def _folded(edition: Edition) -> list[str]:
    return [_fold(line) for line in (edition.title, *edition.paragraphs)]


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _days(story: Story) -> range:
    return range(story.first_day, EXPECTED.days)


def test_the_manifest_begins_where_the_site_begins() -> None:
    assert EXPECTED.base_date == BASE_DATE
    assert set(EXPECTED.versions) == set(BY_PAGE)


@pytest.mark.parametrize("story", STORIES, ids=_name)
def test_every_later_day_of_a_page_is_a_change_or_quiet(story: Story) -> None:
    changed = {change.day for change in EXPECTED.changes if (change.source, change.key) == (story.source, story.key)}
    quiet = {day for source, key, day in EXPECTED.quiet if (source, key) == (story.source, story.key)}
    assert not changed & quiet
    assert changed | quiet | {story.first_day} == set(_days(story)) | {story.first_day}


@pytest.mark.parametrize("story", STORIES, ids=_name)
def test_words_differ_exactly_on_the_days_that_record_a_change(story: Story) -> None:
    edited = {day for before, day in pairwise(_days(story)) if _folded(_on(story, before)) != _folded(_on(story, day))}
    recorded = {
        change.day
        for change in EXPECTED.changes
        if (change.source, change.key) == (story.source, story.key) and change.kind != "page_withdrawn"
    }
    assert edited == recorded


@pytest.mark.parametrize("story", STORIES, ids=_name)
def test_the_number_of_versions_follows_from_the_edits(story: Story) -> None:
    readable = [_folded(_on(story, day)) for day in _days(story) if _on(story, day).answer in {"page", "unarchived"}]
    assert len({tuple(lines) for lines in readable}) == EXPECTED.versions[story.source, story.key]


@pytest.mark.parametrize("change", EXPECTED.changes, ids=lambda change: f"day{change.day}-{change.key}-{change.kind}")
def test_the_words_of_a_change_stand_in_the_articles(change: ExpectedChange) -> None:
    story = BY_PAGE[change.source, change.key]
    old, new = (_text(_on(story, day)) for day in (change.day - 1, change.day))
    for words in filter(None, (change.before, change.before_time)):
        assert words in old
    for words in filter(None, (change.after, change.after_time)):
        assert words in new
    assert change.zone is None or change.zone in new


def _text(edition: Edition) -> str:
    return "\n".join((edition.title, *edition.paragraphs))


def test_an_edit_that_finds_no_place_or_two_is_refused() -> None:
    parts = (Part(kind="text", words="甲乙"), Part(kind="text", words="乙丙"))
    with pytest.raises(ValueError, match="occurs in 2 parts"):
        apply_edit(parts, {"replace": "乙", "with": "丁"})
    with pytest.raises(ValueError, match="occurs in 0 parts"):
        apply_edit(parts, {"drop": "戊"})


def test_no_article_repeats_a_phrase_of_the_reference_material(shared: Path) -> None:
    files = [*shared.glob("seeds/*.txt"), *shared.glob("captures/*/*")]
    reference = "".join(_fold(path.read_text(encoding="utf-8", errors="replace")) for path in files)
    for story in STORIES:
        for _, edition in story.editions:
            for line in _folded(edition):
                copied = [line[at : at + REPEATED] for at in range(len(line) - REPEATED + 1) if line[at : at + REPEATED] in reference]
                assert not copied, (story.key, copied)
