"""A page's history is told from its captures, and a failure is never told as a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from db.records import Outcome, PageState
from db.sightings import Sighting
from pipeline.timeline import looks, turns

START = datetime(2026, 3, 2, tzinfo=UTC)
FAILURES = [Outcome.REFUSED, Outcome.ERROR, Outcome.UNRECOGNISED, Outcome.EMPTY, Outcome.MOVED, Outcome.NOT_MODIFIED]


def seen(*told: tuple[float, str | Outcome]) -> list[Sighting]:
    """Sightings from pairs of hours and either a version's letter or an outcome."""
    return [sighting(hours, what) for hours, what in told]


def sighting(hours: float, what: str | Outcome, url: str = "https://example.org/a") -> Sighting:
    at = START + timedelta(hours=hours)
    if isinstance(what, Outcome):
        return Sighting(at=at, url=url, outcome=what, version=None)
    return Sighting(at=at, url=url, outcome=Outcome.OK, version=ord(what))


def story(sightings: list[Sighting]) -> list[str]:
    """Turns as words: `A>B`, `A-` withdrawn, `A+` restored."""
    marks = {"withdrawn": "-", "restored": "+"}
    return [chr(turn.old) + marks.get(turn.kind, f">{chr(turn.new)}") for turn in turns(sightings)[0]]


def flickers(sightings: list[Sighting]) -> list[tuple[str, int, float, float]]:
    """Flickers as the letters of both versions, how often, and the hours of the first and the last."""
    return [
        (chr(one.settled) + chr(one.other), one.times, (one.first - START) / timedelta(hours=1), (one.last - START) / timedelta(hours=1))
        for one in turns(sightings)[1].flickers
    ]


def test_two_caches_that_disagree_are_one_flicker_however_often_they_do() -> None:
    back_and_forth = seen((0, "A"), (24, "B"), (25, "A"), (26, "B"), (27, "A"), (27.5, "A"), (28, "B"))
    assert story(back_and_forth) == ["A>B"]
    assert flickers(back_and_forth) == [("BA", 2, 25, 27.5)]


def test_a_return_that_lasts_is_a_change_and_no_flicker() -> None:
    lasting = seen((0, "A"), (24, "B"), (25, "A"), (32, "A"))
    assert story(lasting) == ["A>B", "B>A"] and flickers(lasting) == []


def test_the_first_version_is_no_change() -> None:
    assert story(seen((0, "A"), (24, "A"))) == []


def test_a_new_text_is_a_change_between_the_last_capture_without_and_the_first_with_it() -> None:
    (turn,), _ = turns(seen((0, "A"), (5, "A"), (6, Outcome.ERROR), (9, "B"), (12, "B")))
    assert (turn.last_without, turn.first_with, turn.seen_at) == (
        START + timedelta(hours=5),
        START + timedelta(hours=9),
        START + timedelta(hours=9),
    )


@given(st.lists(st.sampled_from(FAILURES), max_size=12))
def test_failures_between_two_sights_of_one_text_are_no_change(failures: list[Outcome]) -> None:
    told = [(0.0, "A"), *((hour + 1.0, failure) for hour, failure in enumerate(failures)), (99.0, "A")]
    assert story(seen(*told)) == []


def test_caches_that_disagree_within_hours_give_one_change_and_no_more() -> None:
    assert story(seen((0, "A"), (30, "B"), (31, "A"), (32, "B"), (33, "A"), (34, "B"))) == ["A>B"]


def test_a_return_after_the_other_text_had_stood_is_a_change_at_once() -> None:
    assert story(seen((0, "A"), (24, "B"), (48, "A"))) == ["A>B", "B>A"]


def test_a_stale_copy_served_once_long_after_the_edit_is_taken_back() -> None:
    stale = seen((0, "A"), (24, "B"), (48, "A"), (49, "B"), (55, "B"))
    assert story(stale[:3]) == ["A>B", "B>A"]
    assert story(stale) == ["A>B"]
    assert flickers(stale) == [("BA", 1, 48, 48)]
    assert turns(stale)[1].undone_at == START + timedelta(hours=49)


def test_a_b_a_b_on_four_days_is_one_change_and_a_flicker() -> None:
    told = seen((0, "A"), (24, "B"), (48, "A"), (72, "B"), (96, "A"), (120, "B"))
    assert story(told) == ["A>B"]
    assert flickers(told) == [("BA", 2, 48, 96)]


