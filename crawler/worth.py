"""A site's budget shared out: which of the pages that are due are looked at now, when not all can be. Pure.

A page is the more worth a look the longer it has waited for the wait planned for it. As every wait is planned for the same
expected number of edits, that ratio is the expected number itself, in stakes: taking the highest first is one threshold on
the value of a look for the whole site, and it falls where the budget wants it. No page is forgotten: every ratio grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

Due = TypeVar("Due")

DAY = timedelta(days=1)


def allowance(budget: int, since: datetime | None, now: datetime) -> int:
    """Looks a run may spend of a budget a day: the share of the time since the last run, a whole day's when there was none.

    At least one, so that no run of a small budget is idle for ever.
    """
    elapsed = DAY if since is None else min(max(now - since, timedelta(0)), DAY)
    return max(1, round(budget * (elapsed / DAY)))


def most_worth(due: Iterable[Due], left: int, now: datetime, times: Callable[[Due], tuple[datetime | None, datetime | None]]) -> list[Due]:
    """The `left` due pages most worth a look, the most worthy first; `times` gives a page's last and planned next look."""
    return sorted(due, key=lambda one: -lateness(*times(one), now))[:left]


def lateness(last: datetime | None, planned: datetime | None, now: datetime) -> float:
    """Time waited over the wait planned: 1 when just due; infinite for a page never looked at or with no plan."""
    if last is None or planned is None or planned <= last:
        return float("inf")
    return (now - last) / (planned - last)
