"""The picture of a page's life stays within its frame and says no more than the captures do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Outcome
from pipeline.report.material import PageHistory
from pipeline.report.timeline import LEFT, RIGHT, SHAPE_WORDS, WIDTH, days, spells, timeline
from tests.report import samples

LOOKS = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from(Outcome), st.integers(1, 5)).map(
        lambda look: samples.capture(1, "", samples.at(1) + timedelta(minutes=look[0]), look[1], look[2] if look[1] is Outcome.OK else None)
    ),
    max_size=30,
)


@given(LOOKS)
def test_everything_lies_within_the_frame(captures: list) -> None:  # type: ignore[type-arg]
    drawn = timeline(PageHistory(page=samples.PAGE, captures=tuple(captures)))
    assert (drawn is None) is (not captures)
    if drawn:
        assert all(LEFT - 1 <= dot.x <= WIDTH - RIGHT + 1 and 0 < dot.y < drawn.height for dot in drawn.dots)
        assert all(LEFT - 1 <= each.x <= each.to_x <= WIDTH - RIGHT + 1 for each in drawn.stretches)
        assert set(drawn.shapes) == {dot.shape for dot in drawn.dots}


def test_the_gap_between_two_versions_is_marked_as_a_change() -> None:
    drawn = timeline(samples.HISTORY)
    assert drawn is not None
    assert [stretch.changed for stretch in drawn.stretches] == [False, True, False]


def test_a_failure_of_the_network_is_no_step_down() -> None:
    drawn = timeline(samples.HISTORY)
    assert drawn is not None
    assert drawn.stretches[-1].y == drawn.stretches[-1].to_y
    assert [dot.shape for dot in drawn.dots] == ["seen", "seen", "seen", "same", "fault", "fault", "seen"]


def test_captures_that_would_cover_each_other_are_drawn_once() -> None:
    captures = tuple(samples.capture(1, "", samples.at(1) + timedelta(seconds=number), Outcome.OK, 1) for number in range(5000))
    drawn = timeline(PageHistory(page=samples.PAGE, captures=captures))
    assert drawn is not None
    assert len(drawn.dots) <= WIDTH


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_shape(outcome: Outcome) -> None:
    drawn = timeline(PageHistory(page=samples.PAGE, captures=(samples.capture(1, "", samples.at(1), outcome, None),)))
    assert drawn is not None
    assert drawn.shapes[0] in SHAPE_WORDS


def test_a_bar_can_be_seen_however_short_the_gap() -> None:
    assert all(spell.width >= 4 and spell.x + spell.width <= WIDTH - RIGHT + 1 for spell in spells(samples.DATA.changes))
    assert spells(()) == ()


def test_one_day_is_named_once() -> None:
    assert [tick.words for tick in days(samples.at(1), samples.at(1), 0)] == ["2021-03-01"]