def test_a_return_that_was_seen_to_last_is_not_taken_back() -> None:
    told = seen((0, "A"), (24, "B"), (48, "A"), (55, "A"), (72, "B"))
    assert story(told) == ["A>B", "B>A", "A>B"]


def test_a_return_followed_by_a_third_text_stays_told() -> None:
    assert story(seen((0, "A"), (24, "B"), (48, "A"), (49, "C"), (50, "B"))) == ["A>B", "B>A", "A>C"]


def test_a_quick_return_is_a_change_once_it_has_lasted() -> None:
    told = seen((0, "A"), (24, "B"), (25, "A"), (28, "A"), (31, "A"), (40, "A"))
    assert story(told) == ["A>B", "B>A"]
    back = turns(told)[0][1]
    assert (back.first_with, back.seen_at) == (START + timedelta(hours=25), START + timedelta(hours=31))


def test_a_removal_counts_only_after_three_sights_over_a_day() -> None:
    gone = Outcome.OFFLINE
    assert story(seen((0, "A"), (1, gone), (2, gone), (3, gone))) == []
    assert story(seen((0, "A"), (1, gone), (30, gone))) == []
    assert story(seen((0, "A"), (1, gone), (13, gone), (25, gone))) == ["A-"]
    assert story(seen((0, "A"), (1, gone), (13, "A"), (25, gone), (26, gone))) == []


def test_failures_between_removals_neither_count_nor_reset() -> None:
    told = seen((0, "A"), (1, Outcome.GONE), (5, Outcome.REFUSED), (13, Outcome.GONE), (20, Outcome.ERROR), (26, Outcome.OFFLINE))
    assert story(told) == ["A-"]
    assert turns(told)[1].state is PageState.WITHDRAWN


def test_a_withdrawn_page_that_comes_back_is_restored_and_perhaps_edited() -> None:
    gone = [(hour, Outcome.OFFLINE) for hour in (10, 22, 34, 46)]
    assert story(seen((0, "A"), *gone, (60, "A"))) == ["A-", "A+"]
    assert story(seen((0, "A"), *gone, (60, "B"))) == ["A-", "A+", "A>B"]


def test_a_page_never_seen_is_never_withdrawn() -> None:
    assert story(seen((0, Outcome.GONE), (20, Outcome.GONE), (40, Outcome.GONE))) == []


def test_an_archived_page_is_not_withdrawn_and_its_archive_copy_does_not_make_it_live() -> None:
    copy = sighting(0, "A", "https://archive.example.org/a.md")
    told = [sighting(0, "A"), *(sighting(hour, Outcome.ARCHIVED) for hour in (96, 120, 144)), copy]
    every, standing = turns(told)
    assert every == ()
    assert standing.state is PageState.ARCHIVED
    assert turns([*told, sighting(170, "A")])[1].state is PageState.LIVE


def test_a_look_counts_as_changed_only_when_another_version_shows() -> None:
    told = seen((0, "A"), (1, Outcome.ERROR), (2, "A"), (3, "B"))
    assert [look.changed for look in looks(told)] == [False, False, False, True]


MOVES = st.sampled_from(["A", "B", "C", *FAILURES, Outcome.GONE, Outcome.OFFLINE, Outcome.ARCHIVED])


@given(st.lists(st.tuples(st.floats(0.1, 60), MOVES), max_size=40))
def test_every_story_hangs_together(steps: list[tuple[float, str | Outcome]]) -> None:
    hours, told = 0.0, []
    for wait, what in steps:
        hours += wait
        told.append((hours, what))
    every, _ = turns(seen(*told))
    edits = [turn for turn in every if turn.kind == "edited"]
    assert all(earlier.new == later.old for earlier, later in pairwise(edits))
    assert all(turn.last_without < turn.first_with <= turn.seen_at for turn in every)


@given(st.lists(st.tuples(st.floats(0.1, 60), MOVES), max_size=25))
def test_a_story_only_grows_as_captures_come_but_for_returns_that_did_not_last(steps: list[tuple[float, str | Outcome]]) -> None:
    hours, told = 0.0, []
    for wait, what in steps:
        hours += wait
        told.append(sighting(hours, what))
    every, standing = turns(told)
    for count in range(len(told)):
        so_far = [turn for turn in turns(told[:count])[0] if turn not in standing.undone]
        assert tuple(so_far) == every[: len(so_far)]
