"""The pages of a source whose turn has come: the order is worked out from light rows, and each is read when its turn is near.

However many are due at once, no more than their numbers and a hundred pages are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.worth import most_worth
from db import pages
from db.captures import Validators, validators_of
from db.pages import Addressed
from db.store import Store

AHEAD = 100
"""Pages read at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A page that is to be fetched."""

    page: Addressed
    """The page."""

    url: str
    """The address to ask."""

    held: Validators | None
    """What that address can be asked with whether its answer still stands; None when nothing is held."""


def in_turn(
    store: Store, source: str, now: datetime, *, ceiling: timedelta, allowed: int, address: Callable[[Addressed], str]
) -> Iterator[Turn]:
    """The `allowed` due pages most worth a look, the most worthy first, each at its `address`. Raises StoreFailing.

    `ceiling` is the longest wait there is. A page that is let go meanwhile is left out.
    """
    with store.look() as unit:
        turns = most_worth(pages.waiting(unit, source, now, longest=ceiling), allowed, now)
    for start in range(0, len(turns), AHEAD):
        with store.look() as unit:
            found = [(page, address(page)) for page in pages.addressed(unit, turns[start : start + AHEAD])]
            batch = [Turn(page=page, url=url, held=validators_of(unit, source, page.key, url)) for page, url in found]
        yield from batch
