"""When to look at a page again: the looks so far in, the next one and the reason for it out. Pure, and without a clock.

A look is worth its request once enough edits are to be expected since the last (`stake`): with the same stake for every
page of a site, no exchange of a look at one page for a look at another makes more edits seen. (For edits that come as a
Poisson process the share seen with x expected between looks is (1 - e^-x) / x, whatever the rate or its course, so the
gain of one more look depends on x alone. That one threshold on the value of a look serves a whole site with one budget is
the result of Azar, Horvitz, Lubetzky, Peres and Shahaf, "Tractable near-optimal policies for crawling", PNAS 115(32),
2018; that pages are not to be visited in proportion to anything simpler is Cho and Garcia-Molina, "Effective page refresh
policies for web crawlers", ACM TODS 28(4), 2003.) How many edits are to be expected is told by hazard.py from the page's
own looks. A budget that is short is shared out at the run, see worth.py.

Around that stand rules: no look before the floor nor after the ceiling; faults back off; a removal is confirmed; an answer
that may hide a change is looked at again soon; a promise that falls due is watched; only what is lost for long is let go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import takewhile
from math import exp, log
from typing import Protocol

from crawler.hazard import Belief, rate, told, wait_until
from db.china import CHINA
from db.records import REMOVALS, Look, Outcome
from pipeline.rooms import NextLook

FAULTS = frozenset({Outcome.REFUSED, Outcome.ERROR})
"""Outcomes that say nothing about the page."""

SUSPECT = frozenset({Outcome.UNRECOGNISED, Outcome.EMPTY})
"""Outcomes that may hide a change, or only be ours."""

SILENT = FAULTS | SUSPECT | REMOVALS
"""Outcomes that do not tell whether the text was edited."""

LOST = REMOVALS | {Outcome.MOVED}
"""Outcomes after which, in the long run, a page need not be watched."""

EAGER = 0.2
"""How the stake falls with the rate: a look at a lively page also tells how lively it is while that can still be used.
The stake is divided by the edits a day to this power, within a factor of FURTHEST; measured in tests/bench/policy.py."""

FURTHEST = 4.0
DAY = timedelta(days=1)


class Policy(Protocol):
    """The numbers the rules work with; `[policy]` of the configuration."""

    @property
    def floor(self) -> timedelta:
        """Least wait."""

    @property
    def ceiling(self) -> timedelta:
        """Longest wait."""

    @property
    def stake(self) -> float:
        """Edits to be expected that make a look worth while."""

    @property
    def pace(self) -> float:
        """Share of the time it has been gone that a page waits."""

    @property
    def removal(self) -> timedelta:
        """Least wait after a removal was seen."""

    @property
    def backoff(self) -> timedelta:
        """Wait after a first fault."""

    @property
    def give_up(self) -> timedelta:
        """Time a page must be lost to be let go."""

    @property
    def deadline(self) -> timedelta:
        """How long before and after a promise falls due the page is looked at daily."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is decided about a page."""

    at: datetime | None
    """The next look; None: not again."""

    why: str
    """The reason, in words for people."""


def watched_by(policy: Policy, prior: Belief | None = None) -> NextLook:
    """`next_look` with its policy and what the site's pages teach (prior.py), in the form the stages take."""
    return partial(next_look, policy=policy, prior=prior)


def next_look(
    looks: Sequence[Look],
    published_at: datetime | None,
    deadlines: Sequence[date] = (),
    *,
    policy: Policy,
    prior: Belief | None = None,
) -> datetime | None:
    """When to look again after these looks (oldest first); None when the page is given up or was never looked at.

    `deadlines` are the days on which promises of its text fall due. Counted from the latest look, never sooner than the
    floor after it. Three sightings of a removal span a day or more with `removal` at 12 h or above.
    """
    return plan(looks, published_at, deadlines, policy=policy, prior=prior).at


def explain(
    looks: Sequence[Look],
    published_at: datetime | None,
    deadlines: Sequence[date] = (),
    *,
    policy: Policy,
    prior: Belief | None = None,
) -> str:
    """The reason for the next look (or for none), in words."""
    return plan(looks, published_at, deadlines, policy=policy, prior=prior).why


