"""When to look at a page again: the looks so far in, the next one out. Pure, and without a clock.

Nothing is known beforehand of the time scale on which an outlet edits its articles, so the prior is the
one that prefers no scale: a chance of an edit that falls as 1 / age. Under it, looks at equal *ratios* of
age are equally likely to meet an edit, so the wait is a fixed share (`pace`) of the page's age, between a
floor and a ceiling. An edit seen makes a page young again: where one hand was at work, it may return.
Refreshing fast-changing pages ever faster is no gain, hence the floor (Cho and Garcia-Molina, "Effective
page refresh policies for web crawlers", ACM TODS 28(4), 2003).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Protocol

from db.records import REMOVALS, Look, Outcome
from pipeline.rooms import NextLook

FAULTS = frozenset({Outcome.REFUSED, Outcome.ERROR})
"""Outcomes that say nothing about the page."""

SUSPECT = frozenset({Outcome.UNRECOGNISED, Outcome.EMPTY})
"""Outcomes that may hide a change, or only be ours."""

LOST = REMOVALS | {Outcome.MOVED}
"""Outcomes after which, in the long run, a page need not be watched."""


class Policy(Protocol):
    """The lengths of time the rules work with; `[policy]` of the configuration."""

    @property
    def floor(self) -> timedelta:
        """Least wait."""

    @property
    def ceiling(self) -> timedelta:
        """Longest wait."""

    @property
    def pace(self) -> float:
        """Share of its age a page waits."""

    @property
    def removal(self) -> timedelta:
        """Least wait after a removal was seen."""

    @property
    def backoff(self) -> timedelta:
        """Wait after a first fault."""

    @property
    def give_up(self) -> timedelta:
        """Time a page must be lost to be let go."""


def watched_by(policy: Policy) -> NextLook:
    """`next_look` with its policy, in the form the stages take."""
    return partial(next_look, policy=policy)


def next_look(looks: tuple[Look, ...], published_at: datetime | None, *, policy: Policy) -> datetime | None:
    """When to look again after these looks (oldest first); None when the page is given up or was never looked at.

    Counted from the latest look, never sooner than the floor after it. Three sightings of a removal span a
    day or more with `removal` at 12 h or above.
    """
    if not looks:
        return None
    latest = looks[-1]
    wait = _bounded(_wait(looks, published_at, policy), policy.floor, policy.ceiling)
    return None if _given_up(looks, policy) else latest.at + wait


def _wait(looks: tuple[Look, ...], published_at: datetime | None, policy: Policy) -> timedelta:
    latest = looks[-1]
    if latest.outcome in FAULTS:
        return _doubled(policy.backoff, _tail(looks, FAULTS), policy.ceiling)
    told = tuple(look for look in looks if look.outcome not in FAULTS)
    if latest.outcome in REMOVALS:
        since = told[len(told) - _tail(told, REMOVALS)].at
        return max(policy.removal, (latest.at - since) * policy.pace)
    by_age = _bounded((latest.at - _young_since(looks, published_at)) * policy.pace, policy.floor, policy.ceiling)
    if latest.outcome in SUSPECT:
        return min(by_age, _doubled(policy.floor, _tail(told, SUSPECT), policy.ceiling))
    return by_age


def _young_since(looks: tuple[Look, ...], published_at: datetime | None) -> datetime:
    first = min(published_at or looks[0].at, looks[0].at)
    shown = next((place for place, look in enumerate(looks) if look.outcome is Outcome.OK), len(looks))
    edits = (look.at for look in looks[shown + 1 :] if look.changed)
    return max((first, *edits))


def _given_up(looks: tuple[Look, ...], policy: Policy) -> bool:
    told = tuple(look for look in looks if look.outcome not in FAULTS)
    lost = _tail(told, LOST)
    return lost > 2 and looks[-1].outcome in LOST and told[-1].at - told[-lost].at >= policy.give_up


def _tail(looks: tuple[Look, ...], outcomes: frozenset[Outcome]) -> int:
    return sum(1 for _ in takewhile(lambda look: look.outcome in outcomes, reversed(looks)))


def _doubled(first: timedelta, times: int, most: timedelta) -> timedelta:
    for _ in range(times - 1):
        if first >= most:
            return most
        first *= 2
    return first


def _bounded(wait: timedelta, low: timedelta, high: timedelta) -> timedelta:
    return max(low, min(wait, high))
