"""What the doctor finds, what a budget buys, and the reasons it gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.findings import odd_pages
from crawler.hazard import Belief, Gamma, expected, seen, told, wait_until
from crawler.keys import PolicyTable
from crawler.policy import explain, next_look
from crawler.prior import learned
from crawler.worth import allowance, lateness, most_worth
from db.pages import Waiting
from db.records import Look, Outcome

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
POLICY = PolicyTable()


@pytest.mark.parametrize(
    ("every", "odd", "usual", "well"),
    [(0, 0, 0.05, True), (10, 2, 0.05, True), (100, 9, 0.05, True), (100, 15, 0.05, False), (100, 15, 0.12, True), (4, 4, 0.05, False)],
)
def test_odd_pages_are_measured_against_the_sources_own_usual(every: int, odd: int, usual: float, well: bool) -> None:
    found = odd_pages("finews", {Outcome.OK: every - odd, Outcome.UNRECOGNISED: odd}, usual)
    assert found.well is well
    assert ("captures PAGE" in found.words) is not well


def test_a_budget_is_spent_evenly_and_never_not_at_all() -> None:
    assert allowance(2400, None, NOW) == 2400
    assert allowance(2400, NOW - HOUR, NOW) == 100
    assert allowance(2400, NOW - 50 * HOUR, NOW) == 2400
    assert allowance(2400, NOW + HOUR, NOW) == 1
    assert allowance(1, NOW - HOUR, NOW) == 1


def test_the_pages_latest_for_their_own_wait_are_looked_at_first() -> None:
    calm = Waiting(id=1, looked_at=NOW - 300 * HOUR, next_look=NOW - HOUR)
    lively = Waiting(id=2, looked_at=NOW - 3 * HOUR, next_look=NOW - 2 * HOUR)
    new = Waiting(id=3, looked_at=None, next_look=NOW)
    assert list(most_worth((calm, lively, new), 2, NOW)) == [3, 2]
    assert lateness(NOW - 2 * HOUR, NOW, NOW) == 1


@given(st.floats(0.01, 400), st.floats(0.001, 2), st.floats(0.1, 30))
def test_a_wait_brings_just_the_edits_it_is_planned_for(age: float, edits: float, most: float) -> None:
    wait = wait_until(Belief(), age, edits, most)
    assert 0 < wait <= most
    assert wait == most or expected(Belief(), age, age + wait) == pytest.approx(edits, rel=1e-3)


@given(st.lists(st.tuples(st.floats(0.01, 30), st.booleans()), min_size=1, max_size=30))
def test_a_belief_stays_one_whatever_is_seen(steps: list[tuple[float, bool]]) -> None:
    age, sights = 0.0, [(0.0, False)]
    for step, changed in steps:
        age += step
        sights.append((age, changed))
    belief = told(Belief(), sights)
    for gamma in (belief.early, belief.again, belief.even):
        assert gamma.shape > 0 and gamma.exposure > 0 and gamma.mean < 1e6


@given(st.floats(0, 300), st.floats(0.01, 60))
def test_a_change_makes_more_edits_to_be_expected_and_none_fewer(start: float, step: float) -> None:
    calm, stirred = (seen(Belief(), start, start + step, changed) for changed in (False, True))
    later = (start + step, start + step + 1)
    assert expected(calm, *later) <= expected(Belief(), *later) <= expected(stirred, *later) * 1.0001


def test_the_strength_of_a_known_rate_is_found() -> None:
    belief = told(Belief(), [(number * 0.5, number % 2 == 0) for number in range(400)])
    assert expected(belief, 200.0, 201.0) == pytest.approx(1.4, rel=0.25)  # 1.4 a day show a change in half the half days


def test_a_site_that_edits_old_pages_teaches_what_to_expect_of_a_new_one() -> None:
    history = [(float(day), day % 5 == 0) for day in range(60)]
    taught = learned(Belief(), [history] * 40)
    assert taught.even.mean > 10 * Belief().even.mean
    assert learned(Belief(), []) == Belief(*(Gamma(g.shape, g.shape / g.mean) for g in (Belief().early, Belief().again, Belief().even)))


def look(hours: float, outcome: Outcome = Outcome.OK, changed: bool = False) -> Look:
    return Look(at=NOW + hours * HOUR, outcome=outcome, changed=changed)


def test_a_promise_about_to_fall_due_is_watched_daily_and_a_distant_one_is_not() -> None:
    looks = (look(-24 * 400), look(0))
    plain = next_look(looks, None, policy=POLICY)
    assert plain == NOW + POLICY.ceiling
    assert next_look(looks, None, (date(2027, 1, 1), date(2025, 1, 1)), policy=POLICY) == plain
    assert next_look(looks, None, (date(2026, 3, 3),), policy=POLICY) == NOW + 24 * HOUR
    soon = next_look(looks, None, (date(2026, 3, 10),), policy=POLICY)
    assert soon is not None and NOW + 4 * 24 * HOUR < soon < NOW + 6 * 24 * HOUR


WHY = [
    ((), None, (), "it was never looked at"),
    ((look(0, Outcome.ERROR), look(1, Outcome.REFUSED)), None, (), "2 times refused in a row, which says nothing about the page"),
    ((look(0), look(50, Outcome.GONE)), None, (), "gone since 2026-03-04: looked at again to confirm it"),
    ((look(-900), look(0, Outcome.EMPTY)), None, (), "once empty in a row, which may hide a change"),
    ((look(-24 * 400), look(0)), None, (date(2026, 3, 3),), "a promise of it falls due on 2026-03-03"),
    (
        tuple(look(24 * day, Outcome.OFFLINE) for day in (0, 200, 400)),
        None,
        (),
        "let go: it has been gone since 2026-03-02, longer than 365 d",
    ),
    ((look(0), look(48, changed=True)), None, (), "2 d old, 1 change in 1 look after the first: about "),
    ((look(-24 * 900), look(0)), None, (), "no look comes later than 14 d after the last"),
]


@pytest.mark.parametrize(("looks", "published", "deadlines", "says"), WHY, ids=[case[3][:40] for case in WHY])
def test_every_next_look_has_a_reason_in_words(
    looks: tuple[Look, ...], published: datetime | None, deadlines: tuple[date, ...], says: str
) -> None:
    assert says in explain(looks, published, deadlines, policy=POLICY)