def plan(
    looks: Sequence[Look],
    published_at: datetime | None,
    deadlines: Sequence[date] = (),
    *,
    policy: Policy,
    prior: Belief | None = None,
) -> Plan:
    """The next look with its reason; see `next_look`."""
    if not looks:
        return Plan(at=None, why="it was never looked at")
    latest = looks[-1]
    since = _lost_since(looks)
    if since and latest.at - since >= policy.give_up:
        return Plan(at=None, why=f"let go: it has been gone since {since:%Y-%m-%d}, longer than {in_words(policy.give_up)}")
    wait, why = _wait(looks, published_at, policy, prior or Belief())
    bounded = max(policy.floor, min(wait, policy.ceiling))
    if bounded != wait:
        why += f"; no look comes {'sooner than' if bounded > wait else 'later than'} {in_words(bounded)} after the last"
    at = latest.at + bounded
    falls_due = _watch_of(deadlines, latest.at, policy)
    if falls_due and latest.outcome not in FAULTS and falls_due[0] < at:
        at, why = max(falls_due[0], latest.at + policy.floor), f"a promise of it falls due on {falls_due[1]}"
    return Plan(at=at, why=why)


def sights(looks: Sequence[Look], published_at: datetime | None) -> list[tuple[float, bool]]:
    """The looks that tell of edits, as age of the page in days and whether something new was seen."""
    birth = born(looks, published_at) if looks else None
    return [((look.at - birth) / DAY, look.changed) for look in looks if birth and look.outcome not in SILENT]


def born(looks: Sequence[Look], published_at: datetime | None) -> datetime:
    """When a page began: its publication, or the first look where that is unknown or later."""
    return min(published_at or looks[0].at, looks[0].at)


def stake_of(stake: float, daily: float) -> float:
    """Edits to be expected that make a look at a page of that rate a day worth while."""
    return stake * min(max(exp(-EAGER * log(daily)), 1 / FURTHEST), FURTHEST)


def in_words(span: timedelta) -> str:
    """A length of time in its two greatest units."""
    minutes = round(span / timedelta(minutes=1))
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "less than a minute"


def _wait(looks: Sequence[Look], published_at: datetime | None, policy: Policy, prior: Belief) -> tuple[timedelta, str]:
    latest, ceiling = looks[-1], policy.ceiling
    if latest.outcome in FAULTS:
        times = _tail(looks, FAULTS)
        return _doubled(policy.backoff, times, ceiling), f"{_times(times)} {latest.outcome} in a row, which says nothing about the page"
    said = [look for look in looks if look.outcome not in FAULTS]
    if latest.outcome in REMOVALS:
        gone = said[len(said) - _tail(said, REMOVALS)].at
        wait = max(policy.removal, (latest.at - gone) * policy.pace)
        return wait, f"{latest.outcome} since {gone:%Y-%m-%d}: looked at again to confirm it"
    wait, why = _by_belief(sights(looks, published_at), (latest.at - born(looks, published_at)) / DAY, policy, prior)
    if latest.outcome in SUSPECT:
        times = _tail(said, SUSPECT)
        soon = _doubled(policy.floor, times, ceiling)
        if soon < wait:
            return soon, f"{_times(times)} {latest.outcome} in a row, which may hide a change"
    return wait, why


def _by_belief(shown: Sequence[tuple[float, bool]], age: float, policy: Policy, prior: Belief) -> tuple[timedelta, str]:
    belief = told(prior, shown)
    daily = rate(belief, age)
    stake = stake_of(policy.stake, daily)
    wait = timedelta(days=wait_until(belief, age, stake, policy.ceiling / DAY))
    changes = sum(changed for _, changed in shown[1:])
    seen = f"{_count(changes, 'change')} in {_count(max(len(shown) - 1, 0), 'look')} after the first"
    words = f"{in_words(timedelta(days=age))} old, {seen}: about {daily:.2g} edits a day to be expected"
    if wait >= policy.ceiling:
        return wait, f"{words}; no look comes later than {in_words(policy.ceiling)} after the last"
    return wait, f"{words}, {stake:.2g} within {in_words(wait)}"


def _watch_of(deadlines: Sequence[date], last: datetime, policy: Policy) -> tuple[datetime, date] | None:
    """The first look that a deadline asks for after the last one, and that deadline."""
    asked = []
    for day in deadlines:
        end = datetime.combine(day, time(23, 59), CHINA)
        begin, until = end - policy.deadline, end + policy.deadline
        at = begin if last < begin else last + DAY
        if at <= until:
            asked.append((at, day))
    return min(asked, default=None)


def _lost_since(looks: Sequence[Look]) -> datetime | None:
    said = [look for look in looks if look.outcome not in FAULTS]
    lost = _tail(said, LOST)
    return said[-lost].at if lost > 2 and looks[-1].outcome in LOST else None


def _tail(looks: Sequence[Look], outcomes: frozenset[Outcome]) -> int:
    return sum(1 for _ in takewhile(lambda look: look.outcome in outcomes, reversed(looks)))


def _doubled(first: timedelta, times: int, most: timedelta) -> timedelta:
    for _ in range(times - 1):
        if first >= most:
            return most
        first *= 2
    return first


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else f'{noun}s'}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
