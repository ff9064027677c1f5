"""Words of notices: complete in both languages, and harmless whatever a page says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.changes import RELATIONS
from pipeline.changes.kinds import NUMBER_CHANGED, ORDER, PAGE_KINDS
from pipeline.notices.changes import edits
from pipeline.notices.texts import harmless, of_digest, of_edit, of_state
from pipeline.notices.tongue import tongue
from pipeline.report.words import UNSAFE
from tests.report import hostile, samples

LANGUAGES = ("en", "zh")


def keys(words: dict[str, object]) -> set[str]:
    return {f"{name}.{key}" for name, value in words.items() for key in (value if isinstance(value, dict) else [""])}


def test_both_languages_have_the_same_words_and_every_kind_has_some() -> None:
    assert keys(tongue("en")) == keys(tongue("zh"))
    assert {*ORDER, *PAGE_KINDS, *RELATIONS, NUMBER_CHANGED} == set(tongue("zh")["kinds"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [*hostile.WORDS.values(), *hostile.HUGE.values()], ids=[*hostile.WORDS, *hostile.HUGE])
def test_what_a_page_says_can_do_no_harm(words: str, language: str) -> None:
    day = date(2026, 3, 3)
    one = replace(samples.recorded("x", hostile.change(words)), url=words, zone=words)
    many = [replace(one, id=f"{number:016}", versions=(number, number + 1)) for number in range(60)]
    for text in (
        of_edit([one] * 30, language),
        of_digest(edits(many), day, language),
        of_state(words, False, words, language),
    ):
        assert not UNSAFE.search(text)
        assert "@" not in text and "javascript:" not in text and "http://evil" not in text
        assert len(text) < 12_000 and text.count("\n") < 30
        assert all(len(line) < 800 for line in text.split("\n"))


@given(st.text())
def test_harmless_words_stay_on_one_short_line(words: str) -> None:
    shown = harmless(words)
    assert len(shown) <= 101
    assert not UNSAFE.search(shown) and not set(shown) & set("\n\r@") and "://" not in shown.replace("：//", "")


def test_one_edit_of_one_page_is_one_message_and_the_same_edit_of_several_is_one() -> None:
    base = samples.recorded("a", hostile.change("x"))

    def made(identity: str, page: int, group: str, severity: float = 0.5, versions: tuple[int, int] = (1, 2)):
        return replace(base, id=identity, page=page, versions=versions, change=replace(base.change, group=group, severity=severity))

    told = edits(
        [made("1", 1, "g"), made("2", 2, "g"), made("3", 3, "h"), made("4", 3, "i", 0.9), made("5", 3, "j", 0.1, (2, 3)), made("6", 4, "")]
    )
    assert [[one.id for one in edit] for edit in told] == [["4", "3"], ["1", "2"], ["6"], ["5"]]


def test_an_alert_in_chinese_says_in_chinese_what_broke_and_why() -> None:
    words = "2 runs in a row failed, the last good run began 2026-03-02T12:00+08:00; the latest: it was stopped"
    told = of_state("finews runs", False, words, "zh")
    assert told == "zonewatch 告警：finews：运行 需要处理：连续 2 次运行失败，最近一次成功运行始于 2026-03-02 12:00；最近一次：被停止"
    assert "it was stopped" in of_state("finews runs", False, words, "en")
