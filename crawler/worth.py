"""A site's budget shared out: which of the pages that are due are looked at now, when not all can be. Pure.

A page is the more worth a look the longer it has waited for the wait planned for it. As every wait is planned for the same
expected number of edits, that ratio is the expected number itself, in stakes: taking the highest first is one threshold on
the value of a look for the whole site, and it falls where the budget wants it. No page is forgotten: every ratio grows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from db.pages import Waiting

DAY = timedelta(days=1)


def allowance(budget: int, since: datetime | None, now: datetime) -> int:
    """Looks a run may spend of a budget a day: the share of the time since the last run, a whole day's when there was none.

    At least one, so that no run of a small budget is idle for ever.
    """
    elapsed = DAY if since is None else min(max(now - since, timedelta(0)), DAY)
    return max(1, round(budget * (elapsed / DAY)))


def most_worth(due: Iterable[Waiting], left: int, now: datetime) -> Sequence[int]:
    """The numbers of the `left` due pages most worth a look, the most worthy first; of equally worthy ones in the order given."""
    numbers, late = array("q"), array("d")
    for one in due:
        numbers.append(one.id)
        late.append(-lateness(one.looked_at, one.next_look, now))
    first = sorted(range(len(numbers)), key=late.__getitem__)[:left]
    return array("q", map(numbers.__getitem__, first))


def lateness(last: datetime | None, planned: datetime | None, now: datetime) -> float:
    """Time waited over the wait planned: 1 when just due; infinite for a page never looked at or with no plan."""
    if last is None or planned is None or planned <= last:
        return float("inf")
    return (now - last) / (planned - last)
