"""When to look again: properties that hold for every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.keys import PolicyTable
from crawler.policy import next_look, watched_by
from db.records import Look, Outcome

POLICY = PolicyTable()
START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def look(hours: float, outcome: Outcome = Outcome.OK, changed: bool = False) -> Look:
    return Look(at=START + hours * HOUR, outcome=outcome, changed=changed)


def wait(looks: tuple[Look, ...], published: datetime | None = START) -> timedelta:
    found = next_look(looks, published, policy=POLICY)
    assert found is not None
    return found - looks[-1].at


def histories(outcomes: st.SearchStrategy[Outcome] = st.sampled_from(Outcome)) -> st.SearchStrategy[tuple[Look, ...]]:  # noqa: B008
    steps = st.lists(st.tuples(st.floats(0.01, 2000), outcomes, st.booleans()), min_size=1, max_size=12)

    def told(moves: list[tuple[float, Outcome, bool]]) -> tuple[Look, ...]:
        hours, looks = 0.0, []
        for step, outcome, changed in moves:
            hours += step
            looks.append(look(hours, outcome, changed and outcome is Outcome.OK))
        return tuple(looks)

    return steps.map(told)


@given(histories(), st.none() | st.floats(-90_000, 0))
def test_a_look_never_comes_before_the_floor_nor_after_the_ceiling(looks: tuple[Look, ...], hours: float | None) -> None:
    found = next_look(looks, None if hours is None else START + hours * HOUR, policy=POLICY)
    assert found is None or POLICY.floor <= found - looks[-1].at <= POLICY.ceiling


@given(st.sampled_from(Outcome), st.floats(0, 50_000), st.floats(0, 50_000))
def test_of_two_pages_nothing_is_known_of_the_older_is_never_looked_at_sooner(outcome: Outcome, age: float, more: float) -> None:
    looks = (look(0, outcome),)
    older, younger = START - (age + more) * HOUR, START - age * HOUR
    sooner, later = next_look(looks, younger, policy=POLICY), next_look(looks, older, policy=POLICY)
    assert (sooner is None) == (later is None)
    assert sooner is None or later is None or sooner <= later


@given(histories(st.just(Outcome.OK)), st.integers(0, 11))
def test_a_change_seen_never_puts_the_next_look_off(looks: tuple[Look, ...], place: int) -> None:
    calm = tuple(replace(one, changed=False) for one in looks)
    at = place % len(calm)
    stirred = (*calm[:at], replace(calm[at], changed=True), *calm[at + 1 :])
    assert wait(stirred) <= wait(calm)


@given(histories(st.just(Outcome.OK)), st.sampled_from([Outcome.EMPTY, Outcome.UNRECOGNISED]))
def test_a_suspect_answer_never_puts_the_next_look_off(looks: tuple[Look, ...], outcome: Outcome) -> None:
    later = looks[-1].at + HOUR
    calm = Look(at=later, outcome=Outcome.OK, changed=False)
    assert wait((*looks, replace(calm, outcome=outcome))) <= wait((*looks, calm))


@given(st.sampled_from([Outcome.REFUSED, Outcome.ERROR]), st.integers(1, 40))
def test_every_further_fault_waits_as_long_or_longer(outcome: Outcome, times: int) -> None:
    faults = tuple(look(number, outcome) for number in range(times + 1))
    assert wait(faults[:-1]) <= wait(faults)


def test_a_page_waits_longer_as_it_grows_older_and_an_edit_makes_it_young() -> None:
    waits = [wait((look(0), look(age))) for age in (1, 10, 100, 1000, 10_000)]
    assert waits == sorted(waits)
    assert waits[0] == POLICY.floor
    assert waits[-1] == POLICY.ceiling
    assert wait((look(0), look(10_000, changed=True))) < wait((look(0), look(100)))


def test_an_old_article_found_today_is_not_young() -> None:
    assert wait((look(0, changed=True),), START - timedelta(days=400)) == POLICY.ceiling


def test_three_sightings_of_a_removal_span_a_day() -> None:
    looks = (look(0), look(50, Outcome.GONE))
    while len(looks) < 4:
        found = next_look(looks, START, policy=POLICY)
        assert found is not None
        assert found - looks[-1].at >= timedelta(hours=8)
        looks = (*looks, Look(at=found, outcome=Outcome.GONE, changed=False))
    assert looks[-1].at - looks[1].at >= timedelta(hours=24)


def test_a_fault_between_does_not_make_a_removal_new() -> None:
    gone = (look(0, Outcome.GONE), look(500, Outcome.GONE))
    assert wait((look(0, Outcome.GONE), look(250, Outcome.ERROR), look(500, Outcome.GONE))) == wait(gone)


def test_a_page_lost_for_a_year_is_given_up_and_one_that_errs_is_not() -> None:
    days = (0, 200, 400)
    assert next_look(tuple(look(24 * day, Outcome.OFFLINE) for day in days), START, policy=POLICY) is None
    assert next_look(tuple(look(24 * day, Outcome.MOVED) for day in days), START, policy=POLICY) is None
    assert next_look(tuple(look(24 * day, Outcome.ERROR) for day in days), START, policy=POLICY) is not None


def test_a_page_never_looked_at_has_no_next_look() -> None:
    assert watched_by(POLICY)((), START) is None
